from odoo import api, models
from odoo.exceptions import ValidationError


class IrSequence(models.Model):
    """Numbers that people get at the same moment may have gaps: without them one row would be
    changed for everybody, and each would wait for the one before, or fail."""

    _inherit = "ir.sequence"

    @api.constrains("implementation", "code")
    def _check_gaps(self):
        for sequence in self:
            if sequence.implementation != "standard" and sequence._numbers_people():
                raise ValidationError(
                    self.env._(
                        "“%(name)s” numbers what is done for many people at the same moment: "
                        "without gaps each would wait for the one before. Choose the "
                        "implementation “Standard”.",
                        name=sequence.name,
                    )
                )

    # === HOOKS === #
    def _numbers_people(self):
        """Whether it numbers what unrelated people do at the same moment; an addon adds its own."""
        return False
