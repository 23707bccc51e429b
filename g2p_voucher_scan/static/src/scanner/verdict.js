/** Shows a verdict: colour, icon and text, the voucher's content, and the age of the data. */

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

/** The programme's name, with an ellipsis if it may be cut. */
function programOf({ program }) {
    return [...program].length < PROGRAM_LABEL ? program : `${program}…`;
}

/** [word, text] from the QR code itself. */
function claimedFacts(claims, decimals) {
    const digits = digitsOf(claims.currency, decimals);
    return [
        ["fact_amount", money(claims.amountMinor / 10 ** digits, claims.currency, digits)],
        ["fact_name", person(claims.name, claims.birthYear)],
        ["fact_program", programOf(claims)],
        ["fact_valid", say("valid_range", datesOf(claims))],
        ["fact_number", claims.number],
    ];
}

/** [word, text] from the server, for staff of a provider. */
function serverFacts(details, decimals) {
    const digits = digitsOf(details.currency, decimals);
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

/** The word for a result; strangers get no details of a typed code that they could compare. */
function wordOf({ code, claims, details }) {
    return code === "ok" && !claims && !details?.number ? "ok_unsigned" : code;
}

/** Show a result of combine() in the section. */
export function showVerdict(section, result, trust, isOnline) {
    const at = (id) => section.querySelector(`#${id}`);
    const values = { ...datesOf(result.claims), ago: ago(trust.age() || 0), off: duration(trust.clockError()) };
    section.dataset.verdict = result.verdict;
    at("icon").replaceChildren(icon(result.verdict));
    at("title").textContent = titleOf(result);
    at("why").textContent = result.message || say(wordOf(result), values);
    at("asof").textContent = asOf(result, trust, isOnline);
    const decimals = trust.record?.bundle.digits;
    const { claims, details } = result;
    const facts = details?.number ? serverFacts(details, decimals) : claims ? claimedFacts(claims, decimals) : [];
    showFacts(at("facts"), facts);
}
