from odoo import api, fields, models
from odoo.exceptions import UserError


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

    def _content(self):
        self._check_holder()
        return super()._content()

    def _check_holder(self):
        """Refuse the paper of a voucher that no provider accepts, to people outside the office."""
        if self.env.su or self.env.user._is_internal():
            return
        self.check_access("read")
        copy_sudo = self.sudo().voucher_copy_id  # sudo: the right on the document was checked above
        if not copy_sudo:
            return
        refusal = copy_sudo.voucher_id.sudo(False)._holder_refusal()
        if refusal:
            raise UserError(": ".join(refusal))
        if copy_sudo.state != "active":
            raise UserError(
                self.env._(
                    "This copy was replaced by a newer one, and no hospital accepts it. Open your "
                    "application: it shows the present one."
                )
            )
