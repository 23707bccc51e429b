from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import folding, identity

SAME_ID = (
    ("NID-90011236", "NID90011236", "nid 9001 1236", "NID\u201190011236", "NID/9001.1236"),
    ("NID90011236", "NID\u0669\u0660\u0660\u0661\u0661\u0662\u0663\u0666"),
    (
        "90011236",
        "\u06f9\u06f0\u06f0\u06f1\u06f1\u06f2\u06f3\u06f6",
        "\uff19\uff10\uff10\uff111236",
    ),
    ("AB12", "\uff41\uff42\uff11\uff12", "a\u200bb\u00ad1\u20602"),
)
SAME_NAME = (
    ("\u0141ukasz Nowak", "Lukasz Nowak", "NOWAK, LUKASZ"),
    ("Wei\u00df", "WEISS", "Weiss"),
    ("\u0130brahim I\u015f\u0131k", "ibrahim isik", "IBRAHIM ISIK"),
    ("M\u00fcller J\u00f6rg", "Mueller Joerg", "MULLER JORG"),
    ("\u0623\u062d\u0645\u062f", "\u0627\u062d\u0645\u062f", "\u0627\u062d\u0640\u0645\u062f"),
    ("\u0639\u0644\u064a \u0627\u0644\u062d\u0631", "\u0639\u0644\u0649 \u062d\u0631"),
    ("\u0641\u0627\u0637\u0645\u0629", "\u0641\u0627\u0637\u0645\u0647"),
    ("\u06cc\u0627\u0633\u06cc\u0646", "\u064a\u0627\u0633\u064a\u0646"),
    ("\u0639\u0628\u062f \u0627\u0644\u0644\u0647", "\u0639\u0628\u062f\u0627\u0644\u0644\u0647"),
    ("Ali Al-Hariri", "Ali El Hariri", "ALI ALHARIRI", "al hariri ali", "Ali Hariri"),
    ("Abd al-Rahman Said", "Abdulrahman Sa\u00efd", "Abdel Rahman Said", "Said Abd-Al-Rahman"),
    ("Mary-Anne O\u2019Neil", "Maryanne ONeil", "O'Neil Mary Anne"),
    ("\u0401\u043b\u043a\u0438\u043d", "\u0415\u043b\u043a\u0438\u043d"),
    ("Nguy\u1ec5n V\u0103n", "Nguyen Van"),
    ("\u12d3\u1208\u121d \u1340\u1210\u12ed", "\u12a0\u1208\u121d \u1338\u1203\u12ed"),  # Amharic
    ("\u1220\u120b\u121d \u1283\u12ed\u1209", "\u1230\u120b\u121d \u1200\u12ed\u1209"),
)
ALIKE = (
    ("\u0623\u062d\u0645\u062f", "Ahmad"),
    ("\u0645\u062d\u0645\u062f \u0639\u0644\u064a", "Mohammed Ali"),
    ("\u0627\u0644\u0623\u062d\u0645\u062f", "Al Ahmad"),
    ("\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "Ivan Petrov"),
    ("\u0930\u093e\u092e \u0936\u0930\u094d\u092e\u093e", "Ram Sharma"),
    ("\u0639\u0628\u062f \u0627\u0644\u0631\u062d\u0645\u0646", "Abdulrahman"),
)
OTHERS = (
    ("\u0627\u062d\u0645\u062f", "\u062d\u0645\u062f"),
    ("Sita Devi", "Sita Rani"),
    ("Devi", "Sita Devi"),
    ("\u0930\u093e\u092e", "\u0930\u092e\u093e"),
    ("Ahmad", "Ahmed"),
    ("Alisa Petrova", "Elisa Petrova"),  # no article
    ("Elena", "Ena"),
    ("\u12a0\u1208\u121d", "\u12a0\u1209\u121d"),
)


def same(one, other):
    return folding.same_name(folding.name(one), folding.name(other))


def alike(one, other):
    return folding.alike(folding.name(one), folding.name(other))


@tagged("post_install", "-at_install")
class TestFolding(BaseCase):
    """Both sides of a comparison are folded by one function, so it holds in both directions."""

    def test_an_id_number_is_the_same_however_it_is_written(self):
        for texts in SAME_ID:
            self.assertEqual(len(set(map(folding.identifier, texts))), 1, texts)

    def test_id_numbers_are_compared_whole(self):
        keys = [folding.identifier(text) for text in ("90011236", "0011236", "900112360", "")]
        self.assertEqual(len(set(keys)), 4)
        self.assertFalse(folding.identifier("-- /"))

    def test_no_key_is_longer_than_an_index_takes(self):
        for text in ("9" * 5000, "\ufdfa" * 5000, "\U0001d7d8" * 5000, "\u00df" * 5000):
            for key in (folding.identifier(text), identity.account_key(text)):
                self.assertLess(len(key.encode()), 2700)
                self.assertTrue(key)

    def test_a_name_is_the_same_however_it_is_written(self):
        for texts in SAME_NAME:
            for one in texts:
                for other in texts:
                    self.assertTrue(same(one, other), (one, other))
                    self.assertFalse(alike(one, other), (one, other))

    def test_a_name_in_another_script_is_alike_and_never_the_same(self):
        for one, other in ALIKE:
            for pair in ((one, other), (other, one)):
                self.assertFalse(same(*pair), pair)
                self.assertTrue(alike(*pair), pair)

    def test_other_names_are_neither(self):
        for one, other in OTHERS:
            for pair in ((one, other), (other, one)):
                self.assertFalse(same(*pair), pair)
                self.assertFalse(alike(*pair), pair)

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=40), st.text(max_size=40))
    def test_it_holds_in_both_directions_for_any_text(self, one, other):
        self.assertEqual(same(one, other), same(other, one))
        self.assertEqual(alike(one, other), alike(other, one))
        words = folding.name(one)
        self.assertEqual(folding.same_name(words, words), bool(words))
        self.assertEqual(same(one, one.upper().lower()), bool(words))

    @settings(max_examples=300, deadline=None)
    @given(st.text(max_size=40))
    def test_an_id_number_folds_to_letters_and_digits_once(self, text):
        key = folding.identifier(text)
        self.assertTrue(not key or key.isalnum())
        self.assertEqual(folding.identifier(key), key)
        self.assertEqual(folding.identifier(f" {text}-"), key)
