"""Smaller pictures on paper: the renderer writes each as a photograph, most of the file's size.

A picture with few colours, such as a logo, needs a third of the bytes with a palette; photographs
stay unchanged. Every file has its own copy: files are hashed, sent and printed separately.
"""

import io
import zlib

from PIL import Image, ImageChops, ImageStat

from odoo.tools.pdf import ArrayObject, ByteStringObject, NameObject, NumberObject

COLOURS = 64
FAITHFUL = 3  # of 255: the largest average difference of colours
#: more steps of transparency are not visible, and cost space
LEVELS = [17 * ((value + 8) // 17) for value in range(256)]


def coarse(picture):
    """An RGBA picture with few levels of transparency.

    >>> coarse(Image.new("RGBA", (1, 1), (1, 2, 3, 99))).getpixel((0, 0))
    (1, 2, 3, 102)
    """
    picture.putalpha(picture.getchannel("A").point(LEVELS))
    return picture


def shrink(page):
    """Give pictures with few colours on a page of a PDF a palette, in place.

    A picture on many pages is one shared object, so it is converted once.
    """
    for picture in _pictures(page):
        if picture.get("/Filter") == "/DCTDecode" and picture.get("/ColorSpace") == "/DeviceRGB":
            _with_palette(picture)


def _pictures(page):
    # get() would return references
    resources = page["/Resources"] if "/Resources" in page else {}  # noqa: SIM401
    found = resources["/XObject"] if "/XObject" in resources else {}  # noqa: SIM401
    return [found[name] for name in found if found[name].get("/Subtype") == "/Image"]


def _with_palette(picture):
    try:
        with Image.open(io.BytesIO(picture._data)) as opened:
            photograph = opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        return  # keep it unchanged
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
