from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..const import ADMINISTER, FIRST_ROLES, FLAGS


class G2PServiceProvider(models.Model):
    """The roles of a provider's staff, which come and go with the list of staff."""

    _inherit = "g2p.service.provider"
    _audit_children = ("site_ids", "staff_ids")

    staff_ids = fields.One2many("g2p.provider.staff", "provider_id", "Roles")
    invitation_ids = fields.One2many("g2p.provider.invitation", "provider_id", "Invitations")

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        providers._sync_staff()
        return providers

    def write(self, vals):
        if "user_ids" not in vals:
            return super().write(vals)
        self.check_access("write")
        self._hold_staff()
        done = super().write(vals)
        self._sync_staff()
        return done

    # === BUSINESS === #

    def _hold_staff(self):
        """Lock the list of staff and its roles until the transaction ends.

        A request that read them before another one changed them is retried: of two administrators
        who remove each other at the same moment, one stays.
        """
        hold(self, referable=True, change=True)

    def _sync_staff(self):
        """Make the rows of roles those of the list of staff.

        Who joins the list without a role gets the first ones: the office names staff to redeem and
        to claim, as before there were roles, and nobody is locked out silently. Administrators
        are named one by one.
        """
        # sudo: the rows follow from the list, which the user may write; archived users stay staff
        providers_sudo = self.sudo().with_context(active_test=False)
        # the cache may lack archived users, whom the table keeps
        providers_sudo.invalidate_recordset(["user_ids"])
        members = {(one.id, user.id) for one in providers_sudo for user in one.user_ids}
        rows_sudo = providers_sudo.staff_ids
        known = {(row.provider_id.id, row.user_id.id): row.id for row in rows_sudo}
        rows_sudo.browse(known[pair] for pair in known.keys() - members).unlink()
        roles, added = rows_sudo._role_vals(FIRST_ROLES), sorted(members - known.keys())
        # a request that adds one of them to another provider at once is retried, and sees this
        users = self.env["res.users"].browse({user for _provider, user in added})
        hold(users, referable=True, change=True)
        rows_sudo.create(
            [{"provider_id": provider, "user_id": user, **roles} for provider, user in added]
        )

    def _join(self, user, roles):
        """Add a user to the list of staff with these roles, under sudo (staff locked)."""
        rows = self.env["g2p.provider.staff"]
        rows.create({"provider_id": self.id, "user_id": user.id, **rows._role_vals(roles)})
        self.write({"user_ids": [(4, user.id)]})

    # === HOOKS === #

    def _staff(self, role=""):
        users = super()._staff(role)
        if not role:
            return users
        # sudo: who has a role does not depend on who asks
        return users & self.sudo().staff_ids.filtered(FLAGS[role]).user_id.with_env(self.env)

    def _administrators(self):
        """The administrators who can sign in."""
        return self._staff(ADMINISTER).filtered("active")
