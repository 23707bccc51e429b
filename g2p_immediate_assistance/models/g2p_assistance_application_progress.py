from odoo import api, models

from odoo.addons.g2p_voucher_qr import const

#: cases that a refusal names
NAMED = 3


class G2PAssistanceApplication(models.Model):
    """Cases that are not finished, for addons to whose data their decisions are bound."""

    _inherit = "g2p.assistance.application"

    @api.model
    def _why_not_without(self, addon):
        """Hook: why an addon with cases in progress has to stay, or False; under sudo."""
        return False

    @api.model
    def _in_progress(self, domain):
        """Cases that are decided now, or whose voucher can still be issued or used; under sudo."""
        decided = self.search([*domain, ("state", "in", ("submitted", "returned"))], order="id")
        granted = self.search([*domain, ("state", "=", "approved")], order="id")
        return decided | granted.filtered(lambda case: case._is_voucher_in_progress())

    def _is_voucher_in_progress(self):
        if self.voucher_ids:
            return bool({const.DRAFT, const.ISSUED} & set(self.voucher_ids.mapped("state")))
        return self.entitlement_id.state not in const.DEAD_ENTITLEMENTS

    def _count_and_names(self):
        """The values of a sentence about these cases."""
        return {"count": len(self), "names": ", ".join(self[:NAMED].mapped("name"))}
