"""Telephone numbers as they are compared: E.164, whole; no ``env`` here."""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from .typed_characters import plain_number

#: with fewer digits it is an emergency number, or no number
MIN_DIGITS = 5
#: the shortest national numbers (Niue, Tokelau), and the longest international form
MIN_NATIONAL, MAX_DIGITS = 4, 20
#: limits: characters, and words between blanks, that are parsed
LONGEST, MOST_WORDS = 200, 30
#: joins countries that are equally likely
EQUALLY = "+"
#: marks a number without its plus that includes the country's code
MIN_INTERNATIONAL = 11
#: an extension after a number
EXTENSION = re.compile(
    r"\s*(?:;\s*ext\s*=|\b(?:ext(?:n|ension)?|poste|durchwahl|ramal|anexo)\b\.?|\bx(?=[\s\d.:])|"
    r"(?<=\d)x(?=\s*\d)|#|~|\u062a\u062d\u0648\u064a\u0644\u0629)\s*[:.=]?\s*\d{1,6}(?!\d)",
    re.IGNORECASE,
)
#: characters that separate numbers
BETWEEN = re.compile(r"[^\d\s()+.\-/]+|(?<=\d)\s*(?=\+)")


def keys(text, regions=()):
    """The numbers in a text: in E.164, or the digits alone where no country explains them.

    :param regions: ISO codes of the countries in which they may be written nationally, the
        likeliest first; a number counts for each of the countries joined by ``+``

    >>> keys("0700 123 456", ["KE"]), keys("+254 (0)700-123456"), keys("\\u0660\\u0667" * 5)
    (['+254700123456'], ['+254700123456'], ['0707070707'])
    >>> keys("90 12 34 56", ["TG"]), keys("0711/123456", ["DE"]), keys("(415) 555-2671", ["US"])
    (['+22890123456'], ['+49711123456'], ['+14155552671'])
    >>> keys("0700 123 456 / 0711222333 ext. 12", ["KE"])
    ['+254700123456', '+254711222333']
    >>> keys("0711 123 456", ["UG", "KE"]), keys("0711 123 456", ["UG+KE"])
    (['+256711123456'], ['+256711123456', '+254711123456'])
    >>> keys("112", ["KE"]), keys("0000 000 000"), keys(None)
    ([], [], [])
    """
    plain = EXTENSION.sub(",", _plain(text))
    found = []
    for piece in BETWEEN.split(plain):
        found += filter(_says_something, _of_piece(piece, regions))
    return list(dict.fromkeys(found))


def region_of(key):
    """The ISO code of the country that a number in E.164 belongs to, or None.

    >>> region_of("+254700123456"), region_of("0700123456")
    ('KE', None)
    """
    number = _parsed(key, None)
    return phonenumbers.region_code_for_number(number) if number else None


def _plain(text):
    """Digits of all scripts as 0 to 9, wide signs and dashes as plain ones, no invisible
    characters."""
    text = re.sub("[\n\r\v\f\x85\u2028\u2029]", ",", (text or "")[:LONGEST]).replace("\t", " ")
    text = plain_number(unicodedata.normalize("NFKC", text))
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf"))


def _of_piece(piece, regions):
    """The numbers in a piece of text that consists of digits and marks only."""
    whole = _explained(piece, regions)
    if whole or not re.search(r"\d", piece):
        return whole
    if "/" in piece:
        return [key for part in piece.split("/") for key in _of_part(part, regions)]
    return _side_by_side(piece.split(), regions) or _unexplained(piece, regions)


def _of_part(part, regions):
    """The numbers on one side of a slash; a few digits there replace the end of the first number,
    and are no number of their own."""
    found = _of_piece(part, regions)
    return found if _long(part) or any(key.startswith("+") for key in found) else []


def _side_by_side(words, regions):
    """Numbers separated by blanks only, if the whole text consists of them."""
    if len(words) > MOST_WORDS:
        return []
    found = {len(words): []}  # the numbers from a word to the end, the first as long as possible
    for start in reversed(range(len(words))):
        for end in sorted(found, reverse=True):
            if first := _explained(" ".join(words[start:end]), regions):
                found[start] = [*first, *found[end]]
                break
    return found.get(0, [])


def _explained(piece, regions):
    """The number in E.164, if it exists in its country's numbering plan: one for each country where
    several are equally likely; an empty list if no plan fits."""
    if not MIN_NATIONAL <= len(_digits(piece)) <= MAX_DIGITS:
        return []
    for text in _spellings(piece, regions):
        for region in [""] if text.startswith("+") else regions:
            if found := _read(text, region, phonenumbers.is_valid_number):
                return found
    return []


def _spellings(piece, regions):
    """Possible readings of a number: a national zero in brackets, 00 for +, no + at all."""
    text = piece.strip(" .-/")
    if re.match(r"\+|00", text):
        text = re.sub(r"^00", "+", text)
        return [re.sub(r"\(\s*0\s*\)", "", text, count=1), text, piece]
    digits = _digits(text)
    if "/" in text or digits.startswith("0") or len(digits) < MIN_INTERNATIONAL:
        return [text]
    each = EQUALLY.join(regions).split(EQUALLY)
    own = [str(phonenumbers.country_code_for_region(region)) for region in each if region]
    with_code = f"+{digits}"
    return [with_code, text] if digits.startswith(tuple(own)) else [text, with_code]


def _parsed(text, region):
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None


def _read(text, region, is_number):
    """A text read as a number of a country, or of each of several equally likely ones, in E.164."""
    numbers = [_parsed(text, each or None) for each in region.split(EQUALLY)]
    return [_e164(number) for number in numbers if number and is_number(number)]


def _unexplained(piece, regions):
    """A number that no plan knows (yet): by a length its country allows, or its digits alone."""
    text = piece.strip(" .-/")
    if re.match(r"\+|00", text):
        return ["+" + _digits(text).removeprefix("00")]
    for region in regions:
        if found := _read(text, region, phonenumbers.is_possible_number):
            return found
    return [_digits(text)]


def _e164(number):
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _digits(text):
    return re.sub(r"\D", "", text)


def _long(text):
    return len(_digits(text)) >= MIN_DIGITS


def _says_something(key):
    """Whether it can be somebody's number: 0000000 is everybody's.

    >>> _says_something("0000000"), _says_something("112"), _says_something("0700123456")
    (False, False, True)
    """
    digits = _digits(key)
    return len(digits) >= MIN_DIGITS and len(set(digits)) > 1


def former_keys(key):
    """Forms in which a number may have been compared before: its last nine digits, in any spelling,
    or all of them, when no country was known yet.

    Digests of these forms are kept for 24 months (``g2p.former.key``).

    >>> sorted(former_keys("+254700123456"))
    ['0700123456', '254700123456', '700123456']
    >>> sorted(former_keys("+22890123456"))
    ['090123456', '22890123456', '890123456', '90123456']
    """
    national = key
    number = _parsed(key, None)
    if number:
        national = phonenumbers.national_significant_number(number)
    written = {_digits(key), national, "0" + national}
    written = {text for text in written if len(text) >= 7}
    return {text[-9:] for text in written} | written - {key}
