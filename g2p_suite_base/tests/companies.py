"""Shared by the tests of companies: every door to a record of a company that is not the user's."""

import inspect

from psycopg2 import Error

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

AUTHOR = "Immediate Assistance on Demand contributors"
#: OpenG2P's addons: on 19.0 they are the suite's own stand-ins
OPENG2P = "g2p_programs", "g2p_registry_"
#: Arguments for the methods, by parameter name; any other parameter gets a text.
ARGUMENTS = {"reason": "because", "verdict": "approve", "user_id": 1, "asked_id": 1}
#: Methods that answer without reading the rows, and why that discloses nothing.
HARMLESS = {
    "action_open": "returns a dialog and the caller's own number",
    "action_open_mark_paid": "the same",
    "action_open_reissue": "the same",
    "action_approve_many": "a sentence for each step, with a test of its own",
    "inbox_count": "counts the caller's own steps, reads no row",
    "queue_counts": "the same",
    "verify": "takes a text, reads no row",
}
MODES = ("read", "write", "create", "unlink")
REFUSALS = (AccessError, UserError, Error)


class CompaniesCase:
    """Mixed into a case with data of its current company, called A here."""

    @classmethod
    def set_up_companies(cls):
        cls.a = cls.env.company
        cls.b = cls.env["res.company"].create({"name": "Test: company B"})
        cls.branch = cls.env["res.company"].create(
            {"name": "Test: branch of A", "parent_id": cls.a.id}
        )
        cls.user_a, cls.user_b, cls.user_branch = (
            cls.manager_of(company, name)
            for company, name in ((cls.a, "a"), (cls.b, "b"), (cls.branch, "branch"))
        )

    @classmethod
    def manager_of(cls, company, name, groups=None):
        """A user with every role of the suite and of OpenG2P, in one company."""
        return new_test_user(
            cls.env,
            f"company {name}",
            groups or ",".join(["base.group_user", "base.group_allow_export", *cls.roles()]),
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

    @classmethod
    def suite_addons(cls):
        """Names of the suite's installed addons, without stand-ins and test addons."""
        domain = [("author", "=", AUTHOR), ("state", "=", "installed")]
        names = cls.env["ir.module.module"].search(domain).mapped("name")
        return {name for name in names if not name.startswith((*OPENG2P, "test_"))}

    @classmethod
    def roles(cls):
        found = cls.env["ir.model.data"].search([("model", "=", "res.groups")])
        own = cls.suite_addons()
        names = found.filtered(
            lambda data: data.module in own or data.module.startswith(OPENG2P)
        ).mapped("complete_name")
        return sorted(names)

    @classmethod
    def suite_models(cls, addons=None):
        """Names of the suite's models, persistent and transient."""
        addons = addons or cls.suite_addons()
        return sorted(
            name
            for name, model in cls.env.registry.items()
            if model._original_module in addons and not model._abstract
        )

    @classmethod
    def ruled_models(cls, addons=None):
        """The models with a company; the others say why they have none."""
        return [
            name
            for name in cls.suite_models(addons)
            if not getattr(cls.env[name], "_without_company", None)
        ]

    def unruled(self, names, word="company_ids"):
        """Pairs (model, right) for which no global rule contains the word."""
        return [
            (name, mode) for name in names for mode in MODES if word not in self._rules(name, mode)
        ]

    def _rules(self, name, mode):
        """Domains of the global rules, as a text."""
        domain = [
            ("model_id.model", "=", name),
            ("groups", "=", False),
            (f"perm_{mode}", "=", True),
        ]
        return " ".join(self.env["ir.rule"].search(domain).mapped("domain_force"))

    def as_user(self, user, record):
        """The record as in a request of the user, with an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_env(self.env(user=user, su=False, context={}))

    def open_doors(self, user, record):
        """Names of the doors through which the user reaches the record."""
        return [
            name
            for name, door in self._doors(record).items()
            if self._opens(door, self.as_user(user, record))
        ]

    def _opens(self, door, record):
        """Whether the door lets the user in; its effects are rolled back."""
        with mute_logger("odoo.sql_db", "odoo.models.unlink", "odoo.addons.base.models.ir_rule"):
            try:
                return self._undone(lambda: bool(door(record)))
            except REFUSALS:
                return False

    def _undone(self, call):
        """Return the result of the call and roll its effects back."""
        with self.env.cr.savepoint() as savepoint:
            result = call()
            savepoint.rollback()
        return result

    def _doors(self, record):
        name = record._rec_name or "id"
        value = record.sudo()[name]
        field = self._plain_field(record)
        same = {field: record.sudo()[field]} if field else {}
        vals = record.sudo().copy_data()[0] if not record._transient else {}
        shown = field or next(
            key for key, one in record._fields.items() if one.store and key != "id"
        )
        me = [("id", "=", record.id)]
        return {
            "search": lambda rows: rows.search(me),
            "search_count": lambda rows: rows.search_count(me),
            "search_read": lambda rows: rows.search_read(me, ["id"]),
            "name_search": lambda rows: self._find_by_name(rows, me),
            "read_group": lambda rows: rows._read_group(me, ["id"], ["__count"]),
            "read": lambda rows: rows.read(),
            "web_read": lambda rows: rows.web_read({"display_name": {}}),
            "export": lambda rows: any(map(any, rows.export_data([shown])["datas"])),
            "write": lambda rows: same and rows.write(same),
            "web_save": lambda rows: same and rows.web_save(same, {}),
            "load": lambda rows: rows.load([".id", name], [[str(rows.id), str(value)]])["ids"],
            "copy": lambda rows: rows.copy(),
            "create": lambda rows: rows.create(vals),
            "unlink": lambda rows: rows.unlink(),
        }

    def _find_by_name(self, rows, domain):
        with mute_logger("odoo.models"):  # 17.0 warns where rows have no name of their own
            return rows.name_search("", domain)

    def _plain_field(self, record):
        """A stored field that a user could write, to write its own value again."""
        for name, field in record._fields.items():
            plain = field.store and field.type in ("char", "integer", "float", "boolean", "text")
            if plain and not field.groups and not field.related and name != "id":
                return name
        return None

    def rows_of_a(self, name):
        """A row of company A, found as its own user; of a closed model, as the server."""
        model = self.as_user(self.user_a, self.env[name])
        model = model if model.has_access("read") else model.sudo()
        own = [("company_id", "!=", False)] if "company_id" in model._fields else []
        return model.search(own, limit=1)

    def public_methods(self, record):
        """The suite's methods of a record that RPC reaches, as {name: function}."""
        found, own_addons = {}, self.suite_addons()
        for cls in reversed(type(record).mro()):
            if not own_addons & set(cls.__module__.split(".")[2:3]):
                continue
            for name, method in vars(cls).items():
                own = inspect.isfunction(method) and not name.startswith("_")
                if own and name not in dir(self.env["base"]):
                    found[name] = method
        return found

    def unrefused(self, user, record):
        """(method, answer) of the methods that do not refuse the user."""
        for name, method in self.public_methods(record).items():
            answer = self._answer(self.as_user(user, record), name, *_arguments(method))
            if answer and name not in HARMLESS:
                yield name, answer

    def _answer(self, record, name, arguments, named):
        """The answer of a method, as a text; empty when it refuses or takes no RPC values."""
        with mute_logger("odoo.sql_db", "odoo.addons.base.models.ir_rule"):
            try:
                return self._undone(lambda: repr(getattr(record, name)(*arguments, **named)))
            except (*REFUSALS, AttributeError):  # a text where the method expects records
                return ""

    def assert_closed(self, names):
        """No door of a row of these models opens for the users of B and of the branch, and no
        method answers them."""
        for name in names:
            for user in (self.user_b, self.user_branch):
                for row in self.rows_of_a(name):
                    with self.subTest(model=name, user=user.login):
                        self.assertEqual(self.open_doors(user, row), [])
                        self.assertEqual(list(self.unrefused(user, row)), [])


def _arguments(method):
    """(arguments, arguments by name) that a call of a method over RPC can have."""
    arguments, named = [], {}
    for one in list(inspect.signature(method).parameters.values())[1:]:
        value = ARGUMENTS.get(one.name, "because")
        if one.kind == one.KEYWORD_ONLY:
            named[one.name] = value
        elif one.kind != one.VAR_KEYWORD:
            arguments.append(value)
    return arguments, named
