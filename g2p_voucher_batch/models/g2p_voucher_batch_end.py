from odoo import api, fields, models


class G2PVoucherBatch(models.Model):
    """A queued order, whose officer is notified when it is done."""

    _inherit = "g2p.voucher.batch"

    is_awaited = fields.Boolean(readonly=True, help="Its officer is notified when it is done.")

    _awaited_idx = models.Index("(is_awaited, id)")  # see _news_idx of deliveries

    def _start(self):
        """Queue the waiting vouchers for the scheduler."""
        self.sudo().is_awaited = True  # sudo: orders change only through their actions
        self._trigger()

    @api.model
    def _notify_finished(self):
        """Notify the officer of each order that is done."""
        awaited_sudo = self.sudo().search([("is_awaited", "=", True)])  # sudo: the scheduler's work
        for batch in awaited_sudo.filtered(lambda one: not one.waiting_count):
            batch.is_awaited = False
            if batch.user_id.active:
                batch._notify_officer(batch.user_id)

    def _notify_officer(self, user):
        """Notify the officer with numbers only: the order shows the vouchers and the reasons."""
        batch = self.with_context(lang=user.lang)
        env = batch.env
        body = env._(
            "Order %(id)s is done: %(progress)s. Open Programs / Vouchers / Issue orders to see "
            "why vouchers were not issued, and to print the issued ones.",
            id=self.id,
            progress=batch._progress(self.issued_count + self.failed_count + self.skipped_count),
        )
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=env._("Your voucher order is done"),
            body=body,
        )
