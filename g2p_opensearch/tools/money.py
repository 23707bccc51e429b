"""Amounts in the index: whole minor units, which sums add up exactly."""

from odoo.addons.g2p_voucher_qr.tools.money import to_minor


def minor(amount, currency):
    """The amount in minor units; rounded, since sums of rounded amounts may have more decimals."""
    digits = currency.decimal_places
    return to_minor(round(amount or 0.0, digits), digits)
