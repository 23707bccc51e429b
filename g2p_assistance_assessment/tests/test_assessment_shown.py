from lxml import etree

from odoo.tests import tagged

from .common import CriteriaCase


@tagged("post_install", "-at_install")
class TestAssessmentShown(CriteriaCase):
    """The case's form: a readable block for each assessment."""

    def shown(self, application, user=None):
        self.env.invalidate_all()
        return application.with_user(user or self.two).sudo(False).assessments_shown

    def test_the_form_shows_the_blocks(self):
        application = self.waiting()
        mine = application.with_user(self.two).sudo(False)
        arch = etree.fromstring(mine.get_view(view_type="form")["arch"])
        [page] = arch.xpath("//page[@name='assessments']")
        self.assertEqual([field.get("name") for field in page.iter("field")], ["assessments_shown"])
        self.assertFalse(self.shown(application))

    def test_a_block_has_who_when_the_arithmetic_and_the_remarks(self):
        self.table((70, 80))
        application = self.waiting()
        assessment = self.assessed(application, assessment_remarks="A widow.\nNo land.")
        block = etree.fromstring(self.shown(application))
        self.assertTrue(block.findtext("h4").startswith("Assessment · Officer One · "))
        rows = {row.findtext("th"): row.findtext("td") for row in block.iter("tr")}
        self.assertEqual(rows["Income"], "4 of 5 × weight 3 = 12 of 15")
        texts = ["".join(line.itertext()) for line in block.iter("p")]
        money, part = assessment.currency_id.format, "Suggested: 80 % of the requested"
        self.assertEqual(
            texts[:1] + texts[2:],
            [
                "Total: 32 of 45 points = 71 %, rounded.",
                f"{part} {money(1200)}, as from a score of 70 % = {money(960)}.",
                f"Recommended amount: {money(900)}",
                "A widow.No land.",
            ],
        )

    def test_texts_are_escaped(self):
        self.income.name = "<b>Income</b>"
        application = self.waiting()
        self.assessed(application, assessment_remarks="<script>alert(1)</script>")
        shown = self.shown(application)
        self.assertIn("&lt;script&gt;alert(1)&lt;/script&gt;", shown)
        self.assertIn("&lt;b&gt;Income&lt;/b&gt;", shown)

    def test_assessments_without_criteria_stay_readable(self):
        (self.income | self.urgency | self.insured).write({"active": False})
        application = self.submitted()
        self.assess(application, amount=800)
        block = etree.fromstring(self.shown(application))
        rows = {row.findtext("th"): row.findtext("td") for row in block.iter("tr")}
        self.assertEqual(rows, {"Need": "4"})
        self.assertIn("In need.", self.shown(application))

    def test_the_screen_of_a_case_needs_no_more_queries_for_more_answers(self):
        few = self.waiting()
        self.assessed(few)
        self.income.create([self.criterion(f"More {n}", required=False) for n in range(10)])
        many = self.waiting(user=self.eve)
        self.assessed(many)
        self.assertEqual(len(many.sudo().assessment_ids.line_ids), 13)
        self.queries_of_showing(few)  # fills the caches
        self.assertLessEqual(self.queries_of_showing(many), self.queries_of_showing(few))

    def queries_of_showing(self, application):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        application.with_user(self.two).sudo(False).read(["assessments_shown"])
        return self.cr.sql_log_count - before
