from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_document_store.tests.common import pdf

from .common import STORE_LOG, ViewerMixin, size_of

VIEWER_LOG = "odoo.addons.g2p_document_viewer.models.g2p_document"


@tagged("post_install", "-at_install")
class TestPageRoute(ViewerMixin, HttpCase):
    def setUp(self):
        super().setUp()
        self.document = self._drawn(pdf(pages=2))

    def _get(self, login, number=1, document=None):
        self.authenticate(login, login)
        public_id = (document or self.document).public_id
        return self.url_open(f"/document/{public_id}/page/{number}", allow_redirects=False)

    def _looks(self):
        self.env.invalidate_all()
        return self.document.download_ids

    def test_an_officer_gets_the_pages_and_nobody_may_keep_them(self):
        for number in (0, 1, 2):
            answer = self._get("viewer_officer", number)
            self.assertEqual(
                (answer.status_code, answer.headers["Content-Type"]), (200, "image/jpeg")
            )
            image = self._images(self.document).filtered(lambda i, n=number: i.number == n)
            self.assertEqual(size_of(answer.content), (image.width, image.height))
        headers = answer.headers
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("private", headers["Cache-Control"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])

    def test_others_cannot_distinguish_it_from_a_missing_one(self):
        answers = [
            self._get(login)
            for login in ("doc_owner", "doc_stranger", "doc_employee", "doc_system")
        ]
        answers.append(self._get("viewer_officer", 3))
        answers.append(self.url_open("/document/nothing/page/1"))
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers[2:]}), 1)
        self.assertFalse(self._looks())

    def test_numbers_that_are_none_are_no_address(self):
        for number in ("-1", "1.5", "x", "999999", "1%00", "../1"):
            with self.subTest(number):
                self.assertEqual(self._get("viewer_officer", number).status_code, 404)
        self.assertFalse(self._looks())

    def test_an_image_of_another_document_is_not_reached_by_its_number(self):
        foreign = self.store._store(self.env.company, "c.pdf", pdf(pages=1), "medical")
        self.assertEqual(self._get("viewer_officer", 1, foreign).status_code, 404)

    def test_a_visitor_is_redirected_to_the_login_page(self):
        answer = self.url_open(f"/document/{self.document.public_id}/page/1", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)

    def test_there_is_no_way_to_post(self):
        self.authenticate("viewer_officer", "viewer_officer")
        address = f"/document/{self.document.public_id}/page/1"
        self.assertEqual(self.url_open(address, data={"x": "1"}).status_code, 405)

    def test_the_images_have_no_address_of_their_own(self):
        image = self._images(self.document)[1]
        for login in ("doc_owner", "viewer_officer", "doc_auditor", "doc_system"):
            self.authenticate(login, login)
            for path in (
                f"/web/content/{image.attachment_id.id}",
                f"/web/image/{image.attachment_id.id}",
                f"/web/content/g2p.document.page/{image.id}/attachment_id",
            ):
                with self.subTest(login=login, path=path), mute_logger("odoo.http"):
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertNotEqual(answer.content, image.attachment_id.raw)

    # === The log === #

    def test_a_look_is_one_row_however_many_pages_and_the_thumbnail_none(self):
        self._get("viewer_officer", 0)
        self.assertFalse(self._looks())
        for number in (1, 2, 1):
            self._get("viewer_officer", number)
        self.assertEqual((self._looks().user_id, self._looks().way), (self.officer, "view"))
        self._get("doc_auditor")
        self.assertEqual(self._looks().user_id, self.officer | self.auditor)
        self.assertEqual(len(self._looks()), 2)

    def test_after_a_while_it_is_another_look(self):
        self._get("viewer_officer")
        self.env.cr.execute("UPDATE g2p_document_download SET date = date - interval '16 minutes'")
        self._get("viewer_officer", 2)
        self.assertEqual(len(self._looks()), 2)

    def test_a_fetched_file_is_a_row_of_its_own(self):
        self._get("viewer_officer")
        self.url_open(self.document._url())
        self.assertEqual(sorted(self._looks().mapped("way")), ["file", "view"])

    # === Damage === #

    def test_a_damaged_original_is_said_and_its_image_not_shown(self):
        self.document.attachment_id.raw = pdf(pages=7)
        with self.assertLogs(STORE_LOG, "WARNING"):
            answer = self._get("viewer_officer")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("differs from the received one", answer.text)
        self.assertIn("text/plain", answer.headers["Content-Type"])
        self.assertEqual(self._get("viewer_officer", 0).status_code, 409)
        self.assertEqual(self._get("viewer_officer", 2).status_code, 409)
        self.env.invalidate_all()
        self.assertEqual(self.document.bytes_state, "altered")
        self.assertFalse(self._looks())

    def test_an_altered_image_is_not_shown_and_is_drawn_again(self):
        image = self._images(self.document)[1]
        image.attachment_id.raw = b"other bytes"
        with self.assertLogs(VIEWER_LOG, "WARNING"):
            answer = self._get("viewer_officer")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("It is drawn again", answer.text)
        self.env.invalidate_all()
        self.assertEqual(self.document.preview_state, "waiting")
        self.assertFalse(self._looks())

    def test_an_image_of_former_bytes_is_not_shown(self):
        self.env.cr.execute(
            "UPDATE g2p_document_page SET original_sha256 = 'x' WHERE document_id = %s",
            [self.document.id],
        )
        self.env.invalidate_all()
        answer = self._get("viewer_officer")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("of another file", answer.text)

    def test_quarantine_and_a_scanner_that_has_not_answered_close_it(self):
        self._use_scanner()
        answer = self._get("viewer_officer")
        self.assertEqual(answer.status_code, 409)
        self.assertIn("still being checked", answer.text)
        self.document._set_state("quarantined", "Eicar")
        self.assertEqual(self._get("viewer_officer").status_code, 404)
        self.assertFalse(self._looks())

    def test_an_erased_document_has_no_image(self):
        self.document._write_engine({"attachment_id": False})
        self.assertEqual(self._get("viewer_officer").status_code, 404)
