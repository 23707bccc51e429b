from odoo import models


class ResCompany(models.Model):
    """A company stays as long as it has programmes: they are archived when nothing runs there."""

    _name = "res.company"
    _inherit = ["res.company", "g2p.open.matters.mixin"]

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
