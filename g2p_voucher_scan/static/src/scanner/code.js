/** The code that a person types: Crockford's base 32 with a check character, as in tools/codes.py. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK = `${ALPHABET}*~$=U`;
const LENGTH = 13;
const LOOKALIKE = { I: "1", L: "1", O: "0" };
// Blanks, dashes, and what telephones put into a text that is pasted.
const BETWEEN = /[\p{Zs}\p{Pd}\p{Cc}\p{Cf}]/gu;
// The noughts of digits that keyboards write; nine digits follow each. Wide ones are folded before.
const NOUGHTS = [0x660, 0x6f0, 0x966, 0x9e6];

function digit(char) {
    const at = char.codePointAt(0);
    const nought = NOUGHTS.find((first) => at >= first && at < first + 10);
    return nought === undefined ? char : String(at - nought);
}

/** The code without separators, or "" when it was typed wrongly. */
export function parseCode(text) {
    const code = text
        .normalize("NFKC")
        .toUpperCase()
        .replace(BETWEEN, "")
        .replace(/\p{Nd}/gu, digit)
        .replace(/[ILO]/g, (char) => LOOKALIKE[char]);
    const body = [...code.slice(0, LENGTH)].map((char) => ALPHABET.indexOf(char));
    if (code.length !== LENGTH + 1 || body.includes(-1)) {
        return "";
    }
    const rest = body.reduce((sum, digit) => (sum * 32 + digit) % 37, 0);
    return CHECK[rest] === code[LENGTH] ? code : "";
}
