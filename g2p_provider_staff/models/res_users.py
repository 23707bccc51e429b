from odoo import api, models

from odoo.addons.g2p_reimbursement.models.res_users import CLAIM
from odoo.addons.g2p_voucher_qr.models.res_users import SERVE

from ..const import ADMINISTER, FLAGS, KNOWN


class ResUsers(models.Model):
    """The roles of a provider's staff, asked for at each request."""

    _inherit = "res.users"

    def _provider_roles(self):
        """The codes of the user's roles at their provider."""
        provider_sudo = self._service_provider(KNOWN)
        return provider_sudo.staff_ids.filtered(lambda row: row.user_id == self)._roles()

    @api.model
    def _works_for(self, role=""):
        if not role:
            return super()._works_for(role)
        flag = FLAGS[role]
        self.env["g2p.provider.staff"].flush_model(["provider_id", "user_id", flag])
        field = self.env["g2p.service.provider"]._fields["user_ids"]
        return (
            f'x.id IN (SELECT r."{field.column1}" FROM "{field.relation}" r'  # noqa: S608  names of fields
            f' JOIN g2p_provider_staff s ON s.provider_id = r."{field.column1}"'
            f' AND s.user_id = r."{field.column2}" AND s."{flag}"'
            f' WHERE r."{field.column2}" = %s) ORDER BY x.name'
        )

    def _why_no_role(self, role):
        provider_sudo = self._service_provider(KNOWN)
        if not provider_sudo or self._service_provider(KNOWN, role=role):
            return super()._why_no_role(role)
        return self._sentences_no_role(provider_sudo.name)[role]

    def _sentences_no_role(self, name):
        _ = self.env._
        return {
            SERVE: _(
                "Your account at %(name)s does not have the role Clerk, so you cannot check or "
                "redeem vouchers. Ask an administrator of %(name)s, or the programme office.",
                name=name,
            ),
            CLAIM: _(
                "Your account at %(name)s does not have the role Claims, so you cannot see claims "
                "and payments. Ask an administrator of %(name)s, or the programme office.",
                name=name,
            ),
            ADMINISTER: _(
                "Your account at %(name)s does not have the role Administrator, so you cannot "
                "manage its staff. Ask an administrator of %(name)s, or the programme office.",
                name=name,
            ),
        }

    def _open_matters(self):
        matters = super()._open_matters()
        # sudo: open matters do not depend on who asks
        rows_sudo = self.env["g2p.provider.staff"].sudo()
        mine = [("user_id", "in", self.ids), ("is_administrator", "=", True)]
        providers = rows_sudo.search([*mine, ("provider_id.state", "=", "active")]).provider_id
        alone = providers.filtered(lambda one: not one._administrators() - self)
        if alone:
            matters.append(
                self.env._(
                    "%(names)s has no other administrator: name another one first, or ask the "
                    "programme office.",
                    names=", ".join(alone.mapped("name")[:5]),
                )
            )
        return matters
