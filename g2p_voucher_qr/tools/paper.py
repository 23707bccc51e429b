"""What a finished page shows: its QR codes as drawn, with their size and place.

A page is read as the drawing orders that it is made of, so that each file of a batch can be
compared with the QR that belongs on it without a picture or a second program.
"""

from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
MIN_BOXES = 60  # the smallest QR symbol has more, an ornament fewer
# what stands before a path: state, colour, the end of a clip (one order a line, as Qt writes)
BEFORE_PATH = (" cm\n", " gs\n", " scn\n", " n\n")
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Symbol:
    """A QR symbol on paper; lengths in millimetres, from the page's left and bottom."""

    boxes: frozenset
    module: float
    left: float
    bottom: float
    modules: int

    @property
    def width(self):
        return self.module * self.modules

    def inside(self, width, height):
        """Whether it lies wholly on a page of this size."""
        right, top = self.left + self.width, self.bottom + self.width
        return self.left >= 0 and self.bottom >= 0 and right <= width and top <= height


def symbols(content):
    """The QR symbols that a page's content draws.

    >>> symbols("q\\n1 0 0 1 0 0 cm\\n0 0 10 10 re\\nf\\nQ")
    []
    """
    found = []
    for boxes in _fills(content):
        if len(boxes) >= MIN_BOXES:
            symbol = _symbol(boxes)
            if symbol:
                found.append(symbol)
    return found


def _fills(content):
    """The boxes, in points, of each filled path that has many."""
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
            yield _boxes(matrix, _parts(path))
        else:  # what follows a path and is not one
            matrix = _saved(path, matrix, stack)


def _saved(orders, matrix, stack):
    """The matrix after each q (save) and Q (restore)."""
    for word in orders.split():
        if word == "q":
            stack.append(matrix)
        elif word == "Q":
            matrix = stack.pop() if stack else IDENTITY
    return matrix


def _parts(path):
    """Opposite corners (x, y, u, v) of the parts of a path: its first point, and the third."""
    for part in path.split("h\n"):
        words = part.split()
        if len(words) > 8:
            yield float(words[0]), float(words[1]), float(words[6]), float(words[7])


def _boxes(matrix, parts):
    """(left, bottom, right, top) of each part, given by opposite corners."""
    a, b, c, d, e, f = matrix
    moved = (
        (a * x + c * y + e, b * x + d * y + f, a * u + c * v + e, b * u + d * v + f)
        for x, y, u, v in parts
    )
    return [(min(x, u), min(y, v), max(x, u), max(y, v)) for x, y, u, v in moved]


def _times(first, then):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        *(a * g + b * i, a * h + b * j),
        *(c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _symbol(boxes):
    """The symbol that the boxes make on a square grid, or None."""
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes), max(box[3] for box in boxes)
    module = min(box[3] - box[1] for box in boxes)
    if module <= 0 or abs((top - bottom) - (right - left)) > module:
        return None
    scale = 1 / module
    drawn = frozenset(
        (
            round((a - left) * scale),
            round((top - d) * scale),
            round((c - a) * scale),
            round((d - b) * scale),
        )
        for a, b, c, d in boxes
    )
    size = MM_PER_POINT * module
    modules = round((top - bottom) * scale)
    return Symbol(drawn, size, MM_PER_POINT * left, MM_PER_POINT * bottom, modules)
