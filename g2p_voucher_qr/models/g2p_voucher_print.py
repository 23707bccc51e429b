from odoo import models
from odoo.exceptions import UserError

from .. import const
from ..tools import pdf

MAX_PRINT = 500  # vouchers of one file for the printer


class G2pVoucher(models.Model):
    """Print."""

    _inherit = "g2p.voucher"

    # === ACTIONS === #
    def action_print(self):
        """One file with the papers of all, each as often as its programme wants."""
        if len(self) > MAX_PRINT:
            raise UserError(self.env._("Print at most %(max)s vouchers at a time.", max=MAX_PRINT))
        for voucher in self:
            voucher._check_handover()
        for voucher_sudo in self.sudo():  # checked above
            voucher_sudo._log_state(
                voucher_sudo.state,
                self.env._(
                    "Copy %(number)s printed, sheets: %(sheets)s",
                    number=voucher_sudo.active_copy_id.number,
                    sheets=voucher_sudo.manager_id.sheets,
                ),
            )
        ids = ",".join(str(voucher_id) for voucher_id in self.ids)
        return {"type": "ir.actions.act_url", "url": f"/voucher/print?ids={ids}", "target": "new"}

    # === BUSINESS === #
    def _check_handover(self):
        """The caller is a designated issuing officer, and the voucher can be used."""
        self._check_issuer()
        self.sudo()._check_state(const.ISSUED)

    def _printed(self):
        """PDF bytes of the papers; the caller has checked the right."""
        contents = []
        for voucher in self.sudo():
            document = voucher.document_id
            self.env["g2p.document.download"]._log(document)
            contents += [document._content()] * voucher.manager_id.sheets
        return pdf.merge(contents)
