from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin, show_page, take_form

from ..models.ir_http import WISHES as PAGE
from ..tools.masked import masked


class MessagesController(PageMixin, http.Controller):
    """The page on which people choose how, and in which language, they get messages."""

    @show_page(PAGE)
    def messages_page(self, **_query):
        """Show the signed-in person's wishes, and the events of which they always hear."""
        return self._show_wishes()

    @take_form(PAGE, of=PAGE)
    def messages_save(self, by_email="", by_sms="", lang="", **_form):
        """Save the signed-in person's wishes; a language that is not installed changes nothing."""
        user = request.env.user
        request.env["g2p.message.preference"]._choose_own(bool(by_email), bool(by_sms))
        if lang in dict(request.env["res.lang"].get_installed()):
            user.write({"lang": lang})
        request.env["ir.http"]._announce_saved()
        return request.redirect(PAGE)

    def _show_wishes(self):
        user = request.env.user
        partner = user.partner_id
        audiences = user._message_audiences()
        events = request.env["g2p.message"]._events().values()
        values = {
            "wishes": request.env["g2p.message.preference"]._choices(partner)[partner.id],
            "fixed": [
                (event.label, event.why_fixed)
                for event in events
                if event.is_fixed and event.audience in audiences
            ],
            "languages": request.env["res.lang"].get_installed(),
            "lang": user.lang,
            "known": {channel: self._known(partner, channel) for channel in ("sms", "email")},
            "stated": masked(user._message_number_stated()),
            "can_edit": user._is_portal(),
        }
        return self._render("g2p_assistance_message.wishes", values)

    def _known(self, partner, channel):
        """The address that messages to the person go to, mostly hidden: others see the screen."""
        # sudo: the person's own addresses
        address = partner.sudo()._message_addresses(channel).get(partner.id, "")
        return masked(address)
