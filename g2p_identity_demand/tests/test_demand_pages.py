from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_self_service.tests.common import BASE, AssistancePageCase
from odoo.addons.g2p_suite_account.models.ir_http import PROOF

from .common import DemandCase


@tagged("post_install", "-at_install")
class TestDemandPages(DemandCase, AssistancePageCase):
    """People are led to the proof in the middle of an application, and lose nothing."""

    def setUp(self):
        super().setUp()
        self.sign_in()

    def assert_led_to_the_proof(self, response, way):
        self.assertEqual(response.status_code, 303)
        found = urlsplit(response.headers["Location"])
        self.assertEqual((found.path, parse_qs(found.query)["redirect"]), (PROOF, [way]))

    def test_the_page_of_a_type_says_what_is_demanded(self):
        kind = f"/assistance/{self.type.code}"
        self.assertNotIn('id="demand"', self.get(kind).text)
        for moment, words in (
            ("start", "before you start"),
            ("submit", "before you submit"),
            ("receive", "before you get the voucher"),
        ):
            self.demand(moment)
            self.assert_reads(self.get(kind), words)

    def test_starting_leads_to_the_proof_and_back(self):
        self.demand("start")
        page = self.get(f"/assistance/{self.type.code}")
        response = self.send(page, f"{BASE}/start", follow=False)
        self.assert_led_to_the_proof(response, f"{BASE}/start/{self.type.code}")
        self.prove()
        page = self.get(f"/assistance/{self.type.code}")
        self.assertNotIn('id="for_another"', page.text)
        self.send(page, f"{BASE}/start")
        self.assertEqual(len(self.applications()), 1)

    def test_submitting_leads_to_the_proof_and_loses_no_answer(self):
        self.demand("submit")
        application = self.draft()
        before = self.answers_of(application)
        action = self.url(application, "submit")
        page = self.get(self.url(application, "review"))
        response = self.send(page, action, follow=False)
        self.assert_led_to_the_proof(response, self.url(application, "review"))
        self.assertEqual(self.answers_of(application), before)
        self.prove()
        self.assert_reads(self.submit(application), "Application submitted", application.name)

    def answers_of(self, application):
        self.env.invalidate_all()
        application_sudo = application.sudo()  # sudo: read as the test, whatever people see
        names = [question.name for question in application_sudo._questions()]
        stored = [name for name in names if name in application_sudo._fields]
        return application_sudo.read([*stored, "state", "document_ids"])

    def test_the_voucher_is_shown_after_the_proof(self):
        self.demand("receive")
        application = self.issued(person=self.person)
        page = self.get(self.url(application))
        self.assert_reads(page, "Show with an ID who you are.")
        self.assertNotIn('id="voucher"', page.text)
        self.assertNotIn(application.voucher_id.active_copy_id.code, page.text)
        [link] = html.fromstring(page.text).xpath("//a[@id='prove']/@href")
        self.assertEqual(parse_qs(urlsplit(link).query)["redirect"], [self.url(application)])
        paper = self.url_open(application.voucher_id.document_id._url(), allow_redirects=False)
        self.assertEqual(paper.status_code, 404)
        self.prove()
        page = self.get(self.url(application))
        self.assertIn('id="voucher"', page.text)
        self.assertNotIn('id="locked"', page.text)

    def test_somebody_starts_for_another(self):
        self.demand("start")
        page = self.get(f"/assistance/{self.type.code}")
        [button] = html.fromstring(page.text).xpath("//button[@id='for_another']")
        values = self.form(page, f"{BASE}/start")
        response = self.url_open(button.get("formaction"), data=values, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        application = self.applications()
        self.assertEqual(application.sudo().relation, "helper")  # sudo: only compared
        self.assertNotIn('id="others"', self.get(self.url(application)).text)

    def test_who_applied_for_another_sees_that_the_office_identifies_the_patient(self):
        application = self.for_another(self.draft())
        self.demand("submit")
        application._portal_submit()
        self.assert_reads(
            self.get(self.url(application)), "The office identifies the person who needs help."
        )

    def test_a_visitor_and_a_foreign_type_start_nothing(self):
        token = {"csrf_token": self.csrf_token(), "code": "NO-SUCH"}
        action = "/my/assistance/start-for-another"
        self.assertEqual(self.url_open(action, data=token).status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(action, data={"code": self.type.code}, allow_redirects=False)
        self.assertIn(answer.status_code, (303, 400))
        self.assertFalse(self.applications())
