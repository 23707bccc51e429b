from odoo import api, fields, models


class ResPartner(models.Model):
    """Groups know their members, persons their groups."""

    _inherit = "res.partner"

    group_membership_ids = fields.One2many("g2p.group.membership", "group", "Group members")
    individual_membership_ids = fields.One2many(
        "g2p.group.membership", "individual", "Group memberships"
    )
    z_ind_grp_num_individuals = fields.Integer(
        "Number of individuals", compute="_compute_num_individuals", store=True
    )

    @api.depends("group_membership_ids.is_ended", "is_group")
    def _compute_num_individuals(self):
        for record in self:
            members = record.group_membership_ids.filtered(lambda m: not m.is_ended)
            record.z_ind_grp_num_individuals = len(members) if record.is_group else 0
