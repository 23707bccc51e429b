/**
 * The verdict on a QR text with the data on this phone, without the network.
 *
 * { verdict, code, claims }: `verdict` is "usable", "unusable" (genuine), "forged" or "unsure";
 * `code` is the reason; `claims` is the voucher's content, only if its signature is valid.
 */

import { CannotVerify, verify } from "./signature.js";
import { readClaims, unpack } from "./token.js";
import { STALE } from "./trust.js";

const REDEEMED = 1;
const REVOKED = 2;
const STATUS = { [REDEEMED]: "redeemed", [REVOKED]: "revoked", 3: "suspended" };

async function authenticate(text, trust) {
    let message;
    try {
        message = await unpack(text.trim());
    } catch {
        return { code: "malformed" };
    }
    const key = trust.key(message.kid);
    if (!key) {
        return { code: "unknown_key" };
    }
    if (!(await verify(message, key))) {
        return { code: "bad_signature" };
    }
    if (key.state === "revoked") {
        return { code: "key_revoked" };
    }
    try {
        const claims = readClaims(message);
        return claims.issuer === key.iss ? { claims } : { code: "malformed" };
    } catch {
        return { code: "malformed" };
    }
}

/** The reason why it cannot be used, or "". */
async function whyUnusable(claims, trust, now) {
    const status = await trust.status(claims.statusIndex);
    if (status) {
        return STATUS[status];
    }
    // the server's clock had already passed it at the last contact
    const latest = Math.max(trust.record.server, trust.clockError(now) ? 0 : now);
    if (claims.expires * 1000 <= latest) {
        return "expired";
    }
    return !trust.clockError(now) && claims.notBefore * 1000 > now ? "not_yet_valid" : "";
}

/** The reason why this phone cannot be sure that it can be used, or "". */
async function whyUnsure(claims, trust, now) {
    if (trust.clockError(now)) {
        return "clock";
    }
    if ((await trust.status(claims.statusIndex)) === null) {
        return "unlisted";
    }
    return trust.age(now) > STALE ? "old" : "";
}

export async function judge(text, trust, now = Date.now()) {
    if (!trust.record) {
        return { verdict: "unsure", code: "never_synced" };
    }
    let found;
    try {
        found = await authenticate(text, trust);
    } catch (error) {
        if (error instanceof CannotVerify) {
            return { verdict: "unsure", code: "no_crypto" };
        }
        throw error;
    }
    const { code, claims } = found;
    if (code) {
        // a key is published long before it is active; only old data can miss a genuine one
        const isOld = code === "unknown_key" && trust.age(now) > STALE;
        return isOld ? { verdict: "unsure", code: "unknown_key_old" } : { verdict: "forged", code };
    }
    const unusable = await whyUnusable(claims, trust, now);
    if (unusable) {
        return { verdict: "unusable", code: unusable, claims };
    }
    const unsure = await whyUnsure(claims, trust, now);
    return unsure ? { verdict: "unsure", code: unsure, claims } : { verdict: "usable", code: "ok", claims };
}
