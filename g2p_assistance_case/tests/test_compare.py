from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import ScreenCase


@tagged("post_install", "-at_install")
class TestCompare(ScreenCase):
    """Similar persons and cases: explained, masked, side by side."""

    def twin(self, **vals):
        """A registrant like the applicant of ``submitted``."""
        person = self.registrant("Ada", city="Nakuru", street="9 Secret Lane", **vals)
        values = {"partner_id": person.id, "id_type": self.id_type.id, "value": "TEST-778-123"}
        self.env["g2p.reg.id"].create(values)
        numbers = self.env["g2p.phone.number"]
        numbers.create({"partner_id": person.id, "phone_no": "+254 799 000 123"})
        return person

    def compared(self, application, user=None):
        self.env.invalidate_all()
        dialogs = self.env["g2p.assistance.compare"].with_user(user or self.one)
        return dialogs.create({"application_id": application.id})

    # === The block === #

    def test_a_similar_person_is_explained_without_a_name(self):
        self.twin()
        words = self.seen(self.submitted(), name="case_similar")
        self.assertIn("A person in the registry : The same ID number", words)
        self.assertIn("The same name and date of birth.", words)
        self.assertNotIn("NYAMBURA", words)
        self.assertNotIn("778", words.replace("••••8123", ""))

    def test_the_applicants_own_person_is_named_as_the_same_person(self):
        self.env["g2p.portal.access"]._grant(self.ada, self.twin(), "self")
        words = self.seen(self.submitted(), name="case_similar")
        self.assertIn("The same person , as the applicant's account shows", words)
        self.assertNotIn("A person in the registry", words)

    def test_a_second_case_of_the_same_person_is_not_called_similar(self):
        first = self.case_of(
            applicant_user_id=self.ada.id, relation="self", id_number="TEST-778-123"
        )
        words = self.seen(self.submitted(), name="case_similar")
        self.assertNotIn(first.name, words)

    def test_another_persons_case_with_the_same_number_is_similar(self):
        other = self.case_of(id_number="test778123")
        words = self.seen(self.submitted(), name="case_similar")
        self.assertIn(f"Case {other.name} : the same ID number as stated.", words)

    def test_without_a_likeness_there_is_no_block(self):
        self.assertFalse(self.seen(self.submitted()).case_similar)

    # === The dialog === #

    def test_the_dialog_shows_what_tells_people_apart_and_masks_numbers(self):
        person = self.twin()
        earlier = self.case_of(person, state="rejected")
        application = self.submitted()
        action = self.seen(application).action_open_compare()
        self.assertEqual(action["context"], {"default_application_id": application.id})
        words = self.words(self.compared(application).table)
        for text in ("This case", f"#{person.id}", "NYAMBURA, ADA", "1990", "Nakuru"):
            self.assertIn(text, words)
        self.assertIn(f"{earlier.name}: Rejected", words)
        for secret in ("TEST-778", "778123", "799 000", "799000", "Secret", "1990-02-03"):
            self.assertNotIn(secret, words)

    def test_a_similar_case_is_a_column(self):
        other = self.case_of(id_number="test778123", given_name="Adah", city="Nakuru")
        words = self.words(self.compared(self.submitted()).table)
        self.assertIn(other.name, words)
        self.assertIn("Adah", words)
        self.assertIn("The same ID number as stated.", words)

    def test_the_place_is_the_one_of_lists(self):
        """An addon above may show another one than the applicant's words."""
        application = self.submitted()
        cases = type(application)
        with patch.object(cases, "_place_in_full", lambda case: f"Place of {case.name}"):
            address = application._column_of_case("This case")["address"]
        self.assertTrue(address.startswith(f"Place of {application.name}"))

    def test_cases_of_another_company_are_not_named(self):
        hidden, case = self.case_of(self.twin(), id_number="TEST-778-123"), self.submitted()
        self.assertIn(hidden.name, self.words(self.compared(case).table))
        self.to_another_company(hidden)
        self.assertNotIn(hidden.name, self.words(self.compared(case).table))

    # === Who may open it === #

    def test_nobody_without_the_role_compares(self):
        application = self.submitted()
        for user in (self.ada, self.clerk, self.issuer):
            with self.assertRaises(AccessError):
                self.compared(application, user)
            with self.assertRaises(AccessError):
                application.with_user(user).sudo(False).action_open_compare()

    def test_a_case_that_the_officer_may_not_read_is_not_compared(self):
        other = self.env["res.company"].create({"name": "Other office"})
        hidden = self.case_of(company_id=other.id)
        with self.assertRaises(AccessError):
            self.compared(hidden)
        with self.assertRaises(AccessError):
            hidden.with_user(self.one).sudo(False).action_open_compare()
        with self.assertRaises(AccessError):
            self.env["g2p.assistance.compare"].with_user(self.one).onchange(
                {"application_id": hidden.id}, [], {"application_id": {}, "table": {}}
            )

    def test_a_dialog_belongs_to_its_user(self):
        dialog = self.compared(self.submitted())
        other = new_test_user(self.env, "case stranger", OFFICER)
        with self.assertRaises(AccessError):
            dialog.with_user(other).read(["table"])
