from odoo import api, fields, models


class G2PApprovalRequest(models.Model):
    """Place and programme of the case, by which record rules limit who sees it."""

    _inherit = "g2p.approval.request"

    area_id = fields.Many2one(
        "g2p.area", "Place", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    program_id = fields.Many2one("g2p.program", "Programme", readonly=True, ondelete="restrict")
    is_moved = fields.Boolean(
        readonly=True, help="Somebody gave the case to the officers of another area."
    )

    @api.model
    def _prepare_vals(self, record, policy, amount, number):
        vals = super()._prepare_vals(record, policy, amount, number)
        if record._name == "g2p.assistance.application":
            vals.update(area_id=record.area_id.id, program_id=record.program_id.id)
        return vals

    def _moved_by(self):
        """The users who gave this case to the officers of another area."""
        if not self.is_moved:
            return self.env["res.users"]
        rows = self.env["g2p.assistance.placement"].search(
            [("request_id", "=", self.id), ("is_move", "=", True)]
        )
        return rows.user_id
