from odoo.tests import HttpCase, tagged

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPreview(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()

    def test_the_preview_is_for_editors(self):
        template = self.env.ref("g2p_voucher_qr.voucher_template_default")
        url = f"/voucher/template/{template.id}/preview"
        self.authenticate("vq_staff", "vq_staff")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("vq_issuer", "vq_issuer")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("vq_manager", "vq_manager")
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")


@tagged("post_install", "-at_install")
class TestVoucherTemplatePreview(VoucherCase):
    def test_the_default_template_prints_its_example(self):
        template = self.env.ref("g2p_voucher_qr.voucher_template_default")
        self.assertTrue(template._pdf(template._example_values()).startswith(b"%PDF"))
