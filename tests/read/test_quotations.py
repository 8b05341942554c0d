"""Quotation marks and contents."""

import pytest

from reportedly.read.quotations import close_quotation, kind_of_quote, paragraphs_of, run_on
from reportedly.read.words import split_words


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“The dam held.”", "direct"),
        ("that the dam “held”", "mixed"),
        ("that the dam held", "indirect"),
        ("…", "indirect"),
    ],
)
def test_kind_of_quote(text: str, kind: str) -> None:
    words = split_words(text)
    assert kind_of_quote(words, [(0, len(words) - 1)]) == kind


def test_a_quotation_ends_at_its_closing_mark() -> None:
    words = split_words("“The dam held,” she said.")
    end = close_quotation(words, 1, (0, len(words) - 1))
    assert end is not None
    assert words.forms[end] == '"'


def test_a_word_outside_marks_is_in_no_quotation() -> None:
    words = split_words("“The dam held,” she said.")
    assert close_quotation(words, len(words) - 2, (0, len(words) - 1)) is None


def stretches(text: str) -> list[str]:
    words = split_words(text)
    paragraphs = paragraphs_of(words)
    found = run_on(words, paragraphs[0][1], paragraphs, 0)
    return [text[slice(*words.span_of(a, b))] for a, b in found]


def test_a_quotation_runs_on_where_the_next_paragraph_opens_again() -> None:
    text = "He wrote: “The dam held.\n\n“The town slept.\n\n“Nobody knew,” he added."
    assert stretches(text) == ["“The town slept.", "“Nobody knew,”"]


@pytest.mark.parametrize(
    "text",
    [
        "He wrote: “The dam held.”\n\n“The town slept,” said a baker.",
        "He wrote: “The dam held.\n\nThe town slept.",
        "He wrote that the dam held.\n\n“The town slept.”",
    ],
)
def test_a_quotation_that_is_closed_or_not_taken_up_ends(text: str) -> None:
    assert stretches(text) == []
