from odoo import api, fields, models
from odoo.tools import sql


class G2PDocument(models.Model):
    """Files of an assessment: the link that their record rules use."""

    _inherit = "g2p.document"

    assessment_id = fields.Many2one(
        "g2p.assistance.assessment",
        compute="_compute_assessment_id",
        store=True,
        index="btree_not_null",
    )

    def _auto_init(self):
        """Make the column empty: no assessment had a file before, and there may be millions."""
        if not sql.column_exists(self.env.cr, self._table, "assessment_id"):
            sql.create_column(self.env.cr, self._table, "assessment_id", "int4")
        return super()._auto_init()

    @api.depends("res_model", "res_id")
    def _compute_assessment_id(self):
        for document in self:
            owned = document.res_model == "g2p.assistance.assessment"
            document.assessment_id = document.res_id if owned else False
