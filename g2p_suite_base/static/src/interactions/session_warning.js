import { Interaction } from "@web/public/interaction";
import { registry } from "@web/core/registry";

/** Seconds before the end at which the warning comes; half of the time where that is less. */
const AHEAD = 120;
/** The longest time that a browser's timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;

/** Warns before the session ends, and restarts its time when the person wants to stay. */
export class SessionWarning extends Interaction {
    static selector = ".o_g2p_session";
    dynamicContent = {
        ".o_g2p_session_stay": { "t-on-click": this.onStay },
    };

    start() {
        this.registerCleanup(() => clearTimeout(this.timer));
        this.wait();
    }

    wait() {
        const seconds = Number(this.el.dataset.seconds);
        const quiet = seconds - Math.min(AHEAD, seconds / 2);
        clearTimeout(this.timer);
        this.el.hidden = true;
        this.timer = setTimeout(() => this.warn(seconds - quiet), Math.min(quiet * 1000, LONGEST));
    }

    warn(left) {
        this.before = document.activeElement;
        this.el.hidden = false;
        this.timer = setTimeout(() => this.end(), left * 1000);
    }

    end() {
        clearTimeout(this.timer);
        this.el.querySelector(".o_g2p_session_soon").hidden = true;
        this.el.querySelector(".o_g2p_session_over").hidden = false;
    }

    async onStay() {
        // a signed-out user is redirected to another page
        const answer = await fetch(this.el.dataset.address).catch(() => null);
        if (answer && answer.redirected) {
            this.end();
        } else if (answer && answer.ok) {
            this.stay();
        } else {
            this.el.querySelector(".o_g2p_session_unreached").hidden = false;
        }
    }

    /** Continues where the person was. */
    stay() {
        this.el.querySelector(".o_g2p_session_unreached").hidden = true;
        this.wait();
        if (this.before && this.before.isConnected) {
            this.before.focus({ preventScroll: true });
        }
    }
}

registry.category("public.interactions").add("g2p_suite_base.session", SessionWarning);
