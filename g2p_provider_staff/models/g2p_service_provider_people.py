from odoo import api, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import moments

from ..const import ADMINISTER, KNOWN


class G2PServiceProvider(models.Model):
    """Management of a provider's people by its administrators, called by their pages.

    Administrators reach their own provider only, and give themselves nothing: another
    administrator or the office does, so that one person alone cannot redeem and claim.
    """

    _inherit = "g2p.service.provider"

    # === Who may === #

    @api.model
    def _administered(self):
        """The provider whose people the user manages, under sudo.

        :raises AccessError: for everybody else
        """
        user = self.env.user
        provider_sudo = user._service_provider(KNOWN, role=ADMINISTER)
        if not provider_sudo:
            raise AccessError(
                user._why_no_role(ADMINISTER)
                or self.env._(
                    "Your account does not act for an active service provider. Ask the programme "
                    "office."
                )
            )
        return provider_sudo

    @api.model
    def _administered_now(self):
        """The same provider with its staff locked, to change them.

        :raises UserError: while it is suspended
        """
        provider_sudo = self._administered()
        if provider_sudo.state != "active":
            raise UserError(
                self.env._(
                    "%(name)s is suspended, so its staff cannot change now. Contact the programme "
                    "office.",
                    name=provider_sudo.name,
                )
            )
        provider_sudo._hold_staff()
        return provider_sudo

    # === The people === #

    @api.model
    def _portal_people(self):
        """The staff of the user's provider: [{id, name, login, roles, last, is_me}]."""
        rows_sudo = self._administered().staff_ids
        logs_sudo = self.env["res.users.log"].sudo()  # sudo: only of staff of the user's provider
        own = [("create_uid", "in", rows_sudo.user_id.ids)]
        signed_in = logs_sudo._read_group(own, ["create_uid"], ["create_date:max"])
        last = {user.id: moment for user, moment in signed_in}
        people = [
            {
                "id": row.id,
                "name": row.user_id.name,
                "login": row.user_id.login,
                "roles": row._roles(),
                "last": moments.day(self.env, last.get(row.user_id.id)),
                "is_me": row.user_id == self.env.user,
            }
            for row in rows_sudo
            if row.user_id.active
        ]
        return sorted(people, key=lambda one: (one["name"] or "").casefold())

    @api.model
    def _portal_set_roles(self, staff_id, roles):
        """Give a member of the provider's staff these roles, and no other; effective at once."""
        provider_sudo = self._administered_now()
        row_sudo = provider_sudo._member(staff_id)
        vals = row_sudo._role_vals(roles)
        if row_sudo.user_id == self.env.user and set(roles) - row_sudo._roles():
            raise AccessError(
                self.env._(
                    "You cannot give yourself a role. Ask another administrator of %(name)s, or "
                    "the programme office.",
                    name=provider_sudo.name,
                )
            )
        if ADMINISTER not in roles:
            provider_sudo._check_other_administrator(row_sudo)
        row_sudo.write(vals)

    @api.model
    def _portal_remove(self, staff_id):
        """Remove a member of the provider's staff; effective at once. The account stays."""
        provider_sudo = self._administered_now()
        row_sudo = provider_sudo._member(staff_id)
        provider_sudo._check_other_administrator(row_sudo)
        provider_sudo.write({"user_ids": [(3, row_sudo.user_id.id)]})

    # === HELPERS === #

    def _member(self, staff_id):
        """The row of a member of this provider's staff.

        :raises UserError: when there is none
        """
        row_sudo = self.staff_ids.filtered(lambda row: row.id == staff_id)
        if not row_sudo:
            raise UserError(
                self.env._(
                    "This person does not belong to the staff of %(name)s any more. Reload the "
                    "list.",
                    name=self.name,
                )
            )
        return row_sudo

    def _check_other_administrator(self, row_sudo):
        """Refuse to take the role from the last administrator who can sign in."""
        others = self._administrators() - row_sudo.user_id
        if row_sudo.is_administrator and not others:
            raise UserError(
                self.env._(
                    "%(name)s needs an administrator. Name another one first, or ask the programme "
                    "office.",
                    name=self.name,
                )
            )
