from urllib.parse import parse_qs, urlsplit

from odoo.exceptions import AccessDenied, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.auth_signup.models.res_users import SignupError

from . import common

PASSWORD = "three quiet words"


@tagged("post_install", "-at_install")
class TestAccounts(HttpCase):  # its other connections are the test's own
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        common.open_sign_up(cls.env)
        common.set_mail(cls.env)
        cls.users = cls.env["res.users"]
        cls.rosa = new_test_user(cls.env, "Rosa@Example.org", "base.group_portal")

    def find(self, login):
        return self.users.search(self.users._get_login_domain(login))

    def test_a_login_is_found_however_it_is_typed(self):
        for login in ("Rosa@Example.org", "rosa@example.org", "  ROSA@EXAMPLE.ORG "):
            self.assertEqual(self.find(login), self.rosa, login)
        for login in ("rosa@example", "rosa_example.org", "%", "", " ", "r%"):
            self.assertFalse(self.find(login), login)

    def test_two_accounts_in_different_case_stay_two(self):
        other = new_test_user(self.env, "rosa@example.ORG", "base.group_portal")
        self.assertEqual(self.find("Rosa@Example.org"), self.rosa)
        self.assertEqual(self.find("rosa@example.ORG"), other)
        self.assertFalse(self.find("ROSA@EXAMPLE.ORG"), "which of both is not guessed")

    def test_no_second_account_in_another_case(self):
        values = {"login": " rosa@EXAMPLE.org", "name": "Rosa", "password": PASSWORD}
        with self.assertRaises(SignupError):
            self.users.signup(values)
        login, _password = self.users.signup({**values, "login": " Ines@Example.org "})[-2:]
        self.assertEqual(login, "ines@example.org")

    def test_a_short_password_is_refused(self):
        for password in ("1", "", None, "1234567", " " * 20, "1" + 20 * " "):
            values = {"login": "ines@example.org", "name": "Ines", "password": password}
            with self.assertRaisesRegex(UserError, "8 characters"):
                self.users.signup(values)

    def test_the_servers_own_policy_may_want_longer_passwords(self):
        self.env["ir.config_parameter"].set_param("auth_password_policy.minlength", "30")
        values = {"login": "ines@example.org", "name": "Ines", "password": PASSWORD}
        with self.assertRaisesRegex(UserError, "30 characters"):
            self.users.signup(values)
        self.env["ir.config_parameter"].set_param("auth_password_policy.minlength", "0")
        with self.assertRaisesRegex(UserError, "8 characters"):
            self.users.signup({**values, "password": "1"})
        rosa = self.rosa.with_user(self.rosa)
        with self.assertRaisesRegex(UserError, "8 characters"):
            rosa.change_password("Rosa@Example.org", "1")  # as by RPC, and on My account
        with self.assertRaisesRegex(UserError, "8 characters"):
            self.rosa.password = "1"
        with self.assertRaises(AccessDenied):
            rosa.change_password("wrong", PASSWORD)

    def test_another_provider_makes_accounts_without_a_password(self):
        login, _password = self.users.signup({"login": "id-1@example.org", "name": "Ines"})[-2:]
        self.assertTrue(self.find(login))

    # === Invitations === #

    def invite(self, address):
        partner = self.env["res.partner"].create({"name": "Ada", "email": address})
        partner.signup_prepare()
        url = partner._get_signup_url_for_action()[partner.id]
        return parse_qs(urlsplit(url).query)["token"][0]

    def test_an_invitation_makes_the_account_of_its_own_address(self):
        values = {"login": "eve@example.org", "name": "Eve", "password": PASSWORD}
        login, _password = self.users.signup(values, self.invite("Ada@Example.org"))[-2:]
        self.assertEqual(login, "ada@example.org")
        self.assertFalse(self.find("eve@example.org"))

    def test_an_invitation_makes_no_second_account(self):
        values = {"login": "eve@example.org", "name": "Eve", "password": PASSWORD}
        with self.assertRaises(SignupError):
            self.users.signup(values, self.invite("ROSA@example.org"))

    def test_an_invitation_without_an_address_is_refused(self):
        values = {"login": "eve@example.org", "name": "Eve", "password": PASSWORD}
        with self.assertRaisesRegex(UserError, "This invitation has no e-mail address"):
            self.users.signup(values, self.invite(False))
