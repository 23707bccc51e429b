from datetime import timedelta
from unittest.mock import patch

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


class LivesCase(HoldCase):
    """The same, with holds of ten days that outlive the voucher's last day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voucher_manager.hold_hours = 240
        last = fields.Datetime.to_datetime(cls.voucher.valid_until)
        cls.last_days = last - timedelta(days=1)
        cls.after_the_end = last + timedelta(days=3)
        cls.much_later = last + timedelta(days=30)

    def freed(self):
        """The amounts that return to the fund meanwhile, as they come."""
        found = []

        def note(vouchers, amounts):
            found.extend((voucher.id, amount) for voucher, amount in amounts.items())

        return patch.object(type(self.voucher), "_on_freed", note), found

    def expired(self, amount=600):
        """A hold from the last days of a voucher that has expired since."""
        with freeze_time(self.last_days):
            hold = self.hold(amount)
        with freeze_time(self.after_the_end):
            self.voucher._expire()
        self.assertEqual(self.voucher.state, "expired")
        return hold
