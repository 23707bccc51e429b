import logging

from odoo import models

_logger = logging.getLogger(__name__)


class SmsSms(models.Model):
    """Odoo's own text messages take the same way, where the server has a gateway.

    Otherwise Odoo would pass numbers and texts to its paid service, outside the country and the
    office's contracts. Without a gateway it does as before.
    """

    _inherit = "sms.sms"

    def _split_by_api(self):
        """Before it sends, Odoo asks here for the service, and overriding the company's choice of a
        service alone is ignored. Making one of the paid service would make an account there."""
        if self.env["g2p.sms"]._gateway().delivers:
            yield None, self
        else:
            yield from super()._split_by_api()

    def _send(self, unlink_failed=False, unlink_sent=True, raise_exception=False):
        """The one method through which every way of sending passes, in each series."""
        gateway = self.env["g2p.sms"]._gateway()
        if not gateway.delivers:
            return super()._send(
                unlink_failed=unlink_failed,
                unlink_sent=unlink_sent,
                raise_exception=raise_exception,
            )
        # sudo: who may send need not be allowed to write the outcome; Odoo does it so too
        messages_sudo = self.sudo().with_context(sms_skip_msg_notification=True)
        for message_sudo in messages_sudo:
            failure = message_sudo._pass_to(gateway, raise_exception)
            state = "error" if failure else "pending"
            message_sudo._update_sms_state_and_trackers(state, failure_type=failure)
            if unlink_failed if failure else unlink_sent:
                message_sudo.to_delete = True
        messages_sudo.mail_message_id._notify_message_notification_update()
        return None

    def _pass_to(self, gateway, raise_exception):
        """The kind of failure, or False. Neither number nor text is logged."""
        if not self.number:
            return "sms_number_missing"
        try:
            gateway.send(self.number, self.body or "", f"sms {self.id}")
        except Exception as err:
            # any: its text may hold the number, and other messages must not wait
            _logger.warning("sms %s: the SMS gateway: %s", self.id, type(err).__name__)
            if raise_exception:
                raise
            return "sms_server"
        return False
