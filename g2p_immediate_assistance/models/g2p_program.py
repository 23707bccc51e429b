from odoo import api, models


class G2PProgram(models.Model):
    """A programme keeps its company while people apply, and is open while they wait."""

    _inherit = "g2p.program"

    @api.constrains("company_id")
    def _check_assistance_money(self):
        self.env["g2p.assistance.settings"]._check_in_use([("program_id", "in", self.ids)])

    def _open_matters(self):
        matters = super()._open_matters()
        in_decision = [
            ("program_id", "in", self.ids),
            ("state", "in", ("submitted", "returned")),
        ]
        count = self.env["g2p.assistance.application"].search_count(in_decision)
        if count:
            matters.append(
                self.env._(
                    "Applications in decision: %(count)s. Close its types for applications and "
                    "finish these decisions first.",
                    count=count,
                )
            )
        return matters
