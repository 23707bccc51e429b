from odoo import fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools.rows import hold
from odoo.addons.g2p_voucher_qr.exceptions import NotInUse
from odoo.addons.g2p_voucher_qr.models.g2p_voucher_issue import CHUNK


class G2PVoucherBatchLine(models.Model):
    """One voucher of an issue order, with its result."""

    _name = "g2p.voucher.batch.line"
    _description = "Voucher of an issue order"
    _inherit = "g2p.deferred.mixin"
    _no_user_defaults = True
    _order = "state, id"
    _rec_name = "voucher_id"

    batch_id = fields.Many2one(
        "g2p.voucher.batch", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    voucher_id = fields.Many2one(
        "g2p.voucher", required=True, readonly=True, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [
            ("failed", "Not issued"),
            ("held", "No neutral officer"),
            ("issued", "Issued"),
            ("skipped", "Skipped"),
            ("waiting", "Waiting"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    message = fields.Char("Reason", readonly=True)
    date_done = fields.Datetime("Done on", readonly=True)

    _waiting_idx = models.Index("(batch_id, id) WHERE state = 'waiting'")
    _done_idx = models.Index("(batch_id, date_done) WHERE date_done IS NOT NULL")
    _waits_once = models.UniqueIndex(
        "(voucher_id) WHERE state = 'waiting'", "This voucher already waits in another order."
    )

    def _waits_elsewhere(self):
        """Whether the voucher waits in another order."""
        twin = [("voucher_id", "=", self.voucher_id.id), ("state", "=", "waiting")]
        return bool(self.search_count(twin, limit=1))

    # === Work === #
    @deferrable("voucher", chunk=CHUNK, attempts=3, failed="_on_attempt_failed")
    def _issue_waiting(self):
        """Issue the lines that still wait, of one order after the other."""
        hold(self)  # raises if one of them was stopped since this transaction began
        waiting = self.filtered(lambda line: line.state == "waiting")
        for batch, lines in waiting.grouped("batch_id").items():
            lines._issue_for_officer(batch.user_id)
        waiting.batch_id._defer("_finish")

    def _on_attempt_failed(self, reason, again):
        """Record that the attempt was aborted, and give up after the last one."""
        if self.state != "waiting":
            return
        if again:
            self.message = reason
            return
        self._fail(
            self.env._("The server was interrupted while issuing it. Contact an administrator.")
        )
        self.batch_id._defer("_finish")

    def _issue_for_officer(self, officer):
        """Issue in the name of the ordering officer, or of a neutral one with automatic issue."""
        if officer:
            self._issue(officer)
            return
        by_officer = self.grouped(lambda line: line.voucher_id._neutral_officer())
        for user, lines in by_officer.items():
            if user:
                lines._issue(user)
            else:
                lines._hold()

    def _issue(self, user):
        """Check, issue and record the result of each waiting voucher."""
        waiting = self.filtered(lambda line: line.state == "waiting")
        waiting -= waiting._skip_replaced()
        vouchers = waiting.voucher_id.with_user(user).with_context(lang=user.lang).sudo(False)
        refused = waiting.batch_id._process(vouchers) if waiting else {}
        by_id = {voucher.id: err for voucher, err in refused.items()}
        for line in waiting:
            line._record_result(by_id.get(line.voucher_id.id))

    def _record_result(self, error):
        """Record the result: issued without an error, skipped if it needs no copy."""
        if not error:
            self._end("issued", False)
        elif isinstance(error, NotInUse):
            self._skip(str(error))
        else:
            self._fail(str(error))

    def _skip_replaced(self):
        """Skip the vouchers whose copy already has another key, and return them."""
        of_key = self.filtered("batch_id.key_id")
        replaced = of_key.filtered(lambda line: line.voucher_id.key_id != line.batch_id.key_id)
        replaced._skip(self.env._("Its copy has already been replaced."))
        return replaced

    def _fail(self, message):
        self._end("failed", message)

    def _skip(self, message):
        self._end("skipped", message)

    def _hold(self):
        message = self.env._(
            "Every officer in whose name vouchers are issued took part in this case, or is no "
            "longer an issuing officer. Another officer must issue it."
        )
        self._end("held", message)

    def _end(self, state, message):
        self.write({"state": state, "message": message, "date_done": fields.Datetime.now()})
