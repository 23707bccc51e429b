from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import NEW, OLD, AccountCase


@tagged("post_install", "-at_install")
class TestActivation(AccountCase):
    """One manager asks for the activation of a provider, another one decides."""

    def test_one_manager_alone_activates_nothing(self):
        provider = self.fresh_provider()
        change = self.ask_activation(provider)
        sentence = f"You asked for change {change.name}"
        for attempt in (
            provider.action_activate,
            change.action_decide,
            lambda: change.action_confirm(change._digest_now()),
            lambda: change.action_refuse("No"),
        ):
            with self.assertRaisesRegex(AccessError, sentence):
                attempt()
        with self.assertRaises(AccessError):
            provider.write({"state": "active"})
        self.assertEqual((provider.state, change.state), ("draft", "proposed"))

    def test_another_manager_confirms_it(self):
        provider = self.fresh_provider()
        change = self.ask_activation(provider)
        action = provider.with_user(self.second).action_activate()
        self.assertEqual(action["context"], {"default_change_id": change.id})
        self.confirm(change, account=False)
        self.assertEqual((provider.state, change.state), ("active", "done"))
        self.assertEqual(
            (change.requested_by_id, change.decided_by_id), (self.manager, self.second)
        )
        with self.assertRaisesRegex(UserError, "is active already"):
            provider.action_activate()

    def test_it_is_refused_with_a_reason(self):
        provider = self.fresh_provider()
        change = self.ask_activation(provider)
        dialog = self.dialog(change, self.second)
        dialog.reason = "The licence is missing"
        dialog.action_refuse()
        self.assertEqual((provider.state, change.state), ("draft", "refused"))
        self.assertEqual(self.ask_activation(provider).state, "proposed")

    def test_what_is_missing_is_said_at_the_request(self):
        provider = self.fresh_provider(program_ids=False)
        with self.assertRaisesRegex(UserError, "Name at least one programme and one member"):
            provider.action_activate()
        self.assertNotEqual(self.last_change(provider).kind, "activate")

    def test_an_active_provider_needs_two_after_a_suspension_too(self):
        self.provider.with_user(self.manager).action_suspend()
        self.assertEqual(self.provider.state, "suspended")
        change = self.ask_activation()
        self.assertEqual(self.provider.state, "suspended")
        self.confirm(change, account=False)
        self.assertEqual(self.provider.state, "active")

    def test_suspending_is_immediate_and_needs_one(self):
        provider = self.fresh_provider()
        change = self.ask_activation(provider)
        provider.action_suspend()
        with self.assertRaisesRegex(UserError, "was changed after change"):
            change.with_user(self.second).action_confirm(change._digest_now())
        self.assertEqual(provider.state, "suspended")

    def test_what_is_confirmed_is_bound(self):
        changes = (
            {"name": "Another clinic"},
            {"code": "NC2"},
            {"program_ids": [(5,)]},
            {"user_ids": [(4, self.rival.id)]},
            {"partner_id": self.env["res.partner"].create({"name": "Another"}).id},
            {"account_number": NEW},
            {"site_ids": [(0, 0, {"name": "Back door"})]},
        )
        self.other_provider.user_ids = False
        for values in changes:
            with self.subTest(values=values), self.env.cr.savepoint() as savepoint:
                provider = self.fresh_provider()
                change = self.ask_activation(provider)
                dialog = self.dialog(change, self.second)
                provider.write(values)
                with self.assertRaisesRegex(UserError, "was changed after change"):
                    dialog.action_confirm()
                self.assertEqual(provider.state, "draft")
                savepoint.rollback()

    def test_a_changed_provider_is_asked_for_again(self):
        provider = self.fresh_provider()
        former = self.ask_activation(provider)
        provider.name = "Another clinic"
        change = self.ask_activation(provider, self.second)
        self.assertEqual((former.state, change.state), ("withdrawn", "proposed"))
        with self.assertRaisesRegex(AccessError, "You asked for change"):
            change.with_user(self.second).action_confirm(change._digest_now())

    # === The account of a draft === #

    def test_the_second_officer_types_the_account_of_a_draft(self):
        provider = self.fresh_provider(account_number=OLD)
        self.assertEqual(provider.account_state, "unconfirmed")
        change = self.ask_activation(provider)
        dialog = self.dialog(change, self.second)
        self.assertEqual((dialog.needs_account, dialog.account_shown), (True, "•••3333"))
        for typed in (False, NEW):
            dialog.account_number = typed
            with self.assertRaisesRegex(ValidationError, "signed letter"):
                dialog.action_confirm()
        self.confirm(change, account=OLD)
        self.assertEqual((provider.state, provider.account_state), ("active", "confirmed"))
        row = provider.sudo()._current_account()  # sudo: closed to managers
        self.assertEqual((row.requested_by_id, row.decided_by_id), (self.manager, self.second))

    def test_who_entered_the_account_does_not_confirm_it(self):
        provider = self.fresh_provider(account_number=OLD)
        change = self.ask_activation(provider, self.third)
        with self.assertRaisesRegex(AccessError, "or entered what it confirms"):
            change.with_user(self.manager).action_confirm(change._digest_now(), OLD)
        self.confirm(change, account=OLD)
        self.assertEqual(provider.state, "active")

    def test_the_dialog_shows_what_is_confirmed(self):
        provider = self.fresh_provider(partner_id=self.contact.id)
        dialog = self.dialog(self.ask_activation(provider), self.second)
        for text in ("New clinic (NC)", "boss@hospital.example", self.program.name, "vq_visitor"):
            self.assertIn(text, dialog.facts)
