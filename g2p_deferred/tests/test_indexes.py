from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """The next work is found without reading all that waits or has failed."""

    def test_the_next_work_is_found_without_the_rest(self):
        waits = ("state", "=", "waiting")
        for index, domain in (
            ("fresh_idx", [waits, ("date_due", "=", False)]),
            ("dated_idx", [waits, ("date_due", "<=", fields.Datetime.now())]),
            ("failed_idx", [("state", "=", "failed")]),
        ):
            self.assert_found_by(index, "g2p.deferred", domain)
