from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.common import create_key

from .common import ISSUER, OFFICER, AssistanceCase

FOUND = (
    "The office has already found the person in the registry, so you cannot change this. To apply "
    "for somebody else, or with another ID, withdraw this application and start a new one."
)
PLANNER = "base.group_user,g2p_programs.g2p_program_manager"
MANAGER = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestAttacksProcedures(AssistanceCase):
    """Further ways to change the facts of a case after they were checked."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "case planner", PLANNER)

    def answers(self, application, **values):
        base = {
            "given_name": "Ada",
            "family_name": "Nyambura",
            "birthdate": "1990-02-03",
            "id_number": "TEST-778-123",
            "phone": "+254 799 000 123",
            "occupation": "Farmer",
            **self.choices("person"),
        }
        return application._portal_save("person", {**base, **values})

    def prints(self):
        return patch.object(
            type(self.env["g2p.voucher.template"]), "_pdf", lambda s, v: b"%PDF-1.4\n%%EOF\n"
        )

    def clinic(self, name="City General"):
        staff = new_test_user(self.env, f"case staff {name}", "base.group_portal")
        provider = self.env["g2p.service.provider"].create(
            {
                "name": name,
                "code": name[:4],
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, staff.ids)],
            }
        )
        provider._set_state("active")
        return staff

    def redeem(self, application, user, amount, key="attack-key-0001"):
        text = application.voucher_id.active_copy_id.payload
        return self.env["g2p.voucher"].with_user(user).sudo(False).redeem(text, str(amount), key)

    # === Facts that change after they were checked === #

    def test_the_patient_cannot_change_after_the_identification(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_return("Which day?")
        for values in (
            {"given_name": "Zed"},
            {"family_name": "Otieno"},
            {"birthdate": "1950-01-01"},
            {"id_number": "TEST-999-999"},
            {"relation": "helper"},
        ):
            self.assertEqual(self.answers(application, **values), dict.fromkeys(values, FOUND))
        self.assertEqual(application.sudo().given_name, "Ada")
        # the same answers again, and answers that do not identify the patient
        self.assertEqual(self.answers(application, occupation="Baker"), {})
        self.assertEqual(self.answers(application, phone="+254 700 111 222"), {})
        application._portal_submit()
        self.assertEqual(application.sudo().approval_state, "pending")

    def test_the_patient_can_be_corrected_until_the_identification(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Is that the name?")
        self.assertEqual(self.answers(application, given_name="Zed"), {})
        application._portal_submit()
        self.assess(application)
        self.assertEqual(application.sudo().registrant_id.given_name, "Zed")

    # === Dialogs that read under sudo === #

    def test_the_identify_dialog_shows_only_cases_that_the_user_can_read(self):
        self.submitted(user=self.eve).with_user(self.one)._identify()
        draft = self.draft(user=self.eve)
        company = self.env["res.company"].create({"name": "Atk B"})
        vals = {"company_id": company.id, "company_ids": [(6, 0, company.ids)]}
        foreign = new_test_user(self.env, "case foreign", OFFICER, **vals)
        twin = {"given_name": "Ada", "family_name": "Nyambura", "birthdate": "1990-02-03"}
        self.env["res.partner"].create(
            {"name": "Twin", "is_registrant": True, "company_id": company.id, **twin}
        )
        submitted = self.submitted()
        for user, case in ((self.one, draft), (foreign, draft), (foreign, submitted)):
            self.env.invalidate_all()
            wizards = self.env["g2p.assistance.identify"].with_user(user)
            values = {"application_id": case.id}
            for names in (["hints"], ["candidate_ids"]):
                with self.assertRaisesRegex(AccessError, "no right to see"):
                    wizards.create(values).read(names)
                with self.assertRaisesRegex(AccessError, "no right to see"):
                    wizards.onchange(values, ["application_id"], {names[0]: {}})
        mine = self.env["g2p.assistance.identify"].with_user(self.one)
        self.assertIn("same ID", mine.create({"application_id": submitted.id}).hints)

    def test_the_decide_dialog_shows_no_steps_that_the_user_cannot_read(self):
        step = self.submitted().sudo().approval_open_step_ids
        self.assertTrue(step.requires_assessment)
        dialogs = self.env["g2p.approval.decide"].with_user(self.clerk)
        values, spec = {"step_id": step.id}, {"requires_assessment": {}}
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            dialogs.onchange(values, ["step_id"], spec)

    # === Entitlements and money === #

    def revived(self):
        """Cancelled with its voucher, and approved again by the programme's manager."""
        application = self.issued()
        entitlement = application.entitlement_id.with_user(self.planner)
        entitlement.write({"state": "cancelled"})
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 0))
        entitlement.write({"state": "approved"})
        return application

    def test_a_second_voucher_reserves_what_the_first_released(self):
        application = self.revived()
        self.manager.action_prepare_approved()
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (1200, 0))
        with self.prints():
            application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
        self.redeem(application, self.clinic(), 1200)
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (0, 1200))

    def test_a_fund_used_meanwhile_covers_no_second_voucher(self):
        application = self.revived()
        self.fund.amount = 100
        answer = self.manager.action_prepare_approved()
        self.assertIn("no longer covers this amount", answer["params"]["message"])
        self.env.invalidate_all()
        self.assertEqual(application.voucher_ids.mapped("state"), ["revoked"])
        self.assertEqual(self.fund.reserved, 0)

    def test_a_partly_redeemed_entitlement_gets_no_second_voucher(self):
        application = self.issued()
        staff = self.clinic()
        self.redeem(application, staff, 200)
        entitlement = application.entitlement_id
        entitlement.with_user(self.planner).write({"state": "cancelled"})
        entitlement.with_user(self.planner).write({"state": "approved"})
        self.manager.action_prepare_approved()
        self.assertEqual(application.voucher_ids.mapped("state"), ["revoked"])

    def test_states_of_entitlements_forth_and_back(self):
        for state in ("expired", "cancelled", "rejected1"):
            with self.cr.savepoint() as savepoint:
                application, staff = self.issued(), self.clinic()
                entitlement = application.entitlement_id.with_user(self.planner)
                entitlement.write({"state": state})
                entitlement.write({"state": "approved"})
                with self.assertRaises(VoucherRefused, msg=state):
                    self.redeem(application, staff, 1)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_an_entitlement_with_a_changed_person_or_amount_is_not_issued(self):
        application = self.approved()
        create_key(self.env, application.company_id)
        other = self.env["res.partner"].create({"name": "Other", "is_registrant": True})
        for values in ({"partner_id": other.id}, {"initial_amount": 4000}):
            with self.cr.savepoint() as savepoint, self.prints():
                application.entitlement_id.with_user(self.planner).write(values)
                with self.assertRaises(UserError):
                    application.voucher_id.with_user(self.issuer).sudo(False).action_issue()
                savepoint.rollback()
            self.env.invalidate_all()

    def test_an_entitlement_cannot_be_moved_out_of_a_cancelled_cycle(self):
        application, staff = self.issued(), self.clinic()
        self.program.with_user(self.planner).write({"state": "ended"})
        self.manager.write({"on_end": "at_once"})
        other = self.env["g2p.program"].create({"name": "Atk open", "target_type": "individual"})
        cycle = self.cycle.copy({"name": "Open", "program_id": other.id})
        application.entitlement_id.with_user(self.planner).write({"cycle_id": cycle.id})
        with self.assertRaises(VoucherRefused):
            self.redeem(application, staff, 1)
        self.manager.write({"on_end": "until_date"})
        self.redeem(application, staff, 1)

    # === Other actions of participants === #

    def part_taker(self):
        self.join(self.one, ISSUER)
        self.manager.issuer_ids |= self.one | self.three
        return self.one

    def test_participants_cannot_make_a_copy_or_a_pin(self):
        one = self.part_taker()
        voucher = self.issued().voucher_id.with_user(one).sudo(False)
        for name, args in (("action_reissue", ["Lost"]), ("action_new_pin", [])):
            with self.assertRaisesRegex(AccessError, "You took part in this case"):
                getattr(voucher, name)(*args)

    # === Types and procedures === #

    def test_a_type_whose_procedure_is_changed_afterwards(self):
        for values in (
            {"active": False},
            {"domain": "[('amount_requested', '>', 99999)]"},
            {"company_id": self.env["res.company"].create({"name": "Atk C"}).id},
        ):
            with self.cr.savepoint() as savepoint:
                draft = self.draft()
                self.policy.write(values)
                with self.assertRaises(UserError):
                    draft._portal_submit()
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_type_is_imported_with_a_procedure_that_cannot_decide(self):
        boss = new_test_user(
            self.env, "case tm", f"g2p_immediate_assistance.group_assistance_manager,{MANAGER}"
        )
        other = self.policy.copy({"name": "Gone", "active": False})
        result = (
            self.env["g2p.assistance.type"]
            .with_user(boss)
            .load([".id", "policy_id/.id"], [[str(self.type.id), str(other.id)]])
        )
        self.assertFalse(result["ids"])
