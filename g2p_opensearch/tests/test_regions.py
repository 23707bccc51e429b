from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import work_off

from ..models import g2p_search_index_rebuild as rebuild
from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestRegions(AnalyticsCase):
    """Regions with readers of their own: their documents are in indexes of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north, cls.south, cls.east = cls.env["g2p.area"].create(
            [
                {"name": code, "code": code, "is_shown": True, "is_separate": code != "EAST"}
                for code in ("NORTH", "SOUTH", "EAST")
            ]
        )

    def setUp(self):
        super().setUp()
        self.case = self.submitted().sudo()
        self.case._set_area(self.north)
        self.built()

    def keys(self, kind, region=None):
        """Keys of the documents in the index of a region, or in that of all others."""
        name = self.index(kind).current
        return {key for _i, key, _d in self.engine._rows(f"{name}_{region}" if region else name)}

    def places(self):
        """Regions in whose indexes the case's documents are, by kind; "" for that of all others."""
        regions = (None, "north", "south")
        return {
            kind: [region or "" for region in regions if self.keys(kind, region)]
            for kind in ("application", "step", "decision")
        }

    def test_each_region_of_its_own_has_an_index(self):
        index = self.index("application")
        self.assertEqual(index.regions, "NORTH SOUTH")
        names = [index.current, f"{index.current}_north", f"{index.current}_south"]
        self.assertEqual(sorted(self.engine.names("g2p-application-*")), sorted(names))
        self.assertEqual(self.engine.aliases["g2p-application"], ",".join(names))

    def test_kinds_without_a_region_have_one_index(self):
        for kind in ("claim", "payment", "equity", "check"):
            self.assertEqual(self.engine.names(f"g2p-{kind}-*"), [self.index(kind).current])

    def test_documents_are_in_their_region_alone(self):
        self.assertEqual(set(map(tuple, self.places().values())), {("north",)})

    def test_other_regions_share_an_index(self):
        self.case._set_area(self.east)
        self.run_jobs()
        self.assertEqual(set(map(tuple, self.places().values())), {("",)})
        self.assertEqual(self.document("application", self.case)["region"], "EAST")

    def test_a_case_moves_with_all_its_documents(self):
        self.case._set_area(self.south)
        self.run_jobs()
        self.assertEqual(set(map(tuple, self.places().values())), {("south",)})

    def test_a_case_that_moves_twice_before_it_is_sent(self):
        for area in (self.south, self.east, self.south):
            self.case._set_area(area)
            self.env.cr.flush()
        self.run_jobs()
        self.assertEqual(set(map(tuple, self.places().values())), {("south",)})

    def test_a_late_older_write_does_not_bring_it_back(self):
        index, name = self.index("application"), self.name(self.case)
        version, document = self.engine.indexes[f"{index.current}_north"][name]
        self.case._set_area(self.south)
        self.run_jobs()
        [target] = index._targets()
        late = target.actions(name, version - 1, document)
        self.assertEqual([one.status for one in self.engine.bulk(late)], [409])
        self.assertEqual(self.places()["application"], ["south"])

    def test_a_case_whose_region_is_not_shown_any_more_moves(self):
        self.env["g2p.area"]._cron_show()  # the case alone is too few
        work_off(self.env, channel="search")
        self.run_jobs()
        self.assertEqual(set(map(tuple, self.places().values())), {("",)})
        self.assertEqual(self.document("application", self.case)["region"], "unknown")

    def test_a_removed_record_leaves_the_region(self):
        step = (
            self.env["g2p.approval.step"]
            .sudo()
            .search([("request_id.res_id", "=", self.case.id)], limit=1)
        )
        name = self.name(step)
        self.assertIn(name, self.keys("step", "north"))
        self.outbox._note("step", step.ids)
        self._stub(type(step), "exists", lambda steps: steps.browse())
        self.run_jobs()
        self.assertNotIn(name, self.keys("step", "north"))

    def test_the_comparison_finds_a_document_in_another_region(self):
        self.case.date_submitted = "2020-03-04 05:06:07"
        self.run_jobs()
        index, name = self.index("application"), self.name(self.case)
        rows = self.engine.indexes
        rows[f"{index.current}_south"][name] = rows[f"{index.current}_north"][name]
        index.check_before = "2020-03-10"
        index._check()
        self.env.cr.flush()
        self.run_jobs()
        self.assertEqual(self.places()["application"], ["north"])
        check = self.env["g2p.search.check"].sudo().search([("kind", "=", "application")])
        self.assertIn((1, 2, False), [(c.count_database, c.count_index, c.is_equal) for c in check])

    def test_a_further_region_builds_the_indexes_again(self):
        former = self.index("application").current
        claim = self.index("claim").current
        self.index("application").current = f"{former}0"  # another second
        self.engine.indexes |= {
            f"{name}": {} for name in self.index("application")._target().indexes
        }
        self.east.is_separate = True
        self.assertTrue(self.index("application").building)
        self.assertFalse(self.index("claim").building)
        self.run_jobs()
        self.assertEqual(self.index("application").regions, "EAST NORTH SOUTH")
        self.assertEqual(self.places()["application"], ["north"])
        self.assertEqual(self.index("claim").current, claim)

    def test_other_changes_of_an_area_build_nothing(self):
        self.north.name = "Northern region"
        self.env["g2p.area"].create({"name": "West", "code": "WEST"}).unlink()
        self.assertFalse(any(self.indexes.mapped("building")))

    def test_a_removed_region_builds_the_indexes_again(self):
        self.south.unlink()
        self.assertTrue(self.index("application").building)
        self.assertEqual(self.index("application").building_regions, "NORTH")

    def test_a_change_during_the_build_moves_in_both(self):
        index = self.index("application")
        index.write({"building": "g2p-application-new", "building_regions": "NORTH SOUTH"})
        index.is_filling = True
        built = index._target_built()
        for name in built.indexes:
            self.engine.create(name, self.engine.bodies[index.current])
        index._send([self.case.id], [built])
        self.case._set_area(self.south)
        with patch.object(rebuild, "PAGE", 1):
            self.env.cr.flush()
            index._drain()
        name = self.name(self.case)
        for target in index._targets():
            found = [at for at, key, _document in self.engine._rows(target.path) if key == name]
            self.assertEqual(found, [f"{target.name}_south"])

    def test_an_index_of_a_region_that_somebody_removed_is_built_again(self):
        index = self.index("application")
        del self.engine.indexes[f"{index.current}_south"]
        self.case._set_area(self.south)
        with self.assertLogs("odoo.addons.g2p_opensearch.models.g2p_search_index_rebuild"):
            self.run_jobs()
        self.run_jobs()
        self.assertEqual(self.places()["application"], ["south"])

    # === Areas === #

    def test_only_a_region_has_readers_of_its_own(self):
        vals = {"name": "Part", "code": "NORTH-1", "parent_id": self.north.id, "is_separate": True}
        expected = (
            "Only a region, which is part of no other area, can have readers of its own: "
            "NORTH / Part"
        )
        with self.assertRaisesRegex(ValidationError, expected), self.env.cr.savepoint():
            self.env["g2p.area"].create(vals)
        with self.assertRaisesRegex(ValidationError, "NORTH / SOUTH"), self.env.cr.savepoint():
            self.south.parent_id = self.north

    def test_codes_differ_in_more_than_capitals(self):
        refused = self.assertRaisesRegex(UniqueViolation, "g2p_area_code_lower_uniq")
        with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
            self.env["g2p.area"].create({"name": "Other", "code": "north"})

    def test_only_administrators_separate_regions(self):
        with self.assertRaises(AccessError):
            self.east.with_user(self.one).is_separate = True
