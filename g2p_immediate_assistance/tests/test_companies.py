from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_registry_ext.tests.test_companies import OF_REGISTRANTS
from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase
from odoo.addons.g2p_voucher_qr.tests.test_company_rules import OF_PROGRAMMES

from .common import AssistanceCase

#: addons on which this one depends
ADDONS = {
    "g2p_suite_base",
    "g2p_document_store",
    "g2p_registry_ext",
    "g2p_multistage_approval",
    "g2p_voucher_key",
    "g2p_voucher_template",
    "g2p_voucher_qr",
    "g2p_immediate_assistance",
}


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, AssistanceCase):
    """A user with every role in company B, or in a branch of A, cannot access A's records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()

    def setUp(self):
        super().setUp()
        self.case = self.issued()
        self._make_steps_of_life()
        self._make_vouchers()
        self._make_programme()

    def make(self, model, **vals):
        """Create a row as the server."""
        return self.env[model].sudo().create(vals)

    def _make_steps_of_life(self):
        request = self.env["g2p.approval.request"].sudo().search([("res_id", "=", self.case.id)])
        group = self.ref("base.group_user")
        self.make("g2p.approval.review", request_id=request.id, group_id=group)
        seat = {"step_id": request.step_ids[:1].id, "user_id": self.user_a.id}
        self.make("g2p.approval.seat", company_id=self.a.id, **seat)
        self.make("g2p.approval.reason", code="TEST-A", name="Test", company_id=self.a.id)
        self._make_absence()
        self.make("g2p.assistance.member", application_id=self.case.id, name="Test child")
        document = self.case.sudo().document_ids[:1]
        self.env["g2p.document.download"]._log(document)
        patient = self.case.registrant_id
        household = self.env["res.partner"].create(
            {"name": "Test household", "is_registrant": True, "is_group": True}
        )
        self.make("g2p.group.membership", group=household.id, individual=patient.id)
        self.make("g2p.reg.rel", source=household.id, destination=patient.id)

    def _make_absence(self):
        today = fields.Date.today()
        absence = {"user_id": self.one.id, "delegate_id": self.two.id, "reason": "Test"}
        days = {"date_from": today, "date_to": today, "company_id": self.a.id}
        self.make("g2p.approval.delegation", **absence, **days)

    def _make_vouchers(self):
        voucher = self.case.voucher_id.sudo()
        copy = voucher.copy_ids[:1]
        provider = self.make(
            "g2p.service.provider", name="Test clinic", code="TC", program_ids=self.program.ids
        )
        self.make("g2p.service.provider.site", name="Test site", provider_id=provider.id)
        self.make("g2p.voucher.template", name="Test", body=self._default_template().body)
        self.make(
            "g2p.voucher.redemption",
            name="R-TEST",
            voucher_id=voucher.id,
            voucher_number=voucher.name,
            copy_id=copy.id,
            program_id=self.program.id,
            provider_id=provider.id,
            user_id=self.issuer.id,
            company_id=self.a.id,
            currency_id=voucher.currency_id.id,
            amount=1,
            balance_after=1,
            idempotency_key="test",
        )

    def _default_template(self):
        return self.env.ref("g2p_voucher_template.voucher_template_default")

    def _make_programme(self):
        """Records of OpenG2P that belong to a programme."""
        own = {"program_id": self.program.id}
        for wrapper, manager in (
            ("g2p.cycle.manager", "g2p.cycle.manager.default"),
            ("g2p.eligibility.manager", "g2p.program_membership.manager.default"),
            ("g2p.program.entitlement.manager", "g2p.program.entitlement.manager.default"),
        ):
            made = self.make(manager, name="Test", **own)
            self.make(wrapper, manager_ref_id=f"{manager},{made.id}", **own)
        entitlement = self.case.entitlement_id
        in_cycle = {"cycle_id": self.cycle.id}
        self.make("g2p.cycle.membership", partner_id=entitlement.partner_id.id, **in_cycle)
        self.make("g2p.payment.batch", **in_cycle)
        self._make_cash(entitlement.partner_id)

    def _make_cash(self, partner):
        """A programme without vouchers, which pays."""
        program = self.make("g2p.program", name="Test cash", target_type="individual")
        period = {"start_date": self.cycle.start_date, "end_date": self.cycle.end_date}
        cycle = self.make("g2p.cycle", name="Test", program_id=program.id, **period)
        in_cycle = {"cycle_id": cycle.id, "partner_id": partner.id}
        cash = self.make("g2p.entitlement", initial_amount=1, **in_cycle)
        self.make("g2p.payment", entitlement_id=cash.id, amount_issued=1, cycle_id=cycle.id)

    def _models(self):
        return [*self.ruled_models(ADDONS), *OF_REGISTRANTS, *OF_PROGRAMMES]

    def _tables(self):
        return [name for name in self._models() if not self.env[name]._transient]

    def test_each_model_has_rows(self):
        """The tests below prove nothing for models without rows."""
        self.assertEqual([name for name in self._tables() if not self.rows_of_a(name)], [])

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self._tables())

    def test_a_step_cannot_be_approved_by_its_id(self):
        step = self.env["g2p.approval.step"].sudo().search([], limit=1)
        (outcome,) = self.as_user(self.user_b, step).action_approve_many("because")
        self.assertEqual((outcome["ok"], outcome["case"]), (False, str(step.id)))
        words = "You have no right to see Approval Step {}. Ask the office for it, or go back."
        self.assertEqual(outcome["message"], words.format(step.id))

    def test_the_rows_can_be_accessed_in_their_company(self):
        """The manager of A can access all rows, except where an officer is assigned to a stage."""
        stage = self.policy.stage_ids[:1]
        self.assertEqual(self.open_doors(self.user_a, stage), list(self._doors(stage)))

    def test_employees_get_no_message_about_a_case(self):
        """The suite posts on no contact; employees read only Odoo's notes there."""
        messages = self.as_user(self.clerk, self.env["mail.message"])
        found = messages.search([]).filtered(lambda message: message.model)
        self.assertEqual(set(found.mapped("model")) & set(self.suite_models()), set())
        patient = self.case.registrant_id
        told = found.filtered(lambda m: m.model == "res.partner" and m.res_id == patient.id)
        texts = {str(message.body) for message in told if message.body}
        self.assertEqual(texts - {"<p>Contact created</p>"}, set())

    def test_no_message_of_a_case_reaches_another_company(self):
        for user in (self.user_b, self.user_branch):
            for name in ("mail.message", "mail.activity", "mail.followers"):
                of_suite = "model" if name == "mail.message" else "res_model"
                with self.subTest(user=user.login, model=name):
                    rows = self.as_user(user, self.env[name])
                    if rows.has_access("read"):
                        found = rows.search([(of_suite, "like", "g2p.%")])
                        closed = {*self.suite_models(), *OF_REGISTRANTS, *OF_PROGRAMMES}
                        self.assertEqual(set(found.mapped(of_suite)) & closed, set())

    def test_without_a_rule_the_rows_can_be_accessed(self):
        stage = self.policy.stage_ids[:1]
        for ident in ("g2p_approval_stage_rule_company", "g2p_approval_stage_rule_company_change"):
            self.env.ref(f"g2p_multistage_approval.{ident}").active = False
        self.assertEqual(self.open_doors(self.user_b, stage)[:2], ["search", "search_count"])
