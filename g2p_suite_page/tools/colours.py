"""Colours of the office on pages: dark enough to be read on white, and white on them."""

import re

HEX = re.compile("#?([0-9a-fA-F]{6})")
#: of the frame, where the office has none; six digits
BRAND = "0b5563"
#: WCAG 2.2, 1.4.3: contrast of text
CONTRAST = 4.5


def digits(text):
    """The six hexadecimal digits of a colour; empty for anything else.

    >>> digits("#0B5563"), digits("red"), digits(None), digits("#fff")
    ('0b5563', '', '', '')
    """
    found = HEX.fullmatch((text or "").strip())
    return found[1].lower() if found else ""


def _channels(code):
    return [int(code[place : place + 2], 16) for place in (0, 2, 4)]


def luminance(code):
    """Relative luminance, by WCAG 2.2.

    >>> luminance("000000"), round(luminance("ffffff"), 6)
    (0.0, 1.0)
    """
    parts = [value / 255 for value in _channels(code)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """Contrast of two colours, 1 to 21.

    >>> round(contrast("000000", "ffffff"), 3), contrast("777777", "777777")
    (21.0, 1.0)
    """
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def darker(code, share):
    """The same hue with less light.

    >>> darker("ff8000", 0.5)
    '804000'
    """
    return "".join(f"{round(value * (1 - share)):02x}" for value in _channels(code))


def readable(text):
    """The office's colour for text on white; darkened as far as needed, ours if it has none.

    >>> readable("#0b5563"), readable(""), readable("url(x)")
    ('0b5563', '0b5563', '0b5563')
    >>> light = readable("#ffcc00")
    >>> light != "ffcc00", contrast(light, "ffffff") >= CONTRAST
    (True, True)
    """
    code = digits(text) or BRAND
    for step in range(20):
        found = darker(code, step / 20)
        if contrast(found, "ffffff") >= CONTRAST:
            return found
    return "000000"


def style(code):
    """The style sheet of a colour.

    >>> style("0b5563")
    ':root{--g2p-brand:#0b5563;--g2p-brand-dark:#08404a}'
    """
    return f":root{{--g2p-brand:#{code};--g2p-brand-dark:#{darker(code, 0.25)}}}"
