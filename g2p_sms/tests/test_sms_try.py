from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..tools import sms
from ..tools.sms_http import SmsByHttp
from .loopback import LoopbackGateway

LOG = "odoo.addons.g2p_sms.wizards.g2p_sms_try"


@tagged("post_install", "-at_install")
class TestSmsTry(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.ke")
        cls.admin = new_test_user(cls.env, "sms_admin", "base.group_system")
        cls.clerk = new_test_user(cls.env, "sms_clerk", "base.group_user")

    def dialog(self, number="0700 123 456"):
        return self.env["g2p.sms.try"].with_user(self.admin).create({"number": number})

    def send(self, gateway, dialog=None):
        with patch.object(type(self.env["g2p.sms"]), "_gateway", lambda _self: gateway):
            return (dialog or self.dialog()).action_send()

    def test_an_administrator_tries_the_gateway(self):
        with LoopbackGateway() as loopback:
            action = self.send(SmsByHttp(loopback.address))
        self.assertEqual([message["to"] for message in loopback.sent], ["+254700123456"])
        self.assertEqual(action["params"]["type"], "success")

    def test_a_refusal_is_shown_and_logged_without_the_number(self):
        refused = self.assertRaisesRegex(UserError, "HTTP 503")
        with LoopbackGateway(503) as loopback, self.assertLogs(LOG, "WARNING") as logs, refused:
            self.send(SmsByHttp(loopback.address))
        self.assertNotIn("700123456", logs.output[0])

    def test_without_a_gateway_the_way_to_one_is_named(self):
        with self.assertRaisesRegex(UserError, "G2P_SMS_ADDRESS"):
            self.send(sms.SmsToLog())

    def test_what_is_no_number_is_refused(self):
        for number in ("112", "x", "+254700123456, +254700123457"):
            with self.assertRaisesRegex(UserError, "one telephone number"):
                self.send(sms.SmsToLog(), self.dialog(number))

    def test_nobody_else_sends(self):
        dialog = self.dialog()
        with self.assertRaises(AccessError):
            dialog.with_user(self.clerk).action_send()
        with self.assertRaises(AccessError):
            self.env["g2p.sms.try"].with_user(self.clerk).create({"number": "+254700123456"})
