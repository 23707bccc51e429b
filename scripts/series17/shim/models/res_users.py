from odoo import fields, models


class ResUsers(models.Model):
    """19.0's names of relations, for reading; 17.0's users contain implied groups too."""

    _inherit = "res.users"

    group_ids = fields.Many2many(related="groups_id", string="Groups (19.0 name)")
    all_group_ids = fields.Many2many(related="groups_id", string="All groups (19.0 name)")
