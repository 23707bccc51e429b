import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PPhoneNumber(models.Model):
    """A telephone number of a registrant."""

    _name = "g2p.phone.number"
    _description = "Phone Number"
    _order = "id desc"
    _rec_name = "phone_no"

    partner_id = fields.Many2one(
        "res.partner", "Registrant", required=True, index=True, ondelete="cascade"
    )
    phone_no = fields.Char("Phone number", required=True)
    phone_sanitized = fields.Char(compute="_compute_phone_sanitized", store=True, index=True)
    country_id = fields.Many2one("res.country")
    date_collected = fields.Date(default=fields.Date.today)
    disabled = fields.Datetime("Date disabled")
    disabled_by = fields.Many2one("res.users")

    @api.depends("phone_no")
    def _compute_phone_sanitized(self):
        """Digits with a leading plus: enough to compare numbers."""
        for record in self:
            digits = re.sub(r"\D", "", record.phone_no or "")
            plus = "+" if (record.phone_no or "").strip().startswith(("+", "00")) else ""
            record.phone_sanitized = digits and plus + (
                digits.removeprefix("00") if plus else digits
            )

    @api.constrains("phone_no")
    def _check_phone_no(self):
        for record in self:
            if not re.fullmatch(r"[+\d][\d\s().\-/]{4,24}", record.phone_no.strip()):
                raise ValidationError(
                    self.env._("%(number)s is not a telephone number.", number=record.phone_no)
                )
