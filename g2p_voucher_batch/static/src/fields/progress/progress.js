/** @odoo-module **/

import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 3000; // milliseconds

/** The progress of an issue order: the form reloads while vouchers wait. */
export class VoucherProgress extends Component {
    static template = "g2p_voucher_batch.Progress";
    static props = { ...standardFieldProps };

    setup() {
        let timer = null;
        onMounted(() => {
            timer = setInterval(() => this.refresh(), EVERY);
        });
        onWillUnmount(() => clearInterval(timer));
    }

    get text() {
        return this.props.record.data[this.props.name];
    }

    async refresh() {
        if (this.props.record.data.waiting_count && !document.hidden) {
            await this.props.record.load();
        }
    }
}

registry.category("fields").add("g2p_voucher_progress", {
    component: VoucherProgress,
    supportedTypes: ["char"],
});
