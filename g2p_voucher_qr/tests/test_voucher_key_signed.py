from odoo.tests import tagged

from odoo.addons.g2p_voucher_key.tests.test_voucher_key_address import HOME
from odoo.addons.g2p_voucher_key.token import payload

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherKeyAddress(VoucherCase):
    def test_the_address_is_asked_for_and_stands_on_what_is_signed(self):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", "http://localhost:8069")
        dialogs = self.env["g2p.voucher.key.generate"].with_user(self.manager)
        self.assertEqual(dialogs.create({}).issuer_uri, "http://localhost:8069", "offered")
        dialog = dialogs.create({"issuer_uri": " HTTPS://Aid.Example.org/ "})
        key = self.key.with_user(self.manager).browse(dialog.action_generate()["res_id"])
        self.assertEqual((key.issuer_uri, key.state, key.alg), (HOME, "published", "EdDSA"))
        key.action_activate()
        self.fake_pdf()
        copy = self.issue_voucher().active_copy_id
        claims = payload.claims_of(payload.unpack(copy.payload))
        self.assertEqual(claims.issuer, HOME)
