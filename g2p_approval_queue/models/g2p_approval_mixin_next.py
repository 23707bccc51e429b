from odoo import api, fields, models

from .g2p_approval_step_queue import INBOX

NEXT = "g2p_approval_queue.g2p_approval_action_next"
#: candidates that are looked at; the search leaves out few that the officer cannot decide
LOOK_AT = 20
#: records of a page of a list that the browser names
MOST_SHOWN = 1000


class G2PApprovalMixin(models.AbstractModel):
    """After a decision: what happened next in this case, and the next case of the officer."""

    _inherit = "g2p.approval.mixin"

    approval_my_past = fields.Char(
        "After your decision",
        compute="_compute_approval_my_past",
        help="What happened next in a case that the reader has decided.",
    )

    # === What happened next === #

    @api.depends("approval_state")
    @api.depends_context("uid", "lang")
    def _compute_approval_my_past(self):
        for record in self:
            record.approval_my_past = record._approval_sentence_past()

    def _approval_sentence_past(self):
        """The reader's decision in the present round and where the case is now; else False."""
        request_sudo = self.sudo().approval_request_id  # sudo: engine rows; the reader's own act
        mine = request_sudo.decision_ids.sorted("id").filtered(
            lambda d: d.user_id == self.env.user and d.action in ("approve", "reject", "return")
        )[-1:]
        if not mine:
            return False
        acts = {
            "approve": self.env._("You approved the stage %(stage)s.", stage=mine.step_name),
            "reject": self.env._("You rejected the case."),
            "return": self.env._("You requested information."),
        }
        return " ".join(filter(None, (acts[mine.action], self._approval_sentence_now())))

    def _approval_sentence_now(self):
        """Where the case is now, as a sentence."""
        if self.approval_state == "pending" and self.approval_waiting_for:
            return self.env._("It now waits for: %(stages)s.", stages=self.approval_waiting_for)
        return {
            "returned": self.env._("It waits for the answer."),
            "approved": self.env._("All stages have approved it."),
            "cancelled": self.env._("It was withdrawn."),
        }.get(self.approval_state, "")

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_mine(self):
        """An officer who has decided reads what happened next, not that other stages are not
        theirs."""
        super()._compute_approval_mine()
        for record in self.filtered("approval_why_not"):
            steps_sudo = record.sudo().approval_open_step_ids  # sudo: engine rows
            if not any(step_sudo._acting_for(self.env.user) for step_sudo in steps_sudo):
                past = record._approval_sentence_past()
                record.approval_why_not = past or record.approval_why_not

    # === PUBLIC: the next case === #

    @api.model
    @api.readonly
    def approval_next_case(self, res_ids=None, after=None):
        """The next record that the caller can decide and nobody else has taken.

        In the order of the model, or of the list that the browser shows: of those behind the last
        one first.

        :param list res_ids: the ids of that list, filtered as the officer chose
        :param int after: the record that was decided
        :return: its id, or False
        """
        self.browse().check_access("read")
        waiting = [("approval_can_decide", "=", True), ("approval_is_free", "=", True)]
        shown = [number for number in res_ids or () if isinstance(number, int)][:MOST_SHOWN]
        waiting += [("id", "in", shown)] if shown else []
        found = self.search([*waiting, ("id", "!=", after or 0)], limit=None if shown else LOOK_AT)
        if shown:
            begin = shown.index(after) if after in shown else -1
            places = {number: at for at, number in enumerate(shown)}
            found = found.sorted(lambda r: (places[r.id] < begin, places[r.id]))[:LOOK_AT]
        return next((record.id for record in found if record.approval_my_step_id), False)

    def _approval_next_action(self, message):
        """The action after a decision: says what was done and opens the next case."""
        action = self.env["ir.actions.actions"]._for_xml_id(NEXT)
        params = {
            "model": self._name,
            "decided": self.id,
            "next": self.approval_next_case(after=self.id),
            "queue": self._approval_queue_action(),
            "message": self.env._("%(done)s Next case.", done=message),
            "message_end": self.env._("%(done)s Nothing else waits for you.", done=message),
        }
        return {**action, "params": params}

    # === HOOKS === #

    @api.model
    def _approval_queue_action(self):
        """Hook: XML id of the list of cases to which an officer returns."""
        return INBOX

    def _approval_queue_facts(self):
        """Hook: {record: what officers should know of it in a list, in a few words}."""
        return {}
