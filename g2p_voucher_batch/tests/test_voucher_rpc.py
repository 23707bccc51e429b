from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase
from odoo.addons.g2p_voucher_template.tests.common import PLANNER

PLACE = "/web/dataset/call_kw"


@tagged("post_install", "-at_install")
class TestVoucherRpc(HttpCase, VoucherCase):
    """Contexts and defaults of a call bypass no check."""

    def test_no_context_starts_a_record_where_only_a_button_leads(self):
        planner = new_test_user(self.env, "vq_planner", groups=PLANNER)
        self.authenticate(planner.login, planner.login)
        model = self.voucher_manager._name
        params = {
            "model": model,
            "method": "create",
            "args": [{"name": "Vouchers", "program_id": self.program.id}],
            "kwargs": {"context": {"default_auto_issuer_ids": [(6, 0, self.issuer.ids)]}},
        }
        made = self.make_jsonrpc_request(f"{PLACE}/{model}/create", params)
        made = self.voucher_manager.browse(made)
        self.assertEqual((made.issue_mode, made.auto_issuer_ids.ids), ("manual", []))

    def test_nobody_writes_the_mode_past_the_officers_who_turned_it_on(self):
        planner = new_test_user(self.env, "vq_planner", groups=PLANNER)
        manager = self.voucher_manager.with_user(planner)
        with self.assertRaisesRegex(AccessError, "follows from other fields"):
            manager.write({"issue_mode": "auto"})
        self.voucher_manager.with_user(self.issuer).action_auto_on()
        with self.assertRaisesRegex(AccessError, "follows from other fields"):
            manager.write({"issue_mode": "manual"})
        vals = {"name": "Vouchers", "program_id": self.program.id}
        made = manager.with_context(default_issue_mode="auto").create(vals)
        self.assertEqual((made.issue_mode, self.voucher_manager.issue_mode), ("manual", "auto"))

    def test_only_readers_of_an_order_open_it(self):
        order = (
            self.env["g2p.voucher.batch"]
            .with_user(self.issuer)
            ._create_order(self.create_voucher())
        )
        with self.assertRaises(AccessError):
            order.with_user(self.visitor).action_open()

    def test_an_order_ends_with_the_account_of_its_officer(self):
        voucher = self.create_voucher()
        order = self.env["g2p.voucher.batch"].with_user(self.issuer)._create_order(voucher)
        self.issuer.active = False
        order.sudo().line_ids._issue_waiting()
        self.assertEqual((voucher.state, order.sudo().line_ids.state), ("draft", "failed"))
        self.assertIn("Only issuing officers", order.sudo().line_ids.message)

    def test_changes_of_automatic_issue_are_recorded(self):
        self.voucher_manager.with_user(self.issuer).action_auto_on()
        change = self.env["g2p.audit.change"].with_user(self.auditor).search([], limit=1)
        self.assertEqual((change.field_name, change.user_id), ("auto_issuer_ids", self.issuer))
