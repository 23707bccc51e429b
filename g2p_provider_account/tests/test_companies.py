from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import AccountCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, AccountCase):
    """A user with every role in company B, or in a branch of A, has no access to A's changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()
        cls.env["g2p.provider.change"].with_user(cls.manager)._ask(cls.provider, "activate")
        cls.tables = cls.ruled_models({"g2p_provider_account"})

    def test_there_is_something_behind_each_door(self):
        tables = [name for name in self.tables if not self.env[name]._transient]
        self.assertEqual(tables, ["g2p.provider.change"])
        self.assertTrue(self.rows_of_a("g2p.provider.change"))

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(["g2p.provider.change"])
