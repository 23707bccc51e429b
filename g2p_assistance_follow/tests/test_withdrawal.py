from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FollowCase

AGAIN = "You can apply again at any time; this cannot be undone."


@tagged("post_install", "-at_install")
class TestWithdrawal(FollowCase):
    """A withdrawal says first what it does, and is refused once the voucher was used."""

    def withdrawal(self, application):
        found = application.with_user(self.ada).sudo(False)._portal_withdrawal()
        effects = [effect.replace("\xa0", " ") for effect in found["effects"]]
        return {"why_not": found["why_not"], "effects": effects}

    def refused(self, application, sentence):
        mine = application.with_user(self.ada).sudo(False)
        self.assertEqual(self.withdrawal(application), {"why_not": sentence, "effects": []})
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            mine._portal_withdraw()
        self.assertEqual(str(caught.exception), sentence)

    def test_each_state_says_its_consequences(self):
        draft = "Your answers and documents are not sent to the office."
        self.assertEqual(self.withdrawal(self.draft())["effects"], [draft, AGAIN])
        ends = "The office stops deciding. You will get no voucher for this case."
        self.assertEqual(self.withdrawal(self.submitted())["effects"], [ends, AGAIN])
        voucher = (
            "Your voucher ends: no provider accepts it from then on, and $ 1,200.00 is no longer "
            "granted to you."
        )
        self.assertEqual(self.withdrawal(self.issued())["effects"], [voucher, AGAIN])

    def test_a_submitted_application_leaves_the_queue(self):
        application = self.submitted()
        application._portal_withdraw()
        self.assertEqual(application.state, "withdrawn")
        self.assertFalse(self.step(application, self.one))

    def test_an_unused_voucher_is_given_back(self):
        for application, final in ((self.issued(), "revoked"), (self.approved(), "cancelled")):
            reserved = self.fund.reserved
            application.with_user(self.ada).sudo(False)._portal_withdraw()
            self.env.invalidate_all()
            self.assertEqual(
                (application.state, application.voucher_id.state), ("withdrawn", final)
            )
            self.assertEqual(application.entitlement_id.state, "cancelled")
            self.assertEqual(reserved - self.fund.reserved, 1200)
            with self.assertRaisesRegex(UserError, "was withdrawn by its applicant"):
                application._voucher_terms()
        self.assertIn("You gave your voucher back", self.titles(application))

    def test_nobody_serves_a_voucher_that_was_given_back(self):
        application = self.issued()
        self.redeem(application, 1)  # makes the hospital
        other = self.issued(amount=500)
        payload = other.voucher_id.active_copy_id.payload
        other.with_user(self.ada).sudo(False)._portal_withdraw()
        with self.assertRaisesRegex(UserError, "(?i)revoked|replaced"):
            self.env["g2p.voucher"].with_user(self.eve).redeem(payload, 10, "follow-key-2")

    def test_a_used_voucher_is_not_given_back(self):
        application = self.issued()
        self.redeem(application, 400)
        self.refused(
            application,
            f"{application.name} cannot be withdrawn: its voucher was used. What is left of it "
            "expires by itself if you do not use it.",
        )
        self.assertEqual((application.state, application.voucher_id.state), ("approved", "issued"))

    def test_a_voucher_that_a_provider_has_just_checked_is_kept_for_ten_minutes(self):
        application = self.issued()
        with freeze_time("2026-03-02 08:00:00") as clock:
            application.voucher_id._give_proof()
            clock.tick(timedelta(minutes=3, seconds=30))
            self.refused(
                application,
                f"{application.name} cannot be withdrawn at this moment: a provider has just "
                "checked its voucher with your PIN, to serve you. If nothing was used, try again "
                "in 7 min.",
            )
            clock.tick(timedelta(minutes=6, seconds=30))
            self.assertFalse(self.withdrawal(application)["why_not"])

    def test_an_ended_voucher_leaves_nothing_to_withdraw(self):
        application = self.issued()
        application.voucher_id._end_by_date()
        self.refused(
            application,
            f"{application.name} cannot be withdrawn: its voucher has ended, so there is nothing "
            "to give back.",
        )

    def test_a_rejected_and_a_withdrawn_one_are_refused(self):
        rejected = self.submitted()
        self.step(rejected, self.one).action_reject(self.reason.code, "Internal")
        self.refused(
            rejected,
            f"{rejected.name} cannot be changed now. It was rejected; you find the reason below.",
        )
        withdrawn = self.draft()
        withdrawn._portal_withdraw()
        self.refused(
            withdrawn,
            f"{withdrawn.name} cannot be changed now. You withdrew it. You can apply again.",
        )

    def test_nobody_else_withdraws_or_reads_the_consequences(self):
        application = self.issued()
        for user in (self.eve, self.one, self.issuer):
            for method in ("_portal_withdraw", "_portal_withdrawal"):
                with self.assertRaisesRegex(AccessError, "This is not your application"):
                    getattr(application.with_user(user).sudo(False), method)()
        self.assertEqual(application.state, "approved")
