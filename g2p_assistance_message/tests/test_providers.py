from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_message.tests.common import WaysMixin
from odoo.addons.g2p_reimbursement.tests.common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestProviders(WaysMixin, ReimbursementCase):
    """The staff of a provider hear of their claims, and everybody of a changed account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"message_quiet_from": 0, "message_quiet_until": 0})
        cls.company.email = "office@example.com"
        staff = cls.provider.sudo().user_ids
        staff.partner_id.write({"email": "desk@example.com"})

    def events(self, record):
        return list(dict.fromkeys(self.messages(record).mapped("event")))

    def test_a_returned_claim(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        self.assertEqual(self.events(claim), [])
        self._return(claim, self.officer_1)
        self.assertEqual(self.events(claim), ["claim_returned"])

    def test_of_the_staff_those_who_claim_hear_of_claims(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        clerk = new_test_user(self.env, "rb_clerk_user", groups="base.group_portal")
        self.provider.sudo().user_ids = [(4, clerk.id)]
        Provider = self.env.registry["g2p.service.provider"]

        def staff(provider, role=""):
            return provider.user_ids - clerk if role == "claims" else provider.user_ids

        with patch.object(Provider, "_staff", staff):
            self._return(claim, self.officer_1)
            everybody = self.provider.sudo()._message_staff()
        self.assertEqual(self.messages(claim).partner_id, self.provider_user.partner_id)
        self.assertIn(clerk.partner_id, everybody)

    def test_a_decision_is_neutral(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        self._reject(claim, self.officer_1)
        self.assertEqual(self.events(claim), ["claim_decided"])
        with self.ways() as (_gateway, sink):
            self.messages(claim).sudo()._send_due()
        html = sink.mails[0][1].get_body(("html",)).get_content()
        self.assertIn(claim.name, html)
        for secret in ("70", "INV-1", "readable"):
            self.assertNotIn(secret, html.replace(claim.public_id, "").replace(claim.name, ""))

    def test_an_approved_and_paid_claim(self):
        claim = self._approved_claim()
        self.assertEqual(self.events(claim), ["claim_decided"])
        batch = self._build(claim)
        self.assertEqual(self.events(claim), ["claim_decided"])
        batch.with_user(self.cashier).action_cancel()
        self.assertEqual(self.events(claim), ["claim_decided"], "the decision stands")

    def test_a_claim_that_the_office_withdraws(self):
        claim = self._approved_claim()
        claim.with_user(self.officer_1).sudo(False).action_cancel_approved()
        self.assertEqual(self.events(claim), ["claim_decided", "claim_withdrawn"])

    def test_a_changed_account_reaches_staff_and_the_contact(self):
        contact = self.env["res.partner"].create({"name": "X", "email": "boss@example.com"})
        provider = self.provider.sudo()
        provider.partner_id = contact
        provider.account_number = "KE00 1234"  # the same
        self.assertEqual(self.events(provider), ["staff_changed"])
        provider.account_number = "KE99 9999"
        people = self.messages(provider, event="account_changed").partner_id
        self.assertEqual(people, provider.user_ids.partner_id | contact)
        with self.ways() as (_gateway, sink):
            self.messages(provider, event="account_changed").sudo()._send_due()
        written = "".join(mail.as_string() for _to, mail in sink.mails)
        self.assertNotIn("KE99", written)
        self.assertEqual(len(sink.mails), 2)

    def alerted(self, event):
        """The contacts to whom an alert about the provider is sent in fact."""
        with self.ways() as (_gateway, sink):
            self.messages(self.provider, event=event).sudo()._send_due()
        return sorted(to for people, _mail in sink.mails for to in people)

    def victim(self):
        boss = self.env["res.partner"].create({"name": "X", "email": "boss@example.com"})
        provider = self.provider.sudo()
        provider.write({"partner_id": boss.id, "account_number": "KE00 1234"})
        return provider

    def thief(self):
        user = new_test_user(self.env, "message_thief", "base.group_portal")
        user.partner_id.email = "thief@example.com"
        return user

    def test_who_is_removed_by_the_same_change_hears_of_it(self):
        provider, thief = self.victim(), self.thief()
        before = self.messages(provider)
        provider.write(
            {
                "account_number": "KE99 9999",
                "user_ids": [(6, 0, thief.ids)],
                "partner_id": thief.partner_id.id,
            }
        )
        self.assertEqual(
            set((self.messages(provider) - before).mapped("event")),
            {"account_changed", "staff_changed"},
        )
        for event in ("account_changed", "staff_changed"):
            self.assertLessEqual({"boss@example.com", "desk@example.com"}, set(self.alerted(event)))

    def test_who_is_removed_before_the_account_is_changed_hears_of_that(self):
        provider, thief = self.victim(), self.thief()
        provider.user_ids = [(6, 0, thief.ids)]
        provider.partner_id = thief.partner_id
        provider.account_number = "KE99 9999"
        self.assertLessEqual(
            {"boss@example.com", "desk@example.com"}, set(self.alerted("staff_changed"))
        )

    def test_a_provider_without_an_account_has_no_alert(self):
        provider = self.provider.sudo()
        provider.account_number = False
        before = self.messages(provider)
        provider.user_ids = [(4, self.thief().id)]
        self.assertEqual(self.messages(provider), before)

    def test_former_staff_hear_nothing_of_claims(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        self._return(claim, self.officer_1)
        self.provider.sudo().user_ids = [(6, 0, self.thief().ids)]
        with self.ways() as (gateway, sink):
            self.messages(claim).sudo()._send_due()
        self.assertFalse(gateway.sent or sink.mails)
        self.assertEqual(set(self.messages(claim).mapped("state")), {"skipped"})

    def test_nobody_can_switch_it_off(self):
        staff = self.provider.sudo().user_ids
        self.assertTrue(staff)
        for user in staff:
            wishes = self.env["g2p.message.preference"].with_user(user)
            wishes._choose_own(by_email=False, by_sms=False)
        self.provider.sudo().account_number = "KE99 9999"
        told = self.messages(self.provider, event="account_changed")
        self.assertEqual(told.partner_id, staff.partner_id)
        self.assertEqual(self.alerted("account_changed"), ["desk@example.com"])
        self.assertEqual(set(told.mapped("state")), {"sent"})

    def test_claims_officers_see_messages_of_claims(self):
        claim = self._approved_claim()
        where = [("res_model", "=", claim._name), ("res_id", "=", claim.id)]
        messages = self.env["g2p.message"]
        self.assertTrue(messages.with_user(self.officer_1).search(where))
        for user in self.provider.sudo().user_ids:
            with self.assertRaises(AccessError):
                messages.with_user(user).search(where)
