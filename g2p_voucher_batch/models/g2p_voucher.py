from odoo import models
from odoo.exceptions import AccessError, UserError


class G2PVoucher(models.Model):
    """Many vouchers are issued by an order; new ones by themselves, in an officer's name."""

    _inherit = "g2p.voucher"

    # === ACTIONS === #
    def action_issue(self):
        """As without orders for one; several are an order, and queued where they are more than fit
        into one request."""
        if len(self) > 1:
            return self.env["g2p.voucher.batch"]._issue_order(self)
        return super().action_issue()

    def action_reissue(self, reason=None):
        """As :meth:`action_issue`."""
        if len(self) > 1:
            reason = self._check_reason(reason)
            return self.env["g2p.voucher.batch"]._reissue_order(self, reason)
        return super().action_reissue(reason)

    # === CHECKS === #
    def _check_keys(self):
        """Refuse what could only fail for all: there is no active key for what is chosen."""
        # sudo: officers need not see the records that name template and company
        for vouchers in self.sudo().grouped("manager_id").values():
            vouchers[:1]._signing_keys()

    # === By itself === #
    def _on_prepared(self):
        super()._on_prepared()
        self.env["g2p.voucher.batch"]._queue_automatic(self)

    def _neutral_officer(self):
        """The first of those who offered themselves who may issue it; empty without one."""
        manager = self.manager_id
        for user in manager.auto_issuer_ids & manager.issuer_ids:
            try:
                self.with_user(user).sudo(False)._check_issuer()
                self._check_authority(user)
            except AccessError:
                continue
            except UserError:
                return user  # the voucher is at fault: its officer hears why
            return user
        return self.env["res.users"]
