from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import queued

from .common import NEW, OLD, AccountCase


@tagged("post_install", "-at_install")
class TestNotices(AccountCase):
    """The contact hears of another account, at the former address too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "office@example.org"

    def setUp(self):
        super().setUp()
        self.last = self.env["mail.mail"].search([], limit=1, order="id desc").id or 0

    def sent(self, change):
        """Mails written for the present state of a change."""
        self.assertTrue(queued(self.env, change, "_send_notice"))
        change.with_env(self.env)._send_notice()
        mails = self.env["mail.mail"].search([("id", ">", self.last)], order="id")
        self.last = mails[-1:].id or self.last
        return mails

    def test_the_contact_hears_of_each_step_once(self):
        change = self.propose()
        for text, step in (
            ("Another bank account was asked for", lambda: None),
            ("was confirmed. It comes into force on", lambda: self.confirm(change)),
            ("is in force now", lambda: self.cool_off(change)),
        ):
            step()
            mails = self.sent(change)
            self.assertEqual(mails.mapped("email_to"), ["boss@hospital.example"])
            self.assertIn(text, mails.body_html)
            self.assertFalse(self.sent(change), "only once")

    def test_a_mail_contains_no_whole_account(self):
        change = self.propose()
        mail = self.sent(change)
        written = mail.subject + mail.body_html
        self.assertIn("•••3333", written)
        self.assertIn("•••7777", written)
        for secret in (OLD, NEW, "9999", "1111", self.manager.name, self.provider.name):
            self.assertNotIn(secret, written)

    def test_a_refused_or_stopped_change_is_told(self):
        change = self.propose()
        change.with_user(self.second).action_refuse("No")
        self.assertIn("was refused", self.sent(change).body_html)
        change = self.propose()
        change.action_withdraw("No")
        self.assertIn("was stopped", self.sent(change).body_html)

    def test_the_former_contact_hears_of_it(self):
        thief = self.env["res.partner"].create({"name": "T", "email": "thief@example.com"})
        self.provider.with_user(self.manager).partner_id = thief
        mails = self.sent(self.propose())
        self.assertEqual(mails.mapped("email_to"), ["thief@example.com", "boss@hospital.example"])

    def test_the_former_address_of_the_contact_hears_of_it(self):
        self.contact.email = "thief@example.com"
        mails = self.sent(self.propose())
        self.assertEqual(mails.mapped("email_to"), ["thief@example.com", "boss@hospital.example"])
        row = self.provider.change_ids.filtered(lambda one: one.kind == "contact")[:1]
        self.assertEqual(
            (row.email_old, row.email_new), ("boss@hospital.example", "thief@example.com")
        )

    def test_a_contact_of_long_ago_hears_nothing(self):
        self.contact.email = "new@example.com"
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_provider_change SET date_requested = now() - interval '91 days'"
            " WHERE kind = 'contact'"
        )
        self.env.invalidate_all()
        self.assertEqual(self.sent(self.propose()).mapped("email_to"), ["new@example.com"])

    def test_a_provider_without_a_contact_is_no_error(self):
        self.provider.partner_id = False
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM g2p_provider_change WHERE kind = 'contact'")
        self.env.invalidate_all()
        self.assertFalse(self.sent(self.propose()))

    def test_confirming_the_present_account_sends_nothing(self):
        # sudo: as code that acts for the manager
        self.provider.with_user(self.manager).sudo().account_number = NEW
        change = self.propose(NEW, user=self.second)
        self.assertFalse(self.sent(change))
