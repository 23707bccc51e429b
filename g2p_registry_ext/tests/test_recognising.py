from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import phones

from .common import RegistryExtCase

AHMAD, AL_HARIRI = "\u0623\u062d\u0645\u062f", "\u0627\u0644\u062d\u0631\u064a\u0631\u064a"
HARIRI_AHMAD = "\u062d\u0631\u064a\u0631\u064a", "\u0627\u062d\u0645\u062f"
NUMERALS = "\u0669\u0660\u0660\u0661\u0661\u0662\u0663\u0666"
#: spellings of the same value; each is stored once and typed once
PHONES = {
    "base.ke": ("+254711123456", "0711 123 456", "+254 (0)711 123 456", "00254711123456"),
    "base.de": ("+49 30 1234567", "030 1234567", "030/1234567"),
    "base.us": ("+1 415 555 2671", "415 555-2671", "4155552671"),
    "base.tg": ("+228 90123456", "90 12 34 56", "90123456"),
    "base.cv": ("+238 991 12 34", "9911234", "991-12-34"),
    "base.iq": ("+9647701234567", "0770 123 4567", "\u0660\u0667\u0667\u0660 123 4567"),
    "base.in": ("+91 98765 43210", "098765 43210", "9876543210"),
    "base.ae": ("+971 50 123 4567", "050 1234567", "+971 (0)50 1234567"),
}
IDS = ("NID-90011236", "NID90011236", "nid 9001 1236", f"NID{NUMERALS}")
NAMES = (
    (("\u0141ukasz", "Nowak"), ("NOWAK", "Lukasz"), ("Lukasz Nowak", "")),
    ((AHMAD, AL_HARIRI), HARIRI_AHMAD),
    (("Al-Hariri", "Ahmad"), ("EL HARIRI", "ahmad"), ("Ahmad", "Alhariri")),
    (("\u0130\u015f\u0131k", "Wei\u00df"), ("ISIK", "Weiss")),
)
ACCOUNTS = ("KE12 3456 7890", "ke1234567890", "KE12-3456\u20117890", "KE\u0661\u066234567890")


@tagged("post_install", "-at_install")
class TestRecognising(RegistryExtCase):
    """Stored in one spelling, typed in another: the hint is the same in both directions."""

    def hints(self, **vals):
        found = self.env["res.partner"].with_user(self.officer)._duplicate_hints(vals)
        return [(hint["code"], hint["partner_id"]) for hint in found]

    def phone(self, number, person=None, **vals):
        person = person or self.asha
        return self.env["g2p.phone.number"].create(
            {"partner_id": person.id, "phone_no": number, **vals}
        )

    # === Telephone numbers === #

    def test_a_number_is_found_however_either_side_wrote_it(self):
        for country, texts in PHONES.items():
            self.env.company.country_id = self.env.ref(country)
            for stored in texts:
                number = self.phone(stored)
                for typed in texts:
                    with self.subTest(country, stored=stored, typed=typed):
                        self.assertEqual(self.hints(phone=typed), [("phone", self.asha.id)])
                number.unlink()
                self.assertEqual(self.hints(phone=texts[0]), [])

    def test_numbers_that_only_end_alike_are_no_hint(self):
        self.phone("+22890123456")
        self.phone("+2389911234")
        self.phone("+256711123456")
        for typed in ("+22990123456", "+2459911234", "0711 123 456", "+254711123456"):
            self.assertEqual(self.hints(phone=typed), [], typed)

    def test_the_number_on_the_contact_itself_and_each_of_several_is_found(self):
        self.asha.phone = "0700 123 456 / 0711 222 333 ext. 12"
        for typed in ("+254700123456", "0711222333"):
            self.assertEqual(self.hints(phone=typed), [("phone", self.asha.id)])
        self.assertEqual(
            self.hints(phone="0799 999 999, +254 (0)700 123456"), [("phone", self.asha.id)]
        )
        self.asha.is_registrant = False
        self.assertEqual(self.hints(phone="0711222333"), [])

    def test_a_number_that_cannot_be_parsed_is_compared_whole(self):
        self.asha.phone = "12-345"
        self.assertEqual(self.hints(phone="\u0661\u0662 345"), [("phone", self.asha.id)])
        self.assertEqual(self.hints(phone="2345"), [])
        self.assertEqual(self.hints(phone="9912345"), [])

    def test_the_country_of_the_record_counts_not_that_of_the_current_company(self):
        uganda = self.env.ref("base.ug")
        other = self.env["res.company"].create({"name": "Other", "country_id": uganda.id})
        self.officer.write({"company_ids": [(4, other.id)]})
        self.phone("0711 123 456")
        registry = self.env["res.partner"].with_user(self.officer)
        registry = registry.with_context(allowed_company_ids=[other.id, self.env.company.id])
        vals = {"phone": "0711123456", "phone_regions": ["KE"]}
        self.assertEqual(registry._duplicate_hints(vals)[0]["partner_id"], self.asha.id)
        self.assertEqual(registry._duplicate_hints({**vals, "phone_regions": ["UG"]}), [])
        self.asha.country_id = uganda  # from now on it is a number of Uganda
        self.assertEqual(registry._duplicate_hints(vals), [])
        self.phone("0701 123 456", self.bela, country_id=uganda.id)
        self.assertEqual(self.hints(phone="+256701123456"), [("phone", self.bela.id)])

    def test_a_record_without_country_and_company_may_be_of_each_company(self):
        uganda = self.env.ref("base.ug")
        self.env["res.company"].create({"name": "Other", "country_id": uganda.id})
        if self.asha._fields["company_id"].required:  # OpenG2P 17.0: every contact has one
            self.assertEqual(self.asha.company_id, self.env.company)
            return
        self.asha.company_id = False
        self.phone("0711 123 456")
        for regions in (["KE"], ["UG"], ["KE+UG"]):
            vals = {"phone": "0711123456", "phone_regions": regions}
            self.assertEqual(self.hints(**vals), [("phone", self.asha.id)])
        self.assertEqual(self.hints(phone="0711123456"), [("phone", self.asha.id)])
        self.assertEqual(self.hints(phone="+255711123456"), [])

    def test_each_number_of_a_batch_is_read_by_its_own_countries_in_their_order(self):
        kenya, uganda = self.env.ref("base.ke"), self.env.ref("base.ug")
        self.asha.country_id, self.bela.country_id = uganda, kenya
        numbers = self.env["g2p.phone.number"].create(
            [
                {"partner_id": person.id, "phone_no": "0711 123 456", "country_id": country.id}
                for person, country in ((self.asha, kenya), (self.bela, uganda))
            ]
        )
        self.assertEqual(numbers.mapped("match_keys"), ["+254711123456", "+256711123456"])

    def test_two_numbers_that_no_country_explains_stay_two(self):
        self.env["res.company"].search([]).country_id = False
        self.assertEqual(phones.keys("0700123456 / 0711222333"), ["0700123456", "0711222333"])
        number = self.phone("+254700123456")
        number.match_keys = "0700123456 0711222333"
        self.officer.partner_id.phone = "0711 222 333"
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.officer._tie_to(self.asha._identity()), "phone")
        self.assertEqual(self.hints(phone="0711222333"), [("phone", self.asha.id)])

    def test_numbers_are_read_again_when_a_company_moves(self):
        number = self.phone("0711 123 456")
        self.bela.phone = "0722 123 456"
        self.assertEqual(number.match_keys, "+254711123456")
        cron = self.env.ref("g2p_registry_ext.ir_cron_match_phones")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.env.flush_all()
        self.env.company.country_id = self.env.ref("base.ug")
        again = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(len(again - triggers), 1)
        self.bela.country_id = self.env.ref("base.tz")  # no company's contact
        found = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertEqual(found, again)
        with patch.object(type(cron), "_commit_progress", lambda *args, **kwargs: 1):
            self.env["res.partner"]._cron_match_phones(batch=1)
        self.assertEqual(number.match_keys, "+256711123456")
        self.assertEqual(self.bela.match_keys, "+255722123456")

    # === ID numbers, names, accounts === #

    def test_many_of_another_type_do_not_hide_an_id(self):
        other = self.env["g2p.id.type"].create({"name": "Test card of a club"})
        self._id(self.asha, "1001")
        people = [{"name": f"P{n}", "is_registrant": True} for n in range(30)]
        for person in self.env["res.partner"].create(people):
            self._id(person, "1001", other)
        vals = {"id_number": "1001", "id_type_id": self.id_type.id}
        self.assertEqual(self.hints(**vals), [("id", self.asha.id)])

    def test_a_person_of_whom_only_the_year_of_birth_is_known_is_found(self):
        """On either side: the form of the portal takes a year, and so does the registry."""
        vals = {"family_name": "Test", "given_name": "Asha"}
        year = {**vals, "birthdate": "1990-01-01", "birthdate_not_exact": True}
        (hint,) = self.env["res.partner"].with_user(self.officer)._duplicate_hints(year)
        self.assertEqual((hint["code"], hint["partner_id"]), ("year", self.asha.id))
        said = "The same name and year of birth: the day is not known."
        self.assertEqual(hint["reason"], said)
        self.assertEqual(self.hints(**vals, birthdate="1990-01-01"), [])
        self.assertEqual(self.hints(**{**year, "birthdate": "1991-01-01"}), [])
        self.assertEqual(self.hints(**{**year, "given_name": "Usha"}), [])
        self.asha.write({"birthdate": "1990-01-01", "birthdate_not_exact": True})
        self.assertEqual(self.hints(**vals, birthdate="1990-12-31"), [("year", self.asha.id)])
        self.assertEqual(self.hints(**vals, birthdate="1991-01-01"), [])
        self.assertEqual(self.hints(**year), [("name", self.asha.id)])

    def test_a_value_that_has_just_changed_is_seen(self):
        self._id(self.asha, IDS[0])
        self.assertEqual(self.hints(id_number=IDS[0]), [("id", self.asha.id)])
        self.asha.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(self.hints(id_number=IDS[0]), [])

    def test_an_id_number_is_found_however_either_side_wrote_it(self):
        reg_id = self._id(self.asha, IDS[0])
        for stored in IDS:
            reg_id.value = stored
            for typed in IDS:
                self.assertEqual(self.hints(id_number=typed), [("id", self.asha.id)])
        self.assertEqual(self.hints(id_number="90011236"), [])
        other = self.env["g2p.id.type"].create({"name": "Test passport"})
        self.assertEqual(self.hints(id_number=IDS[0], id_type_id=other.id), [])

    def test_a_name_is_found_however_either_side_wrote_it(self):
        for names in NAMES:
            for family, given in names:
                self.asha.write({"family_name": family, "given_name": given})
                for other_family, other_given in names:
                    vals = {"family_name": other_family, "given_name": other_given}
                    found = self.hints(birthdate="1990-02-03", **vals)
                    self.assertEqual(found, [("name", self.asha.id)], (family, other_family))

    def test_likeness_across_scripts_is_reported_as_such(self):
        names = ((AHMAD, AL_HARIRI), ("Ahmad", "Al-Hariri"))
        vals = [{"given_name": given, "family_name": family} for given, family in names]
        for stored, typed in (vals, vals[::-1]):
            self.asha.write(stored)
            typed = {**typed, "birthdate": "1990-02-03"}
            (hint,) = self.env["res.partner"].with_user(self.officer)._duplicate_hints(typed)
            self.assertEqual((hint["code"], hint["partner_id"]), ("script", self.asha.id))
            said = "A similar name in another script, and the same date of birth."
            self.assertEqual(hint["reason"], said)
            self.assertEqual(self.hints(**{**typed, "birthdate": "1990-02-04"}), [])

    def test_a_name_is_found_among_many_of_the_same_day(self):
        """Of many people only the year of birth is known: they share the first of January."""
        self.asha.birthdate = "1962-01-01"
        people = [
            {"name": f"P{n}", "is_registrant": True, "birthdate": "1962-01-01"} for n in range(60)
        ]
        self.env["res.partner"].create(people)
        vals = {"family_name": "Test", "given_name": "Asha", "birthdate": "1962-01-01"}
        self.assertEqual(self.hints(**vals), [("name", self.asha.id)])

    def test_an_account_is_found_however_either_side_wrote_it(self):
        bank = self.env["res.partner.bank"].create(
            {"partner_id": self.asha.id, "acc_number": ACCOUNTS[0]}
        )
        for stored in ACCOUNTS:
            bank.acc_number = stored
            for typed in ACCOUNTS:
                self.assertEqual(self.hints(account_number=typed), [("account", self.asha.id)])

    def test_a_value_shared_by_hundreds_does_not_hide_another(self):
        people = self.env["res.partner"].create(
            [{"name": f"P{n}", "is_registrant": True, "phone": "0700 000 001"} for n in range(60)]
        )
        self.phone("0711 123 456")
        many = [{"phone": "0700000001"}, {"phone": "0711123456"}]
        shared, own = self.env["res.partner"]._duplicate_hints_many(many)
        self.assertEqual({hint["partner_id"] for hint in own}, {self.asha.id})
        self.assertLessEqual({hint["partner_id"] for hint in shared}, set(people.ids))
        self.assertTrue(shared)

    # === The keys === #

    def test_keys_follow_what_is_written_in_a_batch(self):
        numbers = self.env["g2p.phone.number"].create(
            [
                {"partner_id": person.id, "phone_no": text}
                for person in (self.asha, self.bela)
                for text in ("0711 123 456", "+228 90123456")
            ]
        )
        keys = ["+254711123456", "+22890123456"] * 2
        self.assertEqual(numbers.mapped("match_keys"), keys)
        numbers.write({"phone_no": "90 12 34 57"})
        self.env.company.country_id = self.env.ref("base.tg")
        self.assertEqual(set(numbers.mapped("match_keys")), {"+22890123457"})
        self.bela.country_id = self.env.ref("base.ne")
        self.assertEqual(set(self.bela.phone_number_ids.mapped("match_keys")), {"+22790123457"})
        self.asha.write({"family_name": "Wei\u00df", "given_name": "\u0141ucja"})
        self.assertEqual(self.asha.match_name, "weiss lucja")

    def test_existing_rows_get_their_keys(self):
        """Computed as the server does for a new stored field, for any number of rows."""
        kept = {
            (self.phone("0711 123 456"), "match_keys"): "+254711123456",
            (self._id(self.asha, IDS[0]), "match_keys"): "NID90011236",
            (self.asha, "match_name"): "test asha",
        }
        for (record, name), key in kept.items():
            self.env.flush_all()
            table, column = SQL.identifier(record._table), SQL.identifier(name)
            self.env.cr.execute(SQL("UPDATE %s SET %s = NULL", table, column))
            self.env.invalidate_all()
            self.assertFalse(record[name])
            self.env["res.partner"]._recompute_match_keys()
            self.assertEqual(record[name], key)

    def test_an_update_asks_no_query_for_each_row_and_reads_few_columns(self):
        # all alike, since 17.0 writes differing values in separate statements
        vals = {"name": "P", "is_registrant": True, "phone": "0711 123 456"}
        people = self.env["res.partner"].create([vals] * 30)
        self.env["g2p.phone.number"].create(
            [{"partner_id": person.id, "phone_no": person.phone} for person in people]
        )
        for records, names in (
            (people, ["match_name", "match_keys"]),
            (people.phone_number_ids, ["match_keys"]),
        ):
            counts = []
            for part in (records[:2], records):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                for name in names:
                    self.env.add_to_compute(part._fields[name], part)
                part.flush_recordset(names)
                counts.append(self.env.cr.sql_log_count - before)
                self.assertNotIn("street", people[0]._cache)
            self.assertEqual(*counts)

    def test_nobody_reads_a_key(self):
        number, reg_id = self.phone("0711 123 456"), self._id(self.asha, IDS[0])
        for user in (self.admin, self.registrar, self.env.ref("base.user_admin")):
            for record in (number, reg_id, self.asha):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["match_keys"])
                self.assertNotIn("match_keys", record.with_user(user).fields_get())

    def test_writing_the_country_confirms_no_stated_number(self):
        number = self.phone("0711 123 456", is_stated=True)
        number.with_user(self.registrar).write({"country_id": self.env.ref("base.ug").id})
        self.assertTrue(number.is_stated)
        self.assertEqual(number.match_keys, "+256711123456")

    def test_another_country_of_a_number_hides_no_tie(self):
        number = self.phone("0711 123 456")
        self.officer.partner_id.phone = "+254711123456"
        number.with_user(self.officer).sudo().country_id = self.env.ref("base.ug")
        self.env.invalidate_all()
        self.assertEqual(self.officer._tie_to(self.asha._identity()), "phone")
