"""What a finished page shows: its QR codes as drawn, with their size and place.

A page is read as the drawing orders that it is made of, so that each file of a batch can be
compared with the QR that belongs on it without a picture or a second program.
"""

import re
from dataclasses import dataclass

MM_PER_POINT = 25.4 / 72
MIN_RUNS = 60  # the smallest QR symbol has more, an ornament fewer
NUMBER = r"-?\d*\.?\d+"
_POINT = rf"({NUMBER})\s+({NUMBER})\s+"
_ORDERS = re.compile(
    rf"\b(?P<box>{_POINT}m\s+{_POINT}l\s+{_POINT}l\s+{_POINT}l\s+(?:{_POINT}l\s+)?h\b)"
    rf"|(?P<matrix>(?:{NUMBER}\s+){{6}})cm\b"
    rf"|(?P<rect>(?:{NUMBER}\s+){{4}})re\b"
    r"|\b(?P<word>q|Q|f\*?|F|B\*?|S|n)(?=\s|$)"
)
IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True)
class Symbol:
    """A QR symbol on paper; lengths in millimetres, from the page's left and bottom."""

    runs: frozenset
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

    >>> symbols("q 1 0 0 1 0 0 cm 0 0 10 10 re f Q")
    []
    """
    found = []
    for boxes in _fills(content):
        if len(boxes) >= MIN_RUNS:
            symbol = _symbol(boxes)
            if symbol:
                found.append(symbol)
    return found


def _fills(content):
    """The boxes, in points, of each filled path."""
    matrix, stack, boxes = IDENTITY, [], []
    for match in _ORDERS.finditer(content):
        kind, word = match.lastgroup, match["word"]
        if kind == "box":
            numbers = [float(text) for text in match.groups()[1:9]]
            boxes.append(_box(matrix, numbers[:2], numbers[4:6]))
        elif kind == "rect":
            x, y, width, height = map(float, match["rect"].split())
            boxes.append(_box(matrix, (x, y), (x + width, y + height)))
        elif kind == "matrix":
            matrix = _times(tuple(map(float, match["matrix"].split())), matrix)
        elif word == "q":
            stack.append(matrix)
        elif word == "Q":
            matrix = stack.pop() if stack else IDENTITY
        else:
            if word[0] in "fFB":
                yield boxes
            boxes = []


def _times(first, then):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        *(a * g + b * i, a * h + b * j),
        *(c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _box(matrix, corner, other):
    """(left, bottom, right, top) of two corners."""
    a, b, c, d, e, f = matrix
    xs, ys = zip(*((a * x + c * y + e, b * x + d * y + f) for x, y in (corner, other)), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _symbol(boxes):
    """The symbol that the boxes make on a square grid, or None."""
    module = min(top - bottom for _left, bottom, _right, top in boxes)
    left = min(box[0] for box in boxes)
    bottom = min(box[1] for box in boxes)
    top = max(box[3] for box in boxes)
    if module <= 0 or abs(top - bottom - (max(box[2] for box in boxes) - left)) > module:
        return None
    runs = frozenset(
        (
            round((top - box[3]) / module),
            round((box[0] - left) / module),
            round((box[2] - box[0]) / module),
        )
        for box in boxes
    )
    size = MM_PER_POINT * module
    modules = round((top - bottom) / module)
    return Symbol(runs, size, MM_PER_POINT * left, MM_PER_POINT * bottom, modules)
