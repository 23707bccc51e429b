"""Every page of the person's portal: its weight, what it may load, errors, and no JavaScript."""

from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo.exceptions import AccessError
from odoo.http import request
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_http import IrHttp as HttpOfOdoo
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS
from odoo.addons.g2p_suite_page.tests import page_checks

from .common import BASE, AssistancePageCase

#: the routes whose own code is made to fail
LIST = "odoo.addons.g2p_self_service.controllers.application.AssistanceApplication._render"


@tagged("post_install", "-at_install")
class TestPageFrame(AssistancePageCase):
    def pages(self):
        """Every page of a person with a draft."""
        application = self.draft()
        own = ["/assistance", f"/assistance/{self.type.code}", BASE, self.url(application)]
        return own + [self.url(application, step) for step in (*STEPS, "withdraw")]

    def test_every_page_is_light_and_loads_only_its_own_files(self):
        pages = self.pages()
        self.sign_in()
        for url in pages:
            with self.subTest(url=url):
                response = self.get(url)
                page_checks.assert_light(self, response)
                page_checks.assert_own(self, response)

    def test_the_page_with_the_voucher_is_light_too(self):
        application = self.issued()
        self.sign_in()
        response = self.get(self.url(application))
        self.assertIn("g2p-qr", response.text)
        page_checks.assert_light(self, response)
        page_checks.assert_own(self, response)

    def test_every_page_has_the_frame(self):
        pages = self.pages()
        self.sign_in()
        for url in pages:
            with self.subTest(url=url):
                tree = html.fromstring(self.get(url).text)
                self.assertEqual(tree.xpath("//a[@class='g2p-name']/@href"), ["/assistance"])
                self.assertTrue(tree.xpath("//a[@class='g2p-leave'][@rel='noreferrer nofollow']"))
                self.assertTrue(tree.xpath("//footer//a[@href='/assistance/accessibility']"))
                self.assertEqual(tree.xpath("//a[@class='g2p-skip']/@href"), ["#main"])

    def test_a_newcomer_finds_the_way_to_apply_at_the_hosts_own_address(self):
        if "website" in self.env:
            self.assertEqual(self.url_open("/").status_code, 200)
            return
        self.assertTrue(self.get("/", 303).headers["Location"].endswith("/assistance"))
        page = html.fromstring(self.get("/assistance").text)
        self.assertTrue(page.find_class("g2p-sign-in"), "and officers the way to sign in")
        self.sign_in()
        self.assertFalse(self.get("/", 303).headers["Location"].endswith("/assistance"))

    # === Errors === #

    @mute_logger("odoo.http")
    def test_what_is_not_there_or_not_yours_is_not_found(self):
        foreign = self.draft()
        self.sign_in(self.eve)
        paths = ("/assistance/NO-SUCH", "/assistance/a/b/c", f"{BASE}/nothing-there")
        for path in (*paths, self.url(foreign), self.url(foreign, "address")):
            with self.subTest(path=path):
                response = self.url_open(path, allow_redirects=False)
                self.assertEqual(page_checks.assert_framed(self, response, 404), "/assistance")
                self.assertNotIn(foreign.name, response.text)

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def test_a_server_error_is_a_page_without_its_cause(self):
        self.sign_in()
        with patch(LIST, side_effect=ZeroDivisionError("secret of the house")):
            response = self.url_open(BASE, allow_redirects=False)
        way = page_checks.assert_framed(self, response, 500)
        self.assertEqual(self.get(way).status_code, 200)
        self.assertNotIn("secret of the house", response.text)
        self.assertIn("UTC", self.words(response))

    @mute_logger("odoo.http")
    def test_a_refusal_is_a_page_with_its_sentence(self):
        self.sign_in()
        with patch(LIST, side_effect=AccessError("Ask the office.")):
            response = self.url_open(BASE, allow_redirects=False)
        page_checks.assert_framed(self, response, 403)
        self.assert_reads(response, "You cannot open this page", "Ask the office.")

    @mute_logger("odoo.http")
    def test_a_form_without_its_token_goes_back_to_its_page(self):
        application = self.draft()
        self.sign_in()
        action = self.url(application, "address/save")
        response = self.url_open(action, data={"street": "X"}, allow_redirects=False)
        way = page_checks.assert_framed(self, response, 400)
        self.assertEqual(way, self.url(application, "address"))
        self.assertEqual(self.get(way).status_code, 200)

    @mute_logger("odoo.http")
    def test_files_that_are_too_large_lead_back_to_the_documents(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "documents"))
        with patch("odoo.http.DEFAULT_MAX_CONTENT_LENGTH", 20_000):
            response = self.add_document(application, b"x" * 200_000, page=page)
        way = page_checks.assert_framed(self, response, 413)
        self.assertEqual(way, self.url(application, "documents"))

    @mute_logger("odoo.http")
    def test_other_addons_may_ask_for_parameters_that_could_not_be_read(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "documents"))
        after, asked = HttpOfOdoo._post_dispatch, []

        def ask(response):  # as Odoo's utm, which comes with its website
            asked.append(request.params)
            return after(response)

        with (
            patch.object(HttpOfOdoo, "_post_dispatch", ask),
            patch("odoo.http.DEFAULT_MAX_CONTENT_LENGTH", 20_000),
        ):
            response = self.add_document(application, b"x" * 200_000, page=page)
        page_checks.assert_framed(self, response, 413)
        self.assertEqual(asked, [{}])

    def test_an_ended_session_leads_to_the_sign_in_page_and_back(self):
        self.authenticate(None, None)
        response = self.get(BASE, 303)
        where = urlsplit(response.headers["Location"])
        self.assertEqual(where.path, self.env.registry["ir.http"]._sign_in_address())
        self.assertIn("redirect=%2Fmy%2Fassistance", where.query)

    # === Without JavaScript === #

    def test_from_the_list_of_types_to_the_receipt_without_a_script(self):
        self.sign_in()
        page = html.fromstring(self.get("/assistance").text)
        [first] = page.xpath("//main//a[@href=$way]", way=f"/assistance/{self.type.code}")
        response = self.send(self.get(first.get("href")), f"{BASE}/start")
        application = self.applications()
        for step in STEPS[:-1]:
            self.assertTrue(urlsplit(response.url).path.endswith(f"/{step}"), response.url)
            if step == "documents":
                response = self.add_document(application, page=response, **{"continue": "1"})
            else:
                response = self.save(application, step, response, **self.answers(step))
        response = self.submit(application, response)
        self.assert_reads(response, "Application submitted", application.sudo().name)

    def test_a_script_that_sends_a_form_leaves_the_notice_for_the_page(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        values = {**self.form(page, self.url(application, "address/save")), "street": "9 New Road"}
        answer = self.url_open(
            self.url(application, "address/save"),
            data=values,
            headers={"X-Sent-By-Script": "1"},
        )
        self.assertNotIn("Saved.", self.words(answer))
        self.assertIn("Saved.", self.words(self.get(urlsplit(answer.url).path)))
