from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page

from ..models.ir_http import PROOF
from ..tools.logins import own_path


class ProofController(PageMixin, http.Controller):
    """The page that a person without a proof of identity is led to, in the middle of something."""

    @show_page(PROOF)
    def proof_page(self, redirect=None, **_query):
        """Offer the ways to show with an ID who one is; each leads back."""
        way = own_path(redirect)
        ways = request.env["ir.http"]._proof_ways(way)
        return self._render("g2p_suite_account.proof", {"way": way, "ways": ways})
