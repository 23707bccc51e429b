from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ReimbursementCase

CASHIER = "g2p_reimbursement.group_reimbursement_cashier"
OFFICER = "g2p_reimbursement.group_reimbursement_officer"
MANAGER = "g2p_multistage_approval.group_approval_manager"
PART = "You took part in deciding claim"


@tagged("post_install", "-at_install")
class TestTakingPart(ReimbursementCase):
    """Participants of a claim, and users who chose its officers, cannot pay it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f"{CASHIER},{OFFICER},{MANAGER}"
        cls.boss = new_test_user(cls.env, "rb_boss", groups)
        cls.other_boss = new_test_user(cls.env, "rb_other_boss", groups)
        cls.substitute = new_test_user(cls.env, "rb_substitute", OFFICER)

    def does_not_pay(self, claim, *users):
        """Check that the user can neither build a batch nor create its file nor mark it paid."""
        for user in users:
            with self.assertRaisesRegex(AccessError, PART):
                self._build(claim, user)
        batch = self._build(claim, self.cashier)
        batch.with_user(self.cashier).action_export()
        for user in users:
            with self.assertRaisesRegex(AccessError, PART):
                batch.with_user(user).action_mark_paid("BANK-REF-1")
        batch.with_user(self.cashier).action_mark_paid("BANK-REF-1")
        self.assertEqual(claim.state, "paid")

    def test_a_user_who_reassigned_cannot_pay(self):
        claim = self._create_claim(self._redeem(70))
        step = self._open_step(claim, self.boss)
        step.action_reassign(self.substitute.id, "Away", self.officer_1.id)
        self._approve(claim, self.substitute)
        self._approve(claim, self.officer_2)
        self.does_not_pay(claim, self.boss)

    def test_a_user_who_chose_the_substitute_cannot_pay(self):
        self.env["g2p.approval.delegation"].with_user(self.boss).create(
            {
                "user_id": self.officer_1.id,
                "delegate_id": self.substitute.id,
                "date_to": "2999-12-31",
                "reason": "Leave",
            }
        )
        claim = self._create_claim(self._redeem(70))
        self._approve(claim, self.substitute)
        self._approve(claim, self.officer_2)
        self.does_not_pay(claim, self.boss)

    def override(self, claim, verdict, *texts, **values):
        self.officer_1.active = False
        step = claim.sudo().approval_open_step_ids
        step.with_user(self.boss).sudo(False).action_override_ask(verdict, "Left", *texts, **values)
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        confirming = step.with_user(self.other_boss).sudo(False)
        confirming.action_override_confirm("Right", asked.id)

    def test_a_manager_who_overrode_cannot_pay(self):
        claim = self._create_claim(self._redeem(70))
        self.override(claim, "approve")
        self._approve(claim, self.officer_2)
        self.does_not_pay(claim, self.boss, self.other_boss)

    def test_the_provider_reads_the_reason_of_an_overriding_rejection(self):
        claim = self._create_claim(self._redeem(70))
        reason = self.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1)
        said = "The invoice is of another clinic."
        self.override(claim, "reject", said, reason_code=reason.code)
        rows = claim.with_user(self.provider_user)._portal_timeline()
        shown = [(row["title"], row["text"], row["state"]) for row in rows]
        self.assertIn(("Rejected", said, "stop"), shown)
        self.assertEqual(shown[-1][0], "The claim is closed")
        self.assertNotIn(self.boss.name, str(rows))

    def test_a_cashier_who_paid_cannot_review(self):
        self.policy.review_group_id = self.env.ref(CASHIER)
        claim = self._approved_claim()
        batch = self._build(claim, self.cashier)
        batch.with_user(self.boss).action_export()
        batch.with_user(self.cashier_2).action_mark_paid("BANK-REF-2")
        review = self.env["g2p.approval.review"].search([("request_id.res_id", "=", claim.id)])
        args = ["justified", "Looked at the file"]
        for user in (self.cashier, self.boss, self.cashier_2):
            with self.assertRaisesRegex(AccessError, "You took part in this case"):
                review.with_user(user).sudo(False).action_close(*args)
        review.with_user(self.other_boss).sudo(False).action_close(*args)
        self.assertEqual(review.state, "closed")

    def test_a_reviewer_cannot_pay(self):
        self.policy.review_group_id = self.env.ref(CASHIER)
        claim = self._approved_claim()
        review = self.env["g2p.approval.review"].search([("request_id.res_id", "=", claim.id)])
        review.with_user(self.cashier_2).sudo(False).action_close("justified", "Looked at it")
        self.does_not_pay(claim, self.cashier_2)
