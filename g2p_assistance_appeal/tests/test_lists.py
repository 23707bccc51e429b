from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide
from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, AssistanceCase):
    lists_of = "g2p_assistance_appeal"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        found = [decide(cls, "2026-01-02", "rejected") for _number in range(MANY)]
        appeals = cls.env["g2p.assistance.appeal"].create(
            [{"application_id": case_id} for case_id in found]
        )
        appeals.write({"date_sent": "2026-01-03 08:00:00"})
        cls.lists = {"g2p_assistance_appeal_view_list": (cls.one, appeals)}
