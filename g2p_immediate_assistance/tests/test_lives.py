from unittest.mock import patch

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessDenied, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.common import create_key

from .common import AssistanceCase

MERGE = "base.partner.merge.automatic.wizard"
NO_MERGE = (
    "This contact cannot be merged into another one now. Choose it as the destination, or close "
    "its open matters first.\n"
)
DISABLED = (
    "The person or the household is disabled in the registry. Ask a registrar to enable it, or "
    "reject the case or revoke its voucher."
)


@tagged("post_install", "-at_install")
class TestLives(AssistanceCase):
    """Effects on a case when contacts, accounts or the programme change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_system,base.group_partner_manager"
        groups += (
            ",g2p_registry_base.group_g2p_registrar"  # for households, which OpenG2P reads then
        )
        cls.admin = new_test_user(cls.env, "case admin", groups, name="Admin")
        cls.twin = cls.env["res.partner"].create({"name": "NYAMBURA A.", "is_registrant": True})
        create_key(cls.env, cls.env.company)

    def merge(self, source, destination):
        """Merge as the administrator does in the dialog."""
        wizard = self.env[MERGE].with_user(self.admin).create({"state": "selection"})
        wizard.write(
            {
                "partner_ids": [(6, 0, (source | destination).ids)],
                "dst_partner_id": destination.id,
            }
        )
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard.action_merge()
        self.env.invalidate_all()

    def refused(self, action, *args):
        """The message with which an action is refused."""
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            action(*args)
        self.env.invalidate_all()
        return str(caught.exception)

    def case_matter(self, application):
        return (
            f"Application {application.name} for this contact is still open. First it must be "
            "decided or withdrawn, and its voucher used or revoked."
        )

    def voucher_matter(self, application):
        return (
            f"Voucher {application.voucher_id.name} is for this contact and still open: a voucher "
            "manager can revoke it, or wait until it is used up and has expired."
        )

    def matters(self, application):
        return f"{self.voucher_matter(application)}\n{self.case_matter(application)}"

    # === Contacts merged === #

    def test_a_patient_cannot_be_merged_while_the_case_is_decided(self):
        application = self.submitted()
        self.assess(application)
        patient = application.sudo().registrant_id
        sentence = self.refused(self.merge, patient, self.twin)
        self.assertEqual(sentence, NO_MERGE + self.case_matter(application))
        self.assertEqual(application.sudo().registrant_id, patient)
        self.assertTrue(self.twin.exists())

    def test_a_patient_cannot_be_merged_before_the_voucher_is_issued(self):
        application = self.approved()
        sentence = self.refused(self.merge, application.registrant_id, self.twin)
        self.assertEqual(sentence, NO_MERGE + self.matters(application))

    def test_the_holder_of_a_voucher_in_use_cannot_change(self):
        application = self.issued()
        sentence = self.refused(self.merge, application.registrant_id, self.twin)
        self.assertEqual(sentence, NO_MERGE + self.matters(application))

    def test_the_superuser_cannot_merge_the_patient_either(self):
        application = self.approved()
        ids = (application.registrant_id | self.twin).ids
        sentence = self.refused(self.env[MERGE]._merge, ids, self.twin)
        self.assertEqual(sentence, NO_MERGE + self.matters(application))

    def test_the_twin_is_merged_into_the_patient_and_the_case_continues(self):
        application = self.approved()
        patient = application.registrant_id
        twin = self.twin.id
        self.merge(self.twin, patient)
        self.assertFalse(self.twin.exists())
        self.assertEqual(application.registrant_id, patient)
        self.assertEqual(self.issue(application), "issued")
        row = self.env["g2p.audit.change"].search([("res_model", "=", "res.partner")], limit=1)
        self.assertEqual(
            (row.user_id, row.record_name, row.field_name, row.old_value, row.new_value),
            (self.admin, False, "id", f"#{twin}", f"#{patient.id}"),
        )

    def issue(self, application):
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
        return application.voucher_id.state

    def test_a_closed_case_follows_the_merge_with_a_log_line(self):
        application = self.issued()
        manager = new_test_user(self.env, "case vm", "g2p_voucher_key.group_voucher_manager")
        application.voucher_id.with_user(manager).sudo(False).action_revoke("Lost")
        patient = application.registrant_id
        old = patient.id
        self.merge(patient, self.twin)
        self.assertEqual(application.registrant_id, self.twin)
        line = f"Contact #{old} of this case was merged into #{self.twin.id} in the registry."
        self.assertIn(line, str(application.message_ids.mapped("body")))
        self.assertEqual(
            application.voucher_id.event_ids[0].reason,
            f"The holder's contact #{old} was merged into #{self.twin.id}.",
        )
        self.assertEqual(application.voucher_id.event_ids[0].user_id, self.admin)

    # === Contacts archived or deleted === #

    def test_a_patient_cannot_be_archived_while_the_case_runs(self):
        application = self.approved()
        patient = application.registrant_id.with_user(self.admin).sudo(False)
        refusal = "This contact cannot be archived now.\n"
        expected = refusal + self.matters(application)
        self.assertEqual(self.refused(patient.action_archive), expected)
        self.assertEqual(self.refused(patient.write, {"active": False}), expected)
        self.assertTrue(patient.active)

    def test_a_patient_cannot_be_deleted_while_the_case_runs(self):
        application = self.submitted()
        self.assess(application)
        patient = application.sudo().registrant_id.with_user(self.admin).sudo(False)
        self.assertEqual(
            self.refused(patient.unlink),
            "This contact cannot be deleted now.\n" + self.case_matter(application),
        )

    def test_a_contact_without_a_case_can_be_archived_merged_and_deleted(self):
        other = self.env["res.partner"].create({"name": "Other", "is_registrant": True})
        self.twin.with_user(self.admin).action_archive()
        self.assertFalse(self.twin.active)
        self.merge(other, self.twin)
        self.twin.with_user(self.admin).unlink()
        self.assertFalse((self.twin | other).exists())

    # === Disabled in the registry === #

    def disable(self, partner):
        partner.write({"disabled": fields.Datetime.now()})

    def enable(self, partner):
        partner.write({"disabled": False})

    def test_nothing_is_approved_for_a_disabled_person(self):
        application = self.submitted()
        self.assess(application)
        self.disable(application.sudo().registrant_id)
        step = self.step(application, self.one)
        self.assertIn(DISABLED, self.refused(step.action_approve))
        self.assertIn(
            "was disabled in the registry", str(application.sudo().message_ids.mapped("body"))
        )
        self.enable(application.sudo().registrant_id)
        self.step(application, self.one).action_approve()

    def test_the_case_of_a_disabled_person_can_be_rejected(self):
        application = self.submitted()
        self.assess(application)
        self.disable(application.sudo().registrant_id)
        self.step(application, self.one).action_reject(self.reason.code, "Died")
        self.assertEqual(application.sudo().state, "rejected")

    def test_no_voucher_is_issued_for_a_disabled_person(self):
        application = self.approved()
        self.disable(application.registrant_id)
        self.assertEqual(self.refused(self.issue, application), DISABLED)
        self.enable(application.registrant_id)
        self.assertEqual(self.issue(application), "issued")

    # === The applicant's account === #

    def account_refusal(self, application):
        return (
            "Your account cannot be deleted now.\n"
            f"Application {application.name} is still open. Withdraw it, or wait until it is "
            "decided and its voucher is used or has expired."
        )

    def delete_account(self, user):
        """Delete the account as the portal's page does after checking the password."""
        user.with_user(user).sudo()._deactivate_portal_user()

    def test_an_account_cannot_be_deleted_while_its_case_is_decided(self):
        application = self.submitted()
        self.assertEqual(
            self.refused(self.delete_account, self.ada), self.account_refusal(application)
        )
        self.assertEqual((self.ada.login, self.ada.active), ("case ada", True))

    def test_an_account_cannot_be_deleted_while_its_voucher_can_be_used(self):
        application = self.issued()
        self.assertEqual(
            self.refused(self.delete_account, self.ada), self.account_refusal(application)
        )

    def test_the_office_cannot_delete_the_account_of_a_running_case(self):
        application = self.submitted()
        ada = self.ada.with_user(self.admin).sudo(False)
        sentence = self.refused(ada.unlink)
        self.assertTrue(sentence.startswith("This account cannot be deleted now.\nApplication "))
        self.assertIn(application.name, sentence)

    def test_deleting_an_account_withdraws_its_draft(self):
        application = self.draft()
        with mute_logger("odoo.addons.base.models.res_users"):
            self.delete_account(self.ada)
        self.assertFalse(self.ada.active)
        self.assertEqual(application.sudo().state, "withdrawn")
        self.assertIn(
            "Withdrawn: the applicant deleted their account.",
            str(application.sudo().message_ids.mapped("body")),
        )

    def test_an_employee_without_the_right_to_delete_withdraws_no_draft(self):
        application = self.draft(user=self.clerk)
        with self.assertRaises(AccessDenied), mute_logger("odoo.addons.base.models.res_users"):
            self.delete_account(self.clerk)
        self.assertEqual(application.sudo().state, "draft")

    def test_the_account_of_a_closed_case_can_be_closed_and_the_case_stays(self):
        application = self.submitted()
        application._portal_withdraw()
        with mute_logger("odoo.addons.base.models.res_users"):
            self.delete_account(self.ada)
        request = self.env["res.users.deletion"].search([("user_id", "=", self.ada.id)])
        self.assertEqual(request.state, "todo")
        jobs = type(self.env["ir.cron"])
        with (
            patch.object(jobs, "_commit_progress", lambda *args, **kwargs: 1),
            patch.object(self.env.cr, "rollback"),
            self.assertNoLogs("odoo.addons.base.models.res_users_deletion", "WARNING"),
        ):
            self.env["res.users.deletion"]._gc_portal_users()
        self.assertEqual(request.state, "done")
        self.assertEqual(application.sudo().applicant_user_id, self.ada)
        self.assertTrue(self.ada.login.startswith("__deleted_user_"))

    def test_an_account_without_applications_can_be_deleted(self):
        with mute_logger("odoo.addons.base.models.res_users"):
            self.delete_account(self.eve)
        jobs = type(self.env["ir.cron"])
        with (
            patch.object(jobs, "_commit_progress", lambda *args, **kwargs: 1),
            mute_logger("odoo.addons.base.models.res_users_deletion"),
        ):
            self.env["res.users.deletion"]._gc_portal_users()
        self.assertFalse(self.eve.exists())

    def test_archiving_an_applicant_is_logged_and_the_case_continues(self):
        application = self.submitted()
        self.ada.with_user(self.admin).action_archive()
        self.assertIn(
            "account was archived, so they cannot sign in. The case continues; an administrator "
            "can restore the account.",
            str(application.sudo().message_ids.mapped("body")),
        )
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        self.step(application, self.three).action_approve()
        self.assertEqual(self.issue(application.sudo()), "issued")

    # === The programme === #

    def test_a_programme_cannot_be_archived_while_a_case_is_decided(self):
        self.submitted()
        self.assertEqual(
            self.refused(self.program.action_archive),
            "This programme cannot be archived now.\nApplications in decision: 1. Close its types "
            "for applications and finish these decisions first.",
        )

    def test_a_programme_cannot_be_archived_while_its_vouchers_are_in_use(self):
        self.issued()
        self.assertEqual(
            self.refused(self.program.write, {"active": False}),
            "This programme cannot be archived now.\nVouchers to issue or in use: 1. They could no "
            "longer be redeemed: issue or revoke them, or wait until they expire.",
        )

    def test_a_programme_keeps_its_company_while_a_case_is_decided(self):
        self.submitted()
        other = self.env["res.company"].create({"name": "Another Office"})
        sentence = self.refused(self.program.write, {"company_id": other.id})
        self.assertTrue(
            sentence.startswith("This programme cannot move to another company now.\nApplications")
        )
        self.program.write({"company_id": self.env.company.id})

    def test_nobody_can_apply_in_an_archived_programme(self):
        self.program.action_archive()
        kind = self.type.with_user(self.ada)
        sentence = self.refused(
            self.env["g2p.assistance.application"].with_user(self.ada)._start, kind
        )
        self.assertEqual(sentence, "You cannot apply for this assistance at the moment.")

    # === The household === #

    def test_a_household_that_changes_after_the_approval_keeps_its_voucher(self):
        self.program.target_type = "group"
        kind = self.env.ref("g2p_registry_group.group_kind_household")
        home = self.env["res.partner"].create(
            {"name": "Home", "is_registrant": True, "is_group": True, "kind": kind.id}
        )
        application = self.submitted()
        application.with_user(self.one)._identify()
        member = self.env["g2p.group.membership"].with_user(SUPERUSER_ID)
        row = member.create({"group": home.id, "individual": application.sudo().registrant_id.id})
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        self.step(application, self.three).action_approve()
        row.unlink()
        self.assertEqual(application.sudo().membership_partner_id, home)
        self.assertIn(
            self.case_matter(application.sudo()), self.refused(home.write, {"active": False})
        )
        self.assertEqual(self.issue(application.sudo()), "issued")
