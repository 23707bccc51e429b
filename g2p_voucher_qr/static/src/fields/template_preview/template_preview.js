/** @odoo-module **/

import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PAUSE = 500; // milliseconds after the last change
const WIDTH = 520; // pixels of the page on the screen

/** The voucher as it will be printed, while its template is being written. */
export class VoucherTemplatePreview extends Component {
    static template = "g2p_voucher_qr.TemplatePreview";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ html: "", width: 1, height: 1, error: "", example: "usual" });
        this.examples = ["usual", "long", "arabic"];
        this.shown = "";
        this.timer = null;
        onWillStart(() => this.refresh(this.props));
        onWillUpdateProps((props) => this.later(props));
        onWillUnmount(() => clearTimeout(this.timer));
    }

    later(props) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(props), PAUSE);
    }

    choose(ev) {
        this.state.example = ev.target.value;
        return this.refresh(this.props);
    }

    get page() {
        const scale = WIDTH / this.state.width;
        const { width, height } = this.state;
        return {
            frame: `width:${width}px;height:${height}px;border:0;transform:scale(${scale});transform-origin:0 0`,
            sheet: `width:${WIDTH}px;height:${height * scale}px;overflow:hidden`,
        };
    }

    /** Ask the server when something it shows has changed. */
    async refresh(props) {
        const { body, paper, lang } = props.record.data;
        const wanted = [body || "", paper, lang || null, this.state.example];
        const key = JSON.stringify(wanted);
        if (key === this.shown) {
            return;
        }
        this.shown = key;
        const answer = await this.orm.call("g2p.voucher.template", "preview_draft", wanted);
        if (key === this.shown) {
            // what was shown before stays beside the error
            Object.assign(this.state, { error: "" }, answer);
        }
    }
}

registry.category("fields").add("g2p_voucher_preview", {
    component: VoucherTemplatePreview,
    supportedTypes: ["char"],
});
