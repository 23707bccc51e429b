from odoo import api, models


class ResCompany(models.Model):
    """A company keeps its currency while people apply in it."""

    _inherit = "res.company"

    @api.constrains("currency_id")
    def _check_assistance_money(self):
        self.env["g2p.assistance.settings"]._check_in_use([("company_id", "in", self.ids)])
