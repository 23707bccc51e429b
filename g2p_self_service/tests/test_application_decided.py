from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo

from .common import AssistancePageCase

INTERNAL = "Looks odd to me, internal"


@tagged("post_install", "-at_install")
class TestApplicationDecided(AssistancePageCase):
    """Questions, decisions and the voucher on the applicant's pages."""

    def setUp(self):
        super().setUp()
        self.sign_in()

    def assert_nothing_internal(self, page):
        for secret in (INTERNAL, "In need.", *(self.one | self.two | self.three).mapped("name")):
            self.assertNotIn(secret, page.text)

    def test_a_question_is_shown_and_answered(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Send the estimate again, please.")
        page = self.get(self.url(application))
        self.assert_reads(page, "We need something from you", "Send the estimate again, please.")
        self.assert_nothing_internal(page)
        self.add_document(application, photo((80, 60), 1), "better.jpg")
        page = self.get(self.url(application, "review"))
        self.assert_reads(page, "Send my answer", "better.jpg")
        page = self.submit(application, page)
        self.assert_reads(page, "Answer sent", application.name)
        self.assertNotIn("Application submitted", page.text)
        self.assertEqual(application.sudo().state, "submitted")
        titles = [row["title"] for row in application.with_user(self.ada)._portal_timeline()]
        past = ["We have your application", "We asked you for information", "We have your answer"]
        self.assertEqual(titles[:-1], past)

    def test_the_reason_for_a_rejection_is_shown_and_nothing_internal(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, INTERNAL)
        page = self.get(self.url(application))
        self.assert_reads(page, "Why it was rejected", application.sudo().rejection_public_text)
        self.assertTrue(application.sudo().rejection_public_text)
        self.assert_nothing_internal(page)

    def test_an_approval_waits_for_the_voucher(self):
        application = self.approved()
        page = self.get(self.url(application))
        self.assert_reads(page, "Approved", "Your voucher is being prepared.")
        self.assertNotIn('id="voucher"', page.text)
        self.assert_nothing_internal(page)

    def test_the_page_shows_the_remaining_amount_and_mentions_the_pin(self):
        application = self.issued()
        page = self.get(self.url(application))
        self.assertNotIn("left of", page.text)
        self.assertNotIn("your PIN", page.text)
        hospital = self.env["g2p.service.provider"].create(
            {
                "name": "Hospital",
                "code": "PAGE-H",
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, self.eve.ids)],
            }
        )
        hospital._set_state("active")
        text = application.voucher_id.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 400, "page-key-0001")
        self.manager.presence = "pin"
        page = self.get(self.url(application))
        self.assert_reads(page, "800.00 left of $ 1,200.00", "You will be asked for your PIN.")

    def test_the_page_shown_at_the_reception_does_not_reveal_the_illness(self):
        application = self.issued()
        page = self.get(self.url(application))
        self.assert_reads(page, "Immediate assistance", application.voucher_id.name)
        self.assertNotIn(self.type.name, page.text)

    def test_only_the_applicant_can_see_and_download_the_voucher(self):
        application = self.issued()
        voucher = application.voucher_id
        page = self.get(self.url(application))
        self.assert_reads(page, "Your voucher is ready", voucher.name, "1,200.00")
        self.assertIn("<svg", page.text)
        self.assert_nothing_internal(page)
        url = voucher.document_id._url()
        download = self.get(url)
        self.assertTrue(download.content.startswith(b"%PDF"))
        self.assertIn("attachment", download.headers["Content-Disposition"])
        self.sign_in(self.eve)
        self.get(url, 404)
        self.get(self.url(application), 404)

    def test_a_form_sent_too_late_is_answered_with_a_message(self):
        application = self.draft()
        pages = {step: self.get(self.url(application, step)) for step in ("address", "documents")}
        application._portal_submit()
        files = {f"file_{self.quotation.id}": ("late.jpg", photo((60, 60), 1))}
        document = application.sudo().document_ids.public_id
        token = self.csrf_token()
        late = {
            "address/save": ({"street": "Late"}, None),
            "family/save": ({"more": "1"}, None),
            "documents/add": ({"continue": "1"}, files),
            "documents/remove": ({"document": document}, None),
        }
        for reason in ("The office is deciding", "It is approved."):
            if reason == "It is approved.":
                self.approve(application)
            for address, (answers, sent) in late.items():
                url = self.url(application, address)
                answer = self.url_open(url, data={"csrf_token": token, **answers}, files=sent)
                with self.subTest(reason, address=address):
                    self.assertEqual(answer.status_code, 409)
                    self.assert_reads(answer, f"{application.name} cannot be changed now. {reason}")
                    self.assert_reads(answer, "What you just sent was not saved.")
        answer = self.send(pages["documents"], self.url(application, "documents/add"), files)
        self.assertEqual(answer.status_code, 409)
        submitted = self.url_open(self.url(application, "submit"), data={"csrf_token": token})
        self.assertEqual(submitted.status_code, 409)
        self.assertEqual(application.sudo().document_ids.mapped("name"), ["quotation.jpg"])
        self.assertEqual(application.sudo().street, "5 Hill Road")
