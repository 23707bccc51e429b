from contextlib import ExitStack

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.states import assert_closed, overridden

from ..exceptions import VoucherRefused
from .common import VoucherCase, activate

READ_ONLY = ("g2p.voucher", "g2p.voucher.copy", "g2p.voucher.redemption", "g2p.voucher.event")


@tagged("post_install", "-at_install")
class TestVoucherSecurity(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.env["g2p.voucher"].with_user(cls.staff).redeem(
            cls.voucher.active_copy_id.payload, 10, "security-1"
        )

    def test_officers_read_and_nobody_writes(self):
        for user in (self.issuer, self.manager, self.auditor):
            for model in READ_ONLY:
                records = self.env[model].with_user(user).search([])
                self.assertTrue(records)
                with self.assertRaises(AccessError):
                    records[:1].write({"company_id": 1})
                with self.assertRaises(AccessError):
                    records[:1].unlink()
                with self.assertRaises(AccessError):
                    records.create({})

    def test_the_state_has_one_writer(self):
        with self.assertRaises(AccessError):
            self.voucher.write({"state": "draft"})
        with self.assertRaises(AccessError):
            self.voucher.write({"amount": 5})
        with self.assertRaises(AccessError):
            self.voucher.active_copy_id.write({"state": "revoked"})
        with self.assertRaises(AccessError):
            self.voucher.unlink()

    def test_the_states_are_closed_to_every_call(self):
        copy = self.voucher.active_copy_id
        for records, state, sentence in (
            (self.voucher, "redeemed", "The state of a voucher changes only through its actions."),
            (copy, "revoked", "A copy of a voucher cannot be changed."),
            (self.key, "revoked", "A voucher key cannot be changed: generate a new one."),
            (
                self.provider,
                "suspended",
                "Use the buttons of the provider to activate or suspend it.",
            ),
        ):
            users = [self.issuer, self.manager, self.staff, self.env.ref("base.user_admin")]
            callers = [records.with_user(user) for user in users]
            assert_closed(self, [*callers, records.sudo()], state, sentence)
        states = [record.state for record in (self.voucher, copy, self.key, self.provider)]
        self.assertEqual(states, ["issued", "active", "active", "active"])

    def test_overrides_of_write_see_each_change_of_a_state(self):
        models = ("g2p.voucher", "g2p.voucher.copy", "g2p.voucher.key", "g2p.service.provider")
        with ExitStack() as stack:
            seen = {name: stack.enter_context(overridden(self.env, name)) for name in models}
            self.voucher.with_user(self.manager).action_revoke("lost")
            self.key.with_user(self.manager).action_retire()
            self.provider.with_user(self.manager).action_suspend()
        states = {
            name: [vals["state"] for vals in seen[name] if "state" in vals] for name in models
        }
        self.assertEqual(
            list(states.values()), [["revoked"], ["revoked"], ["verify_only"], ["suspended"]]
        )
        self.assertIs(type(self.voucher.state), str)

    def test_a_context_makes_no_active_key(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        action = keys.with_context(default_state="active").action_generate("ES256")
        self.assertEqual(keys.browse(action["res_id"]).state, "published")

    def test_portal_users_see_no_voucher_and_no_key(self):
        copy = self.voucher.active_copy_id
        for user in (self.staff, self.visitor):
            for record in (self.voucher, copy, copy.key_id, self.voucher.event_ids[:1]):
                with self.assertRaises(AccessError):
                    record.with_user(user).read()

    def test_provider_staff_see_their_own_redemptions_only(self):
        redemptions = self.env["g2p.voucher.redemption"]
        self.assertEqual(len(redemptions.with_user(self.staff).search([])), 1)
        self.assertFalse(redemptions.with_user(self.rival).search([]))
        self.assertFalse(redemptions.with_user(self.visitor).search([]))
        providers = self.env["g2p.service.provider"]
        self.assertEqual(providers.with_user(self.staff).search([]), self.provider)
        self.assertFalse(providers.with_user(self.visitor).search([]))
        self.assertEqual(
            self.env["g2p.service.provider.site"].with_user(self.staff).search([]),
            self.provider.site_ids,
        )

    def test_officers_of_another_company_see_nothing(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        for user in (self.issuer, self.manager):
            user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
            self.assertFalse(self.env["g2p.voucher"].with_user(user).search([]))
            with self.assertRaises(AccessError):
                self.voucher.with_user(user).action_revoke("why")

    def test_being_designated_does_not_reach_into_another_company(self):
        draft = self.create_voucher()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.issuer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertIn(self.issuer, self.voucher_manager.issuer_ids)
        for voucher, step in ((draft, "action_issue"), (self.voucher, "action_new_pin")):
            with self.assertRaises(AccessError):
                getattr(voucher.with_user(self.issuer), step)()
        self.assertEqual(draft.state, "draft")

    def test_a_provider_of_another_company_is_not_served(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.program.company_id = False  # a programme of all companies
        self.provider.company_id = other
        answer = self.verify(self.voucher.active_copy_id.payload, self.staff)
        self.assertEqual((answer["code"], answer["details"]), ("wrong_provider", {}))
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(self.voucher.active_copy_id.payload, 10, "security-2")
        self.assertEqual(caught.exception.code, "wrong_provider")

    def test_managers_of_another_company_cannot_change_its_keys(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        officer = self.env["res.users"].browse(self.manager.id)
        officer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        key = self.key.with_user(self.manager)
        for step in (key.action_activate, key.action_retire):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(AccessError):
            key.action_revoke("why")
        self.assertEqual(self.key.state, "active")

    def test_providers_are_activated_by_managers_only(self):
        for user in (self.issuer, self.auditor, self.staff):
            provider = self.provider.with_user(user)
            for step in (provider.action_activate, provider.action_suspend):
                with self.assertRaises(AccessError):
                    step()
        provider = self.provider.with_user(self.manager)
        with self.assertRaises(AccessError):
            provider.write({"state": "suspended"})
        provider.action_suspend()
        activate(provider, self.second)
        self.assertEqual(provider.state, "active")
        with self.assertRaises(AccessError):
            provider.create({"name": "X", "code": "X", "state": "active"})

    def test_documents_of_vouchers_are_for_officers(self):
        document = self.voucher.active_copy_id.document_id
        self.assertTrue(document.with_user(self.issuer)._content())
        for user in (self.staff, self.visitor):
            with self.assertRaises(AccessError):
                document.with_user(user).read(["name"])

    def test_issuers_need_no_rights_of_program_managers(self):
        voucher = self.voucher.with_user(self.issuer)
        group = "g2p_programs.g2p_program_manager"
        self.assertFalse(self.issuer.has_group(group))
        self.assertTrue(voucher.read())
        spec = {name: {} for name in voucher.fields_get() if name != "entitlement_id"}
        for name in ("program_id", "partner_id", "manager_id"):
            spec[name] = {"fields": {"display_name": {}}}
        self.assertEqual(voucher.web_read(spec)[0]["id"], voucher.id)
