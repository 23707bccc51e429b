"""Shared by the tests of indexes: how PostgreSQL would find rows, and which columns need an
index."""

import re
from contextlib import contextmanager

from lxml import etree

from odoo.tests import TransactionCase
from odoo.tools import SQL

#: operators of a search view's domain that search a part of a text
PARTS = re.compile(r"'([\w.]+)',\s*'i?like'")
#: rows of these models get deleted, and PostgreSQL looks for references to them
GOING = ("res.partner", "ir.attachment", "mail.mail")


class IndexCase(TransactionCase):
    """For one addon and those of the suite below it."""

    addon = "g2p_suite_base"
    #: models with few rows, entered by the office: a full scan of their tables is quickest
    small = frozenset()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        modules = cls.env["ir.module.module"]
        base = modules.search([("name", "=", "g2p_suite_base")])
        own = modules.search([("name", "=", cls.addon)])
        below = own.upstream_dependencies(exclude_states=("uninstallable",))
        suite = base | base.downstream_dependencies()
        cls.addons = ((own | below) & suite).mapped("name")

    # === Plans === #

    def plan(self, model, domain, ordered=False):
        """The query plan of a list with full scans and sorting switched off, as for many rows: an
        index that does not fit the query does not appear in it."""
        records = self.env[model]
        query = records._search(domain, limit=80, order=records._order if ordered else None)
        return self.plan_of(query.select())

    def plan_of(self, select):
        """The same of any query."""
        for method in ("enable_seqscan", "enable_sort"):
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(method)))
        self.env.cr.execute(SQL("EXPLAIN (COSTS OFF) %s", select))
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def assert_found_by(self, index, model, domain, ordered=False):
        """The index alone finds the rows of a list, in its order if ``ordered``."""
        index = f"{self.env[model]._table}_{index}"
        with self.only_index(index):
            plan = self.plan(model, domain, ordered)
        self.assertIn(f" {index}", plan)
        if ordered:
            self.assertNotIn("Sort", plan)

    @contextmanager
    def only_index(self, index):
        """Plans are made as if its table had no other index. On a table of few rows all of them
        cost about the same, and its statistics choose."""
        with self.env.cr.savepoint(flush=False) as savepoint:
            self._hide_other_indexes(index)
            yield
            savepoint.rollback()

    def _hide_other_indexes(self, index):
        """Of its table, until the savepoint ends; the tests' role may change the catalog."""
        self.env.cr.execute(
            """
            UPDATE pg_index SET indisvalid = indexrelid = %(index)s::regclass
            WHERE indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = %(index)s::regclass)
            """,
            {"index": index},
        )

    # === Columns that need an index === #

    def texts_without_index(self):
        """{(model, column)} that lists search by parts of a text without a trigram index."""
        searched = {pair for pair in self.searched_texts() if pair[0] not in self.small}
        self.assertGreater(len(searched), 3)
        return {pair for pair in searched if not self.has_trigrams(*pair)}

    def links_without_index(self):
        """{(model, column)} in which PostgreSQL looks for a deleted row without an index."""
        links = {pair for pair in self.going_links() if pair[0] not in self.small}
        self.assertTrue(links)
        return {pair for pair in links if not self.is_found(*pair)}

    def indexes(self, table):
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        return [definition for (definition,) in self.env.cr.fetchall()]

    def has_trigrams(self, model, column):
        """Whether the column has a trigram index."""
        name = rf"(?:unaccent\(\(?)?\"?{column}\"?(?:\)?(?:::text)?\))? gin_trgm_ops"
        return any(re.search(name, index) for index in self.indexes(self.env[model]._table))

    def is_found(self, model, column):
        """Whether an index begins with the column."""
        first = re.compile(rf"\(\"?{column}\"?[,) ]")
        return any(first.search(index) for index in self.indexes(self.env[model]._table))

    def searched_texts(self):
        """{(model, column)} that the suite's lists search by a part of a text."""
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", self.addons)]
        )
        views = self.env["ir.ui.view"].browse(rows.mapped("res_id")).exists()
        found = set()
        for view in views.filtered(lambda view: view.type == "search" and view.model in self.env):
            for node in etree.fromstring(view.arch).iter("field"):
                for path in self._paths(view.model, node):
                    found.add(self._at(view.model, path))
        return {(model, field.name) for model, field in found if field.store and field.column_type}

    def _paths(self, model, node):
        if node.get("filter_domain"):
            return PARTS.findall(node.get("filter_domain"))
        field = self.env[model]._fields[node.get("name")]
        if field.type not in ("char", "text", "many2one") or node.get("operator") == "=":
            return []
        return [field.name]

    def _at(self, model, path):
        """The model and field at the end of the path; for a record, the field of its name."""
        for name in path.split("."):
            field = self.env[model]._fields[name]
            model = field.comodel_name or model
        if field.relational:
            records = self.env[model]
            name = (records._rec_names_search or [records._rec_name])[0]
            return self._at(model, name) if name else (model, records._fields["id"])
        return model, field

    def going_links(self):
        """{(model, column)} of the suite's own columns that refer to a row that can be deleted."""
        self.env.cr.execute(
            "SELECT model, name FROM ir_model_fields WHERE ttype = 'many2one' AND store"
            " AND relation IN %s AND model LIKE 'g2p.%%'",
            [GOING],
        )
        rows = [(model, name) for model, name in self.env.cr.fetchall() if model in self.env]
        return {
            (model, name)
            for model, name in rows
            if (field := self.env[model]._fields.get(name))
            and field.store
            and set(field._modules) & set(self.addons)
            and not self.env[model]._transient
            and not self.env[model]._abstract
        }
