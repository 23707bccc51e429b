import hashlib
import json
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.pool import PoolError

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tools import brakes
from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase
from odoo.addons.g2p_voucher_qr.tools import brake, codes

JSON = {"Content-Type": "application/json"}
WAIT = "Too many wrong codes were typed. Wait 1[0-5] min and try again, or scan the QR code"


@tagged("post_install", "-at_install")
class TestWrongCodes(HttpCase, VoucherCase):
    """People mistype codes, and attackers try them: both get a helpful answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.copy = cls.issue_voucher().active_copy_id

    def setUp(self):
        super().setUp()
        # codes recorded by other tests in separate connections
        self.env["g2p.voucher.wrong.code"].sudo().search([]).unlink()

    def ask(self, text):
        body = json.dumps({"text": text}).encode()
        return self.url_open("/voucher/verify", data=body, headers=JSON)

    def count(self):
        return self.env["g2p.voucher.wrong.code"].search_count([])

    def test_an_invalid_code_is_not_called_a_forgery(self):
        for text in ("ABCD-EFGH-1234-56", self.copy.code[:-1], "hello", "\u200b123"):
            for user in (self.staff, self.issuer, self.env.ref("base.public_user")):
                answer = self.verify(text, user)
                self.assertEqual(
                    answer["message"], "This is not a voucher code. Check what you typed."
                )
                self.assertFalse(answer["genuine"])
        for text in ("https://example.org", "NCF" * 90):
            self.assertIn("Not genuine", self.verify(text, self.staff)["message"])

    def test_a_code_is_read_as_telephones_paste_it(self):
        code = self.copy.code
        arabic = code.translate({ord("0") + digit: 0x660 + digit for digit in range(10)})
        for text in (f"\u202a{code[:4]}\u2011{code[4:]}\u202c", f" {code.lower()}\u200b", arabic):
            self.assertEqual(self.verify(text, self.staff)["code"], "ok")

    def test_strangers_at_one_address_wait_after_wrong_codes(self):
        for _number in range(brake.MAX_OF_STRANGERS):
            answer = self.ask(codes.generate())
            self.assertEqual((answer.status_code, answer.json()["genuine"]), (200, False))
        braked = self.ask(self.copy.code)
        self.assertEqual(braked.status_code, 429)
        self.assertIn(int(braked.headers["Retry-After"]), range(600, 901))
        result = braked.json()
        self.assertEqual((result["code"], result["usable"]), ("too_many", False))
        self.assertRegex(result["message"], WAIT)
        self.assertEqual(self.count(), brake.MAX_OF_STRANGERS, "what waits is not counted")
        # scanned codes do not wait, and signed-in users do not either
        self.assertTrue(self.ask(self.copy.payload).json()["usable"])
        self.authenticate("vq_staff", "vq_staff")
        self.assertTrue(self.ask(self.copy.code).json()["usable"])
        self.authenticate(None, None)
        with freeze_time(fields.Datetime.now() + brakes.WINDOW + timedelta(seconds=5)):
            self.assertTrue(self.ask(self.copy.code).json()["usable"])

    def test_strangers_at_an_address_do_not_make_staff_wait(self):
        with patch.dict(brake.MAX_OF, strangers=5, staff=5):
            for _number in range(5):
                self.ask(codes.generate())
            self.assertEqual(self.ask(self.copy.code).status_code, 429)
            for login in ("vq_staff", "vq_issuer"):
                self.authenticate(login, login)
                self.assertTrue(self.ask(self.copy.code).json()["genuine"])
            self.authenticate("vq_rival", "vq_rival")
            for _number in range(5):
                self.ask(codes.generate())
            self.authenticate("vq_staff", "vq_staff")
            self.assertEqual(self.ask(self.copy.code).status_code, 429, "staff of one address")

    def test_an_account_of_anybody_counts_as_a_stranger_at_its_address(self):
        with patch.dict(brake.MAX_OF, strangers=5):
            self.authenticate("vq_visitor", "vq_visitor")
            for _number in range(5):
                self.ask(codes.generate())
            self.authenticate(None, None)
            self.assertEqual(self.ask(self.copy.code).status_code, 429)

    def test_a_wrong_code_counts_even_without_a_second_connection(self):
        full = patch.object(self.env.registry, "cursor", side_effect=PoolError("full"))
        with full, mute_logger("odoo.addons.g2p_voucher_qr.models.g2p_voucher_wrong_code"):
            answer = self.verify(codes.generate(), self.staff)
        self.assertEqual((answer["code"], self.count()), ("unknown_voucher", 1))

    def test_wrong_codes_of_a_sign_in_count_even_if_refused(self):
        for number in range(brake.MAX_OF_USER):
            with self.assertRaisesRegex(VoucherRefused, "not in the register"):
                self.redeem(codes.generate(), 10)
            self.assertEqual(self.count(), number + 1)
        with self.assertRaisesRegex(VoucherRefused, WAIT) as refused:
            self.redeem(self.copy.code, 10)
        self.assertEqual(refused.exception.code, "too_many")
        answer = self.env["g2p.voucher"].with_user(self.staff).prove_presence(self.copy.code, "1")
        self.assertEqual((answer["ok"], answer["code"]), (False, "too_many"))
        self.assertRegex(self.verify(self.copy.code, self.staff)["message"], WAIT)
        self.assertEqual(self.verify(self.copy.code, self.rival)["code"], "ok")
        self.assertEqual(self.redeem(self.copy.payload, 10)["amount"], 10)

    def test_typing_badly_is_not_trying(self):
        for _number in range(brake.MAX_OF_USER + 1):
            self.verify(self.copy.code[:-1], self.staff)
            self.verify(self.copy.payload[:-2], self.staff)
        self.assertEqual(self.count(), 0)
        self.assertEqual(self.verify(self.copy.code, self.staff)["code"], "ok")

    def test_nobody_can_read_or_change_records_of_wrong_codes(self):
        self.verify(codes.generate(), self.staff)
        rows = self.env["g2p.voucher.wrong.code"].search([])
        self.assertEqual(len(rows), 1)
        for user in (self.staff, self.issuer, self.manager, self.auditor, self.visitor):
            for step in ("read", "unlink"):
                with self.assertRaises(AccessError):
                    getattr(rows.with_user(user), step)()
        # a keyed digest: strangers can derive neither user nor address
        self.assertRegex(rows.subject, r"\A[0-9a-f]{64}\Z")
        plain = (f"user {self.staff.id}", f"user:{self.staff.id}", str(self.staff.id))
        digests = [hashlib.sha256(text.encode()).hexdigest() for text in plain]
        self.assertNotIn(rows.subject, digests)

    def test_old_wrong_codes_are_deleted(self):
        self.verify(codes.generate(), self.staff)
        wrong = self.env["g2p.voucher.wrong.code"]
        wrong._gc_wrong_codes()
        self.assertEqual(self.count(), 1)
        with freeze_time(fields.Datetime.now() + timedelta(days=2)):
            wrong._gc_wrong_codes()
        self.assertEqual(self.count(), 0)
