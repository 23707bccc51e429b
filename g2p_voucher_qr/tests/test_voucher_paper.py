from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_voucher_template.models import g2p_voucher_template_print as template_print
from odoo.addons.g2p_voucher_template.tests import printed
from odoo.addons.g2p_voucher_template.tests.common import TEMPLATES, PaperMixin
from odoo.addons.g2p_voucher_template.tools import paper, pdf

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPaper(PaperMixin, VoucherCase):
    """With the real renderer; read by programs that know nothing of the addon."""

    def order(self, vouchers):
        vouchers.with_user(self.issuer).action_issue()
        return self.env["g2p.voucher.batch"].search([], limit=1)

    def test_each_file_of_a_batch_holds_its_own_qr_and_no_other(self):
        vouchers = self.env["g2p.voucher"].union(*(self.create_voucher() for _n in range(12)))
        runs = patch.object(
            pdf.Wkhtmltopdf, "render", autospec=True, side_effect=pdf.Wkhtmltopdf.render
        )
        with runs as render:
            self.order(vouchers)
        self.assertEqual(render.call_count, 1, "one renderer process for all")
        self.assertEqual(set(vouchers.mapped("state")), {"issued"})
        texts = set()
        for voucher in vouchers:
            content = voucher.document_id._content()
            self.assertEqual(len(printed.pages(content)), 1)
            [(text, _width)] = printed.codes(content)
            self.assertEqual(text, voucher.active_copy_id.payload)
            texts.add(text)
            others = (vouchers - voucher).mapped("name")
            seen = printed.words(content)
            self.assertIn(voucher.name, seen)
            self.assertFalse([name for name in others if name in seen])
            self.assertLess(len(content), 80_000, "nothing of the other pages is dragged along")
        self.assertEqual(len(texts), 12)

    def test_one_that_overflows_its_page_fails_alone(self):
        self.voucher_manager.template_id = self.template("voucher_template_a6")
        vouchers = self.env["g2p.voucher"].union(*(self.create_voucher() for _n in range(5)))
        vouchers[2].partner_id.name = "Wilhelmina Oyelaran " * 40
        batch = self.order(vouchers)
        self.assertEqual(vouchers.mapped("state"), ["issued"] * 2 + ["draft"] + ["issued"] * 2)
        self.assertEqual(batch.progress, "4 of 5 issued, 1 failed")
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.voucher_id, vouchers[2])
        self.assertIn("one A6 page", failed.message)
        self.assertFalse(vouchers[2].copy_ids | vouchers[2].active_copy_id)
        self.assertFalse(vouchers[2].valid_until)
        for voucher in vouchers - vouchers[2]:
            [(text, _width)] = printed.codes(voucher.document_id._content())
            self.assertEqual(text, voucher.active_copy_id.payload)

    def test_another_renderer_issues_each_with_its_own_qr(self):
        vouchers = self.env["g2p.voucher"].union(*(self.create_voucher() for _n in range(3)))
        with self.other_renderer():
            self.order(vouchers)
        self.assertEqual(set(vouchers.mapped("state")), {"issued"})
        for voucher in vouchers:
            [(text, _width)] = printed.codes(voucher.document_id._content())
            self.assertEqual(text, voucher.active_copy_id.payload)

    def test_without_a_program_that_reads_qr_codes_another_renderer_issues_nothing(self):
        voucher = self.create_voucher()
        refused = self.assertRaisesRegex(UserError, "paper could not be made")
        with (
            patch.object(paper, "zxingcpp", None),
            self.other_renderer(),
            self.assertLogs(template_print.__name__, "WARNING") as logged,
            refused,
        ):
            voucher.with_user(self.issuer).action_issue()
        self.assertIn("zxing-cpp is not installed", logged.output[0])
        self.assertEqual(voucher.state, "draft")

    def test_characters_that_turn_the_writing_are_not_printed(self):
        voucher = self.create_voucher()
        voucher.partner_id.name = "Amina \u202eEROM DNA\u202c\u0007"
        voucher.with_user(self.issuer).action_issue()
        values = self.template()._values(voucher.active_copy_id.sudo())
        self.assertEqual(values["beneficiary"], "Amina EROM DNA")

    def test_a_programme_with_jwt_needs_a_template_with_room_for_it(self):
        mine = {"company_id": self.company.id}
        narrow, roomy = self.template().copy(mine), self.template().copy(mine)
        narrow.body = self.wide(narrow, 71)  # about 37 mm: enough for the squares of a CWT
        manager = self.voucher_manager.with_user(self.manager)
        manager.template_id = narrow
        with self.assertRaisesRegex(ValidationError, "prints squares below 0.45 mm"):
            manager.profile = "jwt"
        manager.write({"template_id": roomy.id, "profile": "jwt"})
        with self.assertRaisesRegex(ValidationError, "prints squares below 0.45 mm"):
            manager.template_id = narrow
        with self.assertRaisesRegex(ValidationError, "prints squares below 0.45 mm"):
            roomy.with_user(self.manager).body = narrow.body
        answer = roomy.with_user(self.manager).preview_draft(
            narrow.body, "A5", as_pdf=True, template_id=roomy.id
        )
        self.assertIn("prints squares below 0.45 mm", answer["error"])

    def test_a_word_of_capitals_breaks_and_the_voucher_is_issued(self):
        for name in TEMPLATES:
            self.voucher_manager.template_id = self.template(name)
            for letters in ("W" * 24, "M" * 35, "ABCDEFGHIJKLMNOPQRSTUVWXYZWMWMWMWM" * 2, "و" * 60):
                voucher = self.create_voucher()
                voucher.partner_id.name = letters[:60]
                with self.subTest(name, letters=letters[:9]):
                    voucher.with_user(self.issuer).action_issue()
                    self.assertEqual(voucher.state, "issued")
                    content = voucher.document_id._content()
                    [(text, _width)] = printed.codes(content)
                    self.assertEqual(text, voucher.active_copy_id.payload)
                    if letters.isascii() and "arabic" not in name:
                        self.assertIn(letters[:60], printed.words(content).replace(" ", ""))
