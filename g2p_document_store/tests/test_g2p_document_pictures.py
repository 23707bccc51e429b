import io
import struct
from unittest.mock import patch

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_document_store.tools import apart

from .common import PDF, DocumentStoreMixin, photo, picture, scan

SETTINGS = (False, "1920x1920", "100x100", "0", "nonsense")


@tagged("post_install", "-at_install")
class TestDocumentPictures(DocumentStoreMixin, TransactionCase):
    """Photos as phones take them: the stored bytes are the hashed bytes, and complete."""

    def _opened(self, document):
        """The picture as the person gets it, read from the store and not from the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return Image.open(io.BytesIO(self._as(document, self.owner_user)._content()))

    def _set(self, key, value):
        self.env["ir.config_parameter"].set_param(f"base.image_autoresize_{key}", value)

    def test_a_phone_photo_of_12_megapixels_is_opened_upright_and_in_full(self):
        self.assertEqual(self._opened(self._document(photo(), "IMG.jpg")).size, (3024, 4032))

    def test_scans_and_screens_of_any_size_are_opened_in_full(self):
        for size in ((2480, 3508), (1080, 2400), (1921, 10)):
            with self.subTest(size):
                self.assertEqual(self._opened(self._document(scan(size), "s.png")).size, size)

    def test_no_setting_of_the_server_changes_a_stored_picture(self):
        self._set("extensions", "png,jpeg,bmp,tiff,pdf,csv")
        for number, value in enumerate(SETTINGS):
            self._set("max_px", value)
            size = (2000 + number, 300)
            with self.subTest(value):
                self.assertEqual(self._opened(self._document(photo(size, 1), "i.jpg")).size, size)

    def test_files_that_move_to_another_storage_stay_as_they_are(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")
        document = self._document(photo((2500, 2000)), "IMG.jpg")
        for storage in ("db", "file"):
            self.env["ir.config_parameter"].set_param("ir_attachment.location", storage)
            document.attachment_id._migrate()
            with self.subTest(storage):
                self.assertEqual(self._opened(document).size, (2000, 2500))

    def test_a_new_version_is_stored_as_it_came(self):
        new = self._document()._replace(photo((2500, 2000)), "IMG.jpg")
        self.assertEqual(self._opened(new).size, (2000, 2500))

    def test_a_photo_that_the_server_turns_into_jpeg_is_stored_as_it_was_made(self):
        heic = struct.pack(">I", 24) + b"ftypheic" + b"\0\0\0\0mif1heic" + b"\0" * 64
        made = photo((2500, 2000), 1)
        with patch.object(apart, "clean_image", lambda content, mimetype: made):
            document = self._document(heic, "IMG.HEIC")
        self.assertEqual((document.mimetype, document.name), ("image/jpeg", "IMG.HEIC.jpg"))
        self.assertEqual(self._opened(document).size, (2500, 2000))

    def test_a_file_that_the_storage_alters_is_refused_and_leaves_nothing(self):
        Attachment = type(self.env["ir.attachment"])
        create = Attachment.create

        def altering(attachments, vals_list):
            return create(attachments, [{**vals, "raw": b"other bytes"} for vals in vals_list])

        before = self.store.search_count([])
        refused = self.assertRaisesRegex(UserError, "could not be stored completely")
        with patch.object(Attachment, "create", altering), refused:
            self._document()
        self.assertEqual(self.store.search_count([]), before)
        self.assertEqual(self._document()._content(), PDF)

    def test_a_photo_that_was_cut_off_is_refused(self):
        whole = photo((1200, 900))
        png = scan((1200, 900))
        broken = {
            "half": whole[: len(whole) // 2],
            "nine tenths": whole[: len(whole) * 9 // 10],
            "half, and closed": whole[: len(whole) // 2] + b"\xff\xd9",
            "png, half": png[: len(png) // 2],
            "png, half, and closed": png[: len(png) // 2] + png[-12:],
            "png, damaged": png[:2000] + b"\0" * 500 + png[2500:],
            "png, head alone": png[:40],
        }
        printing = io.BytesIO()  # as some scanning and printing programs write it
        Image.open(io.BytesIO(whole)).convert("CMYK").save(printing, "JPEG", quality=90)
        inks = printing.getvalue()
        broken |= {
            "for printing, half, and closed": inks[: len(inks) // 2] + b"\xff\xd9",
            "filled up with nothing": inks[: len(inks) // 2] + b"\0" * 5000 + b"\xff\xd9",
        }
        for name, content in broken.items():
            with self.subTest(name), self.assertRaisesRegex(DocumentRefused, "Take it again"):
                self._document(content, "x.jpg")
        self._document(inks, "x.jpg")
        self._document(whole, "x.jpg")
        self._document(png, "x.png")

    def test_a_progressive_photo_and_one_with_a_grey_foot_are_good_photos(self):
        self._document(picture(size=(300, 200), progressive=True), "p.jpg")
        grey = Image.new("RGB", (300, 200), "white")
        grey.paste((120, 120, 120), (0, 150, 300, 200))
        out = io.BytesIO()
        grey.save(out, "JPEG")
        self._document(out.getvalue(), "g.jpg")
