"""What a stranger may see of a name."""

DOT = "•"


def mask_name(name):
    """First letter of each word, always the same number of dots.

    >>> mask_name("Amina Kabore")
    'A•••• K••••'
    >>> mask_name("  LI ,  wei ")
    'L•••• W••••'
    >>> mask_name("")
    ''
    """
    words = "".join(char if char.isalnum() else " " for char in name or "").split()
    return " ".join(word[0].upper() + DOT * 4 for word in words[:3])
