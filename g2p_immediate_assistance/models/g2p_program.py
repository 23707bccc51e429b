from odoo import models


class G2PProgram(models.Model):
    _inherit = "g2p.program"

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
                    "Applications in decision: %(count)s. Close its types for applications, and "
                    "have these decided first.",
                    count=count,
                )
            )
        return matters
