import os
from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..models.g2p_sms import ADDRESS, TOKEN
from ..tools import sms
from .loopback import LoopbackGateway

MODEL_LOG = "odoo.addons.g2p_sms.models.g2p_sms"
NUMBER, TEXT = "+22670000000", "A secret word"


@tagged("post_install", "-at_install")
class TestSms(TransactionCase):
    def gateway(self, address, token=""):
        with patch.dict(os.environ, {ADDRESS: address, TOKEN: token}):
            return self.env["g2p.sms"]._gateway()

    def test_a_message_reaches_the_gateway_of_the_server(self):
        with LoopbackGateway() as loopback:
            self.gateway(loopback.address, "a token").send(NUMBER, TEXT, "code 7")
        wanted = {"to": NUMBER, "text": TEXT, "reference": "code 7", "token": "a token"}
        self.assertEqual(loopback.sent, [wanted])

    def test_a_refused_message_is_an_error_without_number_and_text(self):
        for status in (302, 400, 503):
            with LoopbackGateway(status) as loopback:
                gateway = self.gateway(loopback.address)
                with self.assertRaises(sms.SmsError) as refused:
                    gateway.send(NUMBER, TEXT, "code 7")
            self.assertEqual(str(refused.exception), f"HTTP {status}")
            self.assertFalse(loopback.sent, "not sent to another address either")

    def test_a_gateway_that_is_gone_is_an_error_without_number_and_text(self):
        with LoopbackGateway() as loopback:
            gateway = self.gateway(loopback.address)
        with self.assertRaises(sms.SmsError) as refused:
            gateway.send(NUMBER, TEXT, "code 7")
        self.assertEqual(str(refused.exception), "ConnectionError")

    def test_messages_do_not_travel_unencrypted(self):
        with self.assertLogs(MODEL_LOG, "ERROR") as logs:
            gateway = self.gateway("http://sms.example.org/send?key=1")
        self.assertFalse(gateway.delivers)
        self.assertNotIn("key=1", logs.output[0])

    def test_without_a_gateway_nothing_is_sent(self):
        self.assertIsInstance(self.gateway(""), sms.SmsToLog)
