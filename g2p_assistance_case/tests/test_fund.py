from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import ScreenCase


@tagged("post_install", "-at_install")
class TestFund(ScreenCase):
    """The fund on the case: for the officers of its stages, without a right on funds."""

    def test_each_officer_of_the_case_reads_what_the_decision_does_to_the_fund(self):
        application = self.submitted()
        for user in (self.one, self.two, self.three):
            words = self.seen(application, user, "case_fund")
            self.assertRegex(words, r"10,000\.00.* is available until")
            self.assertRegex(words, r"After granting .*1,200\.00.* : .*8,800\.00")
            with self.assertRaises(AccessError):
                self.fund.with_user(user).read(["available"])

    def test_an_officer_of_no_stage_reads_nothing_of_the_fund(self):
        stranger = new_test_user(self.env, "case stranger", OFFICER)
        application = self.submitted()
        self.assertFalse(self.seen(application, stranger).case_fund)
        self.assertTrue(self.seen(application, self.auditor).case_fund)

    def test_a_fund_that_does_not_cover_the_amount_is_said_with_what_to_do(self):
        self.fund.amount = 1000
        words = self.seen(self.submitted(), self.three, "case_fund")
        self.assertRegex(words, r"The fund does not cover .*1,200\.00")
        self.assertRegex(words, r"200\.00.* too little\. Approve less, or ask")

    def test_the_amount_that_an_earlier_stage_granted_counts(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve(700)
        words = self.seen(application, self.two, "case_fund")
        self.assertRegex(words, r"After granting .*700\.00.* : .*9,300\.00")

    def test_without_a_fund_for_today_the_block_says_what_to_do(self):
        application = self.submitted()
        self.fund.active = False
        words = self.seen(application, self.one, "case_fund")
        self.assertIn("Test aid has no fund for today.", words)

    def test_a_decided_case_says_nothing_of_the_fund(self):
        self.assertFalse(self.seen(self.case_of(state="rejected"), self.auditor).case_fund)

    def test_the_dialog_of_the_decision_shows_the_same(self):
        application = self.submitted()
        step = self.step(application, self.one)
        dialog = self.env["g2p.approval.decide"].with_user(self.one).create({"step_id": step.id})
        self.assertEqual(self.words(dialog.fund_note), self.seen(application, name="case_fund"))
