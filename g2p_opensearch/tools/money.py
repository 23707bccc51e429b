"""Amounts in the index: whole minor units, which sums add up exactly."""

from functools import lru_cache

from odoo.addons.g2p_voucher_qr.tools.money import to_minor


def minor(amount, currency):
    """The amount in minor units; rounded, since sums of rounded amounts may have more decimals."""
    return _minor(amount or 0.0, currency.decimal_places)


@lru_cache(4096)  # many documents have the same amounts
def _minor(amount, digits):
    return to_minor(round(amount, digits), digits)
