/** @odoo-module **/

import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PAUSE = 500; // milliseconds after the last change
const WIDTH = 520; // pixels of the page on the screen

/** The printed voucher, shown while its template is being edited. */
export class VoucherTemplatePreview extends Component {
    static template = "g2p_voucher_template.TemplatePreview";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ html: "", width: 1, height: 1, error: "", example: "usual" });
        this.examples = [
            ["usual", _t("Usual")],
            ["long", _t("Long names")],
            ["arabic", _t("Arabic")],
        ];
        this.shown = "";
        this.wanted = [];
        this.options = {};
        this.timer = null;
        useRecordObserver((record) => this.later(record.data));
        useBus(this.props.record.model.bus, "VOUCHER_TEMPLATE_TYPED", ({ detail }) =>
            this.later({ ...this.props.record.data, body: detail }),
        );
        onWillUnmount(() => clearTimeout(this.timer));
    }

    /** @param {Object} data values of the record, read now so that the observer sees changes */
    later({ body, paper, lang }) {
        this.wanted = [body || "", paper, lang || null];
        this.options = { template_id: this.props.record.resId || null };
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.refresh(), this.shown ? PAUSE : 0);
    }

    choose(ev) {
        this.state.example = ev.target.value;
        return this.refresh();
    }

    get page() {
        const scale = WIDTH / this.state.width;
        const { width, height } = this.state;
        return {
            frame: `width:${width}px;height:${height}px;border:0;transform:scale(${scale});transform-origin:0 0`,
            sheet: `width:${WIDTH}px;height:${height * scale}px;overflow:hidden`,
        };
    }

    /** Fetch the preview if one of its inputs has changed. */
    async refresh() {
        const wanted = [...this.wanted, this.state.example];
        const key = JSON.stringify([wanted, this.options]);
        if (key === this.shown) {
            return;
        }
        this.shown = key;
        const { orm, options } = this;
        const answer = await orm.call("g2p.voucher.template", "preview_draft", wanted, options);
        if (key === this.shown) {
            // keep the former page beside the error
            Object.assign(this.state, { error: "" }, answer);
        }
    }
}

registry.category("fields").add("g2p_voucher_preview", {
    component: VoucherTemplatePreview,
    supportedTypes: ["char"],
});
