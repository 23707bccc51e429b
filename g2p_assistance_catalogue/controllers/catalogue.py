from urllib.parse import urlencode

from odoo.addons.g2p_self_service.controllers.public import AssistancePublic
from odoo.addons.g2p_suite_base.tools import paging, typed
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page

from ..models.g2p_assistance_type import MANY

#: letters of a search that are used
LONGEST = 80


class CataloguePublic(AssistancePublic):
    """The providers of a kind of assistance, for everybody."""

    @show_page("/assistance/<string:code>/providers", auth="public")
    def assistance_providers(self, code, search="", page="1", **_query):
        """List the public providers, in pages, by name or place."""
        kind = self._find_type(code)
        wanted = self._searched(search)
        count = kind._count_providers(wanted)
        number, last, before = paging.which(page, count, MANY)
        values = {
            "type": kind,
            "search": wanted,
            "count": count,
            "page": number,
            "last": last,
            "address": f"/assistance/{kind.code}/providers?{urlencode({'search': wanted})}&page=",
            "providers": kind._public_providers(wanted, MANY, before),
        }
        return self._render("g2p_assistance_catalogue.providers", values)

    def _searched(self, search):
        try:
            return (typed.text(search) or "")[:LONGEST]
        except typed.Unreadable:
            return ""
