/** The code that a person types: Crockford's base 32 with a check character, as in tools/codes.py. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK = `${ALPHABET}*~$=U`;
const LENGTH = 13;
const LOOKALIKE = { I: "1", L: "1", O: "0" };

/** The code without separators, or "" when it was typed wrongly. */
export function parseCode(text) {
    const code = text
        .toUpperCase()
        .replace(/[\s-]/g, "")
        .replace(/[ILO]/g, (char) => LOOKALIKE[char]);
    const body = [...code.slice(0, LENGTH)].map((char) => ALPHABET.indexOf(char));
    if (code.length !== LENGTH + 1 || body.includes(-1)) {
        return "";
    }
    const rest = body.reduce((sum, digit) => (sum * 32 + digit) % 37, 0);
    return CHECK[rest] === code[LENGTH] ? code : "";
}
