from odoo.tests import tagged

from odoo.addons.g2p_assistance_question.tests.common import QUESTIONS
from odoo.addons.g2p_immediate_assistance.tests.common import ANSWERS, AssistanceCase

from .common import KnownMixin

MEMBERS = [
    {"name": "Ben Nyambura", "relation": "child", "birth_year": "2015", "is_dependant": True}
]


@tagged("post_install", "-at_install")
class TestEarlier(KnownMixin, AssistanceCase):
    """A second application begins with the answers of the first one."""

    def first(self):
        """A submitted application with a household."""
        application = self.fire_draft()
        family = self.fire_answers("family")
        self.assertEqual(application._portal_save("family", family, MEMBERS), {})
        application._portal_submit()
        return application.sudo()

    def test_the_same_kind_of_help_reuses_all_but_the_request(self):
        first = self.first()
        second = self.start_own(self.house)
        self.assertNotEqual(first, second)
        for name in (*ANSWERS["person"], *ANSWERS["address"], "gender_id", "id_type_id"):
            self.assertEqual(second[name], first[name], name)
        self.assertEqual(second.household_size, 3)
        self.assertEqual(second.member_ids.mapped("name"), ["Ben Nyambura"])
        lasting = {code for code, row in QUESTIONS.items() if row[0] != "treatment"}
        lasting.remove("cooker")  # depends on an answer about the event
        own = {code: self.kept[code] for code in self.kept if code in lasting}
        self.assertEqual(second.own_answers, own)
        self.assertTrue(set(self.kept) - lasting, "answers about the event are asked again")
        for name in ("amount_requested", "consent_given", "consent_id", "document_ids"):
            self.assertFalse(second[name], name)
        sources = {one["of"] for one in second.known_answers.values()}
        self.assertEqual(sources, {first.name})
        self.assertEqual(second.with_user(self.ada)._portal_reused(), first.name)
        self.assertEqual(len(first.member_ids), 1)

    def test_another_kind_of_help_takes_no_answer_to_other_questions(self):
        self.first()
        second = self.start_own(self.type)
        self.assertEqual(second.given_name, "Ada")
        self.assertFalse(second.own_answers)
        for name in ANSWERS["treatment"]:
            self.assertFalse(second[name], name)

    def test_questions_of_the_same_code_and_kind_are_answered(self):
        self.first()
        questions = self.env["g2p.assistance.question"]
        for code, kind in (("plot", "text"), ("homeless", "text"), ("other", "text")):
            vals = {"type_id": self.type.id, "code": code, "kind": kind, "label": code}
            questions.create({**vals, "page": "family"})
        self.assertEqual(self.start_own(self.type).own_answers, {"plot": "Behind the market"})

    def test_an_answer_that_is_not_offered_any_more_is_left_out(self):
        self.first()
        self.house.question_ids.page = "family"  # no longer about the event
        self.asked["parts"].option_ids.filtered(lambda one: one.code == "roof").unlink()
        own = self.start_own(self.house).own_answers
        self.assertNotIn("parts", own)
        self.assertEqual(own["cause"], "cooking")

    def test_an_amount_in_another_currency_is_left_out(self):
        first = self.first()
        # sudo: the state that is tested
        first.sudo().own_answers = {**self.kept, "loss": {"amount": "5.00", "currency": "XXX"}}
        self.assertNotIn("loss", self.start_own(self.house).own_answers)

    def test_the_registry_comes_before_the_earlier_application(self):
        first = self.identified(self.first(), self.person)
        self.prove()
        second = self.start_own(self.house)
        self.assertEqual(second.given_name, "Adaeze")
        self.assertEqual((second.street, second.city), ("Plot 7", "Eldoret"))
        # which the registry does not give
        self.assertEqual(second.id_number, first.id_number)
        self.assertEqual(second.known_answers["city"]["of"], "registry")
        self.assertEqual(second.known_answers["household_size"]["of"], first.name)

    def test_parts_that_the_registry_does_not_know_are_not_mixed(self):
        self.identified(self.first(), self.person)
        self.person.write({"family_name": False})
        self.prove()
        second = self.start_own(self.house)
        self.assertEqual((second.given_name, second.family_name), ("Adaeze", False))

    # === Which application is not used === #

    def test_a_draft_is_not_used(self):
        self.fire_draft()
        self.assert_empty(self.start_own(self.type))

    def test_one_for_somebody_else_is_not_used(self):
        application = self.fire_draft()
        application.sudo().write({"relation": "guardian"})
        application._portal_submit()
        self.assert_empty(self.start_own(self.type))

    def test_another_account_is_not_used(self):
        self.first()
        self.assert_empty(self.start_own(self.house, self.eve))

    def test_one_that_is_closed_to_the_applicant_is_not_used(self):
        self.identified(self.first(), self.person)
        self.accesses._rows_sudo(self.ada, self.person)._revoke()
        self.assert_empty(self.start_own(self.house))

    def test_one_about_another_person_than_the_proven_one_is_not_used(self):
        self.identified(self.first(), self.person.copy({"name": "SOMEBODY, ELSE"}))
        self.accesses._rows_sudo(self.ada, self.first_person()).write({"relation": "helper"})
        self.prove()
        second = self.start_own(self.house)
        self.assertFalse(second.id_number)
        self.assertEqual({one["of"] for one in second.known_answers.values()}, {"registry"})

    def first_person(self):
        return self.env["res.partner"].search([("name", "=", "SOMEBODY, ELSE")])

    def test_one_that_nobody_identified_has_to_agree_with_the_registry(self):
        self.first()
        self.person.write({"birthdate": "1971-05-06"})
        self.prove()
        self.assertFalse(self.start_own(self.house).id_number)

    def test_the_latest_one_is_used_however_many_there_are(self):
        first = self.first()
        few = self._queries_of_starting()
        for _number in range(5):
            latest = first.copy({"given_name": "Latest", "date_submitted": first.date_submitted})
            latest._set_state("withdrawn")
            self.env.flush_all()
        self.assertLessEqual(self._queries_of_starting(), few)
        self.assertEqual(self.start_own(self.house).given_name, "Latest")

    def _queries_of_starting(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        draft = self.start_own(self.house)
        self.env.flush_all()
        count = self.cr.sql_log_count - before
        draft._set_state("withdrawn")
        self.env.flush_all()
        return count

    def test_officers_read_no_reference_of_another_company(self):
        first = self.first()
        company = self.env["res.company"].create({"name": "Elsewhere"})
        own = self.start_own(self.house)
        self.assertIn(f"{first.name}: ", own.known_from)
        own._set_state("withdrawn")
        first.write({"company_id": company.id})
        second = self.start_own(self.house)
        self.assertEqual(second.with_user(self.ada)._portal_reused(), first.name)
        self.assertNotIn(first.name, second.known_from)
        self.assertIn("An earlier application: ", second.known_from)
