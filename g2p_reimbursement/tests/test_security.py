from contextlib import ExitStack

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.states import assert_closed, overridden

from .common import ReimbursementCase

MODELS = (
    "g2p.reimbursement.claim",
    "g2p.reimbursement.claim.line",
    "g2p.claim.payment",
    "g2p.claim.payment.batch",
)


@tagged("post_install", "-at_install")
class TestReimbursementSecurity(ReimbursementCase):
    """Users can only read; the engine writes."""

    def test_nobody_can_write_over_rpc(self):
        users = (
            self.provider_user,
            self.stranger,
            self.officer_1,
            self.cashier,
            self.auditor,
        )
        for user in users:
            for model in MODELS:
                for mode in ("write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model, mode=mode):
                        access = self.env[model].with_user(user).has_access(mode)
                        self.assertFalse(access)

    def test_provider_staff_cannot_write_state_or_amount(self):
        claim = self._create_claim(self._redeem(70)).with_user(self.provider_user)
        for vals in ({"state": "approved"}, {"invoice_number": "X"}):
            with self.assertRaises(UserError):
                claim.write(vals)
        with self.assertRaises(AccessError):
            claim.line_ids.write({"amount": 1})
        with self.assertRaises(AccessError):
            claim.create({"provider_id": self.provider.id})
        with self.assertRaises(AccessError):
            claim.action_cancel_approved()

    def test_no_call_can_write_the_states(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        users = [self.provider_user, self.officer_1, self.cashier, self.env.ref("base.user_admin")]
        for record in (claim, batch.payment_ids, batch):
            callers = [record.with_user(user).sudo(False) for user in users]
            kind = record._description.lower()
            sentence = f"state of a {kind} change only through its buttons."
            assert_closed(self, [*callers, record.sudo()], "paid", sentence)
        self.assertEqual((claim.state, batch.state), ("in_payment", "draft"))

    def test_overrides_of_write_see_each_change_of_a_state(self):
        models = ("g2p.reimbursement.claim", "g2p.claim.payment", "g2p.claim.payment.batch")
        with ExitStack() as stack:
            seen = [stack.enter_context(overridden(self.env, name)) for name in models]
            batch = self._build(self._approved_claim())
            batch.with_user(self.cashier).action_cancel()
        claims, payments, batches = (
            [vals["state"] for vals in one if "state" in vals] for one in seen
        )
        self.assertEqual(claims, ["submitted", "approved", "in_payment", "approved"])
        self.assertEqual((payments, batches), (["cancelled"], ["cancelled"]))
        decided = [vals["approval_state"] for vals in seen[0] if "approval_state" in vals]
        self.assertEqual(decided, ["pending", "approved"])

    def test_provider_staff_can_read_only_their_own(self):
        mine = self._create_claim(self._redeem(70))
        theirs = self._create_claim(self._redeem(5, self.other_provider), user=self.other_user)
        Claim = self.env["g2p.reimbursement.claim"].with_user(self.provider_user)
        self.assertEqual(Claim.search([]), mine)
        for record in (theirs, theirs.line_ids, theirs.sudo().document_ids):
            self.assertFalse(
                record.with_user(self.provider_user).search([("id", "in", record.ids)])
            )
            with self.assertRaises(AccessError):
                record.with_user(self.provider_user).read(["id", "display_name"])

    def test_a_portal_user_without_provider_can_read_nothing(self):
        self._create_claim(self._redeem(70))
        for model in MODELS[:3]:
            self.assertFalse(self.env[model].with_user(self.stranger).search([]))

    def test_staff_of_another_company_can_read_nothing(self):
        claim = self._create_claim(self._redeem(70))
        company = self.env["res.company"].create({"name": "Another"})
        for user in (self.officer_1, self.cashier, self.auditor):
            user.sudo().write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
            found = claim.with_user(user).search([("id", "=", claim.id)])
            self.assertFalse(found, user.login)

    def test_provider_staff_can_read_their_invoice(self):
        claim = self._create_claim(self._redeem(70))
        document = claim.with_user(self.provider_user).document_ids
        self.assertTrue(document._content().startswith(b"%PDF"))

    def test_only_officers_can_withdraw_an_approved_claim(self):
        claim = self._approved_claim()
        for user in (self.cashier, self.auditor, self.provider_user):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                claim.with_user(user).action_cancel_approved()
