"""A QR code as one inline SVG path: no image file, no address, the same in every renderer.

zxing-cpp draws ten times faster than qrcode; where it is not installed, qrcode draws the
same text with the same error correction.
"""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

try:
    import zxingcpp
except ImportError:  # optional: see the module's docstring
    zxingcpp = None

BORDER = 4  # modules of quiet zone, as the standard asks
MASK = 3  # of qrcode: a fixed mask saves trying all eight


def matrix(text):
    """Rows of booleans, dark is true, quiet zone included; error correction M.

    >>> rows = matrix("HELLO")
    >>> len(rows), any(rows[BORDER - 1]), rows[BORDER][BORDER]
    (29, False, True)
    """
    return _zxing(text) if zxingcpp else _qrcode(text)


def _zxing(text):
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    picture = memoryview(code.to_image(scale=1, add_quiet_zones=True))
    return [[value < 128 for value in row] for row in picture.tolist()]


def _qrcode(text):
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=BORDER, mask_pattern=MASK)
    code.add_data(text)
    code.make(fit=True)
    return code.get_matrix()


def svg(rows, width="100%"):
    """<svg> markup of a matrix.

    >>> svg(matrix("HELLO")).startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    True
    """
    size = len(rows)
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, x, length in runs(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"'
        f' width="{width}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def runs(rows):
    """(row, first column, length) of each horizontal run of dark modules.

    >>> runs([[True, True, False, True], [False, False, False, False]])
    [(0, 0, 2), (0, 3, 1)]
    """
    found = []
    for y, row in enumerate(rows):
        start = None
        for x, dark in enumerate([*row, False]):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                found.append((y, start, x - start))
                start = None
    return found


def symbol(rows):
    """The runs counted from the symbol's own corner: what a page is compared with."""
    return frozenset((y - BORDER, x - BORDER, length) for y, x, length in runs(rows))
