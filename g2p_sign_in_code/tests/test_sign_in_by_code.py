from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_account.models.ir_http import CODE, SIGN_IN
from odoo.addons.g2p_suite_page.tests import page_checks
from odoo.addons.mail.tests.common import MockEmail

from .. import vault
from ..controllers.by_code import BY_CODE, TYPE
from ..tools.limits import TRIES
from .common import ADDRESS, AIM, NUMBER, PASSWORD, PagesCase


@tagged("post_install", "-at_install")
class TestSignInByCode(PagesCase, MockEmail):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.confirm()

    # === Pages === #

    def test_every_page_is_light_and_of_the_frame(self):
        self.ask()
        for url in (BY_CODE, TYPE):
            with self.subTest(url=url):
                response = self.get(url)
                self.assertEqual(response.headers["Cache-Control"], "no-store")
                page_checks.assert_light(self, response)
                page_checks.assert_own(self, response)
                tree = html.fromstring(response.text)
                self.assertEqual(len(tree.xpath("//h1")), 1)
                for field in tree.xpath("//main//input[not(@type='hidden')]"):
                    self.assertEqual(len(tree.xpath(f"//label[@for='{field.get('id')}']")), 1)

    def test_the_sign_in_page_leads_there_and_keeps_the_aim(self):
        page = html.fromstring(self.get(f"{SIGN_IN}?redirect={AIM}").text)
        [link] = page.xpath("//a[@id='by_code']/@href")
        form = html.fromstring(self.get(link).text)
        self.assertEqual(form.xpath("//input[@name='redirect']/@value"), [AIM])

    def test_the_page_of_the_code_needs_a_number_first(self):
        self.assertEqual(self.where(self.get(TYPE, 303))[0], BY_CODE)

    def test_without_the_servers_key_the_way_is_not_offered(self):
        with patch.object(vault, "is_ready", return_value=False):
            page = html.fromstring(self.get(SIGN_IN).text)
            self.assertEqual(page.xpath("//a[@id='by_code']"), [])
            self.assertIn("Codes cannot be sent", self.get(BY_CODE).text)

    # === Signing in === #

    def test_a_person_signs_in_with_number_and_code_and_goes_on(self):
        self.assertEqual(self.where(self.come_in())[0], AIM)
        self.assertTrue(self.is_signed_in())
        account = self.accounts()
        self.assertEqual((len(account), account._is_portal()), (1, True))
        access = self.env["g2p.portal.access"].search([("user_id", "=", account.id)])
        self.assertEqual((access.registrant_id, access.relation), (self.asha, "self"))
        self.assertGreater(access.verified_until, fields.Datetime.now())

    def test_the_second_time_it_is_the_same_account(self):
        self.come_in()
        first = self.accounts()
        self.pass_time(5)
        self.come_in()
        self.assertEqual(self.accounts(), first)

    def test_the_new_account_is_of_the_persons_office(self):
        other = self.env["res.company"].create({"name": "Test: other office"})
        self.asha.company_id = other
        self.come_in()
        account = self.accounts()
        self.assertEqual((account.company_id, account.company_ids), (other, other))

    def test_a_template_with_more_rights_signs_nobody_in_and_leaves_no_account(self):
        users = self.env["res.users"].with_context(active_test=False)
        before = users.search_count([])
        with patch.object(type(users), "_is_portal", lambda _self: False):
            response = self.come_in()
        self.assertIn("You cannot sign in with a code", response.text)
        self.assertFalse(self.is_signed_in())
        self.assertEqual(users.search_count([]), before)

    def test_an_account_that_only_an_officer_has_linked_is_not_opened(self):
        """Rosa may have applied with Asha's document."""
        access = self.env["g2p.portal.access"]._grant(self.rosa, self.asha)
        self.come_in()
        self.assertEqual(len(self.accounts()), 1)
        self.assertNotIn(self.rosa, self.accounts())
        self.assertFalse(access.date_proven)

    def test_the_account_that_its_holder_has_proven_is_used_and_stays_without_limit(self):
        access = self.env["g2p.portal.access"]._grant(self.rosa, self.asha)
        self.env["g2p.portal.access"]._prove_self(self.rosa, self.asha)
        self.come_in()
        self.assertEqual(self.accounts(), self.rosa)
        self.assertFalse(access.verified_until)

    def test_an_expired_proof_is_renewed_and_makes_no_second_account(self):
        past = fields.Datetime.add(fields.Datetime.now(), days=-400)
        access = self.env["g2p.portal.access"]._prove_self(self.rosa, self.asha)
        access.write({"verified_until": past, "date_proven": past})
        self.come_in()
        self.assertEqual(self.accounts(), self.rosa)
        self.assertGreater(access.verified_until, fields.Datetime.now())

    def test_the_number_is_recognised_however_it_is_typed(self):
        self.assertEqual(self.where(self.come_in(" nid 90011236 "))[0], AIM)

    def test_nobody_is_led_to_another_host(self):
        for way in ("https://evil.example.org", "//evil.example.org"):
            self.pass_time(60)
            self.assertNotIn("evil", self.come_in(way=way).headers["Location"])

    def test_a_second_factor_is_asked_for(self):
        if "auth_totp.device" not in self.env:
            self.skipTest("this server has no second factor")
        self.env["g2p.portal.access"]._prove_self(self.rosa, self.asha)
        secret = "UPDATE res_users SET totp_secret = %s WHERE id = %s"
        self.env.cr.execute(secret, ["MFRGGZDFMZTWQ2LK", self.rosa.id])
        self.env.invalidate_all()
        self.assertEqual(self.where(self.come_in())[0], CODE)
        self.assertFalse(self.is_signed_in())

    def test_on_a_shared_telephone_the_session_ends_sooner(self):
        self.ask(shared="1")
        page = html.fromstring(self.get(BY_CODE).text)
        self.assertEqual(page.xpath("//input[@id='shared']/@checked"), ["checked"])

    # === Refusals, which are the same for everybody === #

    def test_an_unknown_number_looks_like_a_known_one(self):
        pages = []
        for number in (NUMBER, "NID-0000-0000"):
            self.authenticate(None, None)
            asked = self.ask(number)
            self.assertEqual(self.where(asked)[0], TYPE)
            typed = self.words(self.get(TYPE))
            pages.append((typed, self.words(self.type_code("000000"))))
        self.assertEqual(*pages)
        self.assertTrue(self.send_out())
        self.assertEqual(len(self.codes(date_sent=False)), 1, "nothing for the unknown one")

    def test_the_server_does_the_same_work_for_everybody(self):
        costs = []
        # the first two warm the caches
        for number in ("NID-1111-1111", "NID-2222-2222", NUMBER, "NID-0000-0000"):
            self.authenticate(None, None)
            before = self.env.cr.sql_log_count
            self.ask(number)
            costs.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*costs[2:])

    def test_the_code_of_an_unknown_number_signs_nobody_in(self):
        with patch("odoo.addons.g2p_sign_in_code.tools.codes.generate", return_value="123456"):
            self.ask("NID-0000-0000")
        self.send_out()
        self.assertEqual(self.type_code("123456").status_code, 422)
        self.assertFalse(self.is_signed_in())

    def test_a_wrong_code_has_some_tries_and_then_the_right_one_is_wrong_too(self):
        self.ask()
        code = self.send_out()
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for left in range(TRIES - 1, 0, -1):
            answer = self.type_code(wrong)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(f"tries that are left: {left}.", answer.text)
        self.assertIn("This code can no longer be used.", self.type_code(wrong).text)
        self.assertEqual(self.type_code(code).status_code, 422)
        self.assertFalse(self.is_signed_in())

    def test_what_cannot_be_a_code_costs_no_try(self):
        self.ask()
        code = self.send_out()
        for typed in ("", "12345", "x" * 500, "1\x0023456"):
            answer = self.type_code(typed)
            self.assertEqual(answer.status_code, 422)
            self.assertIn("Enter the six digits of the code.", answer.text)
        self.assertEqual(self.codes()[:1].tries, 0)
        self.assertEqual(self.type_code(f" {code[:3]} {code[3:]} ").status_code, 303)

    def test_a_code_ends(self):
        self.ask()
        code = self.send_out()
        self.pass_time(11)
        self.assertEqual(self.type_code(code).status_code, 422)

    def test_a_code_is_used_once(self):
        self.ask()
        code, asked = self.send_out(), self.codes()[:1]
        handle = asked.sudo().handle  # sudo: only compared
        self.assertEqual(self.type_code(code).status_code, 303)
        outcome = self.env["g2p.sign.in.code"]._compare(handle, code)
        self.assertEqual((outcome.is_right, outcome.left), (False, 0))

    def test_a_code_is_of_the_session_that_asked_for_it(self):
        self.ask()
        code = self.send_out()
        self.pass_time(2)
        self.authenticate(None, None)
        self.ask("NID-0000-0000")
        self.assertEqual(self.type_code(code).status_code, 422)

    def test_a_closed_account_and_one_of_the_office_are_not_opened(self):
        self.rosa.active = False
        for user in (self.rosa, new_test_user(self.env, "code_clerk", "base.group_user")):
            self.env["g2p.portal.access"]._prove_self(user, self.asha)
            self.pass_time(60)
            answer = self.come_in()
            self.assertEqual(answer.status_code, 422)
            self.assertIn("You cannot sign in with a code.", answer.text)
            self.assertFalse(self.is_signed_in())
            self.env["g2p.portal.access"].search([("user_id", "=", user.id)])._revoke()

    def test_people_of_the_office_are_led_to_their_work(self):
        new_test_user(self.env, "code_clerk", "base.group_user", password=PASSWORD)
        self.authenticate("code_clerk", PASSWORD)
        self.assertEqual(self.where(self.get(BY_CODE, 303))[0], "/my")

    def test_empty_values_are_asked_for(self):
        for values in ({"number": ""}, {"number": "--"}, {"channel": "fax"}):
            answer = self.ask(**values)
            self.assertEqual(answer.status_code, 422)
            title = html.fromstring(answer.text).findtext(".//title")
            self.assertTrue(title.strip().startswith("Error: "))
        self.assertFalse(self.codes())

    @mute_logger("odoo.http")
    def test_a_form_without_its_token_is_refused(self):
        self.ask()
        code = self.send_out()
        response = self.url_open(TYPE, data={"one_time_code": code}, allow_redirects=False)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.is_signed_in())
        self.assertEqual(self.codes()[:1].tries, 0)

    def test_by_e_mail_too(self):
        self.confirm(channel="email", value=ADDRESS)
        self.ask(channel="email")
        with self.mock_mail_gateway(mail_unlink_sent=True):
            self.send_out()
        [mail] = self._mails
        self.assertIn(ADDRESS, mail["email_to"])
        code = html.fromstring(mail["body"]).xpath("string(//strong)").strip()
        self.assertNotIn(code, mail["subject"])
        self.assertEqual(self.type_code(code).status_code, 303)
