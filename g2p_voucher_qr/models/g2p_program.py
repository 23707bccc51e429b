from odoo import models

from ..const import MANAGER_MODEL


class G2pProgram(models.Model):
    _name = "g2p.program"
    _inherit = ["g2p.program", "g2p.audit.mixin"]

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
