from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import AreaCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, AreaCase):
    """A user with every role in another company, or in a branch, reaches nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()

    def setUp(self):
        super().setUp()
        self.case = self.case_from("Hill District")
        vals = {"name": "Up there", "area_id": self.hill.id, "company_id": self.a.id}
        self.env["g2p.area.spelling"].create(vals)

    def test_the_rows_are_closed(self):
        names = ["g2p.area.spelling", "g2p.assistance.placement", "g2p.assistance.scope"]
        for name in names:
            self.assertTrue(self.rows_of_a(name))
        self.assert_closed(names)

    def test_a_spelling_of_another_company_places_no_case(self):
        spelling = self.env["g2p.area.spelling"].search([("name", "=", "Up there")])
        self.assertEqual(self.env["g2p.area"]._meant_by("Up there", "", self.a), self.hill)
        spelling.company_id = self.b
        self.assertFalse(self.env["g2p.area"]._meant_by("Up there", "", self.a))

    def test_a_manager_of_another_company_sets_no_place(self):
        case = self.case.with_user(self.user_b).sudo(False)
        with self.assertRaises(AccessError):
            case.action_set_place(self.lake.id, "Because")
        self.assertEqual(self.case.area_id, self.hill)
