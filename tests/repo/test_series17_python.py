"""The export for Odoo 17.0: each rule for Python and manifests, and each refusal."""

import ast
from textwrap import dedent

import pytest
from series17 import manifest, python_source
from series17.python_rules import PythonSource

REWRITTEN = {
    "a constraint becomes a row of the list, without the attribute's underscore": (
        """
        class A(models.Model):
            _name = "a"
            _code_uniq = models.Constraint("UNIQUE (code)", "The code exists.")
        """,
        """
        class A(models.Model):
            _name = "a"

            _sql_constraints = [
                ("code_uniq", "UNIQUE (code)", "The code exists."),
            ]
        """,
    ),
    "an index is made in init": (
        """
        class A(models.Model):
            _owner_idx = models.Index("(owner) WHERE active")
        """,
        """
        class A(models.Model):

            def init(self):
                super().init()
                self._series17_index("owner_idx", False, "(owner) WHERE active")
        """,
    ),
    "an index may depend on the database": (
        """
        class A(models.Model):
            _search_idx = models.Index(trigram("name", "code"))
        """,
        """
        class A(models.Model):

            def init(self):
                super().init()
                self._series17_index("search_idx", False, trigram("name", "code"))
        """,
    ),
    "a unique index keeps its message": (
        """
        class A(models.Model):
            _one = models.UniqueIndex(
                "(owner)",
                "One each.",
            )

            def other(self):
                pass
        """,
        """
        class A(models.Model):

            def other(self):
                pass

            _sql_constraints = [
                ("one", "", "One each."),
            ]

            def init(self):
                super().init()
                self._series17_index("one", True, "(owner)")
        """,
    ),
    "a unique index without a message has no row, whose message would be empty": (
        """
        class A(models.Model):
            _one = models.UniqueIndex("(owner)")
        """,
        """
        class A(models.Model):

            def init(self):
                super().init()
                self._series17_index("one", True, "(owner)")
        """,
    ),
    "the translation is the module's": (
        """
        from odoo import api, models

        def go(self):
            raise UserError(self.env._("Ünter %(x)s", x=self.env._("a")))
        """,
        """
        from odoo import _, api, models

        def go(self):
            raise UserError(_("Ünter %(x)s", x=_("a")))
        """,
    ),
    "the import comes after the docstring where there was none": (
        '''
        """Pages."""
        from odoo.http import request

        def go():
            return request.env._("a")
        ''',
        '''
        """Pages."""
        from odoo import _
        from odoo.http import request

        def go():
            return _("a")
        ''',
    ),
    "an import in brackets takes one name more": (
        """
        from odoo import (
            models,
        )

        def go(self):
            return self.env._("a")
        """,
        """
        from odoo import (
            _, models,
        )

        def go(self):
            return _("a")
        """,
    ),
    "a short name for the translation keeps its environment": (
        """
        from odoo import models

        def go(self):
            _ = self.env._
            return [_("a") for row in rows]
        """,
        """
        from odoo.addons.g2p_series17.text import in_env
        from odoo import models

        def go(self):
            _ = in_env(self.env, __name__)
            return [_("a") for row in rows]
        """,
    ),
    "a text of another environment keeps its language": (
        """
        from odoo import models

        def go(self, env):
            return env._("a") + self.sudo().env._("b") + self.env._("c")
        """,
        """
        from odoo.addons.g2p_series17.text import in_env
        from odoo import _, models

        def go(self, env):
            return in_env(env, __name__)("a") + in_env(self.sudo().env, __name__)("b") + _("c")
        """,
    ),
    "a comprehension, a lambda and an inner function have frames of their own": (
        """
        from odoo import models

        def go(self):
            def inner():
                return self.env._("a")
            lines = [self.env._("b") for row in rows]
            return lines, lambda: self.env._("c")
        """,
        """
        from odoo.addons.g2p_series17.text import in_env
        from odoo import models

        def go(self):
            def inner():
                return in_env(self.env, __name__)("a")
            lines = [in_env(self.env, __name__)("b") for row in rows]
            return lines, lambda: in_env(self.env, __name__)("c")
        """,
    ),
    "a local named context would be taken for Odoo's": (
        """
        from odoo import models

        def go(self, context):
            return self.env._("a")
        """,
        """
        from odoo.addons.g2p_series17.text import in_env
        from odoo import models

        def go(self, context):
            return in_env(self.env, __name__)("a")
        """,
    ),
    "a route": (
        '@route("/a", type="jsonrpc", readonly=True, auth="user")\ndef go(self): pass\n',
        '@route("/a", type="json", auth="user")\ndef go(self): pass\n',
    ),
    "a route whose last argument goes": (
        '@http.route(\n    "/a",\n    auth="user",\n    readonly=True,\n)\ndef go(self): pass\n',
        '@http.route(\n    "/a",\n    auth="user",\n)\ndef go(self): pass\n',
    ),
    "the groups of a new user": (
        'a = {"login": "b", "group_ids": [(6, 0, ids)]}\n',
        'a = {"login": "b", "groups_id": [(6, 0, ids)]}\n',
    ),
    "a field's aggregator": (
        'amount = fields.Float(aggregator="avg", string="A")\n',
        'amount = fields.Float(group_operator="avg", string="A")\n',
    ),
    "the path of a tree": (
        "parent_path = fields.Char(index=True)\npath = fields.Char(index=True)\n",
        "parent_path = fields.Char(index=True, unaccent=False)\npath = fields.Char(index=True)\n",
    ),
    "decorators that 17.0 has not": (
        "class A:\n    @api.private\n    @api.model\n    def _go(self): pass\n",
        "class A:\n    @api.model\n    def _go(self): pass\n",
    ),
    "values that were read": (
        "model._fields[name]._insert_cache(records, values)\n",
        "records.env.cache.insert_missing(records, model._fields[name], values)\n",
    ),
    "view types of an action": (
        "a = {'view_mode': 'list,form', 'views': [(False, 'list'), (1, 'form')]}\n",
        "a = {'view_mode': 'tree,form', 'views': [(False, 'tree'), (1, 'form')]}\n",
    ),
    "view types in calls and comparisons": (
        'm.get_view(None, "list", view_type="list")\nx = view_type in ("list", "form")\n',
        'm.get_view(None, "tree", view_type="tree")\nx = view_type in ("tree", "form")\n',
    ),
    "a context's list view": ('c = {"list_view_ref": "a.b"}\n', 'c = {"tree_view_ref": "a.b"}\n'),
    "the backend's address": ('a = "/odoo?debug=1"\n', 'a = "/web?debug=1"\n'),
    "what no rule speaks of": (
        'a = ("state", "listed")  # a list\nb = ["a,list"]\nf"{list}"\n',
        'a = ("state", "listed")  # a list\nb = ["a,list"]\nf"{list}"\n',
    ),
}

HERE = "  # here"
#: refused code, reported at its first line or the marked one
REFUSED = {
    "from odoo.osv import expression": "odoo.osv is not in both series",
    "import odoo.orm.domains": "odoo.orm.domains is not in both series",
    "from odoo import release": "odoo.release is not in both series",
    "from odoo.fields import Domain": "Domain is not portable: use list domains",
    "fields.Domain([])": "Domain is not portable: use list domains",
    "self.env.execute_query(q)": "execute_query is not portable: use cr.execute",
    "m.formatted_read_group([])": "formatted_read_group is not portable: use _read_group",
    "user.has_groups('a')": "has_groups is not portable: use has_group",
    "def _name_search(self): pass": "_name_search is not portable: use _rec_names_search",
    "def _check_access(self, o): pass": "_check_access is not portable: 17.0 does not call it",
    "cron.method_direct_trigger()": "test the method, not the cron",
    "import tomllib": "tomllib is not in Python 3.10",
    "from enum import StrEnum": "enum.StrEnum is not in Python 3.10",
    "datetime.UTC": "datetime.UTC is not in Python 3.10",
    "a = '/odoo/action-1'": "/odoo/... does not exist in 17.0",
    "a = f'/odoo/{x}'": "/odoo/... does not exist in 17.0",
    "a = f'/odoo{x}'": "write the address /odoo without an f-string",
    "self.url_open('/a', json={})": "url_open(json=) is 19.0 only",
    "self.url_open('/a', method='PUT')": "url_open(method=) is 19.0 only",
    "self.make_jsonrpc_request('/a')": "give make_jsonrpc_request() its parameters",
    "@route('/a', captcha='x')\ndef go(self): pass": "route(captcha=) is not in both series",
    "@route('/a', auth='bearer')\ndef go(self): pass": "route(auth=) is not in both series",
    "user.write({'group_ids': []})": "group_ids is not written in code",
    "user.group_ids += group": "group_ids is not written in code",
    "class A: _sql_constraints = []": "_sql_constraints does nothing in 19.0",
    "class A: _a = models.Index(definition='(b)')": "without keywords",
    "a = {'until': days and date}": "until: write `value if condition else False`",
    "record.until = kind.days and until(kind.days)": "until: write `value if condition else False`",
    "class A:\n"
    " a = fields.Char(compute='_b', compute_sudo=True)  # here\n"
    " @api.depends_context('uid')\n"
    " def _b(self): pass": "no compute_sudo where the user decides",
    "def go(self):\n for _ in r: self.env._('a')  # here": "the name _ is the translation in 17.0",
    "@api.private\ndef go(self): pass  # here": "the name must begin with _",
    "class A:\n _a = models.Index('(b)')\n def init(self): pass": "may not have an init()",
}

ALLOWED = (
    "a = {'is_late': not done and due, 'b': a and not b, 'c': a if b else False}\n",
    "class A:\n a = fields.Char(compute='_b', compute_sudo=True)\n def _b(self): pass\n",
    "self.make_jsonrpc_request('/a', {})\n",
    "self.url_open('/a', data={}, headers={}, allow_redirects=False)\n",
    "for _ in range(3): pass\n",
    "user.group_ids.ids\n",
    "lock.release()\n",
)


@pytest.mark.parametrize(("before", "after"), REWRITTEN.values(), ids=REWRITTEN)
def test_python_is_rewritten(before, after):
    text, refusals = python_source.convert(dedent(before).lstrip("\n"))
    assert (text, refusals) == (dedent(after).lstrip("\n"), [])
    ast.parse(text)


@pytest.mark.parametrize(("text", "why"), REFUSED.items())
def test_python_is_refused_at_its_line(text, why):
    _text, refusals = python_source.convert(f"# first\n# second\n{text}\n")
    marked = [at for at, line in enumerate(text.splitlines(), 3) if line.endswith(HERE)]
    assert [line for line, told in refusals if why in told] == (marked or [3])


@pytest.mark.parametrize("text", ALLOWED)
def test_python_of_both_series_is_not_refused(text):
    assert python_source.convert(text)[1] == []


MANIFEST = '{{"version": "19.0.1.2.0", "depends": [{}]}}\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"mail"', '"g2p_series17", "mail"'),
        ("", '"g2p_series17"'),
        ('"mail", "g2p_low"', '"mail", "g2p_low"'),
    ],
)
def test_the_lowest_addons_depend_on_the_shim_for_17(before, after):
    text, refusals = manifest.convert(MANIFEST.format(before), ["g2p_low"])
    expected = MANIFEST.format(after).replace("19.0.1", "17.0.1")
    assert (text, refusals) == (expected, [])


def test_bundles_of_hoot_are_dropped():
    before = dedent("""
        {
            "version": "19.0.1.0.0",
            "depends": ["g2p_low"],
            "assets": {
                "web.assets_unit_tests": [
                    "a/static/tests/*",
                ],
                "web.assets_tests": ["a/static/tests/tours/*"],
            },
        }
    """).lstrip()
    assets = manifest.read(manifest.convert(before, ["g2p_low"])[0])["assets"]
    assert assets == {"web.assets_tests": ["a/static/tests/tours/*"]}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"version": "18.0.1.0.0",\n "depends": ["g2p_low"]}', "'18.0.1.0.0' is not of 19.0"),
        ('{"version": "19.0.1.0.0",\n"depends": ["g2p_low", "demo"]}', "demo is for tests only"),
        ('{"version": "19.0.1.0.0"}', "the manifest has no 'depends'"),
    ],
)
def test_manifests_are_refused(text, why):
    refusals = manifest.convert(text, ["g2p_low"], ["demo"])[1]
    assert [why in told for _line, told in refusals] == [True]


def test_texts_inserted_at_one_place_have_one_order():
    source = PythonSource("x = 1")
    for text in "hgfedcba":
        source.insert(0, text)
    assert source.result() == "abcdefghx = 1"
