from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import ApprovalCase, stage

CHECKER = "test_g2p_multistage_approval.group_checker"
MANAGER = "g2p_multistage_approval.group_approval_manager"
HELD = "Paper is taken by another officer until .* Choose another case"


@tagged("post_install", "-at_install")
class TestQueueTake(ApprovalCase):
    """For a while one officer has a case; that grants nothing and runs out by itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.board = cls.first | cls.second
        cls.policy = cls.make_policy(
            stage(10, "Board", cls.board, allow_bulk=True), stage(20, "Sign", cls.third)
        )
        cls.manager = new_test_user(cls.env, "queue manager", MANAGER, name="Manager")
        cls.start = fields.Datetime.now()

    def taken(self, **values):
        """The step of a document that the first officer has taken."""
        step = self.step(self.submitted(**values))
        step.with_user(self.first).action_take()
        return step

    def after(self, minutes):
        self.env.invalidate_all()
        return freeze_time(fields.Datetime.add(self.start, minutes=minutes))

    # === Taking === #

    def test_only_an_officer_of_the_open_step_takes_it(self):
        document = self.submitted()
        step = self.step(document)
        for user in (self.author, self.third, self.outsider, self.portal, self.manager):
            with self.assertRaises(AccessError):
                step.with_user(user).action_take()
        later = self.request(document).step_ids - step
        with self.assertRaisesRegex(AccessError, "not open for a decision"):
            later.with_user(self.third).action_take()
        self.assertEqual(step.hold_state, "free")
        step.with_user(self.first).action_take()
        mine, other = step.with_user(self.first), step.with_user(self.second)
        self.assertEqual((mine.hold_state, other.hold_state), ("mine", "other"))
        self.assertEqual((mine.taken_by, other.taken_by), ("First", "First"))
        self.assertIn("You have taken this case until", mine.taken_note)
        self.assertIn("Taken by First until", other.taken_note)

    def test_an_officer_with_an_interest_in_the_case_cannot_take_it(self):
        step = self.step(self.submitted(rival_id=self.first.id))
        with self.assertRaisesRegex(AccessError, "They are rivals"):
            step.with_user(self.first).action_take()

    def test_the_rows_are_written_by_nobody(self):
        step = self.taken()
        holds = self.env["g2p.approval.hold"]
        own = holds.with_user(self.first).search([])
        self.assertEqual(own.step_id, step.with_user(self.first))
        self.assertFalse(holds.with_user(self.second).search([("step_id", "=", step.id)]))
        forged = {
            "step_id": step.id,
            "user_id": self.second.id,
            "company_id": self.env.company.id,
            "until": "2099-01-01",
        }
        for user in (self.first, self.second, self.manager):
            for attempt in (
                lambda user=user: holds.with_user(user).create(forged),
                lambda user=user: own.with_user(user).write({"until": "2099-01-01"}),
                lambda user=user: own.with_user(user).unlink(),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_nobody_else_decides_takes_or_reassigns_a_taken_case(self):
        step = self.taken().with_user(self.second)
        for attempt in (
            step.action_approve,
            step.action_take,
            lambda: step.action_return("Which bridge?"),
            lambda: step.action_reject(self.reason.code, "No"),
            lambda: step.action_reassign_case(self.first.id, "Yours"),
        ):
            with self.assertRaisesRegex(UserError, HELD), self.env.cr.savepoint():
                attempt()
        [outcome] = step.action_approve_many()
        self.assertFalse(outcome["ok"])
        self.assertRegex(outcome["message"], HELD)
        self.assertNotIn("First", outcome["message"])
        self.assertEqual(step.sudo().state, "open")
        step.with_user(self.first).action_approve()
        self.assertEqual(step.sudo().state, "approved")

    def test_the_case_says_who_has_it_and_offers_no_decision(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_take()
        theirs = document.with_user(self.second)
        self.assertFalse(theirs.approval_my_step_id)
        self.assertRegex(theirs.approval_why_not, HELD)
        self.assertIn("Taken by First until", theirs.approval_taken_note)
        self.assertEqual(theirs.approval_hold, "other")
        with self.assertRaisesRegex(AccessError, HELD):
            theirs.action_open_decide()
        self.assertTrue(document.with_user(self.first).approval_my_step_id)

    def test_when_the_time_has_run_out_the_case_is_free_without_any_job(self):
        with self.after(0):
            step = self.taken()
        with self.after(29), self.assertRaisesRegex(UserError, HELD):
            step.with_user(self.second).action_take()
        with self.after(31):
            self.assertEqual(step.with_user(self.second).hold_state, "free")
            step.with_user(self.second).action_take()
            with self.assertRaisesRegex(UserError, HELD):
                step.with_user(self.first).action_approve()

    def test_working_on_the_case_begins_the_time_again(self):
        with self.after(0):
            document = self.submitted()
            step = self.step(document)
            step.with_user(self.first).action_take()
        with self.after(20):
            document.with_user(self.first).action_open_decide()
        with self.after(45):
            self.assertEqual(step.with_user(self.first).hold_state, "mine")
        with self.after(60):  # run out: the dialog alone takes nothing back
            document.with_user(self.first).action_open_decide()
            self.assertEqual(step.with_user(self.first).hold_state, "free")

    def test_the_minutes_are_those_of_the_stage_or_of_the_company(self):
        self.env.company.g2p_hold_minutes = 10
        with self.after(0):
            step = self.taken()
        with self.after(11):
            self.assertEqual(step.hold_state, "free")
        self.policy.stage_ids.hold_minutes = 60
        with self.after(20):
            step.with_user(self.first).action_take()
        with self.after(79):
            self.assertEqual(step.with_user(self.first).hold_state, "mine")

    def test_the_minutes_have_bounds(self):
        for minutes in (0, -5, 481):
            with self.assertRaisesRegex(UserError, "1 to 480 minutes"):
                self.env.company.g2p_hold_minutes = minutes
        with self.assertRaisesRegex(UserError, "Give a number from 0 to 480"):
            self.policy.stage_ids[0].hold_minutes = 481

    # === Releasing === #

    def test_the_officer_or_a_manager_releases_it_and_nobody_else(self):
        step = self.taken()
        with self.assertRaisesRegex(AccessError, "or an approval manager, can release it"):
            step.with_user(self.second).action_release()
        for user in (self.outsider, self.portal):
            with self.assertRaises(AccessError):
                step.with_user(user).action_release()
        step.with_user(self.manager).action_release()
        self.assertEqual(step.hold_state, "free")
        step.with_user(self.second).action_take()
        step.with_user(self.second).action_release()
        self.assertEqual(step.hold_state, "free")

    def test_a_release_by_a_manager_is_in_the_log_of_the_case(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_take()
        self.step(document).with_user(self.manager).action_release()
        self.assertIn("An approval manager released the stage Board", self.last_note(document))

    def last_note(self, document):
        return document.sudo().message_ids[:1].body

    def test_a_decision_an_answer_or_an_archived_account_leaves_nothing_taken(self):
        holds = self.env["g2p.approval.hold"]
        for end in (
            lambda step: step.with_user(self.first).action_approve(),
            lambda step: step.with_user(self.first).action_return("Which bridge?"),
            lambda step: step.with_user(self.first).action_reassign(self.outsider.id, "Leave"),
            lambda step: step.sudo().request_id._record()._approval_cancel("Not needed"),
            lambda step: self.first.write({"active": False}),
        ):
            step = self.taken()
            end(step)
            self.assertFalse(holds.search([("step_id", "=", step.id)]))

    def test_of_a_quorum_the_next_officer_is_not_kept_waiting(self):
        self.policy.stage_ids[0].quorum = "all"
        step = self.taken()
        step.with_user(self.first).action_approve()
        self.assertEqual((step.state, step.hold_state), ("open", "free"))
        step.with_user(self.second).action_approve()
        self.assertEqual(step.state, "approved")

    # === Four eyes stay === #

    def test_a_taken_case_cannot_be_overridden(self):
        step = self.taken(rival_id=self.second.id)
        refused = self.assertRaisesRegex(UserError, "An officer of the stage Board can decide")
        with refused:
            step.with_user(self.manager).action_override_ask("approve", "Nobody is here")
        self.assertFalse(step.nobody)

    def test_taking_again_after_deciding_is_refused(self):
        self.policy.stage_ids[0].quorum = "all"
        step = self.taken()
        step.with_user(self.first).action_approve()
        with self.assertRaisesRegex(AccessError, "You have already decided in this case"):
            step.with_user(self.first).action_take()

    def test_to_dos_of_other_officers_stay_while_a_case_is_taken(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_take()
        self.request(document)._queue_notifications()
        self.assertEqual(self.to_dos(document).user_id, self.board)

    # === Reassigning === #

    def test_a_case_is_reassigned_to_an_officer_who_can_decide_it(self):
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        for other in (self.third, self.author, self.portal, self.first, self.outsider):
            with self.assertRaisesRegex(UserError, "cannot decide this case now"):
                step.action_reassign_case(other.id, "Please look")
        with self.assertRaisesRegex(UserError, "Write a note"):
            step.action_reassign_case(self.second.id, "  ")
        with self.assertRaisesRegex(UserError, "at most 500 characters"):
            step.action_reassign_case(self.second.id, "x" * 501)
        step.action_reassign_case(self.second.id, "The estimate is still missing")
        self.assertEqual(step.with_user(self.second).hold_state, "mine")
        with self.assertRaisesRegex(AccessError, "You reassigned this case"):
            step.action_approve()

    def test_the_log_keeps_the_note_and_the_other_officer_gets_a_to_do(self):
        document = self.submitted()
        self.to_dos(document).unlink()
        step = self.step(document).with_user(self.first)
        step.action_reassign_case(self.second.id, "Call <b>them")
        note = self.last_note(document)
        self.assertIn("The stage Board was reassigned to another officer", note)
        self.assertIn("Call &lt;b&gt;them", note)
        self.assertNotIn("Second", note)
        todo = document.sudo().activity_ids
        self.assertEqual((todo.user_id, todo.summary), (self.second, "Board"))
        self.assertIn("A case was reassigned to you", todo.note)
        self.assertNotIn("Call", todo.note)

    def test_the_to_do_of_a_reassigned_case_ends_with_the_step(self):
        """Also where nobody else removes to-dos: in a database without officers' notifications."""
        steps = type(self.env["g2p.approval.step"])
        for end in (
            lambda step: step.with_user(self.second).action_approve(),
            lambda step: step.with_user(self.second).action_return("Which bridge?"),
            lambda step: step.with_user(self.second).action_reject(self.reason.code, "No"),
        ):
            with patch.object(steps, "_is_notified", lambda step: False):
                document = self.submitted()
                self.to_dos(document).unlink()
                step = self.step(document)
                step.with_user(self.first).action_reassign_case(self.second.id, "Please look")
                self.assertEqual(document.sudo().activity_ids.user_id, self.second)
                end(step)
                self.assertFalse(document.sudo().activity_ids)

    def test_the_to_do_of_a_reassigned_case_stays_while_the_step_waits_for_its_officer(self):
        self.policy.active = False
        people = self.board | self.third  # two are left
        self.policy = self.make_policy(stage(10, "Board", people, quorum="n", required=2))
        steps = type(self.env["g2p.approval.step"])
        with patch.object(steps, "_is_notified", lambda step: False):
            document = self.submitted()
            self.to_dos(document).unlink()
            step = self.step(document)
            step.with_user(self.first).action_reassign_case(self.second.id, "Please look")
            self.env["g2p.approval.seat"]._make(self.request(document).ids)
            self.assertEqual(document.sudo().activity_ids.user_id, self.second)
            step.with_user(self.second).action_approve()
            self.assertEqual(step.state, "open")
            self.assertFalse(document.sudo().activity_ids)

    def test_the_officer_who_has_taken_a_case_keeps_its_to_do(self):
        one, two = (
            new_test_user(self.env, f"queue member {name}", f"base.group_user,{CHECKER}")
            for name in ("one", "two")
        )
        vals = {"officer_ids": [(5,)], "group_id": self.env.ref(CHECKER).id}
        self.policy.stage_ids[0].write(vals)
        document = self.submitted()
        self.assertFalse(self.to_dos(document))  # members of a group have the inbox
        step = self.step(document)
        step.with_user(one).action_reassign_case(two.id, "Please look")
        self.request(document)._queue_notifications()
        self.assertEqual(self.to_dos(document).user_id, two)
        step.with_user(two).action_approve()
        self.assertEqual(self.to_dos(document).user_id, self.third)

    def test_nobody_reassigns_a_case_that_they_may_not_decide(self):
        step = self.step(self.submitted())
        for user in (self.author, self.outsider, self.portal, self.manager, self.third):
            with self.assertRaises(AccessError):
                step.with_user(user).action_reassign_case(self.second.id, "Yours")

    def test_the_dialog_offers_the_other_officers_and_reassigns(self):
        step = self.step(self.submitted()).with_user(self.first)
        context = step.action_open_reassign_case()["context"]
        dialogs = self.env["g2p.approval.reassign.case"].with_user(self.first)
        with Form(dialogs.with_context(**context)) as form:
            form.user_id = self.second
            form.note = "Please"
        dialog = form.record
        self.assertEqual(dialog.officer_ids, self.second)
        dialog.action_confirm()
        self.assertEqual(step.with_user(self.second).hold_state, "mine")
        with self.assertRaises(AccessError):
            self.step(self.submitted()).with_user(self.outsider).action_open_reassign_case()

    # === Decided meanwhile === #

    def test_the_second_of_two_officers_reads_that_and_when_the_step_was_decided(self):
        step = self.step(self.submitted())
        with freeze_time("2026-03-02 09:30:00"):
            step.with_user(self.first).action_approve()
        decided = (
            "This step is not open for a decision: it was decided on 2 Mar 2026, 12:30 GMT+03:00."
        )
        self.second.tz = "Africa/Nairobi"
        theirs = step.with_user(self.second)
        for attempt in (
            theirs.action_approve,
            theirs.action_take,
            lambda: theirs.action_return("Which bridge?"),
        ):
            with self.assertRaises(AccessError) as refused:
                attempt()
            self.assertEqual(refused.exception.args[0], decided)
        [outcome] = theirs.action_approve_many()
        self.assertEqual(outcome["message"], decided)

    # === The minutes of the company === #

    def test_a_change_of_the_company_s_minutes_is_in_the_trace_of_changes(self):
        last = self.env["g2p.audit.change"].search([], limit=1).id
        company = self.env.company
        company.write({"g2p_hold_minutes": 45, "phone": "1"})
        company.write({"g2p_hold_minutes": 45})
        rows = self.env["g2p.audit.change"].search(
            [("id", ">", last), ("field_name", "=", "g2p_hold_minutes")]
        )
        [row] = rows
        self.assertEqual((row.old_value, row.new_value), ("30", "45"))
        self.assertEqual((row.res_model, row.res_id), ("res.company", company.id))

    # === The list === #

    def test_filters_find_what_is_taken_and_what_is_free(self):
        mine, other, free = (self.step(self.submitted()) for _n in range(3))
        mine.with_user(self.first).action_take()
        other.with_user(self.second).action_take()
        steps = self.env["g2p.approval.step"].with_user(self.first)
        ours = [("id", "in", (mine | other | free).ids)]
        for domain, found in (
            ([("is_taken_by_me", "=", True)], mine),
            ([("is_taken_by_me", "=", False)], other | free),
            ([("is_free", "=", True)], mine | free),
            ([("is_free", "!=", True)], other),
        ):
            self.assertEqual(steps.search([*domain, *ours], order="id").sudo(), found.sudo())
        documents = self.env["test.approval.document"].with_user(self.first)
        names = self.request_ids(mine | free)
        found = documents.search([("approval_is_free", "=", True), ("id", "in", names)])
        self.assertEqual(sorted(found.ids), sorted(names))
        found = documents.search([("approval_is_taken_by_me", "=", True)])
        self.assertEqual(found.ids, self.request_ids(mine))

    def request_ids(self, steps):
        return steps.sudo().request_id.mapped("res_id")

    def test_the_counters_leave_out_what_another_officer_has_taken(self):
        for _n in range(2):
            document = self.submitted()
        steps = self.env["g2p.approval.step"]
        count = self.counter(self.second)
        self.step(document).with_user(self.first).action_take()
        self.assertEqual(self.counter(self.second), count - 1)
        self.assertFalse(steps.with_user(self.portal).queue_counts())
        self.assertFalse(steps.with_user(self.author).queue_counts())
        self.assertEqual(steps.with_user(self.outsider).queue_counts(), [])

    def counter(self, user):
        [counter] = self.env["g2p.approval.step"].with_user(user).queue_counts()
        self.assertEqual((counter["key"], counter["late"]), ("steps", 0))
        return counter["count"]

    def test_taking_costs_few_queries(self):
        step = self.step(self.submitted()).with_user(self.first)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(30):
            step.action_take()
