from odoo import api, models

from ..tools import after_commit


class IrCron(models.Model):
    """Waking the scheduler is a help; who triggered a job has done so, woken or not."""

    _inherit = "ir.cron"

    @api.model
    def _notifydb(self):
        after_commit.quietly(super()._notifydb)
