/** The server's own verdict, and what it makes of this phone's. */

const ADDRESS = "/voucher/verify";
const TIMEOUT = 6000; // milliseconds; a person waits at the counter
// What anonymous verifiers get: the verdict without the reason.
const SILENT = ["ok", "not_usable", "not_genuine"];
// The server judged nothing: so many wrong codes were typed here that it makes people wait.
export const BRAKED = "too_many";

/** { genuine, usable, code, message, details } of a QR text or typed code; null when there is no answer. */
export async function ask(text) {
    try {
        const response = await fetch(ADDRESS, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ text }),
            cache: "no-store",
            signal: AbortSignal.timeout?.(TIMEOUT),
        });
        const answer = await response.json();
        return typeof answer?.genuine === "boolean" ? answer : null;
    } catch {
        return null;
    }
}

/** The server knows the register, so its verdict stands; the phone knows reasons that it may not tell. */
export function combine(local, answer) {
    if (!answer) {
        return { ...local, source: "phone" };
    }
    const verdict = answer.usable ? "usable" : answer.genuine ? "unusable" : "forged";
    const plain = { usable: "ok", unusable: "not_usable", forged: "not_genuine" }[verdict];
    const reason = local.verdict === verdict ? local.code : plain;
    return {
        verdict,
        code: SILENT.includes(answer.code) ? reason : answer.code,
        message: SILENT.includes(answer.code) ? "" : answer.message,
        claims: verdict === "forged" ? null : local.claims,
        details: answer.details,
        source: "server",
    };
}
