from ast import literal_eval

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import AreaCase


@tagged("post_install", "-at_install")
class TestPlacing(AreaCase):
    """The place that a case gets by itself, and the list of those that get none."""

    def place(self, *words):
        case = self.case_from(*words)
        return case.area_id, case

    def test_the_name_of_an_area_places_the_case(self):
        area, case = self.place("hill DISTRICT", "Nowhere")
        self.assertEqual(area, self.hill)
        row = case.placement_ids
        self.assertEqual((row.origin, row.words), ("words", "hill DISTRICT, Nowhere"))
        self.assertFalse(row.user_id or row.is_move)

    def test_round_and_steps_have_place_and_programme(self):
        _area, case = self.place("Hill District")
        request = case._approval_request_sudo()
        for row in (request, *request.step_ids):
            self.assertEqual((row.area_id, row.program_id), (self.hill, self.program))

    def test_words_that_mean_nothing_or_two_areas_place_no_case(self):
        self.env["g2p.area"].create({"name": "Hill District", "code": "TS-9"})
        for words in (("Elsewhere", "Lake District"), ("Hill District",), (None, "Hill District")):
            with self.subTest(words=words):
                area, case = self.place(*words)
                self.assertFalse(area or case.placement_ids)
                case.with_user(self.ada)._portal_withdraw()

    def test_words_that_contradict_each_other_place_no_case(self):
        self.assertFalse(self.place("Test North", "Lake District")[0])

    def test_a_town_is_more_exact_than_its_region(self):
        self.assertEqual(self.place("Test South", "Lake District")[0], self.lake)

    def test_an_archived_area_is_not_meant(self):
        self.hill.active = False
        self.assertFalse(self.place("Hill District")[0])

    def test_an_address_in_another_country_places_no_case(self):
        draft = self.draft_from("Hill District")
        draft.sudo().country_id = self.env.ref("base.fr")
        draft._portal_submit()
        self.assertFalse(draft.sudo().area_id)

    def test_an_applicant_sets_no_place(self):
        """By a forged answer, by a method, or by the next page."""
        draft = self.draft_from("Elsewhere")
        draft._portal_save("address", {"city": "Nowhere", "area_id": self.north.id})
        self.assertFalse(draft.sudo().area_id)
        mine = self.seen_by(self.ada, draft)
        with self.assertRaises(AccessError):
            mine.read(["area_id"])
        with self.assertRaises(AccessError):
            mine.write({"area_id": self.north.id})
        words = "Only officers who decide"
        draft._portal_submit()
        with self.assertRaisesRegex(AccessError, words):
            mine.action_set_place(self.north.id)
        with self.assertRaises(AccessError):
            self.env["g2p.assistance.place"].with_user(self.ada).create(
                {"application_id": draft.id}
            )
        self.assertFalse(draft.sudo().area_id)

    def test_other_words_after_a_question_change_no_place(self):
        _area, case = self.place("Hill District")
        self.step(case, self.northern).action_return("Which house?")
        answers = {"street": "6 Lake Road", "city": "Nowhere", "district_text": "Lake District"}
        case.with_user(self.ada)._portal_save("address", answers)
        case.with_user(self.ada)._portal_submit()
        self.assertEqual(case.area_id, self.hill)
        self.assertIn(
            "The applicant changed district or town after the place was set", self.lines(case)
        )

    def test_the_same_words_after_a_question_are_no_news(self):
        _area, case = self.place("Hill District")
        self.step(case, self.northern).action_return("Which house?")
        case.with_user(self.ada)._portal_submit()
        self.assertNotIn("The applicant changed", self.lines(case))

    def test_a_place_from_before_the_log_of_places_is_no_news(self):
        """Areas were set by an earlier version, which kept no words."""
        _area, case = self.place("Hill District")
        self.env.cr.execute(
            "DELETE FROM g2p_assistance_placement WHERE application_id = %s", [case.id]
        )
        self.env.invalidate_all()
        self.step(case, self.northern).action_return("Which house?")
        case.with_user(self.ada)._portal_submit()
        self.assertEqual(case.area_id, self.hill)
        self.assertNotIn("The applicant changed", self.lines(case))

    # === In short, for lists and comparisons === #

    def test_the_area_is_shown_in_place_of_the_words_once_it_is_set(self):
        _area, case = self.place("Behind the mosque", "Nowhere")
        self.assertEqual(case._place_in_short(), "Nowhere, Behind the mosque")
        case.with_user(self.one).action_set_place(self.hill.id)
        for seen in (case, self.seen_by(self.ada, case)):
            self.assertEqual(seen._place_in_short(), "Hill District")
            self.assertEqual(seen._place_in_full(), "Test North / Hill District")

    # === The list of cases without a place === #

    def unplaced(self, user):
        action = self.env.ref("g2p_assistance_area.g2p_assistance_application_action_unplaced")
        cases = self.env["g2p.assistance.application"].with_user(user).sudo(False)
        domain = [("area_id", "=", False), ("state", "in", ("submitted", "returned"))]
        self.assertEqual(action.domain, str(domain))
        return cases.search(domain)

    def test_cases_without_a_place_are_grouped_under_words_that_somebody_wrote(self):
        """By what the words mean, and under the spelling of the first one."""
        drafts = {
            user: self.draft_from(words, "Nowhere", user=user)
            for user, words in ((self.eve, "behind  the MOSQUE"), (self.ada, "Behind the mosque"))
        }
        cases = []
        for user in (self.ada, self.eve):
            drafts[user].with_user(user)._portal_submit()
            self.env.flush_all()  # each in its own request
            cases.append(drafts[user].sudo())
        keys = {case.place_key for case in cases}
        self.assertEqual(len(keys), 1)
        self.assertNotIn("mosque", keys.pop(), "the folded words are not for people")
        self.assertEqual(self.groups(self.one, cases), [("Behind the mosque, Nowhere", 2)])
        cases[1].with_user(self.eve)._portal_withdraw()
        self.assertEqual(self.groups(self.one, cases), [("Behind the mosque, Nowhere", 1)])

    def test_words_of_a_case_that_has_its_place_head_no_group(self):
        _area, first = self.place("Up there")
        first.with_user(self.one).action_set_place(self.hill.id)
        later = self.case_from("UP THERE", user=self.eve)
        self.assertEqual(later.place_written, "UP THERE, Nowhere")

    def groups(self, user, cases):
        """[(name of the group, cases)] of the list, as the web client shows it."""
        self.env.flush_all()
        view = self.env.ref("g2p_assistance_area.g2p_assistance_application_view_search")
        form = etree.fromstring(view.arch)
        field = literal_eval(form.find(".//filter[@name='group_words']").get("context"))["group_by"]
        found = self.unplaced(user).filtered(lambda case: case.id in [one.id for one in cases])
        return found._read_group([("id", "in", found.ids)], [field], ["__count"])

    def test_every_officer_of_the_programme_sees_a_case_without_a_place(self):
        _area, case = self.place("Elsewhere")
        for user in (self.one, self.northern, self.southern, self.boss, self.auditor):
            self.assertIn(case, self.unplaced(user))
            self.assertTrue(self.sees(user, case))

    def test_officers_of_another_programme_do_not_see_it(self):
        _area, case = self.place("Elsewhere")
        other = self.env["g2p.program"].create({"name": "Test other", "target_type": "individual"})
        self.limit(self.northern, programs=other)
        self.assertNotIn(case, self.unplaced(self.northern))
        self.assertFalse(self.sees(self.northern, case))

    def test_a_placed_case_leaves_the_list(self):
        _area, case = self.place("Elsewhere")
        case.with_user(self.one).action_set_place(self.hill.id)
        self.assertNotIn(case, self.unplaced(self.one))

    # === Identifying the person === #

    def test_the_officer_who_identifies_chooses_the_place(self):
        _area, case = self.place("Elsewhere")
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        dialog = wizard.create({"application_id": case.id, "area_id": self.lake.id})
        self.assertTrue(dialog.has_areas)
        dialog.action_confirm()
        self.assertEqual(case.area_id, self.lake)
        self.assertTrue(case.registrant_id)
        self.assertFalse(case.placement_ids.is_move)
        self.assertTrue(self.step(case, self.one))  # not excluded

    def test_the_dialog_asks_for_a_place_only_where_there_are_areas(self):
        _area, case = self.place("Elsewhere")
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        self.assertTrue(wizard.create({"application_id": case.id}).has_areas)
        self.env["g2p.area"].search([]).action_archive()
        self.assertFalse(wizard.create({"application_id": case.id}).has_areas)

    def test_who_may_not_identify_sets_no_place(self):
        _area, case = self.place("Elsewhere")
        vals = {"application_id": case.id, "area_id": self.lake.id}
        dialog = self.env["g2p.assistance.identify"].with_user(self.two).create(vals)
        with self.assertRaisesRegex(AccessError, "You are not an officer of the stage Assessment."):
            dialog.action_confirm()
        self.assertFalse(case.area_id)

    def test_identifying_changes_no_place_that_is_set(self):
        _area, case = self.place("Hill District")
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        dialog = wizard.create({"application_id": case.id, "area_id": self.lake.id})
        self.assertFalse(dialog.has_areas)
        dialog.action_confirm()
        self.assertEqual(case.area_id, self.hill)

    def test_the_district_of_the_registry_is_the_place_of_a_case_without_one(self):
        district = self.env["g2p.district"].create({"name": "Test district"})
        self.lake.district_id = district
        person = self.approved().registrant_id
        person.district = district
        case = self.submitted()
        # keys of a forged request change nothing
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        vals = {"application_id": case.id, "choice": "existing", "partner_id": person.id}
        wizard.with_context(place_chosen=True).create(vals).action_confirm()
        self.assertEqual(case.sudo().registrant_id, person)
        self.assertEqual(case.sudo().area_id, self.lake)
        self.assertEqual(case.sudo().placement_ids.origin, "registry")

    def test_the_place_that_the_officer_chooses_is_set_once_whatever_the_registry_has(self):
        self.lake.district_id = self.env["g2p.district"].create({"name": "Test district"})
        person = self.approved().registrant_id
        person.district = self.lake.district_id
        case = self.submitted()
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        vals = {"application_id": case.id, "choice": "existing", "partner_id": person.id}
        wizard.create({**vals, "area_id": self.hill.id}).action_confirm()
        row = case.sudo().placement_ids
        self.assertEqual((row.area_id, row.origin, row.is_move), (self.hill, "person", False))
