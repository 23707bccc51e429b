from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.condition import AmountNow
from .g2p_approval_rules import UNDECIDED


class G2PApprovalRequest(models.Model):
    """Choosing the procedure and its stages: at submission, and again when the facts change."""

    _inherit = "g2p.approval.request"

    facts = fields.Char(
        readonly=True, help="Digest of what conditions ask, as it was when stages were chosen last."
    )

    amount_begun = fields.Monetary(readonly=True, help="The amount with which this pass began.")

    @api.model
    def _policy_for(self, record, amount):
        """The procedure that decides ``record`` for this amount, with the checks of every way.

        :raises UserError: when there is none, or the one chosen is not for this record
        """
        # sudo: see G2PApprovalPolicy._for_record
        chosen = record.with_context(approval_amount=AmountNow(amount))._approval_policy()
        policy_sudo = chosen.with_env(self.env).sudo()  # sudo: as above
        if not policy_sudo:
            raise policy_sudo._none_for(record)
        policy_sudo._check_for(record, amount)
        return policy_sudo

    @api.model
    def _amount_of(self, record):
        """What ``record`` asks for; nothing is decided without an amount."""
        amount = record._approval_amount()
        if record.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "%(record)s has no amount, so it cannot be submitted.",
                    record=record.display_name,
                )
            )
        record._approval_check_amount(amount)
        return amount

    @api.model
    def _prepare_choice_vals(self, policy, record, amount):
        """What a request keeps of its procedure, and for which facts it was chosen."""
        return {
            "policy_id": policy.id,
            "distinct_officers": policy.distinct_officers,
            "review_group_id": policy.review_group_id.id,
            "review_days": policy.review_days,
            "facts": record._approval_facts(),
            "amount_begun": amount,
        }

    def _copy_stages(self, stages, record, amount, pass_number=1, hours_used=None):
        """Make the steps of a pass: of all stages, also of those that do not apply now.

        :param dict hours_used: of stages (ids) that an earlier pass left undecided
        """
        shared = {
            "request_id": self.id,
            "urgency": record._approval_urgency(),
            "pass_number": pass_number,
        }
        hours_used = hours_used or {}
        self.env["g2p.approval.step"].create(
            [
                {
                    **stage._prepare_step_vals(record, amount),
                    **shared,
                    "hours_used": hours_used.get(stage.id, 0.0),
                }
                for stage in stages
            ]
        )

    # === Again === #

    def _choose_again(self):
        """Choose for the record and the amount as they are now.

        First which procedure it is: with another one everything is decided again, with none the
        change is refused; then which of its stages. What is compared has been read already:
        nothing changed, no query.
        """
        self.ensure_one()
        record, amount = self._record(), self._granted_amount()
        facts = record._approval_facts()
        has_changed = self._amount_has_changed()
        if not self.facts:
            has_changed = self._adopt_facts(record, facts, amount)
        if facts == self.facts and not has_changed:
            return
        policy = self._policy_for(record, amount)
        if policy != self.policy_id:
            self._begin_pass(policy, record, amount)
            words = self.env._("The case as it is now is for %(name)s.", name=policy.name)
            self._log("choose", reason=words)
            return
        if facts != self.facts:
            self.write({"facts": facts})
            self._choose_urgency(record)
        self._choose_steps(record, amount)

    def _adopt_facts(self, record, facts, amount):
        """A case that was submitted before facts were kept goes on as it is.

        Stages that were left out then have no step: they get one that does not apply, so that
        another amount asks them. Stages that the procedure got since are none of this case.

        :return: whether the amount is another one than that of the submission
        """
        begun = self.amount_begun or self.amount_requested
        steps = self._current_steps()
        others = self.policy_id.stage_ids - steps.stage_id
        left_out = others.filtered(lambda stage: stage._why_left_out(record, begun))
        self._copy_stages(left_out, record, begun, steps[:1].pass_number)
        self.write({"facts": facts, "amount_begun": begun})
        return bool(self.currency_id.compare_amounts(amount, begun))

    def _amount_has_changed(self):
        """Whether the last approval of this pass granted another amount than there was."""
        rows = self._current_decisions().filtered("amount")
        approvals = rows.filtered(lambda d: d._effect() == "approve")
        *_earlier, before, last = [
            self.amount_begun or self.amount_requested,
            self.amount_begun or self.amount_requested,
            *approvals.sorted("id").mapped("amount"),
        ]
        return bool(self.currency_id.compare_amounts(before, last))

    def _choose_steps(self, record, amount):
        """Ask the stages of this case again; what was approved stays approved."""
        for step in self._current_steps().filtered(lambda s: s.state in (*UNDECIDED, "skipped")):
            fails = step._fails_for(record, amount)
            if fails != step.condition_fails:
                step.condition_fails = fails
            why_skipped = step._why_skipped(record, amount, fails)
            if not why_skipped and step.state == "skipped":
                step._set_applying()
            elif why_skipped and step.state != "skipped":
                step._set_skipped(why_skipped)

    def _choose_urgency(self, record):
        urgency = record._approval_urgency()
        later = self._current_steps().filtered(lambda s: s.state in (*UNDECIDED, "skipped"))
        later.filtered(lambda step: step.urgency != urgency).write({"urgency": urgency})

    def _begin_pass(self, policy, record, amount):
        """Everything is decided again, by the stages of the procedure as they are now."""
        stages = policy._stages_for(record, amount)
        old = self._current_steps()
        undecided = old.filtered(lambda s: s.state in UNDECIDED)
        # what a stage has not decided yet keeps the time that it used
        hours = {s.stage_id.id: s._stop_clock().get("hours_used", s.hours_used) for s in undecided}
        undecided._set_closed("cancelled")
        self._copy_stages(stages, record, amount, old[:1].pass_number + 1, hours)
        self.write(self._prepare_choice_vals(policy, record, amount))

    def _restart(self, record, digest):
        """The content changed: procedure and stages are chosen as for a new submission."""
        if record.company_id != self.company_id or record.currency_id != self.currency_id:
            raise UserError(
                self.env._(
                    "%(record)s was submitted in another company or currency. Withdraw it and "
                    "submit it again.",
                    record=record.display_name,
                )
            )
        amount = self._amount_of(record)
        self._begin_pass(self._policy_for(record, amount), record, amount)
        self._update_content(record, amount, digest)

    def _update_content(self, record, amount, digest):
        """What was asked for, as it is now."""
        payload = record._approval_payload()
        self.write({"digest": digest, "amount_requested": amount, "payload": payload})
