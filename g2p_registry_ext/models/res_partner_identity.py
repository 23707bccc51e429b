from odoo import api, models
from odoo.tools import SQL

#: kinds of groups whose members live together; members of a group without a kind do too
TOGETHER = ("group_kind_household", "group_kind_family")


class ResPartner(models.Model):
    """A person's keys in the registry: telephone numbers, household, members of a group."""

    _inherit = "res.partner"

    @api.model
    def _identity_models(self):
        return [*super()._identity_models(), "g2p.group.membership", "g2p.phone.number"]

    def _identity_bodies(self):
        # the keys of a household count for its members
        members = """
            SELECT "group", individual FROM g2p_group_membership
            WHERE "group" = ANY(%s) AND is_ended IS NOT TRUE
        """
        return [*super()._identity_bodies(), SQL(members, list(self.ids))]

    def _identity_parts(self):
        phone = """
            SELECT b.owner_id, 'phones', n.match_keys::text, n.is_stated IS NOT TRUE
            FROM body b JOIN g2p_phone_number n ON n.partner_id = b.partner_id
        """
        household = """
            SELECT b.owner_id, 'household', g.id::text, TRUE
            FROM body b JOIN g2p_group_membership m ON m.individual = b.partner_id
            JOIN res_partner g ON g.id = m."group"
            WHERE m.is_ended IS NOT TRUE AND (g.kind IS NULL OR g.kind IN (
                SELECT res_id FROM ir_model_data
                WHERE module = 'g2p_registry_group' AND name = ANY(%s)
            ))
        """
        return [*super()._identity_parts(), SQL(phone), SQL(household, list(TOGETHER))]

    def _users_tied(self):
        # sudo: see super(); ended accesses count too
        accesses_sudo = self.env["g2p.portal.access"].sudo().with_context(active_test=False)
        found = accesses_sudo.search([("registrant_id", "in", self.ids)])
        return super()._users_tied() | found.user_id

    # === A group that stops being a household === #

    def write(self, vals):
        if "kind" not in vals:
            return super().write(vals)
        with (self | self._members())._identity_changes():
            return super().write(vals)

    def unlink(self):
        with self._members()._identity_changes():
            return super().unlink()

    def _members(self):
        """Present and former members of these groups."""
        # sudo: the rule covers all members, for every user
        memberships_sudo = self.env["g2p.group.membership"].sudo()
        return memberships_sudo.search([("group", "in", self.ids)]).individual.sudo(False)
