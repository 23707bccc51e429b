import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import OFFICER, AreaCase


@tagged("post_install", "-at_install")
class TestSetting(AreaCase):
    """Officers of an undecided step set the place of a case, and managers."""

    def may(self, user, case, area=None):
        self.seen_by(user, case).action_set_place((area or self.hill).id, "Because")
        return case.sudo().area_id

    def test_a_forged_value_sets_no_place(self):
        case = self.case_from("Elsewhere")
        words = "Applications change only through their pages and decisions"
        for user in (self.one, self.boss):
            with self.assertRaises(AccessError):
                self.seen_by(user, case).write({"area_id": self.hill.id})
            with self.assertRaises(AccessError):
                self.seen_by(user, self.open_step(case)).write({"area_id": self.hill.id})
        with self.assertRaisesRegex(AccessError, words):
            case.sudo(False).write({"area_id": self.hill.id})
        self.assertFalse(case.area_id)

    def test_officers_of_the_open_step_and_managers_set_the_place(self):
        for user in (self.one, self.northern, self.southern, self.boss):
            case = self.case_from("Elsewhere")
            self.assertEqual(self.may(user, case), self.hill)
            row = case.placement_ids
            self.assertEqual((row.user_id, row.origin, row.area_id), (user, "person", self.hill))
            self.assertIn("Place: Test North / Hill District (Because)", self.lines(case))
            case.with_user(self.ada)._portal_withdraw()

    def test_others_do_not(self):
        case = self.case_from("Elsewhere")
        stranger = new_test_user(self.env, "case stranger", OFFICER)
        name = re.escape(case.name)
        words = f"Only officers who decide {name} now, and assistance managers, can set its place."
        for user in (self.two, stranger, self.auditor):
            with self.assertRaisesRegex(AccessError, words):
                self.may(user, case)
        for user in (self.clerk, self.eve):
            with self.assertRaises(AccessError):
                self.may(user, case)
        self.assertFalse(case.area_id)

    def test_who_decided_in_the_case_does_not(self):
        case = self.case_from("Elsewhere")
        self.assess(case)
        self.step(case, self.one).action_approve()
        self.join(self.one, "g2p_immediate_assistance.group_assistance_manager")
        words = "You have decided in this case, so somebody else must choose who decides."
        with self.assertRaisesRegex(AccessError, words):
            self.may(self.one, case)
        self.assertEqual(self.may(self.two, case), self.hill)

    def test_who_has_an_interest_in_the_case_does_not(self):
        case = self.case_from("Elsewhere")
        self.env["res.partner.bank"].create(
            [
                {"partner_id": partner.id, "acc_number": "TEST 123 456"}
                for partner in (self.boss.partner_id, self.ada.partner_id)
            ]
        )
        with self.assertRaisesRegex(AccessError, "Another officer must decide it."):
            self.may(self.boss, case)

    def test_only_an_area_in_use_is_a_place(self):
        case = self.case_from("Elsewhere")
        self.lake.active = False
        for area_id in (self.lake.id, 0, False, None, "1", 2**31 - 1):
            with self.assertRaisesRegex(UserError, "Choose an area that is in use."):
                self.seen_by(self.one, case).action_set_place(area_id)

    def test_another_place_needs_a_reason(self):
        case = self.case_from("Hill District")
        words = re.escape(f"{case.name} already has a place. Give the reason for changing it.")
        for reason in (None, "  ", False):
            with self.assertRaisesRegex(UserError, words):
                self.seen_by(self.one, case).action_set_place(self.lake.id, reason)
        self.assertEqual(self.may(self.one, case, self.lake), self.lake)

    def test_a_reason_is_stored_and_logged_without_what_no_column_can_store(self):
        case = self.case_from("Elsewhere")
        for reason in ("x" * 501, "\0" + "x" * 1_000_000):
            with self.assertRaisesRegex(UserError, "A reason has at most 500 characters"):
                self.seen_by(self.one, case).action_set_place(self.hill.id, reason)
        self.assertFalse(case.area_id)
        self.seen_by(self.one, case).action_set_place(self.hill.id, " be\0cause ")
        self.assertEqual(case.placement_ids.reason, "because")
        self.assertIn("Place: Test North / Hill District (because)", self.lines(case))
        words = re.escape(f"{case.name} already has a place. Give the reason for changing it.")
        for reason in ("\0", ["Because"], {"a": 1}):
            with self.assertRaisesRegex(UserError, words):
                self.seen_by(self.one, case).action_set_place(self.lake.id, reason)

    def test_the_log_of_places_cannot_be_changed(self):
        case = self.case_from("Hill District")
        row = case.placement_ids
        for call, words in (
            (lambda: row.write({"reason": "Other"}), "The log of places cannot be changed."),
            (row.unlink, "The log of places cannot be deleted."),
        ):
            with self.assertRaisesRegex(AccessError, words):
                call()
        with self.assertRaises(AccessError):
            row.with_user(self.boss).sudo(False).create({"application_id": case.id})

    def test_at_most_so_many_together(self):
        cases = self.env["g2p.assistance.application"].browse(range(1, 202))
        with self.assertRaisesRegex(UserError, "Set the place of at most 200 cases together."):
            cases.with_user(self.boss).action_set_place(self.hill.id)

    # === The dialog === #

    def dialog(self, user, cases, **values):
        vals = {"application_id": cases[0].id, "case_ids": [(6, 0, cases.ids)], **values}
        return self.env["g2p.assistance.place"].with_user(user).sudo(False).create(vals)

    def test_the_dialog_shows_words_and_similar_names(self):
        case = self.case_from("Hil Distrct", "Nowhere")
        dialog = self.dialog(self.one, case, area_id=self.hill.id)
        self.assertEqual(dialog.words, "Hil Distrct, Nowhere")
        self.assertIn(self.hill, dialog.suggestion_ids)
        self.assertLessEqual(len(dialog.suggestion_ids), 5)

    def test_the_message_counts_the_cases(self):
        case = self.case_from("Elsewhere")
        done = self.dialog(self.one, case, area_id=self.hill.id).action_confirm()
        self.assertEqual(
            done["params"]["message"], f"Place set: {self.hill.complete_name} (cases: 1)"
        )

    def test_words_are_remembered_and_used(self):
        case = self.case_from("Up there", "Nowhere")
        self.dialog(self.one, case, area_id=self.hill.id, remember=True).action_confirm()
        spelling = self.hill.spelling_ids
        self.assertEqual((spelling.key, spelling.create_uid), ("up there|nowhere", self.one))
        case.with_user(self.ada)._portal_withdraw()
        self.assertEqual(self.case_from("up THERE", "nowhere").area_id, self.hill)

    ARCHIVED = (
        "An assistance manager archived the spelling Up there, Nowhere of Test North / Hill "
        "District. Set the place without using it for later applications, or ask an assistance "
        "manager to restore the spelling."
    )

    def test_an_archived_spelling_is_restored_by_managers_only(self):
        self.seen_by(self.one, self.case_from("Up there", "Nowhere")).action_set_place(
            self.hill.id, remember=True
        )
        spelling = self.hill.spelling_ids
        spelling.with_user(self.boss).active = False
        case = self.case_from("up THERE", "nowhere", user=self.eve)
        self.assertFalse(case.area_id)
        refused = self.assertRaisesRegex(UserError, re.escape(self.ARCHIVED))
        with refused, self.env.cr.savepoint():
            self.seen_by(self.one, case).action_set_place(self.hill.id, remember=True)
        self.assertFalse(spelling.active)
        self.assertFalse(case.area_id)
        self.seen_by(self.boss, case).action_set_place(self.hill.id, remember=True)
        self.assertTrue(spelling.active)
        self.assertEqual(self.hill.spelling_ids, spelling)

    ANOTHER = "%s already means another area. Set the place without using it for later"

    def abroad(self, *words):
        """A case with these words that every officer sees, since its address is beyond."""
        draft = self.draft_from(*words)
        draft.sudo().country_id = self.env.ref("base.fr")
        draft._portal_submit()
        self.assertFalse(draft.sudo().area_id)
        return draft.sudo()

    def test_no_officer_steers_later_applications_of_another_area_to_theirs(self):
        self.hill.spelling_ids = [(0, 0, {"name": "Mount"})]
        for words in (
            ("Test North", "Hill District"),
            ("Test North", "Up there"),
            ("Beyond", "Hill District"),
            ("Hill District", "Nowhere"),
            ("Nowhere", "Mount"),
        ):
            with self.subTest(words=words):
                case = self.abroad(*words)
                mine = self.seen_by(self.southern, case)
                refused = self.assertRaisesRegex(UserError, self.ANOTHER % ", ".join(words))
                with refused, self.env.cr.savepoint():
                    mine.action_set_place(self.south.id, "x", True)
                self.assertFalse(case.area_id or self.south.spelling_ids)
                case.with_user(self.ada)._portal_withdraw()
        case = self.case_from("Test North", "Hill District")
        self.assertEqual(case.area_id, self.hill)

    def test_an_officer_remembers_a_part_of_the_area_that_the_words_mean(self):
        case = self.case_from("Test North", "Up there")
        self.seen_by(self.one, case).action_set_place(self.hill.id, "It is there", True)
        case.with_user(self.ada)._portal_withdraw()
        self.assertEqual(self.case_from("Test North", "Up there").area_id, self.hill)

    def test_a_manager_decides_which_of_two_areas_the_words_mean(self):
        case = self.abroad("Beyond", "Hill District")
        self.seen_by(self.boss, case).action_set_place(self.south.id, "x", True)
        self.assertEqual(self.south.spelling_ids.key, "beyond|hill district")
        case.with_user(self.ada)._portal_withdraw()
        self.assertEqual(self.case_from("Beyond", "Hill District").area_id, self.south)

    def test_words_of_an_area_are_not_overruled_by_a_spelling_of_another_one(self):
        self.south.spelling_ids = [(0, 0, {"name": "Test North", "town": "Hill District"})]
        self.assertEqual(self.case_from("Test North", "Hill District").area_id, self.hill)

    def test_words_that_two_officers_remember_for_two_areas_are_not_used(self):
        for area in (self.hill, self.lake):
            case = self.case_from("Up there", "Nowhere")
            case.with_user(self.boss).action_set_place(area.id, "So", remember=True)
            case.with_user(self.ada)._portal_withdraw()
            self.env["g2p.area.spelling"].flush_model()
            self.lake.invalidate_recordset()
        self.assertFalse(
            self.case_from("Up there", "Nowhere").area_id.spelling_ids - self.hill.spelling_ids
        )

    def test_others_with_the_same_words_are_placed_too(self):
        mine = self.case_from("Up there", user=self.ada)
        same, other = self.case_from("up  THERE", user=self.eve), self.placed_elsewhere()
        dialog = self.dialog(self.one, mine, area_id=self.hill.id, with_same=True)
        self.assertEqual(dialog.same_count, 1)
        dialog.action_confirm()
        self.assertEqual((mine + same).mapped("area_id"), self.hill)
        self.assertFalse(other.area_id)

    def test_without_words_there_are_no_others_with_the_same_words(self):
        mine, other = (
            self.case_from("-", "-", user=self.ada),
            self.case_from("?", "-", user=self.eve),
        )
        self.assertFalse(mine.place_key or other.place_key)
        dialog = self.dialog(self.one, mine, area_id=self.hill.id, with_same=True)
        self.assertEqual(dialog.same_count, 0)
        dialog.action_confirm()
        self.assertEqual((mine.area_id, other.area_id), (self.hill, self.env["g2p.area"]))

    def placed_elsewhere(self):
        user = new_test_user(self.env, "case third", "base.group_portal")
        return self.case_from("Down there", user=user)

    def test_the_dialog_takes_no_case_that_its_user_cannot_read(self):
        """As the first one, and hidden among others."""
        mine, theirs = self.case_from("Elsewhere"), self.case_from("Hill District", user=self.eve)
        for cases in (theirs, mine + theirs):
            with self.assertRaises(AccessError):
                dialog = self.dialog(self.southern, cases, area_id=self.lake.id, reason="Mine")
                self.env.invalidate_all()
                dialog.action_confirm()
        self.assertEqual(theirs.area_id, self.hill)

    def test_a_dialog_belongs_to_its_user(self):
        dialog = self.dialog(self.one, self.case_from("Elsewhere"), area_id=self.hill.id)
        with self.assertRaises(AccessError):
            self.seen_by(self.northern, dialog).action_confirm()

    def test_who_loses_sight_of_the_case_gets_the_list(self):
        case = self.case_from("Elsewhere")
        done = self.dialog(self.southern, case, area_id=self.hill.id).action_confirm()
        self.assertEqual(done["res_model"], "g2p.assistance.application")
        self.assertIn(("area_id", "=", False), done["domain"])
        self.assertFalse(self.sees(self.southern, case))

    def test_the_button_of_the_form_is_for_who_may(self):
        case = self.case_from("Elsewhere")
        self.assertTrue(self.seen_by(self.one, case).can_place)
        self.assertFalse(self.seen_by(self.two, case).can_place)
        action = self.seen_by(self.one, case).action_open_place()
        self.assertEqual(action["res_model"], "g2p.assistance.place")
        with self.assertRaisesRegex(AccessError, "Only officers who decide"):
            self.seen_by(self.two, case).action_open_place()
        with self.assertRaisesRegex(UserError, "Choose the cases whose place is to be set."):
            self.seen_by(self.one, case.browse()).action_open_place()
