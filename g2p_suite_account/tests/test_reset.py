from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..models import g2p_sign_in_failure
from ..models.ir_http import RESET, SIGN_UP
from ..models.res_users_confirm import CONFIRM_KEY
from . import common

PASSWORD, NEW = "three quiet words", "four quiet new words"
#: the address that the server sees
ADDRESS = "odoo.addons.g2p_suite_base.tools.brakes.network"


@tagged("post_install", "-at_install")
class TestReset(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(CONFIRM_KEY, "True")
        common.open_sign_up(cls.env)
        common.set_mail(cls.env)
        cls.users = cls.env["res.users"]
        cls.rosa = new_test_user(
            cls.env, "Rosa@Example.org", "base.group_portal", password=PASSWORD
        )

    def mails(self, login, times=1):
        """The mails that are written when this is typed."""
        before = self.env["mail.mail"].search([])
        for _time in range(times):
            self.assertIs(self.users._send_reset_link(login), True)
        return self.env["mail.mail"].search([]) - before

    def link(self):
        [link] = html.fromstring(self.mails("rosa@example.org").body_html).xpath("//a/@href")
        self.assertEqual(urlsplit(link).path, RESET)
        return f"{RESET}?{urlsplit(link).query}"

    def send(self, url, **values):
        [form] = html.fromstring(self.url_open(url).text).xpath("//main//form[@method='post']")
        sent = {**{name: value or "" for name, value in form.form_values()}, **values}
        return self.url_open(url.partition("?")[0], data=sent, allow_redirects=False)

    def set_password(self, url, text=NEW):
        return self.send(url, password=text, confirm_password=text)

    # === The link === #

    def test_the_link_waits_for_the_queue_and_goes_to_the_login(self):
        mail = self.mails(" ROSA@example.org ")
        self.assertEqual((mail.state, mail.email_to), ("outgoing", "rosa@example.org"))
        self.assertIn("within 4 hours", " ".join(html.fromstring(mail.body_html).itertext()))

    def test_the_link_sets_a_password_once(self):
        link = self.link()
        # 17.0 signs in at once
        self.assertIn(self.set_password(link).status_code, (200, 303))
        self.authenticate("Rosa@Example.org", NEW)
        self.authenticate(None, None)
        page = self.url_open(link)
        self.assertFalse(html.fromstring(page.text).xpath("//input[@type='password']"))

    def test_a_short_password_is_refused_and_the_link_stays(self):
        link = self.link()
        answer = self.set_password(link, "1")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Choose a password of at least 8 characters.", answer.text)
        self.assertIn(self.set_password(link).status_code, (200, 303))

    def test_an_old_link_sets_nothing(self):
        link = self.link()
        with freeze_time(fields.Datetime.now() + timedelta(hours=5)):
            page = self.url_open(link)
            if html.fromstring(page.text).xpath("//input[@type='password']"):  # 17.0 refuses later
                self.assertEqual(self.set_password(link).status_code, 422)
        self.authenticate("Rosa@Example.org", PASSWORD)

    # === Whose address === #

    def test_an_address_of_my_account_that_is_not_confirmed_gets_no_link(self):
        self.rosa.partner_id.email = "typing-eror@example.org"
        self.assertFalse(self.mails("typing-eror@example.org"))
        self.assertEqual(self.mails("rosa@example.org").email_to, "rosa@example.org")

    def test_an_account_that_has_no_address_as_login_is_not_taken_by_one(self):
        person = new_test_user(self.env, "id-0123456789", "base.group_portal")
        person.partner_id.email = "eve@example.org"
        self.assertFalse(self.mails("eve@example.org"))
        self.assertFalse(self.mails("id-0123456789"))

    def test_an_employee_whose_login_is_no_address_is_written_to(self):
        officer = new_test_user(self.env, "officer_one", "base.group_user")
        officer.partner_id.email = "one@example.org"
        for login in ("one@example.org", "officer_one"):
            self.assertEqual(self.mails(login).email_to, "one@example.org", login)

    def test_another_account_cannot_stand_in_the_way_of_a_link(self):
        eve = new_test_user(self.env, "eve@example.org", "base.group_portal")
        eve.partner_id.email = "Rosa@Example.org"
        self.assertEqual(self.mails("rosa@example.org").email_to, "rosa@example.org")

    # === The same for everybody === #

    def test_the_same_work_is_done_where_there_is_no_account(self):
        done = []
        write = type(self.users)._mail_to
        for login in ("rosa@example.org", "nobody@example.org", "a\0b", "", None):
            with patch.object(
                type(self.users), "_mail_to", autospec=True, side_effect=write
            ) as one:
                mails = self.mails(login)
            done.append((one.call_count, len(mails)))
        self.assertEqual(done, [(1, 1), (1, 0), (1, 0), (1, 0), (1, 0)])

    def test_answers_are_equal_in_text_status_and_headers(self):
        for url in (RESET, "/web/reset_password", SIGN_UP, "/web/signup"):
            answers = []
            for login in ("rosa@example.org", "else@example.org"):
                self.authenticate(None, None)
                values = {"login": login, "name": "Ines"}
                if url == "/web/signup":
                    values.update(password=PASSWORD, confirm_password=PASSWORD)
                page = html.fromstring(self.url_open(url).text)
                [form] = page.xpath("//form[.//input[@name='login']]")
                sent = {**{name: value or "" for name, value in form.form_values()}, **values}
                answer = self.url_open(url, data=sent, allow_redirects=False)
                text = answer.text.replace(sent["csrf_token"], "").replace(login, "")
                main = html.fromstring(text).xpath("//main")[0]
                names = sorted(name for name in answer.headers if name != "Date")
                cookies = sorted(answer.cookies.keys())
                shown = " ".join(main.text_content().split())
                answers.append((answer.status_code, names, cookies, shown))
            self.assertEqual(answers[0], answers[1], url)

    # === How many === #

    def test_a_mailbox_is_not_filled(self):
        self.assertEqual(len(self.mails("rosa@example.org", 7)), 5)
        later = fields.Datetime.now() + timedelta(minutes=16)
        with freeze_time(later):
            self.assertEqual(len(self.mails("rosa@example.org", 7)), 5)
        with freeze_time(later + timedelta(minutes=16)):
            self.assertFalse(self.mails("rosa@example.org"), "ten a day from one network")
            with patch(ADDRESS, return_value="192.0.2.7"):
                self.assertTrue(self.mails("rosa@example.org"), "nobody uses up another's mails")

    def test_a_mailbox_is_not_filled_from_many_networks(self):
        with patch.object(g2p_sign_in_failure, "MAILS_A_DAY", 3):
            found = 0
            for number in range(5):
                with patch(ADDRESS, return_value=f"192.0.2.{number}"):
                    found += len(self.mails("rosa@example.org"))
        self.assertEqual(found, 3)

    def test_a_network_gets_only_some_mails_and_reads_so(self):
        with patch.object(g2p_sign_in_failure, "MAILS_OF_A_NETWORK", 2):
            for login in ("rosa@example.org", "nobody@example.org"):
                self.users._send_reset_link(login)
            for login in ("rosa@example.org", "other@example.org"):
                with self.assertRaisesRegex(UserError, "Too many links .* Wait 15 min"):
                    self.users._send_reset_link(login)
                with self.assertRaisesRegex(UserError, "Too many links .* Wait 15 min"):
                    self.users._ask_to_confirm(login, "Ines")

    # === Without mail === #

    def without_mail(self):
        return patch.object(type(self.users), "_can_mail", return_value=False)

    def test_without_a_mail_server_the_pages_lead_to_the_office(self):
        with self.without_mail():
            for url in (SIGN_UP, RESET):
                page = self.url_open(url)
                self.assertEqual(page.status_code, 200)
                self.assertIn("This server cannot send e-mail yet", page.text)
                self.assertFalse(html.fromstring(page.text).xpath("//main//form[@method='post']"))
            for login in ("rosa@example.org", "nobody@example.org"):
                with self.assertRaisesRegex(UserError, "Go to the office"):
                    self.users._send_reset_link(login)
                with self.assertRaisesRegex(UserError, "Go to the office"):
                    self.users._ask_to_confirm(login, "Ines")

    def test_who_waits_reads_of_a_link_only_where_one_can_be_sent(self):
        failures = self.env["g2p.sign.in.failure"]
        self.assertIn("ask for a link", failures._sentence("rosa@example.org", 60))
        with self.without_mail():
            self.assertEqual(
                failures._sentence("rosa@example.org", 61),
                "Too many wrong passwords for this account. Wait 2 min and try again, or ask the "
                "office.",
            )

    def test_a_form_of_an_open_page_is_refused_with_the_sentence(self):
        page = html.fromstring(self.url_open(SIGN_UP).text)
        [token] = page.xpath("//main//input[@name='csrf_token']/@value")
        sent = {"csrf_token": token, "login": "ines@example.org", "name": "Ines"}
        with self.without_mail():
            for url in (SIGN_UP, RESET):
                answer = self.url_open(url, data=sent, allow_redirects=False)
                self.assertEqual(answer.status_code, 422)
                self.assertIn("This server cannot send e-mail yet", answer.text)

    def test_the_office_reads_that_no_mail_can_be_sent(self):
        health = self.env["g2p.suite.health"].sudo()  # sudo: only compared
        self.assertEqual(health._accounts(), {"status": "pass"})
        self.assertTrue(self.env["res.config.settings"].create({}).g2p_can_mail)
        self.env["ir.mail_server"].search([]).active = False
        self.assertFalse(self.users._can_mail())
        self.assertFalse(self.env["res.config.settings"].create({}).g2p_can_mail)
        self.assertEqual(health._accounts(), {"status": "warn"})
        self.env["ir.config_parameter"].set_param(CONFIRM_KEY, False)
        self.assertEqual(health._accounts(), {"status": "pass"})

    @mute_logger("odoo.http")
    def test_a_forged_link_changes_nothing(self):
        answer = self.url_open(f"{RESET}?token=forged")
        self.assertFalse(html.fromstring(answer.text).xpath("//input[@type='password']"))
