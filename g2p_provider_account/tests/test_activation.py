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

    # === What the activation binds === #

    def elsewhere(self, *users):
        """Another company, of which these users are managers too."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.users"].browse(user.id for user in users).company_ids = [(4, other.id)]
        return other

    def test_one_manager_of_two_companies_moves_no_provider(self):
        other = self.elsewhere(self.manager)
        theirs = self.env["g2p.program"].create({"name": "Theirs", "company_id": other.id})
        mine = self.provider.with_user(self.manager)
        sentence = (
            f"Provider {mine.code} is no draft any more, so its company stays. Enter a new "
            "provider in the other company, which a second officer activates."
        )
        forged = (
            {"company_id": other.id},
            {"company_id": str(other.id)},
            {"company_id": other.id, "program_ids": [(6, 0, theirs.ids)]},
        )
        for state in ("active", "suspended"):
            self.provider._set_state(state)
            for values in forged:
                with self.assertRaises(UserError) as refusal:
                    mine.write(values)
                self.assertEqual(str(refusal.exception), sentence)
        self.assertEqual(self.provider.company_id, self.company)
        mine.write({"company_id": self.company.id, "name": "The same company, as in the form"})

    def test_a_draft_moves_to_another_company(self):
        other = self.elsewhere(self.manager)
        provider = self.fresh_provider(program_ids=False, user_ids=False)
        provider.company_id = other
        self.assertEqual(provider.company_id, other)

    def test_one_manager_adds_no_programme_to_an_active_provider(self):
        food, past = self.env["g2p.program"].create([{"name": "Food"}, {"name": "Past"}])
        past.active = False
        mine = self.provider.with_user(self.manager)
        sentence = (
            f"Provider {mine.code} is active, so it takes no further programme. Suspend it, add "
            "the programme, and have it activated by two officers again."
        )
        for commands in (
            [(4, food.id)],
            [(6, 0, (self.program | food).ids)],
            [(6, 0, food.ids)],
            [(4, past.id)],
        ):
            with self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                mine.write({"program_ids": commands})
            self.assertEqual(str(refusal.exception), sentence)
        self.env.invalidate_all()
        everything = self.provider.with_context(active_test=False).program_ids
        self.assertEqual(everything, self.program)

    def test_a_programme_is_added_with_two_officers(self):
        food = self.env["g2p.program"].create({"name": "Food"})
        mine = self.provider.with_user(self.manager)
        mine.action_suspend()
        mine.program_ids = [(4, food.id)]
        self.confirm(self.ask_activation(), account=False)
        self.assertEqual((mine.state, mine.program_ids), ("active", self.program | food))

    def test_one_manager_takes_a_programme_away_at_once(self):
        food = self.env["g2p.program"].create({"name": "Food"})
        self.provider.program_ids = [(4, food.id)]
        mine = self.provider.with_user(self.manager)
        mine.write({"program_ids": [(6, 0, self.program.ids)]})
        self.assertEqual(mine.program_ids, self.program)

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
