from odoo import api, fields, models
from odoo.exceptions import MissingError

from .g2p_approval_step import is_true

#: the count of an inbox stops here, meaning that many or more
MANY = 100


class G2PApprovalStep(models.Model):
    """The right to decide a step: one rule for buttons, RPC, lists and bulk."""

    _inherit = "g2p.approval.step"

    is_mine = fields.Boolean(
        "I am an officer",
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="Named, in the group, or a substitute of somebody who is; in any state.",
    )
    can_decide = fields.Boolean(compute="_compute_why_not", search="_search_can_decide")
    why_not = fields.Char("Why you cannot decide", compute="_compute_why_not")
    nobody = fields.Boolean("Nobody can decide", compute="_compute_nobody")

    # === Computed for the user === #

    @api.depends("officer_ids", "group_id", "escalated_on", "state", "opened_on")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        # sudo: officers, groups and absences are not readable by everybody
        for step, step_sudo in zip(self, self.sudo(), strict=True):
            asked = step_sudo.state != "skipped" or step_sudo.opened_on
            step.is_mine = bool(asked and step_sudo._acting_for(self.env.user))

    @api.model
    def _search_is_mine(self, operator, value):
        """Open steps by their seats, others by their officers; a stage that never applied shows its
        officers nothing of the case."""
        wanted = (operator in ("=", "in")) == is_true(value)
        domain = [
            "|", ("seat_ids", "in", self.env["g2p.approval.seat"]._query_mine()),
            "&", "&", ("state", "!=", "open"),
            "|", ("state", "!=", "skipped"), ("opened_on", "!=", False),
            *self._domain_mine(),
        ]  # fmt: skip
        return domain if wanted else ["!", *domain]

    @api.model
    def _domain_of(self, users):
        """Domain of steps, in any state, of which one of the users is an officer."""
        groups = users.sudo().all_group_ids.ids  # sudo: groups are not readable by everybody
        return [
            "|", "|",
            ("officer_ids", "in", users.ids),
            ("group_id", "in", groups),
            "&", ("escalated_on", "!=", False), ("escalation_group_id", "in", groups),
        ]  # fmt: skip

    @api.model
    def _domain_mine(self):
        """Domain of my steps, and of the steps of officers for whom I stand in today, in those
        companies."""
        user = self.env.user
        domain = self._domain_of(user)
        absences = self.env["g2p.approval.delegation"]._principals_by_company(user)
        for company, officers in absences.items():
            there = ["&", ("company_id", "=", company.id), *self._domain_of(officers)]
            domain = ["|", *domain, *there]
        return domain

    @api.depends("state", "officer_ids", "group_id")
    @api.depends_context("uid")
    def _compute_why_not(self):
        for step in self:
            step.why_not = step._why_not(self.env.user) or False
            step.can_decide = not step.why_not

    @api.model
    def _search_can_decide(self, operator, value):
        """Open steps designated to me; ``_why_not`` has the final say."""
        wanted = (operator in ("=", "in")) == is_true(value)
        seats = self.env["g2p.approval.seat"]
        domain = [
            "&", "&", "&",
            ("state", "=", "open"),
            ("seat_ids", "in", seats._query_mine()),
            ("requester_id", "!=", self.env.uid),
            "!", ("seat_ids", "in", seats._query_used()),
        ]  # fmt: skip
        return domain if wanted else ["!", *domain]

    @api.model
    def inbox_count(self):
        """The number of steps waiting for the current user; ``MANY`` means that many or more."""
        if not self.has_access("read"):
            return 0
        return self.search_count([("can_decide", "=", True)], limit=MANY)

    @api.depends("officer_ids", "group_id", "state", "escalated_on")
    def _compute_nobody(self):
        for step in self:
            step.nobody = step.state == "open" and not step._somebody_can()

    # === The rule === #

    def _groups(self):
        """Groups whose members are officers now."""
        step_sudo = self.sudo()  # sudo: the rule covers the whole step, for every user
        late = step_sudo.escalation_group_id if step_sudo.escalated_on else self.env["res.groups"]
        return step_sudo.group_id | late.sudo()  # sudo: as above

    def _people(self):
        """Active people who are designated, regardless of the case."""
        step_sudo = self.sudo()  # sudo: membership of groups is not readable by everybody
        return (step_sudo.officer_ids | self._groups().all_user_ids).filtered("active")

    def _is_designated(self, user):
        """Whether the user is an officer of the step, in person."""
        if user in self.sudo().officer_ids:  # sudo: see _people
            return True
        groups = self._groups()
        return bool(groups and groups & user.sudo().all_group_ids)  # sudo: see _people

    def _people_besides(self):
        """Hook: more users who have to act on the open step now and get a to-do; with super()."""
        return self.env["res.users"]

    def _acting_for(self, user):
        """The officer for whom the user would decide: themselves, or an absent officer.

        :return: ``res.users``, at most one; empty when neither
        """
        if self._is_designated(user):
            return user
        principals = self.env["g2p.approval.delegation"]._of_step(user, self).user_id.sudo(False)
        company = self.sudo().request_id.company_id  # sudo: see _people
        able = principals.filtered(
            # sudo: see _people
            lambda p: p.active and company in p.sudo().company_ids and self._is_designated(p)
        )
        free = able.filtered(lambda p: not self._why_not_four_eyes(p))
        return (free or able)[:1]

    def _why_not(self, user):
        """Why ``user`` may not decide this step, as a sentence; False if they may."""
        self.ensure_one()
        step_sudo = self.sudo()  # sudo: the rule looks at the whole case, for every user
        request_sudo = step_sudo.request_id
        if request_sudo.state != "pending" or step_sudo.state != "open":
            return self.env._("This step is not open for a decision.")
        acting = self._acting_for(user)
        if not user.active or user.share or not acting:
            return self.env._(
                "You are not an officer of the stage %(stage)s.", stage=step_sudo.name
            )
        # sudo: see _people; these ids are cached in memory
        if request_sudo.company_id.id not in user.sudo()._get_company_ids():
            return self.env._("This case belongs to another company.")
        why_not = self._why_not_four_eyes(user)
        if not why_not and acting != user and self._why_not_four_eyes(acting):
            return self.env._("The officer for whom you stand in may not decide this case either.")
        return why_not

    def _why_not_four_eyes(self, user):
        """Invariant: requester, beneficiary and officers of a case are different people."""
        request_sudo = self.sudo().request_id  # sudo: see _why_not
        party = self._why_not_party(user)
        if party:
            return party
        current = request_sudo._current_decisions()
        mine = current._verdicts_of(user)
        if self in mine.step_id or (request_sudo.distinct_officers and mine):
            return self.env._(
                "You have already decided in this case, so another officer must decide now."
            )
        if request_sudo.decision_ids._reassigned_by(user):
            return self.env._(
                "You reassigned your part in this case, so somebody else must decide it."
            )
        if user in current.chosen_by_id:
            return self.env._(
                "You chose the substitute of an officer in this case, so somebody else must decide "
                "it."
            )
        return False

    def _why_not_chooser(self, user):
        """Why the user may not choose who decides this case, as a sentence; else False.

        Nobody with an interest in it, and nobody who judged it: no quorum and no series of stages
        may consist of one person and that person's choices.
        """
        request_sudo = self.sudo().request_id  # sudo: see _why_not
        party = self._why_not_party(user)
        if not party and request_sudo._current_decisions()._verdicts_of(user):
            return self.env._(
                "You have decided in this case, so somebody else must choose who decides."
            )
        return party

    def _why_not_party(self, user):
        """Why the user has a personal interest in the case; False if none is known."""
        request_sudo = self.sudo().request_id  # sudo: see _why_not
        # users who answered a question count as submitters too
        submitted = request_sudo.decision_ids.filtered(lambda d: d.action == "submit").user_id
        requesters = request_sudo.requester_id | submitted
        try:
            return request_sudo._record()._approval_why_not_party(user, requesters)
        except MissingError:
            return self.env._("The record of this case no longer exists.")

    # === Whether anybody can decide === #

    def _candidates(self):
        """Officers of the step and their substitutes today, archived accounts included."""
        step_sudo = self.sudo().with_context(active_test=False)  # sudo: see _people
        people = (step_sudo.officer_ids | self._people()).with_env(self.env)
        return people | self.env["g2p.approval.delegation"]._delegates_of(people)

    def _why_not_able(self, user):
        """Why the user cannot decide the step now, including the right to read the record; else
        False."""
        if not user.active:
            return self.env._("The account is archived.")
        why_not = self._why_not(user)
        if why_not or self._reads_record(user):
            return why_not
        return self.env._("You may not read the record of this case.")

    def _reads_record(self, user):
        record_sudo = self.sudo().request_id._record()  # sudo: see _why_not
        return record_sudo.with_user(user).sudo(False).has_access("read")

    def _somebody_can(self):
        """Whether an officer or substitute can decide the open step now."""
        return any(not self._why_not_able(user) for user in self._candidates())

    # === When one officer's approval is not enough === #

    def _approvals(self):
        return self.request_id.decision_ids.filtered(
            lambda d: d.action == "approve" and d.step_id == self
        )

    def _waits_for_second(self):
        """Whether the case may concern all officers who have approved so far."""
        approvals = self._approvals()
        return bool(approvals) and all(approvals.mapped("needs_second"))

    def _needs_second_officer(self, users):
        """Whether the approval of these users (an officer, a substitute) is not enough."""
        return any(self._why_not_alone(user) for user in users)

    def _why_second_officer(self, user):
        """A sentence for the officers of this step about a second officer; else False."""
        first = self._approvals().user_id[:1]
        if first and self._waits_for_second():
            return self.env._(
                "%(officer)s approved this stage, but the case may concern them. You decide as the "
                "second officer.",
                officer=first.name,
            )
        return self._why_not_alone(user)

    def _why_not_alone(self, user):
        """Why the approval of this officer is not enough, as a sentence; else False."""
        decisions = self.request_id.decision_ids
        amends = decisions.filtered(lambda d: d.action == "amend" and d.needs_second)
        if user in amends.user_id:
            return self.env._(
                "The case may concern you: a second officer must approve this stage too."
            )
        return self.request_id._record()._approval_second_officer(user)
