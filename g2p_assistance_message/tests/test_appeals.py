from odoo.tests import tagged

from odoo.addons.g2p_assistance_appeal.tests.common import AppealCase

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestAppeals(MessagesOfCases, AppealCase):
    """Appeals are announced by their own events, each once, and by no other."""

    def rejected(self):
        return AppealCase.rejected(self)

    def news(self, application):
        """The events after the rejection; each by two channels, but a receipt, and once."""
        found = self.messages(application)
        receipts = found.filtered(lambda message: message.event == "appeal_withdrawn")
        self.assertLessEqual(set(receipts.mapped("channel")), {"email"})
        self.assertEqual(len(found - receipts), 2 * len(set((found - receipts).mapped("event"))))
        events = self.events(application)
        self.assertEqual(events[:2], ["received", "rejected"])
        return events[2:]

    def waiting(self):
        application = self.rejected()
        self.four.active = False
        return self.send(application)

    def test_one_that_waits_for_officers_is_confirmed(self):
        application = self.waiting()
        self.assertEqual(application.appeal_id.state, "received")
        self.assertEqual(self.news(application), ["appeal_received"])

    def test_a_granted_one(self):
        application = self.appealed()
        self.decide_again(application)
        self.assertEqual(self.news(application), ["appeal_received", "appeal_decided"])

    def test_a_rejected_one(self):
        application = self.appealed()
        self.step(application, self.four).action_reject(self.reason.code, "Again", "Still no.")
        self.assertEqual(self.news(application), ["appeal_received", "appeal_decided"])

    def test_a_withdrawn_one_was_not_decided(self):
        for application in (self.appealed(), self.waiting()):
            application._portal_withdraw()
            self.env.invalidate_all()
            self.assertEqual(application.state, "rejected")
            self.assertEqual(self.news(application), ["appeal_received", "appeal_withdrawn"])

    def test_a_question_of_an_appeal(self):
        application = self.appealed()
        self.step(application, self.four).action_return("Which letter?")
        application._portal_submit()
        news = ["appeal_received", "question", "answer_received"]
        self.assertEqual(self.news(application), news)
