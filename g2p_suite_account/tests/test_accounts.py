from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.auth_signup.models.res_users import SignupError

LOG = "odoo.addons.g2p_suite_account.models.res_users"
PASSWORD = "three quiet words"


@tagged("post_install", "-at_install")
class TestAccounts(HttpCase):  # its other connections are the test's own
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2c")
        if "website" in cls.env:
            cls.env["website"].search([]).auth_signup_uninvited = "b2c"
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
        for password in ("1", "", None, "1234567"):
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

    def test_another_provider_makes_accounts_without_a_password(self):
        login, _password = self.users.signup({"login": "id-1@example.org", "name": "Ines"})[-2:]
        self.assertTrue(self.find(login))

    def test_the_link_for_a_new_password_waits_for_the_queue(self):
        before = self.env["mail.mail"].search([])
        self.users.reset_password("rosa@example.org")
        mail = self.env["mail.mail"].search([]) - before
        self.assertEqual((mail.state, mail.email_to), ("outgoing", "Rosa@Example.org"))

    def test_a_mailbox_is_not_filled(self):
        with patch.object(type(self.users), "action_reset_password") as sent:
            for _time in range(7):
                self.assertIs(self.users.reset_password("rosa@example.org"), True)
        self.assertEqual(sent.call_count, 5)

    def test_a_reset_answers_the_same_for_everybody(self):
        user = type(self.users)
        with patch.object(user, "action_reset_password", return_value=None):
            known = self.users.reset_password("rosa@example.org")
        with self.assertLogs(LOG, "WARNING") as logs:
            unknown = self.users.reset_password("nobody@example.org")
        self.assertEqual((known, unknown), (True, True))
        self.assertNotIn("nobody", " ".join(logs.output))

    @mute_logger(LOG)
    def test_a_mail_server_out_of_order_does_not_tell_who_has_an_account(self):
        user = type(self.users)
        with patch.object(user, "action_reset_password", side_effect=UserError("no server")):
            self.assertIs(self.users.reset_password("rosa@example.org"), True)
