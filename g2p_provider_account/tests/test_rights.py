from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import MANAGER, NEW, AccountCase


@tagged("post_install", "-at_install")
class TestRights(AccountCase):
    """The rights of each role, tried as over RPC."""

    def nobody(self):
        return (self.issuer, self.auditor, self.staff, self.rival)

    def test_others_ask_for_nothing(self):
        for user in self.nobody():
            provider = self.provider.with_user(user)
            with self.assertRaisesRegex(AccessError, "Only voucher managers"):
                provider.action_propose_account(NEW, "Letter")
            for step in (provider.action_activate, provider.action_change_account):
                with self.assertRaises(AccessError):
                    step()
        self.assertFalse(self.last_change().filtered(lambda row: row.state == "proposed"))

    def test_others_decide_nothing(self):
        change = self.propose()
        for user in self.nobody():
            theirs = change.with_user(user)
            for attempt in (
                theirs.action_decide,
                theirs.action_open_withdraw,
                lambda theirs=theirs: theirs.action_confirm(change._digest_now(), NEW),
                lambda theirs=theirs: theirs.action_refuse("No"),
                lambda theirs=theirs: theirs.action_withdraw("No"),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()
        self.assertEqual(change.state, "proposed")

    def test_nobody_writes_rows(self):
        change = self.propose()
        for user in (self.manager, self.second, self.auditor, self.staff):
            theirs = change.with_user(user)
            for attempt in (
                lambda theirs=theirs: theirs.write({"state": "done"}),
                lambda theirs=theirs: theirs.write({"requested_by_id": self.third.id}),
                lambda theirs=theirs: theirs.create(
                    {"provider_id": self.provider.id, "kind": "account", "name": "X"}
                ),
                theirs.unlink,
                theirs.copy,
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    attempt()
        # sudo: as code that forgets the buttons
        with self.assertRaises(AccessError):
            change.sudo().write({"state": "confirmed"})
        with self.assertRaisesRegex(AccessError, "are its history"):
            change.sudo().unlink()  # sudo: as above

    def test_whole_accounts_are_for_auditors(self):
        change = self.propose()
        row = change.with_user(self.auditor).read(["account_new", "account_new_shown"])[0]
        self.assertEqual((row["account_new"], row["account_new_shown"]), (NEW, "•••7777"))
        self.assertEqual(change.read(["account_new_shown"])[0]["account_new_shown"], "•••7777")
        for name in ("account_new", "account_old", "email_old"):
            with self.assertRaises(AccessError):
                change.read([name])
            with self.assertRaises(AccessError):
                change.search([(name, "=", NEW)])
        for user in (self.issuer, self.staff):
            with self.assertRaises(AccessError):
                change.with_user(user).read(["name"])

    def test_staff_of_the_provider_read_nothing_new(self):
        self.propose()
        mine = self.provider.with_user(self.staff)
        self.assertTrue(mine.read(["account_number"]))
        for name in ("change_ids", "account_state"):
            with self.assertRaises(AccessError):
                mine.read([name])
        with self.assertRaises(AccessError):
            mine.search([("change_ids.state", "=", "proposed")])

    def test_a_dialog_is_its_users_own(self):
        change = self.propose()
        dialog = self.dialog(change, self.second)
        with self.assertRaises(AccessError):
            dialog.with_user(self.third).action_confirm()
        with self.assertRaises(AccessError):
            self.env[dialog._name].with_user(self.issuer).create({"change_id": change.id})
        ask = self.env["g2p.provider.account.ask"].with_user(self.manager)
        vals = {"provider_id": self.provider.id, "account_number": NEW, "reason": "Letter"}
        mine = ask.create(vals)
        with self.assertRaises(AccessError):
            mine.with_user(self.third).action_confirm()

    # === Two people, not two accounts === #

    def assert_not_neutral(self, change, user, sentence):
        self.env.invalidate_all()
        theirs = change.with_user(user)
        with self.assertRaisesRegex(AccessError, sentence):
            theirs.action_confirm(change._digest_now(), NEW)
        self.assertRegex(theirs.why_not, sentence)

    def test_a_second_user_of_the_requester_is_no_second_officer(self):
        change = self.propose()
        twin = new_test_user(self.env, "account_twin", groups=MANAGER)
        twin.partner_id = self.asker().partner_id
        twin.name = "Somebody else"
        self.assert_not_neutral(change, twin, "ties you to the requester")
        twin.partner_id = self.env["res.partner"].create({"name": "Renamed"})
        self.assert_not_neutral(change, twin, "ties you to the requester")

    def test_a_requester_with_another_login_is_the_requester(self):
        change = self.propose()
        self.asker().write({"login": "renamed_manager", "name": "Another name"})
        self.assert_not_neutral(change, self.manager, "You asked for change")

    def asker(self):
        """The requester, as a user."""
        return self.env["res.users"].browse(self.manager.id)

    def share_account(self, user, number):
        self.env["res.partner.bank"].create(
            {"partner_id": user.partner_id.id, "acc_number": number}
        )

    def test_who_shares_an_account_with_the_requester_is_no_second_officer(self):
        change = self.propose()
        for user in (self.asker(), self.second):
            self.share_account(user, "ZZ 77")
        self.assert_not_neutral(change, self.second, "ties you to the requester")

    def test_colleagues_share_a_telephone(self):
        for user in (self.asker(), self.second):
            user.partner_id.phone = "+254700000001"
        change = self.propose()
        self.confirm(change)
        self.assertEqual(change.state, "confirmed")

    def test_who_owns_the_new_account_does_not_decide(self):
        change = self.propose()
        self.share_account(self.second, NEW)
        self.assert_not_neutral(change, self.second, "share a bank account")
        self.second.partner_id.bank_ids.unlink()
        self.assert_not_neutral(change, self.second, "share a bank account")

    def test_who_belongs_to_the_provider_neither_asks_nor_decides(self):
        change = self.propose()
        self.second.partner_id.parent_id = self.contact
        self.assert_not_neutral(change, self.second, "You act for the provider")
        change.with_user(self.third).action_refuse("Not theirs")
        with self.assertRaisesRegex(AccessError, "You act for the provider"):
            self.propose(user=self.second)

    def test_who_changed_the_contacts_address_does_not_decide_an_account(self):
        self.contact.with_user(self.second).sudo().email = "thief@example.com"  # sudo: any right
        change = self.propose()
        self.assert_not_neutral(change, self.second, "You asked for change")
        self.confirm(change, self.third)
        self.assertEqual(change.state, "confirmed")

    def test_who_named_another_contact_does_not_decide_an_account(self):
        other = self.env["res.partner"].create({"name": "Other", "email": "thief@example.com"})
        self.provider.with_user(self.second).partner_id = other
        self.assert_not_neutral(self.propose(), self.second, "You asked for change")

    def test_a_change_of_the_contact_long_ago_does_not_count(self):
        with freeze_time(fields.Datetime.now() - timedelta(days=91)):
            self.contact.with_user(self.second).sudo().email = "b@example.com"  # sudo: any right
        change = self.propose()
        self.confirm(change)
        self.assertEqual(change.state, "confirmed")

    def test_who_changed_the_contacts_address_activates_what_has_no_account(self):
        self.contact.with_user(self.second).sudo().email = "b@example.com"  # sudo: any right
        self.provider.with_user(self.manager).action_suspend()
        self.confirm(self.ask_activation(), account=False)
        self.assertEqual(self.provider.state, "active")

    def test_a_manager_of_another_company_does_nothing(self):
        change = self.propose()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.second.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.env.invalidate_all()
        theirs = change.with_user(self.second)
        for attempt in (
            theirs.action_decide,
            lambda: theirs.action_confirm("x", NEW),
            lambda: theirs.action_withdraw("No"),
            lambda: self.provider.with_user(self.second).action_propose_account(NEW, "x"),
        ):
            with self.assertRaises(AccessError):
                attempt()
