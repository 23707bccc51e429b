from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .common import ReimbursementCase

ARCHIVE = "This service provider cannot be archived now: suspend it to stop redemptions there.\n"


@tagged("post_install", "-at_install")
class TestLives(ReimbursementCase):
    """Providers and programmes cannot be archived while money is owed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g2p_voucher_key.group_voucher_manager"
        cls.voucher_manager = new_test_user(cls.env, "rb_voucher_manager", group)

    def refused(self, record):
        mine = record.with_user(self.voucher_manager).sudo(False)
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            mine.write({"active": False})
        self.env.invalidate_all()
        return str(caught.exception)

    def test_a_provider_with_a_claim_cannot_be_archived(self):
        claim = self._create_claim(self._redeem(70))
        expected = f"{ARCHIVE}Claim {claim.name} is not yet paid, rejected or withdrawn."
        self.assertEqual(self.refused(self.provider), expected)
        self._reject(claim, self.officer_1)
        self.assertEqual(self.refused(self.provider), f"{ARCHIVE}Redemptions not yet claimed: 1.")

    def test_a_provider_with_an_approved_claim_cannot_be_archived(self):
        claim = self._approved_claim()
        expected = f"{ARCHIVE}Claim {claim.name} is not yet paid, rejected or withdrawn."
        self.assertEqual(self.refused(self.provider), expected)

    def test_a_provider_without_money_owed_can_be_archived(self):
        self._create_claim(self._redeem(70))
        self.other_provider.with_user(self.voucher_manager).sudo(False).write({"active": False})
        self.assertFalse(self.other_provider.active)

    def test_a_provider_with_money_owed_can_be_suspended(self):
        self._create_claim(self._redeem(70))
        self.provider.with_user(self.voucher_manager).sudo(False).action_suspend()
        self.assertEqual(self.provider.state, "suspended")

    def test_a_programme_with_unpaid_claims_cannot_be_archived(self):
        claim = self._approved_claim()
        claim.line_ids.redemption_id.voucher_id._end("cancelled", "Over")
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            self.program.write({"active": False})
        self.assertEqual(
            str(caught.exception),
            "This programme cannot be archived now.\nUnpaid claims of service providers: 1. "
            "Decide and pay them first.",
        )
