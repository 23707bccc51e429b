from odoo import api, fields, models


def is_true(value):
    """Whether the value of a search on a Boolean asks for true; series give it in two forms."""
    return any(map(bool, value)) if hasattr(value, "__iter__") else bool(value)


class G2PApprovalStep(models.Model):
    """One stage of one case, with the rules it had when the case was submitted."""

    _name = "g2p.approval.step"
    _description = "Approval Step"
    _inherit = ["g2p.approval.rules", "g2p.kept.mixin"]
    # in the order of their case; lists of many cases set their own, indexed order
    _order = "pass_number, sequence, id"

    request_id = fields.Many2one(
        "g2p.approval.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    stage_id = fields.Many2one("g2p.approval.stage", readonly=True, ondelete="set null")
    pass_number = fields.Integer(
        default=1,
        required=True,
        readonly=True,
        help="Incremented when changed content restarts the case.",
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
            ("skipped", "Does not apply"),
        ],
        required=True,
        readonly=True,
        default="waiting",
        index=True,
    )
    skip_reason = fields.Char(
        "Why it does not apply", readonly=True, help="For the present facts and amount."
    )
    condition_fails = fields.Boolean(
        readonly=True, help="Its condition did not hold at the last evaluation."
    )
    amount_opened = fields.Monetary(
        "Initial amount", readonly=True, help="The limit for raises in this stage refers to it."
    )
    opened_on = fields.Datetime(readonly=True)
    due_on = fields.Datetime(readonly=True)
    closed_on = fields.Datetime(readonly=True)
    decision_ids = fields.One2many("g2p.approval.decision", "step_id", readonly=True)
    seat_ids = fields.One2many("g2p.approval.seat", "step_id", "Seats", readonly=True)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")
    escalated_on = fields.Datetime(
        readonly=True, help="From then on the escalation group may decide too."
    )
    urgency = fields.Integer(
        readonly=True, help="Urgency of the case when it was submitted; 0: normal."
    )
    hours_open = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Hours it was open; waiting for information does not count.",
    )
    hours_used = fields.Float(readonly=True, help="Working hours used when the clock last stopped.")

    request_name = fields.Char("Case", related="request_id.name")
    request_state = fields.Selection(related="request_id.state", string="Request state")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount_requested = fields.Monetary(related="request_id.amount_requested")
    model = fields.Char(related="request_id.model", store=True)

    requester_id = fields.Many2one(related="request_id.requester_id", store=True)

    _open_idx = models.Index("(urgency DESC, due_on, id) WHERE state IN ('open', 'paused')")
    _overdue_idx = models.Index("(due_on) WHERE state = 'open'")
    _late_idx = models.Index(
        "(due_on, id) WHERE state = 'open' AND escalated_on IS NULL "
        "AND escalation_group_id IS NOT NULL"
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

    # === CRUD === #

    def _kept_sentences(self):
        by_engine = self.env._("Approval steps change only through decisions.")
        return {
            "create": by_engine,
            "write": by_engine,
            "unlink": self.env._("Approval steps cannot be deleted."),
        }

    def write(self, vals):
        done = super().write(vals)
        if "officer_ids" in vals or "escalated_on" in vals:
            self.request_id._make_seats()
        return done

    # === States === #

    def _set_open(self):
        now = fields.Datetime.now()
        for step in self:
            amount = step.amount_opened or step.request_id._granted_amount()
            vals = {"state": "open", "opened_on": now, "due_on": step._due(now)}
            step.write({**vals, "amount_opened": amount})

    def _set_paused(self):
        for step in self:
            step.write({"state": "paused", "due_on": False, **step._stop_clock()})

    def _set_closed(self, state):
        now = fields.Datetime.now()
        for step in self:
            hours = step.hours_open + step._hours_since_opening(now)
            step.write({"state": state, "closed_on": now, "hours_open": hours})

    def _set_skipped(self, reason):
        """Mark the stage as not applying to the present facts; its votes are kept."""
        vals = {"state": "skipped", "skip_reason": reason, "due_on": False, "amount_opened": 0.0}
        self.write({**vals, **self._stop_clock()})

    def _set_applying(self):
        """Mark the stage as applying; it waits for its turn.

        :raises UserError: when it has nobody, or fewer officers than must approve
        """
        named = self._named()
        if not named and self.stage_id:
            self._refresh_officers()  # officers may have been named since the submission
            named = self._named()
        required = max(named, 1) if self.quorum == "all" else self.required
        if required > named:
            name = self.request_id.policy_id.name or self.request_id.name
            self._check_enough(named, required, name)
        self.write({"state": "waiting", "skip_reason": False, "required": required})

    def _named(self):
        """The number of active officers that the step names, independent of the caller's
        context."""
        if not self.group_id:
            return len(self.officer_ids.filtered("active"))
        # one query, even for a large group, without reading its members
        ids = self.with_context(active_test=False).officer_ids.ids
        either = ["|", ("id", "in", ids), ("all_group_ids", "in", self.group_id.ids)]
        return self.env["res.users"].search_count([("active", "=", True), *either])

    def _refresh_officers(self):
        record = self.request_id._record()
        vals = self.stage_id._prepare_step_vals(record, record._approval_amount())
        self.write({name: vals[name] for name in ("officer_ids", "group_id")})

    def _of_this_pass(self):
        """The steps of the latest pass of their request."""
        latest = max(self.mapped("pass_number"), default=1)
        return self.filtered(lambda s: s.pass_number == latest)

    def action_open_record(self):
        """Open the record that this step decides."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo().request_id.action_open_record()  # sudo: only names the record
