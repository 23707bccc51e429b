from odoo.http import request

from odoo.addons.g2p_suite_account.exceptions import ProofNeeded
from odoo.addons.g2p_suite_base.tools import typed
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form
from odoo.addons.portal.controllers.portal import CustomerPortal

from .application import FIRST, address_of


class AssistancePublic(PageMixin, CustomerPortal):
    """Public pages about the types of assistance."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "assistance_count" in counters:
            Application = request.env["g2p.assistance.application"]
            may_read = Application.has_access("read")
            values["assistance_count"] = Application.search_count([]) if may_read else 0
        return values

    @show_page("/assistance", auth="public")
    def assistance(self, **kw):
        """List the published assistance types."""
        types = request.env["g2p.assistance.type"]._published()
        return self._render("g2p_self_service.assistance", {"types": types})

    @show_page("/assistance/<string:code>", auth="public")
    def assistance_type(self, code, **kw):
        """Show the coverage of a type and its required documents."""
        return self._render_type(self._find_type(code))

    def _find_type(self, code):
        return self._find_one(
            "g2p.assistance.type", [("is_published", "=", True), ("code", "=", code)]
        )

    def _render_type(self, kind):
        """Show a type; if its programme accepts no applications, with the reason."""
        closed = kind._why_closed()
        values = {"type": kind, "closed": closed}
        # RFC 9110 section 15.5.10: the form conflicts with the current state
        sent = request.httprequest.method == "POST"
        return self._render("g2p_self_service.assistance_type", values, status=409 if sent else 200)

    @show_page("/my/assistance/start/<string:code>")
    def start_page(self, code, **kw):
        """Redirect to the type, with its start button, after signing in."""
        return request.redirect(f"/assistance/{code}")

    @take_form("/my/assistance/start", of="/assistance/{code}")
    def start(self, code=None, **kw):
        """Start an application, or continue the draft of the same type."""
        try:
            code = typed.text(code)
        except typed.Unreadable:
            raise request.not_found() from None
        found = self._find_type(code)
        if request.env.user._is_internal():  # the page explains which account to use
            return request.redirect(f"/assistance/{found.code}")
        application, refusal = self._try(request.env["g2p.assistance.application"]._start, found)
        if isinstance(refusal, ProofNeeded):
            way = f"/my/assistance/start/{found.code}"
            return request.redirect(request.env["ir.http"]._proof_link(way))
        if refusal and not found._why_closed():
            raise refusal
        if refusal:
            return self._render_type(found)
        return request.redirect(address_of(application, application.portal_step or FIRST))
