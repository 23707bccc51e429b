from odoo import models

#: an account that OdooBot has not written to yet
UNTOUCHED = (False, "not_initialized")


class ResUsers(models.Model):
    """Officers' accounts: what they have taken becomes free, and no chat covers their work."""

    _inherit = "res.users"

    def _on_archived(self):
        result = super()._on_archived()
        # sudo: as the superuser, since an administrator need not be an officer
        held_sudo = self.env["g2p.approval.hold"].sudo().search([("user_id", "in", self.ids)])
        self.env["g2p.approval.hold"]._drop(held_sudo.step_id)
        return result

    def write(self, vals):
        done = super().write(vals)
        if "company_ids" in vals or self._audit_moves_roles(vals):
            self._end_holds()
        return done

    def _on_seen_cases_changed(self):
        super()._on_seen_cases_changed()
        self._end_holds()

    def _end_holds(self):
        """Make the cases free that these users have taken and can no longer decide."""
        self.env["g2p.approval.hold"]._end_unable([("user_id", "in", self.ids)])

    # === OdooBot: its greeting at the first sign-in covers the screen of a phone === #

    def _update_last_login(self):
        self._quiet_odoobot()
        return super()._update_last_login()

    def _quiet_odoobot(self):
        """Switch OdooBot off for officers whom it has not greeted yet; others' choice stays.

        The field exists where Odoo's addon ``mail_bot`` is installed. At the sign-in, since a role
        comes in many ways: with the account, later, or by a group that includes it.
        """
        if "odoobot_state" not in self._fields:
            return
        for user_sudo in self.sudo():  # sudo: users do not write this field
            if user_sudo.odoobot_state in UNTOUCHED and user_sudo._has_suite_role():
                user_sudo.odoobot_state = "disabled"

    def _has_suite_role(self):
        """Whether the user has a role that an addon of the suite or of OpenG2P brings."""
        brought = [("model", "=", "res.groups"), ("module", "=like", "g2p\\_%")]
        mine = [*brought, ("res_id", "in", self.all_group_ids.ids)]
        # sudo: reads names of roles only; not every user may
        found_sudo = self.env["ir.model.data"].sudo().search(mine, limit=1)
        return bool(found_sudo)
