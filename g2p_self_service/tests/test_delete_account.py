from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AssistancePageCase

DOOR = "/my/deactivate_account"


@tagged("post_install", "-at_install")
class TestDeleteAccount(AssistancePageCase):
    """“Delete my account” of the portal, while a case runs and after it."""

    def delete_account(self):
        self.sign_in()
        answer = {
            "validation": self.ada.login,
            "password": self.ada.login,
            "csrf_token": self.csrf_token(),
        }
        with mute_logger("odoo.addons.base.models.res_users"):
            response = self.url_open(DOOR, data=answer, allow_redirects=False)
        self.env.invalidate_all()
        return response

    def test_a_person_whose_case_runs_reads_why_and_what_to_do(self):
        application = self.submitted()
        response = self.delete_account()
        self.assertEqual(response.status_code, 200)
        self.assertIn("Your account cannot be deleted now.", response.text)
        self.assertIn(
            f"Application {application.name} is still open. Withdraw it, or wait until it is "
            "decided and its voucher is used or has expired.",
            response.text,
        )
        self.assertTrue(self.ada.active)
        self.assertEqual(self.ada.login, "case ada")
        self.get(self.url(application))  # still signed in, and the case is there

    def test_a_person_who_withdrew_deletes_the_account_and_the_case_is_kept(self):
        application = self.submitted()
        application._portal_withdraw()
        response = self.delete_account()
        self.assertEqual(response.status_code, 303)
        self.assertFalse(self.ada.active)
        self.assertEqual(application.sudo().state, "withdrawn")
        self.assertTrue(application.sudo().exists())
