"""Shared by the tests of accounts."""

from unittest.mock import patch


def set_mail(env):
    """The server can send mails; in tests Odoo sends none."""
    env["ir.mail_server"].create({"name": "mail", "smtp_host": "mail.example.org"})
    env.company.email = "office@example.org"


def open_sign_up(env):
    """Everybody can make an account and ask for a new password; a website has its own setting."""
    params = env["ir.config_parameter"]
    params.set_param("auth_signup.invitation_scope", "b2c")
    params.set_param("auth_signup.reset_password", "True")
    if "website" in env:
        env["website"].search([]).auth_signup_uninvited = "b2c"


class CountedLater:
    """Wrong passwords and codes are stored after the answer to each request.

    In tests 17.0 signs in on a savepoint, and a refusal takes back what was committed inside it.
    That the brake holds over servers is tried on real ones (`tests/e2e`).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        model = type(cls.env["g2p.sign.in.failure"])
        cls.waiting, store = [], model._insert

        def insert(cursor, rows):
            store(cls.env["g2p.sign.in.failure"], cursor, rows)

        cls.insert = staticmethod(insert)
        cls.startClassPatcher(
            patch.object(model, "_insert", lambda _self, _cr, rows: cls.waiting.extend(rows))
        )

    def url_open(self, *args, **kwargs):
        answer = super().url_open(*args, **kwargs)
        self.store_waiting()
        return answer

    def store_waiting(self):
        rows, self.waiting[:] = list(self.waiting), []
        self.insert(self.env.cr, rows)
