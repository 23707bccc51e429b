from odoo import api, models
from odoo.exceptions import ValidationError

#: beginnings of the models whose figures stay inside
REPORTS = ("g2p.assistance.report.", "g2p.reimbursement.report")


class SpreadsheetDashboardShare(models.Model):
    """A public link to a copy of a dashboard: there is none to the figures of cases.

    Its address is open to everybody who has it, and the small numbers of a day disclose a case.
    """

    _inherit = "spreadsheet.dashboard.share"

    @api.constrains("dashboard_id")
    def _check_dashboard_inside(self):
        for share in self:
            # sudo: the answer does not depend on the reader; copies of the dashboards count too
            text = share.dashboard_id.sudo().spreadsheet_data or ""
            if any(model in text for model in REPORTS):
                raise ValidationError(
                    self.env._(
                        "Dashboards of Assistance are for the roles that may read cases and have "
                        "no public link. Give the reader such a role instead."
                    )
                )
