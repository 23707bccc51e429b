from odoo.tests import TransactionCase, new_test_user, tagged

from .companies import CompaniesCase


@tagged("post_install", "-at_install")
class TestEveryModelHasARule(CompaniesCase, TransactionCase):
    """Over all models of the suite that the database has.

    A failure names a model whose rows the users of every company read or change. Give it a company,
    its own or its parent's, and a global rule; or, if its rows belong to no company, give the
    reason in its attribute ``_without_company``.
    """

    def test_every_table_has_a_rule_about_companies(self):
        names = [name for name in self.ruled_models() if not self.env[name]._transient]
        self.assertIn("g2p.audit.change", names)
        self.assertEqual(self.unruled(names), [])

    def test_every_dialog_is_its_users_own(self):
        names = [name for name in self.suite_models() if self.env[name]._transient]
        self.assertEqual(self.unruled(names, "create_uid"), [])

    def test_a_table_without_a_company_is_written_by_administrators_or_row_by_row(self):
        names = set(self.suite_models()) - set(self.ruled_models())
        self.assertIn("g2p.former.key", names)
        domain = [
            ("model_id.model", "in", list(names)),
            ("group_id", "!=", self.ref("base.group_system")),
            "|",
            "|",
            ("perm_write", "=", True),
            ("perm_create", "=", True),
            ("perm_unlink", "=", True),
        ]
        written = self.env["ir.model.access"].search(domain).model_id
        ruled = self.env["ir.rule"].search([("perm_write", "=", True)]).model_id
        self.assertEqual((written - ruled).mapped("model"), [])

    def test_a_refusal_names_no_person(self):
        """It is written to the server's log: of a table, and of a dialog."""
        user = new_test_user(self.env, "refused", "base.group_user", name="Rita Refused")
        names = [name for name in self.suite_models() if self.env[name]._auto]
        self.assertIn("g2p.audit.change", names)
        for name in names:
            row = self.env[name].with_user(user).sudo(False)
            for operation in ("read", "write"):
                words = str(self.env["ir.rule"].with_user(user)._make_access_error(operation, row))
                self.assertNotIn("Rita", words, name)

    def test_a_table_without_a_rule_is_reported(self):
        self.env.ref("g2p_suite_base.g2p_audit_change_rule_company").active = False
        self.assertIn(("g2p.audit.change", "read"), self.unruled(["g2p.audit.change"]))


@tagged("post_install", "-at_install")
class TestWhoActsInAllCompanies(CompaniesCase, TransactionCase):
    """Records without a company apply to all companies."""

    def setUp(self):
        super().setUp()
        self.lone = self.manager_of(self.env.company, "lone", "base.group_user")
        self.lone.company_ids = self.env["res.company"].search([])

    def test_a_user_who_is_allowed_in_every_company(self):
        self.assertTrue(self.lone._acts_in_all_companies())
        other = self.env["res.company"].create({"name": "Test: one more"})
        self.assertFalse(self.lone._acts_in_all_companies())
        self.lone.company_ids += other
        self.assertTrue(self.lone._acts_in_all_companies())

    def test_a_company_that_is_archived_counts_as_well(self):
        self.env["res.company"].create({"name": "Test: old"}).active = False
        self.assertFalse(self.lone._acts_in_all_companies())

    def test_an_administrator_of_one_company(self):
        self.env["res.company"].create({"name": "Test: one more"})
        admin = self.manager_of(self.env.company, "admin", "base.group_system")
        self.assertTrue(admin._acts_in_all_companies())
