from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS

from .common import AssistancePageCase


@tagged("post_install", "-at_install")
class TestAnswers(AssistancePageCase):
    """Answers and documents stay readable for the person who sent them."""

    def test_answers_and_documents_stay_readable_with_their_state(self):
        application = self.submitted()
        self.sign_in()
        self.assertIn(self.url(application, "answers"), self.get(self.url(application)).text)
        page = self.get(self.url(application, "answers"))
        self.assert_reads(page, "Appendix operation", "City General", "quotation.jpg:")
        document_sudo = application.sudo().document_ids[:1]  # sudo: as the store does
        for state, words in (
            ("scanned", "received and checked"),
            ("accepted", "accepted"),
            ("quarantined", "not usable. Send another file."),
        ):
            document_sudo._set_state(state)
            self.assert_reads(self.get(self.url(application, "answers")), words)

    def test_a_document_to_be_sent_again_has_the_officers_reason(self):
        application = self.submitted()
        application.sudo().document_ids[:1]._refuse("The amount cannot be read.")  # sudo: as above
        self.sign_in()
        page = self.get(self.url(application, "answers"))
        said = "not accepted. The office will ask you for a better one."
        self.assert_reads(page, said, "The amount cannot be read.")
        self.step(application, self.one).action_return("Please send the quotation again.")
        for where in ("answers", "review"):
            page = self.get(self.url(application, where))
            self.assert_reads(page, "send it again.", "The amount cannot be read.")
            self.assertIn(self.url(application, "documents") + "?from_review=1", page.text)
        page = self.get(self.url(application, "documents"))
        self.assert_reads(page, "The amount cannot be read. Please send another one.")

    def test_a_draft_is_read_where_it_can_be_changed(self):
        draft = self.draft()
        self.sign_in()
        moved = self.get(self.url(draft, "answers"), 303)
        self.assertTrue(moved.headers["Location"].endswith(self.url(draft, "review")))

    def test_the_contact_is_once_on_every_page_of_the_case(self):
        self.env.company.phone = "+254 20 111 222"
        self.sign_in()
        application = self.draft()
        for step in STEPS:
            self._assert_contact(self.get(self.url(application, step)), application)
        application = self.issued()
        own = [self.url(application, page) for page in ("", "answers", "withdraw")]
        for address in (*own, f"/my/voucher/{application.public_id}"):
            self._assert_contact(self.get(address), application)

    def test_the_contact_is_once_on_every_refusal(self):
        self.env.company.phone = "+254 20 111 222"
        self.sign_in()
        application = self.draft()
        page = self.get(self.url(application, "address"))
        answer = self.save(application, "address", page, city="")
        self.assertEqual(answer.status_code, 422)
        self._assert_contact(answer, application)
        application._portal_submit()
        answer = self.save(application, "address", page)
        self.assertEqual(answer.status_code, 409)
        self._assert_contact(answer, application)

    def _assert_contact(self, page, application):
        with self.subTest(address=page.url):
            self.assertEqual(page.text.count('id="contact"'), 1)
            said = ("+254 20 111 222", f"Give the reference {application.name}.")
            self.assert_reads(page, *said)

    def test_nobody_else_reads_them(self):
        application = self.submitted()
        self.sign_in(self.eve)
        self.get(self.url(application, "answers"), 404)
        self.authenticate(None, None)
        self.assertIn(
            "/sign-in", self.get(self.url(application, "answers"), 303).headers["Location"]
        )
