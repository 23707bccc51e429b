from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalDecide(models.TransientModel):
    """The dialog of a decision; all checks are in the step."""

    _name = "g2p.approval.decide"
    _inherit = "g2p.approval.verdict.dialog"
    _description = "Decide"

    instructions = fields.Text(related="shown_step_id.instructions", related_sudo=False)
    second_officer = fields.Char(compute="_compute_second_officer")
    action = fields.Selection(
        [
            ("approve", "Approve"),
            ("return", "Request information"),
            ("reject", "Reject"),
        ],
        "Your decision",
        required=True,
        default="approve",
    )
    note = fields.Text("Internal note")

    @api.depends("step_id")
    @api.depends_context("uid")
    def _compute_second_officer(self):
        self.step_id.check_access("read")
        for wizard in self:
            # sudo: the rule looks at the whole case, for every user
            wizard.second_officer = wizard.step_id.sudo()._why_second_officer(self.env.user)

    def action_confirm(self):
        """Decide; all checks are in the step."""
        self.ensure_one()
        if self.action == "approve":
            self.step_id.action_approve(self.amount, self.note, self._text_of_approval())
        elif self.action == "reject":
            self.step_id.action_reject(self.reason_id.code, self.note, self.public_text)
        else:
            self.step_id.action_return(self.public_text)
        return actions.close()

    def _text_of_approval(self):
        """Why less is granted, as typed; None where the dialog does not show it.

        :raises UserError: when there is a text although nothing less is granted
        """
        if self.currency_id.compare_amounts(self.amount, self.amount_requested) < 0:
            return self.public_text
        if self.public_text and self.amount_policy != "keep":
            raise UserError(
                self.env._(
                    "%(case)s is granted in full, so the text for the person, which says why less "
                    "is granted, would not be shown. Delete the text, or grant less.",
                    case=self.case_name,
                )
            )
        return None
