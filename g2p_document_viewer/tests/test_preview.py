from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_deferred.tests.common import pass_pauses, queued, work_off
from odoo.addons.g2p_document_store.tests.common import EICAR, PDF, full_disk, pdf

from ..tools import draw
from .common import STORE_LOG, ViewerMixin, size_of, small_photo

VIEWER_LOG = "odoo.addons.g2p_document_viewer.models.g2p_document_preview"


@tagged("post_install", "-at_install")
class TestPreview(ViewerMixin, TransactionCase):
    def _state(self, document):
        self.env.invalidate_all()
        return document.preview_state, document.preview_why

    def _undrawable(self, why, **options):
        def refuse(_content, _mimetype):
            raise draw.Undrawable(why)

        return patch.object(draw, "draw", refuse, **options)

    # === What is drawn === #

    def test_a_pdf_and_a_photo_have_images_of_their_pages(self):
        for content, name, count in ((pdf(pages=3), "bill.pdf", 3), (small_photo(), "a.jpg", 1)):
            with self.subTest(name):
                document = self._document(content, name)
                self.assertEqual(self._state(document), ("waiting", False))
                work_off(self.env)
                self.assertEqual(self._state(document), ("ready", False))
                self.assertEqual(document.page_count, count)
                self.assertEqual(self._images(document).mapped("number"), [*range(count + 1)])

    def test_the_stored_bytes_are_the_hashed_bytes_whatever_the_server_is_set_to(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("base.image_autoresize_max_px", "100x100")
        parameters.set_param("base.image_autoresize_extensions", "png,jpeg")
        document = self._drawn()
        images = self._images(document)
        self.assertEqual(len(images), 3)
        self.env.invalidate_all()
        for image in images:
            content = image.attachment_id.raw
            self.assertEqual(document._checksum(content), image.sha256)
            self.assertEqual(size_of(content), (image.width, image.height))
            self.assertEqual(image.original_sha256, document.sha256)

    def test_files_of_the_system_and_of_other_kinds_have_none_and_no_work(self):
        for content, name, kind in (
            (PDF, "voucher.pdf", "voucher"),
            (b"A;1", "a.csv", "payment_file"),
        ):
            document = self._document(content, name, kind)
            self.assertEqual(self._state(document), ("none", False))
            self.assertFalse(queued(self.env, document, "_draw_preview"))

    def test_a_pdf_with_scripts_is_not_drawn(self):
        document = self._document(pdf(lambda writer: writer.add_js("app.alert(1)")))
        self.assertIn("scripts", document.carries)
        self.assertEqual(self._state(document), ("none", False))

    # === Scanner === #

    def test_it_waits_for_the_scanner_and_comes_when_that_answers(self):
        scanner = self._use_scanner()
        scanner.available = False
        with self.assertLogs(STORE_LOG, "WARNING"):
            document = self._document()
        work_off(self.env)
        self.assertEqual((document.state, *self._state(document)), ("received", "waiting", False))
        self.assertFalse(queued(self.env, document, "_draw_preview"))
        scanner.available = True
        document._scan(document.attachment_id.raw)
        self.assertEqual(document.state, "scanned")
        work_off(self.env)
        self.assertEqual(self._state(document), ("ready", False))

    def test_work_that_was_queued_before_the_scanner_failed_draws_nothing(self):
        document = self._document()
        self._use_scanner()
        work_off(self.env)
        self.assertEqual(self._state(document), ("waiting", False))
        self.assertFalse(self._images(document))

    def test_a_harmful_file_is_never_drawn_and_images_go_into_no_quarantine(self):
        self._use_scanner()
        with self.assertLogs(STORE_LOG, "WARNING"):
            harmful = self._document(PDF + EICAR)
        work_off(self.env)
        self.assertEqual((self._state(harmful), len(self._images(harmful))), (("none", False), 0))
        found_later = self._drawn()
        files = self._images(found_later).attachment_id
        found_later._set_state("quarantined", "Eicar")
        self.assertEqual(self._state(found_later), ("none", False))
        self.assertFalse(self._images(found_later))
        self.assertFalse(files.exists())

    # === The end of the original === #

    def test_images_end_with_a_replaced_a_withdrawn_and_an_erased_file(self):
        ends = {
            "replaced": lambda document: document._replace(pdf(pages=4), "new.pdf"),
            "withdrawn": lambda document: document._withdraw(),
            "erased": lambda document: document._write_engine({"attachment_id": False}),
        }
        for name, end in ends.items():
            with self.subTest(name):
                document = self._drawn(small_photo(), "a.jpg")
                files = self._images(document).attachment_id
                self.assertEqual(len(files), 2)
                end(document)
                work_off(self.env)
                self.assertFalse(self._images(document))
                self.assertFalse(files.exists())
                self.assertEqual(self._state(document), ("none", False))

    def test_a_file_that_was_withdrawn_meanwhile_is_not_drawn(self):
        document = self._document()
        document._withdraw()
        work_off(self.env)
        self.assertFalse(self._images(document))
        self.assertEqual(self._state(document), ("none", False))

    # === Faults === #

    def test_an_altered_original_is_not_drawn(self):
        document = self._document()
        document.attachment_id.raw = pdf(pages=9)
        with self.assertLogs(STORE_LOG, "WARNING"):
            work_off(self.env)
        self.assertEqual(self._state(document), ("failed", "altered"))
        self.assertFalse(self._images(document))

    def test_a_file_that_cannot_be_drawn_fails_at_once_and_is_kept(self):
        for why in ("damaged", "large"):
            with self.subTest(why), self._undrawable(why):
                document = self._document(small_photo(), "a.jpg")
                work_off(self.env)
                self.assertEqual(self._state(document), ("failed", why))
                self.assertFalse(queued(self.env, document, "_draw_preview"))
                self.assertTrue(document._content())

    def test_a_fault_that_passes_is_retried(self):
        with self._undrawable("given_up"):
            document = self._document()
            work_off(self.env)
        self.assertEqual(self._state(document), ("waiting", False))
        pass_pauses(self.env)
        work_off(self.env)
        self.assertEqual(self._state(document), ("ready", False))

    def test_a_fault_that_stays_ends_after_four_attempts(self):
        with self._undrawable("given_up"):
            document = self._document()
            for _attempt in range(4):
                self.assertEqual(self._state(document), ("waiting", False))
                work_off(self.env)
                pass_pauses(self.env)
        self.assertEqual(self._state(document), ("failed", "given_up"))
        self.assertEqual(queued(self.env, document, "_draw_preview").state, "failed")
        self.assertEqual(document._content(), PDF)

    def test_missing_programs_are_named_to_the_administrator(self):
        with (
            patch.object(draw.shutil, "which", lambda name: None),
            self.assertLogs(VIEWER_LOG, "WARNING") as logs,
        ):
            document = self._drawn()
        self.assertEqual(self._state(document), ("failed", "program"))
        self.assertIn("poppler-utils is missing", logs.output[0])

    def test_a_full_disk_leaves_the_document_and_is_retried(self):
        document = self._document(pdf(pages=2))
        with full_disk(self.env), self.assertLogs("odoo.addons.g2p_document_store", "ERROR"):
            work_off(self.env)
        self.assertFalse(self._images(document))
        self.assertEqual(self._state(document), ("waiting", False))
        pass_pauses(self.env)
        work_off(self.env)
        self.assertEqual(self._state(document), ("ready", False))

    # === Rights === #

    def test_nobody_writes_or_deletes_images(self):
        image = self._images(self._drawn())[0]
        for user in (self.owner_user, self.officer, self.auditor, self.system):
            mine = image.sudo(False).with_user(user)
            for call in (
                lambda images: images.write({"width": 1}),
                lambda images: images.unlink(),
                lambda images: images.create({"document_id": image.document_id.id, "number": 7}),
            ):
                with self.subTest(user.login), self.assertRaises(AccessError), self.cr.savepoint():
                    call(mine)
        self.assertTrue(image.exists())

    def test_auditors_alone_read_the_rows_and_only_of_their_companies(self):
        document = self._drawn()
        pages = self.env["g2p.document.page"]
        found = [("document_id", "=", document.id)]
        self.assertEqual(len(pages.with_user(self.auditor).search(found)), 3)
        for user in (self.owner_user, self.stranger, self.officer, self.employee, self.system):
            with self.subTest(user.login), self.assertRaises(AccessError):
                pages.with_user(user).search(found)
        other = self.env["res.company"].create({"name": "Another office"})
        document._write_engine({"company_id": other.id})
        self.assertFalse(pages.with_user(self.auditor).search(found))

    def test_the_bytes_of_an_image_are_nobodys(self):
        files = self._images(self._drawn()).attachment_id
        for user in (self.owner_user, self.officer, self.auditor, self.employee, self.system):
            with self.subTest(user.login), self.assertRaises(AccessError):
                files.sudo(False).with_user(user).read(["raw"])
