from odoo import models

#: role of the provider's staff who claim, and read claims and payments
CLAIM = "claims"


class ResUsers(models.Model):
    """Office roles that decide and pay claims, and the provider's role that claims."""

    _inherit = "res.users"

    def _office_groups(self):
        here = "g2p_reimbursement.group_reimbursement_"
        return [
            *super()._office_groups(),
            *(here + role for role in ("officer", "cashier", "auditor")),
            "g2p_multistage_approval.group_approval_manager",
            "g2p_multistage_approval.group_approval_auditor",
        ]

    def _may_claim(self):
        """Whether this user may claim for an active provider, and read its claims."""
        return bool(self._service_provider(role=CLAIM))
