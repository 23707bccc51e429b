from odoo.tests import tagged

from .common import PatternCase


@tagged("post_install", "-at_install")
class TestShared(PatternCase):
    """Several providers with one account or one contact."""

    def test_one_account_of_two_providers_is_shown_however_it_is_written(self):
        self.other_provider.account_number = "ke-00 1234"
        pattern = self._find("account")
        self.assertEqual(pattern.provider_ids, self.provider | self.other_provider)
        self.assertEqual(
            pattern.figure, "These 2 providers have something in common. Bank accounts: 1."
        )

    def test_different_accounts_are_not_shown(self):
        self.assertFalse(self._find("account"))

    def test_an_account_that_was_given_up_counts(self):
        self.other_provider.account_number = self.provider.account_number
        self.other_provider.account_number = "KE00 7777"
        pattern = self._find("account")
        self.assertEqual(pattern.provider_ids, self.provider | self.other_provider)
        self.assertIn("given up by one of the providers within 24 months: 1.", pattern.figure)

    def test_an_account_that_two_gave_up_counts(self):
        for provider in self.provider | self.other_provider:
            provider.account_number = "KE00 1111"
            provider.account_number = f"KE00 222{provider.id}"
        self.assertEqual(len(self._find("account").provider_ids), 2)

    def test_an_account_given_up_two_years_ago_does_not_count(self):
        self.other_provider.account_number = self.provider.account_number
        self.other_provider.account_number = "KE00 7777"
        self.env.flush_all()
        self.env.cr.execute("UPDATE g2p_former_key SET until = until - interval '25 months'")
        self.env.invalidate_all()
        self.assertFalse(self._find("account"))

    def test_providers_of_another_company_are_not_compared(self):
        company = self.env["res.company"].create({"name": "Another office"})
        self.env["g2p.service.provider"].create(
            {
                "name": "Clinic Abroad",
                "code": "ABROAD",
                "company_id": company.id,
                "account_number": self.provider.account_number,
            }
        )
        self.assertFalse(self._find("account"))

    def contacts(self, one, other):
        partners = self.env["res.partner"].create([{"name": "Desk", **one}, {"name": "B", **other}])
        self.provider.partner_id, self.other_provider.partner_id = partners
        return self._find("contact")

    def test_one_telephone_number_is_shown(self):
        pattern = self.contacts({"phone": "+254 700 123456"}, {"phone": "+254-700-123-456"})
        self.assertIn("Telephone numbers: 1.", pattern.figure)

    def test_one_email_address_is_shown(self):
        pattern = self.contacts({"email": "desk@clinic.org"}, {"email": "Desk@Clinic.org"})
        self.assertIn("E-mail addresses: 1.", pattern.figure)

    def test_one_contact_is_shown(self):
        partner = self.env["res.partner"].create({"name": "Owner"})
        (self.provider | self.other_provider).write({"partner_id": partner.id})
        self.assertIn("Contacts: 1.", self._find("contact").figure)

    def test_contacts_of_their_own_are_not_shown(self):
        own = {"phone": "+254700123456", "email": "a@clinic.org"}
        other = {"phone": "+254700123457", "email": "b@clinic.org"}
        self.assertFalse(self.contacts(own, other))

    def test_the_accounts_themselves_are_not_kept(self):
        self.other_provider.account_number = self.provider.account_number
        values = self._find("account").read()[0]
        self.assertNotIn("001234", str(values).replace(" ", ""))
