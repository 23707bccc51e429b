from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import queued

from ..hooks import post_init_hook
from .common import NEW, OLD, AccountCase


@tagged("post_install", "-at_install")
class TestAccount(AccountCase):
    """Another bank account needs two officers and some hours."""

    def account(self):
        self.env.invalidate_all()
        return self.provider.account_number

    def test_an_account_is_not_written_directly(self):
        sentence = "changes by the button “Change the account” only"
        for user in (self.manager, self.second):
            mine = self.provider.with_user(user)
            for value in (NEW, False, ""):
                with self.assertRaisesRegex(AccessError, sentence):
                    mine.write({"account_number": value})
            with self.assertRaisesRegex(AccessError, sentence):
                mine.with_context(install_mode=True, import_file=True).write(
                    {"name": "Hospital", "account_number": NEW}
                )
        answer = self.provider.with_user(self.manager).load(
            [".id", "account_number"], [[str(self.provider.id), NEW]]
        )
        self.assertFalse(answer["ids"])
        self.assertIn(sentence, answer["messages"][0]["message"])
        self.assertEqual(self.account(), OLD)

    def test_the_same_account_in_a_form_is_no_change(self):
        self.provider.with_user(self.manager).write({"account_number": f" {OLD} ", "name": "H 1"})
        self.assertEqual((self.account(), self.provider.name), (OLD, "H 1"))

    def test_a_suspended_provider_is_no_draft(self):
        self.provider.with_user(self.manager).action_suspend()
        with self.assertRaisesRegex(AccessError, "a second officer confirms it"):
            self.provider.with_user(self.manager).write({"account_number": NEW})

    def test_two_officers_and_the_cooling_off_change_it(self):
        with freeze_time("2026-05-04 10:00:00"):
            change = self.propose()
            self.confirm(change)
        self.assertEqual((change.state, self.account()), ("confirmed", OLD))
        self.assertEqual(str(change.in_force_from), "2026-05-05 10:00:00")
        self.assertEqual((change.requested_by_id, change.decided_by_id), self.people())
        with freeze_time("2026-05-05 09:59:00"):
            change.with_env(self.env)._come_into_force()
            self.assertEqual((change.state, self.account()), ("confirmed", OLD))
        with freeze_time("2026-05-05 10:00:01"):
            change.with_env(self.env)._come_into_force()
            self.assertEqual((change.state, self.account()), ("done", NEW))
            self.assertTrue(change.is_current)
            self.assertEqual(self.provider.account_state, "confirmed")

    def people(self):
        return self.manager, self.second

    def test_it_is_queued_for_the_end_of_the_cooling_off(self):
        change = self.propose()
        self.confirm(change)
        row = queued(self.env, change, "_come_into_force")
        self.assertEqual(row.date_due, change.in_force_from)

    def test_without_cooling_off_it_is_in_force_at_once(self):
        self.company.g2p_account_hours = 0
        change = self.propose()
        self.confirm(change)
        self.assertEqual((change.state, self.account()), ("done", NEW))

    def test_the_hours_are_a_number_that_makes_sense(self):
        for hours in (-1, 721):
            with self.assertRaisesRegex(ValidationError, "0 to 720 hours"):
                self.company.g2p_account_hours = hours

    def test_auditors_read_who_changed_the_hours(self):
        self.company.g2p_account_hours = 3
        change = self.env["g2p.audit.change"].search([], limit=1)
        self.assertEqual(
            (change.field_name, change.old_value, change.new_value),
            ("g2p_account_hours", "24", "3"),
        )

    def test_the_second_officer_types_the_account(self):
        change = self.propose()
        for typed in (False, "", OLD, NEW[:-1], "7777", True):
            with self.assertRaisesRegex(ValidationError, "signed letter"):
                change.with_user(self.second).action_confirm(change._digest_now(), typed)
        self.confirm(change, account="xx00-9999 88887777")
        self.assertEqual(change.state, "confirmed")

    def test_what_was_not_seen_is_not_confirmed(self):
        change = self.propose()
        for seen in (False, "", "0" * 64):
            with self.assertRaisesRegex(UserError, "was changed after change"):
                change.with_user(self.second).action_confirm(seen, NEW)
        dialog = self.dialog(change, self.second)
        dialog.account_number = NEW
        self.contact.email = "thief@example.com"
        with self.assertRaisesRegex(UserError, "was changed after change"):
            dialog.action_confirm()

    def test_a_change_of_the_contact_meanwhile_ends_the_request(self):
        former = self.propose()
        self.provider.with_user(self.manager).name = "Another payee"
        change = self.propose()
        self.assertEqual((former.state, change.state), ("withdrawn", "proposed"))
        self.assertIn("was changed after", former.answer)

    def test_one_change_at_a_time(self):
        change = self.propose()
        with self.assertRaisesRegex(UserError, f"Change {change.name} of this provider"):
            self.propose(user=self.third)

    def test_a_refused_change_leaves_the_account(self):
        change = self.propose()
        with self.assertRaisesRegex(ValidationError, "Give a reason"):
            change.with_user(self.second).action_refuse(" ")
        change.with_user(self.second).action_refuse("Not their letter")
        self.assertEqual((change.state, self.account()), ("refused", OLD))
        self.assertEqual((change.answer, change.ended_by_id), ("Not their letter", self.second))
        with self.assertRaisesRegex(UserError, "is already “Refused”"):
            change.with_user(self.second).action_confirm(change._digest_now(), NEW)

    def test_any_manager_stops_it_while_it_cools_off(self):
        change = self.propose()
        self.confirm(change)
        change.with_user(self.third).action_withdraw("The hospital called: not theirs")
        self.assertEqual((change.state, change.ended_by_id), ("withdrawn", self.third))
        self.cool_off(change)
        self.assertEqual(self.account(), OLD)
        with self.assertRaisesRegex(UserError, "is already “Withdrawn”"):
            change.with_user(self.third).action_withdraw("Again")

    def test_the_requester_withdraws_by_the_dialog(self):
        change = self.propose()
        action = change.action_open_withdraw()
        dialogs = self.env[action["res_model"]].with_user(self.manager)
        dialogs.with_context(**action["context"]).create({"reason": "A mistake"}).action_confirm()
        self.assertEqual((change.state, change.answer), ("withdrawn", "A mistake"))

    def test_an_account_that_was_changed_in_another_way_is_kept(self):
        change = self.propose()
        self.confirm(change)
        self.provider.account_number = "XX00 4444"  # by the server
        self.cool_off(change)
        self.assertEqual((change.state, self.account()), ("withdrawn", "XX00 4444"))

    def test_an_account_that_cannot_be_paid_is_refused_at_once(self):
        for number in ("", "  ", "=1+1", "@x", False, 7):
            with self.assertRaisesRegex(ValidationError, "cannot receive payments"):
                self.propose(number)
        with self.assertRaisesRegex(ValidationError, "Say why"):
            self.provider.with_user(self.manager).action_propose_account(NEW, "  ")
        with self.assertRaisesRegex(UserError, "is confirmed already"):
            self.propose(OLD)

    def test_a_draft_has_its_account_in_the_form(self):
        draft = self.fresh_provider(account_number=OLD)
        draft.account_number = NEW
        with self.assertRaisesRegex(UserError, "is a draft: enter the account in its form"):
            self.propose("XX00 4", provider=draft)

    # === Which accounts are confirmed === #

    def test_accounts_of_the_server_are_confirmed(self):
        row = self.provider._current_account()
        self.assertEqual((row.origin, row.state, row.account_new), ("server", "done", OLD))
        self.assertEqual(self.provider.account_state, "confirmed")

    def test_accounts_that_code_writes_for_a_user_are_not(self):
        # in the second in which the former one was confirmed, too
        with freeze_time(self.provider._current_account().date_done):
            # sudo: as code that acts for the manager
            self.provider.with_user(self.manager).sudo().account_number = NEW
        self.env.invalidate_all()
        self.assertEqual(self.provider.account_state, "unconfirmed")
        change = self.propose(NEW, user=self.second)
        with self.assertRaisesRegex(AccessError, "or entered what it confirms"):
            change.with_user(self.manager).action_confirm(change._digest_now(), NEW)
        self.confirm(change, self.third)
        self.assertEqual((change.state, self.provider.account_state), ("done", "confirmed"))

    def test_an_account_changed_in_the_table_is_not_confirmed(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_service_provider SET account_number = 'XX1' WHERE id = %s",
            [self.provider.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.provider.account_state, "unconfirmed")

    def test_accounts_from_before_are_payable_and_listed(self):
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM g2p_provider_change")
        self.env.invalidate_all()
        post_init_hook(self.env)
        self.assertEqual(self.provider.account_state, "before")
        self.assertFalse(self.provider._why_not_payable_each()[self.provider])
        change = self.propose(OLD)
        self.confirm(change, account=OLD)
        self.assertEqual((change.state, self.provider.account_state), ("done", "confirmed"))
        listed = [("is_current", "=", True), ("origin", "=", "before")]
        mine = [("provider_id", "=", self.provider.id), *listed]
        self.assertFalse(change.search_count(mine))

    # === Payments === #

    def why(self):
        self.env.invalidate_all()
        return self.provider.with_user(self.manager)._why_not_payable_each()[self.provider]

    def test_nothing_is_paid_while_a_change_waits(self):
        self.assertFalse(self.why())
        change = self.propose()
        self.assertIn(f"is being changed ({change.name})", self.why())
        self.confirm(change)
        self.assertIn(f"is being changed ({change.name})", self.why())
        self.cool_off(change)
        self.assertFalse(self.why())
        change = self.propose(OLD)
        change.with_user(self.second).action_refuse("No")
        self.assertFalse(self.why())

    def test_nothing_is_paid_to_an_account_that_nobody_confirmed(self):
        # sudo: as code that acts for the manager
        self.provider.with_user(self.manager).sudo().account_number = NEW
        self.assertIn("was not confirmed by a second officer", self.why())

    def test_who_asked_and_decided_are_known_to_other_addons(self):
        change = self.propose()
        self.confirm(change)
        authors = self.provider._audit_authors("account_number")
        self.assertTrue(authors >= self.manager | self.second)
        change.with_user(self.third).action_withdraw("Not theirs")
        self.env.invalidate_all()
        self.assertIn(self.third, self.provider._audit_authors("account_number"))
        self.assertNotIn(self.third, self.provider._audit_authors("name"))

    def test_history_is_complete(self):
        change = self.propose()
        self.confirm(change)
        self.cool_off(change)
        rows = self.provider.change_ids.filtered(lambda row: row.kind == "account").sorted("id")
        self.assertEqual(
            [(row.origin, row.account_new, row.is_current) for row in rows],
            [("server", OLD, False), ("office", NEW, True)],
        )
        self.assertEqual(rows[1].account_old, OLD)
        self.assertLessEqual(rows[1].date_done, fields.Datetime.now())
