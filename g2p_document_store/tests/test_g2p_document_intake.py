import io
import struct
import zlib
from unittest.mock import patch

from PIL import Image, ImageFile

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.base.models import ir_attachment
from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_document_store.models import g2p_document_intake
from odoo.addons.g2p_document_store.tools import content

from .common import PDF, DocumentStoreMixin, full_disk, in_files, picture, unique_picture

_GPS = 0x8825


def _photo_with_place():
    """A JPEG with place and device in EXIF and in a comment."""
    exif = Image.Exif()
    exif[0x010F] = "Test camera"
    exif[0x0112] = 6  # rotated
    exif.get_ifd(_GPS).update({1: "N", 2: (27.0, 42.0, 1.5), 3: "E", 4: (85.0, 19.0, 2.5)})
    return picture("JPEG", exif=exif, comment=b"taken at home")


def _huge_png(width, height):
    """A PNG of few bytes that claims to be huge."""

    def chunk(kind, data):
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@tagged("post_install", "-at_install")
class TestDocumentIntake(DocumentStoreMixin, TransactionCase):
    def test_a_file_that_does_not_fit_on_the_disk_is_refused_and_leaves_nothing(self):
        content, before = unique_picture(), self.store.search_count([])
        log = "odoo.addons.g2p_document_store.models.ir_attachment"
        sentence = (
            "The server cannot store files at the moment, so this file was not kept. Try again "
            "later; if it happens again, inform the office."
        )
        with (
            full_disk(self.env),
            self.assertLogs(log, "ERROR"),
            self.assertRaises(UserError) as refused,
        ):
            self._document(content, "photo.jpg")
        self.assertEqual(str(refused.exception), sentence)
        self.assertEqual(self.store.search_count([]), before)
        # the stored half does not pass for the complete file
        with in_files(self.env):
            document = self._document(content, "photo.jpg")
        self.assertEqual(document._bytes_state(), "whole")
        self.assertEqual(self._as(document, self.owner_user)._content(), document._stored_bytes())

    def test_a_file_that_was_not_written_is_refused(self):
        """17.0 logs a disk error and continues."""

        def write_nothing(_model, _content, checksum):
            return f"{checksum[:2]}/{checksum}"

        before = self.store.search_count([])
        log = "odoo.addons.g2p_document_store.models.ir_attachment"
        with (
            in_files(self.env),
            patch.object(ir_attachment.IrAttachment, "_file_write", write_nothing),
            self.assertLogs(log, "ERROR"),
            self.assertRaisesRegex(UserError, "The server cannot store files at the moment"),
        ):
            self._document(unique_picture(), "photo.jpg")
        self.assertEqual(self.store.search_count([]), before)

    def _refused(self, content, name="x.pdf", kind="medical"):
        before = self.store.search_count([])
        with self.assertRaises(DocumentRefused) as refusal:
            self._document(content, name, kind)
        self.assertEqual(self.store.search_count([]), before)
        return str(refusal.exception)

    def test_a_document_knows_its_owner_sender_and_checksum(self):
        document = self._document()
        self.assertEqual((document.res_model, document.res_id), ("res.partner", self.owner.id))
        self.assertEqual(document.uploaded_by_id, self.owner_user)
        self.assertEqual(document.mimetype, "application/pdf")
        self.assertEqual(document.size, len(PDF))
        self.assertEqual(document._digest_entry(), f"medical:{document.sha256}")
        self.assertGreaterEqual(len(document.public_id), 22)  # 128 bits in base64

    def test_an_empty_file_is_refused(self):
        self.assertIn("empty", self._refused(b""))

    def test_a_file_over_the_limit_of_its_type_is_refused(self):
        self.medical.max_size_mb = 1
        self.assertIn("1 MB", self._refused(PDF + b" " * 1024 * 1024))

    def test_the_content_decides_and_not_the_name(self):
        programs = (b"MZ\x90\x00" + b"\0" * 60, b"\x7fELF\x02\x01\x01", b"PK\x03\x04zip")
        pages = (b"<html><script>x</script>", b"<svg onload='x'/>", b"GIF89a", b"plain")
        for foreign in programs + pages:
            with self.subTest(foreign[:8]):
                self.assertIn("PDF, JPEG, PNG", self._refused(foreign, "invoice.pdf"))

    def test_a_pdf_that_is_a_web_page_as_well_is_refused(self):
        self._refused(b"%PDF-1.7\n<ScRipt>alert(1)</script>")
        self._refused(b"%PDF-1.7\n<!DOCTYPE  html>")

    def test_a_type_takes_only_what_it_lists(self):
        self._refused(picture(), "voucher.pdf", "voucher")
        self._refused(PDF, "pay.csv", "payment_file")
        self._refused(b"A;<script>x</script>", "pay.csv", "payment_file")
        self.assertEqual(self._document(b"A;1\n", "p", "payment_file").mimetype, "text/csv")
        xml = self._document(b"<?xml version='1.0'?><a/>", "p", "payment_file")
        self.assertEqual(xml.mimetype, "application/xml")

    def test_an_unknown_type_is_refused(self):
        self.assertIn("nonsense", self._refused(PDF, kind="nonsense"))

    def test_a_path_in_the_name_is_dropped(self):
        document = self._document(name="../../x.pdf")
        self.assertEqual(document.name, "x.pdf")
        self.assertEqual(document.attachment_id.name, f"{document.public_id}.pdf")

    def test_a_photo_loses_place_device_and_comment_and_stands_upright(self):
        photo = _photo_with_place()
        self.assertIn(b"Test camera", photo)
        document = self._document(photo, "IMG_1.JPG")
        stored = document._content()
        image = Image.open(io.BytesIO(stored))
        self.assertFalse(image.getexif())
        self.assertFalse(image.getexif().get_ifd(_GPS))
        self.assertNotIn(b"Test camera", stored)
        self.assertNotIn(b"taken at home", stored)
        self.assertEqual(image.size, (48, 64))
        self.assertEqual(document.name, "IMG_1.jpg")

    def test_a_screenshot_of_any_colour_mode_is_redrawn(self):
        for mode in ("RGB", "RGBA", "L", "LA", "P", "1"):
            sent = picture("PNG", mode=mode) + b"<script>trailing</script>"
            with self.subTest(mode):
                stored = self._document(sent, "x.png")._content()
                self.assertTrue(stored.startswith(b"\x89PNG"))
                self.assertNotIn(b"script", stored)

    def test_a_damaged_photo_is_refused(self):
        self.assertIn("photo", self._refused(picture()[:200]))
        self.assertIn("photo", self._refused(b"\xff\xd8\xff\xe1" + b"\xff" * 300))

    def test_a_picture_that_unpacks_to_billions_of_pixels_is_refused_before_it_does(self):
        for side in (9_000, 11_000, 60_000):  # own limit, Pillow's warning, Pillow's error
            with self.subTest(side):
                self.assertIn("too large", self._refused(_huge_png(side, side)))
                with (
                    patch.object(Image.Image, "convert") as convert,
                    patch.object(ImageFile.ImageFile, "load") as load,
                    self.assertRaises(ValueError),
                ):
                    content.clean_image(_huge_png(side, side), "image/png")
                convert.assert_not_called()
                load.assert_not_called()

    def test_a_heic_photo_is_refused_with_advice_where_it_cannot_be_read(self):
        heic = struct.pack(">I", 24) + b"ftypheic" + b"\0\0\0\0mif1heic" + b"\0" * 64
        self.assertIn("Most compatible", self._refused(heic, "IMG_1.HEIC"))

    def test_an_owner_has_a_limited_number_of_documents(self):
        self.patch(g2p_document_intake, "MAX_PER_OWNER", 2)
        first, _second = self._document(), self._document(PDF + b"%1")
        self.assertIn("2 files", self._refused(PDF + b"%2"))
        self._document(owner=self.stranger.partner_id)
        first._replace(PDF + b"2", "b.pdf")  # a full list can still be corrected
        self.assertIn("2 files", self._refused(PDF + b"%2"))
        first.search([("id", "!=", first.id)])._withdraw()
        self._document()

    def test_files_cannot_be_replaced_without_limit(self):
        self.patch(g2p_document_intake, "MAX_VERSIONS_PER_OWNER", 3)
        for _i in range(3):
            self._document()._withdraw()
        self.assertIn("too often", self._refused(PDF))

    def test_a_new_version_follows_the_old_one(self):
        old = self._document()
        new = old._replace(PDF + b"%2", "better.pdf")
        self.assertEqual((new.previous_id, new.version), (old, 2))
        self.assertEqual((old.is_current, new.is_current), (False, True))
        self.assertEqual(new.document_type_id, old.document_type_id)
        self.assertEqual(old._content(), PDF)
        with self.assertRaises(DocumentRefused):
            old._replace(PDF, "again.pdf")
