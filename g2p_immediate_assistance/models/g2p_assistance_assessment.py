from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: the need, as the officer judges it at a stage that has no criteria
NEED = [("1", "1 – low"), ("2", "2"), ("3", "3 – middle"), ("4", "4"), ("5", "5 – very high")]


class G2PAssistanceAssessment(models.Model):
    """An officer's assessment of an application at a stage."""

    _name = "g2p.assistance.assessment"
    _description = "Assessment"
    _inherit = "g2p.kept.mixin"
    _order = "id"
    _rec_name = "officer_id"

    application_id = fields.Many2one(
        "g2p.assistance.application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    step_id = fields.Many2one(
        "g2p.approval.step", required=True, readonly=True, ondelete="restrict"
    )
    step_name = fields.Char(related="step_id.name", string="Stage")
    officer_id = fields.Many2one(
        "res.users", required=True, readonly=True, default=lambda self: self.env.uid
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    need_score = fields.Selection(NEED, "Need", help="At stages without criteria.")
    remarks = fields.Text(required=True)
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    currency_id = fields.Many2one(related="application_id.currency_id")
    amount_recommended = fields.Monetary()

    _one_per_officer_uniq = models.Constraint(
        "UNIQUE (step_id, officer_id)", "You have already written an assessment for this stage."
    )

    @api.model
    def _save_for(self, application, step, vals):
        """Create or update the current officer's assessment of an open step.

        :param dict vals: need_score, remarks, amount_recommended
        """
        if not step or application._approval_step_at_work() != step:
            raise AccessError(self.env._("You are not deciding this application now."))
        vals = self._checked_vals(application, step, vals)
        # sudo: assessments are written only through their step
        mine_sudo = self.sudo().search(
            [("step_id", "=", step.id), ("officer_id", "=", self.env.uid)], limit=1
        )
        if mine_sudo:
            mine_sudo.write({**vals, "date": fields.Datetime.now()})
            return mine_sudo
        return mine_sudo.create(
            {
                **vals,
                "application_id": application.id,
                "step_id": step.id,
                "officer_id": self.env.uid,
            }
        )

    @api.model
    def _checked_vals(self, application, step, vals):
        """Hook: the values to store; refuse those that are no assessment of the step."""
        if not vals.get("need_score"):
            raise UserError(
                self.env._(
                    "The assessment of %(case)s has no need score. Choose one, from 1 (low) to "
                    "5 (very high).",
                    case=application.display_name,
                )
            )
        return vals

    def _kept_sentences(self):
        by_engine = self.env._("Assessments are written in the decision dialog.")
        return {
            "create": by_engine,
            "write": by_engine,
            "unlink": self.env._("Assessments cannot be deleted."),
        }

    def write(self, vals):
        self._refuse_users("write")
        if any(assessment.step_id.state != "open" for assessment in self):
            raise UserError(
                self.env._("The stage is decided, so its assessment cannot be changed.")
            )
        return super().write(vals)
