"""A QR code as a picture for the phone, with a few lines of text below it."""

import io

from PIL import Image, ImageDraw, ImageFont

from odoo.tools.misc import file_path

from . import qr

FONT = "web/static/fonts/lato/Lato-Bol-webfont.ttf"
WIDTH = 1080  # pixels, at least: the width of a usual phone
LARGEST, SMALLEST = 72, 20  # pixels of the letters
DARK, LIGHT = 0, 255


def png(text, lines=()):
    """PNG bytes: the code of a text on white, and the lines in large letters below it.

    >>> png("HELLO", ["A"])[:4]
    b'\\x89PNG'
    """
    code = _code(text)
    letters = [_letters(line, code.width) for line in lines if line]
    gap = LARGEST // 2
    height = code.height + sum(picture.height + gap for picture in letters) + gap
    sheet = Image.new("L", (code.width, height), LIGHT)
    sheet.paste(code, (0, 0))
    top = code.height
    for picture in letters:
        sheet.paste(picture, ((code.width - picture.width) // 2, top))
        top += picture.height + gap
    target = io.BytesIO()
    sheet.save(target, "PNG", optimize=True)
    return target.getvalue()


def can_write(text):
    """Whether the font has the letters, and they need no joining.

    >>> can_write("Gültig bis"), can_write("صالحة حتى")
    (True, False)
    """
    return all(ord(char) < 0x180 for char in text)


def _code(text):
    rows = qr.matrix(text)
    small = Image.new("L", (len(rows), len(rows)), LIGHT)
    small.putdata([DARK if dark else LIGHT for row in rows for dark in row])
    # whole pixels for each module, so that all of them are equal
    wide = len(rows) * -(-WIDTH // len(rows))
    return small.resize((wide, wide), Image.NEAREST)


def _letters(line, width):
    """The line as a picture, in letters that fit the width."""
    room = width * 9 // 10
    for size in range(LARGEST, SMALLEST - 1, -4):
        font = ImageFont.truetype(file_path(FONT), size)
        left, top, right, bottom = font.getbbox(line)
        if right - left <= room:
            break
    picture = Image.new("L", (right - left, bottom - top), LIGHT)
    ImageDraw.Draw(picture).text((-left, -top), line, fill=DARK, font=font)
    return picture
