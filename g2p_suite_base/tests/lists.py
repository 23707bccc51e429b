"""Shared by the tests of lists: a list of eighty rows costs as many queries as one of ten."""

from lxml import etree

FEW, MANY = 10, 80


class ListCase:
    """Mixed into a case that gives a user and rows for each list view of its addon.

    A list is read as the web client reads it: ``web_search_read`` with what the view names, hidden
    columns too, and the number of all rows.
    """

    #: the addon whose list views are read
    lists_of = None
    #: {name of a view: (user, MANY rows, each with relations of its own)}, created once
    lists = None

    def test_no_list_costs_more_queries_for_more_rows(self):
        for name, (user, records) in self.lists.items():
            with self.subTest(view=name):
                self.assertEqual(len(records), MANY)
                view = self.env.ref(f"{self.lists_of}.{name}")
                self._read_list(view, user, records, MANY)  # a running server has this cached
                few = self._read_list(view, user, records, FEW)
                self.assertLessEqual(self._read_list(view, user, records, MANY), few)

    def test_each_list_view_is_read(self):
        names = self.env["ir.model.data"].search(
            [("module", "=", self.lists_of), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].browse(names.mapped("res_id"))
        lists = views.filtered(lambda v: v.type in ("list", "tree") and v.mode == "primary")
        found = {name.name for name in names if name.res_id in lists.ids}
        self.assertEqual(set(self.lists), found)

    def _read_list(self, view, user, records, limit):
        """Queries of the first page of the list, in a fresh cache, as in a request of its own."""
        model = self.env[records._name].with_user(user).with_context(lang="en_US")
        arch = etree.fromstring(model.get_view(view.id, "list")["arch"])
        spec = {field.get("name"): self._spec(model, field) for field in arch.iter("field")}
        order, count_limit = arch.get("default_order"), int(arch.get("count_limit", 10001))
        shown = [("id", "in", records.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = model.web_search_read(shown, spec, 0, limit, order, count_limit)
        cost = self.env.cr.sql_log_count - before
        self.assertEqual((len(page["records"]), page["length"]), (limit, MANY))
        return cost

    @staticmethod
    def _spec(model, node):
        """The specification that the web client sends for a field."""
        kind = model._fields[node.get("name")].type
        named = kind == "many2one" or (kind == "many2many" and node.get("widget"))
        return {"fields": {"display_name": {}}} if named else {}
