from odoo import api, fields, models


class G2PDocument(models.Model):
    """Documents of an application: the link that its record rules use."""

    _inherit = "g2p.document"
    _portal_fields = ("application_id",)

    application_id = fields.Many2one(
        "g2p.assistance.application",
        compute="_compute_application_id",
        store=True,
        index=True,
    )

    @api.depends("res_model", "res_id")
    def _compute_application_id(self):
        for document in self:
            owned = document.res_model == "g2p.assistance.application"
            document.application_id = document.res_id if owned else False
