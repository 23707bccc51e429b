from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReimbursementCase, invoice_file


@tagged("post_install", "-at_install")
class TestAttacksProcedures(ReimbursementCase):
    """Claims whose amount, content or procedure changes during the decision."""

    def stages(self):
        return self.policy.stage_ids.sorted("sequence")

    def names(self, claim):
        steps = claim.sudo().approval_request_id._current_steps()
        return {step.name: step.state for step in steps}

    def again(self, claim):
        """Return the claim and let the provider answer with another invoice."""
        step = claim.sudo().approval_open_step_ids
        step.with_user(self.officer_1).sudo(False).action_return("Which invoice?")
        mine = claim.with_user(self.provider_user).sudo(False)
        mine._portal_resubmit("INV-2", "2026-01-02", "invoice.pdf", invoice_file("INV-2"))

    def test_no_stage_can_grant_more_than_claimed(self):
        self.stages()[0].write({"amount_policy": "any", "max_raise_percent": 900})
        claim = self._create_claim(self._redeem(70))
        step = claim.sudo().approval_open_step_ids.with_user(self.officer_1).sudo(False)
        words = "asks for .*70.00: no more can be granted"
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            step.action_approve(71)
        self.env.invalidate_all()
        step.action_approve(60)
        step = claim.sudo().approval_open_step_ids.with_user(self.officer_2).sudo(False)
        step.action_approve()
        self.assertEqual(claim.sudo().approval_request_id.amount_granted, 60)

    def test_an_answer_is_decided_from_the_first_stage(self):
        claim = self._create_claim(self._redeem(70))
        self.again(claim)
        self.assertEqual(self.names(claim), {"Check": "open", "Release": "waiting"})
        self.assertEqual(claim.sudo().approval_request_id._current_steps()[:1].pass_number, 2)

    def test_a_line_changed_in_the_database_stops_the_claim(self):
        claim = self._create_claim(self._redeem(70))
        self._approve(claim, self.officer_1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_reimbursement_claim_line SET amount = 10 WHERE claim_id = %s", [claim.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
            self._approve(claim, self.officer_2)

    def test_lines_cannot_be_added_changed_or_deleted(self):
        claim, other = self._create_claim(self._redeem(70)), self._redeem(30)
        line = claim.sudo().line_ids
        with self.assertRaises(AccessError):
            line.write({"amount": 1})
        with self.assertRaises(AccessError):
            line.unlink()
        with self.assertRaises(AccessError), self.cr.savepoint():
            line.create({"claim_id": claim.id, "redemption_id": other.id, "amount": 30})

    def test_a_redemption_under_decision_cannot_be_reversed(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption)
        manager = self.cashier_2
        self.env.flush_all()
        group = self.env.ref("g2p_voucher_key.group_voucher_manager")
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)", [manager.id, group.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        with self.assertRaisesRegex(UserError, "is on claim"):
            redemption.with_user(manager).sudo(False).action_reverse("Wrong")
        self.assertEqual(claim.sudo().state, "submitted")

    def test_a_claim_of_an_archived_procedure_and_a_lowered_amount(self):
        self.stages()[0].write({"amount_policy": "lower"})
        claim = self._create_claim(self._redeem(70))
        self.policy.active = False
        step = claim.sudo().approval_open_step_ids.with_user(self.officer_1).sudo(False)
        words = "No approval procedure is set up"
        with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
            step.action_approve(60)
        self.env.invalidate_all()
        step.action_approve()
        self.assertEqual(self.names(claim), {"Check": "approved", "Release": "open"})
