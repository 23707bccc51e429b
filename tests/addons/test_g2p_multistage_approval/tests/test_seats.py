from odoo import fields
from odoo.tests import new_test_user, tagged

from .attack import CHECKER, AttackCase
from .common import INTERNAL, stage

USED = "This officer has already decided"
GIVEN = "The part of this officer has already been reassigned"
OUT = "You reassigned your part in this case"
COLLEAGUES = "You are an officer of this step as a member of a group"


@tagged("post_install", "-at_install")
class TestSeats(AttackCase):
    """A seat is used once: by its officer, by a substitute, or by reassigning it."""

    def board(self, users, **values):
        """A case that two of the users must approve."""
        self.policy.active = False
        self.make_policy(stage(10, "Board", users, quorum="n", required=2, **values))
        return self.step(self.submitted())

    def group_case(self, members=3, required=2):
        """A case of a group of which several must approve, and the members."""
        self.policy.active = False
        rules = {"group_id": self.env.ref(CHECKER).id, "quorum": "n", "required": required}
        self.make_policy((0, 0, {"sequence": 10, "name": "Group", **rules}))
        people = [
            new_test_user(self.env, f"seating {n}", f"{INTERNAL},{CHECKER}") for n in range(members)
        ]
        return self.step(self.submitted()), people

    def absence(self, officer, delegate, by=None):
        today = str(fields.Date.today())
        vals = {"user_id": officer.id, "delegate_id": delegate.id, "reason": "Leave"}
        vals.update(date_from=today, date_to=today)
        return self.call(by or officer, "g2p.approval.delegation", "create", vals)

    def hand(self, user, step, new, old=None):
        return self.call(user, step, "action_reassign", new.id, "Away", old and old.id)

    def not_reassigned(self, exception, words, user, step, new, old=None):
        args = [new.id, "Away", old and old.id]
        self.refused_with(exception, words, user, step, "action_reassign", *args)

    # === A vote uses it === #

    def test_a_seat_used_by_a_substitute_is_not_reassigned(self):
        step = self.board(self.first | self.second)
        self.absence(self.first, self.outsider)
        self.call(self.outsider, step, "action_approve")
        self.not_reassigned("UserError", USED, self.first, step, self.third)
        self.not_reassigned("UserError", USED, self.manager(), step, self.third, self.first)
        self.assertEqual(step.state, "open")

    def test_a_used_seat_is_not_reassigned(self):
        step = self.board(self.first | self.second)
        self.call(self.first, step, "action_approve")
        self.not_reassigned("UserError", USED, self.first, step, self.third)
        self.not_reassigned("UserError", USED, self.manager(), step, self.third, self.first)

    def test_a_voter_does_not_reassign_a_seat_of_a_later_stage(self):
        self.policy.stage_ids[2].officer_ids = self.first
        document = self.submitted()
        self.call(self.first, self.step(document), "action_approve")
        later = self.request(document).step_ids.filtered(lambda step: step.name == "Sign")
        words = "You have decided in this case, so somebody else must choose who decides"
        self.not_reassigned("AccessError", words, self.first, later, self.outsider)
        self.hand(self.manager(), later, self.outsider, self.first)
        self.assertEqual(later.officer_ids, self.outsider)

    def test_a_manager_of_the_board_does_not_vote_and_choose(self):
        manager = self.manager()
        step = self.board(manager | self.second)
        self.call(manager, step, "action_approve")
        words = "You have decided in this case, so somebody else must choose who decides"
        self.not_reassigned("AccessError", words, manager, step, self.outsider, self.second)

    def test_a_manager_of_the_board_does_not_choose_and_vote(self):
        manager = self.manager()
        step = self.board(manager | self.second)
        self.hand(manager, step, self.outsider, self.second)
        self.refused(OUT, manager, step, "action_approve")

    # === Officers who reassigned are excluded === #

    def test_an_officer_who_reassigned_is_excluded_from_every_stage(self):
        self.policy.stage_ids[1].officer_ids = self.first | self.second
        document = self.submitted()
        self.hand(self.first, self.step(document), self.outsider)
        self.call(self.outsider, self.step(document), "action_approve")
        self.refused(OUT, self.first, self.step(document), "action_approve")
        self.call(self.second, self.step(document), "action_approve")

    def test_an_officer_who_reassigned_does_not_return_as_a_substitute(self):
        step = self.board(self.first | self.second)
        self.hand(self.first, step, self.outsider)
        self.absence(self.second, self.first)
        self.refused(OUT, self.first, step, "action_approve")

    def test_nobody_stands_in_for_an_officer_who_reassigned(self):
        step, people = self.group_case(4)
        self.hand(people[0], step, people[1])
        self.absence(people[0], self.outsider)
        words = "The officer for whom you stand in may not decide this case either"
        self.refused(words, self.outsider, step, "action_approve")

    def test_an_officer_who_reassigned_does_not_return_through_a_group_or_lateness(self):
        group = self.env.ref(CHECKER)
        self.policy.stage_ids[0].write({"escalation_group_id": group.id, "sla_hours": 1})
        step = self.step(self.submitted())
        self.hand(self.first, step, self.outsider)
        self.join(self.first, group)
        step.sudo().due_on = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.escalate()
        self.refused(OUT, self.first, step, "action_approve")

    def test_a_step_is_reassigned_further_and_not_back(self):
        step = self.step(self.submitted())
        self.hand(self.first, step, self.outsider)
        words = "already takes part in the case"
        self.not_reassigned("UserError", words, self.outsider, step, self.first)
        self.hand(self.outsider, step, self.third)
        for user in (self.first, self.outsider):
            self.refused("not an officer", user, step, "action_approve")
        self.call(self.third, step, "action_approve")

    def test_a_seat_is_reassigned_once(self):
        step, people = self.group_case(4)
        manager = self.manager()
        self.hand(people[0], step, people[1])
        self.not_reassigned("UserError", GIVEN, people[0], step, people[2])
        self.not_reassigned("UserError", GIVEN, manager, step, self.outsider, people[0])

    def test_a_waiting_step_is_reassigned_for_good(self):
        document = self.submitted()
        later = self.request(document).step_ids.filtered(lambda step: step.name == "Sign")
        self.hand(self.third, later, self.outsider)
        self.call(self.first, self.step(document), "action_approve")
        self.call(self.second, self.step(document), "action_approve")
        self.refused("not an officer", self.third, later, "action_approve")
        self.call(self.outsider, later, "action_approve")
        self.assertEqual(document.approval_state, "approved")

    # === Groups === #

    def test_a_member_leaves_the_seat_to_members_only(self):
        step, people = self.group_case()
        self.not_reassigned("UserError", COLLEAGUES, people[0], step, self.outsider)
        self.join(self.outsider, self.env.ref(CHECKER))
        self.hand(people[0], step, self.outsider)
        self.assertFalse(step.officer_ids)
        inboxes = [self.call(user, "g2p.approval.step", "inbox_count") for user in people[:2]]
        self.assertEqual(inboxes, [0, 1])
        self.refused(OUT, people[0], step, "action_approve")
        self.call(people[1], step, "action_approve")
        self.call(self.outsider, step, "action_approve")
        self.assertEqual(step.state, "approved")

    def test_the_other_member_of_a_group_is_notified(self):
        step, people = self.group_case()
        self.assertFalse(self.to_dos(self.document_of(step)))
        self.hand(people[0], step, people[1])
        self.assertEqual(self.to_dos(self.document_of(step)).user_id, people[1])

    def document_of(self, step):
        return self.env["test.approval.document"].browse(step.request_id.res_id)

    def test_a_member_does_not_leave_too_few(self):
        step, people = self.group_case(2)
        words = "Without you this stage has too few officers"
        self.not_reassigned("UserError", words, people[0], step, people[1])
        self.hand(self.manager(), step, self.outsider, people[0])
        self.assertEqual(step.officer_ids, self.outsider)
        self.refused(OUT, people[0], step, "action_approve")
        self.call(people[1], step, "action_approve")
        self.call(self.outsider, step, "action_approve")
        self.assertEqual(step.state, "approved")

    def test_leaving_the_group_and_coming_back_frees_nobody(self):
        step, people = self.group_case(4)
        self.hand(people[0], step, people[1])
        group = self.env.ref(CHECKER)
        self.env.cr.execute(
            "DELETE FROM res_groups_users_rel WHERE uid = %s AND gid = %s",
            [people[0].id, group.id],
        )
        self.join(people[0], group)
        self.refused(OUT, people[0], step, "action_approve")

    def test_an_officer_of_another_company_gets_no_seat_of_the_group(self):
        step, people = self.group_case(4)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        people[1].write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        words = "does not work for this company"
        self.not_reassigned("UserError", words, people[0], step, people[1])

    # === Choosers of substitutes === #

    def test_an_officer_who_chose_a_voting_substitute_does_not_vote(self):
        manager = self.manager()
        step = self.board(manager | self.second)
        self.absence(self.second, self.outsider, by=manager)
        self.call(self.outsider, step, "action_approve")
        row = step.decision_ids.filtered(lambda d: d.action == "approve")
        self.assertEqual((row.on_behalf_id, row.chosen_by_id), (self.second, manager))
        words = "You chose the substitute of an officer in this case"
        self.refused(words, manager, step, "action_approve")

    def test_the_substitute_of_a_voter_does_not_vote(self):
        manager = self.manager()
        step = self.board(manager | self.second)
        self.call(manager, step, "action_approve")
        self.absence(self.second, self.outsider, by=manager)
        self.refused("not an officer", self.outsider, step, "action_approve")

    def test_the_chooser_is_part_of_the_chain(self):
        manager = self.manager()
        step = self.board(self.first | self.second)
        self.absence(self.second, self.outsider, by=manager)
        self.call(self.outsider, step, "action_approve")
        row = step.decision_ids.filtered("chosen_by_id")
        self.assertFalse(step.request_id._check_chain())
        self.cr.execute(
            "UPDATE g2p_approval_decision SET chosen_by_id = NULL WHERE id = %s", [row.id]
        )
        self.env.invalidate_all()
        self.assertEqual(step.request_id._check_chain(), row)

    def test_the_dialog_of_a_manager_names_the_officer_and_not_the_manager(self):
        step, manager = self.step(self.submitted()), self.manager()
        dialogs = self.env["g2p.approval.reassign"].with_context(default_step_id=step.id)
        for user, part in ((manager, self.first), (self.first, self.first)):
            self.assertEqual(dialogs.with_user(user).new().from_user_id, part)
        # others can reassign only their own part
        self.assertEqual(dialogs.with_user(self.outsider).new().from_user_id, self.outsider)
        step.sudo().officer_ids |= self.outsider
        self.assertFalse(dialogs.with_user(manager).new().from_user_id)
