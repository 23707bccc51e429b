from unittest.mock import patch

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import identity, phones

#: country -> E.164, and how people of the country write it
WRITTEN = {
    "KE": (
        "+254711123456",
        ("0711 123 456", "+254 (0)711 123 456", "254711123456", "00254-711-123456", "711123456"),
    ),
    "DE": (
        "+49301234567",
        ("030 1234567", "030/1234567", "+49 (0)30 / 123 45 67", "0049 30 1234567", "(030) 1234567"),
    ),
    "US": (
        "+14155552671",
        ("(415) 555-2671", "415.555.2671", "1-415-555-2671", "+1 415 555 2671 ext. 12"),
    ),
    "TG": ("+22890123456", ("90 12 34 56", "90123456", "22890123456", "00228 90 12 34 56")),
    "CV": ("+2389911234", ("991 12 34", "9911234", "+238 991-12-34", "002389911234")),
    "IQ": (
        "+9647701234567",
        ("0770 123 4567", "\u0660\u0667\u0667\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667"),
    ),
    "IN": (
        "+919876543210",
        ("98765 43210", "098765-43210", "\u096f\u096e\u096d\u096c\u096b 43210"),
    ),
    "AE": (
        "+971501234567",
        ("050 123 4567", "+971 (0) 50 1234567", "\u06f0\u06f5\u06f0 123 4567", "971501234567"),
    ),
}
PLANS = sorted(phonenumbers.SUPPORTED_REGIONS)


@tagged("post_install", "-at_install")
class TestPhones(BaseCase):
    """A telephone number has one key, however it is written."""

    def test_every_way_of_writing_a_number_is_its_e164(self):
        for region, (key, texts) in WRITTEN.items():
            for text in (*texts, key):
                with self.subTest(region, text=text):
                    self.assertEqual(phones.keys(text, [region]), [key])

    def test_numbers_that_only_end_alike_are_two(self):
        pairs = [
            ("+22890123456", "+22990123456"),  # the same eight digits in Togo and Benin
            ("+2389911234", "+2459911234"),
            ("+254711123456", "+256711123456"),
            ("0711123456", "+256711123456"),
            ("+14155552671", "+12125552671"),
            ("+4930123456", "+49130123456"),
        ]
        for one, other in pairs:
            with self.subTest(one, other=other):
                keys = phones.keys(one, ["KE"]), phones.keys(other, ["KE"])
                self.assertEqual((len(keys[0]), len(keys[1])), (1, 1))
                self.assertNotEqual(*keys)

    def test_a_number_written_nationally_is_its_countrys(self):
        self.assertEqual(phones.keys("90123456", ["TG"]), ["+22890123456"])
        self.assertEqual(phones.keys("0711123456", ["UG", "KE"]), ["+256711123456"])
        self.assertEqual(phones.keys("0711123456", ["TG", "KE"]), ["+254711123456"])
        self.assertEqual(phones.keys("0711123456", []), ["0711123456"])

    def test_a_number_is_that_of_each_country_that_is_equally_likely(self):
        both = ["+254711123456", "+256711123456"]
        self.assertEqual(phones.keys("0711 123 456", ["KE+UG"]), both)
        self.assertEqual(phones.keys("0711 123 456 / +256 711 123 456", ["KE+UG"]), both)
        self.assertEqual(phones.keys("0711 123 456", ["UG", "KE+UG"]), both[1:])
        self.assertEqual(phones.keys("+254 711 123 456", ["KE+UG"]), both[:1])
        self.assertEqual(phones.keys("254711123456", ["KE+UG"]), both[:1])
        self.assertEqual(phones.keys("90 12 34 56", ["KE+TG"]), ["+22890123456"])
        self.assertEqual(phones.keys("(415) 555-2671", ["CA+US"]), ["+14155552671"])

    def test_no_text_keeps_the_server_busy(self):
        for text in ("1 2 3 4 5 6 7 8 9 " * 20, "1 2 3 4 5 6 7 8 9 " * 3, "0 3 0 1 2 3 4 5 " * 20):
            for regions in (["TG", "CV", "IQ"], ["DE"], ["AT+DE+IT"]):
                with patch.object(phones, "_parsed", wraps=phones._parsed) as parsed:
                    phones.keys(text, regions)
                self.assertLess(parsed.call_count, 3000, (text, regions))

    def test_a_text_may_hold_several_numbers(self):
        both = ["+254700123456", "+254711222333"]
        for text in (
            "0700 123 456 / 0711222333",
            "0700123456, 0711222333",
            "0700 123 456 or 0711 222 333 ext. 12",
            "+254700123456 +254711222333",
            "0700 123 456 0711 222 333",
            "Home: 0700-123456; mobile: +254 (0)711 222 333 x7",
            "0700123456\n\u0660\u0667\u0661\u0661 222 333",
        ):
            with self.subTest(text):
                self.assertEqual(phones.keys(text, ["KE"]), both)
        self.assertEqual(phones.keys("0700123456/57", ["KE"]), both[:1])

    def test_a_number_that_no_plan_explains_is_compared_whole(self):
        self.assertEqual(phones.keys("12-34 567"), ["1234567"])
        self.assertEqual(phones.keys("123-45", ["KE"]), ["12345"])
        self.assertEqual(phones.keys("+999 12-34 567"), ["+9991234567"])
        self.assertNotEqual(phones.keys("91234567"), phones.keys("1234567"))
        for nothing in (None, "", "-", "112", "call me", "000 000 000", "\u200b"):
            self.assertEqual(phones.keys(nothing, ["KE"]), [])

    def test_characters_that_telephones_copy_along_are_ignored(self):
        text = "\u202a+254\u00a0700\u2011123\u2011456\u202c"
        self.assertEqual(phones.keys(text), ["+254700123456"])

    @settings(max_examples=150, deadline=None)
    @given(st.sampled_from(PLANS), st.sampled_from(["MOBILE", "FIXED_LINE"]))
    def test_each_countrys_ways_of_writing_agree(self, region, kind):
        kind = getattr(phonenumbers.PhoneNumberType, kind)
        number = phonenumbers.example_number_for_type(region, kind)
        if not number:
            return
        forms = phonenumbers.PhoneNumberFormat
        key = phonenumbers.format_number(number, forms.E164)
        for form in (forms.E164, forms.NATIONAL, forms.INTERNATIONAL, forms.RFC3966):
            text = phonenumbers.format_number(number, form)
            self.assertEqual(phones.keys(text, [region]), [key], text)
            self.assertEqual(phones.keys(f"{text} / {text}", [region]), [key], text)
        self.assertEqual(phones.keys(f"00{key[1:]}"), [key])

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=60), st.lists(st.sampled_from(PLANS), max_size=3))
    def test_any_text_is_read_and_its_keys_are_their_own_keys(self, text, regions):
        for key in phones.keys(text, regions):
            self.assertRegex(key, r"^\+?[0-9]{4,}$")
            if key.startswith("+"):
                self.assertEqual(phones.keys(key), [key])

    def test_a_number_is_recognised_in_the_form_in_which_it_was_kept_before(self):
        before = {  # the last nine digits, as it had been written
            "+254700123456": {"700123456"},
            "+22890123456": {"890123456", "90123456"},
            "+2389911234": {"389911234", "9911234"},
            "0700123456": {"700123456"},
        }
        for key, kept in before.items():
            self.assertLessEqual(kept, phones.former_keys(key))
        for key, kept in before.items():
            for form in kept:
                former = {identity.digest(b"s", f"phone:{form}"): "phone"}
                found = identity.shared(former, {f"phone:{key}": True}, lambda: [b"s"])
                self.assertEqual(list(found), [("phone", True)])
