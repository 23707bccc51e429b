from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_suite_account.models.ir_http import CODE, SIGN_IN, SIGN_UP
from odoo.addons.g2p_suite_account.models.res_config_settings import IDLE, SHARED_IDLE
from odoo.addons.g2p_suite_account.tests.common import open_sign_up
from odoo.addons.g2p_suite_page.tests import page_checks

from . import double
from .common import PAGE, SignInCase


@tagged("post_install", "-at_install")
class TestPage(SignInCase):
    """The way of a person who signs in with an ID."""

    def test_a_new_person_gets_an_account_and_is_to_be_checked(self):
        self.assertEqual(self.sign_in(redirect="/my/home?a=1"), "/my/home?a=1")
        identity = self.identity()
        self.assertEqual(self.current_uid(), identity.user_id.id)
        self.assertTrue(identity.user_id._is_portal())
        self.assertRegex(identity.user_id.login, r"^id-[0-9a-f]{32}$")
        self.assertFalse(identity.user_id.email)
        person = identity.registrant_id
        self.assertTrue(person.is_sign_in_unchecked)
        self.assertEqual((person.family_name, person.given_name), ("Yusuf", "Amina"))
        self.assertNotEqual(person, identity.user_id.partner_id)
        self.assertEqual(self.outcomes(), ["done"])

    def test_the_same_person_has_the_same_account_the_next_time(self):
        self.sign_in()
        first = self.identity()
        self.other_browser()
        self.assertIsNone(self.current_uid())
        self.sign_in()
        self.assertEqual(self.current_uid(), first.user_id.id)
        self.assertEqual(len(self.env["g2p.sign.in.identity"].search([])), 1)

    def test_a_registered_person_is_recognised_by_the_number(self):
        person = self.create_person("12345-67890")
        before = person.read(["name", "family_name", "birthdate", "write_date"])
        self.sign_in()
        identity = self.identity()
        self.assertEqual((identity.registrant_id, identity.origin), (person, "number"))
        access = self.env["g2p.portal.access"].search([("user_id", "=", identity.user_id.id)])
        self.assertEqual((access.registrant_id, access.relation), (person, "self"))
        self.assertTrue(access.verified_until)
        after = person.read(["name", "family_name", "birthdate", "write_date"])
        self.assertEqual(before, after)

    def test_without_another_aim_the_first_page_is_that_of_the_settings(self):
        self.provider.landing = "/my/account"
        self.assertEqual(self.sign_in(), "/my/account")

    def test_the_session_gets_another_number(self):
        address = self.begin()
        before = self.opener.cookies.get_dict()["session_id"]
        answer = self.url_open(self.double.come_back(address), allow_redirects=False)
        self.assertIn("session_id=", answer.headers["Set-Cookie"])
        self.assertNotIn(before, answer.headers["Set-Cookie"])

    def test_odoos_page_leads_here_and_keeps_the_aim(self):
        page = self.url_open("/web/login?redirect=/my/home").text
        self.assertIn(f'href="{PAGE}?redirect=', page)
        self.provider.is_published = False
        self.assertNotIn(PAGE, self.url_open("/web/login").text)
        self.assertIn("not possible here", self.words(self.page()))

    def test_the_pages_of_the_suite_have_the_buttons(self):
        open_sign_up(self.env)
        for address in (SIGN_IN, SIGN_UP):
            with self.subTest(address=address):
                self.other_browser()
                page = self.url_open(f"{address}?redirect=/my/home")
                page_checks.assert_own(self, page)
                path = self.double.come_back(self.begin(page))
                self.assertEqual(self.come_back(path), "/my/home")
        self.provider.is_published = False
        self.other_browser()
        self.assertNotIn(PAGE, self.url_open(SIGN_IN).text)

    def test_the_portals_home_leads_to_adding_an_id(self):
        self.sign_in()
        card = "//*[@id='portal_client_category']//a[@href='/assistance/id']"
        self.assertEqual(len(html.fromstring(self.url_open("/my/home").text).xpath(card)), 1)
        self.provider.is_published = False
        self.assertFalse(html.fromstring(self.url_open("/my/home").text).xpath(card))

    def test_the_session_ends_sooner_on_a_shared_phone(self):
        for shared, minutes in ({"shared": "1"}, SHARED_IDLE), ({}, IDLE):
            self.other_browser()
            answer = self.press(**shared)
            [address] = html.fromstring(answer.text).xpath("//a[@id='onward']/@href")
            self.come_back(self.double.come_back(address))
            page = html.fromstring(self.page().text)
            [left] = page.xpath("//*[contains(@class, 'o_g2p_session ')]/@data-seconds")
            self.assertLessEqual(int(left), minutes * 60)
            self.assertGreater(int(left), minutes * 60 * 0.8)

    def test_without_any_aim_the_work_of_the_account_comes_first(self):
        self.provider.landing = False
        where = self.sign_in()
        self.assertEqual(where, self.identity().user_id._page_landing() or "/my")

    def test_a_person_who_cancels_can_try_again(self):
        self.double.fault = "denied"
        where = self.sign_in()
        self.assert_refused(where, "cancelled")
        page = self.url_open(where)
        self.assertIn("You did not finish", self.words(page))
        self.double.fault = None
        self.begin(page)

    def test_another_try_leads_to_where_the_person_wanted_to_go(self):
        self.double.fault = "denied"
        where = self.sign_in(redirect="/my/home?a=1")
        self.assertEqual(where, f"{PAGE}?problem=cancelled&redirect=%2Fmy%2Fhome%3Fa%3D1")
        self.double.fault = None
        path = self.double.come_back(self.begin(self.url_open(where)))
        self.assertEqual(self.come_back(path), "/my/home?a=1")

    def test_a_provider_that_does_not_answer(self):
        self.double.get = lambda *_args, **_options: double.Answer(503, "", b"")
        answer = self.press()
        self.assertIn("problem=unreachable", answer.headers["Location"])

    def test_a_weaker_way_is_refused_with_advice(self):
        self.double.acr = double.WEAK
        self.assert_refused(self.sign_in(), "weak")
        self.assertIn("choose a stronger one", self.words(self.page(problem="weak")))

    def test_the_pages_are_light_private_and_of_the_frame(self):
        for answer in (self.page(), self.page(problem="weak"), self.press()):
            page_checks.assert_light(self, answer)
            page_checks.assert_own(self, answer)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(len(html.fromstring(answer.text).xpath("//h1")), 1)
            self.assertIn("form-action 'self';", answer.headers["Content-Security-Policy"])
        self.assertEqual(self.page().headers["Referrer-Policy"], "same-origin")
        self.assertEqual(self.press().headers["Referrer-Policy"], "no-referrer")

    def test_the_provider_reads_the_clients_keys(self):
        answer = self.url_open(f"{PAGE}/keys/national")
        (shown,) = answer.json()["keys"]
        self.assertEqual(shown["kid"], self.key.kid)
        self.assertEqual(set(shown), {"kty", "n", "e", "kid", "use", "alg"})
        self.key.action_retire()
        self.assertEqual(self.url_open(f"{PAGE}/keys/national").json(), {"keys": []})
        self.assertEqual(self.url_open(f"{PAGE}/keys/none").status_code, 404)

    def test_a_second_factor_is_asked_for(self):
        self.sign_in()
        user = self.identity().user_id
        self.other_browser()
        self.patch(type(user), "_mfa_url", lambda _self: "/web/login/totp")
        self.assertEqual(self.sign_in(redirect="/my"), f"{CODE}?redirect=%2Fmy")
        self.assertIsNone(self.current_uid())
