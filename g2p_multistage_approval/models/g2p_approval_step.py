from odoo import api, fields, models
from odoo.exceptions import AccessError

from .g2p_approval_stage import SNAPSHOT_FIELDS


def is_true(value):
    """Whether the value of a search on a Boolean asks for true; series give it in two forms."""
    return any(map(bool, value)) if hasattr(value, "__iter__") else bool(value)


class G2PApprovalStep(models.Model):
    """One stage of one case, with the rules it had when the case was submitted."""

    _name = "g2p.approval.step"
    _description = "Approval Step"
    _no_user_defaults = True
    _inherit = "g2p.approval.rules"
    _order = "request_id desc, pass_number, sequence, id"

    request_id = fields.Many2one(
        "g2p.approval.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    stage_id = fields.Many2one("g2p.approval.stage", readonly=True, ondelete="set null")
    pass_number = fields.Integer(
        default=1, required=True, readonly=True, help="Counts up when changed content restarts."
    )
    officer_ids = fields.Many2many("res.users", string="Officers", readonly=True)
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("open", "To decide"),
            ("paused", "Waiting for information"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Not decided"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    opened_on = fields.Datetime(readonly=True)
    due_on = fields.Datetime(readonly=True, index=True)
    closed_on = fields.Datetime(readonly=True)
    decision_ids = fields.One2many("g2p.approval.decision", "step_id", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    escalated_on = fields.Datetime(
        readonly=True, help="Since then the officers of the escalation group may decide too."
    )
    urgency = fields.Integer(readonly=True, help="Of the case, when it was submitted; 0: normal.")
    hours_open = fields.Float(
        readonly=True, aggregator="avg", help="From opening to closing, in hours of the clock."
    )

    request_name = fields.Char("Case", related="request_id.name")
    request_state = fields.Selection(related="request_id.state", string="Request state")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount_requested = fields.Monetary(related="request_id.amount_requested")
    model = fields.Char(related="request_id.model", store=True)

    requester_id = fields.Many2one(related="request_id.requester_id", store=True)

    _open_idx = models.Index("(urgency DESC, due_on, id) WHERE state = 'open'")
    _open_group_idx = models.Index("(group_id) WHERE state = 'open'")
    _late_group_idx = models.Index(
        "(escalation_group_id) WHERE state = 'open' AND escalated_on IS NOT NULL"
    )
    _required_positive = models.Constraint(
        "CHECK (required >= 1)", "At least one officer must approve a step."
    )

    def _compute_display_name(self):
        for step in self:
            step.display_name = f"{step.request_id.name} – {step.name}"

    @api.depends("due_on", "state")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for step in self:
            step.is_overdue = bool(step.state == "open" and step.due_on and step.due_on < now)

    @api.model
    def _search_is_overdue(self, operator, value):
        late = ["&", ("state", "=", "open"), ("due_on", "<", fields.Datetime.now())]
        return late if (operator in ("=", "in")) == is_true(value) else ["!", *late]

    # === Guards === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_engine()
        return super().create(vals_list)

    def write(self, vals):
        self._check_engine()
        return super().write(vals)

    def unlink(self):
        raise AccessError(self.env._("Approval steps are never deleted."))

    def _check_engine(self):
        if not self.env.su:
            raise AccessError(self.env._("Approval steps change by decisions only."))

    # === States === #

    def _set_open(self):
        now = fields.Datetime.now()
        for step in self:
            step.write({"state": "open", "opened_on": now, "due_on": step._due(now)})

    def _set_paused(self):
        self.write({"state": "paused", "due_on": False})

    def _set_closed(self, state):
        now = fields.Datetime.now()
        for step in self:
            spent = now - (step.opened_on or now)
            step.write(
                {"state": state, "closed_on": now, "hours_open": spent.total_seconds() / 3600}
            )

    def _of_this_pass(self):
        """The steps of the latest pass of their request."""
        latest = max(self.mapped("pass_number"), default=1)
        return self.filtered(lambda s: s.pass_number == latest)

    def _prepare_again_vals(self):
        """Values of the same step for another pass after changed content."""
        vals = {}
        for name in (*SNAPSHOT_FIELDS, "stage_id", "request_id", "urgency"):
            value = self[name]
            vals[name] = value.id if isinstance(value, models.BaseModel) else value
        vals["officer_ids"] = [(6, 0, self.officer_ids.ids)]
        vals["pass_number"] = self.pass_number + 1
        return vals

    def action_open_record(self):
        """Open the record that this step decides."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo().request_id.action_open_record()  # sudo: only names the record
