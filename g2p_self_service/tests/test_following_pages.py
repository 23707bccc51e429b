from odoo.tests import tagged

from odoo.addons.g2p_assistance_follow.tests.common import FollowCase

from .common import AssistancePageCase


@tagged("post_install", "-at_install")
class TestFollowingPages(AssistancePageCase, FollowCase):
    """Answering, withdrawing and reading on, on the page of the case."""

    def setUp(self):
        super().setUp()
        self.sign_in()

    def asked(self):
        application = self.submitted()
        self.ask(application, "Which hospital?")
        return application

    def answer(self, application, page=None, **answers):
        page = page or self.get(self.url(application, "review"))
        return self.send(page, self.url(application, "submit"), **answers)

    def test_a_question_is_answered_in_words(self):
        application = self.asked()
        page = self.get(self.url(application))
        self.assert_reads(page, "Which hospital?", "The time is paused while we wait for you.")
        self.assertEqual(page.text.count("The time is paused"), 1)
        self.assertNotIn("You will get an answer by", page.text)
        page = self.get(self.url(application, "review"))
        self.assert_reads(page, "We asked you: Which hospital?", "Your answer")
        page = self.answer(application, page, reply="City General, ward 3")
        self.assert_reads(page, "Answer sent", "You will get an answer by", "City General, ward 3")
        self.assertNotIn("Application submitted", page.text)
        self.env.invalidate_all()
        self.assertEqual(application.sudo().reply, "City General, ward 3")

    def test_an_empty_answer_is_asked_again(self):
        application = self.asked()
        page = self.answer(application, reply=" ")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Write your answer in your own words, add a document")
        self.assertIn('href="#f_reply"', page.text)

    def test_what_was_typed_is_kept_while_an_answer_is_changed(self):
        application = self.asked()
        review = self.url(application, "review")
        moved = self.answer(application, reply="Ward 3", change="documents", follow=False)
        self.assertTrue(moved.headers["Location"].endswith("/documents?from_review=1"))
        self.assert_reads(self.get(review), "Ward 3")
        moved = self.answer(application, reply="Ward 4", later="1", follow=False)
        self.assertTrue(moved.headers["Location"].endswith("/my/assistance"))
        self.env.invalidate_all()
        self.assertEqual((application.state, application.sudo().reply), ("returned", False))
        page = self.get(review)
        self.assert_reads(page, "Ward 4")
        self.answer(application, page)
        self.env.invalidate_all()
        case_sudo = application.sudo()  # sudo: the kept words are closed to everybody
        self.assertEqual((case_sudo.reply, case_sudo.reply_draft), ("Ward 4", False))

    def test_what_cannot_be_kept_is_said_and_a_strange_page_is_none(self):
        application = self.asked()
        page = self.answer(application, reply="x" * 2001, change="documents")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Your answer is longer than 2000 characters.")
        page = self.answer(application, reply="Ward 5", change="//example.org")
        self.assert_reads(page, "Answer sent")

    def test_what_was_typed_survives_an_error(self):
        application = self.asked()
        typed = "x" * 2001
        page = self.answer(application, reply=typed)
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, typed)

    def test_a_changed_answer_leads_to_the_review_and_not_through_consent(self):
        application = self.asked()
        for step in ("treatment", "address", "documents"):
            page = self.get(self.url(application, step))
            name = "documents/add" if step == "documents" else f"{step}/save"
            answers = {"continue": "1"} if step == "documents" else {}
            moved = self.send(page, self.url(application, name), follow=False, **answers)
            self.assertEqual(moved.headers["Location"].split("/")[-1], "review", step)

    def test_a_withdrawal_says_what_it_does(self):
        application = self.issued()
        action = self.url(application, "withdraw")
        page = self.get(action)
        self.assert_reads(page, "Your voucher ends: no provider accepts it from then on")
        page = self.send(page, action)
        self.assert_reads(page, "Withdrawn.", "You gave your voucher back")
        self.assert_reads(page, "You gave this voucher back")
        self.assertNotIn("The office has revoked it", page.text)
        self.env.invalidate_all()
        self.assertEqual(application.state, "withdrawn")
        self.get(action, 303)

    def test_what_cannot_be_withdrawn_offers_no_button_and_is_refused(self):
        application = self.issued()
        action = self.url(application, "withdraw")
        page = self.get(action)
        self.redeem(application, 400)
        answer = self.send(page, action)
        self.assertEqual(answer.status_code, 409)
        self.assert_reads(answer, f"{application.name} cannot be withdrawn: its voucher was used.")
        self.assertNotIn("What you just sent was not saved.", answer.text)  # nothing was typed
        self.assertNotIn('id="withdraw"', self.get(self.url(application)).text)
        self.get(action, 303)
        self.env.invalidate_all()
        self.assertEqual(application.state, "approved")

    def test_the_withdrawal_of_somebody_else_is_a_missing_page(self):
        application = self.issued()
        self.sign_in(self.eve)
        action = self.url(application, "withdraw")
        self.get(action, 404)
        answer = self.url_open(action, data={"csrf_token": self.csrf_token()})
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(application.state, "approved")

    def test_a_late_office_is_shown_with_its_contact(self):
        self.env.company.phone = "+254 20 111 222"
        application = self.submitted()
        application.sudo().write({"answer_by": "2020-01-02 08:00:00"})
        self.env.flush_all()
        page = self.get(self.url(application))
        self.assert_reads(page, "We promised you an answer by", "and are late.", "+254 20 111 222")

    def test_the_timeline_of_a_used_voucher_has_amounts_and_places(self):
        application = self.issued()
        self.redeem(application, 400)
        page = self.get(self.url(application))
        self.assert_reads(page, "$ 400.00 at City General. $ 800.00 is left on the voucher.")
