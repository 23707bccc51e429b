from odoo import models

from ..const import OFFICE


class G2PAssistanceType(models.Model):
    """The proof of identity on the page of a type."""

    _inherit = "g2p.assistance.type"

    def _portal_demand(self):
        """The moment before which people show who they are; empty where they need not."""
        # sudo: people have no right on programmes and their settings
        demand = self.env["g2p.assistance.settings"]._demand_of(self.sudo().program_id)
        return "" if demand == OFFICE else demand

    def _portal_has_to_prove(self):
        """Whether the current user has to show who they are before they start."""
        if self._portal_demand() != "start":
            return False
        return not self.env["g2p.portal.access"]._proven_registrant(self.env.user)
