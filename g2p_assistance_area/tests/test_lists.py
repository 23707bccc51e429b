from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.decided import decide
from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import MANAGER, AreaCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, AreaCase):
    lists_of = "g2p_assistance_area"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        areas, user = cls._areas(), cls.boss
        cls.lists = {
            "g2p_area_view_list": (user, areas),
            "g2p_area_spelling_view_list": (user, cls._spellings(areas)),
            "g2p_assistance_scope_view_list": (user, cls._scopes(areas)),
            "g2p_assistance_application_view_list_unplaced": (user, cls._cases()),
        }

    @classmethod
    def _areas(cls):
        districts = cls.env["g2p.district"].create([{"name": f"D{at}"} for at in range(MANY)])
        tops = cls.env["g2p.area"].create(
            [{"name": f"T{at}", "code": f"LT-{at}"} for at in range(MANY)]
        )
        return cls.env["g2p.area"].create(
            [
                {
                    "name": f"A{at}",
                    "code": f"LA-{at}",
                    "parent_id": tops[at].id,
                    "district_id": districts[at].id,
                }
                for at in range(MANY)
            ]
        )

    @classmethod
    def _spellings(cls, areas):
        vals = [{"name": f"S{area.id}", "area_id": area.id} for area in areas]
        return cls.env["g2p.area.spelling"].create(vals)

    @classmethod
    def _scopes(cls, areas):
        rows = [
            {
                "user_id": new_test_user(cls.env, f"listed officer {area.id}", MANAGER).id,
                "area_ids": [(6, 0, area.ids)],
            }
            for area in areas
        ]
        return cls.env["g2p.assistance.scope"].create(rows)

    @classmethod
    def _cases(cls):
        before = cls.env["g2p.assistance.application"].search([])
        for _at in range(MANY):
            decide(cls, "2024-02-03", "rejected")
        return cls.env["g2p.assistance.application"].search([]) - before
