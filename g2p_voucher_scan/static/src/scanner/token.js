/**
 * The text in a voucher's QR code: base45(zlib(COSE_Sign1(CWT))), or a JWT; read strictly.
 * The same rules as token/payload.py and token/cose.py. Nothing here is verified yet.
 */

import { Tagged, decode, encodeStrings } from "./cbor.js";
import { isJws, readJws, readMembers } from "./jws.js";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const MAX_TEXT = 4096;
const MAX_INFLATED = 16384;
const SIGN1 = 18;
const CWT = 61;
const PROFILE_VERSION = 1;
const MEMBERS = [
    ...["iss", "nbf", "exp", "jti", "voucher", "program", "name", "amount_minor", "currency"],
    ...["birth_year", "status", "ver"],
];

/** Bytes of a Base45 text (RFC 9285). */
export function base45(text) {
    if (text.length % 3 === 1) {
        throw new Error("wrong length");
    }
    const out = [];
    for (let at = 0; at < text.length; at += 3) {
        const digits = [...text.slice(at, at + 3)].map((char) => ALPHABET.indexOf(char));
        const value = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
        const limit = digits.length === 3 ? 65536 : 256;
        if (digits.includes(-1) || value >= limit) {
            throw new Error("not Base45");
        }
        out.push(...(digits.length === 3 ? [value >> 8, value & 255] : [value]));
    }
    return new Uint8Array(out);
}

/** The bytes of one whole zlib stream, at most `limit` of them, with nothing after it. */
export async function inflate(bytes, limit) {
    const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    const chunks = [];
    let size = 0;
    for (;;) {
        const { done, value } = await reader.read();
        if (done) {
            break;
        }
        size += value.length;
        if (size > limit) {
            await reader.cancel().catch(() => {});
            throw new Error("too long");
        }
        chunks.push(value);
    }
    return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

function untag(message) {
    let value = message;
    if (value instanceof Tagged && value.tag === CWT) {
        value = value.value;
        if (!(value instanceof Tagged)) {
            throw new Error("a CWT tag needs a COSE tag inside");
        }
    }
    if (value instanceof Tagged) {
        if (value.tag !== SIGN1) {
            throw new Error("not a COSE_Sign1");
        }
        value = value.value;
    }
    return value;
}

/** The signed message in a QR text: { kid, alg, payload, signature, signed, jwt }; throws otherwise. */
export async function unpack(text) {
    if (text.length > MAX_TEXT) {
        throw new Error("too long");
    }
    return isJws(text) ? readJws(text) : unpackCose(text);
}

async function unpackCose(text) {
    const message = untag(decode(await inflate(base45(text), MAX_INFLATED), [SIGN1, CWT]));
    if (!Array.isArray(message) || message.length !== 4) {
        throw new Error("not a COSE_Sign1");
    }
    const [head, unprotected, payload, signature] = message;
    const isRight = [head, payload, signature].every((part) => part instanceof Uint8Array);
    if (!isRight || !(unprotected instanceof Map) || unprotected.size || signature.length !== 64) {
        throw new Error("not a COSE_Sign1, or a header that nobody signed");
    }
    const header = decode(head);
    const kid = header instanceof Map && header.get(4);
    // only an algorithm and a key ID are accepted
    if (!(kid instanceof Uint8Array) || header.size !== 2 || typeof header.get(1) !== "number") {
        throw new Error("unknown or missing header");
    }
    return {
        kid: String.fromCharCode(...kid),
        alg: header.get(1),
        payload,
        signature,
        signed: encodeStrings(["Signature1", head, new Uint8Array(), payload]),
    };
}

function cwtClaims(payload) {
    const claims = decode(payload);
    const own = claims instanceof Map && claims.get(-70001);
    const identity = claims instanceof Map && claims.get(169);
    if (!(own instanceof Map) || !(identity instanceof Map) || own.get(9) !== PROFILE_VERSION) {
        throw new Error("unknown profile");
    }
    return {
        issuer: claims.get(1),
        expires: claims.get(4),
        notBefore: claims.get(5),
        cti: claims.get(7),
        name: identity.get(4),
        number: own.get(1),
        program: own.get(2),
        birthYear: own.get(4) ?? 0,
        amountMinor: own.get(5),
        currency: own.get(6),
        statusIndex: own.get(8) ?? 0,
    };
}

function jwtClaims(payload) {
    const members = readMembers(payload);
    const unknown = Object.keys(members).some((name) => !MEMBERS.includes(name));
    if (unknown || members.ver !== PROFILE_VERSION || !/^([0-9a-f]{2})*$/.test(members.jti)) {
        throw new Error("unknown profile");
    }
    return {
        issuer: members.iss,
        expires: members.exp,
        notBefore: members.nbf,
        cti: Uint8Array.from(members.jti.match(/../g) || [], (byte) => parseInt(byte, 16)),
        name: members.name,
        number: members.voucher,
        program: members.program,
        birthYear: members.birth_year ?? 0,
        amountMinor: members.amount_minor,
        currency: members.currency,
        statusIndex: members.status ?? 0,
    };
}

const KINDS = { cti: "bytes" };
for (const name of ["expires", "notBefore", "birthYear", "amountMinor", "statusIndex"]) {
    KINDS[name] = "number";
}
const CHECKS = {
    string: (value) => typeof value === "string",
    number: (value) => Number.isSafeInteger(value),
    bytes: (value) => value instanceof Uint8Array,
};

/** The claims of a message; throws if something is missing or has another type. */
export function readClaims({ payload, jwt }) {
    const claims = jwt ? jwtClaims(payload) : cwtClaims(payload);
    for (const [name, value] of Object.entries(claims)) {
        if (!CHECKS[KINDS[name] || "string"](value)) {
            throw new Error(`missing claim ${name}`);
        }
    }
    return claims;
}
