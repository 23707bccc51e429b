"""The QR codes of finished pages, as a scanner finds them in the picture of each page.

This works for every renderer. If the renderer's drawing orders are known, they are read without a
picture, which is faster (qt_paper.py).
"""

import abc
from dataclasses import dataclass

from . import look

try:
    import zxingcpp
except ImportError:  # optional, see qr.py; required for renderers without their own reader
    zxingcpp = None

DPI = 300  # six pixels for the smallest square allowed
MM_PER_PIXEL = 25.4 / DPI


@dataclass(frozen=True)
class Symbol(abc.ABC):
    """A QR symbol on paper; lengths in millimetres, from the page's left and bottom."""

    left: float
    bottom: float
    width: float

    @abc.abstractmethod
    def is_of(self, text, boxes):
        """Whether it is the QR code of this text, drawn as these boxes."""

    def is_inside(self, width, height):
        """Whether it is completely on a page of this size."""
        right, top = self.left + self.width, self.bottom + self.width
        return self.left >= 0 and self.bottom >= 0 and right <= width and top <= height


@dataclass(frozen=True)
class SeenSymbol(Symbol):
    """A symbol read from the picture of a page."""

    text: str

    def is_of(self, text, boxes):
        """Whether a scanner reads this text."""
        return self.text == text


def read(content):
    """The symbols of each page of a PDF.

    :raises look.LookError: if no program can draw or read it
    """
    if not zxingcpp:
        raise look.LookError("zxing-cpp is not installed")
    return [
        [
            _seen(code, picture.height)
            for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
        ]
        for picture in look.pictures(content, DPI)
    ]


def _seen(code, height):
    corners = code.position
    ends = (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)
    left, right = (pick(corner.x for corner in ends) for pick in (min, max))
    bottom = max(corner.y for corner in ends)
    return SeenSymbol(
        MM_PER_PIXEL * left,
        MM_PER_PIXEL * (height - bottom),
        MM_PER_PIXEL * (right - left),
        code.text,
    )
