import werkzeug.exceptions

from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page
from odoo.addons.portal.controllers.portal import pager

from ..tools import kept

PAGE_SIZE = 20


class ProviderController(PageMixin, http.Controller):
    """Base of all pages of a provider, and its start page."""

    @show_page("/provider", readonly=True)
    def provider_home(self):
        """Show open tasks and the latest redemptions and claims."""
        provider = self._get_provider()
        Redemption = request.env["g2p.voucher.redemption"]
        claims = request.env["g2p.reimbursement.claim"]
        own = self._own_domain(provider)
        values = {
            "claimable": Redemption.search_count(Redemption._get_claimable_domain(provider)),
            "redemptions": Redemption.search(own, limit=5, order="id desc"),
            "claims": claims.search(own, limit=5),
            "returned": claims.search([*own, ("state", "=", "returned")], limit=5),
            "held": request.env["g2p.voucher.hold"].search_count([*own, ("state", "=", "held")]),
        }
        return self._render_framed("g2p_service_provider.home", "home", values)

    # === HELPERS === #

    def _get_provider(self):
        """Return the user's active provider, or abort with an explaining page (403)."""
        user = request.env.user
        provider = user._service_provider()
        if not provider:
            suspended = user._service_provider(states=("draft", "suspended"))
            werkzeug.exceptions.abort(
                self._render_framed(
                    "g2p_service_provider.not_a_provider",
                    "refused",
                    {"suspended": suspended.name},
                    status=403,
                )
            )
        return provider

    def _own_domain(self, provider):
        # In addition to record rules: managers' rules are broader than these pages.
        return [("provider_id", "=", provider.id)]

    def _find_own(self, model, provider, domain):
        """Return the one record of the user's provider, or answer 404."""
        return self._find_one(model, [*self._own_domain(provider), *domain])

    def _list_own(self, model, provider, url, page, order=None, domain=()):
        """Return (the records on one page of a list, its pager)."""
        records, own = request.env[model], [*self._own_domain(provider), *domain]
        turns = pager(url=url, total=records.search_count(own), page=page, step=PAGE_SIZE)
        found = records.search(own, limit=PAGE_SIZE, offset=turns["offset"], order=order)
        return found, turns

    def _keep(self, page, values):
        """Keep plain values in the session for the next page; return their key, or "" if the
        session cannot be stored (full disk), so that the caller answers directly."""
        word = kept.keep(request.session, f"{request.env.uid} {page}", values)
        return word if request.env["ir.http"]._try_to_save_session() else ""

    def _find_kept(self, page, word):
        """Return the values that this user's session keeps under the key, or None."""
        return kept.find(request.session, f"{request.env.uid} {page}", word)

    def _render_framed(self, template, page_name, values=None, status=200, sources=None):
        """Render a template with the values of the common layout; `sources` as in `_render`."""
        frame = {
            "provider_page": page_name,
            # Only its name: staff need not read the provider's record.
            "provider_name": request.env.user._service_provider().name,
        }
        return self._render(template, {**frame, **(values or {})}, status, sources)
