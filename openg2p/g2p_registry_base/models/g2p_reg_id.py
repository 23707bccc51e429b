import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PRegID(models.Model):
    """An identity document of a registrant: one per registrant and type."""

    _name = "g2p.reg.id"
    _description = "Registrant ID"
    _order = "id desc"
    _rec_names_search = ["value", "partner_id.name"]

    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, index=True, ondelete="cascade"
    )
    id_type = fields.Many2one("g2p.id.type", required=True)
    id_type_as_str = fields.Char(related="id_type.name")
    value = fields.Char(size=100, index=True)
    expiry_date = fields.Date()
    status = fields.Selection([("invalid", "Invalid"), ("valid", "Valid")])
    description = fields.Char()

    @api.depends("id_type", "value")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.id_type.name or ''} {record.value or ''}".strip()

    @api.constrains("partner_id", "id_type")
    def _check_unique_id_type(self):
        for record in self:
            same = [
                ("partner_id", "=", record.partner_id.id),
                ("id_type", "=", record.id_type.id),
                ("id", "!=", record.id),
            ]
            if self.search_count(same, limit=1):
                raise ValidationError(
                    self.env._(
                        "The registrant has an ID of type %(type)s already.",
                        type=record.id_type.name,
                    )
                )

    @api.constrains("id_type", "value")
    def _check_value(self):
        for record in self:
            pattern = record.id_type.id_validation
            if record.value and pattern and not re.fullmatch(pattern, record.value):
                raise ValidationError(
                    self.env._(
                        "This is not a valid number for the ID type %(type)s.",
                        type=record.id_type.name,
                    )
                )
