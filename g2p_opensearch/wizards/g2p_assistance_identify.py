from odoo import api, fields, models


class G2PAssistanceIdentify(models.TransientModel):
    """Officers who identify the person also choose the area of the case."""

    _inherit = "g2p.assistance.identify"

    area_id = fields.Many2one(
        "g2p.area",
        help="The place on dashboards, for the district that the applicant wrote. Empty: the "
        "district of the person in the registry, if there is one.",
    )
    district_written = fields.Char("District as written", related="application_id.district_text")
    has_areas = fields.Boolean(compute="_compute_has_areas")

    @api.depends("application_id")
    def _compute_has_areas(self):
        self.has_areas = bool(self.env["g2p.area"].search_count([], limit=1))

    def action_confirm(self):
        """Also set the area, after the application has checked who identifies."""
        done = super().action_confirm()
        # sudo: checked by the identification; the application changes through its methods
        self.sudo().application_id._set_area(self.area_id)
        return done
