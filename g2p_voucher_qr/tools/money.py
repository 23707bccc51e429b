"""Amounts as whole minor units, so that QR codes store them exactly."""

from decimal import Decimal

from odoo.addons.g2p_suite_base.tools.numbers import exact


def to_minor(amount, digits):
    """Whole minor units; ValueError if the amount has more decimals than its currency.

    >>> to_minor(1250.5, 2), to_minor("30000", 0), to_minor(0.1 + 0.2, 2)
    (125050, 30000, 30)
    >>> to_minor("1.005", 2)
    Traceback (most recent call last):
    ValueError: more decimals than the currency has
    >>> to_minor(float("nan"), 2)
    Traceback (most recent call last):
    ValueError: not an amount
    """
    number = exact(amount)
    if number is None or abs(number) > Decimal(10) ** 15:
        raise ValueError("not an amount")
    scaled = number * Decimal(10) ** digits
    whole = scaled.to_integral_value()
    if abs(scaled - whole) > Decimal("0.000001"):
        raise ValueError("more decimals than the currency has")
    return int(whole)


def from_minor(minor, digits):
    """The amount as a float of the currency.

    >>> from_minor(125050, 2)
    1250.5
    """
    return float(Decimal(minor) / Decimal(10) ** digits)
