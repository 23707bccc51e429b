from odoo import api, models


class ResCompany(models.Model):
    """A new office has its own thresholds of patterns."""

    _name = "res.company"
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["g2p.provider.pattern.threshold"]._ensure(companies)
        return companies
