from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_base.tools import numbers
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form

from . import asked as in_session
from .by_code import BY_CODE, CONTACTS, TYPE

#: characters of a contact that are read
LONGEST = 200


class ContactsController(PageMixin, http.Controller):
    """The contacts to which a person's codes go: they add one by typing a code that was sent there,
    and end those that are no longer theirs."""

    @show_page(CONTACTS)
    def contacts_page(self, **_query):
        """Show the person's contacts; somebody unproven proves first who they are."""
        registrant_sudo = self._person()
        if not registrant_sudo:
            return request.redirect(request.env["ir.http"]._by_code_link(CONTACTS))
        return self._show_contacts(registrant_sudo)

    @take_form(CONTACTS, of=CONTACTS)
    def contacts_add(self, channel="", contact="", **_form):
        """Send a code to a contact that the person wants to use."""
        registrant_sudo = self._person()
        if not registrant_sudo:
            return request.redirect(request.env["ir.http"]._by_code_link(CONTACTS))
        rows, contacts = request.env["g2p.sign.in.code"], request.env["g2p.confirmed.contact"]
        typed = contact[:LONGEST] if isinstance(contact, str) else ""
        value = ""
        if channel in rows._channels():
            value = contacts._folded(registrant_sudo, channel, typed)
        if not value:
            sentence = request.env._(
                "Choose one, and enter one telephone number with the country's code (+254 700 123 "
                "456), or one e-mail address."
            )
            return self._show_contacts(registrant_sudo, sentence, channel, typed)
        way = ("confirm", channel, CONTACTS, "", value, registrant_sudo)
        seconds, refusal = self._try(in_session.ask, *way)
        if seconds or refusal:
            sentence = str(refusal) if refusal else rows._sentence_wait(seconds)
            return self._show_contacts(registrant_sudo, sentence, channel, typed)
        return request.redirect(TYPE)

    @take_form(f"{CONTACTS}/end", of=CONTACTS)
    def contacts_end(self, contact=None, **_form):
        """End a contact of one's own; a foreign number ends nothing."""
        registrant_sudo = self._person()
        if not registrant_sudo:
            return request.redirect(BY_CODE)
        end = request.env["g2p.confirmed.contact"]._end_own
        _done, refusal = self._try(end, registrant_sudo, numbers.whole(contact) or 0)
        if refusal:
            return self._show_contacts(registrant_sudo, str(refusal))
        request.env["ir.http"]._announce_saved()
        return request.redirect(CONTACTS)

    # === HELPERS === #

    def _person(self):
        """The person who the signed-in user has proven to be, under sudo; else empty.

        An officer's comparison is not enough: somebody who applied with another person's document
        would open a way into that person's account.
        """
        return request.env["g2p.portal.access"]._proven_registrant(request.env.user)

    def _show_contacts(self, registrant_sudo, error="", channel="", typed=""):
        found_sudo = request.env["g2p.confirmed.contact"]._of(registrant_sudo)
        values = {
            "contacts": [(one.id, one.channel, one._masked()) for one in found_sudo],
            "channels": request.env["g2p.sign.in.code"]._channels(),
            "channel": channel,
            "typed": typed,
            "error": error,
        }
        return self._render("g2p_sign_in_code.contacts", values, status=422 if error else 200)
