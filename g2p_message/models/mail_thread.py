from odoo import models


class MailThread(models.AbstractModel):
    """Bounced mails are recorded with their messages."""

    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        self.env["g2p.message"]._on_bounce(message_dict.get("bounced_msg_ids") or ())
        return super()._routing_handle_bounce(email_message, message_dict)
