import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";

/** Sends a form once: disables its buttons until the answer arrives. */
export class ProviderForm extends Interaction {
    static selector = ".o_g2p_once";
    dynamicContent = {
        _root: { "t-on-submit": this.onSubmit },
    };

    start() {
        // "Back" restores the page with its buttons still disabled.
        this.addListener(window, "pageshow", () => this.setWaiting(null));
    }

    onSubmit(ev) {
        // Enter presses the invisible button: then the visible one shows the progress
        const pressed = ev.submitter?.hasAttribute("aria-hidden") ? null : ev.submitter;
        const own = this.el.querySelector(".btn-primary[type=submit]");
        this.setWaiting(pressed || own || this.el.querySelector("button[type=submit]"));
    }

    /** Disables all buttons and labels the pressed one; without one, restores all. */
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

/** Prints the receipt; without this script people use the browser's menu. */
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
