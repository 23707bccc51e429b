from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import AreaCase


@tagged("post_install", "-at_install")
class TestAreas(AreaCase):
    def test_a_code_is_short_and_plain(self):
        for code in ("two words", "x" * 33, "a@b"):
            words = f"A code has at most 32 letters, digits, - and dots: {code}"
            with self.assertRaisesRegex(ValidationError, words), self.env.cr.savepoint():
                self.env["g2p.area"].create({"name": "Odd", "code": code})

    def test_a_code_belongs_to_one_area(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            self.env["g2p.area"].create({"name": "Again", "code": "tn"})

    def test_only_administrators_change_areas(self):
        for user in (self.one, self.boss):
            area = self.north.with_user(user)
            self.assertEqual(area.name, "Test North")
            with self.assertRaises(AccessError):
                area.name = "Elsewhere"
        self.north.with_user(self.env.ref("base.user_admin")).name = "Test North 2"

    def test_an_area_shows_what_it_is_part_of(self):
        self.assertEqual(self.hill.complete_name, "Test North / Hill District")
        self.north.name = "Far North"
        self.assertEqual(self.hill.complete_name, "Far North / Hill District")

    def test_an_applicant_reads_no_area(self):
        for model in ("g2p.area", "g2p.area.spelling", "g2p.assistance.scope"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.ada).search([])

    def test_a_spelling_has_letters(self):
        with self.assertRaisesRegex(ValidationError, "at least one letter or digit: --"):
            self.env["g2p.area.spelling"].create({"name": "--", "area_id": self.north.id})

    def test_officers_enter_no_spelling_past_a_case(self):
        vals = {"name": "Anywhere", "area_id": self.north.id}
        with self.assertRaises(AccessError):
            self.env["g2p.area.spelling"].with_user(self.one).create(vals)
        made = self.env["g2p.area.spelling"].with_user(self.boss).create(vals)
        self.assertEqual(made.key, "anywhere")

    def test_the_key_of_a_spelling_follows_from_its_words(self):
        made = self.env["g2p.area.spelling"].with_user(self.boss)
        with self.assertRaisesRegex(AccessError, "follows from other fields"):
            made.create({"name": "Anywhere", "area_id": self.north.id, "key": "hill district"})
