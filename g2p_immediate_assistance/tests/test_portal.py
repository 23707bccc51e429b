from unittest.mock import patch

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exceptions import ApplicationIncomplete
from ..tools import reference
from .common import ANSWERS, AssistanceCase, document_type, picture


@tagged("post_install", "-at_install")
class TestPortal(AssistanceCase):
    """Methods behind the person's pages."""

    def start(self, user=None):
        user = user or self.ada
        applications = self.env["g2p.assistance.application"].with_user(user)
        return applications._start(self.type.with_user(user))

    def test_starting_twice_leads_to_the_same_draft(self):
        self.assertEqual(self.start(), self.start())
        self.assertNotEqual(self.start(), self.start(self.eve))

    def test_nobody_can_apply_for_an_unpublished_type(self):
        self.type.is_published = False
        with self.assertRaisesRegex(
            UserError, "You cannot apply for this assistance at the moment"
        ):
            self.start()

    def test_wrong_answers_are_reported_and_nothing_is_saved(self):
        application = self.start()
        answers = {**ANSWERS["treatment"], "amount_requested": "lots", "treatment": ""}
        errors = application._portal_save("treatment", answers)
        self.assertEqual(
            errors,
            {
                "amount_requested": "Enter an amount of money, such as 1200 or 1200.50.",
                "treatment": "Enter the treatment that is needed.",
            },
        )
        self.assertFalse(application.hospital)

    def test_an_amount_above_the_ceiling_is_refused_with_the_ceiling(self):
        answers = {**ANSWERS["treatment"], "amount_requested": "5000.01"}
        errors = self.start()._portal_save("treatment", answers)
        self.assertRegex(errors["amount_requested"], r"at most .*5,000\.00")

    def test_a_page_writes_only_its_own_fields(self):
        application = self.start()
        answers = {**ANSWERS["address"], "amount_granted": "9", "state": "approved", "phone": "1"}
        self.assertEqual(application._portal_save("address", answers), {})
        self.assertEqual(application.state, "draft")
        self.assertFalse(application.amount_granted or application.phone)

    def test_a_birth_in_the_future_and_an_invalid_choice_are_refused(self):
        answers = {**ANSWERS["person"], "birthdate": "2999-01-01", "gender_id": "999999"}
        errors = self.start()._portal_save("person", answers)
        self.assertEqual(errors["birthdate"], "Enter a valid date of birth, in the past.")
        self.assertEqual(errors["gender_id"], "Choose one of the answers.")

    def test_household_members_are_saved_and_invalid_years_refused(self):
        application = self.start()
        rows = [{"name": "Ben", "birth_year": "2015", "relation": "child"}, {"name": " "}]
        answers = {"household_size": "2"}
        self.assertEqual(application._portal_save("family", answers, rows), {})
        self.assertEqual(application.member_ids.mapped("name"), ["Ben"])
        rows[0]["birth_year"] = "1066"
        errors = application._portal_save("family", answers, rows)
        self.assertEqual(errors, {"members": "Write the year of birth of member 1 as 1985."})

    def test_an_incomplete_application_lists_the_missing_answers(self):
        application = self.start()
        with self.assertRaises(ApplicationIncomplete) as refused:
            application._portal_submit()
        steps = [step for step, _sentence in refused.exception.missing]
        self.assertEqual(
            list(dict.fromkeys(steps)),
            ["treatment", "person", "address", "family", "documents", "consent"],
        )
        self.assertEqual(application.state, "draft")

    def test_submitting_sets_a_reference_and_a_date_and_happens_once(self):
        application = self.submitted()
        self.assertEqual(application.state, "submitted")
        self.assertTrue(reference.is_valid(application.name))
        hours = application.answer_by - application.date_submitted
        self.assertEqual(hours.total_seconds(), 24 * 3600)
        application._portal_submit()
        self.assertEqual(len(self.env["g2p.approval.request"]._of(application)), 1)
        self.assertEqual(application.sudo().consent_id.given_by_id, self.ada)

    def test_the_applicant_cannot_change_a_submitted_application(self):
        application = self.submitted()
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            application._portal_save("address", ANSWERS["address"])
        quotation = document_type(self.env, "quotation")
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            application._portal_add_document(quotation.id, "more.jpg", picture())
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            application._portal_remove_document(application.sudo().document_ids)

    def test_a_document_that_is_not_needed_is_refused(self):
        invoice = document_type(self.env, "invoice")
        with self.assertRaisesRegex(UserError, "This kind of document is not needed"):
            self.start()._portal_add_document(invoice.id, "invoice.jpg", picture())

    def test_an_answer_to_a_question_returns_to_the_officer(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Please send the estimate again.")
        self.assertEqual(application.question, "Please send the estimate again.")
        quotation = document_type(self.env, "quotation")
        application._portal_add_document(quotation.id, "better.jpg", picture())
        application._portal_submit()
        self.assertEqual(application.state, "submitted")
        self.assertFalse(application.question)

    def test_a_person_can_withdraw_until_the_decision(self):
        for application in (self.start(self.eve), self.submitted()):
            application._portal_withdraw()
            self.assertEqual(application.sudo().state, "withdrawn")
            with self.assertRaisesRegex(UserError, "cannot be changed now"):
                application._portal_withdraw()

    def test_nobody_can_use_the_pages_of_another_person(self):
        application = self.submitted()
        quotation = document_type(self.env, "quotation")
        for user in (self.eve, self.one, self.clerk):
            other = application.with_user(user)
            calls = [
                lambda app: app._portal_save("address", ANSWERS["address"]),
                lambda app: app._portal_add_document(quotation.id, "x.jpg", picture()),
                lambda app: app._portal_remove_document(application.sudo().document_ids),
                lambda app: app._portal_submit(),
                lambda app: app._portal_withdraw(),
                lambda app: app._portal_timeline(),
                lambda app: app._portal_requirements(),
                lambda app: app._portal_type_name(),
                lambda app: app._portal_review(),
            ]
            for call in calls:
                with self.assertRaisesRegex(AccessError, "This is not your application"):
                    call(other)

    def test_the_applicant_reads_only_the_names_of_choices(self):
        application = self.draft()
        with self.assertRaises(AccessError):
            application.id_type_id.read(["name"])
        self.assertEqual(application._portal_type_name(), self.type.name)
        lines = dict(line for page in application._portal_review() for line in page["lines"])
        self.assertEqual(lines["Gender"], "TF")

    def test_a_concurrent_second_start_is_retried_and_finds_the_draft(self):
        applications = self.env["g2p.assistance.application"].with_user(self.ada)
        Application = type(applications)
        with (
            # the first one was committed after this transaction began
            patch.object(Application, "_has_committed_draft", lambda *args: True),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            self.env.cr.savepoint(),
        ):
            applications._start(self.type.with_user(self.ada))
        self.assertFalse(applications.search([]))

    def test_submitting_is_retried_if_a_document_was_added_meanwhile(self):
        application = self.draft()
        now = {"id": 0, "res_id": application.id, "is_current": True}
        Document = type(self.env["g2p.document"])
        with (
            patch.object(Document, "_rows_by_now", lambda *args: [now]),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            application._portal_submit()
        self.assertEqual(application.state, "draft")
        application._portal_submit()
        self.assertEqual(application.state, "submitted")
