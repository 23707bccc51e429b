from odoo import fields, models
from odoo.exceptions import UserError


class G2PCycleMembership(models.Model):
    """The participation of a registrant in a cycle."""

    _name = "g2p.cycle.membership"
    _description = "Cycle Membership"
    _order = "partner_id asc,id desc"

    partner_id = fields.Many2one(
        "res.partner",
        "Registrant",
        required=True,
        index=True,
        domain=[("is_registrant", "=", True)],
    )
    cycle_id = fields.Many2one("g2p.cycle", required=True, index=True)
    enrollment_date = fields.Date(default=fields.Date.today)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("enrolled", "Enrolled"),
            ("paused", "Paused"),
            ("exited", "Exited"),
            ("not_eligible", "Not Eligible"),
        ],
        default="draft",
    )

    _cycle_membership_unique = models.Constraint(
        "UNIQUE (partner_id, cycle_id)", "A registrant can be a member of a cycle only once."
    )

    def unlink(self):
        if any(record.cycle_id.state != "draft" for record in self):
            raise UserError(self.env._("Members can leave a cycle only while it is a draft."))
        return super().unlink()
