from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Orders and their vouchers are found without reading all of them."""

    addon = "g2p_voucher_batch"
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

    def test_what_waits_and_what_was_just_done_is_found_without_the_rest(self):
        order = ("batch_id", "=", 1)
        for index, condition in (
            ("waiting_idx", ("state", "=", "waiting")),
            ("done_idx", ("date_done", ">=", fields.Datetime.now())),
        ):
            self.assert_found_by(index, "g2p.voucher.batch.line", [order, condition])
