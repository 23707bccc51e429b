from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TiesCase


@tagged("post_install", "-at_install")
class TestFormerKeys(TiesCase):
    """A conflict of interest cannot be removed by removing its sign."""

    def rows(self, user=None):
        return self.env["g2p.former.key"].search([("user_id", "=", (user or self.officer).id)])

    def test_an_emptied_telephone_still_ties(self):
        self.patient.phone = "0700123456"
        self.officer.partner_id.phone = "0700123456"
        # the user's own change, on whichever page the series offers it
        self.officer.with_user(self.officer).sudo().write({"phone": False})
        self.assertFalse(self.officer.phone)
        self.assertEqual(self.tie(), "phone")
        self.assertFalse(self.tie(user=self.other))

    def test_a_changed_account_still_ties(self):
        self.account(self.patient, "DE89 3704 0044")
        mine = self.account(self.officer.partner_id, "DE89 3704 0044")
        mine.acc_number = "DE00 0000 0001"
        self.assertEqual(self.tie(), "account")
        self.patient.bank_ids.acc_number = "DE00 0000 0001"
        mine.unlink()
        self.assertEqual(self.tie(), "account")

    def test_another_contact_does_not_make_another_person(self):
        before = self.officer.partner_id
        self.officer.partner_id = self.env["res.partner"].create({"name": "Fresh"})
        self.assertEqual(self.tie(patient=before), "self")

    def test_an_officer_whose_contact_is_merged_into_another_is_still_tied(self):
        self.patient.phone = "0700123456"
        before = self.officer.partner_id
        before.phone = "0700123456"
        fresh = self.env["res.partner"].create({"name": "Fresh", "phone": "0711999999"})
        with mute_logger("odoo.addons.base.partner.merge"):
            self.env["base.partner.merge.automatic.wizard"]._merge((before | fresh).ids, fresh)
        self.assertEqual((self.officer.partner_id, fresh.phone), (fresh, "0711999999"))
        self.assertEqual(self.tie(), "phone")
        self.assertFalse(self.tie(user=self.other))

    def test_it_counts_for_24_months(self):
        self.patient.phone = "0700123456"
        self.officer.partner_id.phone = "0700123456"
        self.officer.partner_id.phone = False
        now = fields.Datetime.now()
        with freeze_time(fields.Datetime.add(now, months=24, days=-1)):
            self.assertEqual(self.tie(), "phone")
        with freeze_time(fields.Datetime.add(now, months=24, days=1)):
            self.assertFalse(self.tie())
            self.env["g2p.former.key"]._gc_former_keys()
        self.env.invalidate_all()
        self.assertFalse(self.rows())

    def test_an_officer_who_changes_the_other_side_stays_tied(self):
        self.patient.phone = "0700123456"
        self.officer.partner_id.phone = "0700123456"
        editor = self.patient.with_user(self.officer).sudo()  # with the right to do it
        editor.phone = "0711999999"
        self.assertEqual(self.tie(), "phone")
        self.assertFalse(self.tie(user=self.other))

    def test_another_country_does_not_make_another_number(self):
        self.patient.phone = "+254700123456"
        mine = self.officer.partner_id
        mine.phone = "0700123456"
        abroad = self.env.ref("base.ug")
        mine.with_user(
            self.officer
        ).sudo().country_id = abroad  # now it is read as a number of Uganda
        self.assertEqual(self.tie(), "phone")
        self.env.cr.execute("DELETE FROM g2p_former_key")
        self.assertFalse(self.tie())
        mine.country_id = False
        self.assertEqual(self.tie(), "phone")
        other = self.env["res.company"].create({"name": "Other", "country_id": abroad.id})
        self.officer.write({"company_ids": [(4, other.id)]})
        mine.company_id = self.env.company
        self.officer.with_user(self.officer).write({"company_id": other.id})  # a preference
        self.assertEqual(mine.company_id, other)
        self.assertEqual(self.tie(), "phone")
        self.env.cr.execute("DELETE FROM g2p_former_key")
        self.assertFalse(self.tie())

    def test_an_address_that_follows_another_contact_hides_no_tie(self):
        kenya, uganda = self.env.ref("base.ke"), self.env.ref("base.ug")
        mine = self.officer.partner_id
        self.patient.phone, mine.phone = "+254700123456", "0700123456"
        office = self.env["res.partner"].create(
            {"name": "Office", "is_company": True, "country_id": kenya.id}
        )
        mine.parent_id = office
        self.assertEqual(mine.country_id, kenya)
        self.assertEqual(self.tie(), "phone")
        office.with_user(self.officer).sudo().country_id = uganda  # with the right to do it
        self.assertEqual(mine.country_id, uganda)
        self.assertEqual(self.tie(), "phone")
        self.env.cr.execute("DELETE FROM g2p_former_key")
        self.assertFalse(self.tie())

    def test_an_address_that_comes_from_the_first_contact_of_a_person_hides_no_tie(self):
        mine = self.officer.partner_id
        self.patient.phone, mine.phone = "+254700123456", "0700123456"
        child = {"name": "Child", "parent_id": mine.id, "country_id": self.env.ref("base.ug").id}
        self.env["res.partner"].with_user(self.officer).sudo().create(child)
        self.assertEqual(mine.country_id.code, "UG")
        self.assertEqual(self.tie(), "phone")

    def test_a_key_recorded_before_a_country_was_known_still_ties(self):
        self.env.company.country_id = False
        self.env["res.company"].search([]).country_id = False
        self.officer.partner_id.phone = "0700123456"
        self.officer.partner_id.phone = False
        self.patient.phone = "0700 123 456"
        self.assertEqual(self.tie(), "phone")
        self.env.company.country_id = self.env.ref("base.ke")
        self.assertEqual(self.tie(), "phone")
        self.patient.phone = "0700 123 457"
        self.assertFalse(self.tie())

    def test_a_key_recorded_by_its_last_nine_digits_still_ties(self):
        former = self.env["g2p.former.key"]
        for kept, country, national in (
            ("700123456", "base.ke", "0700 123 456"),
            ("890123456", "base.tg", "90 12 34 56"),  # had been written +228 90123456
            ("90123456", "base.tg", "90 12 34 56"),  # had been written 90123456
            ("9911234", "base.cv", "+238 991 12 34"),
        ):
            self.env.company.country_id = self.env.ref(country)
            self.env.cr.execute("DELETE FROM g2p_former_key")
            former._keep("user_id", {self.officer.id: {f"phone:{kept}": "phone"}})
            self.patient.phone = national
            self.assertEqual(self.tie(), "phone", kept)
            self.assertFalse(self.tie(user=self.other))
        self.patient.phone = "+238 991 12 35"
        self.assertFalse(self.tie())

    def test_a_key_recorded_now_does_not_tie_a_number_that_ends_alike(self):
        self.officer.partner_id.phone = "+254 711 123 456"
        self.officer.partner_id.phone = False
        self.patient.phone = "+256 711 123 456"
        self.assertFalse(self.tie())
        self.patient.phone = "0711 123 456"
        self.assertEqual(self.tie(), "phone")

    def test_the_value_is_not_kept(self):
        self.officer.partner_id.phone = "0700123456"
        self.officer.partner_id.phone = False
        row = self.rows()
        self.assertEqual(row.code, "phone")
        self.assertNotIn("700123456", str(row.read()))

    def test_rows_are_added_only(self):
        self.officer.partner_id.phone = "0700123456"
        self.officer.partner_id.phone = False
        row = self.rows()
        for user in (self.env.user, self.officer, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"until": "2000-01-01"})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.env.ref("base.user_admin")).create(
                {"user_id": self.other.id, "code": "phone", "digest": "#1"}
            )

    def test_a_key_that_is_not_lost_leaves_no_row(self):
        self.officer.partner_id.phone = "0700123456"
        self.officer.partner_id.phone = "+254 700 123 456"
        self.assertFalse(self.rows())
