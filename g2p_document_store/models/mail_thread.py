from markupsafe import Markup

from odoo import models


class MailThread(models.AbstractModel):
    """E-mail from outside to a closed thread is returned with a message."""

    _inherit = "mail.thread"

    def _routing_check_route(self, message, message_dict, route, raise_exception=True):
        checked = super()._routing_check_route(message, message_dict, route, raise_exception)
        Message = self.env["mail.message"]
        if not checked or not Message._is_closed(checked[0]):
            return checked
        if Message._is_inside(message_dict.get("author_id")):
            return checked
        sentence = self.env._(
            "Nobody reads answers to this e-mail. Sign in and answer on the page of your case."
        )
        body = Markup("<p>%s</p>") % sentence
        self._routing_create_bounce_email(message_dict["email_from"], body, message)
        return False  # the core's sign for a bounced mail that needs no other route
