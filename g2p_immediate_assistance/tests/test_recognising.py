from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.g2p_registry_ext.models.res_partner_duplicates import MOST_SHOWN

from .common import AssistanceCase

NUMBER = "TEST-778-123"  # the person's answer, see common.ANSWERS
ARABIC = {
    "given_name": "\u0622\u062f\u0627",
    "family_name": "\u0646\u064a\u0627\u0645\u0628\u0648\u0631\u0627",
}


@tagged("post_install", "-at_install")
class TestRecognising(AssistanceCase):
    """A case recognises the person in the registry in any notation."""

    def registered(self, **vals):
        return self.env["res.partner"].create(
            {"name": "SOMEBODY", "is_registrant": True, "birthdate": "1990-02-03", **vals}
        )

    def case(self, **vals):
        """A case with these answers."""
        application = self.draft()
        application.sudo().write(vals)
        application._portal_submit()
        return application

    def hints(self, application, user=None, **context):
        self.env.invalidate_all()
        case = application.sudo(False).with_user(user or self.one).with_context(**context)
        return case.duplicate_hints

    def test_the_office_finds_a_case_by_its_number_in_any_notation(self):
        application = self.submitted()
        cases = self.env["g2p.assistance.application"].with_user(self.one)
        for number in (NUMBER, "TEST778123", "test 778 123", "TEST\u2011\u0667\u0667\u0668 123"):
            self.assertEqual(cases.search([("id_number_shown", "=", number)]), application)
        for number in ("778123", "TEST-778-12", "-", ""):
            self.assertFalse(cases.search([("id_number_shown", "=", number)]), number)

    def test_an_id_number_is_recognised_in_the_registry(self):
        ids = [(0, 0, {"id_type": self.id_type.id, "value": "test 778\u0661\u0662\u0663"})]
        self.registered(reg_ids=ids)
        hint = self.hints(self.submitted())
        self.assertEqual(hint, "The same ID number (Test identity card ••••8\u0661\u0662\u0663).")

    def test_the_number_is_read_by_the_programmes_country_from_every_company(self):
        togo = self.env.ref("base.tg").id
        other = self.env["res.company"].create({"name": "Other", "country_id": togo})
        self.one.write({"company_ids": [(4, other.id)]})
        self.registered(phone_number_ids=[(0, 0, {"phone_no": "+254 799 000 123"})])
        application = self.case(phone="0799 000123")
        both = [other.id, application.sudo().company_id.id]
        said = "The same telephone number (••••0123)."
        for companies in (both, both[::-1]):
            self.assertEqual(self.hints(application, allowed_company_ids=companies), said)

    def test_an_eight_digit_number_matches_and_a_longer_one_with_the_same_end_does_not(self):
        self.program.company_id.country_id = self.env.ref("base.tg")
        application = self.submitted()
        application.sudo().write({"phone": "90 12 34 56", "country_id": self.env.ref("base.tg").id})
        for mine, tied in (
            ("+228 90123456", True),
            ("90123456", True),
            ("+229 90123456", False),
            ("+254 790 123 456", False),
        ):
            self.one.partner_id.phone = mine
            self.env.cr.execute("DELETE FROM g2p_former_key")
            self.env.invalidate_all()
            second = application.with_user(self.one).sudo(False).approval_second_officer
            self.assertEqual(bool(second), tied, mine)

    def test_the_registry_gets_the_number_with_its_country(self):
        application = self.case(phone="0799 000123")
        number = application.with_user(self.one)._identify().sudo().phone_number_ids
        self.assertEqual(number.country_id.code, "KE")
        self.assertEqual((number.phone_no, number.is_stated), ("0799 000123", True))
        self.assertEqual(number.match_keys, "+254799000123")

    def test_a_number_that_the_registry_rejects_does_not_prevent_the_identification(self):
        # OpenG2P's own check, by the country's numbering plan
        refusal = UserError("Invalid number 12345.")
        application = self.case(phone="12345")
        with patch.object(type(self.env["g2p.phone.number"]), "create", side_effect=refusal):
            person = application.with_user(self.one)._identify().sudo()
        self.assertFalse(person.phone_number_ids)
        self.assertEqual((person.given_name, person.reg_ids.value), ("Ada", NUMBER))
        said = "The registry rejected the telephone number as it was written."
        self.assertIn(said, str(application.sudo().message_ids.mapped("body")))

    def test_similarity_across_scripts_is_shown_and_excludes_nobody(self):
        alike = self.registered(**ARABIC)
        self.env["g2p.portal.access"]._grant(self.one, alike, "guardian")
        application = self.submitted()
        said = "A similar name in another script, and the same date of birth."
        self.assertEqual(self.hints(application), said)
        self.assess(application)  # registered as a new person
        mine = application.with_user(self.one).sudo(False)
        self.assertFalse(mine.approval_second_officer)
        self.assertFalse(mine.approval_why_not)

    def test_a_year_of_birth_is_recognised_in_the_registry(self):
        names = {"given_name": "Ada", "family_name": "Nyambura"}
        person = self.registered(**names)
        application = self.case(birthdate="1990-01-01", birthdate_not_exact=True)
        said = "The same name and year of birth: the day is not known."
        self.assertEqual(self.hints(application), said)
        application.with_user(self.one)._identify(person)
        self.assertEqual(application.sudo().registrant_id, person)

    def test_a_tied_person_of_another_company_requires_a_second_officer(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.one.write({"company_ids": [(4, other.id)]})
        ids = [(0, 0, {"id_type": self.id_type.id, "value": NUMBER})]
        mine = self.registered(reg_ids=ids, company_id=other.id)
        self.env["g2p.portal.access"]._grant(self.one, mine, "guardian")
        application = self.submitted()
        case = application.sudo(False).with_user(self.one)
        case = case.with_context(allowed_company_ids=application.sudo().company_id.ids)
        self.assertFalse(case.duplicate_hints)
        case._identify()
        self.assertTrue(case.approval_second_officer)

    def test_newer_persons_with_the_same_name_do_not_hide_a_tie(self):
        """Registering twenty namesakes does not let an officer decide their family's case."""
        names = {"given_name": "Ada", "family_name": "Nyambura"}
        self.env["g2p.portal.access"]._grant(self.one, self.registered(**names), "guardian")
        for _number in range(MOST_SHOWN + 5):
            self.registered(**names)
        application = self.submitted()
        self.assertIn("More persons of the registry share it.", self.hints(application))
        self.assess(application)  # registered as a new person
        mine = application.with_user(self.one).sudo(False)
        self.assertTrue(mine.approval_second_officer)

    def test_a_similar_person_missing_from_the_list_can_be_chosen(self):
        names = {"given_name": "Ada", "family_name": "Nyambura"}
        oldest = self.registered(**names)
        for _number in range(MOST_SHOWN + 5):
            self.registered(**names)
        application = self.submitted()
        wizards = self.env["g2p.assistance.identify"].with_user(self.one)
        shown = wizards.create({"application_id": application.id}).candidate_ids
        self.assertEqual(len(shown), MOST_SHOWN)
        self.assertNotIn(oldest, shown)
        application.with_user(self.one)._identify(oldest)
        self.assertEqual(application.sudo().registrant_id, oldest)

    def test_the_person_in_another_script_can_be_chosen(self):
        alike = self.registered(**ARABIC)
        application = self.submitted()
        application.with_user(self.one)._identify(alike)
        self.assertEqual(application.sudo().registrant_id, alike)

    def test_many_cases_need_the_same_few_queries(self):
        applications = self.env["g2p.assistance.application"]
        for _number in range(5):
            applications |= self.submitted().sudo()
        self.registered(phone_number_ids=[(0, 0, {"phone_no": "+254 799 000 123"})])
        counts = []
        for cases in (applications[:1], applications):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(set(cases.mapped("duplicate_hints"))), 1)
            counts.append(self.env.cr.sql_log_count - before)
        one, five = counts
        self.assertLessEqual(five, one)
