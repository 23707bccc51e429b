from contextlib import contextmanager

from odoo import models


class ResPartner(models.Model):
    """The contact of a provider, who is notified when its account changes: so the former address
    is known too."""

    _inherit = "res.partner"

    def write(self, vals):
        if "email" not in vals:
            return super().write(vals)
        # sudo: compared only; the checks of rights are those of the write itself
        providers_sudo = self.env["g2p.service.provider"].sudo()
        served = providers_sudo.search([("partner_id", "in", self.ids)])
        with self._contact_changes(served, bool(served)):
            return super().write(vals)

    @contextmanager
    def _contact_changes(self, providers, wanted):
        """Record the e-mail addresses that a change takes from the contacts of providers."""
        # sudo: as above
        providers_sudo = providers.sudo() if wanted else providers.browse().sudo()
        before = {provider: provider.partner_id.email for provider in providers_sudo}
        yield
        for provider, old in before.items():
            new = provider.partner_id.email
            if (old or "") != (new or ""):
                self.env["g2p.provider.change"]._record_contact(provider, old, new)
