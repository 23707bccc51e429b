import doctest

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.g2p_approval_queue.tools import clock

from .common import ApprovalCase, stage


@tagged("post_install", "-at_install")
class TestQueueNext(ApprovalCase):
    """After a decision the next case opens, and the decided one says what happened next."""

    def decide(self, document, user, action="approve", **values):
        """The answer of the dialog."""
        mine = document.with_user(user).with_context(decide_action=action)
        dialogs = self.env["g2p.approval.decide"].with_user(user)
        return dialogs.with_context(**mine.action_open_decide()["context"]).create(values)

    def test_the_dialog_says_what_was_done_and_names_the_next_case(self):
        one, two = self.submitted(), self.submitted()
        opened = self.decide(one, self.first).action_confirm()
        self.assertEqual(opened["tag"], "g2p_approval_queue.next")
        params = opened["params"]
        self.assertEqual(params["message"], "Approved. Next case.")
        self.assertEqual((params["model"], params["decided"]), (one._name, one.id))
        self.assertEqual(params["next"], two.id)

    def test_each_decision_has_its_words(self):
        for action, values, words in (
            ("reject", {"reason_id": self.reason.id, "note": "No"}, "Rejected."),
            ("return", {"public_text": "Which bridge?"}, "Information requested."),
        ):
            done = self.decide(self.submitted(), self.first, action, **values).action_confirm()
            self.assertEqual(done["params"]["message_end"], f"{words} Nothing else waits for you.")
            self.assertFalse(done["params"]["next"])
            self.assertEqual(
                done["params"]["queue"],
                "g2p_multistage_approval.g2p_approval_step_action_inbox",
            )

    def test_the_next_case_is_one_that_the_officer_can_decide_and_nobody_else_has(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.second))
        one, rival, taken, free = (
            self.submitted(**values) for values in ({}, {"rival_id": self.first.id}, {}, {})
        )
        self.step(taken).with_user(self.second).action_take()
        mine = one.with_user(self.first)
        self.assertEqual(mine.approval_next_case(after=one.id), free.id)
        shown = (one | rival | taken | free).ids
        self.assertEqual(mine.approval_next_case(res_ids=shown, after=one.id), free.id)
        # the list that the officer sees: behind the last one first, then from its beginning
        self.assertEqual(mine.approval_next_case(res_ids=shown, after=rival.id), free.id)
        self.assertEqual(mine.approval_next_case(res_ids=shown, after=free.id), one.id)
        self.assertFalse(mine.approval_next_case(res_ids=(rival | taken).ids))

    def test_nobody_learns_of_other_cases(self):
        document = self.submitted()
        for user in (self.outsider, self.second, self.author):
            found = document.with_user(user).approval_next_case(res_ids=document.ids)
            self.assertFalse(found)
        with self.assertRaises(AccessError):
            document.with_user(self.portal).approval_next_case(res_ids=document.ids)

    def test_a_decided_case_says_what_happened_next(self):
        document = self.submitted()
        mine = document.with_user(self.first)
        self.approve(document, self.first)
        self.assertEqual(
            mine.approval_why_not, "You approved the stage Check. It now waits for: Review."
        )
        self.assertEqual(
            document.with_user(self.outsider).approval_why_not,
            "You are not an officer of the stage Review.",
        )
        self.approve(document, self.second)
        self.approve(document, self.third)
        self.env.invalidate_all()
        self.assertEqual(
            mine.approval_my_past, "You approved the stage Check. All stages have approved it."
        )
        self.assertFalse(document.with_user(self.outsider).approval_my_past)

    def test_a_rejected_and_a_returned_case_say_so(self):
        rejected, returned = self.submitted(), self.submitted()
        self.step(rejected).with_user(self.first).action_reject(self.reason.code, "No")
        self.step(returned).with_user(self.first).action_return("Which bridge?")
        self.assertEqual(rejected.with_user(self.first).approval_my_past, "You rejected the case.")
        self.assertEqual(
            returned.with_user(self.first).approval_my_past,
            "You requested information. It waits for the answer.",
        )

    # === Approving together === #

    def test_the_dialog_lists_what_will_be_approved_and_what_cannot_be(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.second, allow_bulk=True))
        able, rival = (
            self.submitted(name="Good"),
            self.submitted(name="Bad", rival_id=self.first.id),
        )
        documents = (able | rival).with_user(self.first)
        context = documents.action_open_bulk_cases()["context"]
        dialogs = self.env["g2p.approval.bulk"].with_user(self.first).with_context(**context)
        dialog = dialogs.create({})
        self.assertEqual(dialog.able_step_ids.sudo(), self.step(able).sudo())
        self.assertEqual((dialog.able_count, dialog.refused), (1, "Bad: They are rivals."))
        self.assertEqual(dialog.able_step_ids.amount_now, 1000)
        with Form(dialogs) as form:  # as the browser shows it before it is saved
            self.assertEqual((form.able_count, form.refused), (1, "Bad: They are rivals."))
        dialog.action_confirm()
        self.assertEqual((able.approval_state, rival.approval_state), ("approved", "pending"))

    # === Time left === #

    def test_the_examples_of_the_clock_hold(self):
        failed, tried = doctest.testmod(clock)
        self.assertTrue(tried)
        self.assertFalse(failed)

    def times(self, hours, moments):
        """Texts and levels of a step of so many hours that opens on a Monday at 8."""
        self.policy.stage_ids.sla_hours = hours
        with freeze_time("2026-11-02 08:00:00"):
            step = self.step(self.submitted())
        found = []
        for moment in moments:
            with freeze_time(moment):
                self.env.invalidate_all()
                found.append((step.time_left, step.time_level))
        return found

    def test_the_time_left_counts_the_working_hours_of_the_office(self):
        calendar = self.env.company.resource_calendar_id
        calendar.tz = "UTC"
        found = self.times(8, ["2026-11-02 08:00", "2026-11-02 15:30", "2026-11-07 10:00"])
        self.assertEqual(found[0], ("8 hours left (working time)", "fine"))
        self.assertEqual(found[1][1], "soon")
        # on a Saturday: Tuesday to Friday are late, the weekend is not counted
        self.assertEqual(found[2], ("Overdue by 32 hours (working time)", "overdue"))

    def test_without_a_calendar_the_hours_of_the_clock_count(self):
        self.env.company.resource_calendar_id = False
        found = self.times(24, ["2026-11-02 09:00", "2026-11-03 07:15", "2026-11-03 10:00"])
        self.assertEqual(
            found,
            [
                ("23 hours left", "fine"),
                ("45 minutes left", "soon"),
                ("Overdue by 2 hours", "overdue"),
            ],
        )

    def test_a_step_without_a_limit_has_no_time(self):
        self.assertEqual(self.times(0, ["2026-11-02 09:00"]), [(False, False)])

    def test_more_steps_cost_no_more_queries(self):
        self.policy.stage_ids.sla_hours = 8
        steps = self.env["g2p.approval.step"]
        for _n in range(12):
            steps |= self.step(self.submitted())
        costs = []
        for some in (steps[:2], steps):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.first).mapped("time_left")
            some.with_user(self.first).mapped("taken_by")
            some.with_user(self.first).mapped("case_facts")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])

    def test_due_today_is_what_is_due_until_midnight(self):
        self.policy.stage_ids.sla_hours = 4
        self.env.company.resource_calendar_id = False
        with freeze_time("2026-11-02 08:00:00"):
            step = self.step(self.submitted())
            steps = self.env["g2p.approval.step"].with_user(self.first).with_context(tz="UTC")
            today = [("is_due_today", "=", True), ("id", "=", step.id)]
            self.assertEqual(steps.search(today).sudo(), step.sudo())
            self.assertTrue(steps.browse(step.id).is_due_today)
        with freeze_time("2026-11-02 13:00:00"):
            self.env.invalidate_all()
            self.assertFalse(steps.search(today))
            self.assertFalse(steps.browse(step.id).is_due_today)
        self.assertEqual(fields.Datetime.to_string(step.due_on), "2026-11-02 12:00:00")
