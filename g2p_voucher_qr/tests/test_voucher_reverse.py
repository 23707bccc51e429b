from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..exceptions import VoucherRefused
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherReverse(VoucherCase):
    """A wrong redemption is reversed by a second line; sites serve only their programmes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def line(self, amount=1000, key="first-key-1"):
        answer = self.redeem(self.text, amount, key)
        return self.env["g2p.voucher.redemption"].browse(answer["redemption_id"])

    def reverse(self, line, user=None, reason="Wrong person"):
        return line.with_user(user or self.manager).action_reverse(reason)

    def test_a_used_up_voucher_is_usable_again(self):
        line = self.line()
        self.assertEqual(self.voucher.state, "redeemed")
        back = self.reverse(line)
        self.assertEqual((back.amount, back.balance_after), (-1000, 1000))
        self.assertEqual((back.reversal_of_id, back.user_id), (line, self.manager))
        self.assertEqual((self.voucher.state, self.voucher.amount_available), ("issued", 1000))
        self.assertEqual(self.voucher.entitlement_id.state, "trans2FSP")
        self.assertEqual(self.voucher.event_ids[:1].reason, "Wrong person")
        self.assertEqual(self.redeem(self.text, 1000, "second-key-1")["amount_available"], 0)

    def test_a_part_is_reversed_and_the_balance_fits(self):
        line = self.line(300)
        self.line(200, "second-key-1")
        self.reverse(line)
        self.assertEqual(self.voucher.amount_available, 800)
        self.assertEqual(sum(self.voucher.redemption_ids.mapped("amount")), 200)
        with self.assertRaises(VoucherRefused):
            self.redeem(self.text, 801, "third-key-01")

    def test_it_is_reversed_once(self):
        line = self.line(300)
        back = self.reverse(line)
        for again in (line, back):
            with self.assertRaisesRegex(UserError, "has already been reversed"):
                self.reverse(again)
        self.assertEqual(self.voucher.amount_available, 1000)

    def test_the_first_request_is_still_answered_as_it_was(self):
        line = self.line(300)
        self.reverse(line)
        answer = self.redeem(self.text, 300, "first-key-1")
        self.assertEqual((answer["redemption"], answer["replayed"]), (line.name, True))
        self.assertEqual(self.voucher.amount_available, 1000)

    def test_only_a_manager_who_took_no_part(self):
        line = self.line(300)
        for user in (self.issuer, self.stranger, self.auditor, self.staff):
            with self.assertRaisesRegex(AccessError, "Only voucher managers can reverse"):
                self.reverse(line, user)
        group = "g2p_voucher_key.group_voucher_manager"
        holder = self.voucher.partner_id
        owner = new_test_user(self.env, "vq_owner", groups=group, partner_id=holder.id)
        with self.assertRaisesRegex(AccessError, "You took part in this redemption"):
            self.reverse(line, owner)

    def test_it_needs_a_reason(self):
        line = self.line(300)
        for reason in ("", "  ", None, 5):
            with self.assertRaisesRegex(UserError, "Enter a reason"):
                self.reverse(line, reason=reason)

    def test_the_hook_says_whether_the_voucher_stays_closed(self):
        line = self.line(300)
        self.voucher.with_user(self.issuer).action_revoke("moved away")
        with patch.object(type(self.voucher), "_on_reversed", autospec=True) as hook:
            self.reverse(line)
        self.assertTrue(hook.call_args.args[-1])
        self.assertEqual((self.voucher.state, self.voucher.amount_redeemed), ("revoked", 0))

    def test_the_second_try_names_a_redemption_that_stands(self):
        self.reverse(self.line(1000))
        self.redeem(self.text, 1000, "second-key-1", user=self.rival)
        answer = self.verify(self.text, self.rival)
        self.assertIn(self.other_provider.name, answer["message"])

    def test_the_dialog_reverses_it(self):
        line = self.line(300)
        dialog = self.env["g2p.voucher.reason"].with_user(self.manager)
        vals = {"action": "reverse", "redemption_id": line.id, "reason": "Wrong person"}
        dialog.create(vals).action_confirm()
        self.assertEqual(self.voucher.amount_available, 1000)

    def test_the_dialog_names_no_redemption_to_others(self):
        line = self.line(300)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        elsewhere = {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        self.env["res.users"].browse(self.manager.id).write(elsewhere)
        self.env.invalidate_all()
        dialogs = self.env["g2p.voucher.reason"].with_user(self.manager)
        vals = {"action": "reverse", "redemption_id": line.id, "reason": "Wrong person"}
        with self.assertRaises(AccessError):
            dialogs.create(vals)

    # === Sites === #

    def refused_site(self, site_id):
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(self.text, 10, "at-a-site-1", site_id=site_id)
        self.assertEqual(caught.exception.code, "site")
        self.assertIn("that serve Surgery aid", str(caught.exception))

    def test_a_site_redeems_for_the_programmes_it_serves(self):
        site = self.provider.site_ids
        site.program_ids = self.env["g2p.program"].create({"name": "Food"})
        self.refused_site(site.id)
        self.refused_site(False)  # a missing site must not bypass the check
        site.program_ids |= self.program
        answer = self.redeem(self.text, 10, "at-a-site-1", site_id=site.id)
        self.assertEqual(answer["site"], "Main ward")
