from odoo import api, models
from odoo.exceptions import ValidationError


class IrSequence(models.Model):
    """Numbers taken by many people at once may have gaps: a sequence without gaps updates one row
    for everybody, so each request would wait for the one before, or fail."""

    _inherit = "ir.sequence"

    @api.constrains("implementation", "code")
    def _check_gaps(self):
        for sequence in self:
            if sequence.implementation != "standard" and sequence._numbers_people():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” numbers requests of many people at the same moment: without "
                        "gaps, each would wait for the one before. Choose the implementation "
                        "“Standard”.",
                        name=sequence.name,
                    )
                )

    # === HOOKS === #
    def _numbers_people(self):
        """Hook: whether unrelated people take its numbers at the same moment; an addon adds its
        own."""
        return False
