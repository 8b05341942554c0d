"""Words and their features."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.read.words import (
    CASE_DIGIT,
    CASE_LOWER,
    CASE_MARK,
    CASE_MIXED,
    CASE_TITLE,
    CASE_UPPER,
    MAX_WORD,
    split_words,
)


def quoted(text: str) -> list[str]:
    """The words that stand inside quotation marks."""
    words = split_words(text)
    return [f for f, q in zip(words.forms, words.features["quote"], strict=True) if q in (1, 2)]


def test_apostrophes_hyphens_and_decimals_stay_in_a_word() -> None:
    assert split_words("It’s a well-known 3.5 rise.").forms == ("It's", "a", "well-known", "3.5", "rise", ".")


def test_case_is_told_apart() -> None:
    words = split_words("the Dam UN eDNA 12 !")
    assert words.features["case"].tolist() == [
        CASE_LOWER, CASE_TITLE, CASE_UPPER, CASE_MIXED, CASE_DIGIT, CASE_MARK,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("She said “the dam held” twice.", ["the", "dam", "held"]),
        ('She said "the dam held" twice.', ["the", "dam", "held"]),
        ("She said ‘the dam held’ twice.", ["the", "dam", "held"]),
        ("She said 'the dam held' twice.", ["the", "dam", "held"]),
        ("The dam’s wall didn't move.", []),
        ("'The workers' day is over,' he said.", ["The", "workers", "'", "day", "is", "over", ","]),
        ("He was “sure it’s fine” then.", ["sure", "it's", "fine"]),
    ],
)
def test_quotation_marks_are_followed(text: str, inside: list[str]) -> None:
    assert quoted(text) == inside


def test_an_unclosed_mark_spoils_only_its_paragraph() -> None:
    assert quoted("“The dam held.\n\nNobody slept.") == ["The", "dam", "held", "."]


def test_paragraphs_and_sentences_are_marked() -> None:
    words = split_words("One. Two\n\nThree")
    assert words.features["start"].tolist() == [2, 0, 1, 2]
    assert words.paragraph.tolist() == [0, 0, 0, 1]


def test_furniture_is_left_out() -> None:
    text = "One two\nRead more\nThree"
    assert split_words(text, skip=((8, 17),)).forms == ("One", "two", "Three")


def test_words_in_a_span() -> None:
    words = split_words("The dam held, she said.")
    assert [words.forms[i] for i in words.words_in((4, 12))] == ["dam", "held"]


def test_a_run_without_spaces_is_cut() -> None:
    assert max(len(form) for form in split_words("x" * 500).forms) == MAX_WORD


def test_taking_words_makes_new_paragraphs() -> None:
    words = split_words("One two. Three four.")
    taken = words.take(np.array([1, 3, 4]), [0, 1])
    assert taken.forms == ("two", "Three", "four")
    assert taken.features["start"].tolist() == [2, 2, 0]
    assert taken.begins.tolist() == [4, 9, 15]


@given(st.text())
def test_words_cut_back_to_the_same_text(text: str) -> None:
    words = split_words(text)
    joined = "".join(text[b:e] for b, e in zip(words.begins, words.ends, strict=True))
    assert joined == "".join(c for c in text if not c.isspace())
    assert (words.begins[1:] >= words.ends[:-1]).all()
