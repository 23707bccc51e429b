import logging
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_sms.tools import sms
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase
from odoo.addons.g2p_voucher_template.tests import printed

PLACE = "/web/dataset/call_kw"
SECRETS = ("Amina", "Kaboré", "1,000", "1000", "Surgery", "V20")


class Gateway(sms.SmsGateway):
    def __init__(self, error=None):
        self.sent, self.error = [], error

    def send(self, number, text, reference):
        if self.error:
            raise sms.SmsError(self.error)
        self.sent.append((number, text, reference))


def delivery_state(voucher):
    delivery = voucher.delivery_ids[:1]
    return delivery.state, delivery.message


@tagged("post_install", "-at_install")
class TestVoucherSend(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voucher = cls.issue_voucher()
        cls.voucher.partner_id.write({"email": "holder@example.org", "phone": "+22670000000"})

    def send(self, channel, user=None):
        voucher = self.voucher.with_user(user or self.issuer)
        return getattr(voucher, f"action_send_{channel}")()

    def deliver(self, gateway):
        with patch.object(type(self.env["g2p.sms"]), "_gateway", lambda self: gateway):
            work_off(self.env, channel="message")
        return self.voucher.delivery_ids[:1]

    def link(self):
        gateway = Gateway()
        self.send("sms")
        self.deliver(gateway)
        return gateway.sent[0][1].split()[-1].replace(self.key.issuer_uri, "")

    def test_a_changed_parameter_does_not_redirect_links(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://evil.example.org")
        self.assertTrue(self.link().startswith("/voucher/paper/"))

    def test_the_mail_reveals_nothing_about_the_case(self):
        self.send("email")
        work_off(self.env, channel="message")
        mail = self.env["mail.mail"].search([("email_to", "=", "holder@example.org")])
        text = f"{mail.subject} {mail.body_html}"
        self.assertIn("/voucher/paper/", text)
        self.assertFalse([word for word in SECRETS if word in text])
        self.assertFalse(mail.attachment_ids)
        self.assertTrue(mail.auto_delete)
        self.assertEqual(self.voucher.event_ids[0].reason, "Link queued, by e-mail")
        self.assertEqual(self.voucher.event_ids[0].user_id, self.issuer)

    def test_the_text_message_reveals_nothing_about_the_case(self):
        gateway = Gateway()
        self.send("sms")
        delivery = self.deliver(gateway)
        [(number, text, reference)] = gateway.sent
        self.assertEqual((number, delivery.state), ("+22670000000", "sent"))
        self.assertFalse([word for word in SECRETS if word in text])
        self.assertEqual(reference, f"delivery {delivery.id}")
        self.assertEqual(self.voucher.event_ids[0].reason, "Link sent by SMS")

    def test_a_gateway_error_does_not_block_the_others(self):
        self.send("sms")
        broken = self.voucher.delivery_ids
        other = self.issue_voucher()
        other.partner_id.phone = "+22671111111"
        other.with_user(self.issuer).action_send_sms()
        gateway = Gateway()

        def send(number, *args):
            if number == "+22670000000":
                raise ConnectionError(f"no way to {number}")
            gateway.sent.append(number)

        with (
            patch.object(gateway, "send", send),
            self.assertLogs("odoo.addons.g2p_voucher_delivery", logging.WARNING) as logs,
        ):
            self.deliver(gateway)
        self.assertEqual((broken.state, broken.attempts), ("queued", 1))
        self.assertEqual(broken.message, "The SMS gateway failed.")
        self.assertEqual((gateway.sent, other.delivery_ids.state), (["+22671111111"], "sent"))
        self.assertIn("ConnectionError", logs.output[0])
        self.assertNotIn("22670000000", "".join(logs.output))

    def test_the_number_is_the_newest_in_use_of_the_register(self):
        holder = self.voucher.partner_id
        holder.write({"phone": "+22670000000, +22671111111"})  # as the register concatenates them
        self.env["g2p.phone.number"].create(
            [
                {"partner_id": holder.id, "phone_no": "+22670000000"},
                {"partner_id": holder.id, "phone_no": "+22671111111"},
                {
                    "partner_id": holder.id,
                    "phone_no": "+22672222222",
                    "disabled": fields.Datetime.now(),
                },
            ]
        )
        gateway = Gateway()
        self.send("sms")
        self.deliver(gateway)
        self.assertEqual([number for number, _text, _ref in gateway.sent], ["+22671111111"])

    def test_a_failing_gateway_is_retried_and_given_up(self):
        self.send("sms")
        gateway = Gateway("line busy")
        now = fields.Datetime.now()
        with mute_logger("odoo.addons.g2p_voucher_delivery.models.g2p_voucher_delivery_send"):
            self.assertEqual(self.deliver(gateway).state, "queued")
            self.assertEqual(self.deliver(gateway).attempts, 1, "not before its pause is over")
            for minutes in (10, 40, 130, 400):
                self.assertEqual(delivery_state(self.voucher), ("queued", "line busy"))
                with freeze_time(now + timedelta(minutes=minutes + 1)):
                    delivery = self.deliver(gateway)
        self.assertEqual((delivery.state, delivery.message), ("failed", "line busy"))
        self.assertEqual((delivery.attempts, delivery.date_next), (5, False))

    def test_without_a_gateway_the_state_says_not_sent(self):
        self.send("sms")
        with self.assertLogs(sms.__name__, logging.INFO) as logs:
            delivery = self.deliver(sms.SmsToLog())
        self.assertEqual(delivery.state, "logged")
        self.assertIn(f"delivery {delivery.id} was not sent", logs.output[0])
        self.assertNotIn("7000", logs.output[0])

    def test_only_designated_officers_send_issued_vouchers(self):
        for user in (self.stranger, self.manager, self.staff, self.visitor):
            for step in ("action_send_email", "action_send_sms"):
                with self.assertRaises(AccessError):
                    getattr(self.voucher.with_user(user), step)()
        draft = self.create_voucher().with_user(self.issuer)
        with self.assertRaises(UserError):
            draft.action_send_email()

    def test_of_many_those_without_an_address_are_reported(self):
        other = self.issue_voucher()
        action = (self.voucher | other).with_user(self.issuer).action_send_email()
        self.assertIn("Queued: 1.", action["params"]["message"])
        self.assertIn(f"holder of voucher {other.name} has no e-mail", action["params"]["message"])
        with self.assertRaisesRegex(UserError, "no e-mail address"):
            other.with_user(self.issuer).action_send_email()

    def test_the_link_opens_the_paper_after_a_click(self):
        link = self.link()
        page = self.url_open(link)
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertFalse([word for word in SECRETS if word in page.text])
        token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
        paper = self.url_open(link, data={"csrf_token": token})
        self.assertEqual(paper.headers["Content-Type"], "application/pdf")
        [(text, _width)] = printed.codes(paper.content)
        self.assertEqual(text, self.voucher.active_copy_id.payload)
        self.assertEqual(self.voucher.delivery_ids[0].opened_count, 1)
        self.assertEqual(self.voucher.document_id.download_ids[:1].user_id.login, "public")

    def test_the_page_of_a_link_speaks_the_language_of_the_browser(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.env["ir.module.module"]._load_module_terms(["g2p_voucher_delivery"], ["ar_001"])
        paper = self.url_open("/voucher/paper/x", headers={"Accept-Language": "ar"})
        self.assertEqual(paper.status_code, 404)
        self.assertIn('lang="ar-001" dir="rtl"', paper.text)
        self.assertIn("لم يعد هذا الرابط يعمل", paper.text)

    def test_a_link_ends(self):
        link = self.link()
        deliveries = self.env["g2p.voucher.delivery"]
        token = link.rsplit("/", 1)[1]
        self.assertTrue(deliveries._by_token(token))
        after = fields.Datetime.add(fields.Datetime.now(), days=15)
        with freeze_time(after):
            self.assertFalse(deliveries._by_token(token))
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.assertFalse(deliveries._by_token(token))
        self.assertEqual(self.url_open(link).status_code, 404)
        self.assertEqual(self.url_open("/voucher/paper/x").status_code, 404)

    def test_a_link_ends_with_the_voucher_and_after_many_openings(self):
        link = self.link()
        delivery = self.voucher.delivery_ids[0]
        delivery.opened_count = 30
        self.assertEqual(self.url_open(link).status_code, 404)
        delivery.opened_count = 29
        self.assertEqual(self.url_open(link).status_code, 200)
        self.redeem(self.voucher.active_copy_id.payload, 1000)
        self.assertEqual(self.voucher.active_copy_id.state, "active")
        self.assertEqual(self.url_open(link).status_code, 404)

    def test_the_hash_of_a_link_is_no_link(self):
        self.link()
        self.env.flush_all()
        self.cr.execute("SELECT token_hash FROM g2p_voucher_delivery ORDER BY id DESC LIMIT 1")
        [stored] = self.cr.fetchone()
        self.assertFalse(self.env["g2p.voucher.delivery"]._by_token(stored))
        delivery = self.voucher.delivery_ids[0].with_user(self.manager)
        with self.assertRaises(AccessError):
            delivery.read(["token_hash"])
        with self.assertRaises(AccessError):
            delivery.write({"opened_count": 0})

    def test_user_defaults_do_not_change_the_mail(self):
        secret = self.env["ir.attachment"].create({"name": "secret", "raw": b"diagnosis"})
        self.keep_default(self.issuer, "mail.mail", "email_cc", "evil@example.org")
        self.keep_default(self.issuer, "mail.mail", "attachment_ids", [[6, 0, secret.ids]])
        self.voucher.partner_id.email = "amina@example.org"
        self.call("g2p.voucher", "action_send_email", self.voucher.ids)
        work_off(self.env, channel="message")
        mail = self.env["mail.mail"].search([("email_to", "=", "amina@example.org")])
        self.assertEqual((len(mail), mail.email_cc, mail.attachment_ids.ids), (1, False, []))

    def keep_default(self, user, *args):
        self.authenticate(user.login, user.login)
        self.assertTrue(self.call("ir.default", "set", *args, user_id=True))

    def call(self, model, method, *args, **kwargs):
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.make_jsonrpc_request(f"{PLACE}/{model}/{method}", params)
