from odoo import models

from .g2p_voucher_hold import HELD


class G2PServiceProvider(models.Model):
    """A provider is not archived while it holds amounts."""

    _inherit = "g2p.service.provider"

    def _open_matters(self):
        held = self.env["g2p.voucher.hold"]._open_matter([("provider_id", "in", self.ids)])
        return [*super()._open_matters(), *held]


class G2PProgram(models.Model):
    """A programme is not archived while amounts are held, which could not be redeemed then."""

    _inherit = "g2p.program"

    def _open_matters(self):
        held = self.env["g2p.voucher.hold"]._open_matter([("program_id", "in", self.ids)])
        return [*super()._open_matters(), *held]


class ResPartner(models.Model):
    """A contact is not archived while an amount is held for them, which could not be redeemed."""

    _inherit = "res.partner"

    def _open_matters(self):
        of_them = [("voucher_id.partner_id", "in", self.ids)]
        return [*super()._open_matters(), *self.env["g2p.voucher.hold"]._open_matter(of_them)]


class G2PVoucherHold(models.Model):
    _inherit = "g2p.voucher.hold"

    def _open_matter(self, domain):
        """Sentences on the holds in force: one, or none."""
        # sudo: only a number
        count = self.sudo().search_count([*domain, ("state", "=", HELD)])
        if not count:
            return []
        return [
            self.env._(
                "Amounts held by providers: %(count)s. Release them, or wait until they end.",
                count=count,
            )
        ]
