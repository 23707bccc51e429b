from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import MANAGER, AreaCase


@tagged("post_install", "-at_install")
class TestScope(AreaCase):
    """Managers set the cases that an officer sees, and it holds at once."""

    def rows(self, user):
        return self.env["g2p.assistance.scope"].with_user(user).sudo(False)

    def mine(self, user):
        return self.rows(self.boss).search([("user_id", "=", user.id)])

    def test_no_officer_sets_what_they_see(self):
        vals = {"user_id": self.northern.id, "area_ids": [(6, 0, self.south.ids)]}
        row = self.mine(self.northern)
        for call in (
            lambda: self.rows(self.northern).create(vals),
            lambda: row.with_user(self.northern).write({"area_ids": [(5,)]}),
            lambda: row.with_user(self.northern).unlink(),
            lambda: self.northern.with_user(self.northern).write({"assistance_scope_ids": [(5,)]}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertNotIn("assistance_scope_ids", self.northern.SELF_WRITEABLE_FIELDS)
        self.assertEqual(row.area_ids, self.north)

    def test_no_manager_sets_their_own(self):
        words = "Another assistance manager must set the areas that you see."
        with self.assertRaisesRegex(AccessError, words), self.cr.savepoint():
            self.rows(self.boss).create({"user_id": self.boss.id})
        row = self.limit(self.boss, self.north).with_user(self.boss)
        for call in (lambda: row.write({"area_ids": [(5,)]}), row.unlink):
            with self.assertRaisesRegex(AccessError, words):
                call()

    def test_a_limited_manager_sets_none(self):
        other = new_test_user(self.env, "case other boss", MANAGER)
        self.limit(other, self.north)
        with self.assertRaisesRegex(AccessError, "You see only some areas or programmes yourself."):
            self.rows(other).browse(self.mine(self.northern).id).write({"area_ids": [(5,)]})

    def test_a_row_keeps_its_officer(self):
        words = "The officer of a row cannot be changed. Enter another row."
        with self.assertRaisesRegex(AccessError, words):
            self.mine(self.northern).write({"user_id": self.one.id})

    def test_an_officer_has_one_row(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.rows(self.boss).create({"user_id": self.northern.id})

    def test_a_change_holds_at_once_and_is_recorded(self):
        case = self.case_from("Hill District")
        self.assertFalse(self.sees(self.southern, case))
        self.mine(self.southern).write({"area_ids": [(4, self.hill.id)]})
        self.assertTrue(self.sees(self.southern, case))
        self.mine(self.southern).unlink()
        self.assertTrue(self.sees(self.southern, case))
        own = [("res_model", "=", "g2p.assistance.scope"), ("user_id", "=", self.boss.id)]
        changes = self.env["g2p.audit.change"].search(own)
        self.assertEqual(set(changes.mapped("action")), {"write", "unlink"})
        self.assertIn(f"#{self.southern.id}", changes.mapped("old_value"))
        self.assertFalse(any(changes.mapped("record_name")))

    def test_the_parts_of_an_area_belong_to_it(self):
        case = self.case_from("Hill District")
        self.assertTrue(self.sees(self.northern, case))
        self.hill.parent_id = self.south
        self.assertFalse(self.sees(self.northern, case))
        self.assertTrue(self.sees(self.southern, case))
        part = self.env["g2p.area"].create(
            {"name": "Hill Village", "code": "TN-11", "parent_id": self.hill.id}
        )
        case._set_area(part)
        self.assertTrue(self.sees(self.southern, case))

    def test_the_officer_of_a_district_does_not_see_the_whole_region(self):
        case = self.case_from("Test North")
        self.limit(self.northern, self.hill)
        self.assertFalse(self.sees(self.northern, case))

    def test_an_archived_area_opens_no_other(self):
        case = self.case_from("Hill District")
        self.south.active = False
        self.assertFalse(self.sees(self.southern, case))

    def test_an_area_that_limits_an_officer_cannot_go(self):
        alone = self.env["g2p.area"].create({"name": "Alone", "code": "TA"})
        self.limit(self.southern, alone)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            alone.unlink()

    def test_an_officer_without_areas_sees_all_of_their_programmes(self):
        case = self.case_from("Hill District")
        self.limit(self.southern, programs=self.program)
        self.assertTrue(self.sees(self.southern, case))
        self.assertTrue(self.sees(self.one, case))

    def test_areas_and_programmes_hold_together(self):
        case = self.case_from("Hill District")
        other = self.env["g2p.program"].create({"name": "Test other", "target_type": "individual"})
        self.limit(self.northern, self.north, other)
        self.assertFalse(self.sees(self.northern, case))
        self.limit(self.northern, self.north, other + self.program)
        self.assertTrue(self.sees(self.northern, case))

    def test_managers_and_auditors_see_all_unless_they_are_limited(self):
        case = self.case_from("Hill District")
        for user in (self.boss, self.auditor):
            self.assertTrue(self.sees(user, case))
            self.limit(user, self.south)
            self.assertFalse(self.sees(user, case))

    def test_an_applicant_sees_their_own_case(self):
        self.assertTrue(self.sees(self.ada, self.case_from("Hill District")))
