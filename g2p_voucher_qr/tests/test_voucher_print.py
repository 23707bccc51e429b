from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_template.tests import printed

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPrint(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voucher = cls.issue_voucher()

    def test_only_designated_officers_print_issued_vouchers(self):
        for user in (self.stranger, self.manager, self.staff, self.visitor):
            with self.assertRaises(AccessError):
                self.voucher.with_user(user).action_print()
        draft = self.create_voucher().with_user(self.issuer)
        with self.assertRaises(UserError):
            draft.action_print()

    def test_each_is_printed_on_as_many_sheets_as_the_programme_wants(self):
        self.voucher_manager.sheets = 2
        both = self.voucher | self.issue_voucher()
        action = both.with_user(self.issuer).action_print()
        self.voucher.invalidate_recordset(["event_ids"])  # the newest first
        self.assertIn("sheets: 2", self.voucher.event_ids[0].reason)
        self.authenticate("vq_issuer", "vq_issuer")
        paper = self.url_open(action["url"])
        texts = [text for text, _width in printed.codes(paper.content)]
        first, second = both.mapped("active_copy_id.payload")
        self.assertEqual(texts, [first, first, second, second])
        words = printed.words(both[1].document_id._content())
        self.assertIn("COPY 1", words)
        self.assertIn("Printed on 2 sheets", words)

    def test_its_page_for_the_holder_has_the_vouchers_own_facts(self):
        self.voucher_manager._template().holder_side = True
        self.company.write({"phone": "+254 700 000 100", "email": "office@relief.example"})
        voucher = self.issue_voucher()
        words = printed.words(voucher.document_id._content())
        for text in (
            "This side is for you",
            f"Voucher {voucher.name}, {voucher.program_id.name}",
            "1,000.00",
            "Ask the office where you can use it.",
            f"Ask {self.company.name}, +254 700 000 100, office@relief.example",
        ):
            self.assertIn(text, words)
        self.assertNotIn("PIN", words)
        self.voucher_manager.presence = "pin"
        self.assertIn(
            "Type your PIN yourself", printed.words(self.issue_voucher().document_id._content())
        )

    def test_it_is_in_the_language_of_the_holder_if_that_is_installed(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.voucher_manager._template()
        voucher = self.create_voucher()
        voucher.partner_id.lang = "fr_FR"
        self.assertEqual(template._holder_facts(voucher)["lang"], "fr_FR")
        self.assertIn("1 000,00", template._holder_facts(voucher)["amount"])
        voucher.partner_id.lang = False
        self.assertEqual(template._holder_facts(voucher)["lang"], template._language())

    def test_of_many_to_print_those_that_are_not_issued_are_reported(self):
        draft = self.create_voucher()
        action = (self.voucher | draft).with_user(self.issuer).action_print()
        with self.assertRaises(UserError) as refused:
            draft.with_user(self.issuer).action_print()
        self.assertEqual(action["params"]["message"], str(refused.exception))
        self.assertEqual(action["params"]["next"]["url"], f"/voucher/print?ids={self.voucher.id}")
        self.voucher.invalidate_recordset(["event_ids"])  # the newest first
        self.assertIn("printed", self.voucher.event_ids[0].reason)
        self.assertFalse(draft.event_ids.filtered(lambda event: "printed" in (event.reason or "")))

    def test_none_to_print_is_refused_with_all_reasons(self):
        drafts = self.create_voucher() | self.create_voucher()
        with self.assertRaises(UserError) as refused:
            drafts.with_user(self.issuer).action_print()
        for draft in drafts:
            self.assertIn(draft.name, str(refused.exception))

    def test_others_get_no_file_to_print(self):
        url = f"/voucher/print?ids={self.voucher.id}"
        for login in ("vq_stranger", "vq_manager", "vq_staff"):
            self.authenticate(login, login)
            self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("vq_issuer", "vq_issuer")
        for odd in ("", "?ids=", "?ids=0,-1,x,99999999999"):
            self.assertEqual(self.url_open(f"/voucher/print{odd}").status_code, 404)
