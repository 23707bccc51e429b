from markupsafe import Markup

from odoo import api, fields, models

ADDON = "g2p_assistance_question"


class G2PAssistanceApplication(models.Model):
    """The own questions and answers as officers see and export them, in their language."""

    _inherit = "g2p.assistance.application"

    own_answers_text = fields.Text(
        "Answers to the type's questions",
        compute="_compute_own_answers_shown",
        help="One line for each question of the type, for lists and exports.",
    )
    own_answers_table = fields.Html(
        "Answers to the type's questions (table)",
        compute="_compute_own_answers_shown",
        sanitize=False,  # made here, from escaped texts
        exportable=False,
    )

    @api.depends("asked", "own_answers", "type_id")
    @api.depends_context("lang")
    def _compute_own_answers_shown(self):
        line, row = "%s: %s", Markup("<tr><th class='w-50'>%s</th><td>%s</td></tr>")
        for application in self:
            found = application._own_lines()
            application.own_answers_text = "\n".join(line % one for one in found) or False
            rows = Markup().join(row % (label, self._in_lines(text)) for label, text in found)
            table = Markup("<table class='table table-sm mb-0'>%s</table>") % rows
            application.own_answers_table = table if found else False

    def _own_lines(self):
        """(label, answer) of each own question that applies."""
        questions, answers, apply = self._own_answered()
        asked = [question for question in questions if question.code in apply]
        return [(one.label, self._own_text(one, answers.get(one.code))) for one in asked]

    @api.model
    def _in_lines(self, text):
        return Markup("<br/>").join(text.split("\n"))

    # === HOOKS === #

    @api.model
    def _why_not_without(self, addon):
        """Decisions are bound to the frozen questions and answers, which go with the addon."""
        if addon != ADDON:
            return super()._why_not_without(addon)
        cases = self._in_progress([]).filtered("asked")
        return cases._sentence_answers_rest() if cases else False

    def _sentence_answers_rest(self):
        return self.env._(
            "Applications in progress whose decisions are bound to own questions and answers: "
            "%(count)s, for example %(names)s. Without this addon nobody could decide them or "
            "issue their vouchers. Uninstall it when they are withdrawn or rejected, or their "
            "vouchers are used up, expired or revoked.",
            **self._count_and_names(),
        )
