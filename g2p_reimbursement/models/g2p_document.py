from odoo import api, fields, models


class G2PDocument(models.Model):
    """Documents of claims and payment batches: the links that the record rules use."""

    _inherit = "g2p.document"
    _portal_fields = ("claim_id",)

    claim_id = fields.Many2one(
        "g2p.reimbursement.claim",
        compute="_compute_claim_id",
        store=True,
        index="btree_not_null",
    )
    payment_batch_id = fields.Many2one(
        "g2p.claim.payment.batch",
        compute="_compute_claim_id",
        store=True,
        index="btree_not_null",
    )

    @api.depends("res_model", "res_id")
    def _compute_claim_id(self):
        for document in self:
            for name in ("claim_id", "payment_batch_id"):
                mine = document.res_model == self._fields[name].comodel_name
                document[name] = document.res_id if mine else False
