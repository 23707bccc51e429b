import logging
from unittest.mock import patch
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import html

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_page.tests import page_checks

from . import double
from .common import PAGE, SignInCase

#: {problem: what the page says}
SENTENCES = {
    "refused": "Signing in did not work. Please start again. If it happens once more, sign in "
    "another way, or ask the office.",
    "weak": "This way of showing your ID is not enough here. Please choose a stronger one, such as "
    "a code sent to your telephone.",
    "cancelled": "You did not finish at your ID's issuer. Try again when you want to.",
    "unreachable": "Your ID's issuer does not answer at the moment. Try again in a few minutes, or "
    "sign in another way.",
}


@tagged("post_install", "-at_install")
class TestAttacks(SignInCase):
    """Answers of strangers, or of a provider gone wrong: nobody is signed in by them."""

    def test_an_answer_signs_nobody_in_in_another_browser(self):
        """Login CSRF: a victim opens the callback of the attacker's sign-in."""
        path = self.double.come_back(self.begin())
        self.other_browser()
        self.begin()  # the victim's own sign-in, in the victim's browser
        self.assert_refused(self.come_back(path), "expired")
        self.assertFalse(self.identity())

    def test_an_answer_is_used_once(self):
        path = self.double.come_back(self.begin())
        self.assertEqual(self.come_back(path), "/my")
        self.url_open("/web/session/logout")
        self.assert_refused(self.come_back(path), "expired")

    def test_a_refused_answer_is_used_up_too(self):
        path = self.double.come_back(self.begin())
        self.double.fault = "500"
        self.assert_refused(self.come_back(path), "unreachable")
        self.double.fault = None
        self.assert_refused(self.come_back(path), "expired")

    def test_an_answer_too_late(self):
        path = self.double.come_back(self.begin())
        # sudo: read as the test, whatever people see
        begun = self.env["g2p.sign.in.transaction"].sudo().search([])
        begun.until = fields.Datetime.subtract(fields.Datetime.now(), seconds=1)
        begun.flush_recordset()
        self.assert_refused(self.come_back(path), "expired")

    def test_an_answer_at_the_address_of_another_provider(self):
        other = self.create_provider(code="other", is_published=False)
        self.env["g2p.sign.in.key"]._generate(other)._move("active")
        other.is_published = True
        path = self.double.come_back(self.begin())
        self.assert_refused(self.come_back(path.replace("/national?", "/other?")), "expired")

    def test_answers_without_a_sign_in(self):
        for query in ({}, {"state": "x"}, {"state": "x", "code": "y"}, {"code": "y"}):
            with self.subTest(query=query):
                where = self.come_back(f"{PAGE}/callback/national?{urlencode(query)}")
                self.assert_refused(where, "expired")
        self.assertEqual(self.double.calls, [])
        self.assertEqual(self.outcomes(), [])

    def test_the_address_of_a_provider_that_is_gone_is_a_page_of_the_frame(self):
        answer = self.url_open(f"{PAGE}/callback/none?state=x&code=y", allow_redirects=False)
        page_checks.assert_framed(self, answer, 404)

    def test_every_fault_of_a_provider_is_refused_neutrally(self):
        shown = {"acr": "weak", "cancelled": "cancelled", "unreachable": "unreachable"}
        self.assertEqual(len(double.FAULTS), 14)
        for fault, code in double.FAULTS.items():
            with self.subTest(fault=fault):
                self.double.fault = fault
                where = self.sign_in()
                problem = shown.get(code, "refused")
                self.assert_refused(where, problem)
                self.assertEqual(self.outcomes()[0], code)
                answer = self.url_open(where)
                self.assertEqual(answer.status_code, 200)
                [words] = html.fromstring(answer.text).xpath("//div[@id='problem']")
                self.assertEqual(" ".join(words.text_content().split()), SENTENCES[problem])
        self.assertFalse(self.identity())
        # sudo: only compared
        self.assertFalse(self.env["g2p.sign.in.transaction"].sudo().search([]))

    def test_values_that_no_database_stores(self):
        """The provider says nonsense: a refusal or a sign-in, and never an error of the server."""
        for fault, code in double.MORE_FAULTS.items():
            if code in ("malformed", "time"):
                with self.subTest(fault=fault):
                    self.double.fault = fault
                    self.assert_refused(self.sign_in())
                    self.assertEqual(self.outcomes()[0], code)
        self.double.fault = None
        self.provider.acr_values = False
        self.double.acr = "a\0b\ud800"
        self.double.person.update(given_name="A\0", family_name="\ud800", individual_id="1\0")
        self.assertEqual(self.sign_in(), "/my")
        # sudo: only compared
        self.assertFalse(self.env["g2p.sign.in.log"].sudo().search([], limit=1).acr)
        self.assertEqual(self.identity().registrant_id.family_name, False)

    def test_the_secrets_of_a_sign_in_are_not_in_the_address(self):
        asked = dict(parse_qsl(urlsplit(self.begin()).query))
        begun = self.env["g2p.sign.in.transaction"].sudo().search([])  # sudo: only compared
        self.assertEqual(len(begun), 1)
        self.assertNotIn(begun.verifier, asked.values())
        self.assertNotIn(asked["state"], (begun.digest, begun.browser, begun.verifier))

    def test_nothing_of_two_sign_ins_is_the_same(self):
        one, two = (dict(parse_qsl(urlsplit(self.begin()).query)) for _time in range(2))
        for name in ("state", "nonce", "code_challenge"):
            self.assertNotEqual(one[name], two[name])

    def test_the_way_back_stays_on_this_server(self):
        for aim in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
            with self.subTest(aim=aim):
                self.other_browser()
                self.assertEqual(self.sign_in(redirect=aim), "/my")
                self.assertEqual(self.form(self.page(redirect=aim))["redirect"], "")

    def test_a_sign_in_begins_with_the_button_only(self):
        answer = self.url_open(f"{PAGE}/start?provider=national", allow_redirects=False)
        self.assertTrue(answer.headers["Location"].endswith(PAGE))
        form = self.form(self.page())
        form.pop("csrf_token")
        with mute_logger("odoo.http"):
            refused = self.url_open(f"{PAGE}/start", data=form, allow_redirects=False)
        self.assertEqual(refused.status_code, 400)
        # sudo: only compared
        self.assertFalse(self.env["g2p.sign.in.transaction"].sudo().search([]))

    def test_a_provider_that_is_not_on_the_page(self):
        form = self.form(self.page())
        self.provider.is_published = False
        refused = self.url_open(f"{PAGE}/start", data=form, allow_redirects=False)
        self.assertEqual(refused.status_code, 404)

    @mute_logger("odoo.http")
    def test_a_form_with_unreadable_values(self):
        form = self.form(self.page())
        for values in ({"provider": "a\0b"}, {"provider": ""}, {"provider": "x' OR 1=1 --"}):
            answer = self.url_open(f"{PAGE}/start", data={**form, **values})
            self.assertEqual(answer.status_code, 404, values)
        files = {"provider": ("national", b"x")}
        form.pop("provider")
        answer = self.url_open(f"{PAGE}/start", data=form, files=files)
        self.assertEqual(answer.status_code, 404)

    def test_one_browser_keeps_five_sign_ins(self):
        paths = [self.double.come_back(self.begin()) for _time in range(6)]
        # sudo: only compared
        self.assertEqual(self.env["g2p.sign.in.transaction"].sudo().search_count([]), 5)
        self.assert_refused(self.come_back(paths[0]), "expired")
        self.assertEqual(self.come_back(paths[-1]), "/my")


@tagged("post_install", "-at_install")
class TestTakeover(SignInCase):
    """An ID opens its own account, and no other."""

    def test_nobody_is_recognised_by_address_telephone_or_name(self):
        victim = new_test_user(
            self.env, "amina@example.org", "base.group_portal", email="amina@example.org"
        )
        person = self.create_person("another number", name="YUSUF, AMINA", phone="+254700000001")
        self.sign_in()
        identity = self.identity()
        self.assertNotEqual(identity.user_id, victim)
        self.assertNotEqual(identity.registrant_id, person)
        self.assertTrue(identity.registrant_id.is_sign_in_unchecked)

    def test_the_account_that_a_registrant_has_already_is_not_opened(self):
        """It may have been opened by somebody else, who would read along."""
        person = self.create_person()
        self.env["g2p.portal.access"]._grant(self.portal_user, person)
        self.sign_in()
        identity = self.identity()
        self.assertEqual(identity.registrant_id, person)
        self.assertNotEqual(identity.user_id, self.portal_user)

    def test_a_blocked_identity(self):
        self.sign_in()
        self.identity().action_block()
        self.other_browser()
        self.assert_refused(self.sign_in(), "office")
        self.identity().action_unblock()
        self.assertEqual(self.sign_in(), "/my")

    def test_an_archived_account(self):
        self.sign_in()
        self.identity().user_id.active = False
        self.other_browser()
        self.assert_refused(self.sign_in(), "office")

    def test_an_account_that_became_one_of_the_office(self):
        self.sign_in()
        user = self.identity().user_id
        self.patch(type(user), "_is_internal", lambda self: self.id == user.id)
        self.other_browser()
        self.assert_refused(self.sign_in(), "office")
        self.assertEqual(self.outcomes()[0], "office")

    def test_an_access_that_an_administrator_ended_stays_ended(self):
        person = self.create_person()
        self.env["g2p.portal.access"]._grant(self.portal_user, person)._revoke()
        self.authenticate("id_portal", "id_portal")
        self.assertIn("problem=office", self.sign_in())
        self.assertFalse(self.identity())
        access = self.env["g2p.portal.access"]
        self.assertFalse(access._relation_of(self.portal_user, person))

    def test_an_ended_access_is_not_extended(self):
        self.create_person()
        self.sign_in()
        identity = self.identity()
        rows = self.env["g2p.portal.access"]._rows_sudo(identity.user_id, identity.registrant_id)
        rows._revoke()
        self.other_browser()
        self.sign_in()
        self.env.invalidate_all()
        self.assertFalse(rows.active)

    def test_what_the_registry_refuses_makes_no_account_and_no_error(self):
        def refuse(_provider, _user, _person):
            raise ValidationError(self.env._("This person cannot be registered."))

        users = self.env["res.users"].search_count([])
        with patch.object(type(self.provider), "_grant", refuse):
            self.assert_refused(self.sign_in(), "office")
        self.assertEqual(self.outcomes()[0], "data")
        self.assertEqual(self.env["res.users"].search_count([]), users)
        row = self.env["g2p.sign.in.log"].sudo().search([], limit=1)  # sudo: only compared
        self.assertEqual(row.detail, "ValidationError")

    @mute_logger("odoo.addons.g2p_suite_account.models.res_users")
    def test_a_password_reset_does_not_reach_the_account(self):
        self.sign_in()
        partner = self.identity().user_id.partner_id
        mails = self.env["mail.mail"].search_count([])
        self.patch(type(self.env["res.users"]), "_can_mail", lambda _self: True)
        for login in ("amina@example.org", self.identity().user_id.login):
            self.env["res.users"]._send_reset_link(login)
            self.assertFalse(partner.signup_type, login)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_nothing_of_the_claims_is_logged(self):
        # the number: Odoo gives the name INFO to another level
        with self.assertLogs("odoo.addons.g2p_sign_in_oidc", logging.INFO) as logs:
            self.sign_in()
            self.other_browser()
            self.double.fault = "wrong nonce"
            self.sign_in()
        text = "\n".join(logs.output)
        for word in ("Amina", "1234567890", "psut-1", "254700000001"):
            self.assertNotIn(word, text)
