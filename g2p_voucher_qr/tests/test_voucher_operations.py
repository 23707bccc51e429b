import base64
import os
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import in_chunks, work_off
from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.tools import kek

from ..hooks import uninstall_hook
from .common import KEK, VoucherCase

OTHER_KEK = base64.b64encode(b"n" * 32).decode()
CHANGED = {"G2P_VOUCHER_KEK": OTHER_KEK, kek.FORMER_ENVIRONMENT: KEK}
NEW_ONLY = {"G2P_VOUCHER_KEK": OTHER_KEK}


@tagged("post_install", "-at_install")
class TestVoucherOperations(VoucherCase):
    """Administration: failing crons, changed secrets, removed records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.vouchers = cls.env["g2p.voucher"]

    def late(self, voucher, **shift):
        return freeze_time(fields.Datetime.add(fields.Datetime.to_datetime(
            voucher.valid_until), **shift))  # fmt: skip

    # === Closing expired vouchers === #
    def close(self):
        self.vouchers._cron_expire()
        work_off(self.env, channel="upkeep")

    @mute_logger("odoo.addons.g2p_deferred.models.g2p_deferred_work")
    def test_a_voucher_that_cannot_be_closed_does_not_block_the_others(self):
        first, second = self.issue_voucher(), self.issue_voucher()

        def stumble(voucher, reason):
            if voucher == first:
                raise ValueError(reason)

        closed = patch.object(type(first), "_on_closed", stumble)
        alone = in_chunks(self.vouchers, "_expire", 1)
        with self.late(second, days=2), closed, alone:
            self.close()
        self.assertEqual((first.state, second.state), ("issued", "expired"))
        self.assertEqual(first.entitlement_id.state, "trans2FSP", "wholly or not at all")
        with self.late(second, days=2):
            self.close()
        self.assertEqual(first.state, "expired")

    @mute_logger("odoo.addons.g2p_deferred.models.g2p_deferred_work")
    def test_a_voucher_that_cannot_be_closed_does_not_block_those_of_its_transaction(self):
        vouchers = self.issue_voucher() | self.issue_voucher() | self.issue_voucher()
        bad = vouchers[1]

        def stumble(closing, reason):
            if bad in closing:
                raise ValueError(reason)

        with self.late(bad, days=2), patch.object(type(bad), "_on_closed", stumble):
            self.close()
        self.assertEqual(vouchers.mapped("state"), ["expired", "issued", "expired"])
        self.assertEqual(
            vouchers.entitlement_id.mapped("state"), ["expired", "trans2FSP", "expired"]
        )

    def expire(self, count):
        """The number of queries to close this number of expired vouchers."""
        vouchers = self.env["g2p.voucher"].union(*(self.issue_voucher() for _n in range(count)))
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        with self.late(vouchers[0], days=2):
            self.close()
            self.env.flush_all()
        spent = self.cr.sql_log_count - before
        self.assertEqual(set(vouchers.mapped("state")), {"expired"})
        return spent

    def test_many_expired_vouchers_are_closed_with_the_queries_of_few(self):
        self.expire(1)  # other expired vouchers, and to warm up
        self.assertEqual(self.expire(12), self.expire(2))

    def test_a_run_locks_no_voucher_still_valid_at_its_office(self):
        """A provider at an office west of UTC does not wait for the run."""
        held = []
        lock = type(self.env["g2p.voucher"])._lock

        def seen(vouchers):
            held.extend(vouchers.ids)
            lock(vouchers)

        self.company.partner_id.tz = "America/Lima"  # five hours behind
        voucher = self.issue_voucher()
        with patch.object(type(voucher), "_lock", seen):
            with self.late(voucher, hours=28):
                self.close()
            self.assertNotIn(voucher.id, held)
            with self.late(voucher, hours=30):
                self.close()
        self.assertIn(voucher.id, held)
        self.assertEqual(voucher.state, "expired")

    def test_a_run_that_is_out_of_time_stops_after_the_voucher(self):
        voucher = self.issue_voucher() | self.issue_voucher()
        issued = [("state", "=", "issued")]
        before = voucher.search_count(issued)
        notified = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda self, *args, **kwargs: 0
        )
        alone = in_chunks(self.vouchers, "_expire", 1)
        with self.late(voucher[0], days=2), notified, alone:
            self.vouchers._cron_expire()
            self.env["g2p.deferred"].sudo()._work_off("upkeep")
        self.assertEqual(voucher.search_count(issued), before - 1)

    def test_the_last_day_is_the_one_of_the_office(self):
        self.company.partner_id.tz = "America/Lima"  # five hours behind
        voucher = self.issue_voucher()
        with self.late(voucher, hours=28):
            self.assertTrue(self.verify(voucher.active_copy_id.payload, self.staff)["usable"])
            self.close()
            self.assertEqual(voucher.state, "issued")
        with self.late(voucher, hours=30):
            self.close()
        self.assertEqual(voucher.state, "expired")

    # === Printed vouchers === #
    def test_the_paper_was_issued_on_the_day_of_the_office(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        with freeze_time("2026-03-01 20:00:00"):
            copy = self.issue_voucher().active_copy_id.sudo()
            values = copy._template().with_user(self.issuer).sudo()._values(copy)
        self.assertEqual(values["issued_on"], "2 Mar 2026")
        self.assertEqual(values["valid_from"], values["issued_on"])

    def test_its_holder_reads_in_their_language_what_it_covers(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        voucher = self.create_voucher()
        manager = voucher.manager_id
        manager.with_context(lang="fr_FR").covers = "Chirurgie"
        self.assertEqual(voucher._holder_covers("fr_FR"), "Chirurgie")
        self.assertEqual(voucher._holder_covers("en_US"), "Surgery")
        manager.covers = "Something else"
        self.assertEqual(voucher._holder_covers("fr_FR"), "Surgery")

    def test_what_it_covers_is_written_in_the_language_of_the_paper(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        manager = self.voucher_manager
        manager.with_context(lang="fr_FR").covers = "Chirurgie"
        self.assertEqual(self.create_voucher().covers, "Surgery")
        manager.template_id = self.env["g2p.voucher.template"].create(
            {
                "name": "French",
                "lang": "fr_FR",
                "body": self.env.ref("g2p_voucher_template.voucher_template_default").body,
            }
        )
        self.assertEqual(self.create_voucher().covers, "Chirurgie")

    def test_odd_names_are_masked_printed_and_signed(self):
        for name, masked, printed in (
            ("Amina\nKaboré\t", "A•••• K••••", "Amina Kaboré"),
            ("\u200fليلى\u200e حسن", "ل•••• ح••••", "ليلى حسن"),
            ("🌸 Ana 🌸", "A••••", "🌸 Ana 🌸"),
            ("प्रिया शर्मा", "प•••• श••••", "प्रिया शर्मा"),
            ("x" * 300, "x••••", "x" * 300),
        ):
            voucher = self.create_voucher()
            voucher.partner_id.name = name
            voucher.with_user(self.issuer).action_issue()
            copy = voucher.active_copy_id.sudo()
            answer = self.verify(copy.payload, self.staff)
            self.assertEqual((answer["code"], answer["details"]["beneficiary"]), ("ok", masked))
            self.assertEqual(copy._template()._values(copy)["beneficiary"], printed)

    def test_a_name_is_printed_as_it_was_written_not_in_the_registrys_capitals(self):
        for name, given, additional, family, printed in (
            ("İBRAHIMOĞLU, AYŞE", "Ayşe", False, "İbrahimoğlu", "Ayşe İbrahimoğlu"),
            ("WEISS, ÄNNE", "Änne", False, "Weiß", "Änne Weiß"),
            ("ᲑᲔᲠᲘᲫᲔ, ᲓᲐᲕᲘᲗ", "დავით", False, "ბერიძე", "დავით ბერიძე"),
            ("DÍAZ, ANA LUZ", "Ana", "Luz", "Díaz", "Ana Luz Díaz"),
            # the name was changed since: its parts belong to the former one
            ("Rosa Mutua", "Ana", False, "Díaz", "Rosa Mutua"),
        ):
            voucher = self.create_voucher()
            voucher.partner_id.write(
                {"name": name, "given_name": given, "addl_name": additional, "family_name": family}
            )
            voucher.with_user(self.issuer).action_issue()
            copy = voucher.active_copy_id.sudo()
            self.assertEqual(copy._template()._values(copy)["beneficiary"], printed)
            answer = self.verify(copy.payload, self.staff)
            first = [word[0] for word in printed.split()]
            shown = [word[0] for word in answer["details"]["beneficiary"].split()]
            self.assertEqual(shown, first)

    def test_the_file_has_the_whole_number(self):
        self.voucher_manager.sequence_id = self.env["ir.sequence"].create(
            {"name": "Slashes", "prefix": "V/26/", "padding": 3, "company_id": False}
        )
        voucher = self.issue_voucher()
        self.assertEqual(voucher.name, "V/26/001")
        self.assertEqual(voucher.document_id.name, "V-26-001-1.pdf")

    # === Things in use === #
    def test_the_default_template_is_not_deleted(self):
        default = self.env.ref("g2p_voucher_template.voucher_template_default")
        with self.assertRaisesRegex(UserError, "that has none of its own"):
            default.unlink()
        default.active = False
        self.assertEqual(self.issue_voucher().state, "issued")

    def test_templates_and_numberings_are_of_the_same_company(self):
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        body = self.env.ref("g2p_voucher_template.voucher_template_default").body
        template = self.env["g2p.voucher.template"].create({"name": "Theirs", "body": body})
        numbering = self.env["ir.sequence"].create({"name": "Ours", "company_id": False})
        self.voucher_manager.write({"template_id": template.id, "sequence_id": numbering.id})
        for name, record in (("template_id", template), ("sequence_id", numbering)):
            theirs = record.copy({"company_id": foreign.id})
            with self.assertRaisesRegex(ValidationError, "another company"):
                self.voucher_manager[name] = theirs

    def test_numbers_that_many_get_at_once_have_gaps(self):
        refused = "^“%s” numbers requests of many people at the same moment: without gaps"
        for xmlid in ("sequence_voucher", "sequence_redemption"):
            sequence = self.env.ref(f"g2p_voucher_qr.{xmlid}")
            with (
                self.assertRaisesRegex(ValidationError, refused % sequence.name),
                self.cr.savepoint(),
            ):
                sequence.implementation = "no_gap"
        vals = {"name": "Ours", "implementation": "no_gap", "company_id": False}
        numbering = self.env["ir.sequence"].create(vals)
        with self.assertRaisesRegex(ValidationError, refused % "Ours"), self.cr.savepoint():
            self.voucher_manager.sequence_id = numbering
        numbering.implementation = "standard"
        self.voucher_manager.sequence_id = numbering
        with self.assertRaisesRegex(ValidationError, refused % "Ours"), self.cr.savepoint():
            numbering.implementation = "no_gap"

    def test_the_manager_follows_the_currency_of_its_company(self):
        # another company: one that has journal items, as with OpenG2P, keeps its currency
        company = self.env["res.company"].create({"name": "Relief in Switzerland"})
        program = self.env["g2p.program"].create({"name": "Aid", "company_id": company.id})
        manager = self.env[self.voucher_manager._name].create(
            {"name": "Vouchers", "program_id": program.id, "company_id": company.id}
        )
        wrapper = self.env["g2p.program.entitlement.manager"].create(
            {"program_id": program.id, "manager_ref_id": f"{manager._name},{manager.id}"}
        )
        program.write({"entitlement_managers": [(4, wrapper.id)]})
        cycle = self.cycle.copy({"name": "Theirs", "program_id": program.id})
        company.currency_id = self.env.ref("base.CHF")
        self.assertEqual(manager.currency_id.name, "CHF")
        voucher = self.create_voucher(cycle_id=cycle.id, company_id=company.id)
        self.assertEqual(voucher.currency_id.name, "CHF")

    def test_without_the_addon_a_programme_continues_with_openg2ps_manager(self):
        wrapper = self.program.entitlement_managers
        other = self.env["g2p.program.entitlement.manager"].create(
            {
                "program_id": self.env["g2p.program"].create({"name": "Cash"}).id,
                "manager_ref_id": f"g2p.program.entitlement.manager.default,{self.cash().id}",
            }
        )
        theirs = other.manager_ref_id
        self.voucher_manager.amount_per_cycle = 250
        uninstall_hook(self.env)
        self.assertEqual(self.program.entitlement_managers, wrapper)
        manager = wrapper.manager_ref_id
        self.assertEqual(manager._name, "g2p.program.entitlement.manager.default")
        self.assertEqual((manager.program_id, manager.amount_per_cycle), (self.program, 250))
        self.assertEqual(other.manager_ref_id, theirs)

    def test_without_the_addon_a_reference_to_nothing_is_gone(self):
        wrapper = self.program.entitlement_managers
        name = self.voucher_manager._name
        # as when somebody deleted the manager under it with SQL
        self.env.cr.execute(
            "UPDATE g2p_program_entitlement_manager SET manager_ref_id = %s WHERE id = %s",
            [f"{name},{self.voucher_manager.id + 1000}", wrapper.id],
        )
        self.env.invalidate_all()
        uninstall_hook(self.env)
        self.assertFalse(wrapper.exists())

    def cash(self):
        return self.env["g2p.program.entitlement.manager.default"].create(
            {"name": "Cash", "program_id": self.program.id}
        )

    # === Another key-encryption key === #
    def test_keys_are_reencrypted_when_the_secret_is_changed(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        private = vault.private_part(self.key)
        with patch.dict(os.environ, NEW_ONLY), self.assertRaisesRegex(UserError, "another key"):
            vault.private_part(self.key)
        with patch.dict(os.environ, CHANGED):
            self.assertEqual(self.issue_voucher().state, "issued", "before and meanwhile")
            message = keys.action_reencrypt()["params"]["message"]
        self.assertIn("re-encrypted", message)
        with patch.dict(os.environ, NEW_ONLY):
            self.assertEqual(vault.private_part(self.key), private)
            self.assertEqual(self.issue_voucher().state, "issued")
        with self.assertRaisesRegex(UserError, "another key"):
            vault.private_part(self.key)

    def test_pins_stay_valid_while_the_secret_is_changed(self):
        self.voucher_manager.presence = "pin"
        voucher = self.issue_voucher()
        text = voucher.active_copy_id.payload
        with patch("odoo.addons.g2p_voucher_qr.tools.pins.generate", lambda: "012345"):
            voucher.with_user(self.issuer).action_new_pin()
        vouchers = self.env["g2p.voucher"].with_user(self.staff)
        with patch.dict(os.environ, NEW_ONLY):
            self.assertEqual(vouchers.prove_presence(text, "012345")["code"], "pin_wrong")
        with patch.dict(os.environ, CHANGED):
            self.assertEqual(vouchers.prove_presence(text, "012346")["code"], "pin_wrong")
            self.assertTrue(vouchers.prove_presence(text, "012345")["ok"])
