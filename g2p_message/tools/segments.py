"""The number of text messages that a text takes: an operator charges for each."""

#: the basic characters of GSM 03.38, and those that take the place of two
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
DOUBLE = frozenset("^{}\\[~]|€\f")


def segments(text):
    """(characters, text messages) of a text.

    >>> segments(""), segments("a" * 160), segments("a" * 161), segments("€" * 81)
    ((0, 0), (160, 1), (161, 2), (162, 2))
    >>> segments("й" * 70), segments("й" * 71), segments("😀" * 35)
    ((70, 1), (71, 2), (70, 1))
    """
    if all(char in BASIC or char in DOUBLE for char in text):
        size = sum(2 if char in DOUBLE else 1 for char in text)
        alone, joined = 160, 153
    else:
        size = len(text.encode("utf-16-le")) // 2
        alone, joined = 70, 67
    if size <= alone:
        return size, 1 if size else 0
    return size, -(-size // joined)
