from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.indexes import trigram
from odoo.addons.g2p_suite_base.tools.rows import hold

from .g2p_approval_rules import UNDECIDED


class G2PApprovalRequest(models.Model):
    """One round of deciding a record: its steps, its digest, its decisions."""

    _name = "g2p.approval.request"
    _description = "Approval Request"
    _inherit = "g2p.kept.mixin"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    model = fields.Char(required=True, readonly=True, index=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="model", required=True, readonly=True, index=True
    )
    policy_id = fields.Many2one(
        "g2p.approval.policy", "Procedure", readonly=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount_requested = fields.Monetary(readonly=True)
    amount_granted = fields.Monetary(compute="_compute_amount_granted")
    requester_id = fields.Many2one("res.users", required=True, readonly=True)
    round = fields.Integer(required=True, readonly=True, default=1)
    digest = fields.Char(required=True, readonly=True)
    payload = fields.Json(readonly=True)
    material_fields = fields.Json(readonly=True)
    distinct_officers = fields.Boolean(readonly=True, default=True)
    review_group_id = fields.Many2one("res.groups", readonly=True, ondelete="restrict")
    review_days = fields.Integer(readonly=True)
    state = fields.Selection(
        [
            ("pending", "In decision"),
            ("returned", "Waiting for information"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        default="pending",
        index=True,
    )
    date_submitted = fields.Datetime(readonly=True, default=fields.Datetime.now)
    date_closed = fields.Datetime(readonly=True)
    step_ids = fields.One2many("g2p.approval.step", "request_id", "Steps", readonly=True)
    decision_ids = fields.One2many(
        "g2p.approval.decision", "request_id", "Decisions", readonly=True
    )

    _one_open_uniq = models.UniqueIndex(
        "(model, res_id) WHERE state IN ('pending', 'returned')",
        "This record is already being decided.",
    )
    _record_idx = models.Index("(model, res_id, id)")
    _search_idx = models.Index(trigram("name"))

    @api.depends("decision_ids.amount", "decision_ids.action", "amount_begun", "amount_requested")
    def _compute_amount_granted(self):
        for request in self:
            request.amount_granted = request._granted_amount()

    def _granted_amount(self):
        """The amount of the last approval; before any, the initial amount of the pass."""
        rows = self._current_decisions().filtered("amount")
        approvals = rows.filtered(lambda d: d._effect() == "approve")
        return approvals.sorted("id")[-1:].amount or self.amount_begun or self.amount_requested

    def _kept_sentences(self):
        by_engine = self.env._("Approval requests change only through decisions.")
        return {
            "create": by_engine,
            "write": by_engine,
            "unlink": self.env._("Approval requests cannot be deleted."),
        }

    # === Opening a round === #

    @api.model
    def _open(self, record):
        """Open a round for ``record``: copy the stages, take the digest, open the first step.

        Called under sudo by the mixin, which has checked the right to submit.
        """
        amount = self._amount_of(record)
        policy = self._policy_for(record, amount)
        earlier = self._of(record)
        if "rejected" in earlier.mapped("state") and not policy.allow_resubmit:
            raise UserError(
                self.env._(
                    "%(record)s was rejected and cannot be submitted again.",
                    record=record.display_name,
                )
            )
        stages = policy._stages_for(record, amount)
        self.flush_model(["state"])  # the index on open rounds must see this transaction
        request = self.create(self._prepare_vals(record, policy, amount, len(earlier) + 1))
        request._copy_stages(stages, record, amount)
        request._log("submit", digest=request.digest)
        request._advance()
        request._queue_notifications()
        return request

    @api.model
    def _prepare_vals(self, record, policy, amount, number):
        return {
            "name": record.display_name,
            "model": record._name,
            "res_id": record.id,
            "company_id": record.company_id.id,
            "currency_id": record.currency_id.id,
            "amount_requested": amount,
            "requester_id": self.env.uid,
            "round": number,
            "material_fields": list(record._approval_material()),
            "digest": record._approval_digest(record._approval_material()),
            "payload": record._approval_payload(),
            **self._prepare_choice_vals(policy, record, amount),
        }

    @api.model
    def _of(self, records):
        """All rounds of the records, the latest first."""
        return self.search([("model", "=", records._name), ("res_id", "in", records.ids)])

    def _record(self):
        """The record being decided, prefetched with those of the other requests."""
        self.ensure_one()
        near = self.browse(self._prefetch_ids)
        ids = [request.res_id for request in near if request.model == self.model]
        return self.env[self.model].browse(self.res_id).with_prefetch(ids)

    def _current_steps(self):
        """The steps of the latest pass."""
        return self.step_ids._of_this_pass()

    def _current_decisions(self):
        """The decisions on the steps of the latest pass."""
        current = self._current_steps()
        return self.decision_ids.filtered(lambda decision: decision.step_id in current)

    def _check_unchanged(self):
        """Refuse if the record has changed since it was submitted.

        :raises UserError: naming the case and the remedy
        """
        if self._record()._approval_digest(self.material_fields) != self.digest:
            raise UserError(
                self.env._(
                    "%(case)s was changed after it was submitted. Return it, so that it is "
                    "submitted again with its present content.",
                    case=self.name,
                )
            )

    # === Engine === #

    def _lock(self):
        """Serialise everything that changes these requests: who began before somebody else
        decided does not decide on what was seen then."""
        self.env.flush_all()
        hold(self, referable=True, change=True)

    def _advance(self, ended=None):
        """Choose again if the facts changed; open the next steps, or approve after the last.

        :param list ended: see ``_close``
        """
        self.ensure_one()
        self._choose_again()
        steps = self._current_steps()
        is_open = steps.filtered(lambda s: s.state == "open")
        waiting = steps.filtered(lambda s: s.state == "waiting")
        # a stage that applies only now runs at once, even if its turn is over
        turn = max(is_open.mapped("sequence"), default=min(waiting.mapped("sequence"), default=0))
        due = waiting.filtered(lambda s: s.sequence <= turn)
        if due:
            due._set_open()
        elif not is_open and set(steps.mapped("state")) - {"skipped"} == {"approved"}:
            self._close("approved", ended)
        elif not is_open:
            raise UserError(
                self.env._("%(request)s has no stage left to decide it.", request=self.name)
            )

    def _close(self, state, ended=None):
        """End the round and call the record's hook.

        :param list ended: collects approved requests, for a caller that ends many and calls
            ``_notify_approved`` for all of them in the same transaction
        """
        self.ensure_one()
        self.step_ids.filtered(lambda s: s.state in UNDECIDED)._set_closed("cancelled")
        self.write({"state": state, "date_closed": fields.Datetime.now()})
        record = self._record()
        record._approval_set_state(state)
        hooks = {
            "rejected": record._on_approval_rejected,
            "returned": record._on_approval_returned,
            "cancelled": record._on_approval_cancelled,
        }
        if state != "approved":
            hooks[state](self)
        elif ended is None:
            self._notify_approved()
        else:
            ended.append(self)

    def _notify_approved(self):
        """Call the hooks after the last approval of these requests, once per model."""
        self.env["g2p.approval.review"]._open_for(self)
        for model, requests in self.grouped("model").items():
            records = self.env[model].browse(requests.mapped("res_id"))
            records._on_approval_approved_many(requests)

    def _return(self):
        """Pause the round until the person has answered."""
        self.step_ids.filtered(lambda s: s.state == "open")._set_paused()
        self.write({"state": "returned"})
        record = self._record()
        record._approval_set_state("returned")
        record._on_approval_returned(self)

    def _resume(self, text=None):
        """Continue after an answer: from the first stage if the content changed.

        A stage that asked continues with its remaining time.
        """
        self.ensure_one()
        self._lock()
        if self.state != "returned":
            raise UserError(
                self.env._("%(request)s does not wait for information.", request=self.name)
            )
        record = self._record()
        digest = record._approval_digest(self.material_fields)
        changed = digest != self.digest
        if changed:
            self._restart(record, digest)
        self.write({"state": "pending"})
        record._approval_set_state("pending")
        self._log("submit", digest=digest, public_text=text)
        self.step_ids.filtered(lambda s: s.state == "paused")._set_open()
        self._advance()
        self._queue_notifications()
        record._on_approval_submitted(self)

    # === Log === #

    def _log(self, action, step=None, **values):
        """Append a decision row to the request's chain."""
        return self.env["g2p.approval.decision"]._append(self, action, step, **values)

    def _queue_notifications(self):
        """The case has changed: whom it waits for is found by its seats at once. An addon that
        notifies them calls super()."""
        self._make_seats()
        for request in self:
            request._record()._invalidate_approval()

    def _make_seats(self):
        self.env["g2p.approval.seat"]._make(self.ids)

    def _check_chain(self):
        """The first decision with a wrong hash, or an empty recordset."""
        self.ensure_one()
        previous = ""
        for decision in self.decision_ids.sorted("id"):
            if decision.previous_hash != previous or not decision._hash_fits():
                return decision
            previous = decision.hash
        return self.env["g2p.approval.decision"]

    def _broken_links(self):
        """For each request with a broken log, the first wrong decision."""
        links = self.env["g2p.approval.decision"]
        return links.union(*(request._check_chain() for request in self))

    def action_check_chain(self):
        """Button for auditors: report whether the logs of these requests are intact."""
        self.check_access("read")
        broken = self._broken_links()
        message = self.env._("The log of decisions is intact.")
        if broken:
            places = ", ".join(f"{row.request_id.name} ({row.id})" for row in broken)
            message = self.env._("The log is broken at: %(places)s", places=places)
        return actions.notify(message, "danger" if broken else "success")

    def action_open_record(self):
        """Open the record being decided; for users who may not read it, its request."""
        self.ensure_one()
        self.check_access("read")
        record = self._record().sudo(False)
        shown = record if record._filtered_access("read") else self
        return actions.form(shown._name, shown.id)
