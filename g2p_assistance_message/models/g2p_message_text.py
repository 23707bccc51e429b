from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PMessageText(models.Model):
    """A programme can have texts of its own."""

    _inherit = "g2p.message.text"

    program_id = fields.Many2one(
        "g2p.program",
        "Programme",
        index=True,
        ondelete="cascade",
        help="Empty: for all programmes that have no text of their own.",
    )

    @api.model
    def _scope_fields(self):
        return [*super()._scope_fields(), "program_id"]

    @api.constrains("program_id", "company_id")
    def _check_program_company(self):
        for text in self:
            owner = text.program_id.sudo().company_id  # sudo: only compared
            if owner and owner != text.company_id:
                raise ValidationError(
                    self.env._("A text of a programme belongs to the programme's company.")
                )

    @api.constrains("program_id")
    def _check_words_of_program(self):
        """A text that moves to another programme can silence it."""
        self._check_words()
