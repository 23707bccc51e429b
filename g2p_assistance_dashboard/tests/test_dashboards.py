import json

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide

ADDON = "g2p_assistance_dashboard"
ROLE = "g2p_immediate_assistance.group_assistance_"
BOARDS = ("demand", "time", "money", "integrity")
READERS = {
    "officer": {"demand", "time"},
    "auditor": set(BOARDS),
    "manager": set(BOARDS),
    "analyst": set(),
}


def queries(document):
    """(model, domain, groups, measures, columns of the filters) of each pivot and chart."""
    for pivot in document["pivots"].values():
        groups = [
            ":".join(filter(None, (one["fieldName"], one.get("granularity"))))
            for one in [*pivot["rows"], *pivot["columns"]]
        ]
        measures = [measure["id"] for measure in pivot["measures"]]
        yield pivot["model"], pivot["domain"], groups, measures, pivot["fieldMatching"]
    for figure in document["sheets"][0]["figures"]:
        data = figure["data"]
        if data["type"].startswith("odoo_"):
            meta = data["metaData"]
            yield (
                meta["resModel"],
                data["searchParams"]["domain"],
                meta["groupBy"],
                [meta["measure"]],
                data["fieldMatching"],
            )


class DashboardCase(AssistanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.readers = {
            role: new_test_user(cls.env, f"dashboard {role}", ROLE + role) for role in READERS
        }

    def board(self, name):
        return self.env.ref(f"{ADDON}.spreadsheet_dashboard_{name}")

    def document(self, name):
        return json.loads(self.board(name).spreadsheet_data)

    def ask(self, user, query, narrowed=False):
        """The groups of a query, as the web client asks for them."""
        model, domain, groups, measures, columns = query
        if narrowed:
            domain = [*domain, *self.narrow(columns)]
        rows = self.env[model].with_user(user).sudo(False)
        aggregates = [
            measure if measure == "__count" or ":" in measure else self.default(rows, measure)
            for measure in measures
        ]
        return rows.formatted_read_group(domain, groups, aggregates)

    @staticmethod
    def default(rows, measure):
        return f"{measure}:{rows._fields[measure].aggregator}"

    def narrow(self, columns):
        """A condition for each filter of a dashboard."""
        values = {"program": self.program, "type": self.type}
        for name, column in columns.items():
            if name == "period":
                yield (column["chain"], ">=", "2026-01-01 00:00:00")
            elif name in values:
                yield (column["chain"], "in", values[name].ids)


@tagged("post_install", "-at_install")
class TestDashboards(DashboardCase):
    def test_each_role_sees_its_dashboards(self):
        for role, names in READERS.items():
            found = self.env["spreadsheet.dashboard"].with_user(self.readers[role])
            ids = found.search([("id", "in", [self.board(name).id for name in BOARDS])]).ids
            self.assertEqual(set(ids), {self.board(name).id for name in names}, role)

    def test_nobody_else_sees_one(self):
        for user in (self.clerk, self.issuer):
            for name in BOARDS:
                with self.subTest(user=user.login, board=name), self.assertRaises(AccessError):
                    self.board(name).with_user(user).sudo(False).read(["name"])

    def test_every_query_is_answered_to_each_reader(self):
        self.issued()
        for role, names in READERS.items():
            for name in names:
                for query in queries(self.document(name)):
                    with self.subTest(role=role, board=name, query=query[:4]):
                        self.ask(self.readers[role], query)
                        self.ask(self.readers[role], query, narrowed=True)

    def test_every_query_is_answered_without_applications(self):
        for name in BOARDS:
            for query in queries(self.document(name)):
                with self.subTest(board=name, query=query[:4]):
                    self.ask(self.readers["manager"], query, narrowed=True)

    def test_filters_point_to_columns_of_their_kind(self):
        for name in BOARDS:
            document = self.document(name)
            models = {one["id"]: one.get("modelName") for one in document["globalFilters"]}
            for model, _domain, _groups, _measures, columns in queries(document):
                self.assertLessEqual(set(columns), set(models))
                for key, column in columns.items():
                    field = self.env[model]._fields[column["chain"]]
                    self.assertEqual(field.type, column["type"])
                    self.assertEqual(field.comodel_name, models[key])

    def test_cards_show_queries_of_the_file(self):
        for name in BOARDS:
            document = self.document(name)
            shown, data = document["sheets"]
            for figure in shown["figures"]:
                if figure["data"]["type"] == "scorecard":
                    cell = figure["data"]["keyValue"].removeprefix("Data!")
                    number = data["cells"][cell].partition("PIVOT.VALUE(")[2].partition(",")[0]
                    self.assertIn(number, document["pivots"])

    def test_nine_applications_are_nine_on_the_dashboard(self):
        for _n in range(9):
            decide(self, "2026-02-03", "rejected")
        count = next(queries(self.document("demand")))
        (row,) = self.ask(self.readers["officer"], count, narrowed=True)
        self.assertEqual(row["__count"], 9)

    def test_balances_do_not_depend_on_the_period(self):
        """Otherwise a fund that began last year would be empty this year."""
        document = self.document("money")
        balance = next(queries(document))
        self.assertEqual(set(balance[-1]), {"program", "currency"})
        self.issued(granted=1000)
        (row,) = self.ask(self.readers["auditor"], balance, narrowed=True)
        self.assertEqual(row["amount_available:sum"], self.fund.available)

    def test_a_dashboard_names_the_moment_of_its_figures(self):
        for name in BOARDS:
            self.assertIn("NOW()", self.document(name)["sheets"][0]["cells"]["A1"])

    def test_a_dashboard_has_no_public_link(self):
        shares = self.env["spreadsheet.dashboard.share"].with_user(self.readers["manager"])
        copies = self.board("demand").copy({"name": "Copy"})
        for board in (self.board("demand"), copies):
            with self.assertRaisesRegex(ValidationError, "have no public link"):
                shares.action_get_share_url({"dashboard_id": board.id, "spreadsheet_data": "{}"})

    def test_other_dashboards_have_one(self):
        vals = {"name": "Other", "dashboard_group_id": self.board("demand").dashboard_group_id.id}
        other = self.env["spreadsheet.dashboard"].create(vals)
        shares = self.env["spreadsheet.dashboard.share"].with_user(self.readers["manager"])
        made = shares.action_get_share_url({"dashboard_id": other.id, "spreadsheet_data": "{}"})
        self.assertIn("/dashboard/share/", made)

    def test_another_company_sees_no_figure(self):
        self.issued()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        auditor = self.readers["auditor"]
        auditor.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for name in BOARDS:
            for query in queries(self.document(name)):
                model, domain = query[0], query[1]
                rows = self.env[model].with_user(auditor).sudo(False)
                self.assertEqual(rows.search_count(domain), 0)


@tagged("post_install", "-at_install")
class TestDashboardsServed(HttpCase):
    def test_the_file_is_served_to_its_readers_only(self):
        users = {
            role: new_test_user(self.env, f"served_{role}", ROLE + role, password=f"served_{role}")
            for role in ("auditor", "analyst")
        }
        board = self.env.ref(f"{ADDON}.spreadsheet_dashboard_money")
        address = f"/spreadsheet/dashboard/data/{board.id}"
        self.authenticate(users["auditor"].login, users["auditor"].login)
        answer = self.url_open(address)
        self.assertEqual(answer.json()["snapshot"]["sheets"][0]["name"], "Dashboard")
        self.authenticate(users["analyst"].login, users["analyst"].login)
        with mute_logger("odoo.http"):  # logs the refusal
            self.assertEqual(self.url_open(address).status_code, 403)
