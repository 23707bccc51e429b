from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off

from ..models import g2p_area
from ..tools import cells
from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestAreas(AnalyticsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        areas = cls.env["g2p.area"]
        cls.region = areas.create({"name": "North", "code": "N", "is_shown": True})
        cls.large, cls.small = areas.create(
            [
                {"name": name, "code": code, "parent_id": cls.region.id}
                for name, code in (("Large", "N-1"), ("Small", "N-2"))
            ]
        )
        cls.large.is_shown = True

    def place(self, case):
        found = case.sudo()._analytics_place()[case.id]
        return found["area"], found["region"]

    def test_a_case_without_an_area_is_unknown(self):
        self.assertEqual(self.place(self.submitted()), ("unknown", "unknown"))

    def test_a_small_area_counts_for_its_parent(self):
        case = self.submitted().sudo()
        for area, shown in ((self.large, "N-1"), (self.small, "N")):
            case._set_area(area)
            self.assertEqual(self.place(case), (shown, "N"))

    def test_a_changed_area_sends_all_that_shows_it(self):
        case = self.approved()
        self.forget()
        case._set_area(self.large)
        kinds = {kind for kind, _res_id in self.noted()}
        self.assertEqual(kinds, {"application", "step", "decision", "voucher"})

    def test_areas_are_shown_when_they_have_enough_cases(self):
        case = self.submitted().sudo()
        case._set_area(self.small)
        self.env["g2p.area"]._cron_show()
        self.assertFalse(self.small.is_shown)
        self.forget()
        with patch.object(cells.published, "__defaults__", (1,)):
            self.env["g2p.area"]._cron_show()
        self.assertTrue(self.small.is_shown)
        work_off(self.env, channel="search")
        self.assertIn(case.id, self.noted("application"))

    def test_the_cases_of_a_large_area_are_noted_in_parts(self):
        mine = self.submitted().sudo() + self.submitted().sudo() + self.submitted().sudo()
        mine._set_area(self.small)
        self.forget()
        cr, parts = self.env.cr, []

        def execute(query, params=None, **options):
            if query is g2p_area.OF_CASES:
                parts.append(len(params["cases"]))
            return type(cr).execute(cr, query, params, **options)

        with patch.object(g2p_area, "PAGE", 2), patch.object(cr, "execute", execute):
            self.region._resend()
        self.assertEqual(parts, [2, 1])
        self.assertLessEqual(set(mine.ids), self.noted("application"))

    def test_cases_of_an_archived_part_are_sent_again(self):
        case = self.submitted().sudo()
        case._set_area(self.small)
        self.small.action_archive()
        self.forget()
        self.region.code = "NN"
        work_off(self.env, channel="search")
        self.assertIn(case.id, self.noted("application"))
