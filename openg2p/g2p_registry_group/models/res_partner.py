from odoo import fields, models


class ResPartner(models.Model):
    """Fields of groups that persons do not have."""

    _inherit = "res.partner"

    kind = fields.Many2one("g2p.group.kind")
    kind_as_str = fields.Char("Kind name", related="kind.name")
    is_partial_group = fields.Boolean("Partial group")
