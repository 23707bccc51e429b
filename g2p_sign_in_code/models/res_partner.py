from odoo import api, models
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import folding


class ResPartner(models.Model):
    """The person whom an ID number names."""

    _inherit = "res.partner"

    @api.model
    def _of_id_number(self, number):
        """The one person with this ID number, under sudo; empty for none, and for several: which of
        them is meant is not guessed."""
        key = folding.identifier(number)
        ids_sudo = self.env["g2p.reg.id"].sudo()  # sudo: before signing in; nothing is shown
        if not key:
            return self.sudo().browse()  # sudo: as above
        ids_sudo.flush_model()
        query = "SELECT id FROM g2p_reg_id WHERE string_to_array(match_keys, ' ') @> ARRAY[%s]"
        self.env.cr.execute(SQL(query, key))
        found = ids_sudo.browse([ident for (ident,) in self.env.cr.fetchall()])
        people = found.filtered(lambda row: row._names_its_person()).partner_id
        people = people.filtered(lambda person: person._can_sign_in())
        return people if len(people) == 1 else people.browse()

    def _can_sign_in(self):
        """Whether this is a person of the register who is in it now."""
        return self.active and self.is_registrant and not self.is_group and not self.disabled
