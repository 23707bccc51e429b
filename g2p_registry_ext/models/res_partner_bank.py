from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import identity


class ResPartnerBank(models.Model):
    """Accounts carry keys for finding persons who may be in the registry already."""

    _inherit = "res.partner.bank"

    match_keys = fields.Char(compute="_compute_match_keys", store=True, groups=fields.NO_ACCESS)

    _match_keys_idx = models.Index("USING gin (string_to_array(match_keys, ' '))")

    @api.depends("acc_number")
    def _compute_match_keys(self):
        for account in self:
            account.match_keys = identity.account_key(account.acc_number) or False
