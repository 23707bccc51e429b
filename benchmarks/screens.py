"""The requests of a click: a list as read by the web client, a page of a portal."""

import threading
import time

import measure
from lxml import etree
from werkzeug.test import Client

import odoo
from odoo.tools.safe_eval import safe_eval

PAGE = 80
#: above this number of rows the web client shows "10,000+"
COUNTED = 10_001
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}
TEXT = {"char", "text", "html", "many2one", "one2many", "many2many"}


class Screen:
    """An action with its list, opened by one user."""

    def __init__(self, env, action, user):
        self.action = env.ref(action).sudo()
        self.user = user
        self.model = env[self.action.res_model].with_user(user).sudo(False)
        views = {kind: view_id for view_id, kind in self.action.views}
        self.list_view, self.search_view = views.get("list"), self.action.search_view_id.id
        self.domain = self._evaluated(self.action.domain)
        arch = self._arch(self.list_view, "list")
        self.order = arch.get("default_order")
        self.specification = self._specification(arch)

    def _arch(self, view_id, kind):
        return etree.fromstring(self.model.get_view(view_id or False, kind)["arch"])

    def _evaluated(self, text):
        names = {"uid": self.user.id, "context_today": None, "active_id": False}
        return safe_eval(text, names) if text else []

    def _specification(self, arch):
        fields = self.model._fields
        found = {}
        for node in arch.iterchildren("field"):
            field = fields[node.get("name")]
            found[field.name] = {"fields": {"display_name": {}}} if field.relational else {}
        return found

    def open(self, domain=()):
        """The first page and its count."""
        return self.model.web_search_read(
            [*self.domain, *domain],
            self.specification,
            limit=PAGE,
            order=self.order,
            count_limit=COUNTED,
        )

    def keys(self, record):
        """{label: domain} of the search bar's entries, with the record's own value typed."""
        found = {}
        for node in self._arch(self.search_view, "search").iter("field"):
            domain = self._typed(node, record)
            if domain:
                label = self.model._fields[node.get("name")].string
                found[node.get("string") or label] = domain
        return found

    def _typed(self, node, record):
        name = node.get("name")
        field, value = self.model._fields[name], record[name]
        if field.relational:
            value = value[:1].display_name
        if not value or field.type not in TEXT:
            return None
        if node.get("filter_domain"):
            return safe_eval(node.get("filter_domain"), {"self": value})
        return [(name, node.get("operator") or "ilike", value)]


class Portal:
    """A person on the pages, in this process, to measure the server's cost of a request."""

    def __init__(self, env, login):
        self.client = Client(odoo.http.root)
        params = {"db": env.cr.dbname, "login": login, "password": login}
        answer = self._call("/web/session/authenticate", params)
        if "result" not in answer:
            raise RuntimeError(f"{login} cannot sign in: {answer}")

    def _call(self, path, params):
        call = {"jsonrpc": "2.0", "params": params}
        return self.client.post(path, json=call, environ_base=LOCAL).get_json()

    def sample(self, path, runs=5):
        """The median of opening a page, after one that warms up."""
        found = [self._once(path) for _run in range(runs + 1)]
        return measure.median(found[1:])

    def _once(self, path):
        thread, start = threading.current_thread(), time.perf_counter()
        response = self.client.get(path, environ_base=LOCAL)
        wall = time.perf_counter() - start
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        return measure.Sample(wall * 1e3, thread.query_time * 1e3, thread.query_count)
