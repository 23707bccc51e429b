from odoo import fields, models


class G2PAssistanceType(models.Model):
    """The pre-check of a type."""

    _inherit = "g2p.assistance.type"
    _portal_fields = ("precheck_ids",)

    _audit_children = ("document_ids", "question_ids", "precheck_ids")

    precheck_ids = fields.One2many(
        "g2p.assistance.precheck",
        "type_id",
        "Pre-check",
        copy=True,
        context={"active_test": False},  # the form shows archived questions as such
    )

    def _prechecks(self):
        """The questions that people are asked now."""
        return self.precheck_ids.filtered("active")
