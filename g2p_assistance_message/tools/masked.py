"""Addresses, mostly hidden: enough for their owner to recognise them."""

from odoo.addons.g2p_registry_ext.tools.masking import mask_value


def masked(address):
    """An e-mail address or a telephone number, mostly hidden.

    >>> masked("ada@example.org"), masked("+254712345678"), masked("112"), masked(False)
    ('a••••@example.org', '••••5678', '••••', '')
    """
    name, _at, server = (address or "").partition("@")
    return f"{name[:1]}••••@{server}" if server else mask_value(address)
