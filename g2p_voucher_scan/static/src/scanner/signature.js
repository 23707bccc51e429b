/** Checks a signature with a key of the trust bundle; the algorithm is the key's, not the token's. */

import { base64url } from "./jws.js";

const NOBLE = "/g2p_voucher_scan/static/lib/scanner/noble-ed25519.js";
const ALGORITHMS = {
    EdDSA: { cose: -8, key: { name: "Ed25519" }, check: { name: "Ed25519" } },
    ES256: {
        cose: -7,
        key: { name: "ECDSA", namedCurve: "P-256" },
        check: { name: "ECDSA", hash: "SHA-256" },
    },
};

/** This browser cannot verify, so the voucher's state is unknown. */
export class CannotVerify extends Error {}

/** For browsers whose WebCrypto has no Ed25519. */
async function verifyWithNoble(message, jwk) {
    let noble;
    try {
        noble = await import(NOBLE);
    } catch {
        throw new CannotVerify();
    }
    return noble.verifyAsync(message.signature, message.signed, base64url(jwk.x), { zip215: false });
}

/** Whether the key made the message's signature. */
export async function verify(message, jwk) {
    const algorithm = Object.hasOwn(ALGORITHMS, jwk.alg) && ALGORITHMS[jwk.alg];
    if (!algorithm || message.alg !== algorithm.cose) {
        return false;
    }
    if (!globalThis.crypto?.subtle) {
        throw new CannotVerify();
    }
    const { kty, crv, x, y } = jwk;
    let key;
    try {
        const plain = y ? { kty, crv, x, y } : { kty, crv, x };
        key = await crypto.subtle.importKey("jwk", plain, algorithm.key, false, ["verify"]);
    } catch (error) {
        if (error.name !== "NotSupportedError") {
            return false;
        }
        if (jwk.alg !== "EdDSA") {
            throw new CannotVerify();
        }
        return verifyWithNoble(message, jwk);
    }
    return crypto.subtle.verify(algorithm.check, key, message.signature, message.signed);
}
