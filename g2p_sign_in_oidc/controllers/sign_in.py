import logging
from urllib.parse import urlencode

from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_account.tools.logins import own_path
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form

from ..models.g2p_sign_in import ASSURANCE, BROWSER
from ..tools import secrets_of_sign_in
from ..tools.refusals import Refused

_logger = logging.getLogger(__name__)

PAGE = "/assistance/id"
#: {code of a refusal: what the page says}; any other: the neutral *refused*
PROBLEMS = {
    "cancelled": "cancelled",
    "unreachable": "unreachable",
    "metadata": "unreachable",
    "key": "unreachable",
    "expired": "expired",
    "again": "expired",
    "person": "person",
    "linked": "person",
    "blocked": "office",
    "office": "office",
    "registry": "office",
    "data": "office",
    "acr": "weak",
    "auth_time": "expired",
}
#: further ones: any other refusal, and an ID by which the registry knows nobody
OTHERS = ("refused", "unproven")
#: parameters of an answer that are read
ANSWER = ("state", "code", "iss", "error")


class SignInWithID(PageMixin, http.Controller):
    """The page of the ID providers, the way to one, and the way back."""

    @show_page(PAGE, auth="public")
    def choose(self, redirect=None, problem=None, proof=None, **_query):
        """The providers, with a button each; after a refusal, what to do next.

        :param proof: a programme demands that the person shows who they are
        """
        user = request.env.user
        is_visitor = user._is_public()
        values = {
            "back": own_path(redirect),
            "problem": problem if problem in {*PROBLEMS.values(), *OTHERS} else "",
            "is_proof": bool(proof),
            "account": "" if is_visitor else user.name,
            "is_known": not is_visitor and request.env["g2p.sign.in"]._is_known(user),
            "is_office": user._is_internal(),
        }
        return self._render("g2p_sign_in_oidc.choose", values)

    @take_form(f"{PAGE}/start", of=PAGE, auth="public")
    def start(self, provider=None, redirect=None, shared=None, proof=None, **_form):
        """Begin a sign-in and lead to the provider's page."""
        back = own_path(redirect)
        found_sudo = request.env["g2p.sign.in.provider"]._published(provider)
        if not found_sudo:
            raise request.not_found()
        if request.env.user._is_public():
            request.env["ir.http"]._mark_shared(shared)
        begin = request.env["g2p.sign.in"]._begin
        try:
            address = begin(found_sudo, self._browser(), back, is_proof=bool(proof))
        except Refused as refusal:
            _logger.info("no sign-in at provider %s: %s", found_sudo.id, refusal)
            return self._lead_back(PROBLEMS.get(refusal.code), back, bool(proof))
        return self._lead_on(address, found_sudo.name)

    # not `code` in the path: it would replace the provider's parameter of that name
    # a page, whose 404 is one of the frame; no redirect to the address of a language
    @show_page(f"{PAGE}/callback/<string:provider>", auth="public", multilang=False)
    def callback(self, provider, **query):
        """Receive the provider's answer; the address with the code is left at once."""
        found_sudo = request.env["g2p.sign.in.provider"]._published(provider)
        if not found_sudo:
            raise request.not_found()
        answer = {name: query.get(name) for name in ANSWER}
        browser = request.session.get(BROWSER)
        try:
            outcome = request.env["g2p.sign.in"]._finish(found_sudo, answer, browser)
        except Refused as refusal:
            _logger.info("sign-in at provider %s refused: %s", found_sudo.id, refusal)
            problem = PROBLEMS.get(refusal.code)
            return self._lead_back(problem, refusal.return_path, refusal.is_proof)
        return self._enter(outcome, outcome.return_path or own_path(found_sudo.landing))

    @http.route(
        f"{PAGE}/keys/<string:code>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def keys(self, code, **_query):
        """The public keys of this server as a client, for the provider (JWK Set)."""
        domain = [("code", "=", code)]
        # sudo: public keys
        found_sudo = request.env["g2p.sign.in.provider"].sudo().search(domain, limit=1)
        if not found_sudo:
            raise request.not_found()
        key_set = request.env["g2p.sign.in.key"]._public_set(found_sudo)
        return request.make_json_response(key_set, [("Cache-Control", "public, max-age=600")])

    # === HELPERS === #

    def _browser(self):
        """The secret of this session, to which its sign-ins are bound."""
        if not request.session.get(BROWSER):
            request.session[BROWSER] = secrets_of_sign_in.token()
        return request.session[BROWSER]

    def _lead_on(self, address, provider):
        """A page that a browser leaves at once for the provider's; its policy stays as it is."""
        values = {"address": address, "provider": provider}
        page = self._render("g2p_sign_in_oidc.onward", values)
        page.headers["Refresh"] = f"0; url={address}"
        page.headers["Referrer-Policy"] = "no-referrer"
        return page

    def _enter(self, outcome, path):
        """Sign in with the account, or go on with the one that is signed in."""
        session, user_sudo = request.session, outcome.identity.user_id
        path = path or user_sudo._page_landing() or "/my"
        session[ASSURANCE] = {**outcome.assurance, "user": user_sudo.id}
        if outcome.purpose != "sign_in":
            if outcome.is_unproven:
                return self._lead_back("unproven", outcome.return_path or "", True)
            request.env["ir.http"]._announce_saved()
            return request.redirect(path, code=303)
        session.pop(BROWSER, None)
        address = request.env["ir.http"]._open_session(user_sudo, path)
        _logger.info("user %s signed in, identity %s", user_sudo.id, outcome.identity.id)
        return request.redirect(address, code=303)

    def _lead_back(self, problem, back="", is_proof=False):
        """To the page of the providers, with a neutral sentence."""
        query = {"problem": problem or "refused"}
        if back:
            query["redirect"] = back
        if is_proof:
            query["proof"] = "1"
        return request.redirect(f"{PAGE}?{urlencode(query)}", code=303)
