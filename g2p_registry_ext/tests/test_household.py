from odoo import fields
from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestHousehold(RegistryExtCase):
    def _group(self, name, kind="g2p_registry_group.group_kind_household"):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_registrant": True,
                "is_group": True,
                "kind": self.env.ref(kind).id,
            }
        )

    def _join(self, group, person, **vals):
        return self.env["g2p.group.membership"].create(
            {"group": group.id, "individual": person.id, **vals}
        )

    def test_a_person_without_group_has_no_household(self):
        self.assertFalse(self.asha._household())

    def test_the_household_goes_before_other_groups(self):
        household = self._group("Household")
        self._join(self._group("Family", "g2p_registry_group.group_kind_family"), self.asha)
        self._join(household, self.asha)
        self._join(household, self.bela)
        self.assertEqual(self.asha._household(), household)
        self.assertEqual(self.bela._household(), household)

    def test_a_household_that_was_left_does_not_count(self):
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        last_year = fields.Datetime.subtract(yesterday, years=1)
        self._join(self._group("Old"), self.asha, start_date=last_year, ended_date=yesterday)
        self.assertFalse(self.asha._household())

    def test_an_officer_gets_the_household_as_themselves(self):
        household = self._group("Household")
        self._join(household, self.asha)
        found = self.asha.with_user(self.officer)._household()
        self.assertEqual(found.id, household.id)
        self.assertEqual(found.env.user, self.officer)
        self.assertFalse(found.env.su)
