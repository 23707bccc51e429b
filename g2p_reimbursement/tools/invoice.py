"""Rules about invoices that need no database."""

import unicodedata


def invoice_key(number):
    """Return what makes two invoice numbers the same for one provider.

    Case, spaces and invisible characters do not count: a number typed twice by
    hand must meet itself. Hyphens and slashes do, they separate real numbers.

    >>> invoice_key(" inv  7/A ")
    'INV7/A'
    >>> invoice_key("INV\\u200b7/a") == invoice_key("INV 7/A")
    True
    >>> invoice_key("\\uff29\\uff2e\\uff36-7")
    'INV-7'
    >>> invoice_key("INV-7") == invoice_key("INV7")
    False
    >>> invoice_key(None), invoice_key("  ")
    ('', '')
    """
    # Upper after casefold so that "ß"/"SS" and the like meet as well.
    text = unicodedata.normalize("NFKC", number or "").casefold().upper()
    return "".join(
        char
        for char in text
        if not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc")
    )
