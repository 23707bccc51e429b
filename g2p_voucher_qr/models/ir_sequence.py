from odoo import models

from ..const import MANAGER_MODEL

CODES = ("g2p.voucher", "g2p.voucher.redemption")


class IrSequence(models.Model):
    """Numbers of vouchers and redemptions."""

    _inherit = "ir.sequence"

    def _numbers_people(self):
        # sudo: the result does not depend on the user
        managers_sudo = self.env[MANAGER_MODEL].sudo()
        mine = [("sequence_id", "=", self.id)]
        return (
            super()._numbers_people()
            or self.code in CODES
            or bool(managers_sudo.search_count(mine, limit=1))
        )
