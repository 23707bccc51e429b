from odoo import models


class G2PVoucherDelivery(models.Model):
    """A link to a voucher opens it once its applicant may see it: a message can be read by others
    than the person who has to show who they are."""

    _inherit = "g2p.voucher.delivery"

    def _why_locked(self):
        application_sudo = self.voucher_id.application_id.sudo()  # sudo: the link is the right
        why = application_sudo._why_locked() if application_sudo else False
        if not why:
            return super()._why_locked()
        return why, f"/my/assistance/{application_sudo.public_id}"
