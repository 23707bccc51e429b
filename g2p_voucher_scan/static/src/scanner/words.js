/** The texts of the page: words (translated by the server), times, dates and amounts. */

const MINUTE = 60 * 1000;
const UNITS = [
    ["day", 24 * 60 * MINUTE],
    ["hour", 60 * MINUTE],
    ["minute", MINUTE],
];
const MOMENT = 90 * 1000;

const lang = document.documentElement.lang || "en";
const templates = {};
for (const kind of ["word", "icon"]) {
    const template = document.getElementById(`${kind}s`);
    for (const element of template ? template.content.querySelectorAll(`[data-${kind}]`) : []) {
        templates[`${kind}:${element.dataset[kind]}`] = element;
    }
}

/** The word or sentence of this name, with values in place of its {names}. */
export function say(name, values = {}) {
    const text = templates[`word:${name}`]?.textContent.replace(/\s+/g, " ").trim() || name;
    return text.replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

export function icon(name) {
    return templates[`icon:${name}`].cloneNode(true);
}

function largest(milliseconds) {
    const size = Math.abs(milliseconds);
    const [unit, length] = UNITS.find((entry) => size >= entry[1]) || UNITS[UNITS.length - 1];
    return [unit, Math.max(1, Math.round(size / length))];
}

/** "3 hours ago" */
export function ago(milliseconds) {
    if (milliseconds < MOMENT) {
        return say("just_now");
    }
    const [unit, count] = largest(milliseconds);
    return new Intl.RelativeTimeFormat(lang).format(-count, unit);
}

/** "3 hours" */
export function duration(milliseconds) {
    const [unit, count] = largest(milliseconds);
    return new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

/** A day in a form that is clear in all countries: 11/12/2026 means two different days. */
export function day(date) {
    return new Intl.DateTimeFormat(lang, { day: "numeric", month: "short", year: "numeric" }).format(date);
}

export function money(amount, currency, digits) {
    const plain = { minimumFractionDigits: digits, maximumFractionDigits: digits };
    return `${new Intl.NumberFormat(lang, plain).format(amount)} ${currency}`;
}

/** Decimals of a currency, from the server or from the browser. */
export function digitsOf(currency, decimals = {}) {
    if (Object.hasOwn(decimals, currency)) {
        return decimals[currency];
    }
    try {
        const format = new Intl.NumberFormat(lang, { style: "currency", currency });
        return format.resolvedOptions().maximumFractionDigits;
    } catch {
        return 2; // not a standard currency
    }
}
