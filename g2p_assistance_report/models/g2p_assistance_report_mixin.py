from odoo import fields, models


class G2PAssistanceReportMixin(models.AbstractModel):
    """Columns of the reports on cases, which name neither a person nor an officer.

    A report is a query (`_table_query`) and not a view of the database, which would block changes
    of the columns that it reads. It runs when it is read: the figures are those of the moment.
    """

    _name = "g2p.assistance.report.mixin"
    _description = "Report on Assistance"

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    program_id = fields.Many2one("g2p.program", "Programme", readonly=True)
    type_id = fields.Many2one("g2p.assistance.type", "Assistance", readonly=True)
