from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import TransactionCase

MODEL = "g2p.document"
HIDING = "[('id', '=', 0)]"


@tagged("post_install", "-at_install")
class TestIrFilters(TransactionCase):
    """One person's default filter hides nothing from another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        auditor = "g2p_document_store.group_document_auditor"
        cls.auditor = new_test_user(cls.env, "filter_auditor", groups=auditor)
        cls.clerk = new_test_user(cls.env, "filter_clerk", groups="base.group_user")
        cls.portal = new_test_user(cls.env, "filter_portal", groups="base.group_portal")
        cls.admin = new_test_user(cls.env, "filter_admin", groups="base.group_erp_manager")

    @classmethod
    def _filter(cls, by, users=(), model=MODEL):
        """A default filter that hides everything, for all or for some."""
        filters = cls.env["ir.filters"].with_user(by)
        vals = {"name": "Mine", "model_id": model, "domain": HIDING, "is_default": True}
        if "user_ids" in filters._fields:
            vals["user_ids"] = [(6, 0, [user.id for user in users])]
        else:  # one user or all
            vals["user_id"] = users[-1].id if users else False
        return filters.create(vals)

    def _defaults(self, user, model=MODEL):
        found = self.env["ir.filters"].with_user(user).get_filters(model)
        return [values["id"] for values in found if values["is_default"]]

    def test_a_default_that_an_employee_shares_with_all_is_nobody_elses(self):
        shared = self._filter(self.clerk)
        self.assertEqual(self._defaults(self.auditor), [])
        self.assertEqual(self._defaults(self.clerk), shared.ids)
        found = self.env["ir.filters"].with_user(self.auditor).get_filters(MODEL)
        self.assertEqual([values["id"] for values in found], shared.ids, "it may be chosen")

    def test_a_default_that_is_shared_with_one_officer_is_not_theirs(self):
        if "user_ids" in self.env["ir.filters"]._fields:
            for by in (self.clerk, self.portal):
                self._filter(by, users=(by, self.auditor))
        else:  # 17.0: a filter has one user, and nobody can make one for somebody else
            with self.assertRaises(AccessError):
                self._filter(self.clerk, users=(self.auditor,))
        self.assertEqual(self._defaults(self.auditor), [])

    def test_a_default_of_an_administrator_is_everybodys_until_somebody_changes_it(self):
        shared = self._filter(self.admin)
        self.assertEqual(self._defaults(self.auditor), shared.ids)
        shared.with_user(self.clerk).write({"domain": "[('id', '=', -1)]"})
        self.assertEqual(self._defaults(self.auditor), [])

    def test_the_views_of_a_list_get_no_foreign_default(self):
        self._filter(self.clerk)
        documents = self.env[MODEL].with_user(self.auditor)
        views = documents.get_views([(False, "search")], {"load_filters": True})
        self.assertEqual([f["is_default"] for f in views["views"]["search"]["filters"]], [False])

    def test_lists_of_other_models_are_as_odoo_has_them(self):
        shared = self._filter(self.clerk, model="res.partner")
        self.assertEqual(self._defaults(self.auditor, "res.partner"), shared.ids)
