from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.file import file_response


class PreviewController(http.Controller):
    """Template preview, for its editors."""

    @http.route(
        "/voucher/template/<int:template_id>/preview",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def preview(self, template_id):
        """The template with example values, for users who may write templates: one that is
        shared by all companies too, which they copy."""
        templates = request.env["g2p.voucher.template"]
        template = templates.browse(template_id).exists()
        if not (template and templates.has_access("write") and template.has_access("read")):
            raise request.not_found()
        content = template._pdf(template._example_values())
        return file_response("voucher-template.pdf", content, "application/pdf")
