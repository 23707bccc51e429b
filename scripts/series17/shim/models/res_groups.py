from odoo import fields, models


class ResGroups(models.Model):
    """19.0's names of relations, for reading."""

    _inherit = "res.groups"

    user_ids = fields.Many2many(related="users", string="Users (19.0 name)")
    all_user_ids = fields.Many2many(related="users", string="All users (19.0 name)")
    all_implied_ids = fields.Many2many(
        related="trans_implied_ids", string="All implied groups (19.0 name)"
    )
