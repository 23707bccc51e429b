from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Of many messages, those are found that did not arrive, and those of one record."""

    addon = "g2p_message"

    def test_what_people_and_the_server_search_is_found_without_the_rest(self):
        lost = [("state", "=", "unreachable")]
        self.assert_found_by("unreachable_idx", "g2p.message", lost, ordered=True)
        waits = [("state", "in", ["waiting", "retrying"])]
        self.assert_found_by("open_idx", "g2p.message", waits, ordered=True)
        of_record = [("res_model", "=", "x"), ("res_id", "in", [1, 2])]
        self.assert_found_by("once_uniq", "g2p.message", of_record)
        self.assert_found_by("mail_ref_idx", "g2p.message", [("mail_ref", "in", ["a", "b"])])
