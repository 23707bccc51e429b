import werkzeug.exceptions

from odoo.http import request

from odoo.addons.g2p_reimbursement.models.res_users import CLAIM
from odoo.addons.g2p_service_provider.controllers.provider import ProviderController
from odoo.addons.g2p_voucher_qr.models.res_users import SERVE

#: first parts of addresses below /provider of pages to serve people
SERVING = ("scan", "verify", "check", "redeem", "hold", "held")
#: first part -> the role that its pages are for
PAGES = {"claims": CLAIM, **dict.fromkeys(SERVING, SERVE)}


class RoleController(ProviderController):
    """Pages of a provider explain the roles; the models refuse what a role does not allow."""

    def _get_provider(self):
        """The user's active provider; a page with the reason (403) for those without the role."""
        provider = super()._get_provider()
        role = PAGES.get(request.httprequest.path.partition("/provider/")[2].split("/")[0])
        why_not = request.env.user._why_no_role(role) if role else False
        if why_not:
            self._refuse_role(why_not)
        return provider

    def _refuse_role(self, sentence):
        values = {"sentence": sentence}
        werkzeug.exceptions.abort(
            self._render_framed("g2p_provider_staff.no_role", "refused", values, status=403)
        )

    def _render_framed(self, template, page_name, values=None, status=200, sources=None):
        roles = {"provider_roles": request.env.user._provider_roles()}
        return super()._render_framed(
            template, page_name, {**roles, **(values or {})}, status, sources
        )
