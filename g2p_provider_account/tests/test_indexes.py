from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Changes of a provider are found without reading those of all."""

    addon = "g2p_provider_account"
    small = frozenset(
        {
            "g2p.audit.change",
            "g2p.deferred",
            "g2p.document.type",
            "g2p.program",
            "g2p.program.entitlement.manager.voucher.qr",
            "g2p.service.provider",
            "g2p.voucher.key",
            "res.users",
        }
    )

    def test_every_text_that_a_list_is_searched_by_has_an_index(self):
        self.assertEqual(self.texts_without_index(), set())

    def test_every_row_that_may_not_go_first_is_found_by_an_index(self):
        self.assertEqual(self.links_without_index(), set())

    def test_the_changes_of_a_provider_are_found_by_their_index(self):
        mine = ("provider_id", "=", 1)
        model = "g2p.provider.change"
        self.assert_found_by("_provider_id_index", model, [mine, ("is_current", "=", True)])
