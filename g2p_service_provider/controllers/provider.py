import werkzeug.exceptions

from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_base.tools.page_headers import protect

from ..tools import kept

PAGE_SIZE = 20


class ProviderController(http.Controller):
    """What all pages of a provider share, and its start page."""

    @http.route("/provider", type="http", auth="user", website=True, readonly=True)
    def provider_home(self):
        """Show what waits and what was done last."""
        provider = self._get_provider()
        Redemption = request.env["g2p.voucher.redemption"]
        claims = request.env["g2p.reimbursement.claim"]
        own = self._own_domain(provider)
        values = {
            "claimable": Redemption.search_count(Redemption._get_claimable_domain(provider)),
            "redemptions": Redemption.search(own, limit=5, order="id desc"),
            "claims": claims.search(own, limit=5),
            "returned": claims.search([*own, ("state", "=", "returned")], limit=5),
        }
        return self._render("g2p_service_provider.home", "home", values)

    # === HELPERS === #

    def _get_provider(self):
        """Return the user's active provider, or end with a page in words (403)."""
        user = request.env.user
        provider = user._service_provider()
        if not provider:
            suspended = user._service_provider(states=("draft", "suspended"))
            werkzeug.exceptions.abort(
                self._render(
                    "g2p_service_provider.not_a_provider",
                    "refused",
                    {"suspended": suspended.name},
                    status=403,
                )
            )
        return provider

    def _own_domain(self, provider):
        # Record rules hold as well; a manager's broader rules must not leak in here.
        return [("provider_id", "=", provider.id)]

    def _find_own(self, model, provider, domain):
        """Return the one record of the user's provider, or answer 404."""
        record = request.env[model].search([*self._own_domain(provider), *domain], limit=1)
        if not record:
            raise werkzeug.exceptions.NotFound()
        return record

    def _keep(self, page, values):
        """Keep plain values for the page that shows them next; return the word for it, or nothing
        where the disk has no room: what was sent is answered at once then."""
        word = kept.keep(request.session, f"{request.env.uid} {page}", values)
        return word if request.env["ir.http"]._try_to_save_session() else ""

    def _find_kept(self, page, word):
        """Return what this user sent a while ago in this session, or None."""
        return kept.find(request.session, f"{request.env.uid} {page}", word)

    def _render(self, template, page_name, values=None, status=200):
        """Render a page now, so that refusals of the rendering are ours too."""
        provider = request.env.user._service_provider()
        response = request.render(
            template,
            {
                "page_name": "provider",
                "provider_page": page_name,
                # Its name only: staff need not read the provider's record.
                "provider_name": provider.name,
                "no_breadcrumbs": True,
                **(values or {}),
            },
            status=status,
        )
        response.flatten()
        # The device at a reception desk is shared: nothing stays behind for "Back".
        response.headers["Cache-Control"] = "no-store"
        protect(response.headers)  # a refusal leaves as an exception, past ir.http
        return response
