from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide
from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, AssistanceCase):
    lists_of = "g2p_assistance_report"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "g2p_immediate_assistance.group_assistance_manager"
        manager = new_test_user(cls.env, "report lists manager", group)
        cls.lists = {"g2p_assistance_report_equity_view_list": (manager, cls.decided())}

    @classmethod
    def decided(cls):
        """Rows on gender, age and district of quarters of five decisions each."""
        for number in range(MANY // 3 + 1):
            for _n in range(5):
                decide(cls, f"{1990 + number}-02-03", "approved")
        return cls.env["g2p.assistance.report.equity"].search([], limit=MANY)
