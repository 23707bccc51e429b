import werkzeug.exceptions
from markupsafe import Markup

from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page
from odoo.addons.g2p_voucher_qr.tools import codes
from odoo.addons.g2p_voucher_template.tools import qr

BASE = "/my/assistance"
#: the first page, and its address where the need is no treatment, such as after a fire
FIRST, NEED = "treatment", "need"


def address_of(application, page=FIRST):
    """The address of a page of an application, in words that suit its type."""
    if page == FIRST and not application.sudo()._is_about_treatment():  # sudo: only asked
        page = NEED
    return f"{BASE}/{application.public_id}" + (f"/{page}" if page else "")


class AssistanceApplication(PageMixin, http.Controller):
    """The person's own applications: each route reads its inputs, calls the model, renders.

    Here what all pages of a case share, the list and the state. Odoo makes one class of this one
    and of those that extend it.
    """

    def _application(self, public_id):
        """The user's application with this address; 404 if it is not theirs."""
        ended_sudo = request.env["g2p.assistance.application"]._ended_own()
        if public_id in ended_sudo.mapped("public_id"):
            werkzeug.exceptions.abort(request.redirect(BASE))  # the list says why
        mine = [("public_id", "=", public_id), ("applicant_user_id", "=", request.env.uid)]
        return self._find_one("g2p.assistance.application", mine)

    def _render(self, template, values, status=200, sources=None):
        """The contact of the office that decides stands on every page of a case."""
        application = values.get("application")
        contact = {"contact": application._portal_contact()} if application else {}
        return super()._render(template, {**contact, **values}, status=status, sources=sources)

    def _qr_svg(self, text):
        """The voucher's QR code as inline SVG for the phone's screen."""
        return Markup(qr.svg(text))  # noqa: S704 - only numbers, generated here

    def _url(self, application, page=""):
        return address_of(application, page)

    def _resume(self, application):
        """The page on which the person stopped."""
        return self._url(application, application.portal_step or FIRST)

    @show_page(BASE)
    def list(self, **kw):
        """List the person's applications, the latest first."""
        Application = request.env["g2p.assistance.application"]
        mine = [("applicant_user_id", "=", request.env.uid)]
        found = Application.browse()
        if Application.has_access("read"):
            found = Application.search(mine, order="id desc", limit=100)
        ended_sudo = Application._ended_own()
        values = {
            "applications": found,
            "resume": self._resume,
            "ended": len(ended_sudo),
            "proof_link": self._proof_of_ended(ended_sudo),
            "contact": ended_sudo._office_contact() if ended_sudo else False,
        }
        return self._render("g2p_self_service.my_assistance", values)

    def _proof_of_ended(self, ended_sudo):
        """The page on which people renew the access to their own cases; empty if none helps."""
        routes = request.env["ir.http"]
        is_theirs = "self" in ended_sudo.mapped("relation")
        return routes._proof_link(BASE) if is_theirs and routes._proof_ways(BASE) else ""

    @show_page(BASE + "/<string:public_id>")
    def status(self, public_id, **kw):
        """Show the state of the application, the next step and the voucher."""
        new, answered = "submitted" in kw, kw.get("submitted") == "answer"
        application = self._application(public_id)
        withdrawn = "withdrawn" in kw and application.state == "withdrawn"
        values = {"new": new, "answered": answered, "withdrawn": withdrawn}
        values["appealed"] = "appealed" in kw
        return self._render_status(application, **values)

    def _render_status(self, application, status=200, **values):
        values = {
            "application": application,
            "timeline": application._portal_timeline(),
            "promise": application._portal_promise(),
            "withdrawal": application._portal_withdrawal(),
            "resume": self._resume,
            "appeal": application._portal_appeal(),
            "voucher": self._shown_voucher(application),
            "qr_svg": self._qr_svg,
            "shown_code": codes.grouped,
            **values,
        }
        return self._render("g2p_self_service.status", values, status=status)

    def _shown_voucher(self, application):
        """Hook: the voucher on the page; False until it is issued."""
        return application.voucher_id if application.voucher_id.date_issued else False
