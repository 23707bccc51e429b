from odoo import api, fields, models
from odoo.exceptions import ValidationError


class GenderType(models.Model):
    """A gender that a registrant may have; none is shipped."""

    _name = "gender.type"
    _description = "Gender Type"
    _rec_name = "code"

    code = fields.Char()
    value = fields.Char()
    active = fields.Boolean(default=True)

    @api.constrains("code")
    def _check_name(self):
        for record in self:
            if not record.code:
                raise ValidationError(self.env._("A gender needs a code."))
