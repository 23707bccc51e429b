from odoo import models

from ..const import MANAGER_MODEL


class G2pProgram(models.Model):
    _inherit = "g2p.program"

    def _voucher_manager(self):
        """The programme's voucher entitlement manager, or empty."""
        self.ensure_one()
        # officers and verifiers have no rights on OpenG2P's managers
        for wrapper in self.sudo().entitlement_managers:
            manager = wrapper.manager_ref_id
            if manager and manager._name == MANAGER_MODEL:
                return manager
        return self.env[MANAGER_MODEL].sudo()
