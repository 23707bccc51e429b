from odoo import fields, models


class G2PFormerKey(models.Model):
    """Former keys of providers."""

    _inherit = "g2p.former.key"

    provider_id = fields.Many2one(
        "g2p.service.provider", readonly=True, index=True, ondelete="cascade"
    )
