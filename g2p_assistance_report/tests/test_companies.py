from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide
from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, AssistanceCase):
    """A user with every role in company B, or in a branch of A, cannot access A's reports."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()

    def setUp(self):
        """An exception, money, and a group that is large enough to be shown."""
        super().setUp()
        case = self.issued()
        request = self.env["g2p.approval.request"].sudo()._of(case)
        request._log("escalate", request.step_ids[:1])
        for _n in range(5):
            decide(self, "2024-02-03", "approved")
        self.reports = self.ruled_models({"g2p_assistance_report"})

    def test_each_report_has_rows(self):
        """The test below proves nothing for reports without rows."""
        self.assertEqual(len(self.reports), 5)
        self.assertEqual([name for name in self.reports if not self.rows_of_a(name)], [])

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.reports)

    def test_each_report_has_a_rule_on_companies(self):
        self.assertEqual(self.unruled(self.reports), [])
