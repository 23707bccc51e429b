from odoo import fields, models

from .g2p_assistance_question import texts_in


class G2PAssistanceType(models.Model):
    """A type's own questions, in addition to or instead of the usual ones."""

    _inherit = "g2p.assistance.type"
    _portal_fields = ("asks_treatment", "amount_label", "question_ids")

    _audit_fields = ("asks_treatment", "amount_label")
    _audit_children = ("document_ids", "question_ids")

    asks_treatment = fields.Boolean(
        "Ask about treatment and hospital",
        default=True,
        help="Off for a crisis that is not medical, such as a house fire: the pages then ask for "
        "no treatment, hospital and day of the treatment, and do not speak of a patient.",
    )
    amount_label = fields.Char(
        "Question about the amount",
        translate=True,
        help="Empty: “How much does it cost?”",
    )
    question_ids = fields.One2many(
        "g2p.assistance.question",
        "type_id",
        "Questions",
        context={"active_test": False},  # the form shows archived questions as such
    )

    def copy(self, default=None):
        """Copy the questions too; a condition refers to the question of the copy."""
        copies = super().copy(default)
        for kind, copied in zip(self, copies, strict=True):
            if "question_ids" not in (default or {}):
                kind._copy_questions(copied)
        return copies

    def _copy_questions(self, copied):
        copy_of = {}
        for question in self.question_ids.sorted(lambda one: one._place()):
            condition = {
                "shown_if_id": copy_of[question.shown_if_id].id if question.shown_if_id else False,
                "shown_if_option_ids": [(6, 0, question._options_of(copy_of).ids)],
            }
            copy_of[question] = question.copy({"type_id": copied.id, **condition})

    def _describe(self, langs):
        """The present questions as data, which a submitted application keeps."""
        asked = self.question_ids.filtered("active")
        labels = {lang: self.with_context(lang=lang).amount_label or "" for lang in langs}
        return {
            "asks_treatment": self.asks_treatment,
            "amount_label": labels,
            "questions": asked._describe(langs),
        }


class G2PAssistanceTypeDocument(models.Model):
    """The documents that a type asks for."""

    _inherit = "g2p.assistance.type.document"

    def _describe(self, langs):
        """The documents as data, in their order, which a submitted application keeps too."""
        helps = texts_in(self, "help", langs)
        return [
            {
                "type": line.document_type_id.id,
                "required": line.required,
                "help": helps[line.id],
            }
            for line in self
        ]
