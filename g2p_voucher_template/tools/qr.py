"""A QR code as one inline SVG path: no image file, no address, the same in every renderer.

zxing-cpp draws ten times faster than qrcode; without it, qrcode draws the same text with the same
error correction.
"""

import re

import qrcode
from qrcode.constants import ERROR_CORRECT_M

try:
    import zxingcpp
except ImportError:  # optional: see the module's docstring
    zxingcpp = None

BORDER = 4  # modules of quiet zone, as the standard requires
MASK = 3  # of qrcode: a fixed mask saves trying all eight
_DARK = bytes(128 * [1] + 128 * [0])  # of each brightness
_RUN = re.compile(b"\1+")


def matrix(text):
    """Rows of bytes, 1 is dark and 0 light, quiet zone included; error correction M.

    >>> rows = matrix("HELLO")
    >>> len(rows), any(rows[BORDER - 1]), rows[BORDER][BORDER:][:8].hex()
    (29, False, '0101010101010100')
    """
    return _zxing(text) if zxingcpp else _qrcode(text)


def _zxing(text):
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = memoryview(code.to_image(scale=1, add_quiet_zones=True))
    pixels, width = picture.tobytes().translate(_DARK), picture.shape[1]
    return [pixels[start : start + width] for start in range(0, len(pixels), width)]


def _qrcode(text):
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=BORDER, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    return [bytes(row) for row in code.get_matrix()]


def svg(text, width="100%"):
    """<svg> markup of the text."""
    return draw(text, width)[0]


def draw(text, width="100%"):
    """(<svg> markup, boxes counted from the symbol's own corner) of a text.

    >>> markup, symbol = draw("HELLO")
    >>> markup.startswith('<svg xmlns="http://www.w3.org/2000/svg"'), (0, 0, 7, 1) in symbol
    (True, True)
    """
    rows = matrix(text)
    size, dark = len(rows), boxes(rows)
    path = "".join(f"M{x} {y}h{wide}v{high}h-{wide}z" for x, y, wide, high in dark)
    symbol = frozenset((x - BORDER, y - BORDER, wide, high) for x, y, wide, high in dark)
    markup = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{width}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )
    return markup, symbol


def size(symbol):
    """The width of a symbol's boxes, in modules.

    >>> size(draw("HELLO")[1])
    21
    """
    return max(x + wide for x, _y, wide, _high in symbol)


def boxes(rows):
    """(column, row, width, height) of boxes that together form the dark modules.

    >>> boxes([bytes([1, 1, 0, 1]), bytes([1, 1, 0, 0])])
    [(3, 0, 1, 1), (0, 0, 2, 2)]
    """
    done, standing = [], {}
    for y, row in enumerate([*rows, b""]):
        runs = _runs(row)
        for run in standing.keys() - runs:
            top = standing.pop(run)
            done.append((run[0], top, run[1], y - top))
        for run in runs - standing.keys():
            standing[run] = y
    return done


def _runs(row):
    """{(first column, length)} of the runs of dark modules."""
    return {(run.start(), run.end() - run.start()) for run in _RUN.finditer(row)}
