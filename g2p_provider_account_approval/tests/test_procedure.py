from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_provider_account.tests.common import NEW, OLD, AccountCase


@tagged("post_install", "-at_install")
class TestProcedure(AccountCase):
    """A procedure of two stages decides about providers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["g2p.approval.policy"].create(
            {
                "name": "Providers",
                "company_id": cls.company.id,
                "model_id": cls.env["ir.model"]._get("g2p.provider.change").id,
                "stage_ids": [
                    (0, 0, {"name": name, "sequence": at, "officer_ids": [(4, who.id)]})
                    for at, (name, who) in enumerate(
                        [("Letter", cls.second), ("Call back", cls.third)], 1
                    )
                ],
            }
        )

    def step(self, change, officer):
        # sudo: engine rows
        return change.sudo().approval_open_step_ids.with_user(officer).sudo(False)

    def approve(self, change, *officers):
        for officer in officers:
            self.step(change, officer).action_approve(note="ok")
            self.env.invalidate_all()

    def reason(self):
        return self.env["g2p.approval.reason"].search([("action", "=", "reject")], limit=1).code

    def test_the_stages_decide_and_the_cooling_off_follows(self):
        change = self.propose()
        self.assertEqual((change.state, change.approval_state), ("proposed", "pending"))
        self.approve(change, self.second)
        self.assertEqual(change.state, "proposed")
        self.approve(change, self.third)
        self.assertEqual((change.state, change.decided_by_id), ("confirmed", self.third))
        self.assertEqual(self.provider.account_number, OLD)
        self.cool_off(change)
        self.assertEqual((change.state, self.provider.account_number), ("done", NEW))

    def test_two_managers_do_not_decide_beside_it(self):
        change = self.propose()
        for attempt in (
            lambda: change.with_user(self.third).action_confirm(change._digest_now(), NEW),
            lambda: change.with_user(self.third).action_refuse("No"),
            change.with_user(self.third).action_decide,
        ):
            with self.assertRaisesRegex(AccessError, "is decided in stages"):
                attempt()

    def test_the_requester_decides_no_stage(self):
        change = self.propose(user=self.second)
        with self.assertRaises(AccessError):
            self.step(change, self.second).action_approve(note="ok")

    def test_the_owner_of_the_new_account_decides_no_stage(self):
        change = self.propose()
        self.env["res.partner.bank"].create(
            {"partner_id": self.second.partner_id.id, "acc_number": NEW}
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(AccessError, "share a bank account"):
            self.step(change, self.second).action_approve(note="ok")

    def test_an_activation_is_decided_in_stages(self):
        provider = self.fresh_provider(account_number=OLD)
        change = self.ask_activation(provider)
        self.approve(change, self.second, self.third)
        self.env.invalidate_all()
        self.assertEqual((provider.state, change.state), ("active", "done"))
        self.assertEqual(provider.account_state, "confirmed")

    def test_a_provider_changed_meanwhile_is_not_confirmed(self):
        change = self.propose()
        self.approve(change, self.second)
        self.contact.email = "thief@example.com"
        with self.assertRaises(UserError):
            self.approve(change, self.third)
        self.assertEqual(self.provider.account_number, OLD)

    def test_a_rejection_refuses_it(self):
        change = self.propose()
        self.step(change, self.second).action_reject(self.reason(), "No", public_text="No.")
        self.env.invalidate_all()
        self.assertEqual((change.state, change.ended_by_id), ("refused", self.second))

    def test_a_returned_change_is_asked_for_again(self):
        change = self.propose()
        self.step(change, self.second).action_return("Which letter?")
        self.env.invalidate_all()
        self.assertEqual((change.state, change.approval_state), ("withdrawn", "cancelled"))
        self.assertEqual(self.propose().state, "proposed")

    def test_a_withdrawn_change_leaves_the_inbox(self):
        change = self.propose()
        change.action_withdraw("A mistake")
        self.assertEqual((change.state, change.approval_state), ("withdrawn", "cancelled"))

    def test_a_change_that_no_procedure_matches_is_refused(self):
        self.policy.domain = "[('kind', '=', 'activate')]"
        with self.assertRaisesRegex(UserError, "No approval procedure is set up"):
            self.propose()

    def test_without_a_procedure_two_managers_decide(self):
        self.policy.active = False
        change = self.propose()
        self.assertEqual(change.approval_state, "none")
        self.confirm(change)
        self.assertEqual(change.state, "confirmed")

    def test_the_officer_whose_turn_it_is_sees_the_whole_account(self):
        change = self.propose()
        shown = {
            user: change.with_user(user).account_to_check
            for user in (self.manager, self.second, self.third)
        }
        self.assertEqual(shown, {self.manager: False, self.second: NEW, self.third: False})
