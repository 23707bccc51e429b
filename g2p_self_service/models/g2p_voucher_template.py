from odoo import models


class G2PVoucherTemplate(models.Model):
    """The page for the holder is in the language in which the applicant follows the case."""

    _inherit = "g2p.voucher.template"

    def _holder_lang(self, voucher):
        # sudo: of the applicant, for their own paper
        user_sudo = voucher.sudo().application_id.applicant_user_id
        return user_sudo.lang or super()._holder_lang(voucher)
