import os
import time
from pathlib import Path

from odoo import api, models

from odoo.addons.g2p_sms.tools import sms


class SmsToFile(sms.SmsGateway):
    """Adds the name of each message to a file, and does not return while the file is held."""

    def __init__(self, path):
        self.path = Path(path)

    def send(self, number, text, reference):
        """Send as a gateway does: what it has accepted cannot be recalled."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{reference}\n")
        while self.path.with_suffix(".hold").exists():
            time.sleep(0.1)


class G2PSms(models.AbstractModel):
    _inherit = "g2p.sms"

    @api.model
    def _gateway(self):
        path = os.environ.get("JOBS_SMS_FILE")
        return SmsToFile(path) if path else super()._gateway()
