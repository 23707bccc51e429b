/** What this phone trusts: the last bundle it fetched, when that was, and whether its clock can be right. */

import { MAX_LIST, canFollow, follow, unpackList } from "./delta.js";

const ADDRESS = "/voucher/trust";
const PLACE = "g2p_voucher_trust";
const FORMAT = 1;
const HOUR = 3600 * 1000;
export const STALE = 24 * HOUR;
// So much may the server's date be ahead of what this phone's clock makes likely. What is further
// ahead is not taken: everything honest would be older from then on.
const AHEAD = 24 * HOUR;
// A phone's clock may be so much off before it is called wrong.
const CLOCK_BEHIND = 2 * 60 * 1000;
const CLOCK_OFF = 10 * 60 * 1000;
// Clocks of several server processes may differ by so much (seconds).
const SERVERS_APART = 60;

/** A sequence is the moment of the last change, in microseconds: none comes from the future. */
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

/** { status, date, tag, bundle } of the server's answer; null when there is none. */
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
    /** @param storage what keeps a text under a name: localStorage */
    constructor(storage = globalThis.localStorage) {
        this.storage = storage;
        /** { tag, bundle, server, phone }: the last two are when it was fetched, by both clocks (ms) */
        this.record = null;
        /** { lst, bits }: the status list that was unpacked last */
        this.unpacked = null;
        /** how far the date that was refused last was ahead (ms) */
        this.ahead = 0;
    }

    load() {
        try {
            const record = JSON.parse(this.storage.getItem(PLACE));
            this.record = record && isBundle(record.bundle) ? record : null;
        } catch {
            this.record = null; // nothing is kept here: private window, or a full disk
        }
        return this;
    }

    keep(record) {
        this.record = record;
        try {
            this.storage.setItem(PLACE, JSON.stringify(record));
        } catch {
            // it is known until the page is closed
        }
    }

    /**
     * Fetch everything as if nothing were known, since what is known may be what is wrong. It stays
     * until something else has come: without a network a phone that forgets can judge nothing.
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

    /** Whether a date of the server's (ms) is too far ahead to be believed. */
    isFar(server, now = Date.now()) {
        const known = this.record;
        const likely = known ? Math.max(now, known.server + Math.max(0, now - known.phone)) : now;
        this.ahead = server - now;
        return server > likely + AHEAD;
    }

    /**
     * Ask the server: "new", "same", "refused" (older than what is known), "far" (from a future that
     * this phone does not believe in) or "unreachable". What changed is enough where it fits on what
     * is known; otherwise everything is asked for.
     */
    async sync() {
        const known = this.record;
        const headers = known ? { "If-None-Match": known.tag } : {};
        const answer = await ask(known && canFollow() ? known.bundle.sequence : null, headers);
        if (answer?.bundle?.after === undefined) {
            return this.hear(answer);
        }
        const bundle = known && (await follow(known.bundle, answer.bundle).catch(() => null));
        const fits = isBundle(bundle) && this.record === known;
        return this.hear(fits ? { ...answer, bundle } : await ask());
    }

    /** What an answer with a whole bundle, or with none, comes to. */
    hear(answer) {
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

    /** Take a bundle, unless it is older than the one that is known, or from far ahead. */
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

    /** Milliseconds since the server was heard; null when it never was. */
    age(now = Date.now()) {
        return this.record && Math.max(0, now - this.record.server);
    }

    /** How far the phone's clock is off (ms, negative = behind) when it can not be trusted, else 0. */
    clockError(now = Date.now()) {
        if (!this.record) {
            return 0;
        }
        const { server, phone } = this.record;
        if (now < server - CLOCK_BEHIND) {
            return now - server;
        }
        // a clock that was set right since then is far from the phone's time of the last fetch
        return Math.abs(phone - server) > CLOCK_OFF ? phone - server : 0;
    }

    key(kid) {
        return this.record.bundle.keys.find((key) => key.kid === kid);
    }

    /** 0 usable, 1 redeemed, 2 revoked, 3 expired or suspended; null when the list does not reach so far. */
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
