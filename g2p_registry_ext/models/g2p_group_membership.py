from odoo import api, models


class G2PGroupMembership(models.Model):
    """Former members of a household still count as tied for a while."""

    _name = "g2p.group.membership"
    _inherit = ["g2p.group.membership", "g2p.company.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        memberships = super().create(vals_list)
        memberships.individual._invalidate_identity()
        return memberships

    def write(self, vals):
        if not vals.keys() & {"group", "individual", "ended_date", "is_ended"}:
            return super().write(vals)
        with (self.individual | self.group)._identity_changes():
            return super().write(vals)

    def unlink(self):
        with (self.individual | self.group)._identity_changes():
            return super().unlink()
