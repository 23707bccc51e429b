from odoo import api, fields, models


class G2PAssistanceApplication(models.Model):
    """Messages about an ended programme, for officers and for applicants."""

    _inherit = "g2p.assistance.application"

    programme_closed = fields.Char(
        compute="_compute_programme_closed",
        help="For officers: why the programme approves nothing more, and what to do.",
    )

    @api.depends("state", "program_id.state", "program_id.active", "program_id.locked")
    def _compute_programme_closed(self):
        for case in self:
            program_sudo = case.sudo().program_id  # sudo: the programme's state is public
            running = case.state in ("submitted", "returned")
            case.programme_closed = program_sudo._why_not_now("decide") if running else False

    def _programme_closed(self):
        """For the applicant: why the programme does not continue the case, and what to do; or
        False."""
        step = {"draft": "apply", "returned": "apply", "submitted": "wait"}.get(self.state)
        # sudo: people need not read programmes
        return self.sudo().program_id._why_not_now(step) if step else False
