from pathlib import Path

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.file import PRIVATE, file_response
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page
from odoo.addons.g2p_voucher_qr.tools import codes
from odoo.addons.web.controllers.session import Session

from .application import AssistanceApplication

#: also the scope of the worker: nothing else is kept on the phone
PHONE = "/my/voucher"
WORKER = Path(__file__).parents[1] / "static/src/voucher/worker.js"
#: names the account for which the worker may keep the page
KEEP = "Suite-Keep"
#: cookie of a browser that keeps a voucher
KEPT = "g2p_kept"


class VoucherOnPhone(AssistanceApplication):
    """The voucher for the phone's screen: large, as a picture, and kept for a place without a
    connection; for people who see it on the page of the case."""

    # the same address in every language: the worker keeps pages below one address
    @show_page(PHONE + "/<string:public_id>", multilang=False)
    def voucher(self, public_id, **kw):
        """Show the voucher; until it is issued and shown, the case, which says why."""
        application = self._application(public_id)
        voucher = self._shown_voucher(application)
        if not voucher:
            return request.redirect(self._url(application))
        refusal = voucher._holder_refusal()
        values = {
            "application": application,
            "voucher": voucher,
            "refusal": refusal,
            "now": fields.Datetime.now(),
            "qr_svg": self._qr_svg,
            "shown_code": codes.grouped,
        }
        response = self._render("g2p_self_service.voucher_page", values)
        # other people use a shared phone, and an idle session ends there without signing out
        if not refusal and not request.env["ir.http"]._is_shared():
            response.headers[KEEP] = request.env["g2p.page.frame"]._account()
        return response

    @http.route(PHONE + "/<string:public_id>/picture", type="http", auth="user", methods=["GET"])
    def voucher_picture(self, public_id, **kw):
        """The voucher's code as a picture to save."""
        voucher = self._shown_voucher(self._application(public_id))
        if not voucher:
            raise request.not_found()
        try:
            content = voucher._holder_picture()
        except UserError as refusal:
            headers = [("Content-Type", "text/plain; charset=utf-8"), *PRIVATE]
            # RFC 9110 section 15.5.10: conflict with the current state
            return request.make_response(str(refusal), headers, status=409)
        name = f"{voucher.name}.png".replace("/", "-")
        return file_response(name, content, "image/png", is_shown=False)

    @http.route(
        f"{PHONE}/worker.js",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def voucher_worker(self):
        """The service worker; its address limits it to the vouchers' pages."""
        headers = [
            ("Content-Type", "text/javascript; charset=utf-8"),
            ("Cache-Control", "no-cache"),
        ]
        return request.make_response(WORKER.read_text(), headers)


class SignOut(Session):
    """Signing out, from whatever page, leads browsers that keep a voucher to a page that drops it:
    the suite's pages have the script for it, and those of a website have not."""

    @http.route()
    def logout(self, *args, **kw):
        response = super().logout(*args, **kw)
        if KEPT in request.httprequest.cookies:
            response = request.redirect("/assistance")
            response.set_cookie(KEPT, "", max_age=0)
        return response
