from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.own_question import CODE


class G2PAssistanceQuestionOption(models.Model):
    """An answer to choose from."""

    _name = "g2p.assistance.question.option"
    _description = "Answer to Choose From"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _portal_fields = ("question_id", "sequence", "code", "label")
    _order = "sequence, id"
    _rec_name = "label"

    _audit_fields = ("question_id", "code", "label")

    question_id = fields.Many2one(
        "g2p.assistance.question", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="question_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True, help="Short name of the answer in stored cases, such as own.")
    label = fields.Char("Answer", required=True, translate=True)

    _code_uniq = models.Constraint(
        "UNIQUE (question_id, code)", "Two answers of a question have the same code."
    )

    @api.constrains("code")
    def _check_code(self):
        for option in self:
            if not CODE.fullmatch(option.code):
                raise ValidationError(
                    self.env._(
                        "The code of the answer “%(label)s” must begin with a small letter and "
                        "contain only small letters, digits and _: %(code)s",
                        label=option.label,
                        code=option.code,
                    )
                )

    def write(self, vals):
        self.env["g2p.assistance.question"]._refuse_other(self, vals, ("code", "question_id"))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _check_unused(self):
        """Refuse to delete an answer on which another question depends."""
        # sudo: the question may be one of another user's; only its label is shown
        asking_sudo = self.env["g2p.assistance.question"].sudo()
        asking = asking_sudo.with_context(active_test=False).search(
            [("shown_if_option_ids", "in", self.ids), ("id", "not in", self.question_id.ids)],
            limit=1,
        )
        if asking:
            raise UserError(
                self.env._(
                    "The question “%(question)s” is asked only with this answer. Change its "
                    "condition first.",
                    question=asking.label,
                )
            )
