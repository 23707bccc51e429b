from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_registry_base.tests.common import RegistryCase


@tagged("post_install", "-at_install")
class TestMembership(RegistryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.household = cls._registrant("Household Test", is_group=True)
        cls.head = cls.env.ref("g2p_registry_membership.group_membership_kind_head")
        cls.other = cls._registrant("Test Other", birthdate="2015-01-01")

    def _join(self, person, **values):
        vals = {"group": self.household.id, "individual": person.id, **values}
        return self.env["g2p.group.membership"].create(vals)

    def _leave(self, membership):
        membership.write(
            {
                "start_date": fields.Datetime.now() - timedelta(days=9),
                "ended_date": fields.Datetime.now() - timedelta(days=1),
            }
        )

    def test_both_sides_know_of_the_membership(self):
        membership = self._join(self.person)
        self.assertEqual(membership.status, "active")
        self.assertEqual(self.household.group_membership_ids.individual, self.person)
        self.assertEqual(self.person.individual_membership_ids.group, self.household)
        self.assertEqual(membership.display_name, "Test Person (Household Test)")

    def test_those_who_left_are_not_counted(self):
        self._join(self.person)
        gone = self._join(self.other)
        self.assertEqual(self.household.z_ind_grp_num_individuals, 2)
        self._leave(gone)
        self.assertEqual(gone.status, "inactive")
        self.assertEqual(self.household.z_ind_grp_num_individuals, 1)

    def test_a_person_joins_a_group_once_at_a_time(self):
        first = self._join(self.person)
        with self.refused(ValidationError, "is already a member of this group"):
            self._join(self.person)
        self._leave(first)
        self.assertEqual(self._join(self.person).status, "active")

    def test_a_membership_does_not_end_before_it_starts(self):
        with self.refused(ValidationError, "cannot end before it starts"):
            self._join(self.person, ended_date=fields.Datetime.now() - timedelta(days=1))

    def test_a_group_has_one_head(self):
        self._join(self.person, kind=[(4, self.head.id)])
        with self.refused(ValidationError, "already has a member with the role Head"):
            self._join(self.other, kind=[(4, self.head.id)])

    def test_the_role_of_the_head_stays(self):
        with self.refused(
            UserError, "The kind Head is part of the registry and cannot be deleted."
        ):
            self.head.with_user(self.admin).unlink()

    def test_memberships_of_disabled_registrants_are_not_shown(self):
        membership = self._join(self.person)
        mine = self.env["g2p.group.membership"].with_user(self.registrar)
        self.assertIn(membership, mine.search([]))
        self.person.disabled = fields.Datetime.now()
        self.assertNotIn(membership, mine.search([]))

    def test_others_than_the_registry_see_no_membership(self):
        membership = self._join(self.person)
        for user in (self.plain, self.portal):
            refusal = self.refused(AccessError, r"\(g2p\.group\.membership\)")
            with self.subTest(user=user.login), refusal:
                membership.with_user(user).read(["individual"])

    def test_a_registrar_ends_a_membership_and_does_not_delete_it(self):
        membership = self._join(self.person).with_user(self.registrar)
        with self.refused(AccessError, r"\(g2p\.group\.membership\)"):
            membership.unlink()
        self._leave(membership)
        self.assertTrue(membership.is_ended)
