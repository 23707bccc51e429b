from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestLives(TransactionCase):
    """When an account ends, the person stays in the registry."""

    def close(self, user):
        with mute_logger("odoo.addons.base.models.res_users"):
            user.with_user(user).sudo()._deactivate_portal_user()
        jobs = type(self.env["ir.cron"])
        with (
            patch.object(jobs, "_commit_progress", lambda *args, **kwargs: 1),
            mute_logger("odoo.addons.base.models.res_users_deletion"),
        ):
            self.env["res.users.deletion"]._gc_portal_users()

    def test_a_registrant_who_deletes_their_account_stays_in_the_registry(self):
        user = new_test_user(self.env, "lives registrant", "base.group_portal")
        person = user.partner_id
        person.is_registrant = True
        self.close(user)
        self.assertTrue(person.exists())
        self.assertTrue(person.active)
        self.assertFalse(user.active)
        self.assertTrue(user.login.startswith("__deleted_user_"))

    def test_the_contact_of_another_account_goes_with_it(self):
        user = new_test_user(self.env, "lives nobody", "base.group_portal")
        person = user.partner_id
        self.close(user)
        self.assertFalse(user.exists())
        self.assertFalse(person.exists())
