from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import moments

ROW = Markup("<tr><th scope='row' class='w-50'>%s</th><td>%s</td></tr>")
TABLE = Markup("<table class='table table-sm mb-1'><tbody>%s</tbody></table>")
LINE = Markup("<p class='mb-1'>%s</p>")
LINK = Markup("<a href='%s' target='_blank' rel='noopener'>%s</a>")
BLOCK = Markup("<section class='o_g2p_assessment mb-4'><h4>%s</h4>%s</section>")


class G2PAssistanceAssessment(models.Model):
    """An assessment as people read it: who, the arithmetic, the remarks, the files."""

    _inherit = "g2p.assistance.assessment"

    arithmetic = fields.Text(
        compute="_compute_arithmetic", help="The score and the suggested amount, line by line."
    )
    explanation = fields.Html(
        compute="_compute_explanation",
        sanitize=False,  # made here, from escaped texts
        exportable=False,
        help="The whole assessment as a block of text, for screens.",
    )

    @api.depends("line_ids", "suggestion", "need_score")
    @api.depends_context("lang")
    def _compute_arithmetic(self):
        for assessment in self:
            rows, sentences = assessment._explained()
            lines = [f"{row['label']}: {row['working']}" for row in rows]
            assessment.arithmetic = "\n".join([*lines, *sentences]) or False

    @api.depends("line_ids", "suggestion", "need_score", "remarks", "amount_recommended", "date")
    @api.depends_context("lang", "tz", "uid")
    def _compute_explanation(self):
        for assessment in self:
            assessment.explanation = assessment._block()

    def _explained(self):
        """The rows of the criteria, and the sentences below them."""
        lines = self.line_ids._latest()
        if not lines:
            return self._explained_need(), []
        words = self.env["g2p.assistance.arithmetic"]
        criteria, answers = lines._as_criteria(), lines._as_answers()
        suggested = words._sentence_suggested(self.suggestion, self.currency_id)
        sentences = [words._total(criteria, answers), *words._notes(criteria, answers), suggested]
        return words._rows(criteria, answers), [one for one in sentences if one]

    def _explained_need(self):
        """The row of an assessment without criteria."""
        field = self._fields["need_score"]
        labels = dict(field._description_selection(self.env))
        label = field._description_string(self.env)
        return [{"label": label, "working": labels[self.need_score]}] if self.need_score else []

    def _block(self):
        rows, sentences = self._explained()
        table = Markup().join(ROW % (row["label"], row["working"]) for row in rows)
        parts = [
            TABLE % table,
            *(LINE % one for one in sentences),
            *self._recommended(),
            LINE % Markup("<br/>").join(self.remarks.splitlines()),
            *self._links(),
        ]
        return BLOCK % (self._heading(), Markup().join(parts))

    def _heading(self):
        when = moments.shown(self.env, self.date, self.company_id)
        return f"{self.step_name} · {self.officer_id.display_name} · {when}"

    def _recommended(self):
        if not self.amount_recommended:
            return []
        amount = self.currency_id.format(self.amount_recommended)
        return [LINE % self.env._("Recommended amount: %(amount)s", amount=amount)]

    def _links(self):
        """The files, by the addresses of the store, which log who opens them."""
        links = [LINK % (one._url(view=True), one.name) for one in self.document_ids]
        if not links:
            return []
        return [LINE % (Markup("%s %s") % (self.env._("Files:"), Markup(", ").join(links)))]
