from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .g2p_approval_stage import SNAPSHOT_FIELDS


class G2PApprovalStep(models.Model):
    """One stage of one case, with the rules it had when the case was submitted."""

    _name = "g2p.approval.step"
    _description = "Approval Step"
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
    is_overdue = fields.Boolean(compute="_compute_is_overdue")
    nobody = fields.Boolean("Nobody can decide", compute="_compute_nobody")
    can_decide = fields.Boolean(compute="_compute_why_not", search="_search_can_decide")
    why_not = fields.Char("Why you cannot decide", compute="_compute_why_not")

    request_name = fields.Char("Case", related="request_id.name")
    request_state = fields.Selection(related="request_id.state", string="Request state")
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="request_id.currency_id")
    amount_requested = fields.Monetary(related="request_id.amount_requested")
    model = fields.Char(related="request_id.model", store=True)

    _open_idx = models.Index("(due_on, id) WHERE state = 'open'")
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

    @api.depends("officer_ids", "group_id", "state")
    def _compute_nobody(self):
        for step in self:
            step.nobody = step.state == "open" and not step._people()

    @api.depends("state", "officer_ids", "group_id")
    @api.depends_context("uid")
    def _compute_why_not(self):
        for step in self:
            step.why_not = step._why_not(self.env.user) or False
            step.can_decide = not step.why_not

    @api.model
    def _search_can_decide(self, operator, value):
        """Steps that are open and designated to me; the last word has ``_why_not``."""
        values = (
            value
            if isinstance(value, list | tuple | set) or hasattr(value, "__iter__")
            else [value]
        )
        wanted = (operator in ("=", "in")) == any(bool(v) for v in values)
        user = self.env.user
        domain = [
            "&", "&", "&",
            ("state", "=", "open"),
            "|", ("officer_ids", "in", user.ids), ("group_id", "in", user.all_group_ids.ids),
            ("request_id.requester_id", "!=", user.id),
            "!", ("decision_ids.user_id", "in", user.ids),
        ]  # fmt: skip
        return domain if wanted else ["!", *domain]

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

    # === Who may decide === #

    def _people(self):
        """Active people who are designated, whatever the case."""
        step_sudo = self.sudo()  # sudo: membership of groups is not readable by everybody
        return (step_sudo.officer_ids | step_sudo.group_id.all_user_ids).filtered("active")

    def _is_designated(self, user):
        step_sudo = self.sudo()  # sudo: see _people
        in_group = step_sudo.group_id and step_sudo.group_id in user.sudo().all_group_ids
        return user in step_sudo.officer_ids or bool(in_group)

    def _why_not(self, user):
        """Why ``user`` may not decide this step, as a sentence; False when nothing hinders.

        The one rule for buttons, RPC, lists and bulk.
        """
        self.ensure_one()
        step_sudo = self.sudo()  # sudo: the rule looks at the whole case, whoever asks
        request_sudo = step_sudo.request_id
        if request_sudo.state != "pending" or step_sudo.state != "open":
            return self.env._("This step is not open for a decision.")
        if not user.active or user.share or not self._is_designated(user):
            return self.env._(
                "You are not an officer of the stage %(stage)s.", stage=step_sudo.name
            )
        if request_sudo.company_id not in user.sudo().company_ids:
            return self.env._("This case belongs to another company.")
        return self._why_not_four_eyes(user)

    def _why_not_four_eyes(self, user):
        """Invariant: requester, beneficiary and officers of a case are different people."""
        request_sudo = self.sudo().request_id  # sudo: see _why_not
        record_sudo = request_sudo._record()
        if not record_sudo.exists():
            return self.env._("The record of this case is gone.")
        if user in (request_sudo.requester_id | record_sudo.create_uid):
            return self.env._("You entered or submitted this case, so someone else decides it.")
        if user in record_sudo._approval_beneficiary_users():
            return self.env._("This case is for you, so someone else decides it.")
        passed = request_sudo._current_steps().decision_ids
        mine = passed.filtered(lambda d: user in (d.user_id | d.on_behalf_id) and d.step_id)
        mine = mine.filtered(lambda d: d.action in ("approve", "reject"))
        if self in mine.step_id or (request_sudo.distinct_officers and mine):
            return self.env._("You have decided in this case already; another officer decides now.")
        return record_sudo._approval_conflict(user) or False

    # === Deciding: public, for RPC and buttons alike === #

    def action_approve(self, amount=None, note=None):
        """Approve this step.

        :param float amount: the amount granted, in the request's currency; None keeps it
        :param str note: internal remark
        :raises AccessError: with the sentence of ``_why_not``
        :raises UserError: content changed, something missing, or amount out of bounds
        """
        return self._decide("approve", amount=amount, reason=note)

    def action_reject(self, reason_code, note, public_text=None):
        """Reject: ends the round. A reason code and a text are needed.

        :param str reason_code: code of a ``g2p.approval.reason`` with action *reject*
        :param str note: internal text
        :param str public_text: what the person reads; the reason's own text when empty
        """
        reason = self.env["g2p.approval.reason"].search(
            [("code", "=", reason_code or ""), ("action", "=", "reject")], limit=1
        )
        if not reason or not (note or "").strip():
            raise UserError(self.env._("A rejection needs a reason code and a text."))
        return self._decide(
            "reject", reason_id=reason, reason=note, public_text=public_text or reason.public_text
        )

    def action_return(self, note):
        """Ask the person for information; the clock of the step stops.

        :param str note: what is asked, in words for the person
        """
        if not (note or "").strip():
            raise UserError(self.env._("Say what information is needed."))
        return self._decide("return", public_text=note)

    def _decide(self, action, amount=None, reason_id=None, **texts):
        """The one writer of decisions."""
        self.ensure_one()
        user = self.env.user
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = step_sudo.request_id
        request_sudo._lock()
        why_not = step_sudo._why_not(user)
        if why_not:
            raise AccessError(why_not)
        # an officer who cannot read the record cannot judge it
        request_sudo._record().with_user(user).sudo(False).check_access("read")
        if action == "approve":
            amount = step_sudo._check_approval(user, amount)
        decision = request_sudo._log(
            action, step_sudo, amount=amount or 0.0, reason_id=reason_id, **texts
        )
        getattr(step_sudo, f"_after_{action}")()
        return decision.sudo(False)

    def _check_approval(self, user, amount):
        """What approving asks for beyond being allowed; returns the amount granted."""
        request = self.request_id
        record = request._record()
        request._check_unchanged()
        missing = record._approval_stage_missing(self.with_user(user).sudo())
        if missing:
            raise UserError("\n".join(missing))
        return self._check_amount(amount)

    def _check_amount(self, amount):
        request, currency = self.request_id, self.currency_id
        current = request._granted_amount()
        if amount is None or amount is False:
            if self.requires_amount:
                raise UserError(self.env._("State the amount that you recommend."))
            return current
        if not isinstance(amount, int | float) or not 0 < amount < float("inf"):
            raise UserError(self.env._("The amount must be a positive number."))
        amount = currency.round(amount)
        compared = currency.compare_amounts(amount, current)
        ceiling = current * (1 + self.max_raise_percent / 100.0)
        if compared and self.amount_policy == "keep":
            raise UserError(self.env._("This stage may not change the amount."))
        if compared > 0 and self.amount_policy == "lower":
            raise UserError(self.env._("This stage may lower the amount, not raise it."))
        if compared > 0 and currency.compare_amounts(amount, ceiling) > 0:
            raise UserError(
                self.env._(
                    "This stage may raise the amount by at most %(pct)s %%.",
                    pct=f"{self.max_raise_percent:g}",
                )
            )
        if currency.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("The amount must be a positive number."))
        return amount

    def _after_approve(self):
        approvals = self.decision_ids.filtered(lambda d: d.action == "approve")
        if len(approvals.user_id) < self.required:
            return
        self._set_closed("approved")
        self.request_id._advance()

    def _after_reject(self):
        self._set_closed("rejected")
        self.request_id._close("rejected")

    def _after_return(self):
        self.request_id._return()

    # === States === #

    def _set_open(self):
        now = fields.Datetime.now()
        for step in self:
            step.write({"state": "open", "opened_on": now, "due_on": step._due(now)})
        self._notify_officers()

    def _set_paused(self):
        self.write({"state": "paused", "due_on": False})
        self._unlink_activities()

    def _set_closed(self, state):
        self.write({"state": state, "closed_on": fields.Datetime.now()})
        self._unlink_activities()

    def _due(self, start):
        """When the step is due: working hours of the company's calendar."""
        if not self.sla_hours:
            return False
        calendar = self.company_id.resource_calendar_id
        due = calendar and calendar.plan_hours(self.sla_hours, start, compute_leaves=True)
        return due.replace(tzinfo=None) if due else fields.Datetime.add(start, hours=self.sla_hours)

    def _of_this_pass(self):
        """The steps of the latest pass of their request."""
        latest = max(self.mapped("pass_number"), default=1)
        return self.filtered(lambda s: s.pass_number == latest)

    def _prepare_again_vals(self):
        """Values of the same step for another pass after changed content."""
        vals = {}
        for name in (*SNAPSHOT_FIELDS, "stage_id", "request_id"):
            value = self[name]
            vals[name] = value.id if isinstance(value, models.BaseModel) else value
        vals["officer_ids"] = [(6, 0, self.officer_ids.ids)]
        vals["pass_number"] = self.pass_number + 1
        return vals

    # === Telling the officers === #

    def _notify_officers(self):
        """A to-do for each named officer; neutral text, no name and no amount."""
        for step in self:
            record = step.request_id._record()
            if "activity_ids" not in record._fields:
                continue
            for officer in step.officer_ids.filtered(lambda u: u.active and not u.share):
                record.with_context(mail_activity_quick_update=True).activity_schedule(
                    "g2p_multistage_approval.mail_activity_type_decision",
                    date_deadline=(step.due_on or fields.Datetime.now()).date(),
                    summary=step.name,
                    user_id=officer.id,
                )

    def _unlink_activities(self):
        activity_type = self.env.ref("g2p_multistage_approval.mail_activity_type_decision")
        for request in self.request_id:
            self.env["mail.activity"].search(
                [
                    ("res_model", "=", request.model),
                    ("res_id", "=", request.res_id),
                    ("activity_type_id", "=", activity_type.id),
                    ("user_id", "in", self.officer_ids.ids),
                ]
            ).unlink()

    def action_open_record(self):
        """Open the record that this step decides."""
        self.ensure_one()
        self.check_access("read")
        return self.sudo().request_id.action_open_record()  # sudo: only names the record
