from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off

from ..models import g2p_search_index_rebuild as rebuild
from .common import AnalyticsCase

LOGGER = "odoo.addons.g2p_opensearch.models.g2p_search_index_rebuild"


@tagged("post_install", "-at_install")
class TestRebuild(AnalyticsCase):
    def setUp(self):
        super().setUp()
        self.case = self.submitted().sudo()
        self.built()

    def test_an_index_is_built_beside_the_one_in_use(self):
        index = self.index("application")
        former = index.current
        index.write({"current": f"{former}x"})
        self.engine.indexes[f"{former}x"] = self.engine.indexes[former]
        self.engine.aliases["g2p-application"] = f"{former}x"
        index._start_building()
        self.assertEqual(self.engine.aliases["g2p-application"], f"{former}x")
        work_off(self.env, channel="search")
        self.assertEqual(self.engine.aliases["g2p-application"], index.current)
        self.assertNotIn("x", index.current.removeprefix("g2p-application"))
        self.assertTrue(self.document("application", self.case))

    def test_a_build_goes_page_by_page(self):
        self.submitted(user=self.eve)
        self.forget()
        index = self.index("application")
        with patch.object(rebuild, "PAGE", 1):
            index._start_building()
            work_off(self.env, channel="search")
        self.assertEqual(len(self.engine.documents("application")), 2)
        self.assertFalse(index.building)

    def test_a_change_during_the_build_reaches_both(self):
        index = self.index("application")
        self.engine.create("g2p-application-new", self.engine.bodies[index.current])
        index.write({"building": "g2p-application-new", "is_filling": True})
        self.case.write({"urgency": "emergency"})
        self.run_jobs()
        name = self.name(self.case)
        for target in (index.current, "g2p-application-new"):
            self.assertEqual(self.engine.indexes[target][name][1]["urgency"], "emergency")

    def test_an_index_is_not_written_to_before_it_exists(self):
        index = self.index("application")
        index._start_building()
        self.assertEqual([one.name for one in index._targets()], [index.current])
        self.case.write({"urgency": "emergency"})
        self.env.cr.flush()
        index._drain()
        self.assertFalse(self.connection.failures)
        self.assertEqual(self.document("application", self.case)["urgency"], "emergency")

    def test_an_index_that_was_removed_in_the_engine_is_built_again(self):
        index = self.index("application")
        del self.engine.indexes[index.current]
        self.case.write({"urgency": "emergency"})
        with self.assertLogs(LOGGER, "WARNING"):
            self.run_jobs()
        self.assertFalse(self.connection.failures)
        self.assertFalse(index.building)
        self.assertEqual(self.document("application", self.case)["urgency"], "emergency")
        self.run_jobs()
        self.assertEqual(self.noted("application"), set())

    def test_an_index_that_was_removed_while_it_is_built_is_begun_again(self):
        index = self.index("application")
        index.write({"building": "g2p-application-gone", "is_filling": True})
        self.case.write({"urgency": "emergency"})
        with self.assertLogs(LOGGER, "WARNING"):
            self.run_jobs()
        self.assertFalse(index.building)
        self.assertEqual(self.document("application", self.case)["urgency"], "emergency")

    def test_a_build_waits_for_the_engine(self):
        index = self.index("application")
        self.engine.away = "no connection"
        index._start_building()
        work_off(self.env, channel="search")
        self.assertTrue(index.building)
        self.engine.away = None
        self.connection.write({"date_next": False})
        self.env.cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '1 hour'")
        self.env.invalidate_all()
        work_off(self.env, channel="search")
        self.assertFalse(index.building)

    def test_former_indexes_are_removed_after_a_day(self):
        index = self.index("application")
        now = fields.Datetime.now()
        moments = (now - timedelta(days=2), now)
        old, fresh = (f"g2p-application-{at:%Y%m%d%H%M%S}-9" for at in moments)
        for name in (old, fresh, "g2p-application-by-hand"):
            self.engine.create(name, {})
        self.env["g2p.search.index"]._cron_retain()
        work_off(self.env, channel="search")
        self.assertNotIn(old, self.engine.indexes)
        for name in (fresh, "g2p-application-by-hand", index.current):
            self.assertIn(name, self.engine.indexes)

    def test_templates_are_written_for_each_kind(self):
        self.connection.with_user(self.env.ref("base.user_admin")).action_templates()
        self.assertEqual(
            set(self.engine.templates), {f"g2p-{index.kind}" for index in self.indexes}
        )
