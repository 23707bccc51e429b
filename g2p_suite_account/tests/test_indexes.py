from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

from ..models.res_users import ALIKE


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Strangers type logins; on a server of many accounts each would be a full scan."""

    def test_a_login_in_another_case_is_found_by_an_index(self):
        index = "res_users_login_in_any_case_idx"
        with self.only_index(index):
            plan = self.plan_of(SQL(ALIKE, "x"))
        self.assertIn(f" {index}", plan)
