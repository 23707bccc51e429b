from odoo import models


class ResUsers(models.Model):
    """Office roles that decide and pay claims."""

    _inherit = "res.users"

    def _office_groups(self):
        here = "g2p_reimbursement.group_reimbursement_"
        return [
            *super()._office_groups(),
            *(here + role for role in ("officer", "cashier", "auditor")),
            "g2p_multistage_approval.group_approval_manager",
            "g2p_multistage_approval.group_approval_auditor",
        ]
