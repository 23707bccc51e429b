from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TiesCase


@tagged("post_install", "-at_install")
class TestTies(TiesCase):
    """Two people are tied when they have a key in common."""

    def test_strangers_are_not_tied(self):
        self.assertFalse(self.tie())
        self.officer.partner_id.phone = "110"
        self.patient.phone = "110"
        self.assertFalse(self.tie())  # too short to be a real key

    def test_a_person_is_tied_to_themselves(self):
        self.assertEqual(self.tie(patient=self.officer.partner_id), "self")

    def test_a_telephone_number_is_the_same_however_it_is_written(self):
        self.officer.partner_id.phone = "+254 700 123 456"
        self.patient.phone = "0700-123456"
        self.assertEqual(self.tie(), "phone")
        self.assertEqual((self.officer | self.other)._related_to(self.patient), self.officer)

    def test_each_of_two_telephone_numbers_in_one_field_ties(self):
        self.officer.partner_id.phone = "0700 123 456 / 0711 222 333 ext. 12"
        for number in ("+254700123456", "0711222333", "\u0660\u0667\u0661\u0661 222 333"):
            self.patient.phone = number
            self.assertEqual(self.tie(), "phone")
        self.patient.phone = "0733 444 555"
        self.assertEqual(self.tie(patient=self.patient, user=self.other), False)

    def test_numbers_of_seven_and_eight_digits_tie_in_both_directions(self):
        for country, national, international in (
            ("base.tg", "90 12 34 56", "+228 90123456"),
            ("base.cv", "991 12 34", "+238 991-1234"),
            ("base.iq", "0770 123 4567", "+964 (0)770 1234567"),
            ("base.us", "(415) 555-2671", "+1 415 555 2671"),
        ):
            self.env.company.country_id = self.env.ref(country)
            for mine, theirs in ((national, international), (international, national)):
                self.officer.partner_id.phone = mine
                self.patient.phone = theirs
                self.env.cr.execute("DELETE FROM g2p_former_key")
                self.assertEqual(self.tie(), "phone", (country, mine))

    def test_numbers_that_only_end_alike_do_not_tie(self):
        for mine, theirs in (
            ("+228 90123456", "+229 90123456"),
            ("+238 9911234", "+245 9911234"),
            ("+254 711 123 456", "+256 711 123 456"),
            ("0711 123 456", "+256 711 123 456"),
        ):
            self.officer.partner_id.phone = mine
            self.patient.phone = theirs
            self.env.cr.execute("DELETE FROM g2p_former_key")
            self.assertFalse(self.tie(), mine)
            self.assertFalse(self.tie(confirmed=False), mine)

    def test_a_number_is_read_by_the_country_of_its_record_not_of_the_current_company(self):
        self.officer.partner_id.phone = "0711 123 456"
        self.patient.phone = "+254 711 123 456"
        togo = self.env.ref("base.tg").id
        other = self.env["res.company"].create({"name": "Other", "country_id": togo})
        self.officer.write({"company_ids": [(4, other.id)]})
        for company in (self.env.company, other):
            self.env.invalidate_all()
            officer = self.officer.with_user(self.officer).with_company(company)
            keys = self.patient.with_company(company)._identity()
            self.assertEqual(officer._tie_to(keys), "phone", company.name)
        abroad = {"company_id": other.id, "country_id": self.env.ref("base.ug").id}
        self.patient.write({"phone": "0711 123 456", **abroad})
        self.env.cr.execute("DELETE FROM g2p_former_key")
        self.assertFalse(self.tie())  # that of Uganda is another number

    def test_a_number_without_a_country_may_be_that_of_each_company(self):
        uganda = self.env.ref("base.ug")
        other = self.env["res.company"].create({"name": "Other", "country_id": uganda.id})
        if self.patient._fields["company_id"].required:  # OpenG2P 17.0: every contact has one
            self.assertEqual(self.patient.company_id, self.env.company)
            return
        self.officer.partner_id.write({"phone": "0711 123 456", "company_id": False})
        for number, company in (
            ("0711 123 456", self.env.company),
            ("0711 123 456", other),
            ("0711 123 456", False),
            ("+254 711 123 456", False),
            ("+256 711 123 456", False),
        ):
            self.patient.write({"phone": number, "company_id": company.id if company else False})
            self.assertEqual(self.tie(), "phone", (number, company))
        self.patient.phone = "+255 711 123 456"
        self.assertFalse(self.tie())
        self.officer.partner_id.country_id = uganda  # now it is known
        self.env.cr.execute("DELETE FROM g2p_former_key")
        self.patient.phone = "+254 711 123 456"
        self.assertFalse(self.tie())

    def test_a_bank_account_is_the_same_however_it_is_written(self):
        self.account(self.officer.partner_id, "DE89 3704 0044")
        self.account(self.patient, "de8937040044")
        self.assertEqual(self.tie(), "account")

    def test_what_a_person_with_a_portal_account_writes_is_stated_only(self):
        user = new_test_user(self.env, "ties patient", "base.group_portal")
        self.officer.partner_id.phone = "0700123456"
        user.partner_id.phone = "0700123456"
        self.assertFalse(self.tie(patient=user.partner_id))
        self.assertEqual(self.tie(patient=user.partner_id, confirmed=False), "phone")

    def test_each_tie_has_a_sentence(self):
        for code in ("self", "guardian", "access", "household", "provider", "account", "phone"):
            self.assertTrue(self.officer._tie_reason(code).endswith("."))

    def test_nobody_reads_a_key(self):
        admin = self.env.ref("base.user_admin")
        for record in (self.patient, self.officer):
            with self.assertRaises(AccessError):
                record.with_user(admin).read(["identity_keys"])
            self.assertNotIn("identity_keys", record.with_user(admin).fields_get())

    def test_many_are_asked_for_in_the_same_few_queries(self):
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(50)])
        for partner in people:
            self.account(partner, f"KE{partner.id:08d}")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            ties = [self.officer._tie_to(partner._identity()) for partner in people]
        self.assertEqual(set(ties), {False})
