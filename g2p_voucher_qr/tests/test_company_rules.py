from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import PLANNER


@tagged("post_install", "-at_install")
class TestCompanyRules(TransactionCase):
    """OpenG2P keeps the companies apart for programmes only; the rest is kept apart here."""

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

    def test_what_tells_the_company_is_the_programme(self):
        """A row carries the company of the user who made it, of any programme."""
        self.payment.entitlement_id.company_id = self.other
        theirs = self.payment.entitlement_id.with_user(self.there).with_company(self.other)
        self.assertFalse(theirs.search([("id", "=", theirs.id)]))
