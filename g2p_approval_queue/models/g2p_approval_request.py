from odoo import fields, models


class G2PApprovalRequest(models.Model):
    """The log of who took the case, for auditors and managers."""

    _inherit = "g2p.approval.request"

    hold_event_ids = fields.One2many(
        "g2p.approval.hold.event",
        "request_id",
        "Taken and released",
        readonly=True,
        groups="g2p_multistage_approval.group_approval_auditor",
    )
