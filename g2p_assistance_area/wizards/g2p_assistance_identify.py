from odoo import api, fields, models


class G2PAssistanceIdentify(models.TransientModel):
    """Officers who identify the person also choose the area of a case that has none."""

    _inherit = "g2p.assistance.identify"

    area_id = fields.Many2one(
        "g2p.area",
        "Place",
        help="The area for the district that the applicant wrote. Empty: the district of the "
        "person in the registry, if there is one.",
    )
    district_written = fields.Char("District as written", related="application_id.district_text")
    has_areas = fields.Boolean(compute="_compute_has_areas")

    @api.depends("application_id")
    def _compute_has_areas(self):
        some = bool(self.env["g2p.area"].search_count([], limit=1))
        for wizard in self:
            wizard.has_areas = some and not wizard.application_id.area_id

    def action_confirm(self):
        """Also set the place, after the application has checked who identifies: the chosen one, or
        that of the person."""
        case, area = self.application_id, self.area_id
        if area and not case.area_id:
            case._check_area(area)
        done = super().action_confirm()
        # sudo: checked by the identification; the application changes through its methods
        case_sudo = case.sudo()
        if area and not case_sudo.area_id:
            case_sudo._set_area(area)
        case_sudo._set_area_of_person()
        return done
