from odoo import api, models


class G2PProgram(models.Model):
    """A programme stays with the company in whose currency people apply."""

    _inherit = "g2p.program"

    @api.constrains("company_id")
    def _check_assistance_money(self):
        self.env["g2p.assistance.settings"]._check_in_use([("program_id", "in", self.ids)])
