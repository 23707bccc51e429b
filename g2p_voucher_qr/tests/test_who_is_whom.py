from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.tools import kek

from ..exceptions import VoucherRefused
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestWhoIsWhom(VoucherCase):
    """Nobody can issue, redeem or reverse the voucher of a person they are tied to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.holder = cls.voucher.partner_id
        cls.text = cls.voucher.active_copy_id.payload

    def share_account(self, user):
        for partner in (user.partner_id, self.holder):
            vals = {"partner_id": partner.id, "acc_number": "KE55 0001"}
            self.env["res.partner.bank"].create(vals)

    def test_a_clerk_who_shares_an_account_with_the_holder_does_not_redeem(self):
        self.share_account(self.staff)
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(self.text, 1000)
        self.assertEqual(caught.exception.code, "own_voucher")
        self.assertEqual(
            str(caught.exception),
            "You share a bank account with somebody in this case. A colleague must redeem this "
            "voucher.",
        )
        self.assertEqual(self.voucher.amount_redeemed, 0)
        colleague = new_test_user(self.env, "vq_colleague", groups="base.group_portal")
        self.provider.user_ids |= colleague
        self.redeem(self.text, 1000, user=colleague)

    def test_an_emptied_account_is_remembered(self):
        self.share_account(self.staff)
        self.staff.partner_id.bank_ids.unlink()
        with self.assertRaisesRegex(VoucherRefused, "You share a bank account"):
            self.redeem(self.text, 1000)

    def test_an_issuing_officer_who_is_tied_cannot_issue_reissue_or_give_a_pin(self):
        self.share_account(self.issuer)
        draft = self.create_voucher(partner_id=self.holder.id)
        words = "You share a bank account with somebody in this case. Another issuing officer"
        for work in (
            draft.with_user(self.issuer).action_issue,
            lambda: self.voucher.with_user(self.issuer).action_reissue("Lost"),
            self.voucher.with_user(self.issuer).action_new_pin,
        ):
            with self.assertRaisesRegex(AccessError, words):
                work()
        self.assertEqual(draft.state, "draft")

    def test_many_vouchers_are_issued_and_the_officers_own_is_left(self):
        self.share_account(self.issuer)
        other = self.create_voucher()
        mine = self.create_voucher(partner_id=self.holder.id)
        refused = (mine | other).with_user(self.issuer)._issue_together()
        self.assertEqual([voucher.id for voucher in refused], mine.ids)
        self.assertEqual((mine.state, other.state), ("draft", "issued"))

    def test_a_manager_who_is_tied_cannot_reverse_a_redemption(self):
        self.redeem(self.text, 300)
        self.share_account(self.manager)
        line = self.voucher.redemption_ids.with_user(self.manager)
        with self.assertRaisesRegex(
            AccessError, "You share a bank account .* Another manager must reverse this redemption"
        ):
            line.action_reverse("Wrong person")
        self.assertEqual(self.voucher.amount_redeemed, 300)

    # === Providers === #

    def tie(self, user, provider=None):
        self.env.invalidate_all()
        return user._tie_to((provider or self.provider)._identity())

    def test_a_provider_is_tied_to_its_staff_and_to_those_with_its_account(self):
        self.assertEqual(self.tie(self.staff), "provider")
        self.assertFalse(self.tie(self.rival))
        self.share_account(self.rival)
        self.provider.account_number = "ke55-0001"
        self.assertEqual(self.tie(self.rival), "account")

    def test_former_staff_and_former_accounts_of_a_provider_still_tie(self):
        self.share_account(self.rival)
        self.provider.account_number = "KE55 0001"
        # sudo: as code that acts for the manager
        self.provider.with_user(self.manager).sudo().write(
            {"account_number": "KE99 9999", "user_ids": [(6, 0, self.visitor.ids)]}
        )
        self.assertEqual(self.tie(self.staff), "provider")
        self.assertEqual(self.tie(self.rival), "account")
        self.assertFalse(self.tie(self.stranger))

    def test_digests_are_keyed_with_the_servers_secret(self):
        former = self.env["g2p.former.key"]
        secrets = former._secrets()
        stored = self.env["ir.config_parameter"].get_param("database.secret").encode()
        self.assertEqual(len(secrets), 2)
        self.assertNotEqual(secrets[0], stored)

    def test_a_server_without_a_secret_forgets_nothing(self):
        self.share_account(self.staff)
        with patch.object(vault, "_load_all", side_effect=kek.KekMissing("not set")):
            self.staff.partner_id.bank_ids.unlink()
        self.assertEqual(self.staff._tie_to(self.holder._identity()), "account")
