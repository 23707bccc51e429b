from ast import literal_eval

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_self_service.tests.common import AssistancePageCase
from odoo.addons.g2p_suite_page.tests import page_checks


@tagged("post_install", "-at_install")
class TestCatalogue(AssistancePageCase):
    """The public pages of a kind of assistance show its criteria and places, and nothing more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.type.criteria = "- You live in the district\n\n You cannot pay yourself \n"
        cls.hospital = cls.provider("Northtown Hospital", "CAT-1", "Northtown")
        cls.hospital.write({"public_note": "Operations", "account_number": "KE00 1234 5678"})

    @classmethod
    def provider(cls, name, code, place, **values):
        provider = cls.env["g2p.service.provider"].create(
            {
                "name": name,
                "code": code,
                "program_ids": [(6, 0, cls.program.ids)],
                "is_public": True,
                "site_ids": [(0, 0, {"name": "Main ward", "place": f"1 Road, {place}"})],
                **values,
            }
        )
        provider._set_state("active")
        return provider

    def page_of_type(self):
        return self.get(f"/assistance/{self.type.code}")

    def providers(self, query="", status=200):
        return self.get(f"/assistance/{self.type.code}/providers{query}", status)

    def test_the_page_names_criteria_and_places(self):
        page = self.page_of_type()
        lines = html.fromstring(page.text).xpath("//h2[@id='criteria']/following::ul[1]/li/text()")
        self.assertEqual(lines, ["You live in the district", "You cannot pay yourself"])
        self.assert_reads(page, "Northtown Hospital", "Operations", "Main ward: 1 Road, Northtown")
        self.assertNotIn("KE00", page.text)
        self.assertNotIn("CAT-1", page.text)
        page_checks.assert_light(self, page)
        page_checks.assert_own(self, page)

    def test_the_paper_of_a_voucher_names_the_same_places(self):
        self.provider("Hidden Hospital", "CAT-2", "A", is_public=False)
        self.provider("Zonal Clinic", "CAT-3", "B")
        places, count = self.program.with_user(self.clerk)._places_to_use(1)
        self.assertEqual(places, [("Northtown Hospital", "Main ward: 1 Road, Northtown")])
        self.assertEqual(count, 2)

    def test_only_active_public_providers_of_the_programme_are_named(self):
        other = self.env["g2p.program"].create({"name": "Other programme"})
        self.provider("Hidden Hospital", "CAT-2", "A", is_public=False)
        self.provider("Foreign Hospital", "CAT-3", "B", program_ids=[(6, 0, other.ids)])
        self.provider("Suspended Hospital", "CAT-4", "C")._set_state("suspended")
        self.provider("Archived Hospital", "CAT-5", "D").active = False
        for page in (self.page_of_type(), self.providers()):
            self.assertIn("Northtown Hospital", page.text)
            for word in ("Hidden", "Foreign", "Suspended", "Archived"):
                self.assertNotIn(word, page.text)

    def test_without_providers_the_page_says_whom_to_ask(self):
        self.hospital.is_public = False
        self.type.criteria = False
        for page in (self.page_of_type(), self.providers()):
            self.assert_reads(page, "Ask the office where you can use it.")
        self.assertNotIn("Who can get it", self.page_of_type().text)

    def test_many_are_listed_in_pages_and_found_by_name_and_place(self):
        for number in range(24):
            self.provider(f"Clinic {number:02}", f"CAT-M{number}", f"Village {number:02}")
        self.assert_reads(self.page_of_type(), "See all 25, and search by name or town")
        self.assertNotIn("Clinic 05", self.page_of_type().text)
        self.assert_reads(self.providers(), "Clinic 00", "Clinic 19", "Page 1 of 2")
        self.assert_reads(self.providers("?page=2"), "Clinic 20", "Northtown Hospital")
        for wrong in ("?page=99", "?page=x", "?page=-1", "?page=999999999999999999999"):
            self.providers(wrong)
        found = self.providers("?search=village%2017")
        self.assert_reads(found, "Clinic 17")
        self.assertNotIn("Clinic 16", found.text)
        self.assert_reads(self.providers("?search=%25%3Cscript%3E"), "Nothing found for")
        self.assertNotIn('<script>"', self.providers("?search=%3Cscript%3E").text)

    def test_only_what_is_shown_is_searched(self):
        other = self.env["g2p.program"].create({"name": "Other programme"})
        sites = self.env["g2p.service.provider.site"]
        mine = {"provider_id": self.hospital.id, "name": "Ward", "place": "7 Hidden Lane"}
        hidden = sites.create({**mine, "program_ids": [(6, 0, other.ids)]})
        archived = sites.create({**mine, "place": "8 Former Lane", "active": False})
        for words in ("hidden%20lane", "7%20Hidden", "former%20lane", "KE00", "CAT-1"):
            page = self.providers(f"?search={words}")
            self.assert_reads(page, "Nothing found for")
        self.assert_reads(self.providers("?search=northtown"), "Northtown Hospital")
        hidden.program_ids = [(4, self.program.id)]
        archived.active = True
        for words in ("hidden%20lane", "former%20lane"):
            page = self.providers(f"?search={words}")
            self.assert_reads(page, "Northtown Hospital", "7 Hidden Lane", "8 Former Lane")

    def test_officers_find_the_public_ones_in_their_list(self):
        self.provider("Hidden Hospital", "CAT-2", "A", is_public=False)
        Provider = self.env["g2p.service.provider"]
        listed = Provider.get_view(view_type="list")["arch"]
        self.assertTrue(html.fromstring(listed).xpath("//field[@name='is_public']"))
        search = html.fromstring(Provider.get_view(view_type="search")["arch"])
        for name, is_there in (("is_public", True), ("not_public", False)):
            (domain,) = search.xpath(f"//filter[@name='{name}']/@domain")
            found = Provider.search(literal_eval(domain))
            self.assertEqual(self.hospital in found, is_there)

    def test_as_many_as_the_page_shows_need_no_list(self):
        for number in range(4):
            self.provider(f"Clinic {number}", f"CAT-F{number}", "Village")
        self.assertNotIn("See all", self.page_of_type().text)
        self.provider("Clinic 4", "CAT-F4", "Village")
        self.assert_reads(self.page_of_type(), "See all 6, and search by name or town")

    def test_the_number_of_queries_does_not_grow_with_the_providers(self):
        for number in range(12):
            self.provider(f"Clinic {number:02}", f"CAT-Q{number}", "Village")
        self.env.flush_all()
        counts = []
        for limit in (2, 12):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(self.type._public_providers(limit=limit)), limit)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_the_list_of_a_hidden_type_is_not_found(self):
        self.type.is_published = False
        self.providers(status=404)
        self.get("/assistance/NO-SUCH/providers", 404)

    def test_people_read_no_provider_by_themselves(self):
        own = self.env["g2p.service.provider"].with_user(self.ada)
        self.assertFalse(own.search([]))
        with self.assertRaisesRegex(AccessError, "is_public"):
            own.search([("is_public", "=", True)])

    def test_the_draft_is_continued_from_the_page(self):
        self.sign_in()
        self.assert_reads(self.page_of_type(), "Start")
        self.start()
        application = self.applications()
        page = self.page_of_type()
        self.assert_reads(page, f"You have started this already: {application.name}", "Continue")
        self.assertEqual(self.start().url.split("/")[-2:], [application.public_id, "treatment"])
        self.sign_in(self.eve)
        self.assertNotIn(application.name, self.page_of_type().text)

    def test_the_hospital_is_chosen_from_the_list_or_entered(self):
        self.sign_in()
        self.start()
        application = self.applications()
        page = self.get(self.url(application, "treatment"))
        tree = html.fromstring(page.text)
        self.assertEqual(tree.xpath("//input[@name='hospital']/@list"), ["o_hospital"])
        self.assertEqual(
            tree.xpath("//datalist[@id='o_hospital']/option/@value"), ["Northtown Hospital"]
        )
        answers = {**self.answers("treatment"), "hospital": "Northtown Hospital"}
        self.save(application, "treatment", page, **answers)
        self.env.invalidate_all()
        found_sudo = application.sudo().hospital_provider_ids  # sudo: closed to everybody
        self.assertEqual(found_sudo, self.hospital)
        self.save(application, "treatment", **{**answers, "hospital": "Doctor Elsewhere"})
        self.env.invalidate_all()
        self.assertEqual(application.sudo().hospital, "Doctor Elsewhere")
