from odoo.modules import neutralize
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import queued, work_off
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestNeutralize(VoucherCase):
    """A neutralised copy sends nothing to people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.voucher.partner_id.email = "holder@example.org"

    def neutralize(self):
        """Do the same as `odoo neutralize`, and as restoring with its option."""
        self.env.flush_all()
        names = neutralize.get_installed_modules(self.env.cr)
        for query in neutralize.get_neutralization_queries(names):
            self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_no_link_is_sent_to_people(self):
        self.voucher.with_user(self.issuer).action_send_email()
        work_off(self.env, channel="message")
        delivery = self.voucher.delivery_ids[:1]
        mail = delivery.mail_id
        self.assertTrue(mail)
        self.neutralize()
        self.assertFalse(mail.exists())
        self.assertEqual(
            (delivery.state, delivery.message), ("failed", "Not sent: this database is a copy.")
        )

    def test_nothing_of_the_queue_is_done_in_a_copy(self):
        self.voucher.with_user(self.issuer).action_send_email()
        delivery = self.voucher.delivery_ids[:1]
        self.neutralize()
        self.assertFalse(queued(self.env, delivery, "_attempt_due"))
        self.assertEqual((delivery.state, delivery.attempts), ("failed", 0))
