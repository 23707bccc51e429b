from odoo import api, models


class ResPartner(models.Model):
    """The person whom an ID number names."""

    _inherit = "res.partner"

    @api.model
    def _of_id_number(self, number):
        """The one person with this ID number, under sudo; empty for none, and for several: which of
        them is meant is not guessed."""
        found_sudo = self.env["g2p.reg.id"]._with_number(number)
        people_sudo = found_sudo.filtered(lambda row: row._is_in_force()).partner_id
        people_sudo = people_sudo.filtered(lambda person: person._is_in_registry())
        return people_sudo if len(people_sudo) == 1 else people_sudo.browse()
