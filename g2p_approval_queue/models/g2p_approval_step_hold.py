from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_multistage_approval.models.g2p_approval_step import is_true
from odoo.addons.g2p_multistage_approval.models.g2p_approval_step_reassign import MANAGER
from odoo.addons.g2p_suite_base.tools import actions, moments, typed

#: computed from the rows of taken cases
OF_HOLDS = ("taken_by", "taken_note", "hold_state", "can_decide", "why_not")


class G2PApprovalStep(models.Model):
    """Taking an open step: for a while only one officer decides it.

    It comes on top of the right to decide and grants nothing: without that right nobody can take.
    """

    _inherit = "g2p.approval.step"

    hold_ids = fields.One2many("g2p.approval.hold", "step_id", "Taken", readonly=True)
    taken_by = fields.Char(compute="_compute_hold")
    taken_note = fields.Char("Until when", compute="_compute_hold")
    hold_state = fields.Selection(
        [("free", "Free"), ("mine", "Taken by me"), ("other", "Taken by somebody else")],
        compute="_compute_hold",
    )
    is_taken_by_me = fields.Boolean(
        "Taken by me", compute="_compute_hold", search="_search_is_taken_by_me"
    )
    is_free = fields.Boolean(
        "Nobody else has it", compute="_compute_hold", search="_search_is_free"
    )

    _escalated_idx = models.Index("(request_id) WHERE state = 'open' AND escalated_on IS NOT NULL")

    # === COMPUTE === #

    @api.depends("state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_hold(self):
        live = self.env["g2p.approval.hold"]._live(self)
        for step in self:
            hold_sudo = live.get(step.id)
            who = hold_sudo and hold_sudo.user_id
            kind = ("mine" if who == self.env.user else "other") if who else "free"
            step.hold_state = kind
            step.is_taken_by_me, step.is_free = kind == "mine", kind != "other"
            step.taken_by = who.name if who else False
            step.taken_note = step._sentence_taken(hold_sudo) if who else False

    def _sentence_taken(self, hold_sudo):
        """The officer and the end of their time, for users who may read the step."""
        until = moments.shown(self.env, hold_sudo.until, hold_sudo.company_id)
        if hold_sudo.user_id == self.env.user:
            return self.env._("You have taken this case until %(until)s.", until=until)
        label = hold_sudo.user_id.name
        return self.env._("Taken by %(label)s until %(until)s.", label=label, until=until)

    @api.model
    def _search_is_taken_by_me(self, operator, value):
        mine = [("hold_ids", "in", self.env["g2p.approval.hold"]._query(own=True))]
        return mine if (operator in ("=", "in")) == is_true(value) else ["!", *mine]

    @api.model
    def _search_is_free(self, operator, value):
        others = [("hold_ids", "in", self.env["g2p.approval.hold"]._query(own=False))]
        return ["!", *others] if (operator in ("=", "in")) == is_true(value) else others

    @api.depends("state", "officer_ids", "group_id")
    @api.depends_context("uid")
    def _compute_why_not(self):
        super()._compute_why_not()
        for step in self.filtered("can_decide"):
            why_held = step._why_held(self.env.user) if step.hold_state == "other" else False
            if why_held:
                step.can_decide, step.why_not = False, why_held

    def _forget_holds(self):
        """Invalidate what is computed from the rows of taken cases."""
        names = [*OF_HOLDS, "is_taken_by_me", "is_free", "hold_ids"]
        self.invalidate_model(names, flush=False)
        for model in {step.model for step in self.sudo() if step.model in self.env}:  # sudo: a name
            self.env[model]._forget_holds()

    # === The rule: nobody decides what another officer has taken === #

    def _why_held(self, user):
        """Why the user has to wait for another officer, as a sentence without a name; else
        False. An officer who can no longer decide the case keeps nobody waiting."""
        hold_sudo = self.env["g2p.approval.hold"]._live(self).get(self.id)
        if not hold_sudo or hold_sudo.user_id == user or self._why_not_able(hold_sudo.user_id):
            return False
        return self._sentence_held()

    def _sentence_held(self):
        hold_sudo = self.env["g2p.approval.hold"]._live(self)[self.id]
        return self.env._(
            "%(case)s is taken by another officer until %(until)s. Choose another case, or ask an "
            "approval manager to release it.",
            case=self.sudo().request_name,  # sudo: its readers may know the number of the case
            until=moments.shown(self.env, hold_sudo.until, hold_sudo.company_id),
        )

    def _check_officer(self, user):
        """The right to decide, and that no other officer has taken or decided the case.

        Not in ``_why_not``, which also tells whether anybody can decide at all: a case that is
        taken has an officer, so that nobody may override them, and its to-dos stay.
        """
        self._check_undecided()
        super()._check_officer(user)
        why_held = self._why_held(user)
        if why_held:
            raise UserError(why_held)

    def _check_undecided(self):
        """The second of two officers reads that the step was decided meanwhile, and when."""
        step_sudo = self.sudo()  # sudo: the rule looks at the whole case, for every user
        if step_sudo.state in ("approved", "rejected") and step_sudo.closed_on:
            raise AccessError(
                self.env._(
                    "This step is not open for a decision: it was decided on %(when)s.",
                    when=moments.shown(self.env, step_sudo.closed_on, step_sudo.company_id),
                )
            )

    # === ACTIONS === #

    def action_take(self):
        """Take the case for a while: until then no other officer decides it.

        :raises AccessError: with the sentence of ``_why_not``
        :raises UserError: while another officer has it, after the longest time, or when the
            caller has taken too many
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the rule looks at the whole case, for every user
        self.sudo()._check_officer(self.env.user)
        if self._hold_for(self.env.user):
            self.env["g2p.approval.hold.event"]._append(self, "take")
        return True

    def action_release(self):
        """Make a taken case free: the officer who has it, or an approval manager.

        :raises AccessError: for everybody else
        """
        self.ensure_one()
        self.check_access("read")
        hold_sudo = self.env["g2p.approval.hold"]._live(self).get(self.id)
        if not hold_sudo:
            return True
        former = hold_sudo.user_id - self.env.user
        if former:
            self._check_release()
            self._log_on_record(
                self.env._(
                    "An approval manager released the stage %(stage)s, which an officer had taken.",
                    stage=self.name,
                )
            )
        self.env["g2p.approval.hold.event"]._append(self, "release", former)
        hold_sudo._end(barred=bool(former))
        return True

    def _check_release(self):
        user_sudo = self.env.user.sudo()  # sudo: only compares the companies
        manages = self.env.user.has_group(MANAGER) and self.company_id in user_sudo.company_ids
        if not manages:
            raise AccessError(
                self.env._(
                    "Only the officer who took the case, or an approval manager, can release it."
                )
            )

    def action_open_reassign_case(self):
        """Open the dialog to reassign the case to another officer of the stage."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Reassign the case: %(stage)s", stage=self.name)
        return actions.dialog(title, "g2p.approval.reassign.case", step_id=self.id)

    def action_reassign_case(self, user_id, note):
        """Reassign the case to another officer of the stage, for whom it is taken then; the
        caller leaves the case.

        :param int user_id: the other officer, who must be able to decide it now
        :param str note: for the log of the case, without personal data
        :raises AccessError: when the caller may not decide the case, or not choose who does
        :raises UserError: while somebody else has it, when the other officer cannot decide it, or
            when the case has too few officers without the caller
        """
        self.ensure_one()
        self.check_access("read")
        step_sudo = self.sudo()  # sudo: the rule looks at the whole case, for every user
        step_sudo.request_id._lock()
        step_sudo._check_officer(self.env.user)
        note = step_sudo._read_note(note)
        officer = self.env["res.users"].browse(user_id)
        step_sudo._check_takes_over(officer)
        step_sudo._leave_to_another(self.env.user)
        step_sudo._check_takes_over(officer)  # nor is it as the caller's substitute
        self._hold_for(officer)
        self.env["g2p.approval.hold.event"]._append(self, "reassign", officer)
        self._log_on_record(
            self.env._(
                "The stage %(stage)s was reassigned to another officer. Note: %(note)s",
                stage=step_sudo.name,
                note=note,
            )
        )
        self._notify_reassigned(officer)
        return True

    def _read_note(self, note):
        note = typed.stored(note).strip()
        if not note:
            raise UserError(self.env._("Write a note for the officer who takes over."))
        if len(note) > typed.LONGEST_REASON:
            raise UserError(
                self.env._(
                    "A note has at most %(most)s characters. Shorten it.",
                    most=typed.LONGEST_REASON,
                )
            )
        return note

    # === HELPERS === #

    def _hold_for(self, user):
        """Take the step for the user; the caller has the right and nobody else the case.

        :return: whether it was not theirs before
        """
        holds = self.env["g2p.approval.hold"]
        holds._check_not_many(self, user)
        holder = self._holder()
        unable = holder.id if holder and self._why_not_able(holder) else None
        if holds._take(self, user, self.env.user, self._hold_minutes(), unable):
            return holder != user
        if holder and holder != self.env.user and not unable:
            raise UserError(self._sentence_held())
        raise UserError(holds._sentence_again(self, user))

    def _holder(self):
        hold_sudo = self.env["g2p.approval.hold"]._live(self).get(self.id)
        return hold_sudo.user_id if hold_sudo else self.env["res.users"]

    def _renew_hold(self):
        """The caller works on the case: their time begins again."""
        if self:
            self.env["g2p.approval.hold"]._renew(self, self.env.user, self._hold_minutes())

    def _hold_minutes(self):
        step_sudo = self.sudo()  # sudo: settings, which every officer feels
        return step_sudo.stage_id.hold_minutes or step_sudo.company_id.g2p_hold_minutes

    def _log_on_record(self, text):
        """Add a line to the log of the case, by the current user."""
        record_sudo = self.sudo().request_id._record()  # sudo: officers do not write the record
        if "message_ids" in record_sudo._fields:
            record_sudo._message_log(body=text)
