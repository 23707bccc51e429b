/** The data that this phone trusts: its last bundle, when it was fetched, and whether the clock can be right. */

import { MAX_LIST, canApply, applyDelta, unpackList } from "./delta.js";

const ADDRESS = "/voucher/trust";
const PLACE = "g2p_voucher_trust";
const FORMAT = 1;
const HOUR = 3600 * 1000;
export const STALE = 24 * HOUR;
// The server's date may be this much ahead of the phone's likely time. Data from further ahead is
// refused: all honest data would be older from then on.
const AHEAD = 24 * HOUR;
// A phone's clock may be off by this much before it is reported as wrong.
const CLOCK_BEHIND = 2 * 60 * 1000;
const CLOCK_OFF = 10 * 60 * 1000;
// Clocks of several server processes may differ by this much (seconds).
const SERVERS_APART = 60;

/** A sequence is the time of the last change in microseconds, so it cannot be in the future. */
function isMoment({ sequence, time }) {
    const whole = Number.isSafeInteger(sequence) && Number.isSafeInteger(time);
    return whole && sequence >= 0 && time >= 0 && sequence <= (time + SERVERS_APART) * 1e6;
}

function isBundle(bundle) {
    return (
        bundle?.format === FORMAT &&
        isMoment(bundle) &&
        Array.isArray(bundle.keys) &&
        bundle.status?.bits === 2 &&
        Number.isSafeInteger(bundle.status.size) &&
        typeof bundle.status.lst === "string"
    );
}

/** { status, date, tag, bundle } of the server's answer; null if there is none. */
async function ask(after = null, headers = {}) {
    const address = after === null ? ADDRESS : `${ADDRESS}?after=${after}`;
    try {
        const response = await fetch(address, { headers, cache: "no-store", credentials: "omit" });
        return {
            status: response.status,
            date: Date.parse(response.headers.get("Date")),
            tag: response.headers.get("ETag") || "",
            bundle: response.status === 200 ? await response.json() : null,
        };
    } catch {
        return null;
    }
}

export class Trust {
    /** @param storage a store of texts by name, such as localStorage */
    constructor(storage = globalThis.localStorage) {
        this.storage = storage;
        /** { tag, bundle, server, phone }: the last two are the time of the fetch, by both clocks (ms) */
        this.record = null;
        /** { lst, bits }: the last unpacked status list */
        this.unpacked = null;
        /** how far the last refused date was ahead (ms) */
        this.ahead = 0;
    }

    load() {
        try {
            const record = JSON.parse(this.storage.getItem(PLACE));
            this.record = record && isBundle(record.bundle) ? record : null;
        } catch {
            this.record = null; // nothing can be stored: private window, or a full disk
        }
        return this;
    }

    keep(record) {
        this.record = record;
        try {
            this.storage.setItem(PLACE, JSON.stringify(record));
        } catch {
            // it is used until the page is closed
        }
    }

    /**
     * Fetch everything, since the stored data itself may be wrong. It stays until the new data has
     * arrived: without a network, a phone without data can check nothing.
     */
    async startOver() {
        const fresh = new Trust(null);
        const answer = await fresh.sync();
        this.ahead = fresh.ahead;
        if (fresh.record) {
            this.keep(fresh.record);
        }
        return answer;
    }

    /** Whether a date of the server's (ms) is too far ahead to be plausible. */
    isFar(server, now = Date.now()) {
        const known = this.record;
        const likely = known ? Math.max(now, known.server + Math.max(0, now - known.phone)) : now;
        this.ahead = server - now;
        return server > likely + AHEAD;
    }

    /**
     * Ask the server: "new", "same", "refused" (older than the stored data), "far" (from an implausible
     * future) or "unreachable". Changes are enough if they apply to the stored data; otherwise everything
     * is fetched.
     */
    async sync() {
        const known = this.record;
        const headers = known ? { "If-None-Match": known.tag } : {};
        const answer = await ask(known && canApply() ? known.bundle.sequence : null, headers);
        if (answer?.bundle?.after === undefined) {
            return this.process(answer);
        }
        const bundle = known && (await applyDelta(known.bundle, answer.bundle).catch(() => null));
        const fits = isBundle(bundle) && this.record === known;
        return this.process(fits ? { ...answer, bundle } : await ask());
    }

    /** Process an answer with a whole bundle, or without one; returns as sync() does. */
    process(answer) {
        if (answer?.status === 304 && this.record) {
            const server = answer.date || this.record.server;
            if (this.isFar(server)) {
                return "far";
            }
            this.keep({ ...this.record, server: Math.max(server, this.record.server), phone: Date.now() });
            return "same";
        }
        return isBundle(answer?.bundle) ? this.take(answer.bundle, answer.tag) : "unreachable";
    }

    /** Store a bundle, unless it is older than the stored one, or from too far ahead. */
    take(bundle, tag) {
        if (this.isFar(bundle.time * 1000)) {
            return "far";
        }
        const known = this.record?.bundle;
        if (known && (bundle.sequence < known.sequence || bundle.time < known.time - SERVERS_APART)) {
            return "refused";
        }
        this.keep({ tag, bundle, server: bundle.time * 1000, phone: Date.now() });
        return "new";
    }

    /** Milliseconds since the last contact with the server; null if there was none. */
    age(now = Date.now()) {
        return this.record && Math.max(0, now - this.record.server);
    }

    /** The error of the phone's clock (ms, negative = behind) if it cannot be trusted, or 0. */
    clockError(now = Date.now()) {
        if (!this.record) {
            return 0;
        }
        const { server, phone } = this.record;
        if (now < server - CLOCK_BEHIND) {
            return now - server;
        }
        // a clock corrected since then is far from the phone's time of the last fetch
        return Math.abs(phone - server) > CLOCK_OFF ? phone - server : 0;
    }

    key(kid) {
        return this.record.bundle.keys.find((key) => key.kid === kid);
    }

    /** 0 usable, 1 redeemed, 2 revoked, 3 expired or suspended; null if the list is too short. */
    async status(index) {
        const { size, lst } = this.record.bundle.status;
        if (!index || index < 0 || index >= size || size > MAX_LIST) {
            return null;
        }
        let unpacked = this.unpacked;
        if (unpacked?.lst !== lst) {
            unpacked = this.unpacked = { lst, bits: await unpackList({ size, lst }) };
        }
        const byte = unpacked.bits[index >> 2];
        return byte === undefined ? null : (byte >> ((index & 3) * 2)) & 3;
    }
}
