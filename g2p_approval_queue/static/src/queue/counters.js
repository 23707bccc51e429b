import "@g2p_multistage_approval/inbox/inbox";
import { Component, onMounted, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";

// The counts are refreshed when the person navigates, but at most this often.
const PATIENCE = 30_000;
// This count means that many or more.
const MANY = 100;

/** One button for each kind of waiting work, with its count; hidden when there is none. */
export class QueueCounters extends Component {
    static template = "g2p_approval_queue.Counters";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ counters: [] });
        this.asked = 0;
        onMounted(() => this.refresh());
        useBus(this.env.bus, "ACTION_MANAGER:UI-UPDATED", () => this.refresh());
        useBus(this.env.bus, "G2P:QUEUE-CHANGED", () => {
            this.asked = 0;
        });
    }

    label(number) {
        return number >= MANY ? `${MANY - 1}+` : String(number);
    }

    async refresh() {
        const now = Date.now();
        if (now - this.asked < PATIENCE) {
            return;
        }
        this.asked = now;
        this.state.counters = await this.orm.silent.call("g2p.approval.step", "queue_counts", []);
    }

    open(counter) {
        this.asked = 0;
        this.action.doAction(counter.action, { clearBreadcrumbs: true });
    }
}

const systray = registry.category("systray");
// one counter of the same steps is enough
systray.remove("g2p_multistage_approval.Inbox");
systray.add("g2p_approval_queue.Counters", { Component: QueueCounters }, { sequence: 26 });
