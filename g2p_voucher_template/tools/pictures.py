"""Pictures on paper, which most of a file is otherwise: the renderer writes each as a photograph.

What has few colours, as logos do, says the same in a third of the bytes; photographs stay as they
are. Every file keeps its own: it is hashed, sent and printed alone.
"""

import io
import zlib

from PIL import Image, ImageChops, ImageStat

from odoo.tools.pdf import ArrayObject, ByteStringObject, NameObject, NumberObject

COLOURS = 64
FAITHFUL = 3  # of 255: how far colours may be off, on average
#: nobody sees more steps between covered and transparent, and they say little
LEVELS = [17 * ((value + 8) // 17) for value in range(256)]


def coarse(picture):
    """An RGBA picture with few levels of transparency.

    >>> coarse(Image.new("RGBA", (1, 1), (1, 2, 3, 99))).getpixel((0, 0))
    (1, 2, 3, 102)
    """
    picture.putalpha(picture.getchannel("A").point(LEVELS))
    return picture


def shrink(page):
    """Write the pictures of a page of a PDF that have few colours with a palette, in place.

    A picture of many pages is one object of all of them, so it is done once.
    """
    for picture in _pictures(page):
        if picture.get("/Filter") == "/DCTDecode" and picture.get("/ColorSpace") == "/DeviceRGB":
            _with_palette(picture)


def _pictures(page):
    # get() of these would give references
    resources = page["/Resources"] if "/Resources" in page else {}  # noqa: SIM401
    found = resources["/XObject"] if "/XObject" in resources else {}  # noqa: SIM401
    return [found[name] for name in found if found[name].get("/Subtype") == "/Image"]


def _with_palette(picture):
    try:
        with Image.open(io.BytesIO(picture._data)) as opened:
            photograph = opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return  # it is good as it is
    few = photograph.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    data = zlib.compress(few.tobytes(), 9)
    gaps = ImageStat.Stat(ImageChops.difference(photograph, few.convert("RGB"))).mean
    if len(data) > len(picture._data) / 2 or sum(gaps) / len(gaps) > FAITHFUL:
        return
    last = few.getextrema()[1]
    palette = bytes(few.getpalette()[: 3 * (last + 1)])
    names = [NameObject("/Indexed"), NameObject("/DeviceRGB")]
    colours = ArrayObject([*names, NumberObject(last), ByteStringObject(palette)])
    picture._data = data
    picture[NameObject("/Filter")] = NameObject("/FlateDecode")
    picture[NameObject("/ColorSpace")] = colours
