import logging
import os

from odoo import api, models

from odoo.addons.g2p_suite_base.tools import own_config

from ..tools.sms import SmsToLog
from ..tools.sms_http import SmsByHttp, usable

_logger = logging.getLogger(__name__)

ADDRESS, TOKEN = "G2P_SMS_ADDRESS", "G2P_SMS_TOKEN"
SECTION, ADDRESS_OPTION, TOKEN_OPTION = "g2p_sms", "address", "token"


class G2PSms(models.AbstractModel):
    """The way of text messages out of this server: one gateway for all addons.

    Its address and token are settings of the server and not of the database, so that a copy of the
    database writes to nobody, and no administrator of Odoo reads what was sent.
    """

    _name = "g2p.sms"
    _description = "Text Messages"

    # === HOOKS === #

    @api.model
    def _gateway(self):
        """The `SmsGateway` of this server; override it to add another one."""
        address = self._setting(ADDRESS, ADDRESS_OPTION)
        if usable(address):
            return SmsByHttp(address, self._setting(TOKEN, TOKEN_OPTION))
        if address:
            _logger.error(
                "%s is no https address, nor one of this machine: no SMS is sent", ADDRESS
            )
        return SmsToLog()

    # === HELPERS === #

    @api.model
    def _setting(self, variable, option):
        return own_config.setting(os.environ, own_config.paths(), variable, SECTION, option)
