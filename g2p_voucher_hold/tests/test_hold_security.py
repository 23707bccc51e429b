from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.states import assert_closed
from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused

from .common import HoldCase

SENTENCE = "A hold is made and ended by its own steps only."
PLACE = "/web/dataset/call_kw"


@tagged("post_install", "-at_install")
class TestHoldSecurity(HttpCase, HoldCase):
    """Each role reads, makes and ends only the holds that it may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = cls.env["g2p.voucher.hold"].browse(
            cls.env["g2p.voucher"]
            .with_user(cls.staff)
            .hold_amount(cls.text, 600, "security-key-1")["hold_id"]
        )

    def call(self, user, model, method, *args, **kwargs):
        self.authenticate(user.login, user.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(f"{PLACE}/{model}/{method}", params)

    # === Forged writes === #
    def test_nobody_writes_a_hold(self):
        users = (
            self.staff,
            self.rival,
            self.manager,
            self.auditor,
            self.env.ref("base.user_admin"),
        )
        callers = [self.made.with_user(user) for user in users]
        assert_closed(self, [*callers, self.made.sudo()], "released", SENTENCE)
        for vals in ({"amount": 1}, {"until": "2099-01-01 00:00:00"}, {"provider_id": 1}):
            for record in (*callers, self.made.sudo()):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    record.write(vals)
        self.assertEqual((self.made.state, self.made.amount), ("held", 600))

    def test_nobody_makes_or_deletes_a_hold(self):
        for user in (self.staff, self.manager, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.made.with_user(user).create({"name": "H-1", "amount": 1})
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.made.with_user(user).unlink()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.made.sudo().unlink()

    def test_no_value_or_context_starts_a_voucher_with_a_held_amount(self):
        entitlement = self.create_entitlement()
        vouchers = self.env["g2p.voucher"].with_context(default_amount_held=999)
        voucher = vouchers._create_for(entitlement)
        self.assertEqual(voucher.amount_held, 0)

    def test_no_context_dates_a_hold_or_names_its_provider(self):
        context = {
            "default_until": "2099-01-01 00:00:00",
            "default_date": "2001-01-01 00:00:00",
            "default_state": "taken",
            "default_provider_id": self.provider.id,
        }
        arguments = (self.rival, "g2p.voucher", "hold_amount", self.text, 10, "dated-001")
        answer = self.call(*arguments, context=context)
        self.assertEqual((answer["state"], answer["provider"]), ("held", self.other_provider.name))
        self.assertLess(answer["until"], "2099")
        self.assertGreater(answer["date"], "2002")

    def test_no_request_redeems_by_a_hold_past_the_page(self):
        with mute_logger("odoo.http"), self.assertRaisesRegex(JsonRpcException, "AccessError"):
            self.call(
                self.staff, "g2p.voucher.hold", "_redeem_held", self.made.ids, 5, "rpc-key-01"
            )
        self.assertEqual(self.made.state, "held")

    # === Reading === #
    def test_staff_read_only_their_own_providers_holds(self):
        holds = self.env["g2p.voucher.hold"]
        self.assertEqual(holds.with_user(self.staff).search([]), self.made)
        for user in (self.rival, self.visitor):
            self.assertFalse(holds.with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.made.with_user(user).read(["name"])
        for user in (self.issuer, self.manager, self.auditor):
            self.assertEqual(holds.with_user(user).search([]), self.made)

    def test_staff_read_no_more_than_the_page_shows(self):
        mine = self.made.with_user(self.staff)
        self.assertTrue(mine.read(["name", "amount", "until", "state"]))
        for name in (
            "voucher_id",
            "copy_id",
            "user_id",
            "idempotency_key",
            "reason",
            "ended_by_id",
        ):
            with self.assertRaises(AccessError):
                mine.read([name])
            with self.assertRaises(AccessError):
                mine.search([(name, "!=", False)])

    def test_users_without_a_role_read_nothing(self):
        nobody = new_test_user(self.env, "hold_nobody", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.made.with_user(nobody).read(["name"])

    # === Releasing === #
    def test_other_users_release_nothing(self):
        for user in (self.rival, self.visitor, self.issuer, self.auditor):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.made.with_user(user).action_release("why not")
        self.provider.with_user(self.manager).action_suspend()
        words = "is suspended and cannot redeem"
        with self.assertRaisesRegex(VoucherRefused, words), self.env.cr.savepoint():
            self.made.with_user(self.staff).action_release()
        self.assertEqual(self.made.state, "held")
        self.made.with_user(self.manager).action_release("the provider is suspended")
        self.assertEqual(self.made.state, "released")

    def test_staff_give_no_reason_of_the_office(self):
        self.made.with_user(self.staff).action_release("the office said so")
        self.assertFalse(self.made.reason)
        self.assertFalse(self.made.is_ended_by_office)

    def test_managers_of_another_company_release_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        officer = self.env["res.users"].browse(self.manager.id)
        officer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertFalse(self.env["g2p.voucher.hold"].with_user(self.manager).search([]))
        with self.assertRaises(AccessError):
            self.made.with_user(self.manager).action_release("why")
        self.assertEqual(self.made.state, "held")

    def test_a_dismissed_clerk_holds_and_releases_nothing(self):
        colleague = new_test_user(self.env, "hold_colleague", groups="base.group_portal")
        self.provider.user_ids = colleague
        with self.assertRaises(AccessError):
            self.made.with_user(self.staff).action_release()
        self.refused("not_a_provider", self.hold, 10, "dismissed-1")
        self.made.with_user(colleague).action_release()
