from odoo import api, models


class ResPartnerBank(models.Model):
    """A changed or removed bank account still counts as a tie to its former owner."""

    _inherit = "res.partner.bank"

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts.partner_id._invalidate_identity()
        return accounts

    def write(self, vals):
        if not vals.keys() & {"acc_number", "partner_id"}:
            return super().write(vals)
        with self.partner_id._identity_changes():
            return super().write(vals)

    def unlink(self):
        with self.partner_id._identity_changes():
            return super().unlink()
