from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER


@tagged("post_install", "-at_install")
class TestOdooBot(TransactionCase):
    """OdooBot's window does not cover the first screen of an officer; others keep their choice."""

    def signed_in(self, groups, state):
        user = new_test_user(self.env, f"odoobot {groups[-9:]} {state}", groups)
        user.odoobot_state = state
        user._update_last_login()
        return user.odoobot_state

    def test_at_the_first_sign_in_of_an_officer_it_is_switched_off(self):
        self.assertIn("odoobot_state", self.env["res.users"]._fields)
        for state in (False, "not_initialized"):
            self.assertEqual(self.signed_in(OFFICER, state), "disabled")

    def test_a_choice_of_an_officer_and_everybody_else_stay(self):
        self.assertEqual(self.signed_in(OFFICER, "idle"), "idle")
        self.assertEqual(self.signed_in(OFFICER, "onboarding_emoji"), "onboarding_emoji")
        for groups in ("base.group_user", "base.group_portal"):
            self.assertEqual(self.signed_in(groups, "not_initialized"), "not_initialized")

    def test_a_role_that_comes_later_counts_at_the_next_sign_in(self):
        user = new_test_user(self.env, "odoobot later", "base.group_user")
        user.odoobot_state = "not_initialized"
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) VALUES (%s, %s)",
            [user.id, self.env.ref(OFFICER).id],
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        user._update_last_login()
        self.assertEqual(user.odoobot_state, "disabled")
