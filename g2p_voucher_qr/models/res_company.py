from odoo import api, models
from odoo.exceptions import ValidationError

from .. import const


class ResCompany(models.Model):
    """The office: the currency of its vouchers, that it stays while it has programmes."""

    _name = "res.company"
    _inherit = ["res.company", "g2p.open.matters.mixin"]

    @api.constrains("currency_id")
    def _check_voucher_currency(self):
        """What a voucher promises in one currency is not paid in another."""
        for company in self:
            # sudo: all vouchers count, also those that the user does not read
            promised_sudo = self.env["g2p.voucher"].sudo()
            found = promised_sudo.search(
                [
                    ("company_id", "=", company.id),
                    ("currency_id", "!=", company.currency_id.id),
                    ("state", "in", (const.DRAFT, const.ISSUED)),
                ],
                limit=1,
            )
            if found:
                raise ValidationError(
                    self.env._(
                        "%(company)s has vouchers in %(currency)s that are not used up, such as "
                        "%(number)s. Its currency can change when they are.",
                        company=company.name,
                        currency=found.currency_id.name,
                        number=found.name,
                    )
                )

    def _open_matters(self):
        matters = super()._open_matters()
        programs = self.env["g2p.program"].search([("company_id", "in", self.ids)], order="id")
        issuing = programs.filtered(lambda program: program._voucher_manager())
        if issuing:
            matters.append(
                self.env._(
                    "Programmes with vouchers: %(names)s. Archive them first.",
                    names=", ".join(issuing.mapped("name")[:5]),
                )
            )
        return matters

    def write(self, vals):
        if not vals.get("active", True):
            self._refuse_open_matters(self.env._("This company cannot be archived now."))
        return super().write(vals)
