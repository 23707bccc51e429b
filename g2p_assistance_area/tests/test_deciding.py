from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off

from .common import APPROVALS, OFFICER, AreaCase

ELSEWHERE = (
    "This case belongs to an area or a programme that is not yours, so an officer of its area must "
    "decide it."
)
NOBODY = "No officer of Test North / Hill District may decide the stage Assessment of"


@tagged("post_install", "-at_install")
class TestDeciding(AreaCase):
    """Officers outside the area decide nothing, in person or through somebody else."""

    def setUp(self):
        super().setUp()
        self.case = self.case_from("Hill District")

    def test_an_officer_of_the_south_decides_nothing_by_rpc(self):
        step = self.seen_by(self.southern, self.open_step(self.case))
        for call in (
            step.action_approve,
            lambda: step.action_return("What?"),
            lambda: step.action_reject(self.reason.code, "No"),
        ):
            with self.assertRaisesRegex(AccessError, ELSEWHERE):
                call()
        (outcome,) = step.action_approve_many()
        self.assertFalse(outcome["ok"])
        self.assertNotIn(self.case.name, str(outcome))
        self.assertEqual(self.open_step(self.case).state, "open")

    def test_the_same_officer_decides_in_their_area(self):
        self.case._set_area(self.lake)
        self.assess(self.case, self.southern)
        self.step(self.case, self.southern).action_approve()
        self.assertEqual(self.open_step(self.case).name, "Review")

    def absence(self, officer, delegate):
        today = fields.Date.today()
        self.env["g2p.approval.delegation"].with_user(officer).create(
            {
                "user_id": officer.id,
                "delegate_id": delegate.id,
                "reason": "Leave",
                "date_from": today,
                "date_to": today,
                "company_id": self.env.company.id,
            }
        )

    def test_a_substitute_from_the_south_decides_nothing(self):
        self.limit(self.clerk, self.south)
        self.join(self.clerk, OFFICER)
        self.absence(self.northern, self.clerk)
        self.assertEqual(self.open_step(self.case)._why_not(self.clerk), ELSEWHERE)
        self.limit(self.clerk, self.north)
        self.assertFalse(self.open_step(self.case)._why_not(self.clerk))

    def test_nobody_stands_in_where_the_absent_officer_has_no_right(self):
        self.join(self.clerk, OFFICER)
        self.absence(self.southern, self.clerk)
        words = "The officer for whom you stand in may not decide this case either."
        self.assertEqual(self.open_step(self.case)._why_not(self.clerk), words)

    def test_a_step_is_not_reassigned_to_the_south(self):
        words = "The officer you chose does not work in the area or the programme of this case."
        self.join(self.clerk, OFFICER)
        step = self.seen_by(self.northern, self.open_step(self.case))
        self.limit(self.clerk, self.south)
        with self.assertRaisesRegex(UserError, words):
            step.action_reassign(self.clerk.id, "Away")
        self.limit(self.clerk, self.hill)
        step.action_reassign(self.clerk.id, "Away")
        self.assertIn(self.clerk, self.open_step(self.case).officer_ids)

    def test_the_dialog_offers_officers_of_the_area(self):
        self.join(self.boss, APPROVALS)
        step = self.open_step(self.case)
        dialog = self.env["g2p.approval.reassign"].with_user(self.boss).sudo(False)
        dialog = dialog.new({"step_id": step.id, "from_user_id": self.one.id})
        self.assertIn(self.southern, dialog.elsewhere_ids._origin)
        self.assertNotIn(self.northern, dialog.elsewhere_ids._origin)
        self.assertIn("elsewhere_ids", dialog._fields["user_id"].domain)

    def test_a_manager_of_the_south_does_not_override(self):
        self.join(self.boss, APPROVALS)
        step = self.open_step(self.case)
        self.limit(self.boss, self.south)
        with self.assertRaises(AccessError):
            self.seen_by(self.boss, step).action_override_ask("approve", "Because")
        self.assertEqual(step._why_not_past(self.boss), ELSEWHERE)

    # === When nobody is left === #

    def test_a_placed_case_that_nobody_can_decide_says_so(self):
        self.limit(self.one, self.south)
        self.limit(self.northern, self.south)
        work_off(self.env)
        step = self.open_step(self.case)
        step.invalidate_recordset()
        self.assertTrue(step.nobody)
        self.assertIn(
            f"{NOBODY} {self.case.name}. An assistance manager must", self.lines(self.case)
        )

    def test_a_case_with_an_officer_left_says_nothing(self):
        self.limit(self.one, self.south)
        work_off(self.env)
        self.assertNotIn("No officer of", self.lines(self.case))

    def test_who_sets_such_a_place_is_told(self):
        self.limit(self.one, self.south)
        self.limit(self.northern, self.south)
        case = self.case_from("Elsewhere", user=self.eve)
        dialog = self.env["g2p.assistance.place"].with_user(self.boss).sudo(False)
        done = dialog.create({"application_id": case.id, "area_id": self.hill.id}).action_confirm()
        self.assertIn(f"{NOBODY} {case.name}.", done["params"]["message"])
        work_off(self.env)
        self.assertIn(NOBODY, self.lines(case))

    def test_a_scoped_decision_costs_no_more_queries(self):
        """The areas of a user are kept in memory."""
        step = self.open_step(self.case)
        for user in (self.northern, self.southern):
            step._why_not(user)
        with self.assertQueryCount(0):
            self.assertTrue(step._is_in_scope(self.northern))
            self.assertFalse(step._is_in_scope(self.southern))
            self.northern._case_scope("application_id")
