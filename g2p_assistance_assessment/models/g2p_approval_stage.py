from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.score import percent
from .g2p_assistance_criterion import APPLICATION


class G2PApprovalStage(models.Model):
    """The criteria by which the officers of a stage assess an application."""

    _inherit = "g2p.approval.stage"

    _audit_children = ("criterion_ids", "band_ids")

    criterion_ids = fields.One2many(
        "g2p.assistance.criterion",
        "stage_id",
        "Criteria",
        copy=True,
        context={"active_test": False},  # the form shows archived criteria as such
    )
    band_ids = fields.One2many("g2p.assistance.band", "stage_id", "Table of amounts", copy=True)
    criteria_preview = fields.Text("How it counts", compute="_compute_criteria_preview")

    @api.depends(
        "criterion_ids.name",
        "criterion_ids.kind",
        "criterion_ids.steps",
        "criterion_ids.weight",
        "criterion_ids.active",
        "band_ids.score_from",
        "band_ids.share_percent",
    )
    @api.depends_context("lang")
    def _compute_criteria_preview(self):
        for stage in self:
            stage.criteria_preview = "\n".join(stage._preview_lines()) or False

    def _preview_lines(self):
        """Sentences: the part of each criterion, an example, and the table of amounts."""
        form = self._describe_assessment([self.env.lang or "en_US"])
        unready = form and any(min(one["weight"], one["steps"] - 1) < 1 for one in form["criteria"])
        if not form or unready:  # numbers that saving refuses
            return []
        words, criteria = self.env["g2p.assistance.arithmetic"], form["criteria"]
        answers = self.env["g2p.assistance.criterion"]._middle(criteria)
        rows = words._rows(criteria, answers)
        return [
            *self._sentences_parts(criteria, rows),
            self.env._("Example, with answers in the middle:"),
            *(f"{row['label']}: {row['working']}" for row in rows),
            words._total(criteria, answers),
            *words._notes(criteria, answers),
            *self._sentences_bands(form["bands"]),
        ]

    def _sentences_parts(self, criteria, rows):
        total = sum(one["weight"] for one in criteria)
        return [
            self.env._(
                "%(criterion)s: weight %(weight)s of %(total)s, about %(percent)s %% of the score",
                criterion=row["label"],
                weight=one["weight"],
                total=total,
                percent=percent(one["weight"], total)[0],
            )
            for one, row in zip(criteria, rows, strict=True)
        ]

    def _sentences_bands(self, bands):
        return [
            self.env._(
                "From a score of %(start)s %%: %(share)s %% of the requested amount is suggested, "
                "up to the ceiling of the assistance",
                start=start,
                share=share,
            )
            for start, share in bands
        ]

    def _check_one_required(self, without=None):
        """Refuse criteria that may all stay unanswered: an assessment would have no score.

        :param without: criteria that are being deleted
        """
        for stage in self:
            criteria = stage.criterion_ids.filtered("active")
            criteria = criteria - without if without else criteria
            if criteria and not any(criteria.mapped("required")):
                raise ValidationError(
                    self.env._(
                        "No criterion of the stage %(stage)s needs an answer, so an assessment "
                        "could have no score. First switch on “Needs an answer” for another one.",
                        stage=stage.name,
                    )
                )

    # === What a case keeps === #

    def _prepare_step_vals(self, record, amount):
        vals = super()._prepare_step_vals(record, amount)
        form = None
        if self.requires_assessment and record._name == APPLICATION:
            langs = [code for code, _name in self.env["res.lang"].get_installed()]
            form = self._describe_assessment(langs)
        return {**vals, "assessment_form": form}

    def _describe_assessment(self, langs):
        """The active criteria and the table of amounts as data; None without criteria."""
        criteria = self.criterion_ids.filtered("active").sorted("sequence")
        if not criteria:
            return None
        bands = sorted((one.score_from, one.share_percent) for one in self.band_ids)
        return {"criteria": criteria._describe(langs), "bands": [list(one) for one in bands]}
