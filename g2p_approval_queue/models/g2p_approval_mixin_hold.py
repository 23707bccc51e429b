from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.g2p_multistage_approval.models.g2p_approval_step import is_true

from .g2p_approval_step_time import LEVELS


class G2PApprovalMixin(models.AbstractModel):
    """The open step of a record as its queue shows it: time left, taken by; take and release."""

    _inherit = "g2p.approval.mixin"

    approval_hold_step_id = fields.Many2one(
        "g2p.approval.step",
        "Step in the queue",
        compute="_compute_approval_queue",
        help="The open step; of several, the one of which the reader is an officer.",
    )
    approval_time_left = fields.Char("Time left", compute="_compute_approval_queue")
    approval_time_level = fields.Selection(LEVELS, "Time", compute="_compute_approval_queue")
    approval_taken_by = fields.Char("Taken by", compute="_compute_approval_queue")
    approval_taken_note = fields.Char("Taken", compute="_compute_approval_queue")
    approval_hold = fields.Selection(
        [("free", "Free"), ("mine", "Taken by me"), ("other", "Taken by somebody else")],
        "Taken or free",
        compute="_compute_approval_queue",
    )
    approval_is_taken_by_me = fields.Boolean(
        "Taken by me (queue)", compute="_compute_approval_queue", search="_search_taken_by_me"
    )
    approval_is_free = fields.Boolean(
        "Nobody else has it (queue)", compute="_compute_approval_queue", search="_search_free"
    )
    approval_is_overdue = fields.Boolean(
        "Overdue (queue)", compute="_compute_approval_queue", search="_search_overdue"
    )
    approval_is_due_today = fields.Boolean(
        "Due today (queue)", compute="_compute_approval_queue", search="_search_due_today"
    )
    approval_is_escalated = fields.Boolean(
        "Escalated (queue)", compute="_compute_approval_queue", search="_search_escalated"
    )

    # === COMPUTE === #

    @api.depends("approval_state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_approval_queue(self):
        shown = {record: record._approval_shown_step() for record in self}
        none = self.env["g2p.approval.step"]
        # sudo: engine rows; the values are for readers of the record. Together, for few queries
        steps_sudo = none.union(*shown.values()).sudo()
        for record in self:
            step_sudo = shown[record].sudo().with_prefetch(steps_sudo.ids)  # sudo: as above
            record.approval_hold_step_id = step_sudo.id
            record.approval_time_left = step_sudo.time_left
            record.approval_time_level = step_sudo.time_level
            record.approval_taken_by = step_sudo.taken_by
            record.approval_taken_note = step_sudo.taken_note
            record.approval_hold = step_sudo.hold_state
            record.approval_is_taken_by_me = step_sudo.is_taken_by_me
            record.approval_is_free = step_sudo.is_free
            record.approval_is_overdue = step_sudo.is_overdue
            record.approval_is_due_today = step_sudo.is_due_today
            record.approval_is_escalated = bool(step_sudo.escalated_on)

    def _approval_shown_step(self):
        steps_sudo = self.sudo().approval_open_step_ids  # sudo: engine rows, as above
        if len(steps_sudo) > 1:  # side by side
            mine = steps_sudo.with_env(self.env).filtered("is_mine")
            steps_sudo = mine.sudo() or steps_sudo  # sudo: as above
        return steps_sudo[:1].with_env(self.env)

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_approval_mine(self):
        """Without steps that another officer has taken."""
        super()._compute_approval_mine()
        for record in self.filtered("approval_my_step_id"):
            if record.approval_my_step_id.sudo().hold_state != "other":  # sudo: engine rows
                continue
            # sudo: as above; other steps may run side by side
            steps_sudo = record.sudo().approval_open_step_ids
            able = steps_sudo.filtered(
                lambda s: s.hold_state != "other" and not s._why_not(self.env.user)
            )
            why_held = record.approval_my_step_id.sudo()._why_held(self.env.user)  # sudo: as above
            if not why_held:
                continue
            record.approval_my_step_id = able[:1].id
            record.approval_can_decide = bool(able)
            record.approval_why_not = False if able else why_held

    @api.model
    def _forget_holds(self):
        """Invalidate what is computed from the rows of taken cases."""
        fields_of = self._fields.values()
        computes = ("_compute_approval_queue", "_compute_approval_mine")
        names = [field.name for field in fields_of if field.compute in computes]
        self.invalidate_model(names, flush=False)

    def _invalidate_approval(self):
        super()._invalidate_approval()
        self._forget_holds()

    # === Searching by the open step === #

    @api.model
    def _search_approval_can_decide(self, operator, value):
        """By the seats alone: a list is read in the order of its index, and no further than its
        page."""
        # sudo: a subquery of ids; the outer search applies the user's rules
        query = self.sudo().with_context(active_test=False)._search([])
        ids = self.env["g2p.approval.seat"]._select_records(self._name)
        query.add_where(SQL("%s IN %s", SQL.identifier(self._table, "id"), ids))
        wanted = (operator in ("=", "in")) == is_true(value)
        return [("id", "in" if wanted else "not in", query)]

    @api.model
    def _approval_by_steps(self, domain, operator, value):
        """Domain of the records with an open step of this domain; else of all others."""
        # sudo: finds cases by their steps; record rules decide which of them are shown
        steps_sudo = self.env["g2p.approval.step"].sudo()
        found = steps_sudo._search([("state", "=", "open"), ("model", "=", self._name), *domain])
        case = found.join(steps_sudo._table, "request_id", "g2p_approval_request", "id", "case")
        # sudo: a subquery of ids; the outer search applies the user's rules
        query = self.sudo().with_context(active_test=False)._search([])
        ids = found.subselect(SQL.identifier(case, "res_id"))
        query.add_where(SQL("%s IN %s", SQL.identifier(self._table, "id"), ids))
        wanted = (operator in ("=", "in")) == is_true(value)
        return [("id", "in" if wanted else "not in", query)]

    @api.model
    def _search_taken_by_me(self, operator, value):
        return self._approval_by_steps([("is_taken_by_me", "=", True)], operator, value)

    @api.model
    def _search_free(self, operator, value):
        """All but the cases that somebody else has taken from the reader: few rows are taken, and
        very many cases are free."""
        taken = [("is_free", "=", False), ("can_decide", "=", True)]
        wanted = (operator in ("=", "in")) == is_true(value)
        return self._approval_by_steps(taken, "!=" if wanted else "=", True)

    @api.model
    def _search_overdue(self, operator, value):
        return self._approval_by_steps([("is_overdue", "=", True)], operator, value)

    @api.model
    def _search_due_today(self, operator, value):
        return self._approval_by_steps([("is_due_today", "=", True)], operator, value)

    @api.model
    def _search_escalated(self, operator, value):
        return self._approval_by_steps([("escalated_on", "!=", False)], operator, value)

    # === ACTIONS: buttons of the record; the step checks the rights === #

    def action_take_case(self):
        """Take the open step of this record; see the step's ``action_take``."""
        return self._approval_queue_step().action_take()

    def action_release_case(self):
        """Release the open step of this record; see the step's ``action_release``."""
        return self._approval_queue_step().action_release()

    def action_open_reassign_case(self):
        """Open the dialog to reassign the open step of this record to another officer."""
        return self._approval_queue_step().action_open_reassign_case()

    def _approval_queue_step(self):
        self.ensure_one()
        self.check_access("read")
        step = self.approval_hold_step_id
        if not step:
            raise UserError(self.env._("%(case)s has no open stage now.", case=self.display_name))
        return step

    def action_open_bulk_cases(self):
        """Open the dialog to approve the selected records together."""
        self.check_access("read")
        return self.approval_hold_step_id.action_open_bulk()

    def action_open_decide(self):
        """Open the dialog of a decision; the officer who has taken the case keeps it longer."""
        opened = super().action_open_decide()
        self.approval_my_step_id._renew_hold()
        return opened
