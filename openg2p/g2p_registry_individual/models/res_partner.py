from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """Fields of persons that groups do not have."""

    _inherit = "res.partner"

    family_name = fields.Char()
    given_name = fields.Char()
    addl_name = fields.Char("Additional name")
    birthdate = fields.Date("Date of birth")
    birthdate_not_exact = fields.Boolean("Approximate birthdate")
    birth_place = fields.Char()
    age = fields.Char(compute="_compute_age")
    gender = fields.Selection(selection="_get_dynamic_selection")

    @api.model
    def _get_dynamic_selection(self):
        # sudo: the list of genders is no secret and is needed by every user who sees the field
        options = self.env["gender.type"].sudo().search([])
        return [(option.value, option.code) for option in options]

    @api.constrains("gender")
    def _check_gender(self):
        # a selection that is made at run time is not checked by the framework
        known = {value for value, _label in self._get_dynamic_selection()}
        for record in self:
            if record.gender and record.gender not in known:
                raise ValidationError(
                    self.env._("%(gender)s is not a listed gender.", gender=record.gender)
                )

    @api.constrains("birthdate", "registration_date")
    def _check_registered_after_birth(self):
        for record in self:
            born, registered = record.birthdate, record.registration_date
            if born and registered and registered < born:
                raise ValidationError(
                    self.env._("Nobody is registered before being born: check both dates.")
                )

    @api.onchange("is_group", "family_name", "given_name", "addl_name")
    def name_change(self):
        """FAMILY, GIVEN ADDL: the name of a person is made of its parts."""
        if self.is_group:
            return
        given = " ".join(part for part in (self.given_name, self.addl_name) if part)
        self.name = ", ".join(part for part in (self.family_name, given) if part).upper()

    @api.depends("birthdate")
    def _compute_age(self):
        for record in self:
            record.age = record.compute_age_from_dates(record.birthdate)

    def compute_age_from_dates(self, partner_dob):
        """Age in whole years as text, as OpenG2P gives it."""
        if not partner_dob:
            return self.env._("No Birthdate!")
        return str(relativedelta(fields.Date.today(), partner_dob).years)
