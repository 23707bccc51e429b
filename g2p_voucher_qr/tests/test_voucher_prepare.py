from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_template.tests.common import PLANNER

from ..models import g2p_entitlement, g2p_entitlement_manager_approved
from .common import VoucherCase

PREPARED = (
    "Vouchers prepared: %s. Issuing officers can issue them under Programs / Vouchers / To issue."
)


@tagged("post_install", "-at_install")
class TestVoucherPrepare(VoucherCase):
    """Entitlements that were approved before their programme issued vouchers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.head = new_test_user(cls.env, "vq_head", groups=PLANNER)
        cls.wrapper = cls.program.entitlement_managers
        cls.program.write({"entitlement_managers": [(5,)]})
        cls.old = cls.create_entitlement()

    def start_vouchers(self):
        self.program.write({"entitlement_managers": [(6, 0, self.wrapper.ids)]})

    def prepare(self, user=None):
        manager = self.voucher_manager.with_user(user or self.head)
        action = manager.action_prepare_approved()
        return action["params"]["type"], action["params"]["message"].split("\n")

    def test_a_stranded_entitlement_gets_its_voucher(self):
        self.start_vouchers()
        with self.assertRaises(UserError) as refusal:
            payments = self.env["g2p.payment"].with_user(self.head)
            payments.create(self.payment_vals(self.old))
        self.assertEqual(
            str(refusal.exception),
            f"Entitlement {self.old.code} is paid by voucher, so it cannot be paid in cash. "
            "It has no voucher yet: ask the programme's manager to open the QR voucher manager and "
            "choose “Prepare vouchers for approved entitlements”.",
        )
        self.assertEqual(self.voucher_manager.with_user(self.issuer).unprepared_count, 1)
        self.assertEqual(self.prepare(), ("success", [PREPARED % 1]))
        voucher = self.old.voucher_ids
        self.assertEqual(
            (voucher.state, voucher.amount, voucher.create_uid), ("draft", 1000, self.head)
        )
        self.voucher_manager.invalidate_recordset()
        self.assertEqual(self.voucher_manager.unprepared_count, 0)
        self.assertEqual(self.prepare(), ("success", [PREPARED % 0]))
        voucher.with_user(self.issuer).action_issue()
        self.assertEqual((voucher.state, self.old.state), ("issued", "trans2FSP"))

    def test_users_who_may_not_change_the_manager_prepare_nothing(self):
        self.start_vouchers()
        for user in (self.issuer, self.auditor, self.staff, self.visitor):
            manager = self.env(user=user)[self.voucher_manager._name].browse(
                self.voucher_manager.id
            )
            with self.assertRaises(AccessError):
                manager.action_prepare_approved()
        self.assertFalse(self.old.voucher_ids)

    def test_a_manager_that_no_programme_uses_prepares_nothing(self):
        with self.assertRaises(UserError) as refusal:
            self.prepare()
        self.assertEqual(
            str(refusal.exception),
            "Surgery aid does not issue vouchers with “Vouchers”. Choose it as the programme's "
            "entitlement manager first.",
        )
        self.assertEqual(self.voucher_manager.unprepared_count, 0)
        self.assertFalse(self.old.voucher_ids)

    def test_each_is_checked_separately_and_refused_with_a_sentence(self):
        yesterday = fields.Date.add(fields.Date.today(), days=-1)
        over = self.create_entitlement(valid_until=yesterday)
        nothing = self.create_entitlement(initial_amount=0)
        last = self.create_entitlement()
        self.start_vouchers()
        self.assertEqual(
            self.prepare(self.manager),
            (
                "warning",
                [
                    PREPARED % 2,
                    "Refused: 2.",
                    f"Entitlement {over.code} cannot have a voucher: it has expired.",
                    f"Entitlement {nothing.code} cannot have a voucher: it has no amount.",
                ],
            ),
        )
        self.assertEqual((self.old | last).mapped("voucher_ids.state"), ["draft", "draft"])
        self.assertFalse((over | nothing).voucher_ids)

    def test_more_than_one_request_can_take_is_left_for_the_next(self):
        others = [self.create_entitlement() for _number in range(2)]
        self.start_vouchers()
        with patch.object(g2p_entitlement_manager_approved, "MAX_PREPARED", 2):
            left = ("warning", [PREPARED % 2, "Remaining: 1. Run the action again."])
            self.assertEqual(self.prepare(), left)
            self.assertEqual(self.prepare(), ("success", [PREPARED % 1]))
        self.assertTrue(all(one.voucher_ids for one in others))

    def test_many_are_prepared_together(self):
        self.create_entitlement()
        self.start_vouchers()
        self.prepare()
        costs = []
        for count in (2, 12):
            for _number in range(count):
                self.create_entitlement()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.assertEqual(self.prepare(), ("success", [PREPARED % count]))
            costs.append(self.cr.sql_log_count - before)
        self.assertLessEqual(costs[1] - costs[0], 10, "one more query for each voucher at most")

    def test_entitlements_paid_in_cash_get_no_voucher(self):
        self.env["g2p.payment"].create(self.payment_vals(self.old))
        self.start_vouchers()
        self.assertEqual(self.voucher_manager.unprepared_count, 0)
        self.assertEqual(self.prepare(), ("success", [PREPARED % 0]))
        self.assertFalse(self.old.voucher_ids)

    def test_entitlements_with_a_voucher_of_openg2p_get_no_other(self):
        self.start_vouchers()
        for name in ("OTHER_VOUCHER", "OTHER_CLAIMS"):
            # any field with a value can replace the one of OpenG2P's addon
            with patch.object(g2p_entitlement, name, "ern"):
                self.assertEqual(self.prepare(), ("success", [PREPARED % 0]))
                with self.assertRaises(UserError) as refusal:
                    self.env["g2p.voucher"]._create_for(self.old)
            self.assertEqual(
                str(refusal.exception),
                f"Entitlement {self.old.code} cannot have a voucher: OpenG2P already has its "
                "own voucher or reimbursement for it.",
            )

    def test_a_former_approver_cannot_issue_it(self):
        groups = f"{PLANNER},g2p_voucher_key.group_voucher_issuer"
        approver = new_test_user(self.env, "vq_approver", groups=groups)
        self.voucher_manager.issuer_ids = [(4, approver.id)]
        entitlement = self.create_entitlement(state="draft")
        entitlement.with_user(approver).write({"state": "approved"})
        self.start_vouchers()
        self.prepare()
        voucher = entitlement.voucher_ids
        with self.assertRaises(AccessError) as refusal:
            voucher.with_user(approver).action_issue()
        self.assertEqual(
            str(refusal.exception),
            "You took part in this case. Another issuing officer must handle voucher "
            f"{voucher.name}.",
        )
        voucher.with_user(self.issuer).action_issue()
        self.assertEqual(voucher.state, "issued")

    def test_generate_vouchers_of_openg2p_is_refused_with_a_sentence(self):
        self.start_vouchers()
        manager = self.program.with_user(self.head).entitlement_managers.manager_ref_id
        for asked in (self.old, None):
            with self.assertRaises(UserError) as refusal:
                manager.generate_vouchers(asked)
            self.assertEqual(
                str(refusal.exception),
                "Surgery aid issues QR vouchers, which are not generated here. Issuing officers "
                "issue them under Programs / Vouchers / To issue. For an approved entitlement that "
                "is not listed there, ask the programme's manager to open the QR voucher manager "
                "and choose “Prepare vouchers for approved entitlements”.",
            )
        self.assertFalse(self.old.voucher_ids)

    # === The manager is changed === #
    def change(self, commands):
        """The warning that the programme's form shows."""
        spec = {"entitlement_managers": {"fields": {"manager_ref_id": {"fields": {}}}}}
        values = {"entitlement_managers": commands}
        program = self.program.with_user(self.head)
        return program.onchange(values, ["entitlement_managers"], spec).get("warning")

    def test_the_form_warns_of_stranded_entitlements(self):
        reference = f"{self.voucher_manager._name},{self.voucher_manager.id}"
        add = [(0, "virtual_1", {"manager_ref_id": reference})]
        warning = self.change(add)
        self.assertEqual(warning["title"], "Approved entitlements")
        self.assertEqual(
            warning["message"],
            "Approved entitlements of this programme without a voucher: 1. They can no longer be "
            "paid in cash once it issues vouchers. Pay them before you save; or save, open the "
            "QR voucher manager and choose “Prepare vouchers for approved entitlements”.",
        )
        self.old.state = "cancelled"
        self.assertFalse(self.change(add))

    def test_the_form_warns_of_open_vouchers(self):
        self.start_vouchers()
        remove = [(3, self.wrapper.id)]
        self.assertFalse(self.change(remove))
        self.create_voucher()
        self.assertEqual(
            self.change(remove)["message"],
            "Vouchers of this programme to issue or to redeem: 1. They stay unchanged, and their "
            "entitlements cannot be paid in cash. Entitlements approved from now on get no "
            "voucher.",
        )
