from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase
from odoo.addons.g2p_voucher_template.tests import printed
from odoo.addons.g2p_voucher_template.tests.common import PaperMixin
from odoo.addons.g2p_voucher_template.tools import pdf

PRINT_LOG = "odoo.addons.g2p_voucher_template.models.g2p_voucher_template_print"


@tagged("post_install", "-at_install")
class TestVoucherPaper(PaperMixin, VoucherCase):
    """With the real renderer; read by programs that are independent of the addon."""

    def order(self, vouchers):
        vouchers.with_user(self.issuer).action_issue()
        return self.env["g2p.voucher.batch"].search([], limit=1)

    def test_each_file_of_a_batch_holds_its_own_qr_and_no_other(self):
        self.voucher_manager._template().holder_side = True
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
            self.assertEqual(len(printed.pages(content)), 2, "one for the holder")
            [(text, _width)] = printed.codes(content)
            self.assertEqual(text, voucher.active_copy_id.payload)
            texts.add(text)
            others = (vouchers - voucher).mapped("name")
            seen = printed.words(content)
            self.assertEqual(seen.count(voucher.name), 2, "on both pages")
            self.assertFalse([name for name in others if name in seen])
            self.assertLess(len(content), 80_000, "nothing of the other pages is dragged along")
        self.assertEqual(len(texts), 12)

    def test_a_voucher_that_overflows_its_page_fails_alone(self):
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

    def test_many_vouchers_report_it_each_and_none_is_half_issued(self):
        vouchers = self.create_voucher() | self.create_voucher()
        with (
            patch.object(pdf.Wkhtmltopdf, "render", lambda *args: b"rubbish"),
            self.assertLogs(PRINT_LOG, "WARNING"),
        ):
            action = vouchers.with_user(self.issuer).action_issue()
        lines = self.env["g2p.voucher.batch"].browse(action["res_id"]).line_ids
        self.assertEqual(set(lines.mapped("state")), {"failed"})
        for line in lines:
            self.assertTrue(line.message.startswith("The voucher could not be printed"))
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})
        self.assertFalse(vouchers.copy_ids)
