/**
 * Answers the pages of the person's vouchers without the network, once they were seen.
 *
 * A page is kept only if the server says for which account (Suite-Keep), in a cache of that account.
 * The network is asked first, always: what is kept is shown only when there is no answer, and an
 * answer that is no voucher any more (signed out, revoked, used up, of somebody else) drops it.
 */

const PREFIX = "g2p_own_";
const PAGE = /^\/my\/voucher\/[\w-]+$/;
const KEEP = "Suite-Keep";
/** Milliseconds that a person with a kept voucher waits for a bad network. */
const PATIENCE = 6000;

async function ownCaches() {
    const names = await caches.keys();
    return names.filter((name) => name.startsWith(PREFIX));
}

async function dropExcept(kept) {
    const names = await ownCaches();
    await Promise.all(names.filter((name) => name !== kept).map((name) => caches.delete(name)));
}

async function find(address) {
    for (const name of await ownCaches()) {
        const cache = await caches.open(name);
        const found = await cache.match(address, { ignoreVary: true });
        if (found) {
            return found;
        }
    }
    return null;
}

/** The page with a mark, by which its style says that there was no connection. */
async function marked(kept) {
    const text = await kept.text();
    return new Response(text.replace("<html", '<html data-kept="1"'), { headers: kept.headers });
}

/** Keeps what the server gave for an account, or drops what it gives no longer. */
async function update(address, answer) {
    const account = answer.headers.get(KEEP);
    if (answer.ok && account) {
        await dropExcept(PREFIX + account);
        const cache = await caches.open(PREFIX + account);
        await cache.put(address, answer);
    } else if (answer.type === "opaqueredirect") {
        await dropExcept(""); // to the page where people sign in
    } else if (answer.status < 500) {
        for (const name of await ownCaches()) {
            await (await caches.open(name)).delete(address, { ignoreVary: true });
        }
    }
}

function within(answer, milliseconds) {
    const late = new Promise((_resolve, reject) => setTimeout(reject, milliseconds));
    return Promise.race([answer, late]);
}

async function answerPage(ev, address) {
    const kept = await find(address);
    try {
        const asked = fetch(ev.request);
        // an answer that comes too late to be shown still replaces or drops the page
        const updated = asked.then((answer) => update(address, answer.clone()));
        ev.waitUntil(updated.catch(() => {}));
        const answer = await (kept ? within(asked, PATIENCE) : asked);
        if (answer.status >= 500 && kept) {
            return await marked(kept);
        }
        await updated;
        return answer;
    } catch {
        return kept ? marked(kept) : Response.error();
    }
}

async function answerFile(request) {
    return (await find(request.url)) || fetch(request);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (ev) => ev.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (ev) => {
    const { request } = ev;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== self.location.origin) {
        return;
    }
    if (PAGE.test(pathname) && request.mode === "navigate") {
        ev.respondWith(answerPage(ev, pathname));
    } else if (["style", "script", "image"].includes(request.destination)) {
        ev.respondWith(answerFile(request));
    }
});
