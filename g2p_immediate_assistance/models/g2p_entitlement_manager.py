from odoo import api, models


class G2PVoucherEntitlementManager(models.Model):
    """Vouchers of a programme have the currency in which people apply."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"

    @api.constrains("company_id", "currency_id", "program_id")
    def _check_assistance_money(self):
        programs = self.sudo().program_id  # sudo: ids only
        self.env["g2p.assistance.settings"]._check_in_use([("program_id", "in", programs.ids)])
