import { Component, onMounted, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

// The count is refreshed when the person navigates, but at most this often.
const PATIENCE = 30_000;

/** The number of cases waiting for this officer's decision; hidden when there are none. */
export class ApprovalInbox extends Component {
    static template = "g2p_multistage_approval.Inbox";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ count: 0 });
        this.asked = 0;
        onMounted(() => this.refresh());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.refresh());
    }

    get label() {
        return this.state.count >= 100 ? "99+" : String(this.state.count);
    }

    async refresh() {
        const now = Date.now();
        if (now - this.asked < PATIENCE) {
            return;
        }
        this.asked = now;
        this.state.count = await this.orm.silent.call("g2p.approval.step", "inbox_count", []);
    }

    open() {
        this.asked = 0;
        this.action.doAction("g2p_multistage_approval.g2p_approval_step_action_inbox", {
            clearBreadcrumbs: true,
        });
    }
}

registry.category("systray").add("g2p_multistage_approval.Inbox", { Component: ApprovalInbox }, { sequence: 26 });
