/** Shows a verdict: colour, icon and words, what the voucher covers, how old the knowledge is. */

import { ago, day, digitsOf, duration, icon, money, say } from "./words.js";

const SECOND = 1000;
const PROGRAM_LABEL = 24; // characters of the programme's name in a QR code

function datesOf(claims) {
    // the claim is the first moment after the last day
    return claims && { from: day(claims.notBefore * SECOND), until: day(claims.expires * SECOND - SECOND) };
}

function person(name, year) {
    return year ? say("name_born", { name, year }) : name;
}

/** A name that may have been cut says so. */
function programOf({ program }) {
    return [...program].length < PROGRAM_LABEL ? program : `${program}…`;
}

/** [word, text] of what the QR code itself says. */
function claimedFacts(claims, told) {
    const digits = digitsOf(claims.currency, told);
    return [
        ["fact_amount", money(claims.amountMinor / 10 ** digits, claims.currency, digits)],
        ["fact_name", person(claims.name, claims.birthYear)],
        ["fact_program", programOf(claims)],
        ["fact_valid", say("valid_range", datesOf(claims))],
        ["fact_number", claims.number],
    ];
}

/** [word, text] of what the server tells staff of a provider. */
function toldFacts(details, told) {
    const digits = digitsOf(details.currency, told);
    const [amount, available] = [details.amount, details.amount_available].map((value) =>
        money(value, details.currency, digits),
    );
    const from = day(new Date(`${details.valid_from}T00:00`));
    const until = day(new Date(`${details.valid_until}T00:00`));
    const balance = available === amount ? amount : say("available_of", { available, amount });
    return [
        ["fact_available", balance],
        ["fact_name", person(details.beneficiary, details.birth_year)],
        ...(details.covers ? [["fact_covers", details.covers]] : []),
        ["fact_program", details.program],
        ["fact_valid", say("valid_range", { from, until })],
        ["fact_number", details.number],
    ];
}

function showFacts(element, facts) {
    element.replaceChildren(
        ...facts.flatMap(([word, text]) => {
            const [term, value] = [document.createElement("dt"), document.createElement("dd")];
            term.textContent = say(word);
            value.textContent = text;
            return [term, value];
        }),
    );
}

function titleOf({ verdict, claims }) {
    return say(`title_${verdict === "unsure" && !claims ? "unknown" : verdict}`);
}

function asOf(result, trust, isOnline) {
    if (result.source === "server") {
        return say("asof_server");
    }
    if (!trust.record) {
        return "";
    }
    if (trust.clockError()) {
        return say("asof_clock");
    }
    return say(isOnline ? "asof_unanswered" : "asof_phone", { ago: ago(trust.age()) });
}

/** Of a typed code a stranger learns nothing that could be compared. */
function wordOf({ code, claims, details }) {
    return code === "ok" && !claims && !details?.number ? "ok_unsigned" : code;
}

/** Fill the section with a result of combine(). */
export function showVerdict(section, result, trust, isOnline) {
    const at = (id) => section.querySelector(`#${id}`);
    const values = { ...datesOf(result.claims), ago: ago(trust.age() || 0), off: duration(trust.clockError()) };
    section.dataset.verdict = result.verdict;
    at("icon").replaceChildren(icon(result.verdict));
    at("title").textContent = titleOf(result);
    at("why").textContent = result.message || say(wordOf(result), values);
    at("asof").textContent = asOf(result, trust, isOnline);
    const told = trust.record?.bundle.digits;
    const { claims, details } = result;
    const facts = details?.number ? toldFacts(details, told) : claims ? claimedFacts(claims, told) : [];
    showFacts(at("facts"), facts);
}
