from ast import literal_eval
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER, AssistanceCase

from ..models.g2p_assistance_application import WAITING

CASE = "g2p.assistance.application"
QUEUE = "g2p_immediate_assistance.g2p_assistance_application_action_queue"
APPROVER = "g2p_multistage_approval.group_approval_manager"
HELD = "is taken by another officer until"


@tagged("post_install", "-at_install")
class TestQueue(AssistanceCase):
    """The work queue of cases, with two officers of the first stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.four = new_test_user(cls.env, "case four", OFFICER, name="Officer Four")
        cls.policy.stage_ids[0].officer_ids |= cls.four
        cls.policy.stage_ids[0].sla_hours = 8

    def queue(self, user, *domain):
        cases = self.env[CASE].with_user(user)
        waiting = [("state", "=", "submitted"), ("approval_can_decide", "=", True)]
        return cases.search([*waiting, *domain])

    def as_user(self, application, user):
        return application.sudo().with_user(user).sudo(False)

    # === Taking a case === #

    def test_an_officer_takes_releases_and_reassigns_on_the_case(self):
        application = self.submitted()
        mine, theirs = (self.as_user(application, user) for user in (self.one, self.four))
        mine.action_take_case()
        self.assertEqual((mine.approval_hold, theirs.approval_hold), ("mine", "other"))
        self.assertEqual(theirs.approval_taken_by, "Officer One")
        for attempt in (theirs.action_take_case, theirs.action_identify_registrant):
            with self.assertRaisesRegex((UserError, AccessError), HELD):
                attempt()
        with self.assertRaisesRegex(AccessError, HELD):
            theirs._identify()
        mine.action_release_case()
        theirs.action_take_case()
        dialog = theirs.action_open_reassign_case()
        self.assertEqual(dialog["res_model"], "g2p.approval.reassign.case")
        theirs.approval_hold_step_id.action_reassign_case(self.one.id, "Quotation looks wrong")
        self.assertEqual(mine.approval_hold, "mine")

    def test_others_neither_take_nor_release_a_case(self):
        application = self.submitted()
        self.as_user(application, self.one).action_take_case()
        for user in (self.two, self.three, self.auditor, self.clerk, self.ada, self.eve):
            other = self.as_user(application, user)
            for attempt in (other.action_take_case, other.action_release_case):
                with self.assertRaises(AccessError):
                    attempt()
        manager = new_test_user(self.env, "case approver", f"{OFFICER},{APPROVER}")
        self.as_user(application, manager).action_release_case()
        self.assertEqual(self.as_user(application, self.four).approval_hold, "free")

    def test_a_case_without_an_open_stage_says_so(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Which hospital?")
        with self.assertRaisesRegex(UserError, f"{application.sudo().name} has no open stage now"):
            self.as_user(application, self.one).action_take_case()

    def test_the_assessment_keeps_the_case_taken(self):
        application = self.submitted()
        mine = self.as_user(application, self.one)
        mine.action_take_case()
        for minutes in (20, 40):
            later = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
            self.env.invalidate_all()
            with freeze_time(later):
                self.assess(application)
                self.assertEqual(self.as_user(application, self.one).approval_hold, "mine")
                moment = self.env["g2p.approval.hold"].search([]).until
        self.assertGreater(moment, later)

    def test_the_person_reads_nothing_of_the_queue(self):
        application = self.submitted()
        self.as_user(application, self.one).action_take_case()
        mine = application.with_user(self.ada)
        for name in ("approval_taken_by", "approval_taken_note", "approval_my_past"):
            with self.assertRaises(AccessError):
                mine.read([name])
        self.assertFalse(self.env["g2p.approval.step"].with_user(self.ada).queue_counts())
        with self.assertRaises(AccessError):
            self.env[CASE].with_user(self.ada).search([("phone_search", "=", "0799 000 123")])

    # === Time left === #

    def test_the_promise_is_told_in_hours_of_the_clock(self):
        application = self.submitted().sudo()
        sent = application.date_submitted
        for hours, words, level in (
            (1, "23 hours left", "fine"),
            (20, "4 hours left", "soon"),
            (26, "Late by 2 hours", "overdue"),
        ):
            self.env.invalidate_all()
            with freeze_time(fields.Datetime.add(sent, hours=hours)):
                shown = self.as_user(application, self.one)
                self.assertEqual((shown.promise_left, shown.promise_level), (words, level))
                self.assertIn("(working time)", shown.approval_time_left)

    def test_overdue_is_what_is_late_for_the_person_or_the_stage(self):
        application = self.submitted()
        late = ("approval_is_overdue", "=", True)
        self.assertFalse(self.queue(self.one, late))
        application.sudo().answer_by = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertEqual(self.queue(self.one, late).ids, application.ids)
        application.sudo().answer_by = fields.Datetime.add(fields.Datetime.now(), days=9)
        self.assertFalse(self.queue(self.one, late))
        step = self.env["g2p.approval.request"]._of(application).step_ids[0]
        step.due_on = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertEqual(self.queue(self.one, late).ids, application.ids)
        self.assertFalse(self.queue(self.one, ("approval_is_overdue", "=", False)))

    def test_overdue_and_due_today_are_the_same_as_values_and_in_searches(self):
        application = self.submitted().sudo()
        now = fields.Datetime.now().replace(hour=9)
        step = self.env["g2p.approval.request"]._of(application).step_ids[0]
        for promised, limit, found in (
            (30, 30, []),
            (-1, 30, ["approval_is_overdue"]),
            (2, 30, ["approval_is_due_today"]),
            (30, -1, ["approval_is_overdue"]),
        ):
            application.answer_by = fields.Datetime.add(now, hours=promised)
            step.due_on = fields.Datetime.add(now, hours=limit)
            self.env.flush_all()
            self.env.invalidate_all()
            shown = self.as_user(application, self.one)
            with freeze_time(now):
                for name in ("approval_is_overdue", "approval_is_due_today"):
                    self.assertEqual(shown[name], name in found)
                    self.assertEqual(bool(self.queue(self.one, (name, "=", True))), name in found)

    # === After a decision === #

    def test_after_the_decision_the_next_case_opens_from_the_work_queue(self):
        first, second = self.submitted(), self.submitted(user=self.eve)
        first.with_user(self.one)._identify()
        context = self.as_user(first, self.one).action_open_decide()["context"]
        dialogs = self.env["g2p.approval.decide"].with_user(self.one).with_context(**context)
        done = dialogs.create({"need_score": "3", "assessment_remarks": "Poor."}).action_confirm()
        self.assertEqual(done["params"]["next"], second.id)
        self.assertEqual(done["params"]["queue"], QUEUE)
        self.assertEqual(
            self.as_user(first, self.one).approval_why_not,
            "You approved the stage Assessment. It now waits for: Review.",
        )

    # === Finding a case === #

    def test_a_case_is_found_by_its_telephone_number_in_any_notation(self):
        application = self.submitted()
        for number in ("+254 799 000 123", "0799 000 123", "0799-000123"):
            self.assertEqual(
                self.queue(self.one, ("phone_search", "=", number)).ids, application.ids
            )
        for number in ("0799 000 12", "799", "", "0799 000 124"):
            self.assertFalse(self.queue(self.one, ("phone_search", "=", number)))
        with self.assertRaisesRegex(UserError, "Search for the whole telephone number"):
            self.queue(self.one, ("phone_search", "ilike", "0799"))

    def test_an_officer_finds_by_telephone_only_cases_that_they_may_read(self):
        application = self.submitted()
        number = [("phone_search", "=", "0799 000 123"), ("id", "=", application.id)]
        self.assertTrue(self.env[CASE].with_user(self.two).search(number))
        draft = self.draft(user=self.eve)
        number = [("phone_search", "=", "0799 000 123"), ("id", "=", draft.id)]
        self.assertFalse(self.env[CASE].with_user(self.two).search(number))
        with self.assertRaises(AccessError):
            self.env[CASE].with_user(self.clerk).search(number)

    def test_the_whole_id_number_finds_a_case(self):
        application = self.submitted()
        self.assertEqual(
            self.queue(self.one, ("id_number_shown", "=", "test 778 123")).ids, application.ids
        )

    # === Lists and counters === #

    def test_the_inbox_of_approvals_tells_the_same_of_a_case(self):
        application = self.submitted()
        self.as_user(application, self.one).action_take_case()
        step = self.step(application, self.one)
        self.assertEqual(step.case_facts, "Ada Nyambura – Nakuru")
        self.assertEqual(step.taken_by, "Officer One")
        # officers of the stage who may not read cases learn nothing of the person
        self.policy.stage_ids[0].officer_ids |= self.clerk
        other = self.submitted(user=self.eve)
        steps = self.env["g2p.approval.request"]._of(other).step_ids
        seen = steps.filtered(lambda s: s.state == "open").with_user(self.clerk)
        self.assertFalse(seen.case_facts)

    def test_the_place_is_that_of_the_case_in_short(self):
        application = self.submitted()
        application.sudo().district_text = "Nakuru West"
        shown = self.as_user(application, self.one)
        self.assertEqual(shown.place_shown, "Nakuru, Nakuru West")
        self.env.invalidate_all()
        with patch.object(type(application), "_place_in_short", lambda case: "North"):
            self.assertEqual(shown.place_shown, "North")

    def test_the_top_bar_counts_cases_and_vouchers_to_issue(self):
        counts = self.counts(self.one).get("cases", (0, 0))
        self.submitted()
        self.assertEqual(self.counts(self.one)["cases"], (counts[0] + 1, counts[1]))
        self.assertNotIn("steps", self.counts(self.one))
        vouchers = self.counts(self.issuer).get("vouchers", (0, 0))[0]
        self.approved(user=self.eve)
        self.assertEqual(self.counts(self.issuer)["vouchers"], (vouchers + 1, 0))
        self.assertNotIn("vouchers", self.counts(self.three))  # issues, but not here
        self.assertNotIn("vouchers", self.counts(self.one))
        self.assertEqual(self.counts(self.clerk), {})

    def counts(self, user):
        rows = self.env["g2p.approval.step"].with_user(user).queue_counts()
        return {row["key"]: (row["count"], row["late"]) for row in rows}

    def test_the_overdue_are_counted_apart(self):
        application = self.submitted()
        before = self.counts(self.one)["cases"][1]
        step = self.env["g2p.approval.request"]._of(application).step_ids[0]
        step.due_on = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertEqual(self.counts(self.one)["cases"][1], before + 1)

    def test_the_number_of_the_overdue_is_what_the_filter_of_the_list_finds(self):
        action = self.env.ref(QUEUE)
        self.assertEqual(literal_eval(action.domain), WAITING)
        before, late = self.counts(self.one).get("cases", (0, 0))
        application = self.submitted()
        application.sudo().answer_by = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.assertEqual(self.counts(self.one)["cases"], (before + 1, late + 1))
        overdue = self.queue(self.one, ("approval_is_overdue", "=", True))
        self.assertEqual(len(overdue), late + 1)
        self.as_user(application, self.one).action_take_case()
        self.assertEqual(self.counts(self.one)["cases"], (before + 1, late + 1))
        self.assertEqual(self.counts(self.four).get("cases", (0, 0))[1], 0)

    def test_a_case_with_two_stages_side_by_side_counts_once(self):
        before = self.counts(self.one).get("cases", (0, 0))[0]
        application = self.submitted()
        request = self.env["g2p.approval.request"]._of(application)
        other = request.step_ids.filtered(lambda step: step.state == "waiting")[0]
        other.write({"state": "open", "officer_ids": [(4, self.one.id)]})
        request._make_seats()
        self.assertEqual(self.counts(self.one)["cases"][0], before + 1)

    def test_each_key_of_the_form_has_one_button_and_the_help_names_it(self):
        view = self.env.ref("g2p_immediate_assistance.g2p_assistance_application_view_form")
        arch = self.env[CASE].with_user(self.one).get_view(view.id, "form")["arch"]
        keys = [node.get("data-hotkey") for node in etree.fromstring(arch).iter("button")]
        found = [key for key in keys if key]
        self.assertEqual(len(found), len(set(found)), "a key has one button")
        self.assertLessEqual(set("tyirlo"), set(found))
        words = self.env.ref(QUEUE).help
        for key in "TYIRN":
            self.assertIn(f"Alt+{key}", words)
