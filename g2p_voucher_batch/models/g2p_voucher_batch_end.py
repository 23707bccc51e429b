from odoo import api, fields, models


class G2PVoucherBatch(models.Model):
    """An order that is queued, and whose officer hears when it is done."""

    _inherit = "g2p.voucher.batch"

    is_awaited = fields.Boolean(readonly=True, help="Its officer is told when it is done.")

    _awaited_idx = models.Index("(is_awaited, id)")  # see _news_idx of deliveries

    def _start(self):
        """Leave what waits to the scheduler."""
        self.sudo().is_awaited = True  # sudo: orders are changed by their steps only
        self._trigger()

    @api.model
    def _tell_finished(self):
        """A notice to the officer of each order of which nothing waits any more."""
        awaited_sudo = self.sudo().search([("is_awaited", "=", True)])  # sudo: the scheduler's work
        for batch in awaited_sudo.filtered(lambda one: not one.waiting_count):
            batch.is_awaited = False
            if batch.user_id.active:
                batch._tell(batch.user_id)

    def _tell(self, user):
        """Numbers only: the order says which vouchers, and why."""
        batch = self.with_context(lang=user.lang)
        env = batch.env
        body = env._(
            "Order %(id)s is done: %(progress)s. Open Programs / Vouchers / Issue orders: the "
            "order says why vouchers were not issued, and prints those that were.",
            id=self.id,
            progress=batch._progress(self.issued_count + self.failed_count + self.skipped_count),
        )
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=env._("Your order of vouchers is done"),
            body=body,
        )
