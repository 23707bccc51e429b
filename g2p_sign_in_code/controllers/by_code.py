import logging

from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_account.models.ir_http import SIGN_IN
from odoo.addons.g2p_suite_account.tools.logins import own_path
from odoo.addons.g2p_suite_base.tools import folding
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form

from ..models.ir_http import BY_CODE
from ..tools import codes
from . import asked as in_session

_logger = logging.getLogger(__name__)

TYPE, AGAIN = f"{BY_CODE}/code", f"{BY_CODE}/again"
CONTACTS = f"{SIGN_IN}/contacts"
#: characters of a number that are read
LONGEST = 100


class SignInByCode(PageMixin, http.Controller):
    """ID number, then code, then signed in; and for a signed-in person the proof who they are.

    Every page answers the same whether a number is known or not.
    """

    # === The number === #

    @show_page(BY_CODE, auth="public")
    def code_ask_page(self, redirect=None, **_query):
        """Ask for the ID number, and where to send the code."""
        if self._is_of_the_office():
            return request.redirect(self._way_of(request.env.user))
        return self._show_ask(own_path(redirect))

    @take_form(BY_CODE, of=BY_CODE, auth="public")
    def code_ask(self, redirect=None, id_number="", channel="", shared="", **_form):
        """Ask for a code, and lead to the page where it is typed."""
        way = own_path(redirect)
        if self._is_of_the_office():
            return request.redirect(self._way_of(request.env.user))
        if not request.session.uid:
            request.env["ir.http"]._mark_shared(shared)
        channels = request.env["g2p.sign.in.code"]._channels()
        number = id_number[:LONGEST] if isinstance(id_number, str) else ""
        if not folding.identifier(number):
            sentence = request.env._("Enter your ID number, as it is printed on your document.")
            return self._show_ask(way, sentence, channel=channel)
        if channel not in channels:
            sentence = request.env._("Choose how you want to get the code.")
            return self._show_ask(way, sentence, number=number)
        purpose = "prove" if request.session.uid else "sign_in"
        seconds, refusal = self._try(in_session.ask, purpose, channel, way, number)
        if seconds or refusal:
            return self._show_ask(way, self._why(seconds, refusal), number, channel)
        return request.redirect(TYPE)

    def _show_ask(self, way, error="", number="", channel=""):
        values = {
            "way": way,
            "error": error,
            "number": number,
            "channel": channel,
            "channels": request.env["g2p.sign.in.code"]._channels(),
            "is_proof": bool(request.session.uid),
        }
        return self._render("g2p_sign_in_code.ask", values, status=422 if error else 200)

    # === The code === #

    @show_page(TYPE, auth="public")
    def code_type_page(self, again=None, **_query):
        """Ask for the code that was sent."""
        asked = in_session.current()
        if not asked:
            return request.redirect(BY_CODE)
        return self._show_type(asked, is_again=bool(again))

    @take_form(TYPE, of=TYPE, auth="public")
    def code_type(self, one_time_code="", **_form):
        """Compare the code; the right one is used up."""
        asked = in_session.current()
        if not asked:
            return request.redirect(BY_CODE)
        code = codes.clean(one_time_code)
        if not code:
            return self._show_type(asked, request.env._("Enter the six digits of the code."))
        compare = request.env["g2p.sign.in.code"]._compare
        outcome, refusal = self._try(compare, asked["handle"], code)
        if refusal:
            return self._show_type(asked, str(refusal))
        if not outcome.is_right:
            return self._show_type(asked, self._why_wrong(outcome.left), left=outcome.left)
        in_session.drop()
        return self._go_on(asked, outcome)

    @take_form(AGAIN, of=TYPE, auth="public")
    def code_again(self, **_form):
        """Send another code; only this one counts then."""
        asked = in_session.current()
        if not asked:
            return request.redirect(BY_CODE)
        number, contact = in_session.typed(asked)
        is_theirs = asked["purpose"] == "sign_in" or request.session.uid
        if not (number or contact) or not is_theirs:
            return request.redirect(BY_CODE)
        registrant = self._person() if contact else None
        if contact and not registrant:
            return request.redirect(BY_CODE)  # the proof has ended: who they are comes first
        values = (asked["purpose"], asked["channel"], asked["way"], number, contact, registrant)
        seconds, refusal = self._try(in_session.ask, *values)
        if seconds or refusal:
            return self._show_type(asked, self._why(seconds, refusal))
        return request.redirect(f"{TYPE}?again=1")

    def _show_type(self, asked, error="", is_again=False, left=None):
        values = {
            "error": error,
            "channel": asked["channel"],
            "purpose": asked["purpose"],
            "way": asked["way"],
            "is_again": is_again,
            "is_over": left == 0,
        }
        return self._render("g2p_sign_in_code.type", values, status=422 if error else 200)

    # === After the right code === #

    def _go_on(self, asked, outcome):
        ways = {"sign_in": self._sign_in, "prove": self._prove, "confirm": self._confirm}
        registrant = request.env["res.partner"].browse(outcome.registrant_id)
        uid = request.session.uid
        if outcome.purpose != "sign_in" and (not uid or outcome.user_id != uid):
            return request.redirect(BY_CODE)  # signed out, or another account, meanwhile
        return ways[outcome.purpose](asked, registrant)

    def _sign_in(self, asked, registrant):
        """Sign in with the person's account."""
        if request.session.uid:
            return request.redirect(asked["way"] or self._way_of(request.env.user))
        user_sudo, refusal = self._try(request.env["res.users"]._of_proven, registrant)
        if refusal or not user_sudo:
            sentence = request.env._(
                "You cannot sign in with a code. Sign in with your e-mail address and password, or "
                "ask the office."
            )
            return self._show_ask(asked["way"], sentence)
        way = asked["way"] or self._way_of(user_sudo)
        address = request.env["ir.http"]._open_session(user_sudo, way)
        _logger.info("user %s signed in with a code", user_sudo.id)
        return request.redirect(address)

    def _prove(self, asked, registrant):
        _done, refusal = self._try(request.env.user._prove_self, registrant)
        if refusal:
            return self._show_ask(asked["way"], str(refusal))
        request.env["ir.http"]._announce_saved()
        return request.redirect(asked["way"] or self._way_of(request.env.user))

    def _confirm(self, asked, registrant):
        _number, contact = in_session.typed(asked)
        confirm = request.env["g2p.confirmed.contact"]._confirm_own
        if contact and registrant == self._person():
            confirm(registrant, asked["channel"], contact)
            request.env["ir.http"]._announce_saved()
        return request.redirect(CONTACTS)

    # === HELPERS === #

    def _way_of(self, user):
        """Where the work of a user is."""
        return user._page_landing() or "/my"

    def _person(self):
        return request.env["g2p.portal.access"]._proven_registrant(request.env.user)

    def _is_of_the_office(self):
        """Whether somebody of the office is signed in: they have other ways to prove themselves."""
        return bool(request.session.uid) and not request.env.user._is_portal()

    def _why(self, seconds, refusal):
        return str(refusal) if refusal else request.env["g2p.sign.in.code"]._sentence_wait(seconds)

    def _why_wrong(self, left):
        if not left:
            return request.env._("This code can no longer be used. Ask for another one.")
        return request.env._(
            "This is not the code. Check the newest message; tries that are left: %(count)s.",
            count=left,
        )
