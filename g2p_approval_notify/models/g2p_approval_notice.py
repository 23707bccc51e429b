from odoo import api, fields, models

#: requests per run, which is one transaction; the next run handles the rest
MAX_REQUESTS = 200
CRON = "g2p_approval_notify.ir_cron_notify"


class G2PApprovalNotice(models.Model):
    """A request whose officers must be notified: the queue between decision and notification.

    A decision writes one row and does not wait for the to-dos; the row is committed together with
    the decision. Rows are only added and removed, never changed, so that decisions never conflict
    with the job.
    """

    _name = "g2p.approval.notice"
    _description = "Approval Notice"
    _no_user_defaults = True
    _order = "id"
    _log_access = False

    request_id = fields.Many2one(
        "g2p.approval.request", required=True, index=True, ondelete="cascade"
    )

    @api.model
    def _queue(self, requests):
        """Notify the officers of the requests, some seconds after the commit."""
        if requests:
            notices_sudo = self.sudo()  # sudo: the queue is the engine's
            notices_sudo.create([{"request_id": request.id} for request in requests])
            # cached in memory, where env.ref() would query the database each time
            cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()  # sudo: closed to users

    @api.model
    def _cron_notify(self):
        """Notify the officers of queued requests; requests queued meanwhile have another row."""
        notices_sudo = self.sudo().search([], limit=MAX_REQUESTS)  # sudo: as in _queue
        notices_sudo.request_id._notify_officers()
        notices_sudo.unlink()
        if len(notices_sudo) == MAX_REQUESTS:
            self.env.ref(CRON).sudo()._trigger()  # sudo: as above
