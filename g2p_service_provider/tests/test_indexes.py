from datetime import date

from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

CLAIM, REDEMPTION = "g2p.reimbursement.claim", "g2p.voucher.redemption"


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Vouchers, redemptions and claims are found without reading whole tables."""

    addon = "g2p_service_provider"
    small = frozenset(
        {
            "g2p.approval.reason",
            "g2p.audit.change",
            "g2p.deferred",
            "g2p.claim.payment.batch",
            "g2p.document.type",
            "g2p.program",
            "g2p.program.entitlement.manager.voucher.qr",
            "g2p.service.provider",
            "g2p.voucher.key",
            "res.users",
        }
    )

    def test_every_searched_text_of_a_list_has_an_index(self):
        partner = ("res.partner", "complete_name")  # of the registry's extension
        few = {("g2p.approval.step", "name")}  # a few words, repeated
        self.assertEqual(self.texts_without_index() - {partner}, few)

    def test_every_restricting_reference_has_an_index(self):
        self.assertEqual(self.links_without_index(), set())

    def test_searches_for_parts_of_texts_use_an_index(self):
        for model, *names in (
            ("g2p.voucher", "name"),
            (REDEMPTION, "name", "voucher_number"),
            (CLAIM, "name", "invoice_number"),
            ("g2p.claim.payment", "name"),
            ("g2p.document", "name"),
            ("g2p.approval.request", "name"),
        ):
            for name in names:
                with self.subTest(model=model, name=name):
                    self.assert_found_by("search_idx", model, [(name, "ilike", "abcd")])

    def test_a_providers_redemptions_to_claim_are_found_in_order(self):
        domain = [("provider_id", "in", [7]), ("is_claimable", "=", True)]
        self.assert_found_by("claimable_idx", REDEMPTION, domain, ordered=True)
        days = [("date", ">=", date(2026, 1, 1))]
        self.assert_found_by("claimable_idx", REDEMPTION, [*domain, *days], ordered=True)

    def test_the_documents_of_a_record_are_found_by_both_columns(self):
        owner = [("res_model", "=", "g2p.voucher"), ("res_id", "=", 7), ("is_current", "=", True)]
        self.assert_found_by("owner_idx", "g2p.document", owner)

    def test_the_newest_rows_of_a_provider_are_found_in_order(self):
        for model in (CLAIM, REDEMPTION):
            domain = [("provider_id", "=", 7)]
            self.assert_found_by("of_provider_idx", model, domain, ordered=True)

    def test_a_clerks_last_redemption_is_found_by_an_index(self):
        domain = [("user_id", "=", 7), ("site_id", "in", [7])]
        self.assert_found_by("last_site_idx", REDEMPTION, domain, ordered=True)
