"""Fields of the suite's models that portal and public users see: all models, fields, methods."""

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from .common import SightMixin


@tagged("post_install", "-at_install")
class TestPortalSight(SightMixin, TransactionCase):
    maxDiff = None

    # === Doors === #

    def _doors(self, model, name):
        """Every way to query a field, as (description, call)."""
        field = model._fields[name]
        group = f"{name}:month" if field.type in ("date", "datetime") else name
        record = model.browse(1)
        yield "read", lambda: record.read([name])
        yield "web_read", lambda: record.web_read({name: {}})
        yield "search_read", lambda: model.search_read([], [name])
        yield from self._doors_of_17(record, name)
        yield "sort", lambda: model.search([], order=name)
        yield "group", lambda: model._read_group([], [group])
        yield "count by group", lambda: model._read_group([], [], [f"{name}:count"])
        yield "having", lambda: model._read_group([], ["id"], [], [(f"{name}:count", ">", 0)])
        for leaf in [("=", False), ("!=", False), ("in", [1]), ("ilike", "a"), ("like", "a")]:
            yield leaf[0], lambda leaf=leaf: model.search_count([(name, *leaf)])
        yield "not", lambda: model.search_count(["!", (name, "=", False)])
        yield "name_search", lambda: model.name_search("", [(name, "!=", False)])
        if field.relational:
            yield "dotted", lambda: model.search_count([(f"{name}.id", ">", 0)])
            yield "dotted name", lambda: model.search_count([(f"{name}.display_name", "like", "")])
            yield "any", lambda: model.search_count([(name, "any", [("id", ">", 0)])])
            yield "not any", lambda: model.search_count([(name, "not any", [("id", ">", 0)])])
            yield "web_read of its fields", lambda: record.web_read({name: {"fields": {"id": {}}}})
        if field.type == "many2one":
            yield "sort by its id", lambda: model.search([], order=f"{name}.id")
            yield "group by its field", lambda: model._read_group([], [f"{name}.id"])

    def _doors_of_17(self, record, name):
        """Methods that people outside can call on 17.0, and not on 19.0."""
        yield "mapped", lambda: record.mapped(name)
        yield "filtered", lambda: record.filtered(name)
        # on 19.0 it follows relations without any rule, but is private
        if not getattr(record.filtered_domain, "_api_private", False):
            yield "filtered_domain", lambda: record.filtered_domain([(name, "=", False)])
        yield "grouped", lambda: record.grouped(name)
        if record._fields[name].type not in ("one2many", "many2many"):
            yield "sorted", lambda: record.browse([1, 2]).sorted(name)

    def _gives_in(self, call, refusals=AccessError):
        """Whether a door answers instead of refusing."""
        try:
            with self.env.cr.savepoint():
                call()
        except refusals:
            return False
        return True

    # === Tests === #

    def test_every_model_that_the_portal_reads_is_of_the_mixin(self):
        for user in (self.portal, self.public):
            names = self._models_of(user)
            self.assertIn("g2p.document.type", names)
            self.assertEqual([n for n in names if not hasattr(self.env[n], "_portal_readable")], [])

    def test_no_door_answers_for_a_closed_field(self):
        found, tried = [], 0
        for model, _opened, closed in self._sights():
            for name in closed:
                for door, call in self._doors(model, name):
                    tried += 1
                    if self._gives_in(call):
                        found.append((model._name, name, door))
        self.assertEqual(found, [])
        self.assertGreater(tried, 500)

    def test_closed_fields_are_not_even_described(self):
        for model, opened, _closed in self._sights():
            self.assertEqual(set(model.fields_get()) - opened, set(), model._name)

    def test_common_fields_are_closed_unless_they_name_nobody(self):
        for model, _opened, closed in self._sights():
            self.assertLessEqual({"create_uid", "write_uid"} & set(model._fields), set(closed))

    def test_a_list_that_is_open_is_found_by_a_field_that_is_open(self):
        for model, opened, _closed in self._sights():
            for name in opened:
                field = model._fields[name]
                if field.type == "one2many" and field.inverse_name:
                    readable = self.env[field.comodel_name]._portal_readable()
                    self.assertIn(field.inverse_name, readable, (model._name, name))

    def test_no_path_leads_through_an_open_field_to_a_closed_one(self):
        found = []
        for model, opened, _closed in self._sights():
            for name in sorted(opened):
                comodel = self.env.get(model._fields[name].comodel_name)
                if comodel is None or not hasattr(comodel, "_portal_readable"):
                    continue
                for closed in sorted(set(comodel._fields) - comodel._portal_readable()):
                    found += self._paths_that_answer(model, name, closed)
        self.assertEqual(found, [])

    def _paths_that_answer(self, model, name, closed):
        leaf = (closed, "!=", False)
        tries = {
            "dotted": lambda: model.search_count([(f"{name}.{closed}", "!=", False)]),
            "any": lambda: model.search_count([(name, "any", [leaf])]),
            "not any": lambda: model.search_count([(name, "not any", ["|", leaf, leaf])]),
            "two steps": lambda: model.search_count([(name, "any", [(f"{closed}.id", ">", 0)])]),
        }
        if model._fields[name].type == "many2one" and model._fields[name].store:
            tries["group"] = lambda: model._read_group([], [f"{name}.{closed}"])
        return [
            (model._name, name, closed, door)
            for door, call in tries.items()
            # ValueError: this series of Odoo has no such door
            if self._gives_in(call, (AccessError, ValueError))
        ]

    def test_open_fields_are_read_searched_and_sorted(self):
        for model, opened, _closed in self._sights():
            model.search_read([], sorted(opened & set(model._fields)))
            for name in sorted(opened):
                field = model._fields.get(name)
                if field and field.store and field.column_type:
                    model.search_count([(name, "!=", False)])
                    model.search([], order=name)
                    model._read_group([], [], [f"{name}:count"])

    def test_closed_fields_cannot_be_queried_by_side_doors(self):
        for model, _opened, _closed in self._sights():
            record = model.browse(1)
            self.assertFalse(self._gives_in(record.get_metadata), model._name)
            with self.assertRaisesRegex(AccessError, "change through their pages only"):
                model.onchange({}, [], {"create_uid": {}})
            # the operator that asks no rule
            leaf = ("id", "any!", [("create_uid.login", "like", "a")])
            self.assertFalse(self._gives_in(lambda m=model, a=leaf: m.search_count([a])))

    def test_the_office_is_not_affected(self):
        for name in {*self._models_of(self.portal), *self._models_of(self.public)}:
            model = self.env[name].with_user(self.employee)
            groups = {f: field.groups for f, field in model._fields.items()}
            self.assertLessEqual({f for f in groups if not groups[f]}, set(model.fields_get()))

    def test_a_field_that_another_addon_adds_is_closed_until_it_is_named(self):
        self.assertNotIn("sha256", self.env["g2p.document"]._portal_readable())
        documents = self.env["g2p.document"].with_user(self.portal)
        with self.assertRaisesRegex(AccessError, "sha256"):
            documents._check_field_access(documents._fields["sha256"], "read")
