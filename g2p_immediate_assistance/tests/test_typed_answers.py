from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .common import ANSWERS, AssistanceCase

FIRST_AND_LAST = "Enter a day from "


@tagged("post_install", "-at_install")
class TestTypedAnswers(AssistanceCase):
    """Typed answers are read unambiguously, or rejected with a message."""

    def start(self):
        return (
            self.env["g2p.assistance.application"]
            .with_user(self.ada)
            ._start(self.type.with_user(self.ada))
        )

    def save(self, step, **answers):
        """(application, errors) after submitting a page with these answers."""
        application = self.start()
        typed = {**ANSWERS[step], **self.choices(step), **answers}
        return application.sudo(), application._portal_save(step, typed)

    # === Amounts === #

    def in_currency(self, code):
        currency = self.env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", code)], limit=1)
        currency.active = True
        application = self.start()
        application.sudo().write({"currency_id": currency.id})
        return application

    def read(self, code, text):
        """The amount as it was read, or the error message."""
        application = self.in_currency(code)
        answers = {**ANSWERS["treatment"], "amount_requested": text}
        errors = application._portal_save("treatment", answers)
        return errors.get("amount_requested") or application.amount_requested

    def test_separators_of_all_keyboards_are_read_by_the_currencys_decimals(self):
        self.type.ceiling = 10**7
        readings = {
            ("USD", "1,200"): 1200,
            ("USD", "1.200"): 1200,
            ("USD", "120,50"): 120.5,
            ("USD", "1 200,50"): 1200.5,
            ("USD", "1\u202f200,50"): 1200.5,
            ("USD", "1’200.50"): 1200.5,
            ("USD", "12,34,567.50"): 1234567.5,
            ("USD", "\u0661\u0662\u0660\u066b\u0665"): 120.5,
            ("USD", "\u0967\u0968\u0966"): 120,
            ("USD", "USD 120"): 120,
            ("USD", "\u202a120\u202c"): 120,
            ("KWD", "0,500"): 0.5,
            ("JPY", "1,200"): 1200,
        }
        for (code, text), amount in readings.items():
            with self.subTest(code=code, text=text):
                self.assertEqual(self.read(code, text), amount)

    def test_an_invalid_or_ambiguous_amount_is_rejected_with_an_example(self):
        sentences = {
            ("USD", "0,500"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "1,20,50"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "EUR 120"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "1e3"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "1_0"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "-5"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("USD", "12²"): "Enter an amount of money, such as 1200 or 1200.50.",
            ("KWD", "1,200"): "This amount can be read in two ways. Type 1.2 or 1200.",
            ("KWD", "12.5000"): "Enter an amount of money, such as 1200 or 1200.500.",
            ("JPY", "120,50"): "Enter an amount of money in whole JPY, such as 1200.",
        }
        for (code, text), sentence in sentences.items():
            with self.subTest(code=code, text=text):
                self.assertEqual(self.read(code, text), sentence)

    # === Characters === #

    def test_invisible_characters_are_removed(self):
        application, errors = self.save(
            "person",
            given_name="A\u200bda\u00ad",
            family_name="Wanj\u202aiku\u202c",
            id_number="NID\u20119001\u2013123\u0664",
            phone="\u2066+254\u00a0700\u2011000\u2011123\u2069",
        )
        self.assertEqual(errors, {})
        self.assertEqual((application.given_name, application.family_name), ("Ada", "Wanjiku"))
        self.assertEqual(application.id_number, "NID-9001-1234")
        self.assertEqual(application.phone, "+254 700-000-123")

    def test_joiners_are_kept_in_scripts_that_need_them(self):
        name = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0646"
        application, errors = self.save("person", given_name=name)
        self.assertEqual((errors, application.given_name), ({}, name))

    def test_nul_and_surrogates_are_refused_with_a_message(self):
        wrong = "This contains characters that we cannot save. Please type it again."
        for bad in ("A\0", "A\ud800"):
            for step, name in (("treatment", "treatment_details"), ("person", "given_name")):
                with self.subTest(bad=bad, name=name):
                    self.assertEqual(self.save(step, **{name: bad})[1], {name: wrong})
        rows = [{"name": "B\0", "birth_year": ""}]
        self.assertEqual(
            self.start()._portal_save("family", ANSWERS["family"], rows), {"members": wrong}
        )

    def test_characters_that_only_look_like_digits_are_refused(self):
        for step, name, sentence in (
            ("person", "gender_id", "Choose one of the answers."),
            ("family", "household_size", "Enter a whole number from 1 to 60."),
        ):
            self.assertEqual(self.save(step, **{name: "²"})[1], {name: sentence})

    def test_an_invisible_text_is_no_answer(self):
        for nothing in ("\u200b", "\u3164", " \u2060 ", "\u0301"):
            with self.subTest(nothing=nothing):
                errors = self.save("treatment", hospital=nothing)[1]
                self.assertEqual(
                    errors, {"hospital": "Enter the hospital or doctor that gives the treatment."}
                )

    # === Place === #

    def test_the_place_in_short_is_the_town_and_then_the_district(self):
        for town, district, shown in (
            ("Molo", "Nakuru", "Molo, Nakuru"),
            ("Nakuru", "Nakuru", "Nakuru"),
            ("Molo", "", "Molo"),
        ):
            answers = {"street": "5 Hill Road", "city": town, "district_text": district}
            application, errors = self.save("address", **answers)
            self.assertEqual(errors, {})
            self.assertEqual(application._place_in_short(), shown)

    # === Names and birth === #

    def test_one_name_is_enough(self):
        for given, family in (("Suharto", ""), ("", "Suharto")):
            application, errors = self.save("person", given_name=given, family_name=family)
            self.assertEqual(errors, {})
            self.assertEqual(application._patient_name(), "Suharto")
            self.assertEqual(application._prepare_registrant_vals()["name"], "SUHARTO")
            missing = [sentence for _step, sentence in application._missing()]
            self.assertFalse([sentence for sentence in missing if "name" in sentence])

    def test_a_missing_name_and_a_name_without_letters_are_rejected(self):
        errors = self.save("person", given_name="\u200b", family_name="")[1]
        self.assertEqual(errors, {"given_name": "Enter the patient's name. One name is enough."})
        errors = self.save("person", given_name="-", family_name="Wanjiku")[1]
        self.assertEqual(errors, {"given_name": "Write the name in letters."})

    def test_a_year_of_birth_is_accepted_if_the_day_is_not_known(self):
        application, errors = self.save("person", birthdate="", birth_year="1962")
        self.assertEqual(errors, {})
        self.assertEqual(str(application.birthdate), "1962-01-01")
        self.assertTrue(application.birthdate_not_exact)
        self.assertTrue(application._prepare_registrant_vals()["birthdate_not_exact"])
        application, errors = self.save("person", birthdate="1962-05-04")
        self.assertEqual((errors, application.birthdate_not_exact), ({}, False))

    def test_a_year_that_differs_from_the_date_is_rejected(self):
        errors = self.save("person", birthdate="1962-05-04", birth_year="1963")[1]
        self.assertEqual(
            errors, {"birthdate": "The date and the year differ. Keep the correct one."}
        )

    def test_an_invisible_text_is_no_date_and_no_year(self):
        for answers in ({"birthdate": "\u200b", "birth_year": "1962"}, {"birth_year": "\u200b"}):
            application, errors = self.save("person", **answers)
            self.assertEqual(errors, {})
            self.assertTrue(application.birthdate)
        errors = self.save("person", birthdate="\u200b", birth_year="\u200b")[1]
        self.assertEqual(errors, {"birthdate": "Enter the patient's date of birth."})

    def test_errors_are_reported_in_the_order_of_the_page(self):
        nothing = dict.fromkeys(("given_name", "family_name", "birthdate", "id_number"), "")
        errors = self.save("person", **nothing, phone="call me")[1]
        self.assertEqual(list(errors), ["given_name", "birthdate", "id_number", "phone"])
        errors = self.save("treatment", amount_requested="lots", treatment_date="soon")[1]
        self.assertEqual(list(errors), ["amount_requested", "treatment_date"])

    def test_todays_birth_is_accepted_in_every_time_zone(self):
        at = fields.Datetime.to_datetime("2026-03-01 11:00:00")  # it is the 2nd in UTC+14
        with patch.object(fields.Datetime, "now", lambda: at):
            self.assertEqual(self.save("person", birthdate="2026-03-02")[1], {})
            errors = self.save("person", birthdate="2026-03-03")[1]
        self.assertEqual(errors, {"birthdate": "Enter a valid date of birth, in the past."})

    def test_a_treatment_date_long_ago_is_rejected(self):
        today = self.company_day()
        for day in (today - timedelta(days=400), today + timedelta(days=800)):
            errors = self.save("treatment", treatment_date=str(day))[1]
            self.assertIn(FIRST_AND_LAST, errors["treatment_date"])
        self.assertEqual(self.save("treatment", treatment_date=str(today))[1], {})

    def company_day(self):
        return self.start().sudo().company_id._office_day()

    # === Household === #

    def members(self, rows, size="60"):
        application = self.start()
        errors = application._portal_save("family", {"household_size": size}, rows)
        return application.sudo().member_ids.mapped("name"), errors

    def test_too_many_members_are_rejected(self):
        rows = [{"name": f"Child {chr(65 + number)}"} for number in range(21)]
        sentence = (
            "You can list at most 20 members. Leave out people who do not depend on "
            "the person who needs help."
        )
        self.assertEqual(self.members(rows), ([], {"members": sentence}))
        self.assertEqual(len(self.members(rows[:20])[0]), 20)

    def test_a_row_without_a_name_is_rejected_and_an_empty_one_ignored(self):
        rows = [{"name": "Ben"}, {"name": "", "birth_year": "2001"}]
        sentence = "Write the name of member 2, or remove the member."
        self.assertEqual(self.members(rows)[1], {"members": sentence})
        rows[1]["remove"] = True
        self.assertEqual(self.members(rows), (["Ben"], {}))
        self.assertEqual(self.members([{"name": "Ben"}, {"name": " "}]), (["Ben"], {}))

    def test_more_members_than_people_are_rejected(self):
        rows = [{"name": name, "relation": "spouse"} for name in ("Ann", "Bea", "Cleo")]
        sentence = (
            "You listed 4 people with the one who needs help, but you wrote that 1 live in the "
            "household."
        )
        self.assertEqual(self.members(rows, size="1")[1], {"members": sentence})
        self.assertEqual(self.members(rows, size="4")[1], {})
