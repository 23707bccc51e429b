from itertools import zip_longest

from odoo import models

from odoo.addons.g2p_deferred.tools.deferral import deferrable


class G2PVoucherRedemption(models.Model):
    """The holder hears of each use of their voucher, and of each that is taken back."""

    _name = "g2p.voucher.redemption"
    _inherit = ["g2p.voucher.redemption", "g2p.deferred.mixin"]

    @deferrable("message", chunk=200)
    def _announce_use(self):
        """Queue the messages about these lines of the ledger, each once."""
        used = self.filtered(lambda line: not line.reversal_of_id)
        for event, lines in (("voucher_used", used), ("voucher_returned", self - used)):
            # the first of each voucher together, then the second of each
            for some in zip_longest(*lines.grouped("voucher_id").values()):
                self.browse(line.id for line in some if line)._queue_lines(event)

    def _queue_lines(self, event):
        """Queue messages about lines of different vouchers."""
        numbers = {line.voucher_id.id: str(line.id) for line in self}
        self.voucher_id._queue_messages(event, numbers)
