import os
import subprocess
import tempfile
from pathlib import Path
from unittest.mock import patch

import zxingcpp
from freezegun import freeze_time
from PIL import Image

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_document_store.tests.common import full_disk
from odoo.addons.g2p_voucher_template.tools import pdf

from ..models import g2p_voucher_issue
from .common import VoucherCase

PRINT_LOG = "odoo.addons.g2p_voucher_template.models.g2p_voucher_template_print"
DPI = 150


@tagged("post_install", "-at_install")
class TestVoucherPdf(VoucherCase):
    """With the real renderer."""

    def test_the_printed_qr_is_read_by_an_independent_decoder(self):
        voucher = self.issue_voucher()
        copy = voucher.active_copy_id
        page, count, words = self.render(copy.document_id._content())
        self.assertEqual(count, 2, "one for the provider, one for the holder")
        [found] = zxingcpp.read_barcodes(page)
        self.assertEqual(found.text, copy.payload)
        corner = found.position
        width = (corner.top_right.x - corner.top_left.x) / DPI * 25.4
        self.assertGreaterEqual(width, 35, "the QR has at least 35 mm")
        verdict = self.verify(found.text, self.staff)
        self.assertTrue(verdict["genuine"] and verdict["usable"])
        for text in (
            "Surgery aid",
            voucher.name,
            "Amina Kaboré",
            "born 1984",
            "1,000.00",
            "COPY 1",
            self.company.name,
            "To the service provider",
        ):
            self.assertIn(text, words)

    def test_a_body_that_does_not_fit_fails_with_a_sentence(self):
        template = self.env.ref("g2p_voucher_template.voucher_template_default")
        much = "<p>One more condition of this aid.</p>" * 120
        body = template.body.replace('<div class="foot">', much + '<div class="foot">')
        self.voucher_manager.template_id = template.copy({"paper": "A6", "body": body})
        voucher = self.create_voucher()
        with self.assertRaisesRegex(UserError, "one A6 page"):
            voucher.with_user(self.issuer).action_issue()

    def test_a_renderer_that_fails_issues_nothing(self):
        voucher = self.create_voucher()
        broken = patch.object(
            pdf.Wkhtmltopdf, "render", side_effect=pdf.PdfError("exit 1"), autospec=True
        )
        with broken:
            self.assert_not_made(voucher)

    def assert_not_made(self, voucher):
        sentence = (
            "The voucher could not be printed, so nothing was issued. Try again; if it happens "
            "again, contact the server's administrator."
        )
        with self.assertLogs(PRINT_LOG, "WARNING"), self.assertRaises(UserError) as refused:
            voucher.with_user(self.issuer).action_issue()
        self.assertEqual(str(refused.exception), sentence)
        self.assertEqual((voucher.state, len(voucher.copy_ids)), ("draft", 0))
        self.assertEqual(voucher.entitlement_id.state, "approved")

    def test_a_renderer_that_writes_garbage_or_nothing_issues_nothing(self):
        rubbish = (b"", b"\0" * 50, b"Segmentation fault", b"%PDF-1.4\n", b"%PDF-1.4\n%%EOF\n")
        for content in rubbish:
            with (
                self.subTest(content=content),
                patch.object(pdf.Wkhtmltopdf, "render", lambda *args, made=content: made),
            ):
                self.assert_not_made(self.create_voucher())

    def test_a_renderer_that_ends_without_a_word_has_a_sentence_too(self):
        done = subprocess.CompletedProcess([], 1, b"", b"")
        with patch.object(pdf.subprocess, "run", return_value=done):
            self.assert_not_made(self.create_voucher())

    def test_a_disk_without_room_issues_nothing(self):
        voucher = self.create_voucher()
        with (
            full_disk(self.env),
            mute_logger("odoo.addons.g2p_document_store.models.ir_attachment"),
            self.assertRaisesRegex(UserError, "The server cannot store files at the moment"),
        ):
            voucher.with_user(self.issuer).action_issue()
        self.assertEqual((voucher.state, len(voucher.copy_ids)), ("draft", 0))
        voucher.with_user(self.issuer).action_issue()
        self.assertEqual(voucher.state, "issued")

    def render(self, content):
        """First page as a picture, number of pages, words: as poppler reads the file."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "voucher.pdf"
            file.write_bytes(content)
            subprocess.run(["pdftoppm", "-r", str(DPI), "-png", file, file], check=True)
            words = subprocess.run(
                ["pdftotext", file, "-"], check=True, capture_output=True, text=True
            ).stdout
            pages = sorted(Path(folder).glob("*.png"))
            with Image.open(pages[0]) as page:
                return page.convert("RGB"), len(pages), " ".join(words.split())


@tagged("post_install", "-at_install")
class TestVoucherIssue(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()

    def issue(self, voucher, user=None):
        return voucher.with_user(user or self.issuer).action_issue()

    # === Several, without an addon for orders === #
    def test_several_are_checked_separately_and_the_refused_are_reported(self):
        vouchers = self.create_voucher() | self.create_voucher() | self.create_voucher()
        vouchers[0].entitlement_id.initial_amount = 5000
        action = g2p_voucher_issue.G2PVoucher.action_issue(vouchers.with_user(self.issuer))
        self.assertEqual(vouchers.mapped("state"), ["draft", "issued", "issued"])
        said = action["params"]["message"]
        self.assertTrue(said.startswith("Vouchers issued: 2. "), said)
        self.assertIn(f"Voucher {vouchers[0].name} does not match the decision", said)
        issued = vouchers[1:].with_user(self.issuer)
        action = g2p_voucher_issue.G2PVoucher.action_reissue(issued, "lost by the holders")
        self.assertEqual(action["params"]["message"], "Vouchers issued: 2.")
        self.assertEqual(issued.active_copy_id.mapped("number"), [2, 2])

    def test_more_than_one_transaction_can_take_are_refused(self):
        vouchers = self.create_voucher() | self.create_voucher()
        few = patch.object(g2p_voucher_issue, "CHUNK", 1)
        with few, self.assertRaisesRegex(UserError, "Choose at most 1 vouchers at a time."):
            g2p_voucher_issue.G2PVoucher.action_issue(vouchers.with_user(self.issuer))
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})

    def test_issue_signs_stores_and_moves_the_entitlement(self):
        voucher = self.issue_voucher()
        self.assertEqual(voucher.state, "issued")
        self.assertEqual(voucher.entitlement_id.state, "trans2FSP")
        self.assertEqual(voucher.issued_by_id, self.issuer)
        copy = voucher.active_copy_id
        self.assertEqual((copy.number, copy.state, copy.key_id), (1, "active", self.key))
        self.assertEqual(copy.document_id.mimetype, "application/pdf")
        self.assertEqual(copy.document_id.voucher_copy_id, copy)
        self.assertEqual(voucher.event_ids.sorted("id").mapped("state_to"), ["draft", "issued"])

    def test_the_qr_holds_no_name_and_no_id(self):
        copy = self.issue_voucher().active_copy_id
        self.assertNotIn("Kaboré", copy.payload)
        claims = self.env["g2p.voucher.copy"]._claims(copy.voucher_id, copy.key_id, b"0" * 16)
        self.assertEqual(claims.masked_name, "A•••• K••••")
        self.assertEqual((claims.amount_minor, claims.currency), (100_000, "USD"))

    def test_preparing_again_returns_the_same_voucher(self):
        voucher = self.create_voucher()
        again = self.env["g2p.voucher"]._create_for(voucher.entitlement_id)
        self.assertEqual(again, voucher)

    def test_entitlements_that_may_not_have_a_voucher_get_none(self):
        prepare = self.env["g2p.voucher"]._create_for
        yesterday = fields.Date.subtract(fields.Date.today(), days=1)
        for values in (
            {"state": "draft"},
            {"initial_amount": 0},
            {"valid_from": "2020-01-01", "valid_until": yesterday},
        ):
            with self.assertRaises(UserError), self.cr.savepoint():
                prepare(self.create_entitlement(**values))
        self.program.write({"entitlement_managers": [(5,)]})
        with self.assertRaisesRegex(UserError, "no QR voucher manager"):
            prepare(self.create_entitlement())

    def test_only_a_designated_issuing_officer_issues(self):
        voucher = self.create_voucher()
        for user in (self.stranger, self.manager, self.auditor, self.staff, self.visitor):
            with self.assertRaises(AccessError):
                self.issue(voucher, user)
        self.voucher_manager.issuer_ids += self.manager  # designated, without the role
        with self.assertRaises(AccessError):
            self.issue(voucher, self.manager)
        self.assertEqual(voucher.state, "draft")

    def test_an_officer_who_took_part_does_not_issue(self):
        voucher = self.create_voucher()
        authority = voucher.entitlement_id._voucher_authority()
        authority["excluded_users"] = self.issuer
        with self.authority(authority), self.assertRaisesRegex(AccessError, "took part"):
            self.issue(voucher)

    def test_the_beneficiary_cannot_issue_their_own_voucher(self):
        voucher = self.create_voucher()
        user = new_test_user(self.env, "vq_self", groups="g2p_voucher_key.group_voucher_issuer")
        user.partner_id = voucher.partner_id
        self.voucher_manager.issuer_ids += user
        with self.assertRaisesRegex(AccessError, "took part"):
            self.issue(voucher, user)

    def test_another_amount_currency_or_company_is_refused(self):
        voucher = self.create_voucher()
        authority = voucher.entitlement_id._voucher_authority()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        for change in (
            {"amount": 1000.01},
            {"currency": self.env.ref("base.EUR")},
            {"company": company},
        ):
            with (
                self.authority({**authority, **change}),
                self.assertRaisesRegex(UserError, "does not match"),
            ):
                self.issue(voucher)

    def test_an_entitlement_changed_after_approval_is_refused(self):
        voucher = self.create_voucher()
        authority = voucher.entitlement_id._voucher_authority()
        voucher.entitlement_id.initial_amount = 5000
        with self.assertRaisesRegex(UserError, "does not match"):
            self.issue(voucher)
        with (
            self.authority(authority),
            self.assertRaisesRegex(UserError, "does not match the decision"),
        ):
            self.issue(voucher)
        voucher.entitlement_id.write({"initial_amount": 1000, "state": "pending_validation"})
        with self.assertRaisesRegex(UserError, "no longer approved"):
            self.issue(voucher)

    def test_without_kek_or_active_key_nothing_is_issued(self):
        voucher = self.create_voucher()
        with (
            patch.dict(os.environ, {"G2P_VOUCHER_KEK": ""}),
            self.assertRaisesRegex(UserError, "G2P_VOUCHER_KEK"),
            self.cr.savepoint(),
        ):
            self.issue(voucher)
        self.assertEqual((voucher.state, len(voucher.copy_ids)), ("draft", 0))
        self.key._set_state("verify_only")
        with self.assertRaisesRegex(UserError, "no active voucher key"):
            self.issue(voucher)

    def test_a_second_live_voucher_is_refused_by_the_database(self):
        voucher = self.create_voucher()
        values = voucher.copy_data()[0]
        missing = ("name", "entitlement_id", "amount", "currency_id", "company_id")
        missing += ("program_id", "partner_id", "manager_id")
        for name in missing:
            field = voucher._fields[name]
            values[name] = field.convert_to_write(voucher[name], voucher)
        values["name"] = "V-other"
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(Exception, "one_live"),
            self.cr.savepoint(),
        ):
            self.env["g2p.voucher"].create(values)

    def test_reissue_revokes_the_former_copy_and_keeps_the_balance(self):
        voucher = self.issue_voucher()
        first = voucher.active_copy_id
        self.redeem(first.payload, 300)
        with self.assertRaises(UserError):
            voucher.with_user(self.issuer).action_reissue(" ")
        with self.assertRaises(AccessError):
            voucher.with_user(self.stranger).action_reissue("lost")
        voucher.with_user(self.issuer).action_reissue("lost")
        second = voucher.active_copy_id
        self.assertEqual((first.state, second.number), ("revoked", 2))
        self.assertEqual(self.verify(first.payload, self.staff)["code"], "copy_revoked")
        answer = self.verify(second.payload, self.staff)
        self.assertEqual(answer["details"]["amount_available"], 700)

    def test_only_an_issued_voucher_is_reissued_and_by_who_took_no_part(self):
        draft = self.create_voucher()
        with self.assertRaisesRegex(UserError, "its state is “To issue”"):
            draft.with_user(self.issuer).action_reissue("lost")
        self.assertFalse(draft.copy_ids)
        voucher = self.issue_voucher()
        voucher.partner_id.user_ids = self.issuer
        with self.assertRaisesRegex(AccessError, "took part"):
            voucher.with_user(self.issuer).action_reissue("lost")
        self.assertEqual(len(voucher.copy_ids), 1)

    def test_revoking_ends_voucher_copies_and_entitlement(self):
        voucher = self.issue_voucher()
        with self.assertRaises(UserError):
            voucher.with_user(self.issuer).action_revoke(None)
        for user in (self.stranger, self.auditor, self.staff):
            with self.assertRaises(AccessError):
                voucher.with_user(user).action_revoke("why")
        with self.closed() as closed:
            voucher.with_user(self.manager).action_revoke("wrong person")
        closed.assert_called_once()
        self.assertEqual(closed.call_args.args[-1], "revoked")
        self.assertEqual(voucher.state, "revoked")
        self.assertEqual(voucher.copy_ids.mapped("state"), ["revoked"])
        self.assertEqual(voucher.entitlement_id.state, "cancelled")
        with self.assertRaises(UserError):
            voucher.with_user(self.manager).action_revoke("again")

    def test_a_draft_is_cancelled_not_revoked(self):
        voucher = self.create_voucher()
        with self.closed() as closed:
            voucher.with_user(self.manager).action_revoke("mistake")
        self.assertEqual((voucher.state, closed.call_count), ("cancelled", 1))

    def test_a_partly_redeemed_entitlement_gets_no_new_voucher(self):
        voucher = self.issue_voucher()
        self.redeem(voucher.active_copy_id.payload, 300)
        voucher.with_user(self.manager).action_revoke("lost")
        voucher.entitlement_id.state = "approved"
        with self.assertRaisesRegex(UserError, "redeemed with a former"):
            self.env["g2p.voucher"]._create_for(voucher.entitlement_id)

    def test_expired_vouchers_are_closed_by_the_scheduler(self):
        voucher = self.issue_voucher()
        with self.closed() as closed:
            self.env["g2p.voucher"]._cron_expire()
            work_off(self.env, channel="upkeep")
            self.assertEqual(voucher.state, "issued")
            after = fields.Date.add(voucher.valid_until, days=2)
            with freeze_time(after):
                self.env["g2p.voucher"]._cron_expire()
                work_off(self.env, channel="upkeep")
        ours = [reason for (closing, reason), _ in closed.call_args_list if voucher in closing]
        self.assertEqual((voucher.state, ours), ("expired", ["expired"]))
        self.assertEqual(voucher.entitlement_id.state, "expired")

    def test_validity_ends_with_the_entitlement(self):
        today = fields.Date.today()
        end = fields.Date.add(today, days=10)
        voucher = self.issue_voucher(valid_from=today, valid_until=end)
        self.assertEqual((voucher.valid_from, voucher.valid_until), (today, end))

    def test_the_wizard_asks_and_acts(self):
        voucher = self.issue_voucher()
        wizard = self.env["g2p.voucher.reason"].with_user(self.issuer)
        form = {"voucher_ids": [(6, 0, voucher.ids)], "reason": "lost"}
        wizard.create({**form, "action": "reissue"}).action_confirm()
        self.assertEqual(len(voucher.copy_ids), 2)
        wizard.create({**form, "action": "revoke"}).action_confirm()
        self.assertEqual(voucher.state, "revoked")
        with self.assertRaises(AccessError):
            wizard.create(
                {"key_id": self.key.id, "reason": "x", "action": "revoke_key"}
            ).action_confirm()

    def test_a_reason_has_a_limit(self):
        voucher = self.issue_voucher().with_user(self.issuer).sudo(False)
        for action in (voucher.action_reissue, voucher.action_revoke):
            with self.assertRaisesRegex(UserError, "^A reason has at most 500 characters"):
                action("x" * 501)
        self.assertEqual((voucher.state, len(voucher.copy_ids)), ("issued", 1))

    def test_download_opens_the_document_store(self):
        voucher = self.issue_voucher()
        action = voucher.with_user(self.issuer).action_download()
        public_id = voucher.active_copy_id.document_id.public_id
        self.assertEqual(action["url"], f"/document/{public_id}")
        with self.assertRaises(AccessError):
            voucher.with_user(self.staff).action_download()

    def authority(self, answer):
        model = type(self.env["g2p.entitlement"])
        return patch.object(model, "_voucher_authority", lambda self: answer)

    def closed(self):
        return patch.object(type(self.env["g2p.voucher"]), "_on_closed", autospec=True)
