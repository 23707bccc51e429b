from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_assistance_area.tests.common import AreaCase
from odoo.addons.g2p_assistance_assessment.tests.common import CriteriaCase
from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_document_store.tests.common import pdf
from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

AUDITOR = (
    "g2p_immediate_assistance.group_assistance_auditor,g2p_document_store.group_document_auditor"
)


@tagged("post_install", "-at_install")
class TestAreasOfAssessments(CompaniesCase, CriteriaCase, AreaCase, HttpCase):
    """Files of assessments and answers to criteria stay in the area of their case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.northern_auditor, cls.southern_auditor = (
            new_test_user(cls.env, f"case {name} auditor", AUDITOR) for name in ("north", "south")
        )
        cls.limit(cls.northern_auditor, cls.north)
        cls.limit(cls.southern_auditor, cls.south)

    def setUp(self):
        super().setUp()
        application = self.waiting()
        application.sudo()._set_area(self.hill)
        self.assessment = self.assessed(application)
        self.assessment.with_user(self.one).sudo()._attach([("visit.pdf", pdf(pages=1))])
        work_off(self.env)
        self.file = self.assessment.document_ids
        self.env["g2p.document.download"].with_user(self.one)._log(self.file)
        self.env.flush_all()

    def rows(self):
        downloads = self.env["g2p.document.download"].search([("document_id", "=", self.file.id)])
        return [self.assessment, self.assessment.line_ids, self.file, downloads]

    def test_who_is_limited_to_the_south_reads_nothing_of_the_north(self):
        for rows in self.rows():
            self.assertTrue(rows)
            for user in (self.southern, self.southern_auditor):
                with self.subTest(model=rows._name, user=user.login):
                    mine = self.as_user(user, rows)
                    found = []
                    if mine.has_access("read"):
                        found = mine.search([("id", "in", rows.ids)])
                    self.assertFalse(found)
                    with self.assertRaises(AccessError):
                        mine.read(["id"])

    def test_the_same_rows_are_read_in_the_north(self):
        seen = {self.northern: self.rows()[:3], self.northern_auditor: self.rows()}
        for user, all_rows in seen.items():
            for rows in all_rows:
                with self.subTest(model=rows._name, user=user.login):
                    mine = self.as_user(user, rows)
                    self.assertEqual(mine.search([("id", "in", rows.ids)]), rows)
                    self.assertTrue(mine.read(["id"]))

    def addresses(self):
        """Of the file and of the image of its page."""
        base = f"/document/{self.file.public_id}"
        return base, f"{base}?view=1", f"{base}/page/0", f"{base}/page/1"

    def test_a_file_and_its_pages_open_only_in_the_north(self):
        for user, status in (
            (self.southern, 404),
            (self.southern_auditor, 404),
            (self.northern, 200),
        ):
            self.authenticate(user.login, user.login)
            for address in self.addresses():
                with self.subTest(user=user.login, address=address):
                    answer = self.url_open(address, allow_redirects=False)
                    self.assertEqual(answer.status_code, status)

    def test_every_model_of_these_addons_that_belongs_to_a_case_has_a_rule(self):
        links = self.env["g2p.assistance.scope"]._links_to_cases()
        self.assertEqual(links["g2p.assistance.assessment.line"], ("assessment_id",))
        self.assertIn("assessment_id", links["g2p.document"])
        self.assertEqual(self.unruled(sorted(links), "_case_scope"), [])
