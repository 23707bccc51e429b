import html
import json
import re
from unittest.mock import patch

from odoo.http import Request
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.web.controllers.export import CSVExport

from .common import LABEL, MODEL, REASON, REFUSED, ExportMixin

NO_RIGHT = "You may not export data. Ask an administrator for the right to export."


@tagged("post_install", "-at_install")
class TestExportFiles(ExportMixin, HttpCase):
    """The files of the export dialog and of a pivot table, as the web client asks for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_exports()

    def setUp(self):
        super().setUp()
        self.sign_in(self.ann)

    def sign_in(self, user):
        self.authenticate(user.login, user.login)

    def ask(self, url, data):
        form = {"data": json.dumps(data), "csrf_token": Request.csrf_token(self), "token": "x"}
        self.env.flush_all()
        answer = self.url_open(url, data=form)
        self.env.invalidate_all()
        return answer

    def file(self, kind, count, **values):
        data = {
            "model": MODEL,
            "fields": [{"name": "record_name", "label": "Record", "type": "char"}],
            "ids": False,
            "domain": [["id", "in", self.rows[:count].ids]],
            "import_compat": False,
            "context": {},
            **values,
        }
        return self.ask(f"/web/export/{kind}", data)

    def table(self, count, model=MODEL):
        row = {"title": "x", "indent": 0, "values": [{"value": 1}]}
        table = {
            "title": "Test",
            "model": model,
            "measure_count": 1,
            "origin_count": 1,  # 17.0 compares periods; its browser sends this, and the next one
            "origin_headers": [],
            "col_group_headers": [[{"title": "Total", "width": 1, "height": 1}]],
            "measure_headers": [{"title": "Count", "is_bold": False}],
            "rows": [row] * count,
        }
        return self.ask("/web/pivot/export_xlsx", table)

    def refusal(self, answer):
        """The error as the web client reads it: name, message, button, context."""
        self.assertEqual(answer.status_code, 500)
        (text,) = re.findall("<p>(.*)</p>", answer.text, re.DOTALL)
        told = json.loads(html.unescape(text))["data"]
        return (told["name"], *told["arguments"])

    def asked_for_a_reason(self, answer, count=201, model=MODEL):
        name, message, action, button, context = self.refusal(answer)
        self.assertEqual(name, "odoo.exceptions.RedirectWarning")
        self.assertEqual(message, REFUSED.format(count, LABEL, 200))
        self.assertEqual(action, self.env.ref("g2p_suite_export.g2p_export_reason_action").id)
        self.assertEqual((button, context), ("Give a reason", {"default_res_model": model}))

    # === The export dialog === #

    def test_a_file_of_too_many_rows_asks_for_a_reason(self):
        for kind in ("csv", "xlsx"):
            with self.subTest(kind=kind):
                self.asked_for_a_reason(self.file(kind, 201))
                self.asked_for_a_reason(self.file(kind, 0, ids=self.rows.ids))
        self.assertFalse(self.log())

    def test_a_file_of_as_many_rows_as_allowed_is_made(self):
        answer = self.file("csv", 200)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(len(answer.text.splitlines()), 1 + 200)
        self.assertEqual((self.log().row_count, self.log().reason), (200, False))

    def test_a_file_as_the_web_client_asks_for_it_leaves_no_warning(self):
        for kind in ("csv", "xlsx"):
            with self.subTest(kind=kind), self.assertNoLogs("odoo.http", "WARNING"):
                self.assertEqual(self.file(kind, 1).status_code, 200)

    def test_one_reason_serves_one_file(self):
        for kind in ("csv", "xlsx"):
            self.give(self.ann)
            self.assertEqual(self.file(kind, 201).status_code, 200)
            self.asked_for_a_reason(self.file(kind, 201))
        self.assertEqual(self.log().mapped("reason"), [REASON, REASON])

    def test_a_grouped_file_has_one_reason(self):
        grouped = {"groupby": ["action"]}
        self.asked_for_a_reason(self.file("xlsx", 201, **grouped))
        self.give(self.ann)
        self.assertEqual(self.file("xlsx", 201, **grouped).status_code, 200)
        self.assertEqual(self.log().mapped("reason"), [REASON])

    def test_a_reason_of_another_user_serves_no_file(self):
        self.give(self.ben)
        self.asked_for_a_reason(self.file("csv", 201))

    def test_a_file_that_met_another_export_is_made_at_the_second_try(self):
        tries = []

        def meet(log):
            tries.append(1)
            if len(tries) == 1:
                query = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"
                log.env.cr.execute(query, log_exceptions=False)

        for kind in ("csv", "xlsx"):
            tries.clear()
            log = type(self.env["g2p.export.log"])
            with self.subTest(kind=kind), patch.object(log, "_one_at_a_time", meet):
                self.assertEqual(self.file(kind, 1).status_code, 200)
            self.assertGreater(len(tries), 2)  # in the route and in the model

    @mute_logger("odoo.addons.web.controllers.export")
    def test_a_file_that_fails_leaves_the_reason_and_no_row(self):
        self.give(self.ann)

        def fail(*_arguments):
            raise ZeroDivisionError

        with patch.object(CSVExport, "from_data", fail):
            self.assertEqual(self.file("csv", 201).status_code, 500)
        self.assertFalse(self.log())
        self.assertEqual(self.file("csv", 201).status_code, 200)

    @mute_logger("odoo.addons.web.controllers.export")
    def test_without_the_right_to_export_there_is_no_file(self):
        self.sign_in(self.reader)
        name, message = self.refusal(self.file("csv", 1))
        self.assertEqual(name, "odoo.exceptions.UserError")
        self.assertIn("You don't have the rights to export data", message)
        self.assertEqual(self.refusal(self.table(1)), ("odoo.exceptions.AccessError", NO_RIGHT))
        self.assertFalse(self.log())

    # === A pivot table === #

    def test_a_table_of_too_many_rows_asks_for_a_reason(self):
        self.asked_for_a_reason(self.table(201))
        self.assertFalse(self.log())

    def test_a_table_is_logged_without_its_figures(self):
        self.assertEqual(self.table(200).status_code, 200)
        row = self.log()
        self.assertEqual((row.kind, row.row_count, row.field_names), ("table", 200, "Count"))
        self.give(self.ann)
        self.assertEqual(self.table(201).status_code, 200)
        self.asked_for_a_reason(self.table(201), 401)

    def test_tables_of_other_models_are_free(self):
        self.sign_in(self.reader)
        self.assertEqual(self.table(201, "res.country").status_code, 200)
        self.assertFalse(self.log())
