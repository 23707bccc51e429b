from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo
from odoo.addons.g2p_immediate_assistance.tests.common import document_type

from .common import FollowCase


@tagged("post_install", "-at_install")
class TestReply(FollowCase):
    """A question is answered in words, by a document or by another answer."""

    def setUp(self):
        super().setUp()
        self.application = self.submitted()
        self.assess(self.application)
        self.step(self.application, self.one).action_approve()
        self.step(self.application, self.two).action_return("Which day is the operation?")

    def test_words_alone_go_back_to_the_officer_who_asked(self):
        self.assertEqual(self.application._portal_answer(" On Monday.\r\nAt noon. "), {})
        self.assertEqual(self.application.state, "submitted")
        self.assertFalse(self.step(self.application, self.one))
        self.assertTrue(self.step(self.application, self.two))
        officer = self.application.with_user(self.two).sudo(False)
        self.assertEqual(officer.reply, "On Monday.\nAt noon.")
        last = self.application.sudo().approval_decision_ids.sorted("id")[-1:]
        self.assertEqual((last.action, last.public_text), ("submit", "On Monday.\nAt noon."))
        self.assertFalse(last.request_id._check_chain())
        self.assertEqual(self.texts(self.application, "We have your answer"), [last.public_text])

    def test_another_document_restarts_the_case(self):
        quotation = document_type(self.env, "quotation")
        self.application._portal_add_document(quotation.id, "new.jpg", photo((50, 50), 3))
        self.assertEqual(self.application._portal_answer(""), {})
        self.assertTrue(self.step(self.application, self.one))

    def test_an_empty_answer_is_asked_again_and_changes_nothing(self):
        said = "Write your answer in your own words, add a document, or change an answer."
        for nothing in ("", " \n ", "\u200b", None):
            self.assertEqual(self.application._portal_answer(nothing), {"reply": said})
        self.assertEqual(self.application.state, "returned")

    def test_hostile_values_are_refused_with_words(self):
        too_long = self.application._portal_answer("x" * 2001)
        self.assertIn("longer than 2000 characters", too_long["reply"])
        for value in ("\udce9", "\x00\ud800"):
            self.assertIn("characters", self.application._portal_answer(value)["reply"])
        self.assertEqual(self.application.state, "returned")

    def test_a_next_question_begins_without_the_former_reply(self):
        self.application._portal_answer("On Monday.")
        self.step(self.application, self.two).action_return("At what time?")
        self.assertFalse(self.application.reply)
        self.assertEqual(self.application._portal_answer("")["reply"][:5], "Write")

    def test_only_the_applicant_answers_and_only_while_asked(self):
        for user in (self.eve, self.one, self.clerk):
            with self.assertRaisesRegex(AccessError, "This is not your application"):
                self.application.with_user(user)._portal_answer("Mine")
        self.application._portal_answer("On Monday.")
        with self.assertRaisesRegex(UserError, "cannot be changed now. The office is deciding"):
            self.application._portal_answer("On Tuesday.")
        self.assertEqual(self.application.reply, "On Monday.")

    def test_nobody_writes_the_reply_directly(self):
        for user in (self.ada, self.one):
            with self.assertRaises(AccessError):
                self.application.with_user(user).sudo(False).write({"reply": "Forged"})
