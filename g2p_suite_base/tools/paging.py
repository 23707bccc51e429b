"""Long lists, a page at a time; no ``env`` here."""

from . import numbers


def which(text, count, rows):
    """The requested page of a list, or the nearest existing one, and the number of pages.

    :param text: the page number as it was sent
    :param int count: rows of the list
    :param int rows: rows per page
    :return: (page, pages, rows before the page)

    >>> which("2", 120, 50), which("9", 120, 50)
    ((2, 3, 50), (3, 3, 100))
    >>> which("x", 0, 50), which(None, 50, 50)
    ((1, 1, 0), (1, 1, 0))
    """
    pages = max(-(-count // rows), 1)
    page = min(max(numbers.whole(text) or 1, 1), pages)
    return page, pages, rows * (page - 1)
