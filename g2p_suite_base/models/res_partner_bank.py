from odoo import api, models


class ResPartnerBank(models.Model):
    """An account that is changed or removed still says whose it was."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts.partner_id._forget_identity()
        return accounts

    def write(self, vals):
        if not vals.keys() & {"acc_number", "partner_id"}:
            return super().write(vals)
        with self.partner_id._identity_changes():
            return super().write(vals)

    def unlink(self):
        with self.partner_id._identity_changes():
            return super().unlink()
