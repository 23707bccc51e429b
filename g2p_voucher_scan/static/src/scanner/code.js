/** The typed code: Crockford's base 32 with a check character, as in tools/codes.py. */

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECK = `${ALPHABET}*~$=U`;
const LENGTH = 13;
const LOOKALIKE = { I: "1", L: "1", O: "0" };
// Blanks, dashes, and characters that telephones add to pasted text.
const BETWEEN = /[\p{Zs}\p{Pd}\p{Cc}\p{Cf}]/gu;
// The zeros of other scripts that keyboards type; nine digits follow each. NFKC folds wide ones.
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6];

function digit(char) {
    const at = char.codePointAt(0);
    const zero = ZEROS.find((first) => at >= first && at < first + 10);
    return zero === undefined ? char : String(at - zero);
}

/** The code without separators, or "" if it was mistyped. */
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
