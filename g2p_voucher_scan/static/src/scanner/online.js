/** The server's verdict, and its combination with this phone's. */

const ADDRESS = "/voucher/verify";
const TIMEOUT = 6000; // milliseconds; somebody waits at the counter
// Codes for anonymous verifiers: the verdict without the reason.
const SILENT = ["ok", "not_usable", "not_genuine"];
// The server checked nothing: after many wrong codes from here, typed codes must wait.
export const BRAKED = "too_many";

/** { genuine, usable, code, message, details } of a QR text or typed code; null if there is no answer. */
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

/** The server has the register, so its verdict counts; the phone has reasons that the server does not reveal. */
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
