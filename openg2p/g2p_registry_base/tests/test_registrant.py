from datetime import timedelta

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import RegistryCase


@tagged("post_install", "-at_install")
class TestRegistrant(RegistryCase):
    def _id(self, value="123456", **values):
        vals = {"partner_id": self.person.id, "id_type": self.id_type.id, "value": value}
        return self.env["g2p.reg.id"].create({**vals, **values})

    def _phone(self, number):
        vals = {"partner_id": self.person.id, "phone_no": number}
        return self.env["g2p.phone.number"].create(vals)

    def test_a_registrant_belongs_to_the_company_that_registers_it(self):
        self.assertEqual(self.person.company_id, self.env.company)

    def test_a_registrant_is_not_registered_in_the_future(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        with self.refused(ValidationError, "The registration date is in the future."):
            self.person.registration_date = tomorrow

    def test_a_disabled_registrant_comes_back_without_the_reason(self):
        self.person.write({"disabled": fields.Datetime.now(), "disabled_reason": "moved"})
        self.person.enable_registrant()
        self.assertFalse(self.person.disabled)
        self.assertFalse(self.person.disabled_reason)

    # === IDs === #

    def test_an_id_has_the_form_of_its_type(self):
        self.assertEqual(self._id().display_name, "Test: national ID 123456")
        with self.refused(ValidationError, "not a valid number for the ID type Test"):
            self.person.reg_ids.value = "123456 7"

    def test_a_registrant_has_one_id_of_a_type(self):
        self._id()
        with self.refused(ValidationError, "has an ID of type Test: national ID already"):
            self._id("654321")

    def test_two_registrants_may_share_a_number(self):
        self._id()
        other = self._registrant("Test Other")
        self.assertEqual(self._id(partner_id=other.id).value, "123456")

    def test_the_form_of_an_id_type_can_be_understood(self):
        with self.refused(ValidationError, "The pattern .* cannot be understood"):
            self.id_type.id_validation = "[0-9"

    def test_an_id_type_has_a_name_of_its_own(self):
        with self.refused(ValidationError, "The ID type Test: national ID exists"):
            self.env["g2p.id.type"].create({"name": "Test: national ID"})

    # === Telephone numbers === #

    def test_numbers_are_compared_without_their_spelling(self):
        written = ("+91 98765-43210", "0091 98765 43210", "+919876543210")
        found = {self._phone(number).phone_sanitized for number in written}
        self.assertEqual(found, {"+919876543210"})

    def test_words_are_no_telephone_number(self):
        with self.refused(ValidationError, "ask me is not a telephone number."):
            self._phone("ask me")

    def test_a_number_out_of_use_is_not_shown_on_the_contact(self):
        old, new = self._phone("+919876543210"), self._phone("+919876543211")
        old.disabled = fields.Datetime.now()
        self.person.phone_number_ids_change()
        self.assertEqual(self.person.phone, new.phone_no)

    # === Relations === #

    def test_a_registrant_is_not_related_to_itself(self):
        both = {"source": self.person.id, "destination": self.person.id}
        with self.refused(ValidationError, "A registrant is not related to itself."):
            self.env["g2p.reg.rel"].create(both)

    def test_a_relation_does_not_end_before_it_starts(self):
        now = fields.Datetime.now()
        with self.refused(ValidationError, "cannot end before it starts"):
            self.env["g2p.reg.rel"].create(
                {
                    "source": self.person.id,
                    "destination": self._registrant("Test Other").id,
                    "start_date": now,
                    "end_date": now - timedelta(days=1),
                }
            )

    def test_a_registrar_names_an_id_in_its_list(self):
        numbers = self.env["g2p.reg.id"].with_user(self.registrar)
        with Form(numbers, "g2p_registry_base.view_reg_id_tree") as row:
            row.partner_id = self.person
            row.id_type = self.id_type
            row.value = "222222"
        self.assertEqual(self.person.reg_ids.value, "222222")
