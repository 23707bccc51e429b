from urllib.parse import urlencode

from odoo.http import request

from odoo.addons.auth_signup.controllers.main import AuthSignupHome
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form

from ..models.ir_http import CODE, ODOOS, RESET, SIGN_IN, SIGN_UP
from ..tools.logins import own_path, typed_login

#: templates of Odoo's answers, and the suite's in their place
PAGES = {
    "web.login": "g2p_suite_account.sign_in",
    "auth_signup.signup": "g2p_suite_account.sign_up",
    "auth_signup.reset_password": "g2p_suite_account.reset",
    "auth_totp.auth_totp_form": "g2p_suite_account.code",
}


class SignInController(PageMixin, AuthSignupHome):
    """Pages for signing in, in the frame of the portals.

    Odoo's own methods do the work, with all that other addons add to them (second factors, other
    providers); only their pages are replaced. ``/web/login`` and the others stay as they are.
    """

    # === Signing in === #

    @show_page(SIGN_IN, auth="public")
    def suite_sign_in_page(self, redirect=None, **query):
        """Ask for login and password; a signed-in user goes on."""
        way = self._aim(redirect)
        if request.session.uid:
            return request.redirect(way or self._landing())
        self._drop_texts()
        return self._in_frame(self.web_login(redirect=way or None, **query), way)

    @take_form(SIGN_IN, of=SIGN_IN, auth="public")
    def suite_sign_in(self, redirect=None, login="", password="", shared="", **form):
        """Sign in, and go to where the person wanted to go, or to where the work is."""
        way, login = self._aim(redirect), typed_login(login)
        request.env["ir.http"]._mark_shared(shared)
        if not login or not isinstance(password, str) or not password:
            sentence = request.env._("Enter your e-mail address and your password.")
            values = {"login": login, "error": sentence, "way": way, **self._offers()}
            return self._render("g2p_suite_account.sign_in", values, status=422)
        form = {**form, "login": login, "password": password}
        return self._in_frame(self.web_login(redirect=way or None, **form), way)

    @show_page(CODE, auth="public")
    def suite_code_page(self, redirect=None, **_query):
        """Ask for the code of the second factor."""
        return self._ask_for_code(redirect)

    @take_form(CODE, of=CODE, auth="public")
    def suite_code(self, redirect=None, totp_token="", remember="", **_form):
        """Check the code of the second factor."""
        return self._ask_for_code(redirect, totp_token=totp_token, remember=remember)

    def _ask_for_code(self, redirect, **form):
        check = getattr(self, "web_totp", None)  # of auth_totp, where it is installed
        if not check:
            raise request.not_found()
        way = self._aim(redirect)
        return self._in_frame(check(redirect=way or None, **form), way)

    # === Accounts === #

    @show_page(SIGN_UP, auth="public")
    def suite_sign_up_page(self, redirect=None, confirm=None, **query):
        """Ask for the values of a new account; with the link of the mail, for its password."""
        found = request.env["res.users"]._confirmed(confirm)
        way = self._aim(redirect or found.get("way"))
        self._drop_texts()
        request.params.update({name: found[name] for name in ("login", "name") if name in found})
        return self._in_frame(self.web_auth_signup(redirect=way, **query), way, confirm=confirm)

    @take_form(SIGN_UP, of=SIGN_UP, auth="public")
    def suite_sign_up(self, redirect=None, shared="", **form):
        """Create the account and sign in; or send the link that confirms its address first."""
        way = self._aim(redirect)
        request.env["ir.http"]._mark_shared(shared)
        answer = self.web_auth_signup(redirect=way, **form)
        return self._in_frame(answer, way, confirm=form.get("confirm"))

    @show_page(RESET, auth="public")
    def suite_reset_page(self, redirect=None, **query):
        """Ask for the address to which a link for a new password is sent."""
        way = self._aim(redirect)
        self._drop_texts()
        return self._in_frame(self.web_auth_reset_password(redirect=way, **query), way)

    @take_form(RESET, of=RESET, auth="public")
    def suite_reset(self, redirect=None, **form):
        """Send the link, with the same answer for everybody; or set the password of a link."""
        way = self._aim(redirect)
        if form.get("token"):  # 17.0 signs in with the login of the form
            request.params["login"] = self.get_auth_signup_qcontext().get("login")
        return self._in_frame(self.web_auth_reset_password(redirect=way, **form), way)

    # === HELPERS === #

    def _aim(self, redirect):
        """The path to come back to; Odoo's methods read it from the request too."""
        way = own_path(redirect)
        request.params["redirect"] = way
        return way

    def _drop_texts(self):
        """Drop sentences from the address, which Odoo would show as its own."""
        for name in ("error", "message"):
            request.params.pop(name, None)

    def _in_frame(self, answer, way, confirm=None):
        """Odoo's answer as a page of the suite, or a redirect to one.

        :param str way: the path to come back to
        :param confirm: the text of the link that confirms the address
        """
        template = answer.template if getattr(answer, "is_qweb", False) else None
        if template in PAGES:
            values = {**answer.qcontext, **self._offers(), "way": way}
            values.update(self._confirmation(confirm))
            if values.get("invalid_token"):
                values.update(self._old_link(values, template))
            status = 422 if values.get("error") else 200
            page = self._render(PAGES[template], values, status)
            if confirm or values.get("token"):  # a log of requests may keep where they come from
                page.headers["Referrer-Policy"] = "no-referrer"
            return page
        address = answer.headers.get("Location", "").partition("?")[0]
        for theirs, ours in ODOOS.items():
            if address.endswith(theirs):
                return self._lead_to(
                    answer, f"{ours}?{urlencode({'redirect': way})}" if way else ours
                )
        if request.session.uid and not way and address:
            return self._lead_to(answer, self._landing())
        return answer

    def _confirmation(self, confirm):
        """Values of the sign-up page: the state of the link of the mail."""
        is_confirmed = bool(request.env["res.users"]._confirmed(confirm))
        users = request.env["res.users"]
        return {
            "no_mail": "" if users._can_mail() else users._sentence_no_mail(),
            "confirm": confirm if is_confirmed else "",
            "has_to_confirm": self._has_to_confirm() and not is_confirmed,
            "is_link_old": bool(confirm) and not is_confirmed,
        }

    def _old_link(self, values, template):
        """Instead of Odoo's *Invalid signup token*: what to do, and where it is possible, here."""
        if template == "auth_signup.reset_password" and values["reset_password_enabled"]:
            sentence = request.env._(
                "This link is too old, or incomplete. Enter your address: we send you another one."
            )
            return {"error": sentence, "token": "", "invalid_token": False}
        return {"error": request.env._("This link is too old, or incomplete. Ask the office.")}

    def _lead_to(self, answer, address):
        """Odoo's redirect with its cookies (a device that is remembered), to another address."""
        answer.headers["Location"] = address
        return answer

    def _landing(self):
        """Where the work of the signed-in user is."""
        user = request.env["res.users"].browse(request.session.uid)
        return user._page_landing() or self._login_redirect(user.id)

    def _offers(self):
        """The other ways in that this server has."""
        config = self.get_auth_signup_config()
        return {
            "signup_enabled": config["signup_enabled"],
            "reset_password_enabled": config["reset_password_enabled"],
            "has_passkeys": "auth.passkey.key" in request.env,
        }
