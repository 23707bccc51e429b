import inspect
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from odoo.addons.web.controllers.export import CSVExport

from ..tools.own_question import PAGES
from .common import QuestionCase


@tagged("post_install", "-at_install")
class TestOffice(QuestionCase):
    """Own answers as officers see and export them."""

    def for_officer(self, application):
        return application.with_user(self.one).sudo(False)

    def test_the_form_shows_them_as_a_table(self):
        case = self.for_officer(self.fire_submitted())
        arch = etree.fromstring(case.get_view(view_type="form")["arch"])
        [field] = arch.xpath("//group[@string='Request']/field[@name='own_answers_table']")
        self.assertEqual(field.get("invisible"), "not own_answers_table")
        table = etree.fromstring(case.read(["own_answers_table"])[0]["own_answers_table"])
        rows = {row.findtext("th"): row.findtext("td") for row in table.iter("tr")}
        self.assertEqual(rows["How did the fire begin?"], "Cooking")
        self.assertNotIn("Who was hurt?", rows)

    def test_texts_are_escaped(self):
        application = self.fire_draft()
        answers = {**self.fire_answers("address"), "q_plot": "<script>alert(1)</script>"}
        self.asked["plot"].label = "<b>Where</b>"
        self.assertEqual(application._portal_save("address", answers), {})
        application._portal_submit()
        table = self.for_officer(application).own_answers_table
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", table)
        self.assertIn("&lt;b&gt;Where&lt;/b&gt;", table)

    def test_they_are_exported_and_no_formula_is(self):
        self.asked["cause"].label = "=cmd|' /C calc'!A0"
        application = self.fire_draft()
        answers = {**self.fire_answers("address"), "q_plot": "=1+1"}
        application._portal_save("address", answers)
        application._portal_submit()
        case = self.for_officer(application)
        self.join(self.one, "base.group_allow_export")
        [[text]] = case.export_data(["own_answers_text"])["datas"]
        self.assertIn("Where did the house stand?: =1+1", text)
        # 17.0 passes only the headers of the columns
        columns = [[{"name": "x"}], ["Answers"]]
        taken = len(inspect.signature(CSVExport.from_data).parameters) - 2
        written = CSVExport().from_data(*columns[-taken:], [[text]])
        cell = written.decode() if isinstance(written, bytes) else written
        self.assertNotIn('"=', cell)
        self.assertIn("\"'=cmd", cell)
        exportable = case.fields_get(["own_answers_table"])["own_answers_table"]
        self.assertFalse(exportable["exportable"])

    def test_many_cases_are_read_without_a_query_for_each(self):
        cases = self.fire_submitted() | self.fire_submitted(self.eve)
        self._queries(cases)  # fills the caches of a running server
        one, both = (self._queries(cases[:1]), self._queries(cases))
        self.assertEqual(one, both)

    def _queries(self, cases):
        self.env.invalidate_all()
        case_sudo = cases.sudo()  # sudo: without the queries of record rules
        before = self.cr.sql_log_count
        case_sudo.mapped("own_answers_text")
        return self.cr.sql_log_count - before

    def test_a_page_is_read_without_a_query_for_each_question(self):
        application = self.start_fire()
        self._page(application)  # fills the caches of a running server
        few = self._page(application)
        for number in range(10):
            self.env["g2p.assistance.question"].create(
                {"type_id": self.house.id, "code": f"more_{number}", "label": "More?"}
            )
        self.assertEqual(self._page(application), few)

    def test_the_review_reads_a_pages_own_answers_once(self):
        application, calls = self.fire_submitted(), []
        Application = type(application)
        real = Application._own_answered
        with patch.object(
            Application, "_own_answered", lambda case: calls.append(case) or real(case)
        ):
            pages = application._portal_review()
        self.assertEqual(len(calls), len(PAGES))
        lines = dict(line for page in pages for line in page["lines"])
        self.assertEqual(lines["How did the fire begin?"], "Cooking")

    def _page(self, application):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        application._questions("treatment")
        application._portal_review()
        return self.cr.sql_log_count - before
