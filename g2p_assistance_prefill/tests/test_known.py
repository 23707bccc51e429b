from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

from .common import REGISTERED, KnownMixin


@tagged("post_install", "-at_install")
class TestKnown(KnownMixin, AssistanceCase):
    """The answers of the person in the registry who the account has proven to be."""

    def assert_from_registry(self, application):
        for name, value in REGISTERED.items():
            found = application[name]
            shown = fields.Date.to_string(found) if name == "birthdate" else found
            self.assertEqual(shown, value, name)
        self.assertEqual(application.gender_id, self.gender)
        self.assertEqual(application.phone, "+254 799 000 555")
        self.assertEqual(application.country_id, self.env.ref("base.ug"))
        sources = {one["of"] for one in application.known_answers.values()}
        self.assertEqual(sources, {"registry"})

    # === Whom the registry is asked about === #

    def test_a_proven_person_is_filled_in(self):
        self.prove()
        application = self.start_own()
        self.assert_from_registry(application)
        self.assertFalse(application.id_number)
        self.assertFalse(application.id_type_id)

    def test_an_account_that_only_an_officer_linked_is_not(self):
        self.accesses._grant(self.ada, self.person)
        self.assert_empty(self.start_own())

    def test_a_contact_in_common_is_not(self):
        # sudo: a registrar may have made the account's contact a registrant
        self.ada.partner_id.sudo().write({**REGISTERED, "is_registrant": True})
        self.assert_empty(self.start_own())

    def test_an_expired_proof_is_not(self):
        row = self.prove()
        row.write({"date_proven": fields.Datetime.now() - relativedelta(days=366)})
        self.assert_empty(self.start_own())

    def test_an_ended_access_is_not(self):
        self.prove()._revoke()
        self.assert_empty(self.start_own())

    def test_somebody_for_whom_the_user_acts_is_not(self):
        self.prove().write({"relation": "guardian"})
        self.assert_empty(self.start_own())

    def test_two_people_are_not(self):
        self.prove()
        self.prove(person=self.person.copy())
        self.assert_empty(self.start_own())

    def test_a_disabled_person_is_not(self):
        self.prove()
        self.person.write({"disabled": fields.Datetime.now()})
        self.assert_empty(self.start_own())

    def test_another_account_is_not(self):
        self.prove()
        self.assert_empty(self.start_own(user=self.eve))

    # === What is taken === #

    def test_only_the_year_is_known(self):
        self.person.write({"birthdate": "1962-01-01", "birthdate_not_exact": True})
        self.prove()
        application = self.start_own()
        self.assertTrue(application.birthdate_not_exact)
        self.assertEqual(application.birthdate.year, 1962)
        known = application.with_user(self.ada)._portal_known("person")["answers"]
        self.assertEqual(known["birth_year"], ("From the registry.", True))
        self.assertNotIn("birthdate", known)

    def test_what_the_page_would_refuse_is_left_out(self):
        self.person.write({"given_name": "-", "occupation": "x" * 300})
        self.prove()
        application = self.start_own()
        self.assertFalse(application.given_name)
        self.assertEqual(application.family_name, "Nyambura")
        self.assertFalse(application.occupation)
        self.assertNotIn("given_name", application.known_answers)

    def test_a_number_in_use_that_a_registrar_entered_comes_first(self):
        numbers = self.env["g2p.phone.number"]
        # sudo: only the engine copies what people state
        stated = {"partner_id": self.person.id, "phone_no": "+254 799 000 777", "is_stated": True}
        numbers.sudo().create(stated)
        ended = {"partner_id": self.person.id, "phone_no": "+254 799 000 888"}
        numbers.create({**ended, "disabled": fields.Datetime.now()})
        self.prove()
        self.assertEqual(self.start_own().phone, "+254 799 000 555")

    def test_a_country_alone_is_no_address(self):
        self.person.write({"street": False, "city": False, "zip": False})
        self.prove()
        application = self.start_own()
        self.assertEqual(application.country_id, application.company_id.country_id)
        self.assertNotIn("country_id", application.known_answers)

    def test_a_draft_that_exists_stays_as_it_is(self):
        application = self.start_own()
        self.prove()
        self.assertEqual(self.start_own(), application)
        self.assert_empty(application)

    # === Changed answers, and officers === #

    def test_officers_see_what_was_stated_otherwise(self):
        self.prove()
        application = self.draft()
        application._portal_submit()
        case = application.with_user(self.one)
        lines = case.known_differs.split("\n")
        self.assertIn("Given Name: Adaeze in the registry, Ada stated", lines)
        self.assertIn("Town or village: Eldoret in the registry, Nakuru stated", lines)
        self.assertNotIn("Family Name", case.known_differs)
        self.assertIn("Registry: ", case.known_from)
        self.assertIn("Family Name", case.known_from)

    def test_officers_see_no_value_of_another_companys_registry(self):
        self.person.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.prove()
        application = self.draft()
        application._portal_submit()
        case = application.with_user(self.one)
        said = "Given Name: Ada stated, otherwise than the registry of another company"
        self.assertIn(said, case.known_differs.split("\n"))
        for value in ("Adaeze", "Eldoret", "Trader", "Plot 7", "000 555"):
            self.assertNotIn(value, case.known_differs)

    def test_the_registry_does_not_change(self):
        self.prove()
        self.draft()._portal_submit()
        self.assertEqual(self.person.given_name, "Adaeze")
        self.assertEqual(self.person.city, "Eldoret")

    def test_people_outside_the_office_read_none_of_it(self):
        self.prove()
        application = self.start_own().with_user(self.ada)
        for name in ("known_answers", "known_from", "known_differs"):
            with self.assertRaises(AccessError):
                application.read([name])
            with self.assertRaises(AccessError):
                application.search([(name, "!=", False)])
        with self.assertRaises(AccessError):
            application.with_user(self.one).read(["known_answers"])

    def test_only_the_applicant_is_shown_the_sources(self):
        self.prove()
        application = self.start_own()
        for method, values in (
            ("_portal_known", ["person"]),
            ("_portal_reused", []),
            ("_portal_fill_late", []),
            ("_portal_for_another", [{"relation": "helper"}]),
        ):
            with self.assertRaisesRegex(AccessError, "This is not your application."):
                getattr(application.with_user(self.eve).sudo(False), method)(*values)
        self.assert_from_registry(application)

    # === For somebody else === #

    def test_an_application_for_somebody_else_forgets_the_applicant(self):
        self.prove()
        application = self.start_own()
        application.write({"relation": "helper", "city": "Kisumu"})
        for name in REGISTERED.keys() - {"city"}:
            self.assertFalse(application[name], name)
        self.assertEqual(application.city, "Kisumu")
        self.assertEqual(application.country_id, application.company_id.country_id)
        self.assertEqual(application.phone, "+254 799 000 555")
        self.assertEqual(list(application.known_answers), ["phone"])

    def test_what_was_typed_is_not_forgotten(self):
        self.prove()
        application = self.draft()
        application.sudo().write({"relation": "guardian"})
        self.assertEqual(application.given_name, "Ada")
        # as the registry has it: not typed
        self.assertFalse(application.family_name)

    def test_nothing_of_an_identified_person_is_forgotten(self):
        self.prove()
        application = self.known_submitted()
        application.with_user(self.one)._identify(self.person)
        self.step(application, self.one).action_return("When?")
        self.assertEqual(application._portal_for_another({"relation": "helper"}), {})
        case = application.sudo()  # sudo: reads what was stored
        known = case.known_answers
        case._forget_known({})
        case.write({"relation": "guardian"})  # not even by code
        self.env.invalidate_all()
        self.assertEqual(case.known_answers, known)
        self.assertEqual((case.given_name, case.city), ("Adaeze", "Eldoret"))

    # === A draft begun before the proof === #

    def late(self, **answers):
        """A draft with some answers, whose applicant proves then who they are."""
        application = self.start_own()
        application.write(answers)
        self.prove()
        return application

    def fill(self, application):
        application.with_user(self.ada).sudo(False)._portal_fill_late()

    def test_a_draft_begun_before_is_filled_in_after_the_proof(self):
        application = self.late()
        self.fill(application)
        self.assert_from_registry(application)

    def test_nothing_is_filled_in_without_a_proof(self):
        application = self.start_own()
        self.fill(application)
        self.assert_empty(application)

    def test_what_was_answered_stays(self):
        application = self.late(given_name="Ada", city="Nakuru", phone="+254 799 000 123")
        self.fill(application)
        # answers that belong together come from one source
        self.assertEqual((application.given_name, application.family_name), ("Ada", False))
        self.assertEqual((application.city, application.street), ("Nakuru", False))
        self.assertEqual(application.country_id, application.company_id.country_id)
        self.assertEqual(application.phone, "+254 799 000 123")
        self.assertEqual(application.occupation, REGISTERED["occupation"])
        self.assertEqual(set(application.known_answers), {"birthdate", "gender_id", "occupation"})

    def test_it_is_filled_in_once(self):
        application = self.late()
        self.fill(application)
        application.write({"occupation": False})
        self.fill(application)
        self.assertFalse(application.occupation)

    def test_what_an_earlier_application_gave_is_kept(self):
        self.draft()._portal_submit()
        application = self.start_own(self.house)
        self.assertEqual(application.given_name, "Ada")
        earlier = dict(application.known_answers)
        application.occupation = False
        self.prove()
        self.fill(application)
        self.assertEqual((application.given_name, application.occupation), ("Ada", "Trader"))
        self.assertEqual(application.known_answers["occupation"]["of"], "registry")
        self.assertEqual(application.known_answers["given_name"], earlier["given_name"])

    def test_a_draft_for_somebody_else_is_left_alone(self):
        self._assert_left_alone(relation="helper")

    def test_a_draft_that_states_another_birth_is_left_alone(self):
        self._assert_left_alone(birthdate="1971-05-06")

    def _assert_left_alone(self, **answers):
        application = self.late(**answers)
        self.fill(application)
        self.assertFalse(application.given_name)
        self.assertFalse(application.known_answers)

    def test_a_submitted_application_is_left_alone(self):
        application = self.draft()
        application._portal_submit()
        application.sudo().occupation = False
        self.prove()
        self.fill(application)
        self.assertFalse(application.sudo().occupation)
