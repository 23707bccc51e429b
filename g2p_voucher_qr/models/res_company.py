from odoo import api, models
from odoo.exceptions import ValidationError

from .. import const


class ResCompany(models.Model):
    """The office: the currency of its vouchers, and its programmes, which keep it from
    archiving."""

    _name = "res.company"
    _inherit = ["res.company", "g2p.open.matters.mixin"]

    @api.constrains("currency_id")
    def _check_voucher_currency(self):
        """Check that no voucher is open in another currency."""
        for company in self:
            # sudo: all vouchers count, including those that the user may not read
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
                        "%(company)s has open vouchers in %(currency)s, such as %(number)s. Its "
                        "currency can change once they are used up.",
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
