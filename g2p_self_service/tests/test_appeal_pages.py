from odoo.tests import tagged

from odoo.addons.g2p_assistance_appeal.tests.common import TEXT, AppealCase
from odoo.addons.g2p_document_store.tests.common import photo

from .common import AssistancePageCase


@tagged("post_install", "-at_install")
class TestAppealPages(AssistancePageCase, AppealCase):
    """A person appeals on the pages, without JavaScript."""

    def setUp(self):
        super().setUp()
        self.sign_in()
        self.application = self.rejected()
        self.page_url = self.url(self.application, "appeal")

    def write(self, files=None, page=None, follow=True, **answers):
        page = page or self.get(self.page_url)
        return self.send(page, self.page_url, files=files, follow=follow, **answers)

    def send_appeal(self, application, text=TEXT):
        return AppealCase.send(self, application, text)

    def test_the_rejection_says_why_until_when_and_whom_to_ask(self):
        self.env.company.write({"phone": "+254 20 111 222", "email": "office@example.org"})
        page = self.get(self.url(self.application))
        until = self.application._portal_appeal()["until"]
        self.assert_reads(
            page,
            "Why it was rejected",
            self.reason.public_text,
            f"You can appeal until {until}.",
            "Officers who took no part in this decision decide again.",
            "+254 20 111 222",
            "office@example.org",
            f"Give the reference {self.application.name}.",
        )
        self.assertNotIn('id="withdraw"', page.text)

    def test_it_is_written_kept_and_sent(self):
        page = self.write(text="Half a text", later="1", follow=False)
        self.assertEqual(
            (page.status_code, page.headers["Location"][-14:]), (303, "/my/assistance")
        )
        page = self.get(self.page_url)
        self.assert_reads(page, "Half a text")
        files = {"file": ("letter.jpg", photo((60, 60), 9))}
        page = self.write(files=files, text=TEXT, add="1")
        self.assert_reads(page, "letter.jpg", "Received", TEXT)
        page = self.write(page=page, text=TEXT, send="1")
        self.assert_reads(page, "Appeal sent", self.application.name, "We have your appeal", TEXT)
        self.env.invalidate_all()
        self.assertEqual(self.application.appeal_id.state, "deciding")
        page = self.get(self.url(self.application))
        self.assert_reads(page, "Your appeal", "The first decision:", self.reason.public_text)
        self.assert_reads(page, "Withdraw your appeal")

    def test_its_documents_stay_readable_with_their_state(self):
        files = {"file": ("letter.jpg", photo((60, 60), 9))}
        self.write(files=files, text=TEXT, send="1")
        for page in (self.url(self.application), self.url(self.application, "answers")):
            self.assert_reads(self.get(page), "letter.jpg: received")
        self.assert_reads(
            self.get(self.url(self.application, "answers")), "Documents of your appeal"
        )

    def test_a_refused_one_is_sent_again_from_the_documents_page(self):
        files = {"file": ("letter.jpg", photo((60, 60), 9))}
        self.write(files=files, text=TEXT, send="1")
        self.env.invalidate_all()
        letter_sudo = self.application.sudo()._appeal_documents()  # sudo: officers, by rules
        letter_sudo.sudo(False).with_user(self.four).action_refuse("It is too dark.")
        self.step(self.application, self.four).action_return("Please send it again.")
        answers = self.get(self.url(self.application, "answers"))
        self.assert_reads(answers, "letter.jpg: send it again. It is too dark.")
        self.assertEqual(self.words(answers).count("letter.jpg"), 1)
        page = self.get(self.url(self.application, "documents"))
        self.assert_reads(page, "Document for an appeal", "It is too dark.")
        kind = letter_sudo.document_type_id.id
        files = {f"file_{kind}": ("light.jpg", photo((70, 70), 8))}
        action = self.url(self.application, "documents/add")
        page = self.send(page, action, files=files, send=kind)
        self.assertEqual(page.status_code, 200)
        self.assert_reads(page, "light.jpg")
        self.assertNotIn("letter.jpg", self.words(page))

    def test_a_waiting_appeal_shows_its_course_and_its_promised_time(self):
        self.four.active = False
        page = self.write(text=TEXT, send="1")
        self.assert_reads(
            page,
            "Appeal sent",
            "We have your appeal. Other officers will decide it.",
            "You will get an answer by",
        )

    def test_a_refused_file_loses_no_text(self):
        files = {"file": ("virus.exe", b"MZ not a picture")}
        page = self.write(files=files, text="My own words", send="1")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Please check your answers", "My own words")
        self.env.invalidate_all()
        self.assertEqual(self.application.appeal_id.state, "draft")

    def test_without_a_text_or_a_file_it_is_asked_again(self):
        page = self.write(text=" ", send="1")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Write why you disagree with the decision.")
        page = self.write(text="Words", add="1")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Choose a file first.", "Words")

    def test_a_file_is_removed(self):
        files = {"file": ("letter.jpg", photo((60, 60), 9))}
        page = self.write(files=files, text="Words", add="1")
        document = self.application._portal_appeal()["documents"].public_id
        page = self.write(page=page, text="Words", remove=document)
        self.assertNotIn("letter.jpg", page.text)
        self.env.invalidate_all()
        self.assertFalse(self.application._portal_appeal()["documents"])

    def test_the_second_press_gets_the_same_answer_and_another_text_a_refusal(self):
        page = self.get(self.page_url)
        for _press in range(2):
            answer = self.write(page=page, text=TEXT, send="1")
            self.assertEqual(answer.status_code, 200)
            self.assert_reads(answer, "Appeal sent")
        answer = self.write(page=page, text="Another text", send="1")
        self.assertEqual(answer.status_code, 409)
        self.assert_reads(answer, "We have your appeal.", "What you just sent was not saved.")
        self.env.invalidate_all()
        self.assertEqual(self.application.appeal_id.text, TEXT)

    def test_after_the_last_day_it_is_refused_with_words(self):
        page = self.get(self.page_url)
        self.application.sudo().write({"appeal_until": "2020-01-02"})
        self.env.flush_all()
        answer = self.write(page=page, text="Late", send="1")
        self.assertEqual(answer.status_code, 409)
        self.assert_reads(answer, "The last day for an appeal was 2 Jan 2020.")
        moved = self.url_open(self.page_url, allow_redirects=False)
        self.assertEqual(moved.status_code, 303)

    def test_a_programme_without_appeals_says_so_and_offers_no_button(self):
        self.application.sudo().write({"appeal_until": False})
        self.env.flush_all()
        page = self.get(self.url(self.application))
        self.assert_reads(page, "There is no appeal against this decision.")
        self.assertNotIn(self.page_url, page.text)

    def test_the_appeal_of_somebody_else_is_a_missing_page(self):
        self.sign_in(self.eve)
        self.get(self.page_url, 404)
        answer = self.url_open(
            self.page_url, data={"csrf_token": self.csrf_token(), "text": "x", "send": "1"}
        )
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertFalse(self.application.appeal_id)

    def test_hostile_fields_change_nothing(self):
        page = self.get(self.page_url)
        answer = self.write(
            page=page,
            text="<script>alert(1)</script>",
            later="1",
            state="granted",
            application_id="1",
            appeal_until="2099-01-01",
            remove="../../x",
        )
        self.assertEqual(answer.status_code, 200)
        page = self.get(self.page_url)
        self.assertNotIn("<script>alert", page.text)
        self.env.invalidate_all()
        self.assertEqual(self.application.appeal_id.state, "draft")

    def test_a_withdrawn_appeal_says_what_stands(self):
        self.send_appeal(self.application)
        action = self.url(self.application, "withdraw")
        page = self.get(action)
        self.assert_reads(page, "Withdraw your appeal?", "The first decision stands: rejected.")
        page = AssistancePageCase.send(self, page, action)
        self.assert_reads(page, "You withdrew your appeal", "Why it was rejected")
        self.get(action, 303)
