from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP
from odoo.addons.g2p_voucher_template.tests.common import PLANNER

#: OpenG2P's records of a programme, besides the programme, which has its own rule
OF_PROGRAMMES = (
    "g2p.cycle",
    "g2p.cycle.manager",
    "g2p.cycle.manager.default",
    "g2p.cycle.membership",
    "g2p.deduplication.manager",
    "g2p.deduplication.manager.default",
    "g2p.eligibility.manager",
    "g2p.entitlement",
    "g2p.payment",
    "g2p.payment.batch",
    "g2p.program.entitlement.manager",
    "g2p.program.entitlement.manager.default",
    "g2p.program.manager",
    "g2p.program.manager.default",
    "g2p.program.notification.manager",
    "g2p.program.notification.manager.sms",
    "g2p.program.payment.manager",
    "g2p.program.payment.manager.default",
    "g2p.program_membership",
    "g2p.program_membership.manager.default",
)


@tagged("post_install", "-at_install")
class TestCompanyRules(CompaniesCase, TransactionCase):
    """OpenG2P separates the companies for programmes only; our rules separate the rest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create({"name": "Test: other office"})
        cls.here, cls.there = (
            new_test_user(
                cls.env,
                f"rule_{company.id}",
                groups=PLANNER,
                company_id=company.id,
                company_ids=[(6, 0, company.ids)],
            )
            for company in (cls.env.company, cls.other)
        )
        program = cls.env["g2p.program"].create({"name": "Test: cash", "target_type": "individual"})
        partner = cls.env["res.partner"].create({"name": "Test member", "is_registrant": True})
        today = fields.Date.today()
        cls.cycle = cls.env["g2p.cycle"].create(
            {
                "name": "Test: one",
                "program_id": program.id,
                "sequence": 1,
                "start_date": today,
                "end_date": fields.Date.add(today, months=1),
            }
        )
        in_cycle = {"partner_id": partner.id, "cycle_id": cls.cycle.id}
        entitlement = cls.env["g2p.entitlement"].create({**in_cycle, "initial_amount": 7})
        cls.payment = cls.env["g2p.payment"].create(
            {"cycle_id": cls.cycle.id, "entitlement_id": entitlement.id, "amount_issued": 7}
        )
        member = {"partner_id": partner.id, "program_id": program.id}
        cls.rows = [
            cls.cycle,
            entitlement,
            cls.payment,
            cls.env["g2p.cycle.membership"].create(in_cycle),
            cls.env["g2p.program_membership"].create(member),
            cls.env["g2p.payment.batch"].create({"cycle_id": cls.cycle.id}),
        ]

    def test_openg2ps_records_of_a_programme_have_a_rule(self):
        self.assertEqual(self.unruled(OF_PROGRAMMES), [])

    def test_officers_of_another_company_see_no_row(self):
        for row in self.rows:
            theirs = row.with_user(self.there).with_company(self.other)
            with self.subTest(model=row._name):
                self.assertFalse(theirs.search([("id", "=", row.id)]))
                with self.assertRaises(AccessError):
                    theirs.read(["create_date"])

    def test_officers_of_the_programmes_company_see_each_row(self):
        for row in self.rows:
            mine = row.with_user(self.here)
            with self.subTest(model=row._name):
                self.assertEqual(mine.search([("id", "=", row.id)]), mine)
                self.assertTrue(mine.read(["create_date"]))

    def test_a_provider_of_another_company_is_not_named(self):
        staff = new_test_user(self.env, "rule_staff", groups="base.group_portal")
        self.env["g2p.service.provider"].create(
            {"name": "Test: secret clinic", "code": "SC", "user_ids": [(4, staff.id)]}
        )
        mine = {"company_id": self.other.id, "company_ids": [(6, 0, self.other.ids)]}
        manager = new_test_user(self.env, "rule_manager", groups=MANAGER_GROUP, **mine)
        providers = self.env["g2p.service.provider"].with_user(manager)
        with self.assertRaises(ValidationError) as caught:
            providers.create({"name": "Test: mine", "code": "M", "user_ids": [(4, staff.id)]})
        self.assertEqual(
            str(caught.exception),
            "A member of staff of Test: mine already works for another provider. "
            "A user can belong to one provider only.",
        )

    def test_the_programme_determines_the_company(self):
        """A row carries the company of the user who made it, of any programme."""
        self.payment.entitlement_id.company_id = self.other
        theirs = self.payment.entitlement_id.with_user(self.there).with_company(self.other)
        self.assertFalse(theirs.search([("id", "=", theirs.id)]))
