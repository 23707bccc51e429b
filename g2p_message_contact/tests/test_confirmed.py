from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestConfirmed(TransactionCase):
    """A confirmed contact comes before the address that anybody at the account may have typed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ke")  # of the numbers below
        cls.user = new_test_user(cls.env, "message_person", "base.group_portal")
        cls.partner = cls.user.partner_id
        cls.partner.write({"email": "typed@example.com", "phone": "+254700000001"})
        cls.person = cls.env["res.partner"].create({"name": "P", "is_registrant": True})

    def confirm(self, channel, value):
        self.env["g2p.confirmed.contact"].create(
            {
                "registrant_id": self.person.id,
                "channel": channel,
                "value": value,
                "origin": "person",
            }
        )

    def address(self, channel):
        return self.partner._message_addresses(channel).get(self.partner.id)

    def test_without_a_proof_the_account_counts(self):
        self.confirm("sms", "+254711111111")
        self.env["g2p.portal.access"]._grant(self.user, self.person)
        self.assertEqual(self.address("sms"), "+254700000001", "an officer's link proves nothing")

    def test_a_proven_persons_contact_counts(self):
        self.confirm("sms", "+254711111111")
        self.confirm("sms", "+254722222222")
        self.env["g2p.portal.access"]._prove_self(self.user, self.person)
        self.assertEqual(self.address("sms"), "+254722222222", "the latest")
        self.assertEqual(self.address("email"), "typed@example.com", "none is confirmed")

    def test_an_ended_contact_gets_nothing(self):
        self.confirm("email", "old@example.com")
        self.env["g2p.portal.access"]._prove_self(self.user, self.person)
        self.assertEqual(self.address("email"), "old@example.com")
        self.env["g2p.confirmed.contact"].search([("value", "=", "old@example.com")])._end()
        self.assertEqual(self.address("email"), "typed@example.com")

    def test_many_accounts_cost_as_much_as_one(self):
        self.env["g2p.portal.access"]._prove_self(self.user, self.person)
        self.confirm("email", "one@example.com")
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(50)])
        costs = []
        for some in (self.partner, self.partner | people):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some._message_addresses("email")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0] + 1)
