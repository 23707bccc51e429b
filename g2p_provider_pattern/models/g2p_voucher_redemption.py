from odoo import models


class G2PVoucherRedemption(models.Model):
    """The ledger is read by its period.

    Lines are added in the order of their date, so an index of ranges of pages (BRIN) finds them: it
    has some kilobytes, and adding a line hardly touches it.
    """

    _inherit = "g2p.voucher.redemption"

    _date_range_idx = models.Index("USING brin (date)")
