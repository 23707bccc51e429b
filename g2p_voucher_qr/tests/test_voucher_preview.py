from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_template.tests.test_voucher_template import GOOD

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPreview(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()

    def test_the_preview_is_for_editors(self):
        template = self.env.ref("g2p_voucher_template.voucher_template_default")
        url = f"/voucher/template/{template.id}/preview"
        self.authenticate("vq_staff", "vq_staff")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("vq_issuer", "vq_issuer")
        self.assertEqual(self.url_open(url).status_code, 404)
        self.authenticate("vq_manager", "vq_manager")
        response = self.url_open(url)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.env["res.company"].create({"name": "Test: one more"})  # now it is read-only
        self.assertFalse(template.with_user(self.manager).has_access("write"))
        self.assertEqual(self.url_open(url).status_code, 200)


@tagged("post_install", "-at_install")
class TestVoucherTemplateRoles(VoucherCase):
    def test_nobody_previews_without_the_right_to_edit(self):
        templates = self.env["g2p.voucher.template"]
        for user in (self.issuer, self.auditor, self.staff, self.visitor):
            with self.assertRaises(AccessError):
                templates.with_user(user).preview_draft(GOOD, "A5")

    def test_who_may_edit(self):
        template = self.env.ref("g2p_voucher_template.voucher_template_default")
        template.with_user(self.manager).write({"name": "Ours"})
        for user in (self.issuer, self.auditor, self.visitor):
            with self.assertRaises(AccessError):
                template.with_user(user).write({"name": "Mine"})
        for user in (self.visitor, self.issuer, self.auditor):
            with self.assertRaises(AccessError):
                template.with_user(user).action_preview()
