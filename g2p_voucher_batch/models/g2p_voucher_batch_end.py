from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

#: seconds over which the rate is measured
RATE_WINDOW = 60


class G2PVoucherBatch(models.Model):
    """A queued order: how fast it proceeds, and the notification of its officer at its end."""

    _inherit = "g2p.voucher.batch"

    is_awaited = fields.Boolean(readonly=True, help="Its officer is notified when it is done.")
    rate = fields.Integer(
        "Vouchers a minute", compute="_compute_rate", help="Processed in the last minute."
    )
    minutes_left = fields.Integer("Minutes left", compute="_compute_rate")
    engine_warning = fields.Char(compute="_compute_engine_warning")

    # === COMPUTE === #
    @api.depends("line_ids.state")
    def _compute_rate(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), seconds=RATE_WINDOW)
        groups = self.env["g2p.voucher.batch.line"]._read_group(
            [("batch_id", "in", self.ids), ("date_done", ">=", since)], ["batch_id"], ["__count"]
        )
        done = {batch.id: count for batch, count in groups}
        for batch in self:
            batch.rate = done.get(batch.id, 0)
            # rounded up: "0 minutes" would read as done
            batch.minutes_left = -(-batch.waiting_count // batch.rate) if batch.rate else 0

    def _compute_engine_warning(self):
        warning = self.env["g2p.deferred"]._warning()
        for batch in self:
            batch.engine_warning = warning if batch.waiting_count else False

    # === Work === #
    def _start(self):
        """Queue the waiting vouchers."""
        batch_sudo = self.sudo()  # sudo: orders change only through their actions
        batch_sudo.is_awaited = True
        batch_sudo.line_ids.filtered(lambda line: line.state == "waiting")._defer("_issue_waiting")

    @deferrable("voucher", chunk=100)
    def _finish(self):
        """Notify the officers of the orders that are done, once."""
        for batch in self.filtered("is_awaited"):
            if batch.waiting_count:
                continue
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
