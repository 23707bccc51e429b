from odoo import api, models


class G2PApprovalSeat(models.Model):
    """Seats are made again whenever a case changes: then a decided step is no longer taken."""

    _inherit = "g2p.approval.seat"

    @api.model
    def _make(self, request_ids):
        super()._make(request_ids)
        self.env["g2p.approval.hold"]._drop_done(request_ids)
        self.env["g2p.approval.step"]._drop_done_todos(request_ids)
