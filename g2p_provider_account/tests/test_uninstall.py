from odoo.tests import tagged

from .common import NEW, OLD, AccountCase

ADDON = "g2p_provider_account"


@tagged("post_install", "-at_install")
class TestUninstall(AccountCase):
    """The addon stays while two officers have something to decide."""

    def why(self, *others):
        self.env.invalidate_all()
        return self.env["ir.module.module"]._why_not_uninstalled({ADDON, *others})

    def sentence(self, waiting, unconfirmed):
        return (
            f"Changes of providers that wait: {waiting}; accounts that no second officer "
            f"confirmed: {unconfirmed}. Decide or withdraw the changes, and have the accounts "
            "confirmed, or delete them from drafts."
        )

    def test_it_leaves_when_nothing_waits(self):
        self.assertFalse(self.why())

    def test_it_stays_while_a_change_waits_or_cools_off(self):
        change = self.propose()
        self.assertEqual(self.why(), self.sentence(1, 0))
        self.confirm(change)
        self.assertEqual(self.why(), self.sentence(1, 0))
        self.assertFalse(self.why("g2p_voucher_qr"))
        self.assertFalse(self.env["ir.module.module"]._why_not_uninstalled({"g2p_sms"}))
        self.cool_off(change)
        self.assertFalse(self.why())

    def test_it_stays_while_an_account_is_not_confirmed(self):
        draft = self.fresh_provider(account_number=OLD)
        self.assertEqual(self.why(), self.sentence(0, 1))
        draft.account_number = False
        self.assertFalse(self.why())
        # sudo: as code that acts for the manager
        self.provider.with_user(self.manager).sudo().account_number = NEW
        self.provider.active = False
        self.assertEqual(self.why(), self.sentence(0, 1))
