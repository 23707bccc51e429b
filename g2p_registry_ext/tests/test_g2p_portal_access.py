from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestPortalAccess(RegistryExtCase):
    def setUp(self):
        super().setUp()
        self.access = self.env["g2p.portal.access"]

    def _in(self, **delta):
        return fields.Datetime.add(fields.Datetime.now(), **delta)

    def test_without_a_row_a_user_acts_for_nobody(self):
        self.assertFalse(self.access._registrants_of(self.owner))
        self.assertFalse(self.access._relation_of(self.owner, self.asha))

    def test_a_shared_company_contact_gives_no_access(self):
        self.owner.partner_id.parent_id = self.stranger.partner_id
        self.access._grant(self.stranger, self.asha)
        self.assertFalse(self.access._registrants_of(self.owner))

    def test_access_is_renewed_and_not_doubled(self):
        row = self.access._grant(self.owner, self.asha, "helper", self._in(days=-1))
        self.assertFalse(self.access._registrants_of(self.owner))
        again = self.access._grant(self.owner, self.asha, "guardian", self._in(days=1))
        self.assertEqual(row, again)
        self.assertEqual(self.access._registrants_of(self.owner), self.asha)
        self.assertEqual(self.access._relation_of(self.owner, self.asha), "guardian")

    def test_ended_access_opens_nothing_and_can_be_given_again(self):
        row = self.access._grant(self.owner, self.asha)
        row._revoke()
        self.assertFalse(self.access._registrants_of(self.owner))
        self.assertEqual(self.access._grant(self.owner, self.asha), row)
        self.assertEqual(self.access._registrants_of(self.owner), self.asha)

    def test_what_has_ended_is_ended_in_every_context(self):
        """Record rules are evaluated with ``active_test=False``."""
        self.access._grant(self.owner, self.asha)._revoke()
        everything = self.access.with_context(active_test=False)
        self.assertFalse(everything._registrants_of(self.owner))
        self.assertEqual(everything._ended_registrants(self.owner), self.asha)

    def test_an_ended_access_takes_its_proof_along(self):
        """A user with renewed access has not proven anything again."""
        row = self.access._prove_self(self.owner, self.asha)
        row._revoke()
        self.access._grant(self.owner, self.asha)
        self.assertFalse(self.access._proven_registrant(self.owner))
        self.assertFalse(self.access._proven_users(self.asha))
        self.access._prove_self(self.owner, self.asha)
        for relation in ("helper", "self"):
            row.with_user(self.admin).write({"relation": relation})
        self.assertFalse(row.date_proven)

    def test_a_proof_lasts_a_year_and_is_renewed(self):
        row = self.access._prove_self(self.owner, self.asha)
        self.assertEqual(
            (row.relation, self.access._own_registrants(self.owner)), ("self", self.asha)
        )
        self.assertGreater(row.verified_until, self._in(days=364))
        row.write({"verified_until": self._in(days=-1), "date_proven": self._in(days=-366)})
        self.assertFalse(self.access._own_registrants(self.owner))
        self.assertEqual(self.access._proven_users(self.asha), self.owner)
        self.assertEqual(self.access._prove_self(self.owner, self.asha), row)
        self.assertEqual(self.access._proven_registrant(self.owner), self.asha)

    def test_the_account_that_was_proven_last_comes_first(self):
        self.access._grant(self.officer, self.asha)
        for user, days in ((self.owner, -3), (self.stranger, -1)):
            self.access._prove_self(user, self.asha).write({"date_proven": self._in(days=days)})
        self.assertEqual(
            self.access._proven_users(self.asha).ids, [self.stranger.id, self.owner.id]
        )

    def test_a_proof_sets_no_limit_where_an_officer_set_none(self):
        row = self.access._grant(self.owner, self.asha)
        self.assertFalse(self.access._proven_registrant(self.owner), "an officer is no proof")
        self.access._prove_self(self.owner, self.asha)
        self.assertFalse(row.verified_until)
        self.assertEqual(self.access._proven_registrant(self.owner), self.asha)

    def test_an_administrator_records_a_document_that_was_shown(self):
        row = self.access._grant(self.owner, self.asha)
        for user in (self.owner, self.registrar, self.officer):
            with self.assertRaises(AccessError):
                row.with_user(user).action_prove()
        row.with_user(self.admin).action_prove()
        self.assertEqual(self.access._proven_registrant(self.owner), self.asha)
        changes = self.env["g2p.audit.change"].sudo().search([("field_name", "=", "date_proven")])
        self.assertEqual((changes[:1].user_id, changes[:1].res_id), (self.admin, row.id))
        row.with_user(self.admin).write({"relation": "helper"})
        with self.assertRaises(UserError):
            row.with_user(self.admin).action_prove()

    def test_the_date_of_a_proof_cannot_be_entered(self):
        values = {"user_id": self.owner.id, "registrant_id": self.asha.id}
        row = self.access.with_user(self.admin).create({**values, "date_proven": self._in()})
        row.write({"date_proven": self._in()})
        self.assertFalse(row.date_proven)

    def test_somebody_with_two_persons_is_neither(self):
        for person in (self.asha, self.bela):
            self.access._prove_self(self.owner, person)
        self.assertEqual(len(self.access._own_registrants(self.owner)), 2)
        self.assertFalse(self.access._proven_registrant(self.owner))

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_second_row(self):
        vals = {"user_id": self.owner.id, "registrant_id": self.asha.id}
        self.access.create(vals)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.access.create(vals)

    def test_a_plain_contact_is_no_registrant(self):
        with self.assertRaises(ValidationError):
            self.access._grant(self.owner, self.stranger.partner_id)

    def test_the_user_and_the_registrant_of_a_row_stay(self):
        row = self.access._grant(self.owner, self.asha)
        with self.assertRaises(AccessError):
            row.with_user(self.admin).write({"user_id": self.stranger.id})
        with self.assertRaises(AccessError):
            row.write({"registrant_id": self.bela.id})

    def test_an_administrator_gives_access_to_others_but_not_to_themselves(self):
        as_admin = self.access.with_user(self.admin)
        as_admin.create({"user_id": self.owner.id, "registrant_id": self.asha.id})
        with self.assertRaises(AccessError):
            as_admin.create({"user_id": self.admin.id, "registrant_id": self.asha.id})
        own = self.access._grant(self.admin, self.asha, verified_until=self._in(days=-1))
        with self.assertRaises(AccessError):
            own.with_user(self.admin).write({"verified_until": False})
