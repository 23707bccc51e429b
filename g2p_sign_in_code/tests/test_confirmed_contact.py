from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import work_off

from .common import ADDRESS, PHONE, PeopleCase


@tagged("post_install", "-at_install")
class TestConfirmedContact(PeopleCase):
    def setUp(self):
        super().setUp()
        self.contacts = self.env["g2p.confirmed.contact"]

    def where(self, channel="sms"):
        return self.contacts._address(self.asha, channel)

    # === An officer confirms === #

    def test_a_registrar_confirms_what_is_in_the_register(self):
        contact = self.confirm(value="0700 123 456")
        self.assertEqual((contact.value, contact.origin), (PHONE, "officer"))
        self.assertEqual(contact.user_id, self.registrar)
        self.assertEqual(self.where(), PHONE)
        self.confirm(channel="email", value="Asha@Example.org")
        self.assertEqual(self.where("email"), ADDRESS)

    def test_nobody_else_confirms(self):
        visitor = new_test_user(self.env, "code_visitor", "base.group_portal")
        for user in (self.officer, visitor):
            with self.assertRaises(AccessError):
                self.confirm(user=user)

    def test_who_may_not_confirm_learns_nothing_of_the_person(self):
        """A number without the country's code is read with the country of the person."""
        for value in ("0700 123 456", "no number"):
            with self.assertRaises(AccessError):
                self.confirm(value=value, user=self.officer)

    def test_what_is_not_in_the_register_is_not_confirmed(self):
        for channel, value in (("sms", "+254700555555"), ("email", "eve@example.org")):
            with self.assertRaisesRegex(ValidationError, "in the register"):
                self.confirm(channel=channel, value=value)

    def test_what_is_no_number_and_no_address_is_refused(self):
        for channel, value in (("sms", "112"), ("sms", f"{PHONE} {PHONE[:-1]}7"), ("email", "x")):
            with self.assertRaisesRegex(ValidationError, "not one telephone number"):
                self.confirm(channel=channel, value=value)

    def test_an_officer_opens_no_way_to_their_own_telephone(self):
        self.registrar.partner_id.phone = PHONE
        with self.assertRaises(AccessError):
            self.confirm()

    def test_an_officer_opens_no_way_to_their_own_address(self):
        self.asha.email = self.registrar.email = "clerk@example.org"
        with self.assertRaisesRegex(AccessError, "your own contact"):
            self.confirm(channel="email", value="clerk@example.org")

    def test_an_officer_who_is_tied_to_the_person_confirms_nothing(self):
        self.env["g2p.portal.access"]._grant(self.registrar, self.asha, "guardian")
        with self.assertRaisesRegex(AccessError, "Another officer must confirm"):
            self.confirm()

    def test_who_confirmed_cannot_be_forged(self):
        forged = {"origin": "person", "user_id": self.officer.id, "date": "2020-01-01"}
        values = {"registrant_id": self.asha.id, "channel": "sms", "value": PHONE, **forged}
        contact = self.contacts.with_user(self.registrar).create(values)
        self.assertEqual((contact.origin, contact.user_id), ("officer", self.registrar))
        self.assertGreater(contact.date, fields.Datetime.add(fields.Datetime.now(), hours=-1))

    # === It stays as it is, and ends === #

    def test_a_contact_is_not_changed_and_not_deleted(self):
        contact = self.confirm()
        for user in (self.registrar, self.env.user):
            with self.assertRaises(AccessError):
                contact.with_user(user).write({"value": "+254700555555"})
            with self.assertRaises(AccessError):
                contact.with_user(user).unlink()

    def test_a_registrar_ends_it_and_nobody_else(self):
        contact = self.confirm()
        visitor = new_test_user(self.env, "code_visitor", "base.group_portal")
        for user in (self.officer, visitor):
            with self.assertRaises(AccessError):
                contact.with_user(user).action_end()
        contact.with_user(self.registrar).action_end()
        self.assertEqual(self.where(), "")
        with self.assertRaises(AccessError):
            # sudo: the state that is tested, as the server sets it
            contact.sudo().write({"active": True})

    def test_it_counts_only_while_it_is_in_the_register(self):
        self.confirm()
        self.phone.phone_no = "+254700777777"
        self.assertEqual(self.where(), "")

    def test_what_somebody_enters_in_the_portal_is_not_confirmed(self):
        """Even where the account's own contact is the person of the register."""
        self.confirm(channel="email", value=ADDRESS)
        user = new_test_user(self.env, "code_asha", "base.group_portal")
        user.partner_id = self.asha
        # sudo: as the form of the portal writes it
        self.asha.with_user(user).sudo().write({"email": "eve@example.org"})
        self.assertEqual(self.where("email"), "")

    def test_nobody_reads_contacts_over_rpc(self):
        contact = self.confirm()
        visitor = new_test_user(self.env, "code_visitor2", "base.group_portal")
        for user in (visitor, self.officer, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                contact.with_user(user).read(["value"])
            with self.assertRaises(AccessError):
                contact.with_user(user).action_end()

    def test_a_number_that_a_person_has_confirmed_counts_without_the_register(self):
        self.contacts._confirm_own(self.asha, "sms", "+254700888888")
        self.assertEqual(self.where(), "+254700888888")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_it_twice(self):
        self.confirm()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.confirm()

    # === A thief is noticed === #

    def test_the_other_contacts_are_notified_of_a_new_one(self):
        self.confirm()
        work_off(self.env, channel="message")
        self.assertFalse(self.gateway.sent, "of the first one nobody has to know")
        self.contacts._confirm_own(self.asha, "sms", "+254700888888")
        work_off(self.env, channel="message")
        [(number, text, _reference)] = self.gateway.sent
        self.assertEqual(number, PHONE)
        self.assertNotIn("888888", text)

    # === What is shown === #

    def test_it_is_shown_masked(self):
        contacts = self.confirm() | self.confirm(channel="email", value=ADDRESS)
        self.assertEqual([one._masked() for one in contacts], ["••••3456", "a•••@example.org"])

    def test_changes_are_recorded_without_the_number(self):
        contact = self.confirm()
        # sudo: only compared
        changes = self.env["g2p.audit.change"].sudo().search([("res_model", "=", contact._name)])
        self.assertTrue(changes)
        self.assertNotIn(PHONE, str(changes.mapped("new_value")))
