/** Common behaviour of all pages; each works without it. */

/** Seconds before the end at which the warning comes; half of the time where that is less. */
const AHEAD = 120;
/** The longest time that a browser's timer can wait, in milliseconds. */
const LONGEST = 2 ** 31 - 1;
/** Escape pressed so often within so many milliseconds leaves the page. */
const PRESSES = 3;
const WITHIN = 2000;

/** A text of the page's template of words. */
function say(name) {
    const words = document.getElementById("g2p_words");
    return words.content.querySelector(`[data-word="${name}"]`).textContent.trim();
}

// === Back === //

/** A form with errors is the response to a POST, which no browser shows again: Back ended in
 *  "Confirm form resubmission". So the entry gets the address of the form's own page. */
function nameAnsweredPage() {
    const answered = document.querySelector(".o_g2p_answered");
    if (answered) {
        history.replaceState(history.state, "", answered.dataset.page);
    }
}

// === The end of the session === //

/** Warns before the session ends, and restarts its time when the person wants to stay. */
class SessionWarning {
    constructor(el) {
        this.el = el;
        this.find(".o_g2p_session_stay").addEventListener("click", () => this.askToStay());
        this.wait();
    }

    find(selector) {
        return this.el.querySelector(selector);
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
        this.find(".o_g2p_session_soon").hidden = true;
        this.find(".o_g2p_session_over").hidden = false;
    }

    async askToStay() {
        // a signed-out user is redirected to another page
        const answer = await fetch(this.el.dataset.address).catch(() => null);
        if (answer && answer.redirected) {
            this.end();
        } else if (answer && answer.ok) {
            this.stay();
        } else {
            this.find(".o_g2p_session_unreached").hidden = false;
        }
    }

    /** Continues where the person was. */
    stay() {
        this.find(".o_g2p_session_unreached").hidden = true;
        this.wait();
        if (this.before && this.before.isConnected) {
            this.before.focus({ preventScroll: true });
        }
    }
}

// === Leave this page quickly === //

/** Replaces this page, so that Back does not show it, and hides it at once. */
function leave(link) {
    document.documentElement.hidden = true;
    location.replace(link.href);
}

function prepareToLeave() {
    const link = document.querySelector(".g2p-leave");
    if (!link) {
        return;
    }
    link.addEventListener("click", (ev) => {
        ev.preventDefault();
        leave(link);
    });
    let times = [];
    document.addEventListener("keydown", (ev) => {
        times = ev.key === "Escape" ? [...times.filter((time) => ev.timeStamp - time < WITHIN), ev.timeStamp] : [];
        if (times.length >= PRESSES) {
            leave(link);
        }
    });
}

// === Forms that are sent once === //

/** Disables all buttons of the form and labels the pressed one; without one, restores all. */
function setWaiting(form, pressed) {
    for (const button of form.querySelectorAll("button[type=submit]")) {
        if (button === pressed) {
            button.dataset.label = button.textContent;
            button.textContent = say("sending");
        } else if (!pressed && button.dataset.label) {
            button.textContent = button.dataset.label;
        }
        button.disabled = Boolean(pressed);
    }
}

function sendOnce(ev) {
    const form = ev.target;
    if (ev.defaultPrevented || !form.classList.contains("o_g2p_once")) {
        return;
    }
    // Enter presses the invisible button: then the visible one shows the progress
    const pressed = ev.submitter?.hasAttribute("aria-hidden") ? null : ev.submitter;
    const own = form.querySelector(".btn-primary[type=submit]");
    setWaiting(form, pressed || own || form.querySelector("button[type=submit]"));
}

function restoreForms() {
    // "Back" restores the page with its buttons still disabled
    document.querySelectorAll(".o_g2p_once").forEach((form) => setWaiting(form, null));
}

// === Pages that the browser keeps for an account === //

/** Caches of one account have its name; those of every other account are dropped, and all of them
 *  when nobody is signed in. */
async function dropKept(account) {
    if (!globalThis.caches) {
        return; // an old browser, or no TLS: it keeps nothing
    }
    const names = (await caches.keys()).filter((name) => name.startsWith("g2p_own_"));
    const others = names.filter((name) => !account || name !== `g2p_own_${account}`);
    await Promise.all(others.map((name) => caches.delete(name)));
}

/** Signing out first drops what is kept, since the next page may not be one of these. */
async function signOut(ev) {
    const link = ev.target.closest?.('a[href*="/web/session/logout"]');
    if (link && globalThis.caches && !ev.defaultPrevented) {
        ev.preventDefault();
        await dropKept("").catch(() => null);
        location.assign(link.href);
    }
}

// === Paper === //

/** Without this script people print with the browser's menu. */
function preparePrint(button) {
    button.classList.add("o_g2p_print_ready");
    button.addEventListener("click", () => window.print());
}

nameAnsweredPage();
dropKept(document.documentElement.dataset.account).catch(() => null);
document.addEventListener("click", signOut);
prepareToLeave();
document.addEventListener("submit", sendOnce);
window.addEventListener("pageshow", restoreForms);
document.querySelectorAll(".o_g2p_session").forEach((el) => new SessionWarning(el));
document.querySelectorAll(".o_g2p_print").forEach(preparePrint);
