from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_reimbursement.tests.common import ReimbursementCase
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP

THIEF = "KE66 6666"


@tagged("post_install", "-at_install")
class TestProviderAccounts(ReimbursementCase):
    """An account that was changed to steal gets no payment of a claim."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.g2p_account_hours = 24
        cls.asker = new_test_user(cls.env, "together_asker", groups=MANAGER_GROUP)
        cls.second = new_test_user(cls.env, "together_second", groups=MANAGER_GROUP)

    def propose(self):
        self.provider.with_user(self.asker).sudo(False).action_propose_account(THIEF, "Letter")
        changes = self.env["g2p.provider.change"].with_user(self.second)
        return changes.search([("provider_id", "=", self.provider.id)], limit=1)

    def test_no_batch_is_built_while_the_account_changes(self):
        claim = self._approved_claim()
        change = self.propose()
        sentence = rf"is being changed \({change.name}\)"
        with self.assertRaisesRegex(UserError, sentence):
            self._build(claim)
        change.action_confirm(change._digest_now(), THIEF)
        with self.assertRaisesRegex(UserError, sentence):
            self._build(claim)
        change.action_withdraw("The hospital did not ask")
        self.env.invalidate_all()
        batch = self._build(claim)
        batch.action_export()
        self.assertEqual(batch.sudo().payment_ids.account_number, "KE00 1234")

    def test_no_payment_file_is_made_while_the_account_changes(self):
        batch = self._build(self._approved_claim())
        self.propose()
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is being changed"):
            batch.action_export()
        self.assertFalse(batch.document_id)

    def test_an_account_that_one_person_wrote_is_not_paid(self):
        # sudo: as code that acts for a user
        self.provider.with_user(self.asker).sudo().account_number = THIEF
        claim = self._approved_claim()
        with self.assertRaisesRegex(UserError, "was not confirmed by a second officer"):
            self._build(claim)

    def test_a_cashier_or_claims_officer_changes_no_account(self):
        for user in (self.cashier, self.officer_1):
            with self.assertRaises(AccessError):
                self.provider.with_user(user).sudo(False).action_propose_account(THIEF, "Letter")
            with self.assertRaises(AccessError):
                self.provider.with_user(user).sudo(False).write({"account_number": THIEF})
