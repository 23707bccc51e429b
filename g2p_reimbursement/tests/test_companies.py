from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, ReimbursementCase):
    """A user with every role in company B, or in a branch of A, cannot access A's claims."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()

    def setUp(self):
        super().setUp()
        self._build(self._approved_claim())
        self.tables = [
            name
            for name in self.suite_models({"g2p_reimbursement"})
            if not self.env[name]._transient
        ]

    def test_each_model_has_rows(self):
        self.assertEqual(len(self.tables), 5)
        self.assertEqual([name for name in self.tables if not self.rows_of_a(name)], [])

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)

    def test_provider_staff_of_another_company_read_their_claim(self):
        """Staff accounts need not belong to the paying company."""
        self.provider_user.write({"company_ids": [(6, 0, self.b.ids)], "company_id": self.b.id})
        claim = self.env["g2p.reimbursement.claim"].search([("provider_id", "=", self.provider.id)])
        self.assertTrue(self.as_user(self.provider_user, claim[:1]).read(["name"]))

    def test_another_users_dialog_cannot_be_accessed(self):
        batch = self.env["g2p.claim.payment.batch"].sudo().search([], limit=1)
        dialog = self.env["g2p.claim.payment.confirm"].with_user(self.cashier)
        dialog = dialog.create({"batch_id": batch.id, "reference": "R-1"})
        self.assertEqual(self.open_doors(self.cashier_2, dialog), [])
