"""Masked display of numbers; no ``env`` here."""

#: characters that stay readable at the end
KEEP = 4


def mask_value(value, keep=KEEP):
    """Hide all but the last characters; the length is hidden too.

    A value that is too short is hidden completely.

    >>> mask_value("AB-1234-5678")
    '••••5678'
    >>> mask_value("12345")
    '••••'
    >>> mask_value("")
    ''
    >>> mask_value(None)
    ''
    """
    compact = "".join(char for char in value or "" if char.isalnum())
    if not compact:
        return ""
    return "••••" + (compact[-keep:] if len(compact) >= 2 * keep else "")
