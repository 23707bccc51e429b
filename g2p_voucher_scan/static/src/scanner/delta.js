/** Applies changes of the status list to the bundle on this phone. */

import { inflate } from "./token.js";

const BITS = 2;
/** Longer lists are refused (indexes). */
export const MAX_LIST = 1 << 25;

/** Whether this browser can apply changes to a list and check the result. */
export function canApply() {
    return Boolean(globalThis.crypto?.subtle && globalThis.CompressionStream);
}

/** The bits of a status list: { size, lst }. */
export async function unpackList({ size, lst }) {
    return inflate(
        Uint8Array.from(atob(lst), (char) => char.charCodeAt(0)),
        size / 4,
    );
}

async function packList(bits) {
    const stream = new Blob([bits]).stream().pipeThrough(new CompressionStream("deflate"));
    const packed = new Uint8Array(await new Response(stream).arrayBuffer());
    return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
}

async function digest(bits) {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bits));
    return Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isPlace(place, size) {
    return Number.isSafeInteger(place) && place > 0 && place < size;
}

export function isDelta(delta) {
    const { bits, size, changed, digest: wanted } = delta?.status ?? {};
    return (
        Number.isSafeInteger(delta?.after) &&
        bits === BITS &&
        Number.isSafeInteger(size) &&
        size % 4 === 0 &&
        size <= MAX_LIST &&
        typeof wanted === "string" &&
        Array.isArray(changed) &&
        changed.length === 1 << BITS &&
        changed.every((places) => Array.isArray(places) && places.every((place) => isPlace(place, size)))
    );
}

function change(bits, changed) {
    for (const [status, places] of changed.entries()) {
        for (const place of places) {
            const shift = (place & 3) * BITS;
            bits[place >> 2] = (bits[place >> 2] & ~(3 << shift)) | (status << shift);
        }
    }
}

/** The bundle that results from a delta; null if it does not apply to this bundle or the digest differs. */
export async function applyDelta(known, delta) {
    const { after, status, ...rest } = delta;
    if (!isDelta(delta) || after !== known.sequence || status.size < known.status.size) {
        return null;
    }
    const bits = new Uint8Array(status.size / 4);
    bits.set(await unpackList(known.status));
    change(bits, status.changed);
    if ((await digest(bits)) !== status.digest) {
        return null;
    }
    return { ...rest, status: { bits: BITS, size: status.size, lst: await packList(bits) } };
}
