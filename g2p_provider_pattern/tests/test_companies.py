from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import PatternCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, PatternCase):
    """A user with every role in company B, or in a branch of A, cannot access A's patterns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()
        cls._few("reversals")
        cls._reverse(cls._lines([cls.noon] * 10)[:3], cls.officer_1)

    def setUp(self):
        super().setUp()
        self.pattern = self._find("reversals")
        self.pattern.with_user(self.voucher_auditor).action_dismiss("Looked at.")
        self.tables = [
            name
            for name in self.suite_models({"g2p_provider_pattern"})
            if not self.env[name]._transient
        ]

    def test_each_model_has_rows(self):
        self.assertEqual(len(self.tables), 3)
        self.assertEqual([name for name in self.tables if not self.rows_of_a(name)], [])

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)

    def test_another_users_dialog_cannot_be_accessed(self):
        dialog = self.env["g2p.provider.pattern.judge"].with_user(self.voucher_auditor)
        dialog = dialog.create({"pattern_id": self.pattern.id, "action": "reopen", "reason": "x"})
        self.assertEqual(self.open_doors(self.manager_user, dialog), [])

    def test_a_new_company_has_its_thresholds(self):
        rows = self.env["g2p.provider.pattern.threshold"].search([("company_id", "=", self.b.id)])
        self.assertEqual(len(rows), 7)

    def test_the_ledger_of_another_company_is_not_searched(self):
        rows = self.env["g2p.provider.pattern.threshold"].search([("company_id", "=", self.b.id)])
        rows.write({"least_count": 2, "least_hits": 1, "percent": 1})
        rows._find()
        found = [("company_id", "=", self.b.id)]
        self.assertFalse(self.env["g2p.provider.pattern"].search(found))
