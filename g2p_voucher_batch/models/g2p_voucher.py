from odoo import models
from odoo.exceptions import AccessError, UserError


class G2PVoucher(models.Model):
    """Issues many vouchers by an order, and new ones automatically in an officer's name."""

    _inherit = "g2p.voucher"

    # === ACTIONS === #
    def action_issue(self):
        """Issue one immediately; several become an order, which is queued if they do not fit into
        one request."""
        if len(self) > 1:
            return self.env["g2p.voucher.batch"]._issue_order(self)
        return super().action_issue()

    def action_reissue(self, reason=None):
        """Reissue one immediately, and several like :meth:`action_issue`."""
        if len(self) > 1:
            reason = self._check_reason(reason)
            return self.env["g2p.voucher.batch"]._reissue_order(self, reason)
        return super().action_reissue(reason)

    # === CHECKS === #
    def _check_keys(self):
        """Refuse the order if there is no active key: all its vouchers would fail."""
        # sudo: officers need not see the records that name template and company
        for vouchers in self.sudo().grouped("manager_id").values():
            vouchers[:1]._signing_keys()

    # === Automatic issue === #
    def _on_prepared(self):
        super()._on_prepared()
        self.env["g2p.voucher.batch"]._queue_automatic(self)

    def _neutral_officer(self):
        """The first officer with automatic issue who may issue it; empty without one."""
        manager = self.manager_id
        for user in manager.auto_issuer_ids & manager.issuer_ids:
            try:
                self.with_user(user).sudo(False)._check_issuer()
                self._check_authority(user)
            except AccessError:
                continue
            except UserError:
                return user  # the problem is the voucher's: its officer gets the reason
            return user
        return self.env["res.users"]
