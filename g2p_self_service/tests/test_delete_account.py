from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AssistancePageCase

DOOR = "/my/deactivate_account"


@tagged("post_install", "-at_install")
class TestDeleteAccount(AssistancePageCase):
    """“Delete my account” of the portal, during a running case and afterwards."""

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

    def test_a_person_with_a_running_case_gets_the_reason_and_advice(self):
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
        self.get(self.url(application))  # still signed in, and the case still exists

    def test_after_withdrawing_a_person_can_delete_the_account_and_the_case_stays(self):
        application = self.submitted()
        application._portal_withdraw()
        response = self.delete_account()
        self.assertEqual(response.status_code, 303)
        self.assertFalse(self.ada.active)
        self.assertEqual(application.sudo().state, "withdrawn")
        self.assertTrue(application.sudo().exists())
