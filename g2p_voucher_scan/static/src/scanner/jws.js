/**
 * The JWT form of a voucher: a compact JWS (RFC 7515), for readers that support nothing else.
 * The same rules as token/jws.py: three headers, one spelling of every byte.
 */

const FORM = /^eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){2}$/;
const MAX_PART = 2048;
// COSE's numbers, so that the other code has one name for each algorithm
const ALGORITHMS = { ES256: -7 };

/** Whether the text has the form of a JWS; Base45 has no small letters. */
export function isJws(text) {
    return FORM.test(text);
}

/** Bytes of base64url without padding, in canonical form. */
export function base64url(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const again = btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
    if (again !== text) {
        throw new Error("not base64url in its one spelling");
    }
    return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

/** The members of a flat JSON object in the server's form; throws if it can be read in two ways. */
export function readMembers(bytes) {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const members = JSON.parse(text);
    // repeated members, white space, floats, objects: serialised again, the text would differ
    if (!members || Object.getPrototypeOf(members) !== Object.prototype || JSON.stringify(members) !== text) {
        throw new Error("not written by the server");
    }
    return members;
}

/** The signed message, not yet verified; throws if it is none. */
export function readJws(text) {
    const parts = text.split(".");
    const header = readMembers(base64url(parts[0]));
    if (parts.some((part) => part.length > MAX_PART) || Object.keys(header).sort().join() !== "alg,kid,typ") {
        throw new Error("unknown or missing header");
    }
    const signature = base64url(parts[2]);
    const isRight = header.typ === "JWT" && typeof header.kid === "string" && signature.length === 64;
    if (!isRight || !Object.hasOwn(ALGORITHMS, header.alg)) {
        throw new Error("unknown algorithm or key id");
    }
    return {
        kid: header.kid,
        alg: ALGORITHMS[header.alg],
        payload: base64url(parts[1]),
        signature,
        signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`),
        jwt: true,
    };
}
