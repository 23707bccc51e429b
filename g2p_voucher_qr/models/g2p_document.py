from odoo import api, fields, models


class G2PDocument(models.Model):
    _inherit = "g2p.document"

    voucher_copy_id = fields.Many2one(
        "g2p.voucher.copy",
        compute="_compute_voucher_copy_id",
        store=True,
        index=True,
        help="Used by the record rules for documents of vouchers.",
    )

    @api.depends("res_model", "res_id")
    def _compute_voucher_copy_id(self):
        for document in self:
            owned = document.res_model == "g2p.voucher.copy"
            document.voucher_copy_id = document.res_id if owned else False
