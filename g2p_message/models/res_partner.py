from odoo import api, models
from odoo.tools import email_normalize

from odoo.addons.g2p_suite_base.tools import phones


class ResPartner(models.Model):
    """The addresses of a person that messages may use."""

    _inherit = "res.partner"

    def _message_addresses(self, channel):
        """{id: address} for those who have one, for many at once; under sudo, in the company that
        writes."""
        return {**self._message_own_addresses(channel), **self._message_confirmed(channel)}

    def _message_confirmed(self, channel):
        """Hook: {id: address} for those whose address is known to be theirs; for many at once.

        It comes before the contact's own, which anybody at the account can type.
        """
        return {}

    def _message_own_addresses(self, channel):
        each = ((partner.id, partner._message_own_address(channel)) for partner in self)
        return {ident: address for ident, address in each if address}

    def _message_own_address(self, channel):
        """The contact's own address: an e-mail address, or a number in E.164."""
        if channel == "email":
            return email_normalize(self.email or "") or ""
        company = self.company_id or self.env.company
        number = self._message_number(self.phone, self.country_id, company.country_id)
        return number if self.env.company._message_reaches(number) else ""

    @api.model
    def _message_number(self, text, *countries):
        """The one number that a text contains, in E.164, or an empty text.

        :param countries: whose national notation it may have
        """
        found = phones.keys(text, [country.code for country in countries if country])
        return found[0] if len(found) == 1 and found[0].startswith("+") else ""
