from odoo import models


class ResPartnerBank(models.Model):
    """Bank accounts of providers' contacts, with a record of their changes."""

    _name = "res.partner.bank"
    _inherit = ["res.partner.bank", "g2p.audit.mixin"]

    _audit_fields = ("acc_number", "acc_holder_name", "partner_id", "active")
    _audit_masked = ("acc_number",)
    _audit_by_id = ("partner_id",)

    def _audit_wanted(self):
        # sudo: users who write accounts need not read providers
        providers_sudo = self.env["g2p.service.provider"].sudo().with_context(active_test=False)
        # sudo: as above
        found_sudo = providers_sudo.search([("partner_id", "in", self.sudo().partner_id.ids)])
        # sudo: as above
        return self.filtered(lambda bank: bank.sudo().partner_id in found_sudo.partner_id)
