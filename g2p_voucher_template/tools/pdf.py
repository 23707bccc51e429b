"""PDF pages from self-contained HTML, behind a port."""

import abc
import io
import subprocess
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from odoo.tools.pdf import PdfFileReader, PdfFileWriter

from . import look, paper, pictures, qt_paper

TIMEOUT = 120  # seconds, if the number of vouchers is unknown
MARGINS = {"A4": 12, "A5": 8, "A6": 5}  # millimetres
SIZES = {"A4": (210, 297), "A5": (148, 210), "A6": (105, 148)}  # millimetres
#: millimetres of a CSS pixel in the renderer's output, on every paper
PIXEL = 0.2034
NO_NETWORK = "http://127.0.0.1:9"  # no proxy listens there: nothing is ever fetched


class PdfError(Exception):
    """The renderer failed; there is no output."""


@dataclass(frozen=True)
class Page:
    """The sides of a voucher as a file of its own; the drawing orders of the first one, and the QR
    codes on it."""

    content: bytes
    drawing: str
    symbols: tuple = ()


class PdfRenderer(abc.ABC):
    """Turns one HTML document into one PDF, and reads the QR codes on its pages."""

    @abc.abstractmethod
    def render(self, html, size, seconds=TIMEOUT):
        """PDF bytes of a paper size; PdfError if it takes longer."""

    def pages(self, content, count, sides=1):
        """Each page of the rendered PDF, with the QR codes on it; see `split`."""
        found = split(content, count, sides)
        pairs = zip(found, self._symbols(found), strict=True)
        return [replace(page, symbols=tuple(symbols)) for page, symbols in pairs]

    def _symbols(self, pages):
        """The QR codes of each page as a scanner finds them; override it if a renderer's drawing
        orders can be read, which is faster."""
        if not pages:
            return []
        try:
            sides = len(PdfFileReader(io.BytesIO(pages[0].content), strict=False).pages)
            return paper.read(merge(page.content for page in pages))[::sides]
        except look.LookError as err:
            raise PdfError(str(err)) from err


class Wkhtmltopdf(PdfRenderer):
    """The program that Odoo uses too, without scripts, local files or network."""

    def __init__(self, binary):
        self.binary = binary

    def render(self, html, size, seconds=TIMEOUT):
        """PDF bytes, or PdfError."""
        with tempfile.TemporaryDirectory(prefix="voucher.") as folder:
            source, target = Path(folder, "in.html"), Path(folder, "out.pdf")
            source.write_text(html, encoding="utf-8")
            self._run([*self._options(size), str(source), str(target)], seconds)
            if not target.exists():
                raise PdfError("no file was made")
            return target.read_bytes()

    def _symbols(self, pages):
        return [qt_paper.symbols(page.drawing) for page in pages]

    def _options(self, size):
        margins = [word for side in "TRBL" for word in (f"-{side}", str(MARGINS[size]))]
        return [
            *("--quiet", "--disable-javascript", "--disable-local-file-access"),
            *("--encoding", "utf-8", "--proxy", NO_NETWORK, "--page-size", size),
            *margins,
        ]

    def _run(self, arguments, seconds):
        try:
            done = subprocess.run(  # noqa: S603 (own arguments, no shell)
                [self.binary, *arguments],
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as err:
            raise PdfError(type(err).__name__) from err
        if done.returncode:
            raise PdfError(done.stderr.decode(errors="replace")[-500:])


def seconds(count):
    """The renderer's time limit for this number of vouchers; short for one, which blocks a user.

    >>> seconds(1), seconds(50)
    (32, 130)
    """
    return 30 + 2 * count


def viewport(size):
    """(width, height) in CSS pixels of the area inside the margins.

    >>> viewport("A5")
    (649, 954)
    """
    return tuple(round((side - 2 * MARGINS[size]) / PIXEL) for side in SIZES[size])


def split(content, count, sides=1):
    """Each page of a PDF, or each group of sides, as a `Page` with its own resources only.

    Empty if the number of pages differs: a template may produce tens of thousands. Each voucher
    begins a page, and so does its second side: if the number is right, every side has one page.

    :raises PdfError: if it is no PDF, or not readable
    """
    try:
        found = PdfFileReader(io.BytesIO(content), strict=False).pages
        if len(found) != count * sides:
            return []
        found = list(found)
        return [_page(found[at : at + sides]) for at in range(0, len(found), sides)]
    except Exception as err:  # broken bytes can raise anything in the reader
        raise PdfError(f"{len(content)} bytes are no readable PDF: {type(err).__name__}") from err


def _page(sides):
    writer, target = PdfFileWriter(), io.BytesIO()
    for page in sides:
        pictures.shrink(page)
        writer.add_page(page)
    writer.write(target)
    return Page(target.getvalue(), sides[0].get_contents().get_data().decode("latin-1"))


def merge(contents):
    """One PDF of the pages of several."""
    writer, target = PdfFileWriter(), io.BytesIO()
    for content in contents:
        for page in PdfFileReader(io.BytesIO(content), strict=False).pages:
            writer.add_page(page)
    writer.write(target)
    return target.getvalue()
