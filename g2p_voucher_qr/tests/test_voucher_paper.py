from unittest.mock import patch

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_voucher_template.models import g2p_voucher_template_print as template_print
from odoo.addons.g2p_voucher_template.tests import printed
from odoo.addons.g2p_voucher_template.tests.common import TEMPLATES, PaperMixin
from odoo.addons.g2p_voucher_template.tools import paper

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPaper(PaperMixin, VoucherCase):
    """With the real renderer; read by programs that are independent of the addon."""

    def test_another_renderer_issues_each_with_its_own_qr(self):
        vouchers = self.env["g2p.voucher"].union(*(self.create_voucher() for _n in range(3)))
        with self.other_renderer():
            vouchers.with_user(self.issuer)._issue_together()
        self.assertEqual(set(vouchers.mapped("state")), {"issued"})
        for voucher in vouchers:
            [(text, _width)] = printed.codes(voucher.document_id._content())
            self.assertEqual(text, voucher.active_copy_id.payload)

    def test_without_a_program_that_reads_qr_codes_another_renderer_issues_nothing(self):
        voucher = self.create_voucher()
        refused = self.assertRaisesRegex(UserError, "voucher could not be printed")
        with (
            patch.object(paper, "zxingcpp", None),
            self.other_renderer(),
            self.assertLogs(template_print.__name__, "WARNING") as logged,
            refused,
        ):
            voucher.with_user(self.issuer).action_issue()
        self.assertIn("zxing-cpp is not installed", logged.output[0])
        self.assertEqual(voucher.state, "draft")

    def test_characters_that_change_the_direction_are_not_printed(self):
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
        refused = self.assertRaisesRegex(ValidationError, "prints squares below 0.45 mm")
        with refused, self.env.cr.savepoint():
            manager.profile = "jwt"
        manager.write({"template_id": roomy.id, "profile": "jwt"})
        refused = self.assertRaisesRegex(ValidationError, "prints squares below 0.45 mm")
        with refused, self.env.cr.savepoint():
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
