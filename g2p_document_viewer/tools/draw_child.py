"""The process that ``draw.py`` starts: the file ``original`` of its folder in, images out.

Standard output is one line of JSON, then the images one after the other.
"""

import io
import json
import os
import re
import resource
import subprocess
import sys
import warnings
from pathlib import Path

#: bytes and seconds of each program; bytes of each file that one writes
MEMORY, PROCESSOR, FILE = 2 * 1024**3, 30, 64 * 1024**2
#: seconds for looking into a PDF, and for drawing it
LOOK, DRAW = 10, 30
#: pixels of the longer side, of a page and of the thumbnail
PAGE, THUMBNAIL = 1600, 128
#: drawn pages of one document
MOST_PAGES = 20
#: a photo of more pixels is not decoded (decompression bomb); the store receives no larger one
MAX_PIXELS = 60_000_000
QUALITY = 80


class Refused(Exception):
    """``args[0]`` is a word of ``draw.Undrawable``."""


def _limit():
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, FILE),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def _photo():
    """(pages, images) of a photo: upright, without metadata, transparent parts white."""
    from PIL import Image, ImageOps

    with Image.open("original") as photo:
        if photo.width * photo.height > MAX_PIXELS:
            raise Refused("large")
        photo.draft("RGB", (PAGE, PAGE))
        photo = ImageOps.exif_transpose(photo)
        if "A" in photo.getbands() or "transparency" in photo.info:
            photo = photo.convert("RGBA")
            paper = Image.new("RGBA", photo.size, "white")
            paper.alpha_composite(photo)
            photo = paper
        photo = photo.convert("RGB")
    photo.thumbnail((PAGE, PAGE))
    return 1, [(1, photo.size, _encode(photo)), _thumbnail(photo)]


def _pdf():
    """(pages, images) of a PDF: of its first pages, as far as they are drawn in time."""
    from PIL import Image

    count = _count()
    last = min(count, MOST_PAGES)
    command = ["pdftoppm", "-jpeg", "-jpegopt", f"quality={QUALITY}", "-cropbox"]
    size = ["-scale-to", str(PAGE), "-f", "1", "-l", str(last)]
    ended = _call([*command, *size, "original", "page"], DRAW)
    images = []
    for path in sorted(Path().glob("page-*.jpg"), key=_number):
        content = path.read_bytes()
        try:
            with Image.open(io.BytesIO(content)) as page:
                page.load()
        except OSError:
            break  # the program was stopped while it wrote this page
        images += [] if images else [_thumbnail(page)]
        images.append((_number(path), page.size, content))
    if not images:
        raise Refused("damaged" if ended else "given_up")
    return count, images


def _number(path):
    return int(path.stem.rpartition("-")[2])


def _count():
    found = _call(["pdfinfo", "original"], LOOK)
    if found is None:
        raise Refused("given_up")
    pages = re.search(rb"^Pages:\s+(\d+)", found, re.MULTILINE)
    if not pages or not int(pages[1]):
        raise Refused("damaged")
    return int(pages[1])


def _call(command, seconds):
    """The output of a program; None if it was stopped, by the limits too."""
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the file is its input
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode < 0 else done.stdout


def _thumbnail(image):
    small = image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return 0, small.size, _encode(small)


def _encode(image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _draw(task):
    from PIL import Image

    # what Pillow raises on damaged or hostile files, memory that ran out apart
    errors = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return {"photo": _photo, "pdf": _pdf}[task]()
    except Refused as error:
        return error.args[0]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return "large"
    except MemoryError:
        return "given_up"
    except errors:
        return "damaged"


def main():
    """Run one task and print its result."""
    sys.path.append(sys.path.pop(0))  # this folder last, so that its modules hide no library
    _limit()
    # a library that prints must not mix with the answer
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    drawn = _draw(sys.argv[1])
    answer, images = {"error": drawn}, []
    if not isinstance(drawn, str):
        count, images = drawn
        heads = [[number, *size, len(content)] for number, size, content in images]
        answer = {"pages": count, "images": heads}
    with answer_to:
        answer_to.write(json.dumps(answer).encode() + b"\n")
        answer_to.writelines(content for _number, _size, content in images)


if __name__ == "__main__":
    main()
