from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.states import assert_closed, overridden

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestAccess(AssistanceCase):
    def applications(self, user):
        return self.env["g2p.assistance.application"].with_user(user).search([])

    def test_people_see_their_own_applications_and_documents(self):
        mine, other = self.submitted(), self.submitted(user=self.eve)
        self.assertEqual(self.applications(self.ada), mine)
        self.assertEqual(self.applications(self.eve), other)
        document = mine.sudo().document_ids
        self.assertTrue(document.with_user(self.ada).sudo(False)._content())
        with self.assertRaises(AccessError):
            document.with_user(self.eve).sudo(False).read(["name"])

    def test_officers_see_submitted_applications_and_no_drafts(self):
        draft, submitted = self.draft(user=self.eve), self.submitted()
        self.assertEqual(self.applications(self.one) & (draft | submitted), submitted)
        with self.assertRaises(AccessError):
            draft.sudo().document_ids.with_user(self.one).sudo(False).read(["name"])

    def test_officers_of_another_company_see_nothing(self):
        application = self.submitted()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.one.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        self.assertFalse(self.applications(self.one) & application)
        with self.assertRaises(AccessError):
            application.with_user(self.one).read(["treatment"])

    def test_a_clerk_and_an_issuing_officer_read_no_application(self):
        application = self.submitted()
        for user in (self.clerk, self.issuer):
            with self.assertRaises(AccessError):
                application.with_user(user).read(["treatment"])
            with self.assertRaises(AccessError):
                self.env["g2p.assistance.application"].with_user(user).search([])

    def test_nobody_creates_changes_or_deletes_without_the_methods(self):
        application = self.submitted()
        vals = {"type_id": self.type.id, "applicant_user_id": self.eve.id, "state": "approved"}
        users = (self.ada, self.eve, self.one, self.auditor, self.env.ref("base.user_admin"))
        for user in users:
            own = application.with_user(user)
            for change in ({"state": "approved"}, {"amount_requested": 1}, {"treatment": "x"}):
                with self.assertRaises(AccessError):
                    own.write(change)
            with self.assertRaises(UserError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.create(vals)

    def test_no_call_can_write_the_state(self):
        application = self.submitted()
        callers = [self.ada, self.one, self.auditor, self.env.ref("base.user_admin")]
        assert_closed(
            self,
            [application.with_user(user).sudo(False) for user in callers],
            "approved",
            "Applications change only through their pages and decisions.",
        )
        sentence = "The state of an application changes only through its actions."
        assert_closed(self, [application.sudo()], "approved", sentence)
        self.assertEqual(application.sudo().state, "submitted")

    def test_overrides_of_write_see_each_change_of_the_state(self):
        with overridden(self.env, "g2p.assistance.application") as seen:
            application = self.submitted()
            application.with_user(self.ada)._portal_withdraw()
        states = [vals["state"] for vals in seen if "state" in vals]
        self.assertEqual(states, ["submitted", "withdrawn"])
        decided = [vals["approval_state"] for vals in seen if "approval_state" in vals]
        self.assertEqual(decided, ["pending", "cancelled"])
        self.assertIs(type(application.sudo().state), str)

    def test_even_the_engine_cannot_skip_states(self):
        application = self.submitted().sudo()
        with self.assertRaisesRegex(AccessError, "changes only through its actions"):
            application.write({"state": "approved"})
        with self.assertRaisesRegex(AccessError, "cannot change from submitted to draft"):
            application._set_state("draft")

    def test_portal_users_cannot_call_the_officers_methods(self):
        application = self.submitted()
        for name in ("action_identify_registrant", "action_open_decide"):
            with self.assertRaises(AccessError):
                getattr(application.with_user(self.eve), name)()
        with self.assertRaises(AccessError):
            application.with_user(self.ada).action_open_decide()

    def test_people_do_not_read_assessments_hints_or_funds(self):
        application = self.submitted()
        self.assess(application)
        mine = application.with_user(self.ada)
        for field in ("assessment_ids", "duplicate_hints"):
            with self.assertRaises(AccessError):
                mine.read([field])
        for model in (
            "g2p.assistance.fund",
            "g2p.assistance.settings",
            "g2p.assistance.assessment",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.ada).search([])

    def test_funds_change_only_through_moves(self):
        manager = self.env.ref("base.user_admin")
        with self.assertRaisesRegex(AccessError, "change only through moves"):
            self.fund.with_user(manager).write({"spent": 5})
        forged = self.fund.with_user(manager).copy({"reserved": -500, "spent": -500})
        self.assertEqual((forged.reserved, forged.spent), (0, 0))
