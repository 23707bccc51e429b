from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


class HoldCase(VoucherCase):
    """An issued voucher over 1,000, and two providers that may hold amounts of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def hold(self, amount, key="hold-key-001", user=None, text=None, **kwargs):
        """The hold that a member of staff makes."""
        vouchers = self.env["g2p.voucher"].with_user(user or self.staff)
        answer = vouchers.hold_amount(text or self.text, amount, key, **kwargs)
        return self.env["g2p.voucher.hold"].browse(answer["hold_id"])

    def refused(self, code, method, *args, **kwargs):
        """The sentence of a refusal with this code."""
        with self.assertRaises(VoucherRefused) as caught, self.env.cr.savepoint():
            method(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception)

    def balance(self, voucher=None):
        """(redeemed, held, available, state)"""
        voucher = voucher or self.voucher
        self.env.flush_all()
        voucher.invalidate_recordset()
        names = ("amount_redeemed", "amount_held", "amount_available", "state")
        return tuple(voucher[name] for name in names)

    def after(self, **kwargs):
        """A later moment."""
        return freeze_time(fields.Datetime.now() + timedelta(**kwargs))

    def end_holds(self):
        """The scheduler's work, at once."""
        holds = self.env["g2p.voucher.hold"].search([("state", "=", "held")])
        holds._expire()
