from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.states import assert_closed

from .common import PatternCase

TIED = (
    "You share a bank account with somebody in this case. Another person must judge this pattern."
)


@tagged("post_install", "-at_install")
class TestJudging(PatternCase):
    """A pattern is judged with a reason that is kept, and comes back when it is worse."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._few("reversals")
        cls.lines = cls._lines([cls.noon] * 10)
        cls._reverse(cls.lines[:3], cls.officer_1)

    def setUp(self):
        super().setUp()
        self.pattern = self._find("reversals")

    def judge(self, action, reason="Looked at: a new clerk.", user=None):
        pattern = self.pattern.with_user(user or self.voucher_auditor)
        return getattr(pattern, f"action_{action}")(reason)

    # === Who === #

    def test_auditors_and_managers_judge(self):
        for user in (self.voucher_auditor, self.manager_user, self.auditor):
            with self.subTest(user=user.login):
                self.judge("dismiss", user=user)
                self.assertEqual(self.pattern.state, "dismissed")
                self.judge("reopen", user=user)
                self.assertEqual(self.pattern.state, "open")

    def test_a_person_tied_to_the_provider_does_not_judge(self):
        partner = self.manager_user.partner_id
        bank = {"partner_id": partner.id, "acc_number": self.provider.account_number}
        self.env["res.partner.bank"].create(bank)
        with self.assertRaises(AccessError) as refusal:
            self.judge("dismiss", user=self.manager_user)
        self.assertEqual(str(refusal.exception), TIED)
        self.assertEqual(self.pattern.with_user(self.manager_user).why_not_judge, TIED)
        self.judge("dismiss", user=self.voucher_auditor)

    def test_nobody_judges_their_own_reversals(self):
        self._reverse(self.lines[3:4], self.manager_user)
        self._find("reversals")
        sentence = (
            "You made one of its redemptions or reversals: another person must judge this pattern."
        )
        with self.assertRaises(AccessError) as refusal:
            self.judge("confirm", user=self.manager_user)
        self.assertEqual(str(refusal.exception), sentence)
        self.assertEqual(self.pattern.state, "open")

    def assert_not_judged(self, user, sentence):
        """Neither by the button, nor shown in the form."""
        self.env.invalidate_all()
        for action in ("dismiss", "confirm"):
            with self.assertRaises(AccessError) as refusal:
                self.judge(action, user=user)
            self.assertEqual(str(refusal.exception), sentence)
        self.assertEqual(self.pattern.with_user(user).why_not_judge, sentence)
        self.assertEqual(self.pattern.state, "open")

    def test_who_worked_on_a_voucher_does_not_judge_that_it_was_quick(self):
        self._few("quick")
        lines = self._lines([self.noon] * 10, issued=self.noon - timedelta(minutes=1))
        self.pattern = self._find("quick")
        self.assertEqual(self.pattern.redemption_ids, lines)
        lines[3].voucher_id.write({"issued_by_id": self.manager_user.id})
        sentence = (
            "You worked on one of its cases or vouchers: another person must judge this pattern."
        )
        self.assert_not_judged(self.manager_user, sentence)
        self.judge("dismiss", user=self.voucher_auditor)

    def test_the_issuer_of_a_voucher_judges_other_kinds(self):
        self.lines[3].voucher_id.write({"issued_by_id": self.manager_user.id})
        self.judge("dismiss", user=self.manager_user)
        self.assertEqual(self.pattern.state, "dismissed")

    def test_who_entered_an_account_does_not_judge_that_it_is_shared(self):
        number = self.provider.account_number
        # sudo: as code that acts for the manager
        self.other_provider.with_user(self.manager_user).sudo().account_number = number
        self.pattern = self._find("account")
        sentence = (
            "You entered, asked for or decided an account of one of its providers: another person "
            "must judge this pattern."
        )
        self.assert_not_judged(self.manager_user, sentence)
        self.judge("dismiss", user=self.voucher_auditor)

    def test_who_named_a_provider_otherwise_judges_its_account(self):
        self.other_provider.account_number = self.provider.account_number
        self.other_provider.with_user(self.manager_user).name = "Another name"
        self.pattern = self._find("account")
        self.judge("dismiss", user=self.manager_user)
        self.assertEqual(self.pattern.state, "dismissed")

    # === What is kept === #

    def test_a_reason_is_needed(self):
        for reason in ("", "  ", None):
            with (
                self.subTest(reason=reason),
                self.assertRaisesRegex(UserError, "^Enter a reason; it is stored with the"),
            ):
                self.judge("dismiss", reason)
        self.assertFalse(self.pattern.judgement_ids)

    def test_the_judgement_keeps_who_when_why_and_the_figure(self):
        figure = self.pattern.figure
        self.judge("dismiss")
        self._reverse(self.lines[3:4], self.officer_1)
        self._find("reversals")
        row = self.pattern.judgement_ids
        self.assertEqual((row.action, row.user_id), ("dismiss", self.voucher_auditor))
        self.assertEqual(row.reason, "Looked at: a new clerk.")
        self.assertEqual(row.figure, figure)
        self.assertNotEqual(self.pattern.figure, figure)

    def test_a_judgement_cannot_be_changed_or_deleted(self):
        self.judge("dismiss")
        row = self.pattern.judgement_ids
        with self.assertRaisesRegex(AccessError, "^A judgement of a pattern cannot be changed"):
            row.sudo().write({"reason": "x"})  # sudo: not even the server
        with self.assertRaisesRegex(AccessError, "^A judgement of a pattern cannot be deleted"):
            row.sudo().unlink()  # sudo: as above

    def test_a_pattern_cannot_be_deleted(self):
        with self.assertRaisesRegex(AccessError, "^A pattern cannot be deleted: dismiss it"):
            self.pattern.sudo().unlink()  # sudo: not even the server

    def test_only_judgements_write_the_state(self):
        auditor = self.pattern.with_user(self.voucher_auditor)
        sentence = "A pattern changes through its buttons only."
        assert_closed(self, [auditor, auditor.sudo()], "dismissed", sentence)  # sudo: as above

    def test_a_dismissed_pattern_is_not_confirmed(self):
        self.judge("dismiss")
        with self.assertRaises(UserError):
            self.judge("confirm")

    def test_the_dialog_judges(self):
        dialog = self.env["g2p.provider.pattern.judge"].with_user(self.voucher_auditor)
        values = {"pattern_id": self.pattern.id, "action": "confirm", "reason": "Looked at."}
        dialog.create(values).action_judge()
        self.assertEqual(self.pattern.state, "confirmed")

    # === Return === #

    def reversed_of_ten(self, hits):
        """The pattern with so many reversed, of which three are there."""
        self._reverse(self.lines[3:hits], self.officer_1)
        self._find("reversals")
        self.env.invalidate_all()
        return self.pattern.state

    def test_a_dismissed_pattern_stays_dismissed_below_half_as_much_again(self):
        self.judge("dismiss")
        self.assertEqual(self.reversed_of_ten(4), "dismissed")

    def test_a_dismissed_pattern_comes_back_when_it_is_clearly_worse(self):
        self.judge("dismiss")
        self.assertEqual(self.reversed_of_ten(5), "open")
        self.assertEqual(self.pattern.judgement_ids.mapped("action"), ["return", "dismiss"])
        self.assertEqual(self.pattern.judgement_ids[0].cause, "worse")

    def test_a_confirmed_pattern_stays_confirmed(self):
        self.judge("confirm")
        self.assertEqual(self.reversed_of_ten(5), "confirmed")

    def later(self, days):
        """The same share of other redemptions, some days after the dismissal."""
        then = fields.Datetime.now() + timedelta(days=days)
        with freeze_time(then):
            self._reverse(self._lines([then - timedelta(days=1)] * 10)[:3], self.officer_1)
            self._find("reversals")
        self.env.invalidate_all()
        return self.pattern.state

    def test_a_dismissed_pattern_stays_dismissed_for_366_days(self):
        self.judge("dismiss")
        self.assertEqual(self.later(366), "dismissed")

    def test_a_dismissed_pattern_that_still_holds_comes_back_after_366_days(self):
        self.judge("dismiss")
        self.assertEqual(self.later(367), "open")
        self.assertEqual(self.pattern.judgement_ids[0].cause, "changed")

    def test_what_is_shared_comes_back_with_another_provider_only(self):
        self.other_provider.account_number = self.provider.account_number
        self.pattern = self._find("account")
        self.judge("dismiss")
        self._find("account")
        self.assertEqual(self.pattern.state, "dismissed")
        self._add_provider("Third", account=self.provider.account_number)
        self._find("account")
        self.assertEqual(self.pattern.state, "open")
        self.assertEqual(len(self.pattern.provider_ids), 3)
