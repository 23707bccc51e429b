from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER
from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

from ..models.g2p_assistance_application_money import LIKE
from .common import BLOCKS, ScreenCase

NOTHING = "No other case of this person or household was found."


@tagged("post_install", "-at_install")
class TestBlocks(ScreenCase):
    """People, earlier help, decisions and officers; what must not be shown of them."""

    # === Who may read them === #

    def test_a_portal_user_reads_no_block_of_their_own_case(self):
        application = self.submitted()
        for name in BLOCKS:
            with self.assertRaises(AccessError):
                application.with_user(self.ada).sudo(False).read([name])

    def test_a_clerk_without_a_role_reads_no_block(self):
        application = self.submitted()
        with self.assertRaises(AccessError):
            application.with_user(self.clerk).sudo(False).read(["case_earlier"])

    def test_officers_and_auditors_read_all_blocks(self):
        application = self.submitted()
        for user in (self.one, self.three, self.auditor):
            [row] = self.seen(application, user).read(BLOCKS)
            self.assertIn("Ada Nyambura", row["case_people"])

    # === People === #

    def test_the_people_of_a_case_for_oneself(self):
        words = self.seen(self.submitted(), name="case_people")
        self.assertIn("Ada Nyambura applies for themself", words)
        self.assertIn("Nobody has identified the person in the registry yet.", words)
        self.assertIn("3 people as stated", words)

    def test_the_people_of_a_case_for_another(self):
        application = self.submitted().sudo()
        person = self.registrant("Child")
        self.env["g2p.portal.access"]._grant(self.ada, person, "guardian")
        application.write({"relation": "guardian", "registrant_id": person.id})
        words = self.seen(application, name="case_people")
        self.assertIn("Ada Nyambura applies for Ada Nyambura : For a child", words)
        self.assertIn("The registry knows the applicant as: Guardian", words)

    def test_a_relation_that_the_registry_does_not_know_is_named_so(self):
        application = self.submitted().sudo()
        application.write({"relation": "helper", "registrant_id": self.registrant("Old").id})
        words = self.seen(application, name="case_people")
        self.assertIn(
            "The registry knows no relation of the applicant to the person who needs help.", words
        )

    def test_the_household_is_shown_as_stated_and_as_registered(self):
        person = self.registrant("Ada")
        self.household(person, self.registrant("Ben"))
        application = self.case_of(person, household_size=4)
        member = {"name": "Ben", "relation": "spouse", "birth_year": 1988, "is_dependant": True}
        application.write({"member_ids": [(0, 0, member)]})
        words = self.seen(application, name="case_people")
        self.assertIn("4 people as stated, 1 named, 1 dependent", words)
        self.assertIn("In the registry: 2", words)
        self.assertIn("Ben · Husband or wife · born 1988 · dependent", words)

    def test_what_people_typed_is_escaped(self):
        application = self.case_of(given_name="<img src=x onerror=alert(1)>")
        self.assertIn("&lt;img", self.seen(application).case_people)

    # === Earlier help === #

    def test_earlier_help_of_the_person_is_shown_and_not_the_case_itself(self):
        person = self.registrant("Ada")
        earlier = self.case_of(person, state="approved", amount_granted=900)
        application = self.case_of(person)
        words = self.seen(application, name="case_earlier")
        self.assertIn(earlier.name, words)
        self.assertNotIn(application.name, words)
        self.assertRegex(words, r"Granted in the last 12 months: .*900\.00")
        self.assertIn("This person", words)

    def test_a_person_with_the_same_name_and_birth_date_is_another_person(self):
        self.case_of(self.registrant("Ada"), given_name="Ada", family_name="Nyambura")
        application = self.case_of(self.registrant("Ada"), given_name="Ada")
        self.assertEqual(self.seen(application, name="case_earlier"), NOTHING)

    def test_help_of_the_household_is_shown_as_such(self):
        person, other = self.registrant("Ada"), self.registrant("Ben")
        self.household(person, other)
        earlier = self.case_of(other, state="rejected")
        words = self.seen(self.case_of(person), name="case_earlier")
        self.assertIn(earlier.name, words)
        self.assertIn("Rejected Household", words)

    def test_help_of_a_former_member_of_the_household_is_not_shown(self):
        person, other = self.registrant("Ada"), self.registrant("Ben")
        now = fields.Datetime.now()
        start, end = (fields.Datetime.subtract(now, days=days) for days in (9, 1))
        self.move_in(self.household(person), other, start_date=start, ended_date=end)
        self.case_of(other, state="approved")
        self.assertEqual(self.seen(self.case_of(person), name="case_earlier"), NOTHING)

    def test_before_the_identification_the_id_number_counts_in_any_notation(self):
        earlier = self.case_of(id_number="test 778123")
        self.case_of(id_number="TEST-778-124")
        words = self.seen(self.submitted(), name="case_earlier")
        self.assertIn(earlier.name, words)
        self.assertIn("Same ID number as stated", words)
        self.assertEqual(words.count("IA-"), 1)

    def test_an_applicants_own_second_case_is_of_the_same_person(self):
        first = self.case_of(applicant_user_id=self.ada.id, relation="self")
        words = self.seen(self.submitted(), name="case_earlier")
        self.assertIn(first.name, words)
        self.assertIn("This person", words)

    def test_a_helpers_cases_for_others_are_not_the_patients(self):
        self.case_of(applicant_user_id=self.ada.id, relation="helper")
        self.assertEqual(self.seen(self.submitted(), name="case_earlier"), NOTHING)

    def test_a_case_of_another_company_is_not_shown(self):
        person = self.registrant("Ada")
        hidden, case = self.case_of(person), self.case_of(person)
        self.assertIn(hidden.name, self.seen(case, name="case_earlier"))
        self.to_another_company(hidden)
        self.assertEqual(self.seen(case, name="case_earlier"), NOTHING)

    def test_a_draft_is_not_shown(self):
        person = self.registrant("Ada")
        mine = {"applicant_user_id": self.ada.id, "date_submitted": False, "state": "draft"}
        self.case_of(person, **mine)
        self.assertEqual(self.seen(self.case_of(person), name="case_earlier"), NOTHING)

    def test_the_newest_ten_are_shown_and_the_others_counted(self):
        person, now = self.registrant("Ada"), fields.Datetime.now()
        cases = [
            self.case_of(person, date_submitted=fields.Datetime.subtract(now, days=days))
            for days in range(1, 14)
        ]
        words = self.seen(self.case_of(person), name="case_earlier")
        self.assertIn(cases[0].name, words)
        self.assertNotIn(cases[12].name, words)
        self.assertIn("and 3 more", words)

    def test_many_cases_take_as_many_queries_as_one(self):
        person = self.registrant("Ada")
        cases = self.case_of(person)
        for _time in range(4):
            cases |= self.case_of(self.registrant("Ada"))
        seen = self.seen(cases)
        seen.mapped("name")
        with self.assertQueryCount(5):
            seen._earlier_cases()

    # === Decisions and officers === #

    def test_the_course_says_who_changed_the_amount_and_why(self):
        application = self.submitted()
        self.assess(application, amount=1100)
        step = self.step(application, self.one)
        step.action_approve(1000, "Two quotations compared", "The hospital asks less.")
        words = self.seen(application, self.two, "case_course")
        self.assertRegex(words, r"Assessment : Approved · .*1,200\.00 → .*1,000\.00")
        self.assertRegex(words, r"recommended .*1,100\.00")
        self.assertIn("Two quotations compared", words)
        self.assertIn("The hospital asks less.", words)

    def test_an_officer_who_has_no_part_in_a_case_reads_none_of_its_decisions(self):
        stranger = new_test_user(self.env, "case stranger", OFFICER)
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve(1000, "For colleagues only")
        self.assertEqual(self.seen(application, stranger, "case_course"), "")

    def test_the_officers_of_the_present_stage_are_named(self):
        words = self.seen(self.submitted(), self.two, "case_officers")
        self.assertIn("Assessment", words)
        self.assertIn("Officer One", words)
        self.assertNotIn("Officer Three", words)

    def test_an_absent_officer_is_shown_with_the_substitute(self):
        today = fields.Date.today()
        self.env["g2p.approval.delegation"].with_user(self.one).create(
            {"delegate_id": self.two.id, "date_from": today, "date_to": today, "reason": "Ill"}
        )
        words = self.seen(self.submitted(), self.two, "case_officers")
        self.assertIn("Officer One · absent, substitute: Officer Two", words)


@tagged("post_install", "-at_install")
class TestPlans(IndexCase):
    """The searches of the blocks use indexes."""

    addon = "g2p_assistance_case"

    def test_earlier_cases_are_found_by_indexes(self):
        cases = self.env["g2p.assistance.application"]
        for name in ("registrant_id", "membership_partner_id", "id_number_key", "applicant_id"):
            index = f"{cases._table}__{name}_index"
            with self.only_index(index):
                # sudo: as the block searches, before the user's rules
                plan = self.plan_of(cases.sudo()._search([(name, "in", ["7"])]).select())
            self.assertIn(index, plan)

    def test_usual_amounts_are_found_by_an_index_and_are_bounded(self):
        with self.only_index("g2p_assistance_application_approved_of_type_idx"):
            plan = self.plan_of(SQL(LIKE, [1, 2], 201))
        self.assertIn("g2p_assistance_application_approved_of_type_idx", plan)
        self.assertIn("Limit", plan)
        self.assertNotIn("Sort", plan)

    def test_usual_amounts_of_a_type_with_few_approved_cases_walk_no_primary_key(self):
        with self.only_index("g2p_assistance_application_pkey"):
            plan = self.plan_of(SQL(LIKE, [1, 2], 201))
        self.assertIn("Sort", plan)
