/**
 * A strict CBOR reader (RFC 8949): the encoding that a voucher uses, and nothing else.
 * Shortest integers, definite lengths, no repeated key, few items, shallow, known tags;
 * the same rules as token/strict_cbor.py.
 */

const MAX_DEPTH = 6;
const MAX_ITEMS = 200;
const SIMPLE = { 20: false, 21: true, 22: null };

export class Tagged {
    constructor(tag, value) {
        this.tag = tag;
        this.value = value;
    }
}

class Reader {
    constructor(bytes, tags) {
        this.bytes = bytes;
        this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        this.tags = tags;
        this.at = 0;
        this.items = 0;
    }

    take(size) {
        const begin = this.at;
        if (size > this.bytes.length - begin) {
            throw new Error("cut short");
        }
        this.at = begin + size;
        return begin;
    }

    /** The argument after the first byte, in its shortest form. */
    argument(info) {
        if (info < 24) {
            return info;
        }
        const size = 1 << (info - 24);
        const at = this.take(size);
        const value = size === 8 ? Number(this.view.getBigUint64(at)) : this.view[`getUint${8 * size}`](at);
        if (value < (size === 1 ? 24 : 2 ** (4 * size)) || !Number.isSafeInteger(value)) {
            throw new Error("number not in its shortest form, or too large");
        }
        return value;
    }

    item(depth) {
        this.items += 1;
        if (depth > MAX_DEPTH || this.items > MAX_ITEMS) {
            throw new Error("too deep or too long");
        }
        const first = this.bytes[this.take(1)];
        const kind = first >> 5;
        const info = first & 31;
        if (info > 27 || (kind === 7 && !(info in SIMPLE))) {
            throw new Error("indefinite length, float or reserved value");
        }
        const value = this.argument(info);
        switch (kind) {
            case 0:
                return value;
            case 1:
                return -1 - value;
            case 2:
                return this.string(value);
            case 3:
                return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.string(value));
            case 4:
                return this.array(value, depth);
            case 5:
                return this.map(value, depth);
            case 6:
                return this.tagged(value, depth);
            default:
                return SIMPLE[info];
        }
    }

    string(size) {
        const begin = this.take(size);
        return this.bytes.subarray(begin, begin + size);
    }

    array(size, depth) {
        const found = [];
        while (found.length < size) {
            found.push(this.item(depth + 1));
        }
        return found;
    }

    map(size, depth) {
        const found = new Map();
        for (let left = size; left > 0; left--) {
            const key = this.item(depth + 1);
            if (!["number", "string"].includes(typeof key) || found.has(key)) {
                throw new Error("repeated key, or of another type");
            }
            found.set(key, this.item(depth + 1));
        }
        return found;
    }

    tagged(tag, depth) {
        if (!this.tags.includes(tag)) {
            throw new Error("unknown tag");
        }
        return new Tagged(tag, this.item(depth + 1));
    }
}

/** The value of all the bytes; throws otherwise. Maps are of type Map. */
export function decode(bytes, tags = []) {
    const reader = new Reader(bytes, tags);
    const value = reader.item(0);
    if (reader.at !== bytes.length) {
        throw new Error("bytes after the end");
    }
    return value;
}

function head(kind, size) {
    if (size < 24) {
        return [(kind << 5) | size];
    }
    return size < 256 ? [(kind << 5) | 24, size] : [(kind << 5) | 25, size >> 8, size & 255];
}

/** An array of texts and byte strings (each shorter than 64 kB), encoded. */
export function encodeStrings(strings) {
    const parts = [new Uint8Array(head(4, strings.length))];
    for (const string of strings) {
        const isText = typeof string === "string";
        const bytes = isText ? new TextEncoder().encode(string) : string;
        parts.push(new Uint8Array(head(isText ? 3 : 2, bytes.length)), bytes);
    }
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
    return out;
}
