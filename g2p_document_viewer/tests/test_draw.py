import doctest
import io
import zlib
from unittest.mock import patch

from PIL import Image

try:
    from PyPDF2.generic import NameObject, StreamObject
except ImportError:
    from pypdf.generic import NameObject, StreamObject

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_document_store.tests.common import pdf, photo, picture

from ..tools import draw
from .common import DRAW_LOG, size_of


def bomb():
    """A PNG of some kilobytes with 400 million pixels."""
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()


def thick_pdf(count):
    """A PDF of so many blank pages, written by hand: libraries take minutes."""
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {count}/Kids[{kids}]>>"]
    bodies += ["<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 300]>>"] * count
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    size, start = len(bodies) + 1, len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    out += "".join(f"{place:010d} 00000 n \n" for place in places).encode()
    out += f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def slow_pdf():
    """A PDF with more to draw than the limits of time allow."""

    def change(writer):
        stream = StreamObject()
        stream._data = zlib.compress(b"0 0 200 200 re f " * 3_000_000)
        stream[NameObject("/Filter")] = NameObject("/FlateDecode")
        writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)

    return pdf(change)


@tagged("post_install", "-at_install")
class TestDraw(BaseCase):
    """Files as people and attackers send them, without a database."""

    def _refused(self, content, mimetype):
        with self.assertRaises(draw.Undrawable) as caught:
            draw.draw(content, mimetype)
        return caught.exception.args[0]

    def test_the_examples_in_the_tool_hold(self):
        result = doctest.testmod(draw)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)

    def test_a_photo_is_drawn_upright_small_and_without_metadata(self):
        count, images = draw.draw(photo(), "image/jpeg")
        self.assertEqual(count, 1)
        sizes = {image.number: (image.width, image.height) for image in images}
        self.assertEqual(sizes, {1: (1200, 1600), 0: (96, 128)})
        for image in images:
            opened = Image.open(io.BytesIO(image.content))
            self.assertEqual((opened.size, opened.format), (sizes[image.number], "JPEG"))
            self.assertFalse(opened.getexif())

    def test_transparent_parts_are_white(self):
        _count, images = draw.draw(picture("PNG", (40, 30), "RGBA"), "image/png")
        page = next(image for image in images if image.number)
        self.assertEqual(Image.open(io.BytesIO(page.content)).getpixel((5, 5)), (255, 255, 255))

    def test_each_page_of_a_pdf_is_drawn_and_the_first_is_the_thumbnail(self):
        count, images = draw.draw(pdf(pages=3), draw.PDF)
        self.assertEqual(count, 3)
        self.assertEqual(sorted(image.number for image in images), [0, 1, 2, 3])
        for image in images:
            self.assertEqual(size_of(image.content), (image.width, image.height))
            self.assertEqual(max(image.width, image.height), 1600 if image.number else 128)

    def test_of_ten_thousand_pages_twenty_are_drawn(self):
        count, images = draw.draw(thick_pdf(10_000), draw.PDF)
        self.assertEqual((count, len(images)), (10_000, 21))

    def test_a_page_of_kilometres_has_the_size_of_all_others(self):
        content = pdf(lambda writer: writer.add_blank_page(9_000_000, 30))
        _count, images = draw.draw(content, draw.PDF)
        self.assertEqual({image.number for image in images}, {0, 1, 2})
        self.assertLessEqual(max(max(image.width, image.height) for image in images), 1600)

    def test_a_decompression_bomb_is_not_decoded(self):
        self.assertEqual(self._refused(bomb(), "image/png"), "large")

    def test_damaged_files_are_refused(self):
        for content, mimetype in (
            (b"%PDF-1.4 nonsense", draw.PDF),
            (pdf(pages=30)[:900], draw.PDF),
            (b"", draw.PDF),
            (b"\xff\xd8\xff" + b"x" * 999, "image/jpeg"),
            (photo((900, 700))[:4000], "image/jpeg"),
        ):
            with self.subTest(content[:12]):
                self.assertEqual(self._refused(content, mimetype), "damaged")

    def test_a_program_that_hangs_is_ended(self):
        with patch.object(draw, "TIMEOUT", 1.5):
            self.assertEqual(self._refused(slow_pdf(), draw.PDF), "given_up")

    def test_a_process_that_dies_leaves_a_line_without_the_content(self):
        with (
            patch.object(draw, "_CHILD", "/no/such/program.py"),
            self.assertLogs(DRAW_LOG, "WARNING") as logs,
        ):
            self.assertEqual(self._refused(picture(), "image/jpeg"), "given_up")
        self.assertRegex(logs.output[0], "ended with 2")

    def test_without_the_programs_pdfs_are_refused_and_photos_are_not(self):
        with patch.object(draw.shutil, "which", lambda name: None):
            self.assertEqual(self._refused(pdf(), draw.PDF), "program")
            self.assertEqual(draw.draw(picture(), "image/jpeg")[0], 1)
