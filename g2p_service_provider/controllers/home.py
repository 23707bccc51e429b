from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class ProviderCustomerPortal(CustomerPortal):
    """A card on the portal's home page, only for provider staff."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "provider_claim_count" in counters:
            provider = request.env.user._service_provider()
            values["provider_claim_count"] = (
                request.env["g2p.reimbursement.claim"].search_count(
                    [("provider_id", "=", provider.id)]
                )
                if provider
                else 0
            )
        return values
