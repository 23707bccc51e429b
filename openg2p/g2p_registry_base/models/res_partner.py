from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """A registrant is a contact: a person or a group."""

    _inherit = "res.partner"

    # The original makes company_id required; here only the default is used, because
    # core creates contacts without a company (public user, new companies).
    company_id = fields.Many2one(default=lambda self: self.env.company)
    is_registrant = fields.Boolean("Registrant", index=True)
    is_group = fields.Boolean("Group")
    registration_date = fields.Date()
    address = fields.Text()
    civil_status = fields.Char()
    occupation = fields.Char()
    income = fields.Float()
    district = fields.Many2one("g2p.district")
    tags_ids = fields.Many2many("g2p.registrant.tags", string="Registrant tags")
    reg_ids = fields.One2many("g2p.reg.id", "partner_id", "Registrant IDs")
    phone_number_ids = fields.One2many("g2p.phone.number", "partner_id", "Phone numbers")
    related_1_ids = fields.One2many("g2p.reg.rel", "destination", "Related to registrant 1")
    related_2_ids = fields.One2many("g2p.reg.rel", "source", "Related to registrant 2")
    disabled = fields.Datetime("Date disabled")
    disabled_by = fields.Many2one("res.users")
    disabled_reason = fields.Text("Reason for disabling")

    @api.onchange("phone_number_ids")
    def phone_number_ids_change(self):
        """Show the numbers in use in the contact's own phone field."""
        numbers = self.phone_number_ids.filtered(lambda p: not p.disabled).mapped("phone_no")
        self.phone = ", ".join(number for number in numbers if number)

    @api.constrains("registration_date")
    def _check_registration_date(self):
        today = fields.Date.today()
        for record in self:
            if record.registration_date and record.registration_date > today:
                raise ValidationError(self.env._("The registration date is in the future."))

    def enable_registrant(self):
        """Bring disabled registrants back; the reason goes with the mark."""
        self.filtered("disabled").write(
            {"disabled": False, "disabled_by": False, "disabled_reason": False}
        )
