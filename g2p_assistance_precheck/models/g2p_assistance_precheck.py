from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.g2p_suite_base.tools import typed


class G2PAssistancePrecheck(models.Model):
    """A question of the pre-check: with which answers the assistance is probably not given."""

    _name = "g2p.assistance.precheck"
    _description = "Question of a Pre-check"
    _inherit = ["g2p.portal.sight.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    # public like the criteria: the page compares the answers as the reader
    _portal_fields = (
        "type_id",
        "sequence",
        "kind",
        "label",
        "help",
        "against_yes_no",
        "option_ids",
        "lowest",
        "highest",
        "explanation",
        "active",
    )
    _order = "sequence, id"
    _rec_name = "label"

    _audit_fields = (
        "type_id",
        "kind",
        "label",
        "help",
        "against_yes_no",
        "lowest",
        "highest",
        "explanation",
        "active",
    )
    _audit_children = ("option_ids",)

    type_id = fields.Many2one("g2p.assistance.type", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="type_id.company_id", store=True, precompute=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("yes_no", "Yes or no"),
            ("choice", "One of several answers"),
            ("number", "Whole number"),
        ],
        "Kind of answer",
        required=True,
        default="yes_no",
    )
    label = fields.Char("Question", required=True, translate=True)
    help = fields.Char(translate=True, help="A short explanation below the question.")
    against_yes_no = fields.Selection(
        [("yes", "Yes"), ("no", "No")], "Probably not with the answer"
    )
    option_ids = fields.One2many(
        "g2p.assistance.precheck.option", "precheck_id", "Answers to choose from", copy=True
    )
    lowest = fields.Integer(
        "Probably not below", help="0: no number is too low. The number itself is not too low."
    )
    highest = fields.Integer(
        "Probably not above", help="0: no number is too high. The number itself is not too high."
    )
    explanation = fields.Text(
        required=True,
        translate=True,
        help="What people read with such an answer: why they probably do not get the assistance, "
        "and what else they can do.",
    )
    active = fields.Boolean(default=True)

    # === CHECKS === #

    @api.constrains("kind", "against_yes_no", "option_ids", "lowest", "highest")
    def _check_answers(self):
        for check in self:
            why = check._why_no_question()
            if why:
                raise ValidationError(why)

    def _why_no_question(self):
        """Why the question cannot be asked like this, as a sentence; False if it can."""
        if self.kind == "choice" and len(self.option_ids) < 2:
            return self.env._(
                "“%(question)s” needs at least two answers to choose from.", question=self.label
            )
        if self.kind == "number" and (
            not 0 <= self.lowest <= typed.HIGHEST
            or not 0 <= self.highest <= typed.HIGHEST
            or (self.highest and self.lowest > self.highest)
        ):
            return self.env._(
                "Numbers of “%(question)s” are between 0 and %(most)s, and the lower one is not "
                "above the higher one.",
                question=self.label,
                most=typed.HIGHEST,
            )
        return False

    # === Answers: compared in memory, never stored === #

    def _input_name(self):
        return f"check_{self.id}"

    def _choices(self):
        """The answers to choose from, as (value, label); none for a number."""
        if self.kind == "yes_no":
            return self._fields["against_yes_no"]._description_selection(self.env)
        if self.kind == "choice":
            return [(str(option.id), option.label) for option in self.option_ids]
        return []

    def _read_answer(self, raw):
        """The answer as typed, as (value, None) or (None, sentence)."""
        if self.kind == "number":
            return self._read_number(raw)
        if raw in dict(self._choices()):
            return raw, None
        return None, self.env._("Choose an answer: %(question)s", question=self.label)

    def _read_number(self, raw):
        try:
            value = typed.whole(raw, 0, typed.HIGHEST)
        except typed.Unreadable:
            value = None
        if value is not None:
            return value, None
        return None, self.env._(
            "Enter a whole number in digits, at most %(most)s: %(question)s",
            most=typed.HIGHEST,
            question=self.label,
        )

    def _is_against(self, value):
        """Whether the assistance is probably not given with this answer."""
        if self.kind == "yes_no":
            return value == self.against_yes_no
        if self.kind == "choice":
            against = self.option_ids.filtered("is_against")
            return value in [str(option.id) for option in against]
        return value < self.lowest or bool(self.highest and value > self.highest)
