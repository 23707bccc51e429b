from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome


class ConfirmationController(AuthSignupHome):
    """Sign-up and reset on Odoo's own addresses do not show who has an account either."""

    @http.route()
    def web_auth_signup(self, *args, **kw):
        if not self._has_to_confirm():
            return super().web_auth_signup(*args, **kw)
        qcontext = self.get_auth_signup_qcontext()
        if request.httprequest.method != "POST" or not qcontext.get("signup_enabled"):
            return super().web_auth_signup(*args, **kw)
        values = request.env["res.users"]._confirmed(request.params.get("confirm"))
        if values:
            request.params["login"] = values["login"]  # the confirmed one, whatever was sent
            return super().web_auth_signup(*args, **kw)
        return self._send_link(qcontext)

    @http.route()
    def web_auth_reset_password(self, *args, **kw):
        """Addons that replace ``reset_password`` (OpenG2P's theme does) answer differently for
        an address without an account: it is not asked here."""
        qcontext = self.get_auth_signup_qcontext()
        is_asked = request.httprequest.method == "POST" and not qcontext.get("token")
        is_open = qcontext.get("reset_password_enabled") and "error" not in qcontext
        if not (is_asked and is_open and qcontext.get("login")):
            return super().web_auth_reset_password(*args, **kw)
        # sudo: before signing in; nothing of the account is returned
        users_sudo = request.env["res.users"].sudo()
        try:
            users_sudo._send_reset_link(qcontext["login"])
            qcontext["message"] = request.env._(
                "If there is an account with this address, you get an e-mail with a link."
            )
        except UserError as refusal:
            qcontext["error"] = refusal.args[0]
        response = request.render("auth_signup.reset_password", qcontext)
        response.headers["X-Frame-Options"] = "SAMEORIGIN"  # as Odoo's own answer
        return response

    def _has_to_confirm(self):
        """Whether a new account waits for a link; the one of an invitation was one."""
        invited = request.params.get("token") or request.session.get("auth_signup_token")
        return not invited and request.env["res.users"]._confirms_addresses()

    def _send_link(self, qcontext):
        users, params = request.env["res.users"], request.params
        try:
            users._ask_to_confirm(params.get("login"), params.get("name"), params.get("redirect"))
        except UserError as refusal:
            qcontext["error"] = refusal.args[0]
            return request.render("auth_signup.signup", qcontext)
        qcontext["message"] = request.env._(
            "We have sent you an e-mail. Open the link in it within a day."
        )
        return request.render("auth_signup.reset_password", {**qcontext, "is_sign_up": True})

    def get_auth_signup_qcontext(self):
        """An address alone does not lead to its account's sign-in page."""
        qcontext = super().get_auth_signup_qcontext()
        if not qcontext.get("token") or qcontext.get("invalid_token"):
            qcontext.pop("signup_email", None)
        return qcontext
