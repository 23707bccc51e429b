from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.common import role_link
from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.common import create_key

from .common import AssistanceCase

PLANNER = "base.group_user,g2p_programs.g2p_program_manager"
APPLY = (
    "The programme Test aid {words}. It takes no applications. Your answers are saved; ask the "
    "office what else you can apply for."
)
DECIDE = (
    "The programme Test aid {words}. Nothing is approved in it any more. Reject the application "
    "with a reason, or ask the programme's manager to reopen the programme."
)
CLOSED = (
    "The programme Test aid {words}. You cannot apply for this assistance now. Ask the office "
    "about other assistance."
)
STATES = (({"state": "ended"}, "has ended"), ({"state": "active", "locked": True}, "is locked"))
PROVIDER = "You act for the provider in this case."


@tagged("post_install", "-at_install")
class TestSteps(AssistanceCase):
    """An ended or locked programme accepts and approves nothing; issued vouchers stay valid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "case planner", PLANNER)

    def refused(self, action, *args):
        with self.assertRaises(UserError) as caught, self.env.cr.savepoint():
            action(*args)
        self.env.invalidate_all()
        return str(caught.exception)

    def closed(self):
        """Run in each state that stops a programme; open it again afterwards."""
        for values, words in STATES:
            self.program.with_user(self.planner).write(values)
            yield words
        self.program.write({"state": "active", "locked": False})

    # === Applying === #

    def test_nobody_can_start_and_the_type_is_not_offered(self):
        Application = self.env["g2p.assistance.application"].with_user(self.ada)
        kinds = self.env["g2p.assistance.type"].with_user(self.ada)
        kind = self.type.with_user(self.ada)
        for words in self.closed():
            self.assertEqual(self.refused(Application._start, kind), CLOSED.format(words=words))
            self.assertNotIn(self.type, kinds._published())
        self.assertIn(self.type, kinds._published())
        self.assertEqual(Application._start(kind).state, "draft")

    def test_a_draft_is_kept_and_cannot_be_submitted(self):
        draft = self.draft()
        for words in self.closed():
            self.assertEqual(self.refused(draft._portal_submit), APPLY.format(words=words))
            self.assertEqual(draft._portal_save("address", {"street": "6 Hill", "city": "N"}), {})
            self.assertEqual(draft._programme_closed(), APPLY.format(words=words))
        self.assertEqual((draft.state, draft.street), ("draft", "6 Hill"))
        draft._portal_submit()
        self.assertEqual(draft.state, "submitted")

    # === Deciding === #

    def test_nothing_can_be_identified_or_approved(self):
        application = self.submitted()
        for words in self.closed():
            mine = application.with_user(self.one)
            self.assertEqual(self.refused(mine._identify), DECIDE.format(words=words))
        self.assess(application)
        for words in self.closed():
            step = self.step(application, self.one)
            self.assertEqual(self.refused(step.action_approve), DECIDE.format(words=words))
            self.assertEqual(mine.programme_closed, DECIDE.format(words=words))
            self.assertEqual(
                application.with_user(self.ada)._programme_closed(),
                f"The programme Test aid {words}. Nothing is approved in it at present. The "
                "office can inform you about your application; you can also withdraw it.",
            )
        self.step(application, self.one).action_approve()
        self.assertEqual(application.sudo().approval_waiting_for, "Review")

    def test_the_last_approval_checks_the_standing_cycle_too(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        for state in ("ended", "cancelled", "distributed"):
            self.cycle.write({"state": state})
            label = dict(self.cycle._fields["state"].selection)[state]
            self.assertEqual(
                self.refused(self.step(application, self.three).action_approve),
                f"The cycle Standing has the state “{label}”, in which this is not possible. Ask "
                "the programme's manager.",
            )
        self.cycle.write({"state": "draft", "locked": True})
        self.assertEqual(
            self.refused(self.step(application, self.three).action_approve),
            "The cycle Standing is locked while OpenG2P processes it. Try again later.",
        )
        self.cycle.locked = False
        self.step(application, self.three).action_approve()
        self.assertEqual(application.sudo().state, "approved")

    def test_a_case_of_an_ended_programme_can_be_rejected_and_withdrawn(self):
        application, other = self.submitted(), self.submitted(user=self.eve)
        self.program.with_user(self.planner).write({"state": "ended"})
        self.step(application, self.one).action_reject(self.reason.code, "Ended")
        other.with_user(self.eve)._portal_withdraw()
        self.assertEqual((application.sudo().state, other.sudo().state), ("rejected", "withdrawn"))

    # === Money === #

    def test_an_entitlement_cancelled_by_openg2p_releases_its_reservation(self):
        application = self.issued()
        self.assertEqual(self.fund.reserved, 1200)
        application.entitlement_id.with_user(self.planner).write({"state": "cancelled"})
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 0))
        self.assertEqual(application.voucher_id.state, "revoked")

    def test_the_redeemed_part_of_a_cancelled_entitlement_stays_spent(self):
        application = self.issued()
        staff = self.clinic("City General")
        self.redeem(application, staff, 200)
        self.cycle.with_user(self.planner).write({"state": "cancelled"})
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 200))
        self.assertEqual(
            (application.voucher_id.state, application.entitlement_id.state),
            ("revoked", "cancelled"),
        )

    def test_a_reversal_after_the_end_of_the_entitlement_releases_the_money(self):
        application = self.issued()
        staff = self.clinic("City General")
        self.redeem(application, staff, 1200)
        application.entitlement_id.with_user(self.planner).write({"state": "cancelled"})
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 1200))
        manager = new_test_user(self.env, "case vm", "g2p_voucher_key.group_voucher_manager")
        line = application.voucher_id.redemption_ids.with_user(manager).sudo(False)
        line.action_reverse("Wrong person")
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 0))
        self.assertEqual(application.voucher_id.state, "revoked")

    def test_the_voucher_of_a_household_ends_with_the_record_of_its_patient(self):
        application = self.issued()
        voucher = application.voucher_id
        other = self.env["res.partner"].create({"name": "Home", "is_registrant": True})
        self.env.flush_all()  # as in a programme for households
        self.env.cr.execute(
            "UPDATE g2p_voucher SET partner_id = %s WHERE id = %s", [other.id, voucher.id]
        )
        self.env.invalidate_all()
        self.assertFalse(voucher._why_out_of_use())
        application.registrant_id.write({"disabled": fields.Datetime.now()})
        self.assertEqual(voucher._why_out_of_use(), "holder_closed")
        self.assertEqual(
            voucher._sentence_for_holder(),
            "Not usable: the person's record in the registry is closed. Send the person to the "
            "issuing office.",
        )

    # === The office and the hospital === #

    def clinic(self, name, *users):
        """Staff of an active provider of the programme."""
        staff = new_test_user(self.env, f"case staff {name}", "base.group_portal")
        provider = self.env["g2p.service.provider"].create(
            {
                "name": name,
                "code": name[:4],
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, (staff | self.env["res.users"].union(*users)).ids)],
            }
        )
        provider._set_state("active")
        return staff

    def redeem(self, application, user, amount):
        text = application.voucher_id.active_copy_id.payload
        key = f"key of {user.id} {amount}"
        return self.env["g2p.voucher"].with_user(user).redeem(text, amount, key)

    def test_officers_managers_and_auditors_cannot_be_provider_staff(self):
        roles = (
            "g2p_immediate_assistance.group_assistance_officer",
            "g2p_immediate_assistance.group_assistance_manager",
            "g2p_immediate_assistance.group_assistance_auditor",
            "g2p_multistage_approval.group_approval_manager",
            "g2p_registry_ext.group_registry_identity_reader",
        )
        self.clinic("City General")
        provider = self.env["g2p.service.provider"].search([("name", "=", "City General")])
        for number, role in enumerate(roles):
            user = new_test_user(self.env, f"case role {number}", f"base.group_user,{role}")
            self.assertEqual(
                self.refused(provider.write, {"user_ids": [(4, user.id)]}),
                f"The user with the ID {user.id} has a role in the office, such as officer, "
                "cashier, manager or auditor: choose another user as staff of City General.",
                role,
            )

    def test_officers_who_decided_or_assessed_cannot_redeem_the_voucher(self):
        self.policy.stage_ids[0].officer_ids |= self.clerk
        application = self.submitted()
        self.assess(application)
        self.assess(application, user=self.clerk)  # no decision, only an assessment
        for officer in (self.one, self.two, self.three):
            self.step(application, officer).action_approve()
        self.issue(application)
        self.two.write({"active": True})
        self.leave_the_office(self.two)
        self.clinic("City General", self.two, self.clerk)
        for user in (self.two, self.clerk):
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(application.sudo(), user, 10)
            self.assertEqual(
                str(caught.exception),
                "You worked on the case of this voucher in the office: a colleague must redeem it.",
            )
        self.assertEqual(application.sudo().voucher_id.amount_redeemed, 0)

    def leave_the_office(self, user):
        """Remove all roles; they remain an employee."""
        user.write({role_link(user): [(6, 0, self.env.ref("base.group_user").ids)]})

    def issue(self, application):
        """Issue the voucher as ``issued`` does."""
        create_key(self.env, application.sudo().company_id)
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n"):
            application.sudo().voucher_id.with_user(self.issuer).sudo(False).action_issue()

    def former_staff(self, user, name):
        """Make the user staff of the provider before they get a role."""
        provider = self.env["g2p.service.provider"].create(
            {"name": name, "code": name[:4], "partner_id": self.contact(name).id}
        )
        user.partner_id.parent_id = provider.partner_id
        user.partner_id.parent_id = False
        self.env.invalidate_all()
        return provider

    def contact(self, name):
        return self.env["res.partner"].create({"name": name, "is_company": True})

    def test_former_staff_of_the_cases_hospital_need_a_second_officer(self):
        """The hospital is only the applicant's statement, so it excludes no officer."""
        application = self.submitted()
        provider = self.former_staff(self.one, "City  general")
        provider.name = "City general"
        shown = application.with_user(self.one).sudo(False)
        self.assertEqual(
            shown.approval_second_officer,
            f"{PROVIDER} Nobody has confirmed it: a second officer must approve this stage too.",
        )
        self.assess(application)
        step = self.step(application, self.one)
        step.action_approve(100)
        self.assertEqual(step.sudo().state, "open")
        provider.name = "Lakeside"  # not the hospital of this case
        self.env.invalidate_all()
        self.assertFalse(shown.approval_second_officer)

    def test_a_user_with_the_hospitals_bank_account_cannot_issue(self):
        application = self.approved()
        provider = self.env["g2p.service.provider"].create({"name": "General", "code": "GE"})
        provider.account_number = "KE55 0001"
        vals = {"partner_id": self.issuer.partner_id.id, "acc_number": "KE55 0001"}
        self.env["res.partner.bank"].create(vals)
        self.env.invalidate_all()
        voucher = application.voucher_id
        with self.assertRaises(AccessError) as caught:
            voucher.with_user(self.issuer).sudo(False).action_issue()
        self.assertEqual(
            str(caught.exception),
            "You share a bank account with somebody in this case. Another issuing officer must "
            f"handle voucher {voucher.name}.",
        )

    def test_the_hospital_can_still_serve_the_patient(self):
        application = self.issued()
        staff = self.clinic("City General")
        self.assertEqual(self.redeem(application, staff, 200)["amount"], 200)

    def test_an_inbox_reads_the_hospitals_of_all_cases_together(self):
        cases = self.submitted() | self.submitted(user=self.eve)
        self.env.flush_all()
        self.env.invalidate_all()
        cases_sudo = cases.sudo()
        before = self.cr.sql_log_count
        for case in cases_sudo:
            self.assertFalse(case.hospital_provider_ids)
        self.assertEqual(self.cr.sql_log_count - before, 1)

    # === Numbers === #

    def test_an_invalid_number_cannot_be_granted(self):
        application = self.submitted()
        self.assess(application)
        for amount in (True, "1_0", "10", float("nan"), float("inf")):
            self.assertEqual(
                self.refused(self.step(application, self.one).action_approve, amount),
                "The amount must be a positive number.",
            )

    def test_numbers_in_other_scripts_are_rejected_without_an_error(self):
        draft = self.draft()
        for amount in ("\u00b2", "1_0", "1e3", "0x10", "nan", "inf"):
            errors = draft._portal_save(
                "treatment",
                {"treatment": "A", "hospital": "B", "amount_requested": amount},
            )
            self.assertEqual(
                errors, {"amount_requested": "Enter an amount of money, such as 1200 or 1200.50."}
            )
        for number in ("\u00b2", "1_0", "9" * 30):
            errors = draft._portal_save(
                "address", {"street": "S", "city": "C", "country_id": number}
            )
            self.assertEqual(errors, {"country_id": "Choose one of the answers."})
            members = [{"name": "Ben", "birth_year": number}]
            errors = draft._portal_save("family", {"household_size": "3"}, members)
            self.assertEqual(errors, {"members": "Write the year of birth of member 1 as 1985."})
