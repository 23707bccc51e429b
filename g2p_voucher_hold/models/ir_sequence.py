from odoo import models


class IrSequence(models.Model):
    """Numbers of holds."""

    _inherit = "ir.sequence"

    def _numbers_people(self):
        return super()._numbers_people() or self.code == "g2p.voucher.hold"
