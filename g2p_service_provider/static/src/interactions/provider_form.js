import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

/** Sends a form once: an impatient second press finds the button waiting. */
export class ProviderForm extends Interaction {
    static selector = ".o_g2p_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    start() {
        // "Back" shows the page as it was left, with its button still waiting.
        this.addListener(window, "pageshow", () => this.setWaiting(null));
    }

    onSubmit(ev) {
        // Enter presses a button that nobody sees: the form's own says so then
        const pressed = ev.submitter?.hasAttribute("aria-hidden") ? null : ev.submitter;
        const own = this.el.querySelector(".btn-primary[type=submit]");
        this.setWaiting(pressed || own || this.el.querySelector("button[type=submit]"));
    }

    /** All buttons wait, the pressed one says so; none does when there is no pressed one. */
    setWaiting(pressed) {
        for (const button of this.el.querySelectorAll("button[type=submit]")) {
            if (button === pressed) {
                button.dataset.label = button.textContent;
                button.textContent = _t("Sending…");
            } else if (!pressed && button.dataset.label) {
                button.textContent = button.dataset.label;
            }
            button.disabled = Boolean(pressed);
        }
    }
}

/** Prints the receipt; without this script the browser's own menu does. */
export class ProviderPrint extends Interaction {
    static selector = ".o_g2p_print";
    dynamicContent = {
        _root: { "t-on-click": () => window.print() },
    };

    start() {
        this.el.classList.add("o_g2p_print_ready");
    }
}

registry.category("public.interactions").add("g2p_service_provider.form", ProviderForm);
registry.category("public.interactions").add("g2p_service_provider.print", ProviderPrint);
