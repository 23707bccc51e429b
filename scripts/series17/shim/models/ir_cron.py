from odoo import api, models
from odoo.tools import config


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Commit what a job has done so far; seconds left: 17.0 knows no limit for a call."""
        if not config["test_enable"]:
            self.env.cr.commit()
        return float("inf")
