import logging

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions, phones

from ..tools.sms import SmsError

_logger = logging.getLogger(__name__)


class G2PSmsTry(models.TransientModel):
    """Sends one message, to see whether the server's gateway works."""

    _name = "g2p.sms.try"
    _inherit = "g2p.dialog.mixin"
    _description = "Try the SMS Gateway"

    number = fields.Char(
        "Telephone number", required=True, help="With the country's code: +254 700 123 456."
    )

    def action_send(self):
        """Send the message now; for administrators."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators try the SMS gateway."))
        here = self.env.company.country_id.code
        found = phones.keys(self.number, [here] if here else [])
        if len(found) != 1 or not found[0].startswith("+"):
            raise UserError(self.env._("Enter one telephone number with the country's code."))
        self._send(found[0])
        message = self.env._("The gateway has accepted the message. See whether it arrives.")
        return actions.close(actions.notify(message))

    def _send(self, number):
        gateway = self.env["g2p.sms"]._gateway()
        if not gateway.delivers:
            raise UserError(
                self.env._(
                    "This server has no SMS gateway. Set G2P_SMS_ADDRESS to an https address and "
                    "restart it."
                )
            )
        text = self.env._("This message tries the SMS gateway. You need not do anything.")
        try:
            gateway.send(number, text, f"try {self.id}")
        except SmsError as err:
            _logger.warning("try %s: the SMS gateway: %s", self.id, err)
            raise UserError(
                self.env._("The gateway did not accept the message: %(reason)s.", reason=err)
            ) from err
