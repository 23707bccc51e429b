import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/**
 * A form with errors is the response to a POST, which no browser shows again: Back
 * ended in "Confirm form resubmission". So the entry gets the address of the form's own page.
 */
export class AnsweredPage extends Interaction {
    static selector = ".o_g2p_answered";

    start() {
        history.replaceState(history.state, "", this.el.dataset.page);
    }
}

registry.category("public.interactions").add("g2p_suite_base.answered_page", AnsweredPage);
