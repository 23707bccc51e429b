from odoo import models

from ..const import DRAFT, ISSUED, MANAGER_MODEL


class G2pProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.audit.mixin", "g2p.open.matters.mixin"]

    _audit_fields = ("name", "company_id", "target_type", "state", "entitlement_managers")

    def _voucher_manager(self):
        """The programme's voucher entitlement manager, or empty."""
        self.ensure_one()
        # officers and verifiers have no rights on OpenG2P's managers
        for wrapper in self.sudo().entitlement_managers:
            manager = wrapper.manager_ref_id
            if manager and manager._name == MANAGER_MODEL:
                return manager
        return self.env[MANAGER_MODEL].sudo()

    # === A PROGRAMME THAT ENDS === #
    def write(self, vals):
        if not vals.get("active", True):
            self._refuse_open_matters(self.env._("This programme cannot be archived now."))
        if vals.get("company_id"):  # none: a programme of all companies
            moved = self.filtered(lambda program: program.company_id.id != vals["company_id"])
            refusal = self.env._("This programme cannot go to another company now.")
            moved._refuse_open_matters(refusal)
        return super().write(vals)

    def _open_matters(self):
        matters = super()._open_matters()
        running = [("program_id", "in", self.ids), ("state", "in", (DRAFT, ISSUED))]
        count = self.env["g2p.voucher"].search_count(running)
        if count:
            matters.append(
                self.env._(
                    "Vouchers to issue or in use: %(count)s. Nobody could be served with them: "
                    "issue or revoke them, or wait until they are over.",
                    count=count,
                )
            )
        return matters
