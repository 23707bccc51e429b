from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_qr.tests.common import create_key

from .common import ISSUER, OFFICER, AssistanceCase

MANAGER = "g2p_multistage_approval.group_approval_manager"
PART = "You took part in this case. Another issuing officer must handle"


@tagged("post_install", "-at_install")
class TestTakingPart(AssistanceCase):
    """Participants of a case, and users who chose its officers, cannot issue its voucher."""

    def boss(self, name="boss"):
        return self.issuing(
            new_test_user(self.env, f"case {name}", f"{OFFICER},{ISSUER},{MANAGER}", name=name)
        )

    def issuing(self, user):
        if not user.has_group(ISSUER):
            self.join(user, ISSUER)
        self.manager.issuer_ids |= user
        return user

    def substitute(self, name):
        return new_test_user(self.env, f"case {name}", OFFICER, name=name)

    def does_not_issue(self, application, *users):
        """Check that the user can issue neither the voucher nor another copy of it."""
        create_key(self.env, application.sudo().company_id)
        voucher = application.sudo().voucher_id
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            for user in users:
                with self.assertRaisesRegex(AccessError, PART):
                    voucher.with_user(self.issuing(user)).sudo(False).action_issue()
            voucher.with_user(self.issuer).sudo(False).action_issue()
            self.assertEqual(voucher.state, "issued")
            for user in users:
                with self.assertRaisesRegex(AccessError, PART):
                    voucher.with_user(user).sudo(False).action_reissue("Lost")

    def hand(self, application, new, by, old=None):
        steps = application.sudo().approval_open_step_ids
        step = steps.with_user(by).sudo(False)
        step.action_reassign(new.id, "Away", old and old.id)

    def absent(self, by, officer, delegate):
        self.env["g2p.approval.delegation"].with_user(by).create(
            {
                "user_id": officer.id,
                "delegate_id": delegate.id,
                "date_to": fields.Date.add(fields.Date.today(), days=9),
                "reason": "Leave",
            }
        )

    def test_a_user_who_identified_and_reassigned_cannot_issue(self):
        application, new = self.submitted(), self.substitute("new")
        application.with_user(self.one)._identify()
        self.hand(application, new, self.one)
        self.assess(application, new)
        for officer in (new, self.two, self.three):
            self.step(application, officer).action_approve()
        self.does_not_issue(application, self.one)

    def test_a_user_who_only_reassigned_cannot_issue(self):
        application, new, boss = self.submitted(), self.substitute("new"), self.boss()
        self.hand(application, new, boss, self.one)
        self.assess(application, new)
        for officer in (new, self.two, self.three):
            self.step(application, officer).action_approve()
        self.does_not_issue(application, boss)

    def test_a_user_who_assessed_and_left_cannot_issue(self):
        application, new = self.submitted(), self.substitute("new")
        application.with_user(self.one)._identify()
        self.assess(application, self.one)
        boss = self.boss()
        self.hand(application, new, boss, self.one)
        self.assess(application, new)
        for officer in (new, self.two, self.three):
            self.step(application, officer).action_approve()
        self.assertIn(self.one, application.sudo()._approval_participants())
        self.does_not_issue(application, self.one, boss)

    def test_an_applicant_of_one_case_may_be_an_officer_of_another(self):
        decided, own = self.submitted(), self.submitted()
        self.assess(decided)
        self.step(decided, self.one).action_approve()
        own.sudo().applicant_user_id = self.one
        cases = (decided | own).sudo()
        self.assertEqual(decided.sudo()._office_users() & self.one, self.one)
        self.assertNotIn(self.one, own.sudo()._office_users())
        self.assertIn(self.one, cases._office_users())

    def test_a_user_who_chose_all_substitutes_cannot_issue(self):
        boss = self.boss()
        substitutes = [self.substitute(f"substitute {n}") for n in range(3)]
        for officer, substitute in zip((self.one, self.two, self.three), substitutes, strict=True):
            self.absent(boss, officer, substitute)
        application = self.submitted()
        self.assess(application, substitutes[0])
        for substitute in substitutes:
            self.step(application, substitute).action_approve()
        self.assertEqual(application.sudo().state, "approved")
        self.does_not_issue(application, boss, self.one)

    def test_a_manager_who_overrode_cannot_issue(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.two.active = False
        step = application.sudo().approval_open_step_ids
        asking, confirming = self.boss("asking"), self.boss("confirming")
        step.with_user(asking).sudo(False).action_override_ask("approve", "Left")
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        step.with_user(confirming).sudo(False).action_override_confirm("Right", asked.id)
        self.step(application, self.three).action_approve()
        self.does_not_issue(application, asking, confirming)

    def test_an_override_needs_the_identity_and_the_assessment_too(self):
        application, asking = self.submitted(), self.boss("asking")
        self.one.active = False
        step = application.sudo().approval_open_step_ids.with_user(asking).sudo(False)
        with self.assertRaises(UserError) as caught:
            step.action_override_ask("approve", "Left")
        self.assertEqual(
            str(caught.exception),
            "Identify the person in the registry first.\nWrite your assessment first.",
        )

    def test_before_an_override_the_manager_identifies_and_assesses(self):
        application, asking = self.submitted(), self.boss("asking")
        step = application.sudo().approval_open_step_ids
        mine = application.with_user(asking).sudo(False)
        self.assertFalse(mine.approval_can_prepare)
        with self.assertRaisesRegex(AccessError, "not an officer of the stage"):
            mine._identify()
        self.one.active = False
        self.env.invalidate_all()
        self.assertTrue(mine.approval_can_prepare)
        mine._identify()
        action = step.with_user(asking).sudo(False).action_open_override()
        dialogs = self.env["g2p.approval.override"].with_user(asking).sudo(False)
        vals = {"reason": "Left", "assessment_remarks": "In need."}
        dialog = dialogs.with_context(**action["context"]).create(vals)
        with self.assertRaisesRegex(UserError, "has no need score. Choose one"):
            dialog.action_confirm()
        dialog.need_score = "4"
        dialog.action_confirm()
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        self.assertEqual(application.sudo().assessment_ids.officer_id, asking)
        confirming = self.boss("confirming")
        step.with_user(confirming).sudo(False).action_override_confirm("Right", asked.id)
        self.step(application, self.two).action_approve()
        self.step(application, self.three).action_approve()
        self.assertEqual(application.sudo().state, "approved")
        self.does_not_issue(application, asking, confirming)

    def test_the_issuing_officer_cannot_review(self):
        self.policy.review_group_id = self.env.ref(ISSUER)
        reviewer = new_test_user(self.env, "case reviewer", f"{OFFICER},{ISSUER}")
        application = self.issued()
        review = self.env["g2p.approval.review"].search(
            [("request_id.res_id", "=", application.id)]
        )
        args = ["justified", "Looked at the file"]
        with self.assertRaisesRegex(AccessError, "You took part in this case"):
            review.with_user(self.issuer).sudo(False).action_close(*args)
        review.with_user(reviewer).sudo(False).action_close(*args)
        self.assertEqual(review.reviewer_id, reviewer)

    def test_a_reviewer_cannot_issue(self):
        self.policy.review_group_id = self.env.ref(ISSUER)
        reviewer = new_test_user(self.env, "case reviewer", f"{OFFICER},{ISSUER}")
        application = self.approved()
        review = self.env["g2p.approval.review"].search(
            [("request_id.res_id", "=", application.id)]
        )
        review.with_user(reviewer).sudo(False).action_close("justified", "Looked at the file")
        self.does_not_issue(application, reviewer)
