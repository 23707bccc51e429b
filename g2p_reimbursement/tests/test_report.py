from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ReimbursementCase

MODEL = "g2p.reimbursement.report"
AMOUNTS = ("amount_redeemed", "amount_unclaimed", "amount_claimed", "amount_paid")


@tagged("post_install", "-at_install")
class TestReport(ReimbursementCase):
    """The sums are those of the ledger, of the claims and of the payments."""

    def report(self, user=None):
        return self.env[MODEL].with_user(user or self.auditor).sudo(False)

    def sums(self, *domain):
        mine = [("program_id", "=", self.program.id), *domain]
        row = self.report()._read_group(mine, [], [f"{name}:sum" for name in AMOUNTS])[0]
        return tuple(amount or 0 for amount in row)

    def reverse(self, redemption):
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "report voucher manager", groups=group)
        redemption.sudo().voucher_id.write({"amount_redeemed": redemption.amount})
        redemption.with_user(manager).sudo(False).action_reverse("Wrong person")

    def test_without_redemptions_there_are_no_rows(self):
        self.assertEqual(self.sums(), (0, 0, 0, 0))

    def test_from_redemption_to_payment(self):
        redemption = self._redeem(70)
        self.assertEqual(self.sums(), (70, 70, 0, 0))
        claim = self._create_claim(redemption)
        self.assertEqual(self.sums(), (70, 0, 70, 0))
        self._approve(claim, self.officer_1)
        self._approve(claim, self.officer_2)
        batch = self._build(claim)
        batch.action_export()
        self.assertEqual(self.sums(), (70, 0, 70, 0))
        batch.action_mark_paid("TRX-1")
        self.assertEqual(self.sums(), (70, 0, 70, 70))
        paid = self.report().search([("kind", "=", "paid")])
        self.assertEqual(paid.date.date(), batch.date_paid)

    def test_a_reversed_redemption_cancels_out(self):
        redemption = self._redeem(70)
        self._redeem(30)
        self.reverse(redemption)
        self.assertEqual(self.sums(), (30, 30, 0, 0))
        self.assertEqual(self.sums(("kind", "=", "reversed")), (-70, -70, 0, 0))

    def test_a_rejected_claim_makes_its_redemptions_claimable(self):
        claim = self._create_claim(self._redeem(70))
        self._reject(claim, self.officer_1)
        self.assertEqual(self.sums(), (70, 70, 0, 0))

    def test_a_draft_claims_nothing(self):
        self._create_draft(self._redeem(70))
        self.assertEqual(self.sums(), (70, 70, 0, 0))

    def test_a_cancelled_payment_is_not_paid(self):
        self._build(self._approved_claim()).action_cancel()
        self.assertEqual(self.sums(), (70, 0, 70, 0))

    def test_the_sums_by_provider_are_those_of_the_ledger(self):
        self._create_claim(self._redeem(70))
        self._redeem(30, self.other_provider)
        found = self.report()._read_group([], ["provider_id"], ["amount_redeemed:sum"])
        ledger = self.env["g2p.voucher.redemption"].sudo()
        expected = ledger._read_group([], ["provider_id"], ["amount:sum"])
        self.assertEqual(
            sorted((provider.id, amount) for provider, amount in found),
            sorted((provider.id, amount) for provider, amount in expected),
        )

    # === Who reads it === #

    def test_the_roles_that_read_claims_read_the_report(self):
        self._redeem(70)
        for user in (self.officer_1, self.cashier, self.auditor):
            with self.subTest(user=user.login):
                self.assertTrue(self.report(user).search([]))

    def test_all_others_do_not(self):
        self._redeem(70)
        clerk = new_test_user(self.env, "report clerk", "base.group_user")
        for user in (self.provider_user, self.stranger, clerk):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.report(user).search([])

    def test_nobody_changes_it(self):
        for user in (self.officer_1, self.cashier, self.auditor):
            for mode in ("write", "create", "unlink"):
                self.assertFalse(self.report(user).has_access(mode))

    def test_it_names_no_person(self):
        fields = self.env[MODEL]._fields.values()
        found = {
            field.name for field in fields if field.comodel_name in ("res.partner", "res.users")
        }
        self.assertEqual(found, set())

    def test_the_views_can_be_opened(self):
        action = self.env.ref("g2p_reimbursement.g2p_reimbursement_report_action")
        for kind in [*action.view_mode.split(","), "search"]:
            self.assertTrue(self.report().get_view(False, kind)["arch"])
