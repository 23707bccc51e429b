from odoo.tests import tagged

from .common import AssistancePageCase

INTERNAL = "Looks odd to me, internal"


@tagged("post_install", "-at_install")
class TestApplicationDecided(AssistancePageCase):
    """What the person reads of questions and decisions, and the voucher."""

    def setUp(self):
        super().setUp()
        self.sign_in()

    def assert_nothing_internal(self, page):
        for secret in (INTERNAL, "In need.", *(self.one | self.two | self.three).mapped("name")):
            self.assertNotIn(secret, page.text)

    def test_a_question_is_read_and_answered(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Send the estimate again, please.")
        page = self.get(self.url(application))
        self.assert_reads(page, "We need something from you", "Send the estimate again, please.")
        self.assert_nothing_internal(page)
        self.add_document(application, name="better.jpg")
        page = self.get(self.url(application, "review"))
        self.assert_reads(page, "Send my answer", "better.jpg")
        self.submit(application, page)
        self.assertEqual(application.sudo().state, "submitted")

    def test_the_reason_of_a_rejection_is_read_and_nothing_internal(self):
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

    def test_what_is_left_and_the_pin_stand_on_the_page_of_the_voucher(self):
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
        hospital.write({"state": "active"})
        text = application.voucher_id.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 400, "page-key-0001")
        self.manager.presence = "pin"
        page = self.get(self.url(application))
        self.assert_reads(page, "800.00 left of $ 1,200.00", "The hospital asks for your PIN.")

    def test_the_voucher_is_shown_and_downloaded_by_its_person_alone(self):
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
