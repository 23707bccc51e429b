"""The visible content of finished pages: drawn and read by poppler, independent of the renderer."""

import shutil
import subprocess
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from lxml import html
from PIL import Image, ImageChops

try:
    import zxingcpp
except ImportError:  # optional, see qr.py: the drawing itself is compared anyway
    zxingcpp = None

DPI = 150
POINT = 25.4 / 72  # millimetres
CONTRAST = 90  # of 255, between ink and paper
MIN_HEIGHT = 1.2  # millimetres of a letter or digit
SECONDS = 60  # for all pages
#: shares of a word's width and height from which an overlap counts as printed over
OVER_WIDTH, OVER_HEIGHT = 0.2, 0.5
#: share of a word's width that must be visible; and the widest invisible part, in letters
MIN_WIDTH, MAX_GAP = 0.5, 2.5
EDGE = 0.5  # millimetres that letters may reach into the margin


class LookError(Exception):
    """The programs that read pages are missing or failed."""


@dataclass(frozen=True)
class Word:
    """A word and its place, in points from the page's left and top."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def box(self):
        """Its four sides."""
        return self.left, self.top, self.right, self.bottom

    def is_over(self, other):
        """Whether one word is printed over the other.

        >>> word = Word("a", 0, 0, 10, 10)
        >>> [word.is_over(Word("b", at, at, at + 10, at + 10)) for at in (2, 9)]
        [True, False]
        """
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        width = min(self.right - self.left, other.right - other.left)
        height = min(self.bottom - self.top, other.bottom - other.top)
        return wide > OVER_WIDTH * width and high > OVER_HEIGHT * height


@dataclass(frozen=True)
class Page:
    """A page as a grey picture, and its words."""

    picture: Image.Image
    words: tuple

    def says(self, text, form=str):
        """Whether the page contains every word of the text, letter by letter."""
        printed = form(_plain("".join(word.text for word in self.words)))
        return all(form(_plain(part)) in printed for part in text.split())

    def is_spelt_otherwise(self, text):
        """Whether the page contains it in other letters, such as capitals."""
        return not self.says(text) and self.says(text, str.casefold)

    def is_overprinted(self, text):
        """Whether a word of the text is printed over another or under it."""
        mine = self._found(text)
        return any(a is not b and a.is_over(b) for a in mine for b in self.words)

    def is_cut(self, text, margin):
        """Whether a word of the text reaches into the margin (mm), where nothing is visible."""
        least, most = margin - EDGE, self.picture.width * 25.4 / DPI - margin + EDGE
        return any(
            word.left * POINT < least or word.right * POINT > most for word in self._found(text)
        )

    def _found(self, text):
        """The words of the page that contain a word of the text; short ones must match exactly."""
        parts = list(filter(None, map(_plain, text.split())))
        found = [(word, _plain(word.text)) for word in self.words]
        return [
            word
            for word, printed in found
            if any(part == printed or (len(part) > 2 and part in printed) for part in parts)
        ]

    def codes(self):
        """The texts of the QR codes on the picture; None without a scanner."""
        if not zxingcpp:
            return None
        found = zxingcpp.read_barcodes(self.picture, formats=zxingcpp.BarcodeFormat.QRCode)
        return [code.text for code in found]

    def change(self, other, text):
        """Height in millimetres of the largest word of the text that visibly differs from another
        page, at its own place and in most of its width."""
        differs = ImageChops.difference(self.picture, other.picture)
        differs = differs.point([255 * (value >= CONTRAST) for value in range(256)])
        parts = list(filter(None, map(_plain, text.split())))
        return max((self._height(differs, word, parts) for word in self.words), default=0.0)

    def _height(self, differs, word, parts):
        """Height of the difference within a word, or a piece of one; 0 if the word is none of the
        parts or does not differ in most of its width."""
        printed = _plain(word.text)
        held = [part for part in parts if part in printed]
        is_piece = len(printed) > 2 and any(printed in part for part in parts)
        if not (held or is_piece):
            return 0.0
        crop = differs.crop([round(side * DPI / 72) for side in word.box])
        box, letter = crop.getbbox(), crop.width / len(printed)
        wanted = letter * (max(map(len, held)) if held else len(printed))
        if not box or box[2] - box[0] < MIN_WIDTH * wanted:
            return 0.0
        columns = bytes(crop.crop(box).getprojection()[0])
        gap = max(map(len, columns.split(b"\x01")))
        return 0.0 if gap > MAX_GAP * letter else (box[3] - box[1]) * 25.4 / DPI


def pages(content):
    """Each page of a PDF."""
    with tempfile.TemporaryDirectory(prefix="voucher.") as folder:
        source, words = Path(folder, "in.pdf"), Path(folder, "words.html")
        source.write_bytes(content)
        _run("pdftotext", "-bbox", str(source), str(words))
        return [
            Page(picture, found)
            for picture, found in zip(pictures(content), _words(words.read_bytes()), strict=True)
        ]


def pictures(content, dpi=DPI):
    """Each page of a PDF as a grey picture, lazily: many do not fit into memory."""
    with tempfile.TemporaryDirectory(prefix="voucher.") as folder:
        source = Path(folder, "in.pdf")
        source.write_bytes(content)
        _run("pdftoppm", "-r", str(dpi), "-gray", str(source), str(Path(folder, "page")))
        for path in sorted(Path(folder).glob("page*.pgm")):
            yield _picture(path)


def _run(program, *arguments):
    try:
        subprocess.run(  # noqa: S603 (own arguments, no shell)
            [shutil.which(program) or program, *arguments],
            check=True,
            capture_output=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as err:
        raise LookError(f"{program}: {type(err).__name__}") from err


def _picture(path):
    with Image.open(path) as picture:
        return picture.convert("L")


def _words(content):
    """The words of each page in the output of `pdftotext -bbox`."""
    found = html.fromstring(content.decode("utf-8", "replace"))
    return [tuple(_word(node) for node in page.iter("word")) for page in found.iter("page")]


def _word(node):
    place = (float(node.get(side)) for side in ("xmin", "ymin", "xmax", "ymax"))
    return Word(node.text or "", *place)


def _plain(text):
    """Normalised letters, without blanks and invisible characters.

    >>> _plain("Kabore\u0301\u202c 1")
    'Kaboré1'
    """
    usual = unicodedata.normalize("NFKC", text)
    return "".join(char for char in usual if unicodedata.category(char) not in ("Cf", "Zs"))
