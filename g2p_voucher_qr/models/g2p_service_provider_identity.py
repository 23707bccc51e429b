from contextlib import contextmanager

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import identity


class G2PServiceProvider(models.Model):
    """The ties of a provider: its staff, its contact and its account, now and formerly."""

    _inherit = "g2p.service.provider"

    former_key_ids = fields.One2many(
        "g2p.former.key", "provider_id", groups=fields.NO_ACCESS, help="Former accounts."
    )
    identity_keys = fields.Json(
        compute="_compute_identity_keys", compute_sudo=True, groups=fields.NO_ACCESS
    )

    contact_user_ids = fields.Many2many(
        "res.users",
        compute="_compute_contact_user_ids",
        compute_sudo=True,
        groups=fields.NO_ACCESS,
        help="Users who belong to the contact of the provider.",
    )

    @api.depends("partner_id")
    def _compute_contact_user_ids(self):
        inside = [("partner_id", "child_of", self.partner_id.ids)]
        users = self.env["res.users"].search(inside if self.partner_id else [(0, "=", 1)])
        for provider in self:
            provider.contact_user_ids = users.filtered(
                lambda user, at=provider.partner_id: at in user.partner_id._and_parents()
            )

    @api.depends("account_number", "partner_id", "former_key_ids")
    def _compute_identity_keys(self):
        since = self.env["g2p.former.key"]._since()
        for provider in self:
            former = provider.former_key_ids.filtered(lambda row: row.until >= since)
            provider.identity_keys = identity.merge(
                provider.partner_id.identity_keys,
                provider._own_keys(),
                dict.fromkeys(former.mapped("digest"), True),
            )

    def _own_keys(self):
        account = identity.key_of("account", self.account_number)
        keys = {identity.key_of("provider", self.id): True}
        return {**keys, account: True} if account else keys

    def _identity(self):
        """The keys of all these providers together, like ``res.partner._identity``."""
        # sudo: the rule covers everything, for every user; keys are never shown
        return identity.merge(*(provider.identity_keys for provider in self.sudo()))

    # === Former keys === #

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        self.env["res.partner"]._invalidate_identity()
        return providers

    def write(self, vals):
        if not vals.keys() & {"account_number", "partner_id", "user_ids"}:
            return super().write(vals)
        here_sudo = self.sudo()  # sudo: regardless of the user who makes the change
        people_sudo = here_sudo.user_ids | here_sudo.contact_user_ids
        with people_sudo._tie_changes(), self._account_changes():
            return super().write(vals)

    @contextmanager
    def _account_changes(self):
        """Record an account or a contact that a change removes."""
        before = {provider.id: provider._identity() for provider in self}
        yield
        self.env["res.partner"]._invalidate_identity()
        lost = {
            provider.id: {
                key: identity.kind_of(key)
                for key in before[provider.id].keys() - provider._identity().keys()
                if not key.startswith(identity.MARK)
            }
            for provider in self
        }
        self.env["g2p.former.key"]._keep("provider_id", lost)
        self.sudo().invalidate_recordset(["former_key_ids", "identity_keys"])  # sudo: as above
