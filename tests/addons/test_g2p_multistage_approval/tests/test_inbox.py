from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import INTERNAL, ApprovalCase, stage

CHECKERS = "test_g2p_multistage_approval.group_checker"
MANAGERS = "g2p_multistage_approval.group_approval_manager"
MINE = [("can_decide", "=", True)]


@tagged("post_install", "-at_install")
class TestInbox(ApprovalCase):
    """An inbox is found by open steps, not by searching closed ones."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env.ref(CHECKERS)
        cls.member = new_test_user(cls.env, "inbox member", f"{INTERNAL},{CHECKERS}")
        cls.manager = new_test_user(cls.env, "inbox manager", MANAGERS)

    def ours(self, user):
        """The user's inbox, limited to the test's own records; their queue has the same records."""
        steps = self.env["g2p.approval.step"].with_user(user)
        found = steps.search([*MINE, ("model", "=", "test.approval.document")])
        # sudo: engine rows; the queue is searched without the rules of the documents
        records_sudo = self.env["test.approval.document"].with_user(user).sudo()
        queue = records_sudo.search([("approval_can_decide", "=", True)])
        # sudo: as above
        self.assertEqual(set(queue.ids), set(found.sudo().request_id.mapped("res_id")))
        return found

    def stand_in(self, officer, delegate, company=None):
        today = fields.Date.today()
        vals = {"user_id": officer.id, "delegate_id": delegate.id, "reason": "Leave"}
        vals.update(date_from=today, date_to=today, company_id=company and company.id)
        return self.env["g2p.approval.delegation"].with_user(officer).create(vals)

    # === Seats === #

    def test_a_closed_case_leaves_no_seats(self):
        documents = [self.submitted() for _number in range(4)]
        for document in documents[:3]:
            self.approve_all(document)
        self.assertEqual({row[0] for row in self.seats()}, set(self.step(documents[3]).ids))
        self.assertEqual(len(self.seats()), 1)

    def test_seats_follow_every_way_a_step_changes(self):
        document = self.submitted()
        step = self.step(document)
        self.assertEqual(self.ours(self.first), step)
        step.with_user(self.first).action_return("Which bridge?")
        self.assertFalse(self.ours(self.first))
        document._approval_resubmit()
        self.assertEqual(self.ours(self.first), step)
        step.with_user(self.first).action_reassign(self.outsider.id, "Leave")
        self.assertFalse(self.ours(self.first))
        self.assertEqual(self.ours(self.outsider), step)
        step.with_user(self.outsider).action_approve()
        self.assertEqual(self.ours(self.second), self.step(document))
        document._approval_cancel("Not needed")
        self.assertFalse(self.ours(self.second))
        self.assertFalse(self.seats())

    def test_an_officer_who_voted_is_no_longer_asked(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.second, quorum="all"))
        step = self.step(self.submitted())
        step.with_user(self.first).action_approve()
        self.assertFalse(self.ours(self.first))
        self.assertEqual(self.ours(self.second), step)

    def test_an_officer_whose_substitute_voted_is_no_longer_asked(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.second, quorum="all"))
        self.stand_in(self.first, self.outsider)
        step = self.step(self.submitted())
        step.with_user(self.outsider).action_approve()
        self.assertFalse(self.ours(self.first))
        self.assertEqual(step.with_user(self.first).inbox_count(), 0)
        self.assertEqual(self.ours(self.second), step)

    def test_an_officer_whose_part_a_manager_reassigned_is_no_longer_asked(self):
        self.policy.active = False
        self.make_policy(stage(10, "Group", self.env["res.users"], group_id=self.group.id))
        step = self.step(self.submitted())
        step.with_user(self.manager).action_reassign(self.outsider.id, "Leave", self.member.id)
        self.assertEqual(self.ours(self.outsider), step)
        self.assertFalse(self.ours(self.member))

    def test_an_officer_who_leaves_it_to_the_group_is_no_longer_asked(self):
        self.policy.active = False
        other = new_test_user(self.env, "inbox other", f"{INTERNAL},{CHECKERS}")
        self.make_policy(stage(10, "Group", self.env["res.users"], group_id=self.group.id))
        step = self.step(self.submitted())
        self.assertEqual((self.ours(self.member), self.ours(other)), (step, step))
        step.with_user(self.member).action_reassign(other.id, "Leave")
        self.assertFalse(self.ours(self.member))
        self.assertEqual(self.ours(other), step)

    def test_cases_approved_together_get_their_seats_together(self):
        self.policy.stage_ids.allow_bulk = True
        documents = [self.submitted() for _number in range(3)]
        steps = self.ours(self.first)
        steps.with_user(self.first).action_approve_many()
        self.assertFalse(self.ours(self.first))
        self.assertEqual(len(self.ours(self.second)), len(documents))

    def test_cases_from_before_seats_existed_get_theirs(self):
        document = self.submitted()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM g2p_approval_seat")
        self.env.invalidate_all()
        self.assertFalse(self.ours(self.first))
        for _time in range(2):
            self.env["g2p.approval.seat"]._make_missing()
            self.assertEqual(self.ours(self.first), self.step(document))

    def test_seats_from_before_they_named_their_record_get_it(self):
        document = self.submitted()
        self.env.flush_all()
        self.env.cr.execute("UPDATE g2p_approval_seat SET model = NULL, res_id = NULL")
        self.env.invalidate_all()
        waiting = [("approval_can_decide", "=", True)]
        documents = self.env["test.approval.document"].with_user(self.first)
        self.assertFalse(documents.search(waiting))
        for _time in range(2):
            self.env["g2p.approval.seat"]._make_missing()
            self.assertEqual(self.ours(self.first), self.step(document))
        self.assertEqual(documents.search(waiting).ids, document.ids)

    def test_nobody_who_requested_a_case_has_it_in_their_queue(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.author))
        step = self.step(self.submitted())
        self.assertEqual(self.ours(self.first), step)
        self.assertFalse(self.ours(self.author))

    def test_seats_are_read_by_their_users_and_created_by_nobody(self):
        document = self.submitted()
        seats = self.env["g2p.approval.seat"]
        mine = seats.with_user(self.first).search([])
        self.assertEqual(mine.step_id, self.step(document).with_user(self.first))
        for user in (self.second, self.outsider, self.manager):
            self.assertNotIn(mine.id, seats.with_user(user).search([]).ids)
            theirs = [("seat_ids.user_id", "=", self.first.id)]
            steps = self.env["g2p.approval.step"].with_user(user).search(theirs)
            self.assertNotIn(self.step(document).id, steps.ids)
        vals = {"step_id": self.step(document).id, "company_id": self.env.company.id}
        for user in (self.first, self.manager):
            for attempt in (
                lambda user=user: seats.with_user(user).create({**vals, "user_id": user.id}),
                lambda user=user: mine.with_user(user).write({"user_id": user.id}),
                lambda user=user: mine.with_user(user).unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_an_open_step_that_names_the_officer_is_read_and_found(self):
        step = self.step(self.submitted())
        steps = self.env["g2p.approval.step"]
        for user, mine in ((self.first, True), (self.second, False)):
            found = steps.with_user(user).search([("is_mine", "=", True), ("id", "=", step.id)])
            self.assertEqual(bool(found), mine)
            others = steps.sudo().with_user(user).sudo()
            others = others.search([("is_mine", "=", False), ("id", "=", step.id)])
            self.assertEqual(bool(others), not mine)
            self.assertEqual(step.with_user(user).sudo().is_mine, mine)

    def test_officers_can_still_read_their_decided_cases(self):
        document = self.submitted()
        step = self.step(document)
        self.approve_all(document)
        steps = self.env["g2p.approval.step"].with_user(self.first)
        self.assertEqual(steps.search([("id", "=", step.id)]), step)

    # === Steps that the officer can decide, and others === #

    def test_cases_that_the_officer_cannot_decide_are_all_the_others(self):
        mine, other = self.submitted(), self.submitted()
        self.approve(other, self.first)
        draft = self.make_document()
        documents = self.env["test.approval.document"].with_user(self.first)
        ours = [("id", "in", (mine | other | draft).ids)]
        for operator, value, found in (
            ("=", True, mine),
            ("!=", False, mine),
            ("=", False, other | draft),
            ("!=", True, other | draft),
        ):
            domain = [("approval_can_decide", operator, value), *ours]
            self.assertEqual(documents.search(domain, order="id"), found)

    def test_a_manager_finds_the_selected_steps_that_nobody_can_decide(self):
        stuck, other = self.submitted(rival_id=self.first.id), self.submitted(name="Other")
        steps = self.step(stuck) | self.step(other)
        answer = steps.with_user(self.manager).action_find_stuck()["params"]
        self.assertEqual(answer["message"], "Nobody can decide: Paper – Check")
        answer = self.step(other).with_user(self.manager).action_find_stuck()["params"]
        self.assertEqual(answer["message"], "Somebody can decide each of the selected steps.")
        refused = self.assertRaisesRegex(
            AccessError, "Only approval managers can check who can decide"
        )
        with refused:
            steps.with_user(self.first).action_find_stuck()
        with self.assertRaises(AccessError):
            steps.with_user(self.outsider).action_find_stuck()

    # === The hourly mail === #

    def cast(self):
        """Officers of every kind, and the number of cases waiting for each."""
        self.policy.active = False
        self.policy = self.make_policy(
            stage(10, "Board", self.first | self.second | self.author, quorum="n", required=2),
            stage(10, "Group", self.third, group_id=self.group.id),
        )
        self.stand_in(self.second, self.outsider)
        self.stand_in(self.member, self.outsider, self.env.company)
        for number in range(3):
            document = self.submitted(name=f"Paper {number}")
        board, _group = self.open_steps().filtered(
            lambda step: step.request_id == self.request(document)
        )
        board.with_user(self.first).action_approve()
        people = self.first | self.second | self.third | self.author | self.member | self.outsider
        return people | self.manager

    def test_many_inboxes_are_counted_as_each_of_them_is(self):
        people = self.cast()
        counts = self.env["g2p.approval.seat"]._count(people.sudo(), 100)
        steps = self.env["g2p.approval.step"]
        for person in people:
            alone = steps.with_user(person).inbox_count()
            self.assertEqual(counts.get(person.id, 0), alone, person.name)
        self.assertEqual(counts[self.first.id], 2)
        self.assertEqual(counts[self.outsider.id], 6)
        self.assertNotIn(self.author.id, counts)

    def test_a_count_stops_at_its_limit(self):
        people = self.cast()
        counts = self.env["g2p.approval.seat"]._count(people.sudo(), 2)
        self.assertEqual(counts[self.outsider.id], 2)
        self.assertEqual(counts[self.third.id], 2)

    def test_an_officer_of_another_company_counts_none_of_this_one(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.submitted()
        self.first.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        counts = self.env["g2p.approval.seat"]._count(self.first.sudo(), 100)
        self.assertEqual(counts, {})
        self.assertEqual(self.env["g2p.approval.step"].with_user(self.first).inbox_count(), 0)

    def test_more_officers_cost_no_more_queries(self):
        """Officers and their waiting cases take as many queries for 8 as for 2."""
        costs, seats = [], self.env["g2p.approval.seat"]
        now = fields.Datetime.now()
        hours = [fields.Datetime.add(now, hours=number) for number in (-1, 1)]
        for count in (2, 2, 8):  # the first one fills the caches of a running server
            self.policy.active = False
            people = self.env["res.users"].union(
                *(new_test_user(self.env, f"{len(costs)} {n}", INTERNAL) for n in range(count))
            )
            self.policy = self.make_policy(stage(10, "S", people))
            self.submitted()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            told = seats._people_since(*hours)
            found = seats._count(told, 100)
            costs.append(self.env.cr.sql_log_count - before)
            self.assertLessEqual(people, told)
            self.assertLessEqual(set(people.ids), found.keys())
        self.assertLessEqual(costs[2], costs[1])
