from odoo import fields, models


class ResPartner(models.Model):
    """What a group has that a person has not."""

    _inherit = "res.partner"

    kind = fields.Many2one("g2p.group.kind")
    kind_as_str = fields.Char("Kind name", related="kind.name")
    is_partial_group = fields.Boolean("Partial group")
