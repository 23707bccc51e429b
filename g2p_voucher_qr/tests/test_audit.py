from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import VoucherCase, activate


@tagged("post_install", "-at_install")
class TestAudit(VoucherCase):
    """Changes that can lead to lost money are in one list, with before, after, user and time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.accomplice = new_test_user(cls.env, "vq_accomplice", "base.group_portal", name="Acc")

    def setUp(self):
        super().setUp()
        self.last = self.env["g2p.audit.change"].search([], limit=1).id

    def rows(self, model, users=None):
        """(field, before, after) of the changes that the auditor sees since the test started."""
        changes = self.env["g2p.audit.change"].with_user(self.auditor)
        found = changes.search([("id", ">", self.last), ("res_model", "=", model)], order="id")
        self.assertEqual(found.user_id, (users or self.manager) if found else found.user_id)
        return [(row.field_name, row.old_value, row.new_value) for row in found]

    def test_a_provider_created_by_one_user_leaves_a_complete_trace(self):
        providers = self.env["g2p.service.provider"].with_user(self.manager)
        provider = providers.create(
            {
                "name": "Paper Hospital",
                "code": "PAPER",
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, self.accomplice.ids)],
                "account_number": "XX00 1111 2222 3333",
            }
        )
        activate(provider, self.second, account_number="XX00 1111 2222 3333")
        rows = self.rows("g2p.service.provider", self.manager | self.second)
        self.assertIn(("user_ids", False, f"Acc (#{self.accomplice.id})"), rows)
        self.assertIn(("account_number", False, "•••3333"), rows)
        self.assertIn(("state", False, "draft"), rows)
        self.assertIn(("state", "draft", "active"), rows)

    def test_another_account_of_a_provider_is_recorded_masked(self):
        # sudo: as code that acts for the manager
        mine = self.provider.with_user(self.manager).sudo()
        mine.write({"account_number": "XX00 1111 2222 3333"})
        mine.write({"account_number": "YY99 8888 7777 3333"})
        self.assertEqual(
            self.rows("g2p.service.provider"),
            [("account_number", False, "•••3333"), ("account_number", "•••3333", "•••3333")],
        )

    def test_a_short_account_number_is_not_shown_at_all(self):
        # sudo: as code that acts for the manager
        self.provider.with_user(self.manager).sudo().write({"account_number": "1234"})
        self.assertEqual(self.rows("g2p.service.provider"), [("account_number", False, "•••")])

    def test_staff_who_come_and_go_are_recorded_one_by_one(self):
        self.provider.with_user(self.manager).write({"user_ids": [(6, 0, self.accomplice.ids)]})
        self.assertEqual(
            self.rows("g2p.service.provider"),
            [
                ("user_ids", f"vq_staff (base.group_portal) (#{self.staff.id})", False),
                ("user_ids", False, f"Acc (#{self.accomplice.id})"),
            ],
        )

    def test_the_bank_account_of_a_providers_contact_is_recorded(self):
        partner = self.env["res.partner"].create({"name": "Hospital H1"})
        self.provider.partner_id = partner
        bank = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": "GB00 1111 2222 3333"}
        )
        bank.acc_number = "GB00 9999 8888 7777"
        changes = self.env["g2p.audit.change"].search([("res_model", "=", "res.partner.bank")])
        numbers = changes.filtered(lambda row: row.field_name == "acc_number").sorted("id")
        self.assertEqual(
            [(row.old_value, row.new_value) for row in numbers],
            [(False, "•••3333"), ("•••3333", "•••7777")],
        )
        self.assertIn(f"#{partner.id}", changes.mapped("new_value"))
        bank.unlink()
        changes = self.env["g2p.audit.change"].search([("res_model", "=", "res.partner.bank")])
        self.assertEqual(set(changes.mapped("record_name")), {"•••3333", "•••7777"})

    def test_the_bank_account_of_a_registrant_is_no_setting(self):
        partner = self.env["res.partner"].create({"name": "Amina", "is_registrant": True})
        bank = self.env["res.partner.bank"].create(
            {"partner_id": partner.id, "acc_number": "GB00 1111"}
        )
        bank.acc_number = "GB00 2222"
        self.assertEqual(self.rows("res.partner.bank"), [])

    def test_issuing_officers_and_the_pin_requirement_are_recorded(self):
        self.voucher_manager.with_user(self.manager).write(
            {"issuer_ids": [(4, self.stranger.id)], "presence": "pin"}
        )
        self.voucher_manager.with_user(self.manager).write({"presence": "none"})
        rows = self.rows(self.voucher_manager._name)
        self.assertIn(("presence", "none", "pin"), rows)
        self.assertIn(("presence", "pin", "none"), rows)
        self.assertEqual(rows[1][0], "issuer_ids")
        self.assertTrue(rows[1][2].endswith(f"(#{self.stranger.id})"))

    def test_a_template_is_recorded_with_its_text(self):
        template = self.env.ref("g2p_voucher_template.voucher_template_default").copy({"name": "T"})
        self.last = self.env["g2p.audit.change"].search([], limit=1).id
        start, _end, rest = template.body.rpartition("</")
        body = f"{start}<!-- mine --></{rest}"
        template.with_user(self.manager).write({"body": body})
        ((name, old, new),) = self.rows("g2p.voucher.template")
        self.assertEqual(name, "body")
        self.assertNotIn("<!-- mine -->", old)
        self.assertIn("<!-- mine -->", new)

    def test_keys_are_recorded_and_their_private_parts_are_not(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        key = keys.browse(keys.action_generate()["res_id"])
        key.action_activate()
        key.action_reencrypt()
        key.action_revoke("lost")
        rows = self.rows("g2p.voucher.key")
        self.assertIn(("state", "active", "revoked"), rows)
        self.assertIn(("revocation_reason", False, "lost"), rows)
        self.assertIn(("private_encrypted", False, "•••"), rows)
        self.assertIn(("private_encrypted", "•••", "•••"), rows)
        stored = " ".join(str(value) for row in rows for value in row)
        self.assertNotIn(key.sudo().private_encrypted, stored)

    def test_a_programme_that_turns_to_other_vouchers_is_recorded(self):
        self.program.write({"entitlement_managers": [(5, 0, 0)]})
        change = self.env["g2p.audit.change"].with_user(self.auditor).search([], limit=1)
        self.assertEqual(
            (change.res_model, change.field_name), ("g2p.program", "entitlement_managers")
        )
        self.assertTrue(change.old_value)
        self.assertFalse(change.new_value)

    def test_money_that_moves_is_no_setting(self):
        voucher = self.issue_voucher()
        self.redeem(voucher.active_copy_id.payload, "100")
        self.env.flush_all()
        self.assertFalse(
            self.env["g2p.audit.change"].search_count(
                [("id", ">", self.last), ("res_model", "like", "voucher")]
            )
        )

    def test_who_changes_settings_does_not_read_the_list(self):
        with self.assertRaises(AccessError):
            self.env["g2p.audit.change"].with_user(self.manager).search([])
