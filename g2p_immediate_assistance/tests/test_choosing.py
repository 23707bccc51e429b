from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import AssistanceCase

GROUPS = (
    "g2p_immediate_assistance.group_assistance_manager,"
    "g2p_multistage_approval.group_approval_manager"
)


@tagged("post_install", "-at_install")
class TestChoosing(AssistanceCase):
    """Choice of a case's procedure: by its present amount, and able to decide it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "case manager", GROUPS, name="Manager")
        cls.policy.stage_ids[2].amount_from = 1000
        cls.kind = cls.type.with_user(cls.manager)

    def other_policy(self, **values):
        vals = {
            "name": "Other",
            "model_id": self.env["ir.model"]._get_id("g2p.assistance.application"),
            "company_id": self.type.company_id.id,
            "stage_ids": [
                (0, 0, {"name": "Other", "sequence": 10, "officer_ids": [(6, 0, self.two.ids)]})
            ],
        }
        return self.env["g2p.approval.policy"].create({**vals, **values})

    # === 1: the amount === #

    def test_answering_with_another_amount_requires_the_budget_stage(self):
        application = self.submitted(amount=100)
        request = self.env["g2p.approval.request"]._of(application)
        budget = request.step_ids.filtered(lambda step: step.name == "Budget")
        self.assertEqual(
            (budget.state, budget.skip_reason), ("skipped", "Only from $\u00a01,000.00")
        )
        self.step(application, self.one).action_return("What does the hospital ask?")
        mine = application.with_user(self.ada)
        answer = {"treatment": "Operation", "hospital": "St Mary", "amount_requested": "4500"}
        self.assertEqual(mine._portal_save("treatment", answer), {})
        mine._portal_submit()
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve()
        self.assertEqual(application.sudo().state, "submitted")
        self.assertEqual(application.sudo().approval_waiting_for, "Budget")
        self.step(application, self.three).action_approve()
        self.assertEqual(application.sudo().amount_granted, 4500)

    def test_raising_the_amount_requires_the_budget_stage(self):
        raises = {"amount_policy": "any", "max_raise_percent": 900}
        self.policy.stage_ids[1].write(raises)
        application = self.submitted(amount=900)
        self.assess(application)
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_approve(4500)
        self.assertFalse(application.sudo().entitlement_id)
        self.assertEqual(application.sudo().approval_waiting_for, "Budget")

    def test_no_stage_can_exceed_the_ceiling_of_the_type(self):
        self.policy.stage_ids[1].write({"amount_policy": "any", "max_raise_percent": 900})
        application = self.submitted(amount=900)
        self.assess(application)
        self.step(application, self.one).action_approve()
        step = self.step(application, self.two)
        words = "The ceiling of this assistance is .*5,000.00"
        with self.assertRaisesRegex(UserError, words):
            step.action_approve(5000.01)
        step.action_approve(5000)

    def test_submitting_checks_a_ceiling_lowered_meanwhile(self):
        application = self.draft(amount=4500)
        self.kind.ceiling = 800
        with self.assertRaisesRegex(UserError, "The ceiling of this assistance is"):
            application._portal_submit()
        self.assertEqual(application.sudo().state, "draft")

    def test_a_lowered_ceiling_does_not_affect_running_cases(self):
        application = self.submitted(amount=4500)
        self.kind.ceiling = 800
        self.approve(application)
        self.assertEqual(application.sudo().amount_granted, 4500)

    # === 3: conditions === #

    def test_conditions_cannot_use_people_vouchers_or_keys(self):
        documents = self.env["g2p.assistance.application"]
        for path in (
            "voucher_ids.copy_ids.cti",
            "voucher_id.active_copy_id.key_id.private_encrypted",
            "registrant_id.reg_ids.value",
            "applicant_user_id.login",
            "id_number",
            "phone",
            "family_name",
            "treatment_details",
            "program_id.create_uid.login",
        ):
            self.assertNotIn(path, documents._approval_condition_types())
            for record in (self.policy, self.policy.stage_ids[0]):
                words = f"cannot use “{path}”. It can use: amount_requested, city, company_id"
                with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                    record.with_user(self.manager).domain = f"[('{path}', 'ilike', 'a')]"

    def test_conditions_can_use_what_a_manager_needs(self):
        self.policy.with_user(self.manager).domain = (
            "[('type_id.code', '=', 'TEST-SURGERY'), ('urgency', 'in', ['normal']),"
            " ('amount_requested', '<=', 5000), ('currency_id.name', '=', 'USD'),"
            f" ('program_id', '=', {self.program.id}), ('city', '!=', 'Nowhere')]"
        )
        self.assertEqual(self.submitted().sudo().state, "submitted")

    # === 4: the type's own procedure === #

    def test_a_type_rejects_a_procedure_that_cannot_decide_its_cases(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        yen = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        )
        limits = [(0, 0, {"name": "Limit", "amount_from": 5, "officer_ids": self.two.ids})]
        for values, why in (
            ({"active": False}, "it is archived"),
            ({"company_id": elsewhere.id}, "it belongs to another company"),
            ({"currency_id": yen.id, "stage_ids": limits}, "its stages decide from amounts in JPY"),
        ):
            policy = self.other_policy(**values)
            words = f"The chosen procedure cannot decide “Test surgery”: {why}"
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.kind.policy_id = policy.id
            row = [str(self.type.id), str(policy.id)]
            told = self.kind.load([".id", "policy_id/.id"], [row])
            self.assertFalse(told["ids"])
            self.assertIn("cannot decide “Test surgery”", told["messages"][0]["message"])
        self.assertEqual(self.type.policy_id, self.policy)

    def test_a_procedure_for_other_records_does_not_decide_applications(self):
        policy = self.other_policy()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_approval_policy SET model = 'res.partner' WHERE id = %s",
            [policy.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(ValidationError, "it is for other records"):
            self.kind.policy_id = policy.id

    def test_a_procedure_that_changes_later_blocks_the_types_cases(self):
        for values, why in (
            ({"active": False}, "it is archived"),
            (
                {"active": True, "domain": "[('urgency', '=', 'emergency')]"},
                "its condition does not",
            ),
        ):
            self.policy.write(values)
            application = self.draft()
            words = f"cannot be decided by the procedure Test applications: {why}"
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                application._portal_submit()
            self.assertEqual(application.sudo().approval_state, "none")
            application.sudo()._set_state("withdrawn")
