"""The QR codes of a page drawn by Qt (wkhtmltopdf), with their size and place.

The page's drawing orders are read, so that each file of a batch is compared with its QR code
without a picture or a second program.
"""

from dataclasses import dataclass

from .paper import Symbol

MM_PER_POINT = 25.4 / 72
MIN_BOXES = 60  # the smallest QR symbol has more, an ornament has fewer
# orders before a path: state, colour, the end of a clip (one order per line, as Qt writes)
BEFORE_PATH = (" cm\n", " gs\n", " scn\n", " n\n")
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
#: words of a box as Qt draws it: "x y m", four times "x y l", "h"
BOX = 16


@dataclass(frozen=True)
class DrawnSymbol(Symbol):
    """A symbol read from drawing orders."""

    boxes: frozenset

    def is_of(self, text, boxes):
        """Whether it consists of these boxes."""
        return self.boxes == boxes


def symbols(content):
    """The QR symbols that a page's content draws.

    >>> symbols("q\\n1 0 0 1 0 0 cm\\n0 0 10 10 re\\nf\\nQ")
    []
    """
    found = (_symbol(matrix, boxes) for matrix, boxes in _fills(content))
    return [symbol for symbol in found if symbol]


def _fills(content):
    """(matrix, boxes) of each filled path with many boxes; a box is given by opposite corners."""
    matrix, stack = IDENTITY, []
    for orders in content.split("\nf\n"):
        ends = [orders.rfind(order) + len(order) for order in BEFORE_PATH if order in orders]
        start = max(ends, default=0)
        for line in orders[:start].splitlines():
            if line[-3:] == " cm":
                matrix = _times(tuple(map(float, line.split()[:6])), matrix)
            elif line[:1] in "qQ":
                matrix = _saved(line, matrix, stack)
        path = orders[start:]
        if path.count(" m\n") >= MIN_BOXES:
            yield matrix, _boxes(path)
        else:  # orders after a path
            matrix = _saved(path, matrix, stack)


def _saved(orders, matrix, stack):
    """The matrix after each q (save) and Q (restore)."""
    for word in orders.split():
        if word == "q":
            stack.append(matrix)
        elif word == "Q":
            matrix = stack.pop() if stack else IDENTITY
    return matrix


def _times(first, then):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        *(a * g + b * i, a * h + b * j),
        *(c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _boxes(path):
    """(x, y, u, v) of each box of a path: its first and third points, which are opposite."""
    words = path.split()
    if len(words) % BOX or {*words[2::BOX], *words[15::BOX]} != {"m", "h"}:
        return []  # not only boxes
    return list(zip(*(map(float, words[at::BOX]) for at in (0, 1, 6, 7)), strict=True))


def _symbol(matrix, boxes):
    """The symbol that the boxes form on a square grid, or None.

    The grid comes from the path's own lengths; only its corners are converted to the page.
    """
    a, b, c, d, e, f = matrix
    if len(boxes) < MIN_BOXES or b or c or a <= 0 or d >= 0:
        return None  # turned or mirrored
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    module = min(v - y for _x, y, _u, v in boxes)
    if module <= 0 or abs(-d * (bottom - top) - a * (right - left)) > a * module:
        return None
    across, down = 1 / module * -a / d, 1 / module
    drawn = frozenset(
        (
            round((x - left) * across),
            round((y - top) * down),
            round((u - x) * across),
            round((v - y) * down),
        )
        for x, y, u, v in boxes
    )
    return DrawnSymbol(
        MM_PER_POINT * (a * left + e),
        MM_PER_POINT * (d * bottom + f),
        MM_PER_POINT * -d * module * round((bottom - top) * down),
        drawn,
    )
