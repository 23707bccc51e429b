/** The voucher on the phone: kept for a place without a connection. The page works without it. */

const PREFIX = "g2p_own_";
const WORKER = "/my/voucher/worker.js";

/** Seconds of a year: the mark, not what is kept, lives so long at most. */
const YEAR = 365 * 24 * 3600;

/** The files that the page needs. */
function files() {
    const found = document.querySelectorAll("link[rel=stylesheet], script[src]");
    return [...found].map((el) => el.href || el.src).filter((way) => way.startsWith(location.origin));
}

/** Keeps this page for its account, unless it was signed out in the meantime. */
async function keep(account) {
    await navigator.serviceWorker.register(WORKER, { scope: "/my/voucher/" });
    await navigator.serviceWorker.ready;
    const page = await fetch(location.pathname);
    if (page.redirected || page.headers.get("Suite-Keep") !== account) {
        return;
    }
    // by this mark the server leads a person who signs out to a page that drops what is kept
    document.cookie = `g2p_kept=1; path=/; max-age=${YEAR}; samesite=lax`;
    const cache = await caches.open(PREFIX + account);
    await cache.addAll(files());
    await cache.put(location.pathname, page);
    document.documentElement.dataset.ready = "1";
}

/** A page that was kept may be shown after the last day; the office's day is the phone's. */
function hideAfterLastDay(el) {
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()];
    const text = today.map((part) => String(part).padStart(2, "0")).join("-");
    if (text > el.dataset.until) {
        document.documentElement.dataset.over = "1";
    }
}

const voucher = document.querySelector(".g2p-voucher[data-until]");
const { account, kept } = document.documentElement.dataset;
if (voucher) {
    hideAfterLastDay(voucher);
    if (!kept && account && navigator.serviceWorker && globalThis.caches) {
        keep(account).catch(() => null);
    }
    // the screen stays on at the reception
    navigator.wakeLock?.request("screen").catch(() => null);
}
