"""Rules about invoices; no database here."""

from odoo.addons.g2p_suite_base.tools.plain_text import look_alike_key


def invoice_key(number):
    """Return the key by which two invoice numbers of a provider are the same.

    Numbers that people read as the same have the same key, in any notation. Dashes and slashes
    count, since they separate real numbers; their script does not.

    >>> invoice_key(" inv  7/A ")
    'INV7/A'
    >>> invoice_key("INV\\u200b7/a") == invoice_key("INV 7/A")
    True
    >>> {invoice_key(f"\\uff29NV{dash}7") for dash in ("-", "\\u2011", "\\u2013", "--", "\\ufe63")}
    {'INV-7'}
    >>> invoice_key("INV-7") == invoice_key("INV7")
    False
    >>> invoice_key(None), invoice_key("  "), invoice_key(" - / ")
    ('', '', '')
    """
    key = look_alike_key(number)
    return key if any(char.isalnum() for char in key) else ""
