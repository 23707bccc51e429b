from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import PHONE, PeopleCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, PeopleCase):
    """A user with every role in company B, or in a branch of A, has no access to A's contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()
        cls.asha.company_id = cls.env.company
        cls.confirm(value=PHONE)
        cls.tables = cls.ruled_models({"g2p_sign_in_code"})

    def test_there_is_something_behind_each_door(self):
        self.assertEqual(self.tables, ["g2p.confirmed.contact"])
        self.assertTrue(self.rows_of_a("g2p.confirmed.contact"))

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)
