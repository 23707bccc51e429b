import io
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user
from odoo.tools import find_in_path

from ..tools import paper, pdf
from . import printed

#: OpenG2P's groups do not imply the internal user group
PLANNER = "base.group_user,g2p_programs.g2p_program_manager"
TEMPLATES = (
    "voucher_template_a4",
    "voucher_template_default",
    "voucher_template_a6",
    "voucher_template_arabic_a4",
    "voucher_template_arabic",
    "voucher_template_arabic_a6",
)


class Photograph(pdf.PdfRenderer):
    """Another renderer: its pages contain no drawing orders of wkhtmltopdf, only what is
    visible."""

    def render(self, html, size, seconds=pdf.TIMEOUT):
        drawn = pdf.Wkhtmltopdf(find_in_path("wkhtmltopdf")).render(html, size, seconds)
        first, *rest = printed.pages(drawn, dpi=paper.DPI)
        target = io.BytesIO()
        first.save(target, "PDF", resolution=paper.DPI, save_all=True, append_images=rest)
        return target.getvalue()


class PaperMixin:
    """The addon's templates, and another renderer for them."""

    def template(self, name="voucher_template_default"):
        return self.env.ref(f"g2p_voucher_template.{name}")

    def wide(self, template, width):
        """The template with its QR code this wide, in per cent of its column."""
        part = '<div t-out="qr"/>'
        self.assertIn(part, template.body)
        return template.body.replace(part, f'<div style="width:{width}%" t-out="qr"/>')

    def other_renderer(self):
        return patch.object(type(self.template()), "_renderer", lambda self: Photograph())


class TemplateCase(PaperMixin, TransactionCase):
    """Users who may write templates."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.manager = new_test_user(cls.env, "vt_manager", groups=PLANNER)
