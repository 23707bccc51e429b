from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestSteps(ReimbursementCase):
    """Money owed to providers can be claimed, decided and paid in every state of the programme."""

    def test_claims_of_an_ended_locked_or_cancelled_programme_can_be_paid(self):
        redemptions = [self._redeem(70) for _number in range(3)]
        self.program.write({"state": "ended", "locked": True})
        redemptions[0].sudo().voucher_id.entitlement_id.write({"state": "cancelled"})
        self.cycle.write({"state": "cancelled"})
        claims = self.env["g2p.reimbursement.claim"]
        for number, redemption in enumerate(redemptions):
            claims |= self._create_claim(redemption, f"INV-{number}")
        for claim in claims:
            self._approve(claim, self.officer_1)
            self._approve(claim, self.officer_2)
        batch = self._build(claims)
        batch.action_export()
        batch.action_mark_paid("BANK-1")
        self.assertEqual(claims.mapped("state"), ["paid"] * 3)

    def test_an_unknown_state_stops_claims_and_payments(self):
        claim = self._approved_claim()
        redemption = self._redeem(50)
        self.env.flush_all()  # as a later OpenG2P may define
        self.env.cr.execute(
            "UPDATE g2p_program SET state = 'parked' WHERE id = %s", [self.program.id]
        )
        self.env.invalidate_all()
        words = (
            "The programme Emergency care has the unknown state “parked”. "
            "Ask the programme's manager."
        )
        for action in (
            lambda: self._create_claim(redemption, "INV-2"),
            lambda: self._build(claim),
        ):
            with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
                action()
            self.assertEqual(str(caught.exception), words)

    def test_staff_who_worked_on_the_case_in_the_office_cannot_claim(self):
        redemption = self._redeem(70)
        voucher = redemption.sudo().voucher_id
        with patch.object(type(voucher), "_case_users", lambda self: provider_user):
            provider_user = self.provider_user
            with self.assertRaises(AccessError) as caught:
                self._create_claim(redemption)
        self.assertEqual(
            str(caught.exception),
            f"You worked on the case of redemption {redemption.name} in the office, so a colleague "
            "must claim it.",
        )
        self.assertFalse(redemption.claim_line_ids)

    def test_officers_cashiers_and_auditors_cannot_be_provider_staff(self):
        for user in (self.officer_1, self.cashier, self.auditor):
            with self.assertRaises(ValidationError) as caught, self.env.cr.savepoint():
                self.provider.sudo().user_ids |= user
            self.assertEqual(
                str(caught.exception),
                f"The user with the ID {user.id} has a role in the office, such as officer, "
                "cashier, manager or auditor: choose another user as staff of Clinic One.",
            )

    def test_an_officer_or_cashier_who_is_also_staff_can_neither_claim_nor_decide(self):
        for user in (self.officer_1, self.cashier, self.auditor):
            with patch.object(type(user), "_office_groups", lambda self: []):
                self.provider.sudo().user_ids |= user  # before they get a role
            with self.assertRaises(AccessError) as caught:
                self._create_claim(self._redeem(70), user=user)
            self.assertEqual(
                str(caught.exception),
                "Your account does not act for an active service provider. Ask the programme "
                "office.",
            )
        claim = self._create_claim(self._redeem(70))
        with self.assertRaises(AccessError) as caught:
            self._approve(claim, self.officer_1)
        self.assertEqual(
            str(caught.exception),
            "This case is for you, so somebody else must decide it.",
        )

    def test_a_claims_account_counts_after_the_provider_changed_it(self):
        claim = self._create_claim(self._redeem(70))
        vals = {"partner_id": self.officer_1.partner_id.id, "acc_number": "KE00 1234"}
        self.env["res.partner.bank"].create(vals)
        self.env.flush_all()  # as 24 months later, when former accounts of the provider are deleted
        self.env.cr.execute(
            "UPDATE g2p_service_provider SET account_number = 'KE009' WHERE id = %s",
            [self.provider.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.officer_1._tie_to(claim._identity()), "account")
