from odoo import api, fields, models

#: requests of one run, which is one transaction; the next run takes the next ones
MAX_REQUESTS = 200
CRON = "g2p_approval_notify.ir_cron_notify"


class G2PApprovalNotice(models.Model):
    """A request whose officers are to be told: the queue between deciding and telling.

    A decision writes one row and does not wait for to-dos to be made; the row is committed with
    the decision or not at all. Rows are only added and removed, never changed, so that nobody
    who decides meets the job that tells.
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
        """Have the officers of the requests told, some seconds after this is committed."""
        if requests:
            notices_sudo = self.sudo()  # sudo: the queue is the engine's
            notices_sudo.create([{"request_id": request.id} for request in requests])
            # kept in memory, where env.ref() would ask the database each time
            cron_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
            self.env["ir.cron"].sudo().browse(cron_id)._trigger()  # sudo: closed to users

    @api.model
    def _cron_notify(self):
        """Tell the officers of what is queued; what came in meanwhile has another row."""
        notices_sudo = self.sudo().search([], limit=MAX_REQUESTS)  # sudo: as in _queue
        notices_sudo.request_id._notify_officers()
        notices_sudo.unlink()
        if len(notices_sudo) == MAX_REQUESTS:
            self.env.ref(CRON).sudo()._trigger()  # sudo: as above
