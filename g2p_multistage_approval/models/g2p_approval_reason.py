from odoo import fields, models


class G2PApprovalReason(models.Model):
    """A reason for rejecting or returning: a code for statistics, a text for the person."""

    _name = "g2p.approval.reason"
    _description = "Approval Reason"
    _inherit = ["g2p.company.mixin"]
    _order = "action, code"

    code = fields.Char(required=True)
    name = fields.Char("Internal text", required=True, translate=True)
    public_text = fields.Text(
        translate=True, help="The text for the person: plain words, and what they can do next."
    )
    action = fields.Selection(
        [("reject", "Reject"), ("return", "Request information")],
        required=True,
        default="reject",
    )
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        help="Empty: for all companies; created and changed by administrators only.",
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "This reason code already exists.")

    def _init_column(self, column_name):
        # reasons created before companies existed stay shared
        if column_name != "company_id":
            super()._init_column(column_name)
