from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import INTERNAL, ApprovalCase, stage

CHECKERS = "test_g2p_multistage_approval.group_checker"
MANAGERS = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestPeople(ApprovalCase):
    """Reassignment, absence and lateness change the deciders, never the decision's content."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "approval manager", MANAGERS, name="Manager")

    def log(self, document, action):
        return self.request(document).decision_ids.filtered(lambda d: d.action == action)

    def absence(self, officer, delegate, begins=0, days=1, by=None):
        today = fields.Date.today()
        return (
            self.env["g2p.approval.delegation"]
            .with_user(by or officer)
            .create(
                {
                    "user_id": officer.id,
                    "delegate_id": delegate.id,
                    "date_from": fields.Date.add(today, days=begins),
                    "date_to": fields.Date.add(today, days=begins + days),
                    "reason": "Annual leave",
                }
            )
        )

    # === Reassigning === #

    def reassign(self, document, new, by=None, old=None, reason="On leave"):
        step = self.step(document).with_user(by or self.first)
        return step.action_reassign(new.id, reason, old and old.id)

    def test_an_officer_reassigns_and_the_log_names_both(self):
        document = self.submitted()
        self.reassign(document, self.outsider)
        row = self.log(document, "reassign")
        self.assertEqual((row.user_id, row.successor_id), (self.first, self.outsider))
        self.assertEqual(row.reason, "On leave")
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, self.first)
        self.approve(document, self.outsider)
        self.assertFalse(self.request(document)._check_chain())

    def test_the_to_do_moves_with_the_step(self):
        document = self.submitted()
        self.assertEqual(self.to_dos(document).user_id, self.first)
        self.reassign(document, self.outsider)
        self.assertEqual(self.to_dos(document).user_id, self.outsider)

    def test_a_manager_reassigns_the_part_of_somebody_who_left(self):
        document = self.submitted()
        self.first.active = False
        self.reassign(document, self.outsider, by=self.manager, old=self.first)
        row = self.log(document, "reassign")
        self.assertEqual((row.user_id, row.on_behalf_id), (self.manager, self.first))
        self.approve(document, self.outsider)

    def test_a_manager_does_not_take_a_case(self):
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "Only an officer of this step can reassign it"):
            self.reassign(document, self.manager, by=self.manager, old=self.first)

    def test_a_non_officer_reassigns_nothing(self):
        document = self.submitted()
        for user, old in ((self.outsider, self.first), (self.outsider, None), (self.second, None)):
            with self.assertRaisesRegex(
                AccessError, "Only an officer of this step can reassign it"
            ):
                self.reassign(document, self.outsider, by=user, old=old)

    def test_a_step_is_reassigned_only_to_somebody_who_can_decide(self):
        document = self.submitted(beneficiary_id=self.third.id, rival_id=self.second.id)
        self.outsider.active = False
        refusals = {
            self.author: "The officer you chose already takes part in the case",
            self.third: "The officer you chose already takes part in the case",
            self.second: "The officer you chose already takes part in the case",
            self.first: "The officer you chose is already an officer of this step",
            self.outsider: "Choose an active officer",
            self.portal: "Choose an active officer",
        }
        for user, words in refusals.items():
            with self.assertRaisesRegex(UserError, words):
                self.reassign(document, user)

    def test_reassigning_needs_a_reason(self):
        document = self.submitted()
        for reason in ("", "  ", None, 5):
            with self.assertRaisesRegex(UserError, "Give the reason for reassigning the step"):
                self.reassign(document, self.outsider, reason=reason)

    def test_an_officer_of_another_stage_cannot_be_the_new_officer(self):
        document = self.submitted()
        self.approve(document, self.first)
        with self.assertRaisesRegex(
            UserError, "The officer you chose already takes part in the case"
        ):
            self.reassign(document, self.first, by=self.second)

    def test_an_officer_with_an_interest_does_not_choose_who_decides(self):
        document = self.submitted(rival_id=self.first.id)
        with self.assertRaisesRegex(AccessError, "They are rivals"):
            self.reassign(document, self.outsider)

    def test_a_decided_step_is_not_reassigned(self):
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        step.action_approve()
        with self.assertRaisesRegex(UserError, "This step is no longer open"):
            step.action_reassign(self.outsider.id, "Too late")

    # === Absence === #

    def test_a_substitute_decides_and_the_log_names_both(self):
        self.absence(self.first, self.outsider)
        document = self.submitted()
        self.approve(document, self.outsider)
        row = self.log(document, "approve")
        self.assertEqual((row.user_id, row.on_behalf_id), (self.outsider, self.first))
        self.assertEqual(self.step(document).name, "Review")

    def test_the_requester_does_not_choose_the_substitute(self):
        manager = self.author = self.manager
        self.absence(self.first, self.outsider, by=manager)
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, self.outsider)
        self.approve(document, self.first)

    def test_the_requester_does_not_change_the_substitute(self):
        row = self.absence(self.first, self.second)
        self.author = self.manager
        with self.assertRaisesRegex(UserError, "End it and enter a new one"):
            row.with_user(self.manager).delegate_id = self.outsider
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, self.outsider)

    def test_a_substitute_finds_the_case_and_its_to_do(self):
        self.absence(self.first, self.outsider)
        document = self.submitted()
        mine = [("can_decide", "=", True)]
        steps = self.env["g2p.approval.step"].with_user(self.outsider).search(mine)
        self.assertEqual(steps, self.step(document))
        self.assertEqual(steps.request_name, "Paper")
        self.assertEqual(self.to_dos(document).user_id, self.first | self.outsider)

    def test_an_absence_counts_on_its_days_only(self):
        document = self.submitted()
        for begins in (-3, 1):
            absence = self.absence(self.first, self.outsider, begins)
            with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
                self.approve(document, self.outsider)
            absence.active = False

    def test_an_absence_is_not_transitive(self):
        self.absence(self.first, self.second)
        self.absence(self.second, self.outsider)
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, self.outsider)

    def test_the_requester_does_not_stand_in(self):
        self.absence(self.first, self.author)
        with self.assertRaisesRegex(AccessError, "You entered or submitted this case"):
            self.approve(self.submitted(), self.author)

    def test_nobody_stands_in_for_an_officer_who_may_not_decide(self):
        self.absence(self.first, self.outsider)
        document = self.submitted(rival_id=self.first.id)
        words = "The officer for whom you stand in may not decide this case either"
        with self.assertRaisesRegex(AccessError, words):
            self.approve(document, self.outsider)

    def test_a_decision_as_a_substitute_counts_as_ones_own(self):
        self.absence(self.first, self.second)
        document = self.submitted()
        self.approve(document, self.second)
        with self.assertRaisesRegex(AccessError, "You have already decided in this case"):
            self.approve(document, self.second)

    def test_one_seat_has_one_vote(self):
        self.policy.unlink()
        self.make_policy(stage(10, "Board", self.first | self.second, quorum="all"))
        self.absence(self.first, self.outsider)
        document = self.submitted()
        self.approve(document, self.first)
        with self.assertRaisesRegex(
            AccessError, "The officer for whom you stand in may not decide"
        ):
            self.approve(document, self.outsider)
        self.assertEqual(document.approval_state, "pending")

    def test_officers_enter_their_own_absence_and_managers_anybodys(self):
        with self.assertRaises(AccessError):
            self.absence(self.first, self.second, by=self.outsider)
        self.assertTrue(self.absence(self.first, self.second, by=self.manager))
        with self.assertRaisesRegex(
            ValidationError, "You cannot make yourself the substitute of somebody"
        ):
            self.absence(self.third, self.manager, by=self.manager)

    def test_an_absence_is_ended_and_not_deleted(self):
        absence = self.absence(self.first, self.second)
        for user in (self.first, self.manager):
            with self.assertRaises(AccessError):
                absence.with_user(user).unlink()
        absence.with_user(self.first).active = False
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(self.submitted(), self.second)

    def test_absences_that_contradict_are_refused(self):
        self.absence(self.first, self.second)
        with self.assertRaisesRegex(ValidationError, "This officer already has a substitute"):
            self.absence(self.first, self.third)
        with self.assertRaisesRegex(
            ValidationError, "Only officers of the agency can be substitutes"
        ):
            self.absence(self.third, self.portal)

    # === Escalation === #

    def late(self, **values):
        group = self.env.ref(CHECKERS)
        rules = {"sla_hours": 1, "escalation_group_id": group.id, **values}
        self.policy.stage_ids[0].write(rules)
        document = self.submitted()
        self.step(document).sudo().due_on = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        return document

    def checker(self, login):
        return new_test_user(self.env, login, f"{INTERNAL},{CHECKERS}", name=login.title())

    def test_a_late_step_may_be_decided_by_another_group(self):
        checker = self.checker("late checker")
        document = self.late()
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, checker)
        self.escalate()
        self.assertTrue(self.log(document, "escalate"))
        self.assertIn(checker, self.to_dos(document).user_id)
        mine = self.env["g2p.approval.step"].with_user(checker).search([("can_decide", "=", True)])
        self.assertEqual(mine, self.step(document))
        self.approve(document, checker)

    def test_time_decides_nothing_and_escalates_once(self):
        document = self.late()
        for _run in range(2):
            self.escalate()
        self.assertEqual(len(self.log(document, "escalate")), 1)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(self.step(document).name, "Check")

    def test_the_creator_of_a_case_does_not_decide_it_when_it_is_late(self):
        self.join(self.author, self.env.ref(CHECKERS))
        document = self.late()
        self.escalate()
        with self.assertRaisesRegex(AccessError, "You entered or submitted this case"):
            self.approve(document, self.author)

    @freeze_time("2026-01-02 15:00:00")
    def test_hours_are_those_of_the_companys_calendar(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        self.env.company.resource_calendar_id = calendar  # Monday to Friday, 8-12 and 13-17
        self.policy.stage_ids[0].sla_hours = 4
        # Friday, 15:00: two hours today, two on Monday morning
        due = fields.Datetime.to_datetime("2026-01-05 10:00:00")
        self.assertEqual(self.step(self.submitted()).due_on, due)

    def test_late_cases_are_found(self):
        document = self.late()
        steps = self.env["g2p.approval.step"]
        self.assertIn(self.step(document), steps.search([("is_overdue", "=", True)]))
        self.assertNotIn(self.step(document), steps.search([("is_overdue", "=", False)]))
