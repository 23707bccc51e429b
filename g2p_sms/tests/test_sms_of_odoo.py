from unittest.mock import patch

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.sms.tools.sms_api import SmsApi

from ..tools import sms

LOG = "odoo.addons.g2p_sms.models.sms_sms"
NUMBER, TEXT = "+254700123456", "A secret word"


class Gateway(sms.SmsGateway):
    def __init__(self, error=None):
        self.sent, self.error = [], error

    def send(self, number, text, reference):
        if self.error:
            raise self.error
        self.sent.append((number, text, reference))


@tagged("post_install", "-at_install")
class TestSmsOfOdoo(TransactionCase):
    """Odoo's own messages reach the server's gateway, and its paid service is not asked."""

    def setUp(self):
        super().setUp()
        # the paid service is dead in tests, and asking it is an error
        self.env["ir.config_parameter"].set_param("sms.endpoint", "http://127.0.0.1:9")
        paid = patch.object(SmsApi, "_contact_iap", side_effect=AssertionError("paid service"))
        self.paid = paid.start()
        self.addCleanup(paid.stop)

    def send(self, gateway, number=NUMBER, **options):
        message = self.env["sms.sms"].create({"number": number, "body": TEXT})
        with patch.object(type(self.env["g2p.sms"]), "_gateway", lambda _self: gateway):
            message.send(**options)
        return message

    def test_a_message_is_sent_by_the_gateway(self):
        gateway = Gateway()
        message = self.send(gateway)
        self.assertEqual(gateway.sent, [(NUMBER, TEXT, f"sms {message.id}")])
        self.assertEqual((message.state, message.failure_type), ("pending", False))
        self.assertTrue(message.to_delete)
        self.paid.assert_not_called()

    def test_the_queue_takes_the_same_way(self):
        gateway = Gateway()
        message = self.env["sms.sms"].create({"number": NUMBER, "body": TEXT})
        with patch.object(type(self.env["g2p.sms"]), "_gateway", lambda _self: gateway):
            message._send()
        self.assertEqual(len(gateway.sent), 1)
        self.paid.assert_not_called()

    def test_a_refusal_is_recorded_and_logged_without_the_number(self):
        with self.assertLogs(LOG, "WARNING") as logs:
            message = self.send(Gateway(sms.SmsError(f"no way to {NUMBER}")))
        self.assertEqual((message.state, message.failure_type), ("error", "sms_server"))
        self.assertFalse(message.to_delete)
        self.assertNotIn(NUMBER, "".join(logs.output))
        self.paid.assert_not_called()

    @mute_logger(LOG)
    def test_a_caller_can_ask_for_the_error(self):
        with self.assertRaises(sms.SmsError):
            self.send(Gateway(sms.SmsError("line busy")), raise_exception=True)

    def test_a_message_without_a_number_fails(self):
        message = self.send(Gateway(), number=False)
        self.assertEqual((message.state, message.failure_type), ("error", "sms_number_missing"))

    @mute_logger("odoo.addons.sms.models.sms_sms")
    def test_without_a_gateway_odoo_does_as_before(self):
        message = self.send(sms.SmsToLog())
        self.paid.assert_called()
        self.assertEqual(message.state, "error")
