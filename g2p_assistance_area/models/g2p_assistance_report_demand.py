from odoo import fields, models

from ..tools.reports import with_area


class G2PAssistanceReportDemand(models.Model):
    """The area of a row, by which record rules limit who reads it."""

    _inherit = "g2p.assistance.report.demand"

    area_id = fields.Many2one("g2p.area", readonly=True)

    _depends = {"g2p.assistance.application": ["area_id"]}

    @property
    def _table_query(self):
        return with_area(super()._table_query)
