from odoo import api, fields, models


class G2PAssistanceCompare(models.TransientModel):
    """The dialog that shows a case beside the persons and cases that resemble it."""

    _name = "g2p.assistance.compare"
    _inherit = "g2p.dialog.mixin"
    _description = "Compare a Case"

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, ondelete="cascade"
    )
    table = fields.Html(
        compute="_compute_table",
        sanitize=False,  # rendered here, from escaped texts
    )

    @api.depends("application_id")
    @api.depends_context("uid", "lang")
    def _compute_table(self):
        for dialog in self:
            case = dialog.application_id._origin
            dialog.table = case._case_block("compare", columns=case._compare_columns())
