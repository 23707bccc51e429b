from odoo import fields, models
from odoo.exceptions import UserError

#: rules of a stage that are copied to its steps when a case is submitted
SNAPSHOT_FIELDS = (
    "sequence",
    "name",
    "group_id",
    "quorum",
    "required",
    "amount_from",
    "domain",
    "amount_policy",
    "max_raise_percent",
    "requires_amount",
    "requires_assessment",
    "document_type_codes",
    "sla_hours",
    "escalation_group_id",
    "allow_bulk",
    "instructions",
)

#: states of an undecided step
UNDECIDED = ("waiting", "open", "paused")


class G2PApprovalRules(models.AbstractModel):
    """The rules of a stage, copied to its steps.

    An inheriting model has ``currency_id``, the currency of ``amount_from``.
    """

    _name = "g2p.approval.rules"
    _description = "Approval Stage Rules"

    name = fields.Char(required=True)
    sequence = fields.Integer(
        default=10, required=True, help="Stages run in this order; equal numbers run side by side."
    )
    group_id = fields.Many2one("res.groups", "Officers of group", ondelete="restrict")
    quorum = fields.Selection(
        [("any", "One of them"), ("n", "A number of them"), ("all", "All of them")],
        required=True,
        default="any",
    )
    required = fields.Integer("How many must approve", required=True, default=1)
    amount_from = fields.Float("From amount", default=0.0, help="0: for any amount.")
    domain = fields.Char("Only if", default="[]")
    amount_policy = fields.Selection(
        [
            ("keep", "May not change the amount"),
            ("lower", "May lower the amount"),
            ("any", "May lower or raise the amount"),
        ],
        required=True,
        default="keep",
    )
    max_raise_percent = fields.Float(
        "Raise at most by (%)",
        default=0.0,
        help="Of the amount at the start of this stage, regardless of the number of approvals.",
    )
    requires_amount = fields.Boolean("Must state the amount")
    requires_assessment = fields.Boolean("Must write an assessment")
    document_type_codes = fields.Char(
        "Required documents", help="Codes of document types, separated by commas."
    )
    sla_hours = fields.Float("Decide within (working hours)", default=0.0)
    escalation_group_id = fields.Many2one("res.groups", "Escalate to", ondelete="restrict")
    allow_bulk = fields.Boolean("May be decided in bulk")
    instructions = fields.Text(help="Shown to the officer when deciding.")

    def _why_skipped(self, record, amount, fails):
        """Why the stage does not apply to ``record`` and ``amount``, as a sentence; else False.

        :param bool fails: whether its condition does not hold
        :raises UserError: when the amounts have different currencies
        """
        if self._is_below(record, amount):
            limit = self.currency_id.format(self.amount_from)
            return self.env._("Only from %(limit)s", limit=limit)
        if fails:
            return self.env._("Its condition does not hold for this record")
        return False

    def _fails_for(self, record, amount):
        """Whether the condition does not hold for the record; an invalid one blocks."""
        policies = self.env["g2p.approval.policy"]
        return bool(record) and not policies._evaluate(self.domain, record, self.name, amount)

    def _why_left_out(self, record, amount):
        """``_why_skipped`` with the condition evaluated now."""
        return self._why_skipped(record, amount, self._fails_for(record, amount))

    def _is_below(self, record, amount):
        """Whether this amount is below the stage's limit; different currencies block."""
        if not self.amount_from:
            return False
        currency = self.currency_id
        if record and record.currency_id != currency:
            raise UserError(
                self.env._(
                    "Stage %(stage)s decides from %(amount)s, but %(record)s is in %(other)s. The "
                    "programme manager must add a procedure in that currency.",
                    stage=self.name,
                    amount=currency.format(self.amount_from),
                    record=record.display_name,
                    other=record.currency_id.name,
                )
            )
        return currency.compare_amounts(amount, self.amount_from) < 0

    def _check_enough(self, people, required, policy_name):
        """Refuse a case that this stage could never decide.

        :param int people: how many officers it has
        :raises UserError: when it has nobody, or fewer officers than must approve
        """
        if not people:
            raise UserError(
                self.env._(
                    "The stage %(stage)s of the procedure %(policy)s has no officer, so "
                    "nothing can be submitted. The programme manager must name one.",
                    stage=self.name,
                    policy=policy_name,
                )
            )
        if required > people:
            raise UserError(
                self.env._(
                    "The stage %(stage)s of the procedure %(policy)s has fewer officers than "
                    "must approve, so nothing can be submitted. The programme manager must "
                    "name more.",
                    stage=self.name,
                    policy=policy_name,
                )
            )
