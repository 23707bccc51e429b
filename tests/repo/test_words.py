"""The word list of `make lint` finds its words, and its exceptions shrink."""

import doctest
from pathlib import Path

import pytest
import words

ROOT = Path(__file__).resolve().parents[2]


def test_the_examples_hold():
    assert doctest.testmod(words).failed == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a key is encrypted anew", "anew"),
        ("it can not be paid", "can not"),
        ("an officer and his case", "his"),
        ("the officer is told", "is told"),
        ("a voucher hangs on it", "hangs on"),
        ("a batch broke off", "broke off"),
        ("an officer hands the case over", "hands the case over"),
        ("Handed over to an officer", "Handed over"),
    ],
)
def test_a_word_is_found(text, word):
    for suffix in words.SUFFIXES:
        assert [found for _line, found, _better in words.hits(text, suffix)] == [word]


def test_a_clause_as_the_subject_of_a_comment_is_found():
    text = "x = 1  # Who pays is another.\ny = 2  # the payer\n"
    assert [line for line, _words, _better in words.hits(text, ".py")] == [1]
    assert list(words.hits("## What is new\n", ".md")) == []


def test_code_in_pages_does_not_count():
    assert list(words.hits("The method `reencrypt` is old.", ".md")) == []


def test_every_exception_has_files():
    names = words.tracked()
    unused = [area for area in words.LATER if not any(name.startswith(area) for name in names)]
    assert unused == []


def test_checked_files_are_clean():
    assert words.main([]) == 0
