import re
from unittest.mock import patch

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..tools import colours
from . import page_checks

STATEMENT = "/assistance/accessibility"
#: a picture of one dot
DOT = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    b"+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestPageFrame(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        if "website" in cls.env:
            cls.site = cls.env["website"].search([], limit=1)
            cls.company = cls.site.company_id
        cls.company.write({"phone": "+254 700 000 001", "email": "help@example.org"})

    def page(self, **kwargs):
        response = self.url_open(STATEMENT, allow_redirects=False, **kwargs)
        self.assertEqual(response.status_code, 200)
        return response

    def tree(self, **kwargs):
        return html.fromstring(self.page(**kwargs).text)

    def test_a_page_is_light_and_loads_only_its_own_files(self):
        response = self.page()
        self.assertTrue(response.text.lstrip().startswith("<!DOCTYPE html>"))
        page_checks.assert_light(self, response)
        page_checks.assert_own(self, response)

    def test_files_are_kept_and_have_a_version(self):
        response = self.page()
        for address in page_checks.parts(response):
            if "/static/src/page/" in address:
                self.assertRegex(address, r"\?v=[0-9a-f]{12}$")
                self.assertIn("max-age", self.url_open(address).headers["Cache-Control"])

    def test_the_offices_name_and_contact_are_on_every_page(self):
        tree = self.tree()
        name = self.site.name if "website" in self.env else self.company.name
        self.assertEqual(tree.findtext(".//a[@class='g2p-name']/span"), name)
        self.assertIn("tel:", " ".join(tree.xpath("//footer//a/@href")))
        self.assertEqual(tree.xpath("//footer//a[text()='Accessibility']/@href"), [STATEMENT])

    def test_the_offices_colour_is_a_file_and_dark_enough(self):
        self.company.primary_color = "#ffcc00"
        [address] = self.tree().xpath("//link[contains(@href, '/suite/look/')]/@href")
        response = self.url_open(address)
        self.assertEqual(response.headers["Content-Type"], "text/css; charset=utf-8")
        [code] = re.findall("--g2p-brand:#([0-9a-f]{6});", response.text)
        self.assertNotEqual(code, "ffcc00")
        self.assertGreaterEqual(colours.contrast(code, "ffffff"), colours.CONTRAST)
        self.company.primary_color = False
        self.assertEqual(self.tree().xpath("//link[contains(@href, '/suite/look/')]"), [])

    def test_only_a_colour_has_a_style_sheet(self):
        for name in ("nothing", "0b5563", "0B5563.css", "0b5563.css.css", "}body{.css"):
            response = self.url_open(f"/suite/look/{name}", allow_redirects=False)
            self.assertEqual(response.status_code, 404, name)
            self.assertNotIn("text/css", response.headers["Content-Type"])

    def test_the_page_can_be_left_quickly_where_the_office_wants_it(self):
        for wrong in ("javascript:alert(1)", "www.example.org", "//example.org"):
            with self.assertRaises(ValidationError):
                self.company.g2p_leave_address = wrong
        self.company.g2p_leave_address = "https://weather.example.org/"
        self.assertEqual(self.company.g2p_leave_address, "https://weather.example.org/")

    def test_languages_are_chosen_by_their_own_names(self):
        if "portal.mixin" not in self.env:
            self.skipTest("Odoo's routing of pages gives the addresses")
        self.assertEqual(self.tree().find_class("g2p-langs"), [])
        arabic = self.env["res.lang"]._activate_lang("ar_001")
        if "website" in self.env:
            self.assertEqual(self.tree().find_class("g2p-langs"), [], "not one of the site's")
            self.site.language_ids += arabic
        links = self.tree().xpath("//nav[@class='g2p-langs']//a")
        self.assertEqual({link.get("lang") for link in links}, {"en-US", "ar-001"})
        [link] = [link for link in links if link.get("lang") == "ar-001"]
        page = self.url_open(link.get("href"))
        tree = html.fromstring(page.text)
        self.assertEqual((tree.get("lang"), tree.get("dir")), ("ar-001", "rtl"))

    def test_the_top_entries_of_a_sites_menu_are_shown_and_only_those(self):
        shown = "//nav[@class='g2p-entries']/a"
        if "website" not in self.env:
            self.assertEqual([link.text for link in self.tree().xpath(shown)], ["Sign in"])
            return
        menus = self.env["website.menu"]
        about = {"website_id": self.site.id, "parent_id": self.site.menu_id.id}
        menus.create({**about, "name": "Who we are", "url": "who-we-are"})
        menus.create({**about, "name": "No page", "url": "#"})
        top = menus.create({**about, "name": "Where to go", "url": "/nothing"})
        for name, address in (("No place", "#"), ("A clinic", "/clinic"), ("A school", "/school")):
            menus.create({**about, "name": name, "url": address, "parent_id": top.id})
        found = {link.text: link.get("href") for link in self.tree().xpath(shown)}
        self.assertEqual(found["Who we are"], "/who-we-are")
        self.assertEqual(found["Where to go"], "/clinic", "the first below it")
        self.assertFalse({"No page", "A clinic", "A school"} & set(found))
        self.assertIn("Sign in", found)

    def test_a_sites_logo_is_the_sites(self):
        logo = "string(//a[@class='g2p-name']/img/@src)"
        if "website" not in self.env:
            self.company.logo = False
            self.assertNotIn("/website/", self.tree().xpath(logo))
            return
        self.site.logo = DOT
        address = self.tree().xpath(logo)
        self.assertIn(f"/web/image/website/{self.site.id}/logo/", address)
        self.assertEqual(self.url_open(address).headers["Content-Type"], "image/png")
        self.site.logo = False
        self.assertEqual(self.tree().xpath(logo), "")

    def test_a_signed_in_user_can_sign_out_and_a_visitor_sign_in(self):
        new_test_user(self.env, "framed_user", "base.group_portal", password="framed_user")
        [link] = self.tree().xpath("//a[@class='g2p-sign-in']/@href")
        self.assertIn("redirect=%2Fassistance%2Faccessibility", link)
        self.authenticate("framed_user", "framed_user")
        tree = self.tree()
        self.assertEqual(tree.find_class("g2p-sign-in"), [])
        self.assertTrue(tree.xpath("//a[starts-with(@href, '/web/session/logout')]"))

    # === Errors === #

    def test_an_address_that_is_not_there_is_a_page_of_the_frame(self):
        if "portal.mixin" not in self.env:
            self.skipTest("without Odoo's routing of pages there are none")
        response = self.url_open("/suite/not/here", allow_redirects=False)
        way = page_checks.assert_framed(self, response, 404)
        self.assertEqual(self.url_open(way).status_code, 200)

    def test_a_request_too_broken_to_look_anything_up_gets_a_bare_page(self):
        response = self.url_open("/suite/%00", allow_redirects=False)
        page_checks.assert_framed(self, response, 404)
        page_checks.assert_light(self, response)

    def test_the_wrong_method_is_answered_in_the_frame(self):
        response = self.url_open(STATEMENT, data={"a": "b"}, allow_redirects=False)
        page_checks.assert_framed(self, response, 405)
        self.assertIn("GET", response.headers["Allow"])

    @mute_logger("odoo.http", "odoo.addons.g2p_suite_page.models.ir_http_errors")
    def test_even_a_broken_frame_is_answered_with_a_page(self):
        if "portal.mixin" not in self.env:
            self.skipTest("without Odoo's routing of pages there are none")
        frame = type(self.env["g2p.page.frame"])
        with patch.object(frame, "_values", side_effect=ZeroDivisionError):
            response = self.url_open(STATEMENT, allow_redirects=False)
        page_checks.assert_framed(self, response, 500)
        self.assertNotIn("ZeroDivision", response.text)
