from odoo import api, models

from ..tools import after_commit


class IrCron(models.Model):
    """Waking the scheduler is optional: a job stays triggered if it cannot be woken."""

    _inherit = "ir.cron"

    @api.model
    def _notifydb(self):
        after_commit.quietly(super()._notifydb)
