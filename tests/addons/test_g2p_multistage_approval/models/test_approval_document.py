from odoo import fields, models


class TestApprovalDocument(models.Model):
    """A document with lines: the smallest that an approval can be about."""

    _name = "test.approval.document"
    _description = "Document to Approve"
    _inherit = ["g2p.approval.mixin", "mail.thread", "mail.activity.mixin"]
    _approval_fields = ("amount", "purpose", "line_ids.amount")
    _approval_condition_fields = (
        "amount",
        "purpose",
        "remark",
        "is_urgent",
        "company_id",
        "currency_id",
        "currency_id.name",
    )
    _approval_officer_paths = ("rival_id",)
    _approval_amount_field = "amount"

    name = fields.Char(required=True)
    amount = fields.Monetary()
    purpose = fields.Char()
    remark = fields.Char(help="Not material: it may change while officers decide.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    line_ids = fields.One2many("test.approval.line", "document_id")
    beneficiary_id = fields.Many2one("res.users")
    rival_id = fields.Many2one("res.users", help="Has a conflict of interest.")
    stated_id = fields.Many2one("res.users", help="Somebody says that the case concerns them.")
    is_urgent = fields.Boolean(help="Not material either.")
    policy_id = fields.Many2one("g2p.approval.policy", help="A procedure of its own.")
    checksum = fields.Char(help="Stands for an attachment's checksum.")
    lacks = fields.Char(help="What a stage asks for and is not there.")
    events = fields.Char(default="", help="The hooks that were called.")

    def _approval_policy(self):
        return self.sudo().policy_id or super()._approval_policy()

    def _approval_amount(self):
        return self.amount

    def _approval_urgency(self):
        return int(self.is_urgent)

    def _approval_extra_digest(self):
        return [self.checksum or ""]

    def _approval_beneficiary_users(self):
        return self.beneficiary_id

    def _approval_conflict(self, user):
        return user == self.rival_id and "They are rivals."

    def _approval_second_officer(self, user):
        return user == self.stated_id and "Somebody says that it concerns you."

    def _approval_stage_missing(self, step):
        return super()._approval_stage_missing(step) + ([self.lacks] if self.lacks else [])

    def _on_approval_submitted(self, request):
        self.events += "submitted "

    def _on_approval_approved(self, request):
        self.events += "approved "

    def _on_approval_rejected(self, request):
        self.events += "rejected "

    def _on_approval_returned(self, request):
        self.events += "returned "

    def _on_approval_cancelled(self, request):
        self.events += "cancelled "


class TestApprovalLine(models.Model):
    """A line of the document; its amount is material."""

    _name = "test.approval.line"
    _description = "Line of a Document to Approve"

    document_id = fields.Many2one(
        "test.approval.document", required=True, index=True, ondelete="cascade"
    )
    amount = fields.Float()
