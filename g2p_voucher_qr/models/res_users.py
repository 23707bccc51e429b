from odoo import api, models
from odoo.tools import SQL

from odoo.addons.g2p_voucher_key.const import AUDITOR_GROUP, ISSUER_GROUP, MANAGER_GROUP

#: role of those who verify, hold and redeem; see ``_service_provider``
SERVE = "clerk"
#: columns of the user's provider
PROVIDER = ("name", "state", "company_id", "active", "program_ids", "site_ids")
#: rows (user ID, kind, value, code) of users who are a provider's contact or belong to it
CONTACTS = """
    SELECT user_id, 'provider', provider_id::text, 'provider' FROM (
        WITH RECURSIVE up (user_id, partner_id) AS (
            SELECT id, partner_id FROM res_users WHERE id = ANY(%s)
            UNION
            SELECT up.user_id, c.parent_id
            FROM up JOIN res_partner c ON c.id = up.partner_id WHERE c.parent_id IS NOT NULL
        )
        SELECT up.user_id, p.id AS provider_id
        FROM up JOIN g2p_service_provider p ON p.partner_id = up.partner_id
    ) AS contact
"""


class ResUsers(models.Model):
    """Staff of providers: their tie to the provider, and their open matters there."""

    _inherit = "res.users"

    def _tie_models(self):
        return [*super()._tie_models(), "g2p.service.provider"]

    def _tie_parts(self):
        field = self.env["g2p.service.provider"]._fields["user_ids"]
        staff = SQL(
            "SELECT %(user)s, 'provider', %(provider)s::text, 'provider' FROM %(table)s"
            " WHERE %(user)s = ANY(%(ids)s)",
            user=SQL.identifier(field.column2),
            provider=SQL.identifier(field.column1),
            table=SQL.identifier(field.relation),
            ids=list(self.ids),
        )
        return [*super()._tie_parts(), staff, SQL(CONTACTS, list(self.ids))]

    def _is_voucher_officer(self):
        """Whether this user may see vouchers in the office."""
        groups = (ISSUER_GROUP, MANAGER_GROUP, AUDITOR_GROUP)
        return any(self.has_group(group) for group in groups)

    def _office_groups(self):
        """Roles of the office. Users with one cannot be staff of a provider, nor redeem if the role
        came later; addons add their own roles."""
        return [
            *(ISSUER_GROUP, MANAGER_GROUP, AUDITOR_GROUP),
            "g2p_document_store.group_document_auditor",
            "g2p_suite_base.group_change_auditor",
            "g2p_programs.g2p_finance_validator",
            "g2p_programs.g2p_program_manager",
            "g2p_programs.g2p_program_validator",
            "g2p_registry_base.group_g2p_admin",
            "g2p_registry_base.group_g2p_registrar",
        ]

    def _is_office(self):
        """Whether this user has a role of the office."""
        return any(self.has_group(group) for group in self._office_groups())

    def _open_matters(self):
        matters = super()._open_matters()
        mine = [("user_ids", "in", self.ids), ("state", "=", "active")]
        providers = self.env["g2p.service.provider"].search(mine)
        alone = providers.filtered(lambda provider: not provider.user_ids - self)
        if alone:
            matters.append(
                self.env._(
                    "%(names)s has no other member of staff: ask the programme office to name "
                    "another one first.",
                    names=", ".join(alone.mapped("name")[:5]),
                )
            )
        return matters

    def _service_provider(self, states=("active",), role=""):
        """The provider this user works for, in one of the states; empty otherwise.

        :param str role: what the user has to be allowed there: `SERVE` to verify, hold and redeem,
            or a role of an addon; empty for any member of staff
        """
        self.ensure_one()
        # most verifiers are anonymous; users of the office may not redeem
        if self._is_public() or self._is_office():
            return self.env["g2p.service.provider"].sudo()  # sudo: as below; empty
        # sudo: the answer is about the user, who may not read all providers;
        # no context may bring back archived providers, sites or programmes
        providers_sudo = self.env["g2p.service.provider"].sudo().with_context(active_test=True)
        columns = (("", PROVIDER),)
        ahead = self.env["g2p.read.ahead"]
        found = ahead._find(providers_sudo, self._works_for(role), self.ids, columns)
        return found.filtered(lambda one: one.active and one.state in states)[:1]

    def _may_serve(self):
        """Whether this user may verify, hold and redeem vouchers for an active provider."""
        return bool(self._service_provider(role=SERVE))

    # === HOOKS === #
    def _why_no_role(self, role):
        """Hook: a sentence for a member of staff who lacks the role; False for everybody else."""
        return False

    @api.model
    def _works_for(self, role=""):
        """Hook: SQL of the condition that a user belongs to a provider's staff, with the role.

        Without an addon that gives roles, every member of staff has each."""
        field = self.env["g2p.service.provider"]._fields["user_ids"]
        return (
            f'x.id IN (SELECT "{field.column1}" FROM "{field.relation}"'  # noqa: S608  names of a field
            f' WHERE "{field.column2}" = %s) ORDER BY x.name'
        )
