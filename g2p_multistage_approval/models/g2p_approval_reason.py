from odoo import fields, models


class G2PApprovalReason(models.Model):
    """Why officers reject or return: a code for statistics, a text for the person."""

    _name = "g2p.approval.reason"
    _description = "Approval Reason"
    _order = "action, code"

    code = fields.Char(required=True)
    name = fields.Char("Internal text", required=True, translate=True)
    public_text = fields.Text(
        translate=True, help="What the person reads. Plain words, and what can be done next."
    )
    action = fields.Selection(
        [("reject", "Reject"), ("return", "Return for information")],
        required=True,
        default="reject",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "This reason code exists already.")
