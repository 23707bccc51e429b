"""References with a check character; no ``env`` here."""

from stdnum.iso7064 import mod_37_2


def with_check(reference):
    """Append the ISO 7064 Mod 37,2 check character.

    >>> with_check("IA-2026-000123")
    'IA-2026-000123-C'
    >>> is_valid(with_check("IA-2026-000123"))
    True
    >>> is_valid("IA-2026-000124-C")
    False
    """
    return f"{reference}-{mod_37_2.calc_check_digit(reference.replace('-', ''))}"


def is_valid(reference):
    """Whether the check character is correct."""
    return mod_37_2.is_valid(reference.replace("-", ""))
