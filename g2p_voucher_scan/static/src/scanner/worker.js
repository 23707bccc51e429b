/**
 * Stores the scanner page and its files on the phone, all of one version, and answers without the
 * network. The server puts SHELL = { page, version, files } in front of this file. Trusted data
 * (/voucher/trust) and checks (/voucher/verify) are never stored here.
 */

const PREFIX = "g2p_voucher_scan_";
const NAME = PREFIX + self.SHELL.version;

async function keepFiles() {
    const cache = await caches.open(NAME);
    // fetched again, since the browser's own cache may have files of a former version
    await cache.addAll(self.SHELL.files.map((address) => new Request(address, { cache: "no-cache" })));
    await self.skipWaiting();
}

async function dropFormer() {
    const names = await caches.keys();
    const former = names.filter((name) => name.startsWith(PREFIX) && name !== NAME);
    await Promise.all(former.map((name) => caches.delete(name)));
    await self.clients.claim();
}

async function answer(request, address) {
    const cache = await caches.open(NAME);
    return (await cache.match(address)) || fetch(request);
}

self.addEventListener("install", (ev) => ev.waitUntil(keepFiles()));
self.addEventListener("activate", (ev) => ev.waitUntil(dropFormer()));
self.addEventListener("fetch", (ev) => {
    const { origin, pathname } = new URL(ev.request.url);
    const isOurs = origin === self.location.origin && self.SHELL.files.includes(pathname);
    if (ev.request.method === "GET" && isOurs) {
        ev.respondWith(answer(ev.request, pathname));
    }
});
