"""Sentences that carry on an attribution without a cue: "It would also …" after "the agency said that …"."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

import numpy as np

from reportedly.read.lang import LanguageData
from reportedly.read.quotations import Stretch
from reportedly.read.words import CASE_MARK, QUOTE_CLOSES, QUOTE_OPENS, Words

LONGEST = 60  # words: a longer sentence hardly is one thought of one speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """A pronoun and what its party goes on to say; ``after`` is the last word of the sentence before."""

    source: Stretch
    content: Stretch
    after: int


def find_continuations(words: Words, language: LanguageData, claimed: Set[int]) -> Iterator[Continuation]:
    """Sentences in free indirect speech, in text order.

    Such a sentence opens with a pronoun of the third person and a shifted auxiliary ("would"), and no attribution
    has a word in it. Without the shift ("It was …") a sentence may as well be the outlet's own: it is left alone.
    Whether an attribution precedes it is for the caller to say.
    """
    begins = np.flatnonzero(words.features["start"] > 0).tolist()
    ends = [*(begin - 1 for begin in begins[1:]), len(words) - 1]
    for first, last in zip(begins, ends, strict=True):
        if not 3 <= last - first <= LONGEST or first == 0:
            continue
        pronoun = language.pronouns.get(words.forms[first].casefold())
        if pronoun is None or pronoun.possessive or pronoun.kind not in ("person", "plural", "thing"):
            continue
        if words.forms[first + 1].casefold() not in language.shifted or not claimed.isdisjoint(range(first, last + 1)):
            continue
        yield Continuation(
            source=(first, first), content=(first + 1, _end_of_speech(words, first + 1, last)), after=first - 1
        )


def _end_of_speech(words: Words, first: int, last: int) -> int:
    """The last word of the content: without the final stop, and without a gloss after a closing quotation mark
    (``would “keep the seals”, a reference to …``)."""
    quote = words.features["quote"]
    for at in range(first, last):
        glossed = quote[at] == QUOTE_CLOSES and words.forms[at + 1] in (",", "-", "–", "—")
        if glossed and not (quote[at + 1 : last + 1] == QUOTE_OPENS).any():
            return at
    while last > first and words.features["case"][last] == CASE_MARK and quote[last] != QUOTE_CLOSES:
        last -= 1
    return last
