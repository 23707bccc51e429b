from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import RegistryExtCase

#: OpenG2P's models with data of a registrant
OF_REGISTRANTS = (
    "g2p.group.membership",
    "g2p.phone.number",
    "g2p.reg.id",
    "g2p.reg.rel",
)
ROLES = "base.group_user,g2p_registry_base.group_g2p_registrar,g2p_registry_base.group_g2p_admin"


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, RegistryExtCase):
    """Data of a registrant is closed to companies that cannot read the registrant."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.a = cls.env.company
        cls.b = cls.env["res.company"].create({"name": "Test: company B"})
        cls.theirs = new_test_user(
            cls.env, "ext_theirs", ROLES, company_id=cls.b.id, company_ids=[(6, 0, cls.b.ids)]
        )
        cls.other_type = cls.env["g2p.id.type"].create({"name": "Test: other card"})
        cls.household = cls._registrant("Test", "Household", is_group=True)
        cls.rows = cls._rows_of(cls.asha)
        cls.foreign = cls._registrant("Test", "Foreign", company_id=cls.b.id)

    @classmethod
    def _rows_of(cls, person):
        consent = cls.env["g2p.consent"].with_user(cls.owner)
        pair = {"source": person.id, "destination": cls.bela.id}
        return [
            cls._id(person, "TEST-1234"),
            cls.env["g2p.phone.number"].create(
                {"partner_id": person.id, "phone_no": "+254700000123"}
            ),
            cls.env["g2p.group.membership"].create(
                {"group": cls.household.id, "individual": person.id}
            ),
            cls.env["g2p.reg.rel"].create(pair),
            cls.env["g2p.portal.access"]._grant(cls.stranger, person),
            consent._record_consent(person, "Assistance", "I agree.", "v1", partner_id=person.id),
        ]

    def _as(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_env(self.env(user=user, su=False))

    def test_what_openg2p_keeps_of_a_registrant_has_a_rule(self):
        self.assertEqual(self.unruled(OF_REGISTRANTS), [])

    def test_another_company_reads_none_of_it(self):
        for row in self.rows:
            found = self._as(self.theirs, row)
            with self.subTest(model=row._name):
                self.assertFalse(found.search([("id", "=", row.id)]))
                with self.assertRaises(AccessError):
                    found.read(["create_date"])

    def test_another_company_changes_none_of_it(self):
        for row in self.rows:
            found = self._as(self.theirs, row)
            with self.subTest(model=row._name):
                with self.assertRaises(AccessError):
                    found.write({"create_date": False})
                with self.assertRaises(AccessError):
                    found.unlink()

    def test_another_company_adds_nothing_to_a_registrant(self):
        asha, foreign = self.asha.id, self.foreign.id
        for model, vals in {
            "g2p.reg.id": {"partner_id": asha, "id_type": self.other_type.id, "value": "X"},
            "g2p.phone.number": {"partner_id": asha, "phone_no": "+254700000999"},
            "g2p.group.membership": {"group": self.household.id, "individual": foreign},
            "g2p.reg.rel": {"source": foreign, "destination": asha},
            "g2p.portal.access": {"user_id": self.stranger.id, "registrant_id": self.bela.id},
        }.items():
            with self.subTest(model=model), self.assertRaises(AccessError):
                self._as(self.theirs, self.env[model]).create(vals)

    def test_another_company_moves_nothing_of_its_own_to_a_registrant(self):
        number = self._id(self.foreign, "TEST-99", self.other_type)
        phone = self.env["g2p.phone.number"].create(
            {"partner_id": self.foreign.id, "phone_no": "+254700000777"}
        )
        for row in (number, phone):
            with self.subTest(model=row._name), self.assertRaises(AccessError):
                self._as(self.theirs, row).write({"partner_id": self.asha.id})
        friend = self._registrant("Test", "Friend", company_id=self.b.id)
        pair = {"source": self.foreign.id, "destination": friend.id}
        row = self._as(self.theirs, self.env["g2p.reg.rel"]).create(pair)
        with self.assertRaises(AccessError):
            row.write({"destination": self.asha.id})

    def test_the_registrants_company_reads_all_of_it(self):
        for row in self.rows:
            with self.subTest(model=row._name):
                self.assertTrue(self._as(self.registrar, row).read(["create_date"]))

    def test_registrants_of_no_company_are_everybodys(self):
        if self.asha._fields["company_id"].required:  # OpenG2P 17.0: every contact has one
            with self.assertRaises(AccessError):
                self._as(self.theirs, self.rows[0]).read(["value"])
            return
        self.asha.company_id = False
        self.assertTrue(self._as(self.theirs, self.rows[0]).read(["value"]))

    def test_a_branch_reads_none_of_it_either(self):
        branch = self.env["res.company"].create({"name": "Test: branch", "parent_id": self.a.id})
        self.theirs.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        for row in self.rows:
            with self.subTest(model=row._name):
                self.assertFalse(self._as(self.theirs, row).search([("id", "=", row.id)]))

    def test_a_portal_user_reads_their_own_rows_in_any_company(self):
        self.asha.company_id = self.b
        self.assertTrue(self._as(self.owner, self.rows[-1]).read(["purpose"]))
        self.assertTrue(self._as(self.stranger, self.rows[-2]).read(["relation"]))
