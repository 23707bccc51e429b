import sys

from odoo import api, models


def _belongs_to_a_test(cr):
    """Whether a cursor belongs to a test class of Odoo: 17.0 lets a test commit it."""
    common = sys.modules.get("odoo.tests.common")
    classes = [common.BaseCase] if common else []
    for test_class in classes:  # grows: the classes below are appended
        if vars(test_class).get("cr") is cr:
            return True
        classes += test_class.__subclasses__()
    return False


class IrCron(models.Model):
    _inherit = "ir.cron"

    @api.model
    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Commit a job's progress; return the seconds left: 17.0 has no limit for a call."""
        if not _belongs_to_a_test(self.env.cr):
            self.env.cr.commit()
        return float("inf")
