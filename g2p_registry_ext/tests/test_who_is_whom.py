from odoo import fields
from odoo.tests import tagged

from .common import RegistryExtCase

HOUSEHOLD = "g2p_registry_group.group_kind_household"
FAMILY = "g2p_registry_group.group_kind_family"


@tagged("post_install", "-at_install")
class TestWhoIsWhom(RegistryExtCase):
    """A person's data in the registry ties users to them."""

    def tie(self, user=None, patient=None, **options):
        self.env.invalidate_all()
        return (user or self.officer)._tie_to((patient or self.asha)._identity(), **options)

    def grant(self, registrant, relation="self", user=None, **delta):
        until = fields.Datetime.add(fields.Datetime.now(), **delta) if delta else False
        access = self.env["g2p.portal.access"]
        return access._grant(user or self.officer, registrant, relation, until)

    def household(self, *people, kind=HOUSEHOLD):
        group = self.env["res.partner"].create(
            {
                "name": "Household",
                "is_registrant": True,
                "is_group": True,
                "kind": self.env.ref(kind).id if kind else False,
            }
        )
        rows = [{"group": group.id, "individual": person.id} for person in people]
        return group, self.env["g2p.group.membership"].create(rows)

    def phone(self, partner, number, **vals):
        return self.env["g2p.phone.number"].create(
            {"partner_id": partner.id, "phone_no": number, **vals}
        )

    # === Ties === #

    def test_the_register_says_who_a_user_is_and_acts_for(self):
        for relation, tie in (
            ("self", "self"),
            ("guardian", "guardian"),
            ("helper", "access"),
            ("hospital", "access"),
        ):
            self.grant(self.asha, relation)
            self.assertEqual(self.tie(), tie)
        self.assertFalse(self.tie(patient=self.bela))

    def test_a_user_who_lives_with_the_person_is_tied(self):
        self.grant(self.bela)
        self.household(self.asha, self.bela)
        self.assertEqual(self.tie(), "household")

    def test_a_user_who_changes_or_deletes_the_household_stays_tied(self):
        club = self.env.ref(HOUSEHOLD).copy({"name": "Test club"})
        self.grant(self.bela)
        for change in (
            lambda group: group.write({"kind": club.id}),
            lambda group: (group.group_membership_ids.unlink(), group.unlink()),
        ):
            group, _rows = self.household(self.asha, self.bela)
            self.assertEqual(self.tie(), "household")
            # sudo: with the right to do it
            change(group.with_user(self.officer).sudo())
            self.assertEqual(self.tie(), "household")
            self.env.cr.execute("DELETE FROM g2p_former_key")
            self.assertFalse(self.tie())

    def test_the_guardian_of_a_member_of_the_household(self):
        self.grant(self.bela, "guardian")
        self.household(self.asha, self.bela, kind=None)
        self.assertEqual(self.tie(), "household")

    def test_help_for_a_household_is_help_for_its_members(self):
        self.grant(self.bela)
        group, _rows = self.household(
            self.asha, self.bela, kind="g2p_registry_group.group_kind_family"
        )
        self.assertEqual(self.tie(patient=group), "self")
        self.phone(self.asha, "+254700123456")
        self.stranger.partner_id.phone = "0700 123 456"
        self.assertEqual(self.tie(self.stranger, group), "phone")

    def test_telephone_and_account_of_the_registered_person(self):
        self.grant(self.bela)
        self.phone(self.bela, "+254700123456")
        self.phone(self.asha, "0700 123 456")
        self.assertEqual(self.tie(), "phone")
        for person in (self.asha, self.bela):
            vals = {"partner_id": person.id, "acc_number": "KE12 3456"}
            self.env["res.partner.bank"].create(vals)
        self.assertEqual(self.tie(), "account")

    def test_a_number_that_was_only_stated_is_confirmed_by_a_registrar(self):
        self.officer.partner_id.phone = "+254700123456"
        number = self.phone(self.asha, "0700 123 456", is_stated=True)
        self.assertFalse(self.tie())
        self.assertEqual(self.tie(confirmed=False), "phone")
        number.with_user(self.registrar).write({"phone_no": "0700123456"})
        self.assertFalse(number.is_stated)
        self.assertEqual(self.tie(), "phone")

    def test_nobody_has_a_number_taken_as_only_stated(self):
        vals = {"partner_id": self.asha.id, "phone_no": "0700123456", "is_stated": True}
        number = self.env["g2p.phone.number"].with_user(self.registrar).create(vals)
        self.assertFalse(number.is_stated)
        number.with_user(self.registrar).write({"is_stated": True})
        self.assertFalse(number.is_stated)

    # === Former keys === #

    def test_an_access_that_ended_still_ties(self):
        access = self.grant(self.asha, "guardian")
        access.with_user(self.admin).write({"active": False})
        self.assertEqual(self.tie(), "guardian")
        access.sudo().unlink()
        self.assertEqual(self.tie(), "guardian")

    def test_an_access_that_ran_out_ties_for_24_months(self):
        self.grant(self.asha, "helper", days=-1)
        self.assertEqual(self.tie(), "access")
        self.grant(self.bela, "helper", months=-25)
        self.assertFalse(self.tie(patient=self.bela))

    def test_a_user_who_left_the_household_is_still_tied(self):
        self.grant(self.bela)
        _group, rows = self.household(self.asha, self.bela)
        rows[1].with_user(self.admin).write({"ended_date": rows[1].start_date})
        self.assertEqual(self.tie(), "household")
        rows[1].with_user(self.admin).unlink()
        self.assertEqual(self.tie(), "household")

    def test_a_removed_number_of_the_registered_person_still_ties(self):
        self.grant(self.bela)
        number = self.phone(self.bela, "+254700123456")
        self.phone(self.asha, "0700 123 456")
        number.with_user(self.admin).unlink()
        self.assertEqual(self.tie(), "phone")

    def test_a_registrar_who_takes_the_patient_out_of_the_household_stays_tied(self):
        self.grant(self.bela, user=self.registrar)
        _group, rows = self.household(self.asha, self.bela)
        number = self.phone(self.asha, "0700 123 456")
        rows[0].with_user(self.registrar).write({"ended_date": rows[0].start_date})
        self.assertEqual(self.tie(self.registrar), "household")
        self.officer.partner_id.phone = "0700 123 456"
        number.with_user(self.officer).sudo().phone_no = "0711 999 999"
        self.assertEqual(self.tie(), "phone")

    def test_many_are_asked_for_in_the_same_few_queries(self):
        people = self.asha | self.bela
        for _number in range(20):
            people |= self._registrant("Test", "Many")
        self.household(*people)
        self.grant(self.asha)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(4):
            ties = [self.officer._tie_to(person._identity()) for person in people]
        self.assertEqual(ties, ["self", *["household"] * 21])
