from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import AppealCase

MANAGER = "g2p_immediate_assistance.group_assistance_manager"
SHORT = (
    "Too few officers who took no part in the first decision can decide: Assessment. Name more "
    "officers in the procedure Test applications, then ask them."
)
PLACE = "Assistance / Appeals"
#: the sentence before opening a type
MISSING = (
    "Procedure Test applications: stage Review has too few officers for an appeal, which others "
    "than the first ones must decide. Name more, or set the days for an appeal to 0."
)


@tagged("post_install", "-at_install")
class TestAppealOfficers(AppealCase):
    """Without other officers an appeal waits, is seen, and is never lost nor granted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = f"base.group_user,{MANAGER}"
        cls.boss = new_test_user(cls.env, "case manager", groups, name="Manager")
        elsewhere = cls.env["res.company"].create({"name": "Other office"})
        values = {"company_id": elsewhere.id, "company_ids": [(6, 0, elsewhere.ids)]}
        cls.stranger = new_test_user(cls.env, "other manager", groups, **values)

    def waiting(self):
        """An appeal for whose first stage only the officer who rejected is left."""
        application = self.rejected()
        self.four.active = False
        return self.send(application)

    def test_it_is_received_and_the_managers_see_why(self):
        application = self.waiting()
        self.assertEqual((application.state, application.appeal_id.state), ("rejected", "received"))
        appeal = application.appeal_id.with_user(self.boss).sudo(False)
        self.assertEqual(appeal.waiting_reason, SHORT)
        self.assertFalse(application.sudo().approval_open_step_ids)
        note = f"An appeal was received, and waits. A manager finds it under {PLACE}. {SHORT}"
        self.assertIn(note, str(application.sudo().message_ids.mapped("body")))
        self.assertEqual(
            self.titles(application)[-1],
            "We are finding officers who took no part in the first decision.",
        )
        why_not = application._portal_appeal()["why_not"]
        self.assertEqual(why_not, "We have your appeal. Other officers will decide it.")

    def test_another_reason_is_named_too(self):
        application = self.rejected()
        self.settings.appeal_days = 0  # a programme with appeals needs a second submission
        self.policy.allow_resubmit = False
        self.send(application)
        # sudo: notes of the office are closed to applicants
        note = str(application.sudo().message_ids.mapped("body"))
        self.assertIn("does not let a rejected case be submitted again", note)
        self.assertNotIn("officers who took no part", note)
        self.assertEqual(application.appeal_id.state, "received")
        self.assertEqual(self.todos(application)[0].summary, "An appeal waits: see why")

    def test_a_manager_asks_the_officers_as_soon_as_there_are_some(self):
        application = self.waiting()
        appeal = application.appeal_id
        for user in (self.four, self.five, self.one):
            with self.assertRaisesRegex(AccessError, "Only assistance managers"):
                appeal.with_user(user).sudo(False).action_open_round()
        button = appeal.with_user(self.boss).sudo(False)
        with self.assertRaises(UserError) as caught:
            button.action_open_round()
        self.assertEqual(str(caught.exception), SHORT)
        self.policy.stage_ids[0].officer_ids |= new_test_user(self.env, "case seven", OFFICER)
        self.env.invalidate_all()
        button.action_open_round()
        self.assertEqual((application.state, appeal.state), ("submitted", "deciding"))
        with self.assertRaisesRegex(UserError, "does not wait for officers"):
            button.action_open_round()

    def test_the_manager_who_asks_can_be_the_officer_who_decides(self):
        application = self.waiting()
        self.join(self.boss, OFFICER)
        self.policy.stage_ids[0].officer_ids |= self.boss
        self.env.invalidate_all()
        application.appeal_id.with_user(self.boss).sudo(False).action_open_round()
        self.assertEqual(application.sudo().approval_request_id.requester_id, self.ada)
        self.assertFalse(self.step(application, self.boss)._why_not(self.boss))

    def todos(self, application):
        """Of the managers, under sudo: users read their own."""
        found = (
            self.env["mail.activity"]
            .sudo()
            .search(  # sudo: as above
                [("res_model", "=", application._name), ("res_id", "=", application.id)]
            )
        )
        return found.filtered(lambda todo: todo.user_id in self.boss | self.stranger)

    def test_managers_who_can_read_it_get_a_neutral_todo_until_it_is_asked(self):
        application = self.waiting()
        todo = self.todos(application)
        self.assertEqual(todo.user_id, self.boss)
        self.assertEqual(todo.summary, "An appeal waits: see why")
        self.assertFalse(todo.note)
        office = application.sudo().company_id
        self.assertEqual(todo.date_deadline, office._office_day(application.answer_by))
        self.policy.stage_ids[0].officer_ids |= new_test_user(self.env, "case eight", OFFICER)
        application.appeal_id.with_user(self.boss).sudo(False).action_open_round()
        self.assertFalse(self.todos(application))

    def test_the_todo_of_a_withdrawn_appeal_is_removed(self):
        application = self.waiting()
        application._portal_withdraw()
        self.assertFalse(self.todos(application))

    def test_every_day_it_is_tried_again(self):
        application = self.waiting()
        appeal = application.appeal_id.sudo()
        appeal._ask_if_possible()
        self.assertEqual(appeal.state, "received")
        self.policy.stage_ids[0].officer_ids |= new_test_user(self.env, "case nine", OFFICER)
        work = self.env["g2p.deferred"].sudo()  # sudo: closed to everybody
        self.env["g2p.assistance.appeal"]._cron_ask_officers()
        queued = work.search([("model", "=", appeal._name), ("method", "=", "_ask_if_possible")])
        self.assertTrue(queued)
        appeal.with_user(self.env.ref("base.user_root")).sudo()._ask_if_possible()
        self.env.invalidate_all()
        self.assertEqual((application.state, appeal.state), ("submitted", "deciding"))
        self.assertEqual(appeal.request_id.requester_id, self.ada)
        appeal._ask_if_possible()  # again: nothing more
        self.assertEqual(appeal.state, "deciding")

    def test_its_promised_time_is_kept_in_view(self):
        application = self.waiting()
        self.assertEqual(application._portal_promise(), ("by", application.answer_by))
        self.assertEqual(application.appeal_id.sudo().answer_by, application.answer_by)
        application.sudo().write({"answer_by": "2020-01-02 08:00:00"})
        self.assertEqual(application._portal_promise()[0], "late")

    def test_the_list_opens_with_those_that_wait(self):
        action = self.env.ref("g2p_assistance_appeal.g2p_assistance_appeal_action")
        self.assertIn("search_default_received", action.context)

    def test_a_waiting_appeal_can_be_withdrawn(self):
        application = self.waiting()
        application._portal_withdraw()
        self.env.invalidate_all()
        self.assertEqual(
            (application.state, application.appeal_id.state), ("rejected", "withdrawn")
        )
        with self.assertRaisesRegex(UserError, "does not wait for officers"):
            application.appeal_id.with_user(self.boss).sudo(False).action_open_round()

    def test_it_waits_too_where_a_rejected_case_cannot_be_submitted_again(self):
        application = self.rejected()
        self.policy.allow_resubmit = False
        self.send(application)
        self.assertEqual(application.appeal_id.state, "received")
        appeal = application.appeal_id.with_user(self.boss).sudo(False)
        self.assertIn("does not let a rejected case be submitted again", appeal.waiting_reason)

    def test_all_of_the_officers_are_never_enough_for_an_appeal(self):
        application = self.rejected()
        self.policy.stage_ids[0].quorum = "all"
        self.send(application)
        self.assertEqual(application.appeal_id.state, "received")

    # === Before a type is opened === #

    def test_a_type_is_opened_only_with_a_second_set_of_officers(self):
        self.type.is_published = False
        self.policy.stage_ids[1].officer_ids = self.two
        with self.assertRaisesRegex(ValidationError, "stage Review has too few officers"):
            self.type.is_published = True
        self.assertEqual(self.type._missing_to_open(), [MISSING])
        self.settings.appeal_days = 0
        self.type.is_published = True
        with self.assertRaisesRegex(ValidationError, "stage Review has too few officers"):
            self.settings.appeal_days = 14

    def test_one_officer_at_two_stages_counts_once(self):
        self.policy.stage_ids[1].officer_ids = self.two | self.four
        self.assertEqual(len(self.type._missing_to_open()), 1)
        self.policy.distinct_officers = False
        self.assertEqual(self.type._missing_to_open(), [])

    def test_officers_of_other_companies_do_not_count(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.five.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertEqual(self.type._missing_to_open(), [MISSING])

    def test_a_procedure_without_a_second_submission_is_not_ready(self):
        self.policy.allow_resubmit = False
        (sentence,) = self.type._missing_to_open()
        self.assertIn("nobody could decide an appeal", sentence)

    def test_the_days_are_bounded(self):
        for days in (-1, 366):
            with self.assertRaisesRegex(ValidationError, "Enter 0 to 365"):
                self.settings.appeal_days = days
