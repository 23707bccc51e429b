from odoo.tests import tagged

from ..models.res_partner_duplicates import MOST_SHOWN
from .common import RegistryExtCase

MORE = "More persons of the registry share it."
ASHA = {"family_name": "Test", "given_name": "Asha"}


@tagged("post_install", "-at_install")
class TestManyAlike(RegistryExtCase):
    """In a large registry more persons are alike than a list shows; the right one is shown."""

    def people(self, count, **vals):
        """Persons created after the fixtures, so that a shortened list would drop the older
        ones."""
        common = {"is_registrant": True, **vals}
        names = [{"name": f"P{n}", "family_name": f"P{n}", "given_name": "Q"} for n in range(count)]
        return self.env["res.partner"].create([{**name, **common} for name in names])

    def hints(self, most=MOST_SHOWN, **vals):
        return self.env["res.partner"].with_user(self.officer)._duplicate_hints(vals, most)

    def found(self, most=MOST_SHOWN, **vals):
        return [hint["partner_id"] for hint in self.hints(most, **vals)]

    # === Names === #

    def test_the_exact_name_comes_before_names_that_contain_it(self):
        self.people(MOST_SHOWN + 5, birthdate="1990-02-03", family_name="Test", given_name="Asha R")
        found = self.found(**ASHA, birthdate="1990-02-03")
        self.assertEqual(found[0], self.asha.id)
        self.assertEqual(len(found), MOST_SHOWN)

    def test_everybody_described_exactly_is_found_among_many_of_the_same_day(self):
        """All names share a few words, and everybody is born on the first of January."""
        words = [f"w{chr(97 + n)}" for n in range(10)]
        names = [(one, two) for one in words for two in words if one < two]
        vals = [
            {"family_name": one, "given_name": two, "name": f"{one} {two}", "is_registrant": True}
            for one, two in names
        ]
        born = {"birthdate": "1962-01-01"}
        persons = self.env["res.partner"].create([{**row, **born} for row in vals])
        self.env["res.partner"].create(
            [
                {**row, **born, "given_name": f"{row['given_name']} {row['family_name']}x"}
                for row in vals
                for _time in range(MOST_SHOWN + 2)
            ]
        )
        asked = [{**row, **born} for row in vals]
        found = self.env["res.partner"]._duplicate_hints_many(asked)
        for person, hints in zip(persons, found, strict=True):
            self.assertEqual(hints[0]["partner_id"], person.id)

    def test_the_reason_says_that_there_are_more_only_if_there_are(self):
        same = {**ASHA, "birthdate": "1990-02-03"}
        self.people(MOST_SHOWN - 1, **same)
        said = "The same name and date of birth."
        self.assertEqual({hint["reason"] for hint in self.hints(**same)}, {said})
        self.assertEqual(len(self.hints(**same)), MOST_SHOWN)
        self.people(1, **same)
        reasons = [hint["reason"] for hint in self.hints(**same)]
        self.assertEqual(reasons, [said] * (MOST_SHOWN - 1) + [f"{said} {MORE}"])
        # the person described is not counted
        others = self.hints(**same, partner_id=self.asha.id)
        self.assertEqual({hint["reason"] for hint in others}, {said})
        self.assertEqual(len(others), MOST_SHOWN)

    def test_a_rule_gets_all_of_them(self):
        same = {**ASHA, "birthdate": "1990-02-03"}
        people = self.people(MOST_SHOWN + 5, **same)
        self.assertEqual(set(self.found(most=None, **same)), {self.asha.id, *people.ids})

    # === Numbers that many share === #

    def share(self, records, **vals):
        self.env["g2p.phone.number"].create(
            [{"partner_id": person.id, "phone_no": "0711 123 456", **vals} for person in records]
        )

    def test_among_sharers_of_a_number_the_name_comes_first(self):
        """A clinic's number, say, with a date of birth that is unknown or different."""
        self.share(self.asha)
        self.share(self.people(MOST_SHOWN + 5))
        for born in ({}, {"birthdate": "1991-05-06"}):
            hints = self.hints(phone="+254711123456", **ASHA, **born)
            self.assertEqual(hints[0]["partner_id"], self.asha.id)
            self.assertEqual(len(hints), MOST_SHOWN)
            said = "The same telephone number (••••3456)."
            self.assertEqual(hints[-1]["reason"], f"{said} {MORE}")
        self.assertNotIn(self.asha.id, self.found(phone="+254711123456", family_name="Bela"))

    def test_the_name_counts_the_same_on_the_contact_and_in_its_list(self):
        self.share(self.asha)
        self.people(MOST_SHOWN + 5, phone="0711 123 456")
        self.assertEqual(self.found(phone="+254711123456", **ASHA)[0], self.asha.id)

    def test_among_sharers_of_an_id_number_the_name_comes_first(self):
        self._id(self.asha, "1001")
        for person in self.people(MOST_SHOWN + 5):
            self._id(person, "1001")
        for kind in ({}, {"id_type_id": self.id_type.id}):
            self.assertEqual(self.found(id_number="1001", **ASHA, **kind)[0], self.asha.id)

    def test_among_sharers_of_an_account_the_name_comes_first(self):
        Bank = self.env["res.partner.bank"]
        persons = self.asha | self.people(MOST_SHOWN + 5)
        Bank.create([{"partner_id": person.id, "acc_number": "KE12345678"} for person in persons])
        self.assertEqual(self.found(account_number="KE12345678", **ASHA)[0], self.asha.id)

    def test_a_person_with_many_rows_of_one_number_hides_nobody(self):
        self.share(self.asha)
        self.share(self.bela.browse([self.bela.id] * (MOST_SHOWN + 5)))
        found = self.found(phone="+254711123456")
        self.assertEqual(set(found), {self.asha.id, self.bela.id})
        self.assertEqual(len(found), 2)

    # === What it costs === #

    def test_more_persons_alike_cost_no_more_queries(self):
        vals = {**ASHA, "birthdate": "1990-02-03", "phone": "0711123456", "id_number": "1001"}
        self.hints(**vals)  # cached by the server
        counts = []
        for count in (1, MOST_SHOWN + 5):
            people = self.people(count, **ASHA, birthdate="1990-02-03")
            self.share(people)
            for person in people:
                self._id(person, "1001")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.hints(**vals)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
