import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PIDType(models.Model):
    """A kind of identity document, with the form its numbers take."""

    _name = "g2p.id.type"
    _description = "ID Type"
    _order = "name ASC"

    name = fields.Char()
    id_validation = fields.Char(
        string="ID validation",
        help="A regular expression that the whole number must match.",
    )

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if not record.name:
                raise ValidationError(self.env._("An ID type needs a name."))
            same = [("name", "=", record.name), ("id", "!=", record.id)]
            if self.search_count(same, limit=1):
                raise ValidationError(
                    self.env._("The ID type %(name)s exists already.", name=record.name)
                )

    @api.constrains("id_validation")
    def _check_id_validation(self):
        for record in self:
            try:
                re.compile(record.id_validation or "")
            except re.error as err:
                raise ValidationError(
                    self.env._(
                        "The pattern %(pattern)s cannot be understood: %(why)s.",
                        pattern=record.id_validation,
                        why=err,
                    )
                ) from err
