from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_voucher_template.tests.common import PLANNER

from ..exceptions import VoucherRefused
from .common import VoucherCase

PLACE = "/web/dataset/call_kw"
OWN_DATE = "2001-01-01 00:00:00"


@tagged("post_install", "-at_install")
class TestVoucherRpc(HttpCase, VoucherCase):
    """Contexts and defaults of a call bypass no check."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def call(self, user, model, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(f"{PLACE}/{model}/{method}", params)

    def refused(self, code, *args, **kwargs):
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)

    # === Contexts === #
    def test_no_context_brings_an_archived_provider_back(self):
        self.provider.active = False
        vouchers = self.env["g2p.voucher"].with_user(self.staff)
        for context in ({}, {"active_test": False}):
            with self.assertRaisesRegex(VoucherRefused, "Only staff of an active service"):
                vouchers.with_context(**context).redeem(self.text, 10, "archived-1")
        answer = self.call(
            self.staff, "g2p.voucher", "verify", self.text, context={"active_test": False}
        )
        self.assertFalse(answer["details"])
        self.assertFalse(self.voucher.redemption_ids)

    def test_no_context_brings_an_archived_site_back(self):
        site = self.provider.site_ids
        site.active = False
        vouchers = self.env["g2p.voucher"].with_user(self.staff).with_context(active_test=False)
        with self.assertRaisesRegex(VoucherRefused, "Choose one of the sites"):
            vouchers.redeem(self.text, 10, "archived-2", site_id=site.id)

    def test_no_context_dates_a_redemption(self):
        context = {"default_date": OWN_DATE, "default_balance_after": 5}
        arguments = (self.staff, "g2p.voucher", "redeem", self.text, 10, "dated-001")
        answer = self.call(*arguments, context=context)
        self.assertNotEqual(answer["date"], OWN_DATE)
        self.assertEqual(answer["amount_available"], 990)

    def test_no_context_starts_a_record_where_only_a_button_leads(self):
        made = self.call(
            *(self.manager, "g2p.service.provider", "create", {"name": "X", "code": "X"}),
            context={"default_state": "active"},
        )
        self.assertEqual(self.provider.browse(made).state, "draft")

    # === Defaults of users === #
    def test_no_default_of_a_user_writes_the_ledger(self):
        planner = new_test_user(self.env, "vq_planner", groups=PLANNER)
        line = {
            "name": "R-1",
            "voucher_number": "V-1",
            "balance_after": 0,
            "amount": 1000000,
            "idempotency_key": "forged-1",
            "copy_id": self.voucher.active_copy_id.id,
            "program_id": self.program.id,
            "provider_id": self.provider.id,
            "user_id": self.staff.id,
            "company_id": self.company.id,
            "currency_id": self.company.currency_id.id,
        }
        self.keep_default(planner, "g2p.voucher", "redemption_ids", [[0, 0, line]])
        entitlement = self.create_entitlement(state="pending_validation")
        self.call(planner, "g2p.entitlement", "approve_entitlement", entitlement.ids)
        self.assertEqual(entitlement.voucher_ids.state, "draft")
        self.assertFalse(entitlement.voucher_ids.redemption_ids)

    def test_no_default_of_a_user_writes_the_history(self):
        self.keep_default(self.issuer, "g2p.voucher.event", "date", OWN_DATE)
        self.call(self.issuer, "g2p.voucher", "action_revoke", self.voucher.ids, "lost")
        self.assertGreater(self.voucher.event_ids[0].date.year, 2001)

    def test_no_default_of_a_user_makes_the_paper_public(self):
        self.keep_default(self.issuer, "ir.attachment", "public", True)
        voucher = self.create_voucher()
        self.call(self.issuer, "g2p.voucher", "action_issue", voucher.ids)
        self.assertEqual(voucher.state, "issued")
        self.assertFalse(voucher.document_id.attachment_id.public)

    def keep_default(self, user, *args):
        self.assertTrue(self.call(user, "ir.default", "set", *args, user_id=True))

    # === Arguments === #
    def test_nobody_can_use_the_key_of_a_reversal_first(self):
        self.redeem(self.text, 300, "first-key-1")
        line = self.voucher.redemption_ids
        for number in range(line.id, line.id + 3):
            self.redeem(self.text, 1, f"reversal of {number}")
        self.call(self.manager, line._name, "action_reverse", line.ids, "wrong person")
        self.assertEqual(self.voucher.amount_redeemed, 3)

    def test_a_key_that_the_database_cannot_store_is_refused(self):
        for key in ("with\x00nothing", "half \ud800 a letter", "two\nlines", "from\u202eright"):
            self.refused("bad_request", self.text, 10, key)

    def test_only_one_number_is_an_amount(self):
        for amount in ([0, [1], 0], (0, (1,), 0), [1], {"amount": 1}, "1e400", "-0", "sNaN"):
            self.refused("amount", self.text, amount)

    # === People === #
    def test_office_users_who_read_codes_cannot_redeem(self):
        for user in (self.issuer, self.manager, self.auditor):
            words = "has a role in the office, such as officer, cashier, manager or auditor"
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.provider.with_user(self.manager).write({"user_ids": [(4, user.id)]})
        self.env.flush_all()
        self.env.cr.execute(  # as if staff had become officers later
            "INSERT INTO g2p_service_provider_res_users_rel VALUES (%s, %s)",
            [self.provider.id, self.manager.id],
        )
        self.env.invalidate_all()
        self.assertIn(self.manager, self.provider.user_ids)
        self.refused("not_a_provider", self.text, 10, user=self.manager)

    def test_the_approver_of_the_entitlement_cannot_issue(self):
        groups = f"{PLANNER},g2p_voucher_key.group_voucher_issuer"
        both = new_test_user(self.env, "vq_both_roles", groups=groups)
        self.voucher_manager.issuer_ids |= both
        entitlement = self.create_entitlement(state="pending_validation")
        self.call(both, "g2p.entitlement", "approve_entitlement", entitlement.ids)
        voucher = entitlement.voucher_ids
        with self.assertRaisesRegex(AccessError, "You took part in this case"):
            voucher.with_user(both).action_issue()
        voucher.with_user(self.issuer).action_issue()
        self.assertEqual(voucher.state, "issued")

    def test_officers_of_another_company_learn_only_the_verdict(self):
        self.redeem(self.text, 1000)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.auditor.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        answer = self.verify(self.text, self.auditor)
        self.assertEqual(answer["code"], "not_usable")
        self.assertEqual(answer["message"], "Genuine, but not usable.")
