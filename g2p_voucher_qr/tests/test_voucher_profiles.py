from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.g2p_voucher_key.tests.test_profiles import (
    ORDER,
    ec_only_reader,
    ed25519_only_reader,
    padless,
    unpadded,
)

from ..exceptions import VoucherRefused
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestProfiles(VoucherCase):
    """Vouchers of programmes with another profile, from the key to the redemption."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        voucher_keys = cls.env["g2p.voucher.key"].with_user(cls.manager)
        cls.es256 = voucher_keys.browse(voucher_keys.action_generate("ES256")["res_id"])
        cls.es256.action_activate()
        cls.template = cls.env.ref("g2p_voucher_template.voucher_template_default").copy()
        cls.voucher_manager.template_id = cls.template

    def issued(self, profile):
        self.voucher_manager.profile = profile
        return self.issue_voucher().active_copy_id

    def test_one_key_of_each_algorithm_is_active(self):
        self.assertEqual((self.es256.state, self.key.state), ("active", "active"))
        self.assertEqual(self.issued("cwt").key_id, self.key)
        for profile in ("cwt_es256", "jwt"):
            self.assertEqual(self.issued(profile).key_id, self.es256)

    def test_every_profile_is_verified_and_redeemed(self):
        for number, profile in enumerate(("cwt", "cwt_es256", "jwt")):
            copy = self.issued(profile)
            answer = self.verify(copy.payload, self.staff)
            self.assertEqual((answer["genuine"], answer["usable"]), (True, True), profile)
            done = self.redeem(copy.payload, 1000, f"profile-{number}")
            self.assertEqual(done["amount_available"], 0)
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(copy.payload, 1, f"profile-again-{number}")
            self.assertEqual(caught.exception.code, "redeemed")

    def test_another_signature_of_the_same_copy_is_the_same_copy(self):
        """ECDSA: (r, n - s) is valid too, so a text never identifies a copy."""
        copy = self.issued("jwt")
        head, body, signature = copy.payload.split(".")
        raw = unpadded(signature)
        twin = raw[:32] + (ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
        text = f"{head}.{body}.{padless(twin)}"
        self.assertTrue(self.verify(text, self.staff)["usable"])
        self.redeem(copy.payload, 1000, "first-text-1")
        self.assertEqual(self.verify(text, self.staff)["code"], "redeemed")
        with self.assertRaises(VoucherRefused):
            self.redeem(text, 1000, "twin-text-01")

    def test_without_a_key_of_the_kind_it_says_which(self):
        self.es256.action_retire()
        with self.assertRaisesRegex(UserError, r"no active voucher key for ES256 \(P-256\)"):
            self.issued("jwt")

    def test_a_revoked_key_makes_its_vouchers_unusable(self):
        copy = self.issued("jwt")
        self.es256.action_revoke("stolen")
        self.assertEqual(self.verify(copy.payload, self.staff)["code"], "key_revoked")

    def test_the_vouchers_of_a_revoked_key_are_found_and_reissued(self):
        copies = self.issued("jwt") | self.issued("jwt")
        closed = self.issued("jwt").voucher_id
        closed.with_user(self.issuer).action_revoke("moved away")
        self.es256.action_revoke("stolen")
        self.assertEqual(self.es256.live_count, 2)
        found = self.env["g2p.voucher"].with_user(self.issuer)
        found = found.search(self.es256.with_user(self.issuer).action_view_live()["domain"])
        self.assertEqual(found, copies.voucher_id)
        self.voucher_manager.profile = "cwt"
        dialog = self.env["g2p.voucher.reason"].with_user(self.issuer)
        dialog = dialog.with_context(**found.action_open_reissue()["context"])
        dialog.create({"reason": "key revoked"}).action_confirm()
        for voucher in found:
            text = voucher.active_copy_id.payload
            self.assertTrue(self.verify(text, self.staff)["usable"])
        self.assertEqual(self.verify(copies[0].payload, self.staff)["code"], "key_revoked")
        self.es256.invalidate_recordset(["live_count"])
        self.assertEqual(self.es256.live_count, 0)

    def test_only_known_algorithms_are_generated(self):
        voucher_keys = self.env["g2p.voucher.key"].with_user(self.manager)
        for alg in ("none", "HS256", None, 5, [], {}):
            with self.assertRaisesRegex(UserError, "an algorithm from the list"):
                voucher_keys.action_generate(alg)

    def test_a_key_does_not_sign_for_another_profile(self):
        copy = self.issued("cwt")
        claims = copy._claims(copy.voucher_id, self.key, b"0" * 16)
        with self.assertRaisesRegex(UserError, "has another algorithm"):
            self.key._sign(claims, "jwt")

    # === Readers that support one key only === #

    def test_a_reader_of_ec_keys_reads_the_jwt(self):
        copy = self.issued("jwt")
        found = ec_only_reader(copy.payload, self.es256.public_pem)
        self.assertEqual(found["voucher"], copy.voucher_id.name)
        self.assertEqual(found["jti"], copy.cti)
        with self.assertRaises(TypeError):
            ec_only_reader(copy.payload, self.key.public_pem)

    def test_a_reader_of_ed25519_reads_the_cwt(self):
        copy = self.issued("cwt")
        self.assertTrue(self.key.public_pem.splitlines()[1].startswith("MCowBQYDK2VwAyEA"))
        found = ed25519_only_reader(copy.payload, self.key.public_pem)
        self.assertEqual(found[-70001][1], copy.voucher_id.name)
        with self.assertRaises(TypeError):
            ed25519_only_reader(copy.payload, self.es256.public_pem)
