from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestDuplicateHints(RegistryExtCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._id(cls.asha, "AB-1234-5678")
        cls.env["g2p.phone.number"].create({"partner_id": cls.asha.id, "phone_no": "+919876543210"})
        cls.env["res.partner.bank"].create(
            {"partner_id": cls.bela.id, "acc_number": "DE89 3704 0044 0532 0130 00"}
        )
        cls.env.company.country_id = cls.env.ref("base.in")

    def _hints(self, **vals):
        return [
            (hint["code"], hint["partner_id"])
            for hint in self.env["res.partner"].with_user(self.officer)._duplicate_hints(vals)
        ]

    def test_the_same_id_number_is_reported_masked(self):
        vals = {"id_number": "AB-1234-5678", "id_type_id": self.id_type.id}
        (hint,) = self.env["res.partner"].with_user(self.officer)._duplicate_hints(vals)
        self.assertEqual(hint["partner_id"], self.asha.id)
        self.assertEqual(hint["reason"], "The same ID number (Test national ID ••••5678).")
        self.assertNotIn("1234", hint["reason"])

    def test_another_type_of_id_with_the_same_number_is_no_hint(self):
        other = self.env["g2p.id.type"].create({"name": "Test passport"})
        self.assertEqual(self._hints(id_number="AB-1234-5678", id_type_id=other.id), [])
        self.assertEqual(self._hints(id_number="AB-1234-5678"), [("id", self.asha.id)])

    def test_a_telephone_number_is_found_however_it_is_written(self):
        for number in ("+91 98765 43210", "00919876543210", "09876543210", "9876543210"):
            with self.subTest(number):
                self.assertEqual(self._hints(phone=number), [("phone", self.asha.id)])
        self.assertEqual(self._hints(phone="+919876543211"), [])

    def test_the_same_bank_account_is_reported(self):
        self.assertEqual(
            self._hints(account_number="de89370400440532013000"), [("account", self.bela.id)]
        )

    def test_name_and_birth_date_match_in_any_order_and_case(self):
        born = {"birthdate": "1990-02-03"}
        for names in (("ASHA", "test"), ("Test", "Ashá"), ("Test", "Asha Rani")):
            with self.subTest(names):
                family, given = names
                self.assertEqual(
                    self._hints(family_name=family, given_name=given, **born),
                    [("name", self.asha.id)],
                )
        self.assertEqual(self._hints(family_name="Test", given_name="Asha"), [])
        self.assertEqual(self._hints(family_name="Test", given_name="Bela", **born), [])

    def test_the_person_itself_is_not_reported(self):
        vals = {"id_number": "AB-1234-5678", "partner_id": self.asha.id}
        self.assertEqual(self.env["res.partner"]._duplicate_hints(vals), [])

    def test_contacts_and_registrants_of_other_companies_are_not_reported(self):
        self.asha.is_registrant = False
        self.assertEqual(self._hints(id_number="AB-1234-5678"), [])
        self.asha.is_registrant = True
        self.asha.company_id = self.env["res.company"].create({"name": "Test other"})
        self.assertEqual(self._hints(id_number="AB-1234-5678"), [])

    def test_nothing_known_gives_no_hint_and_no_query(self):
        self.env.company.country_id.phone_code  # noqa: B018  (into the cache)
        with self.assertQueryCount(0):
            self.assertEqual(self.env["res.partner"]._duplicate_hints({"phone": " "}), [])

    def test_many_persons_cost_no_more_queries_than_one(self):
        persons = [
            {
                "id_number": "AB-1234-5678",
                "phone": "+919876543210",
                "account_number": "DE89370400440532013000",
                "family_name": "Test",
                "given_name": "Bela",
                "birthdate": "1985-06-07",
            }
        ] * 25
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(15):
            found = self.env["res.partner"]._duplicate_hints_many(persons)
        codes = [hint["code"] for hint in found[-1]]
        self.assertEqual(codes, ["id", "phone", "account", "name"])
        self.assertEqual(len(found), 25)
