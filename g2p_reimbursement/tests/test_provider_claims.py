import io

from PIL import Image

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import PDF, photo

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestProviderClaims(ReimbursementCase):
    """Actions of provider staff on their claims."""

    def test_a_claim_without_redemptions_is_refused(self):
        with self.assertRaises(ValidationError):
            self._create_claim(self.env["g2p.voucher.redemption"])

    def test_a_claim_without_an_invoice_file_creates_nothing(self):
        redemption = self._redeem(5)
        with self.assertRaises(ValidationError), self.cr.savepoint():
            self._create_claim(redemption, content=b"")
        self.assertFalse(redemption.claim_line_ids)

    def test_only_staff_of_an_active_provider_can_claim(self):
        redemption = self._redeem(5)
        with self.assertRaises(AccessError):
            self._create_claim(redemption, user=self.stranger)
        self._suspend(self.provider)
        with self.assertRaises(AccessError):
            self._create_claim(redemption)

    def test_staff_removed_from_the_provider_lose_access_at_once(self):
        claim = self._create_claim(self._redeem(5))
        self.provider.sudo().user_ids = [(3, self.provider_user.id)]
        mine = claim.with_user(self.provider_user)
        self.assertFalse(mine.search([("id", "=", claim.id)]))
        with self.assertRaises(AccessError):
            mine._portal_withdraw()

    def test_provider_and_officer_can_open_a_large_invoice_photo(self):
        claim = self._create_claim(self._redeem(5), content=photo())
        self.env.invalidate_all()
        for user in (self.provider_user, self.officer_1):
            content = claim.with_user(user).sudo(False).document_ids._content()
            self.assertEqual(Image.open(io.BytesIO(content)).size, (3024, 4032))

    def test_an_empty_file_is_refused_and_not_ignored(self):
        claim = self._create_claim(self._redeem(70))
        self._return(claim, self.officer_1)
        mine = claim.with_user(self.provider_user)
        refused = self.assertRaisesRegex(ValidationError, "The file is empty")
        with refused, self.env.cr.savepoint():
            mine._portal_resubmit("INV-1b", "2026-01-02", "i.pdf", b"")
        self.assertEqual(claim.state, "returned")

    def test_a_returned_claim_is_corrected_and_decided_from_the_first_stage(self):
        claim = self._create_claim(self._redeem(70))
        self._approve(claim, self.officer_1)
        self._return(claim, self.officer_2)
        self.assertEqual(claim.state, "returned")
        mine = claim.with_user(self.provider_user)
        mine._portal_resubmit("INV-1b", "2026-01-02", "i.pdf", PDF + b"%2")
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.invoice_number, "INV-1b")
        with self.assertRaises(AccessError):
            self._approve(claim, self.officer_2)
        self._approve(claim, self.officer_1)
        self._approve(claim, self.officer_2)
        self.assertEqual(claim.state, "approved")

    def test_a_corrected_invoice_is_a_new_version_of_the_former_one(self):
        claim = self._create_claim(self._redeem(70))
        former = claim.sudo().document_ids
        self._return(claim, self.officer_1)
        mine = claim.with_user(self.provider_user)
        mine._portal_resubmit("INV-1b", "2026-01-02", "i.pdf", PDF + b"%2")
        document = claim.sudo().document_ids
        self.assertEqual((document.version, document.previous_id), (2, former))
        self.assertFalse(former.is_current)

    def test_a_claim_that_is_not_returned_cannot_be_sent_again(self):
        mine = self._create_claim(self._redeem(70)).with_user(self.provider_user)
        with self.assertRaises(UserError):
            mine._portal_resubmit("INV-2", "2026-01-02")

    def test_another_provider_cannot_touch_a_claim(self):
        claim = self._create_claim(self._redeem(70)).with_user(self.other_user)
        for method in (claim._portal_withdraw, claim._portal_timeline):
            with self.subTest(method=method), self.assertRaises(AccessError):
                method()
        with self.assertRaises(AccessError):
            claim._portal_resubmit("INV-2", "2026-01-02")

    def test_a_withdrawn_claim_frees_its_redemptions(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption).with_user(self.provider_user)
        claim._portal_withdraw()
        self.assertEqual(claim.state, "cancelled")
        self.assertIn(redemption, self._claimable())

    def test_a_decided_claim_cannot_be_withdrawn(self):
        claim = self._approved_claim().with_user(self.provider_user)
        with self.assertRaisesRegex(UserError, "already decided"):
            claim._portal_withdraw()

    def test_the_timeline_names_no_officer(self):
        claim = self._approved_claim()
        text = str(claim.with_user(self.provider_user)._portal_timeline())
        self.assertNotIn(self.officer_1.name, text)
        self.assertNotIn(self.officer_2.name, text)
        self.assertIn("Approved by a stage", text)

    def test_a_claim_sent_again_keeps_the_order_of_its_timeline(self):
        claim = self._create_claim(self._redeem(100))
        claim.sudo().approval_open_step_ids.with_user(self.officer_1).action_return("Which ward?")
        claim.with_user(self.provider_user)._portal_resubmit("INV-9", "2026-01-02")
        titles = [row["title"] for row in claim.with_user(self.provider_user)._portal_timeline()]
        sent = "Sent for a decision"
        self.assertEqual(titles, [sent, "Sent back to you", sent, "Now: being checked"])

    def test_the_timeline_ends_with_the_next_step(self):
        claim = self._approved_claim()
        mine = claim.with_user(self.provider_user)
        last = mine._portal_timeline()[-1]
        self.assertEqual(
            (last["title"], last["state"]), ("Now: approved, waiting for payment", "now")
        )
        batch = self._build(claim, self.cashier)
        batch.with_user(self.cashier).action_export()
        batch.with_user(self.cashier_2).action_mark_paid("BANK-REF-1")
        self.assertEqual(mine._portal_timeline()[-1]["text"], "Reference BANK-REF-1")
