from odoo import api, fields, models


class G2PApprovalHoldEvent(models.Model):
    """One taking, releasing or reassigning of a case: when, by whom, and whom it concerned.

    The row of a taken case shows the present only. By these rows a supervisor sees who keeps which
    cases from the other officers.
    """

    _name = "g2p.approval.hold.event"
    _description = "Taking or Releasing of a Case"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "action"

    request_id = fields.Many2one(
        "g2p.approval.request", required=True, readonly=True, index=True, ondelete="cascade"
    )
    step_id = fields.Many2one(
        "g2p.approval.step", "Stage", required=True, readonly=True, ondelete="cascade"
    )
    step_name = fields.Char(related="step_id.name", string="Name of the stage")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    action = fields.Selection(
        [("take", "Taken"), ("release", "Released"), ("reassign", "Reassigned")],
        required=True,
        readonly=True,
    )
    officer_id = fields.Many2one(
        "res.users",
        "Officer concerned",
        readonly=True,
        ondelete="restrict",
        help="From whom a manager released the case, or to whom it was reassigned.",
    )

    def _kept_sentences(self):
        return {
            "create": self.env._("This row is added when an officer takes or releases a case."),
            "write": self.env._("The log of taken cases cannot be changed."),
            "unlink": self.env._("The log of taken cases cannot be deleted."),
        }

    @api.model
    def _append(self, step, action, officer=None):
        """Add a row about the step, by the current user."""
        step_sudo = step.sudo()  # sudo: users have no right to add a row
        self.sudo().create(  # sudo: as above
            {
                "request_id": step_sudo.request_id.id,
                "step_id": step.id,
                "company_id": step_sudo.company_id.id,
                "user_id": self.env.uid,
                "action": action,
                "officer_id": officer.id if officer else False,
            }
        )
