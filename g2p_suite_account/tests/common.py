"""Shared by the tests of accounts."""


def set_mail(env):
    """The server can send mails; in tests Odoo sends none."""
    env["ir.mail_server"].create({"name": "mail", "smtp_host": "mail.example.org"})
    env.company.email = "office@example.org"
