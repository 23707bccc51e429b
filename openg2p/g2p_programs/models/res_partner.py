from odoo import api, fields, models


class ResPartner(models.Model):
    """Programmes, cycles and entitlements of a registrant."""

    _inherit = "res.partner"

    program_membership_ids = fields.One2many(
        "g2p.program_membership", "partner_id", "Program memberships"
    )
    cycle_ids = fields.One2many(
        "g2p.cycle.membership", "partner_id", "Cycle memberships of the registrant"
    )
    entitlement_ids = fields.One2many("g2p.entitlement", "partner_id", "Entitlements")
    program_membership_count = fields.Integer(compute="_compute_program_counts")
    entitlements_count = fields.Integer(compute="_compute_program_counts")

    @api.depends("program_membership_ids", "entitlement_ids")
    def _compute_program_counts(self):
        for record in self:
            record.program_membership_count = len(record.program_membership_ids)
            record.entitlements_count = len(record.entitlement_ids)
