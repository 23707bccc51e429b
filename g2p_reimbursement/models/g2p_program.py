from odoo import models

from .g2p_reimbursement_claim import OPEN_STATES


class G2PProgram(models.Model):
    """A programme cannot be archived while it has open claims."""

    _inherit = "g2p.program"

    def _open_matters(self):
        matters = super()._open_matters()
        open_claims = [("program_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        count = self.env["g2p.reimbursement.claim"].search_count(open_claims)
        if count:
            matters.append(
                self.env._(
                    "Unpaid claims of service providers: %(count)s. Decide and pay them first.",
                    count=count,
                )
            )
        return matters
