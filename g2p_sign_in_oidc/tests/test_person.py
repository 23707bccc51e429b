from datetime import timedelta
from unittest.mock import patch

from psycopg2 import errors

from odoo import fields
from odoo.tests import tagged

from ..tools.refusals import Refused
from .common import ProviderCase


@tagged("post_install", "-at_install")
class TestPerson(ProviderCase):
    """Persons who are recognised, and those whom nobody knows."""

    def found(self, number="1234567890"):
        return self.provider._find_registrant(number)

    def day(self, days):
        return self.env.company._office_day() + timedelta(days=days)

    def test_a_number_in_another_spelling(self):
        person = self.create_person("AB-12 34.56")
        self.assertEqual(self.found("ab123456"), person)
        self.assertFalse(self.found("ab12345"))
        self.assertFalse(self.found(""))

    def test_only_an_id_in_force_counts(self):
        person = self.create_person(expiry_date=self.day(0))
        self.assertEqual(self.found(), person)
        person.reg_ids.expiry_date = self.day(-1)
        self.assertFalse(self.found())
        person.reg_ids.write({"expiry_date": False, "status": "invalid"})
        self.assertFalse(self.found())

    def test_two_ids_in_force_recognise_nobody(self):
        self.create_person()
        other = self.create_person()
        self.assertFalse(self.found())
        other.reg_ids.expiry_date = self.day(-1)
        self.assertTrue(self.found())

    def test_only_the_type_of_the_settings_counts(self):
        person = self.create_person()
        person.reg_ids.id_type = self.env["g2p.id.type"].create({"name": "Test: another"})
        self.assertFalse(self.found())

    def test_only_individuals_who_are_active_count(self):
        for values in (
            {"is_registrant": False},
            {"is_group": True},
            {"active": False},
            {"disabled": fields.Datetime.now()},
        ):
            with self.subTest(values=values):
                person = self.create_person()
                person.write(values)
                self.assertFalse(self.found())
                person.reg_ids.unlink()

    def test_registrants_of_another_company_are_not_recognised(self):
        other = self.env["res.company"].create({"name": "Test: other"})
        self.create_person(company_id=other.id)
        self.assertFalse(self.found())

    def test_the_menu_of_people_to_be_checked_opens_their_list(self):
        action = self.env.ref("g2p_sign_in_oidc.sign_in_unchecked_action")
        list_view = self.env.ref("g2p_registry_individual.view_individuals_list_tree")
        modes = action.view_mode.split(",")
        self.assertEqual([mode for _view, mode in action.views], modes)
        self.assertEqual(action.views[0][0], list_view.id)

    def test_a_new_registrant_has_what_the_provider_says(self):
        gender = self.env["gender.type"].create({"code": "TF", "value": "Test female"})
        person = self.provider._create_registrant(
            {
                "family_name": "Yusuf",
                "given_name": "Amina",
                "birthdate": "1990/01/31",
                "gender": "TEST FEMALE",
                "id_number": "1234567890",
                "phone": "0700000001",
            }
        )
        self.assertEqual((person.name, person.gender), ("YUSUF, AMINA", gender.value))
        self.assertEqual(fields.Date.to_string(person.birthdate), "1990-01-31")
        self.assertEqual(person.reg_ids.value, "1234567890")
        self.assertTrue(person.phone_number_ids.is_stated)
        self.assertTrue(person.is_sign_in_unchecked)
        self.assertFalse(person.email)

    def test_a_person_is_registered_wherever_the_office_is(self):
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            self.env.company.partner_id.tz = zone
            born = fields.Date.to_string(fields.Date.today())
            person = self.provider._create_registrant({"name": "A", "birthdate": born})
            self.assertEqual(fields.Date.to_string(person.birthdate), born)

    def test_what_cannot_be_read_is_left_out(self):
        person = self.provider._create_registrant({"birthdate": "31.1.1990", "gender": "?"})
        self.assertEqual((person.birthdate, person.gender), (False, False))
        self.assertTrue(person.name)

    def test_a_number_that_the_registry_refuses_keeps_nobody_out(self):
        self.national.id_validation = "[A-Z]{3}"
        person = self.provider._create_registrant({"name": "Amina", "id_number": "123"})
        self.assertFalse(person.reg_ids)

    def test_only_mapped_claims_are_read(self):
        claims = {"given_name": "Amina", "email": "a@b.org", "is_admin": "1", "name": "X"}
        self.assertEqual(self.provider._read_claims(claims), {"given_name": "Amina"})

    def test_a_template_with_more_rights_makes_no_account(self):
        model = type(self.env["res.users"])
        planted = patch.object(model, "_is_internal", lambda _self: True)
        with planted, self.assertRaises(Refused) as caught:
            self.provider._create_user({"name": "Amina"})
        self.assertEqual(caught.exception.code, "office")

    def test_a_new_account_has_the_language_of_the_page(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        user = self.provider.with_context(lang="fr_FR")._create_user({"name": "Amina"})
        self.assertEqual((user.lang, user.company_id), ("fr_FR", self.provider.company_id))

    def test_the_same_person_twice_at_the_same_moment(self):
        """The unique index decides; the second leaves nothing behind."""
        people = self.env["res.partner"].search_count([])
        sign_in = self.env["g2p.sign.in"]
        raised = patch.object(
            type(sign_in), "_create_identity", side_effect=errors.UniqueViolation("planted")
        )
        with raised, self.assertRaises(Refused) as caught:
            sign_in.with_user(self.env.ref("base.public_user"))._first_time(
                self.provider, "psut-1", {"given_name": "Amina"}
            )
        self.assertEqual(caught.exception.code, "again")
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def test_an_access_is_extended_in_its_second_half(self):
        person = self.create_person()
        user = self.provider._create_user({"name": "Amina"})
        self.provider._grant(user, person)
        row = self.env["g2p.portal.access"]._rows_sudo(user, person)
        first = row.verified_until
        self.provider._extend(user, person)
        self.assertEqual(row.verified_until, first)
        row.verified_until = fields.Datetime.add(fields.Datetime.now(), days=10)
        self.provider._extend(user, person)
        self.assertGreater(row.verified_until, fields.Datetime.add(fields.Datetime.now(), days=300))

    def test_a_guardian_stays_a_guardian(self):
        person = self.create_person()
        user = self.provider._create_user({"name": "Amina"})
        self.env["g2p.portal.access"]._grant(user, person, "guardian")
        self.provider._grant(user, person)
        self.assertEqual(self.env["g2p.portal.access"]._relation_of(user, person), "guardian")
