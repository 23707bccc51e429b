import logging

from odoo import models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

_logger = logging.getLogger(__name__)


class G2PConfirmedContact(models.Model):
    """A new contact is announced to the person's other ones: a thief cannot add theirs silently.

    The message says neither who nor what for.
    """

    _inherit = "g2p.confirmed.contact"

    @deferrable("message", chunk=10)
    def _send_notice(self):
        for contact in self.filtered("active"):
            others = contact._of(contact.registrant_id) - contact
            for other in others.sorted("id")[:5]:
                other._notify_of_another()

    def _notify_of_another(self):
        registrant = self.registrant_id
        env = self.with_context(lang=registrant.lang or self.env.lang).env
        office_sudo = (registrant.company_id or self.env.company).sudo()  # sudo: name and sender
        text = env._(
            "%(office)s: another telephone number or e-mail address can be used to sign in as you "
            "now. If it is not yours, contact the office.",
            office=office_sudo.name,
        )
        try:
            with self.env.cr.savepoint():
                if self.channel == "sms":
                    self.env["g2p.sms"]._gateway().send(self.value, text, f"contact {self.id}")
                else:
                    values, title = {"text": text}, env._("Your account")
                    template = "g2p_sign_in_code.mail_notice"
                    env["res.users"]._mail_to(self.value, title, template, values, office_sudo)
        except Exception as err:  # noqa: BLE001 (any: the contact is confirmed all the same)
            _logger.warning("notice to contact %s was not sent: %s", self.id, type(err).__name__)
