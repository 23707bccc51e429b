from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.g2p_registry_base.tests.common import RegistryCase

FORM = "g2p_registry_individual.view_individuals_form"


@tagged("post_install", "-at_install")
class TestIndividual(RegistryCase):
    def test_the_form_makes_the_name_of_its_parts(self):
        partners = self.env["res.partner"].with_user(self.registrar)
        with Form(partners.with_context(default_is_registrant=True), FORM) as form:
            form.family_name = "Sharma"
            form.given_name = "Asha"
            form.addl_name = "Devi"
        person = form.save()
        self.assertEqual(person.name, "SHARMA, ASHA DEVI")
        self.assertTrue(person.is_registrant)
        self.assertFalse(person.is_group)

    @freeze_time("2026-03-01")
    def test_the_age_is_in_whole_years(self):
        self.person.birthdate = "2000-03-02"
        self.assertEqual(self.person.age, "25")
        self.person.birthdate = False
        self.assertEqual(self.person.age, "No Birthdate!")

    def test_nobody_is_registered_before_birth(self):
        self.person.birthdate = "2000-03-02"
        with self.refused(ValidationError, "registered before being born"):
            self.person.registration_date = "2000-03-01"

    def test_a_gender_must_be_one_of_those_that_are_listed(self):
        with self.refused(ValidationError, "test-unlisted is not a listed gender."):
            self.person.gender = "test-unlisted"
        self.env["gender.type"].create({"code": "Test listed", "value": "test-listed"})
        self.person.gender = "test-listed"
        self.assertEqual(self.person.gender, "test-listed")

    def test_genders_are_the_administrators_matter(self):
        genders = self.env["gender.type"]
        with self.refused(AccessError, r"\(gender\.type\)"):
            genders.with_user(self.registrar).create({"code": "X", "value": "x"})
        with self.refused(AccessError, r"\(gender\.type\)"):
            genders.with_user(self.portal).search([])
        self.assertTrue(genders.with_user(self.admin).create({"code": "X", "value": "x"}))
