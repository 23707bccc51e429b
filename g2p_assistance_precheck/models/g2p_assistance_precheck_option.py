from odoo import fields, models


class G2PAssistancePrecheckOption(models.Model):
    """An answer of the pre-check to choose from."""

    _name = "g2p.assistance.precheck.option"
    _description = "Answer of a Pre-check"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _portal_fields = ("precheck_id", "sequence", "label", "is_against")
    _order = "sequence, id"
    _rec_name = "label"

    _audit_fields = ("precheck_id", "label", "is_against")

    precheck_id = fields.Many2one(
        "g2p.assistance.precheck", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="precheck_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    label = fields.Char("Answer", required=True, translate=True)
    is_against = fields.Boolean("Probably not")
