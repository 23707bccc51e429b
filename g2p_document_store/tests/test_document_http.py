from odoo.tests import HttpCase, tagged

from .common import EICAR, PDF, DocumentStoreMixin, picture


@tagged("post_install", "-at_install")
class TestDocumentRoute(DocumentStoreMixin, HttpCase):
    def setUp(self):
        super().setUp()
        self.document = self._document()

    def _get(self, login, path=None):
        self.authenticate(login, login)
        return self.url_open(path or self.document._url(), allow_redirects=False)

    def _downloads(self):
        return self.env["g2p.document.download"].search([("document_id", "=", self.document.id)])

    def test_the_owner_gets_the_file_and_the_log_a_row(self):
        response = self._get("doc_owner")
        self.assertEqual((response.status_code, response.content), (200, PDF))
        headers = response.headers
        self.assertEqual(headers["Content-Type"], "application/pdf")
        self.assertTrue(headers["Content-Disposition"].startswith("attachment;"))
        self.assertIn("bill.pdf", headers["Content-Disposition"])
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertEqual(self._downloads().user_id, self.owner_user)

    def test_only_photos_and_pdf_are_shown_in_the_browser(self):
        shown = self._get("doc_owner", self.document._url(view=True))
        self.assertTrue(shown.headers["Content-Disposition"].startswith("inline;"))
        photo = self._document(picture(), "a.jpg")
        shown = self._get("doc_owner", photo._url(view=True))
        self.assertTrue(shown.headers["Content-Disposition"].startswith("inline;"))
        table = self._document(b"A;1", "a.csv", "payment_file")
        shown = self._get("doc_owner", table._url(view=True))
        self.assertTrue(shown.headers["Content-Disposition"].startswith("attachment;"))

    def test_a_stranger_cannot_distinguish_it_from_a_missing_one(self):
        answers = [self._get("doc_stranger"), self._get("doc_stranger", "/document/nothing")]
        answers += [self._get("doc_employee"), self._get("doc_system")]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(answers[0].text, answers[1].text)
        self.assertFalse(self._downloads())

    def test_a_visitor_is_redirected_to_the_login_page(self):
        response = self.url_open(self.document._url(), allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        sign_in = self.env.registry["ir.http"]._sign_in_address()
        self.assertIn(sign_in, response.headers["Location"])

    def test_there_is_no_way_to_post(self):
        self.authenticate("doc_owner", "doc_owner")
        response = self.url_open(self.document._url(), data={"x": "1"}, allow_redirects=False)
        self.assertEqual(response.status_code, 405)

    def test_the_attachment_has_no_address_of_its_own(self):
        attachment_id = self.document.attachment_id.id
        for login in ("doc_owner", "doc_stranger", "doc_employee", "doc_auditor", "doc_system"):
            for path in (
                f"/web/content/{attachment_id}",
                f"/web/content/ir.attachment/{attachment_id}/raw",
                f"/web/image/{attachment_id}",
                f"/web/content/g2p.document/{self.document.id}/attachment_id",
            ):
                with self.subTest(login=login, path=path):
                    response = self._get(login, path)
                    self.assertNotIn(b"%PDF", response.content)
                    self.assertTrue(
                        response.status_code >= 400 or "image" in response.headers["Content-Type"]
                    )

    def test_malware_is_not_sent_and_the_person_gets_a_message(self):
        self._use_scanner()
        with self.assertLogs("odoo.addons.g2p_document_store", "WARNING"):
            self.document = self._document(PDF + EICAR)
        response = self._get("doc_owner")
        self.assertEqual(response.status_code, 409)
        self.assertIn("harmful", response.text)
        self.assertIn("text/plain", response.headers["Content-Type"])
        self.assertFalse(self._downloads())
