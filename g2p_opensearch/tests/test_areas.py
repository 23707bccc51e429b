from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off

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

    def test_the_officer_who_identifies_chooses_the_area(self):
        case = self.submitted()
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        dialog = wizard.create({"application_id": case.id, "area_id": self.large.id})
        dialog.action_confirm()
        self.assertEqual(case.sudo().area_id, self.large)

    def test_the_dialog_asks_for_an_area_only_where_there_are_some(self):
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        self.assertTrue(wizard.create({"application_id": self.submitted().id}).has_areas)
        self.env["g2p.area"].search([]).action_archive()
        self.assertFalse(wizard.create({"application_id": self.submitted().id}).has_areas)

    def test_who_may_not_identify_sets_no_area(self):
        case = self.submitted()
        wizard = self.env["g2p.assistance.identify"].with_user(self.two)
        vals = {"application_id": case.id, "area_id": self.large.id}
        with self.assertRaises(UserError):  # or AccessError, which is one
            wizard.create(vals).action_confirm()
        self.assertFalse(case.sudo().area_id)

    def test_the_district_of_the_registry_names_the_area(self):
        district = self.env["g2p.district"].create({"name": "Test district"})
        self.small.district_id = district
        person = self.approved().registrant_id
        person.district = district
        case = self.submitted()
        case.with_user(self.one)._identify(person)
        self.assertEqual(case.sudo().area_id, self.small)

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

    def test_a_code_is_short_and_plain(self):
        for code in ("two words", "x" * 33, "a@b"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["g2p.area"].create({"name": "Odd", "code": code})

    def test_only_administrators_change_areas(self):
        area = self.region.with_user(self.one)
        self.assertEqual(area.name, "North")
        with self.assertRaises(AccessError):
            area.name = "South"
        self.region.with_user(self.env.ref("base.user_admin")).name = "South"
