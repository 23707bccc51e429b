from odoo.tests import tagged
from odoo.tools import SQL

from ..hooks import post_init_hook, pre_init_hook
from .common import AreaCase

INDEX = "g2p_assistance_application__area_id_index"


@tagged("post_install", "-at_install")
class TestUpdate(AreaCase):
    """A database in which the areas are still those of the search index."""

    def test_managers_see_the_menu_of_areas(self):
        menu = self.env.ref("g2p_assistance_area.g2p_area_menu")
        menu.write({self.groups_field(menu): [(4, self.ref("base.group_system"))]})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_model_data SET module = 'g2p_opensearch'"
            " WHERE module = 'g2p_assistance_area' AND name = 'g2p_area_menu'"
        )
        for _again in range(2):  # a second time changes nothing
            pre_init_hook(self.env)
            self.env.invalidate_all()
            self.env.registry.clear_cache()
            self.assertEqual(self.env.ref("g2p_assistance_area.g2p_area_menu"), menu)
            self.assertFalse(menu[self.groups_field(menu)])
        shown = self.env["ir.ui.menu"].with_user(self.boss).sudo(False)._visible_menu_ids()
        self.assertIn(menu.id, shown)

    def groups_field(self, menu):
        """Its name is another one in each series."""
        return next(
            field.name
            for field in menu._fields.values()
            if field.type == "many2many" and field.comodel_name == "res.groups" and field.store
        )

    def test_the_partial_index_of_an_earlier_version_goes(self):
        partial = "CREATE INDEX %s ON g2p_assistance_application (area_id) WHERE area_id > 0"
        for statement in ("DROP INDEX %s", partial):
            self.env.cr.execute(SQL(statement, SQL.identifier(INDEX)))
        pre_init_hook(self.env)
        self.assertFalse(self.index())
        self.env.registry.check_indexes(self.env.cr, ["g2p.assistance.application"])
        self.assertIn("(area_id)", self.index())
        self.assertNotIn("WHERE", self.index())

    def index(self):
        self.env.cr.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [INDEX])
        return (self.env.cr.fetchone() or [""])[0]

    def test_cases_that_may_need_a_place_have_their_words_folded(self):
        cases = self.draft_from("Up there") + self.case_from("Up  THERE", user=self.eve)
        cases = cases.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_assistance_application SET place_key = NULL, place_written = NULL"
            " WHERE id = ANY(%s)",
            [cases.ids],
        )
        self.env.invalidate_all()
        post_init_hook(self.env)
        self.assertEqual(set(cases.mapped("place_key")), {"up there|nowhere"})
        self.assertEqual(cases.mapped("place_written"), ["Up there, Nowhere", "Up THERE, Nowhere"])
