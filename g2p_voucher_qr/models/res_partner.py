from odoo import fields, models

from odoo.addons.g2p_voucher_template.tools import masking

from .. import const


class ResPartner(models.Model):
    """Vouchers of a contact, and the provider that it belongs to."""

    _inherit = "res.partner"

    def _open_matters(self):
        matters = super()._open_matters()
        vouchers = self.env["g2p.voucher"].search(self._open_vouchers_domain(), order="id")
        if vouchers:
            matters.append(
                self.env._(
                    "Voucher %(numbers)s is for this contact and still open: a voucher manager can "
                    "revoke it, or wait until it is used up and has expired.",
                    numbers=", ".join(vouchers.mapped("name")[:5]),
                )
            )
        providers = self.env["g2p.service.provider"].search([("partner_id", "in", self.ids)])
        if providers:
            matters.append(
                self.env._(
                    "It is the contact of the service provider %(names)s: name another contact "
                    "there first.",
                    names=", ".join(providers.mapped("name")[:5]),
                )
            )
        return matters

    def _name_as_written(self):
        """Given and family name as people wrote them: OpenG2P stores `name` in capitals, and
        providers compare it with the identity document."""
        self.ensure_one()
        if self.is_group:
            return self.name
        return masking.as_written(self.name, self.given_name, self.addl_name, self.family_name)

    def _open_vouchers_domain(self):
        """Domain of vouchers to issue or in use; a used one may be reversed while it is valid."""
        return [
            ("partner_id", "in", self.ids),
            "|",
            ("state", "in", (const.DRAFT, const.ISSUED)),
            "&",
            ("state", "=", const.REDEEMED),
            ("valid_until", ">=", fields.Date.today()),
        ]

    def _on_merged_into(self, partner):
        result = super()._on_merged_into(partner)
        vouchers = self.env["g2p.voucher"].search([("partner_id", "in", self.ids)])
        for voucher in vouchers:
            voucher._log_state(
                voucher.state,
                self.env._(
                    "The holder's contact #%(old)s was merged into #%(new)s.",
                    old=voucher.partner_id.id,
                    new=partner.id,
                ),
            )
        return result
