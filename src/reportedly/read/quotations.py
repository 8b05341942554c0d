"""Quotation marks and contents: direct, indirect or mixed, and quotations that run on over paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from reportedly.model import QuoteKind
from reportedly.read.words import (
    CASE_MARK,
    QUOTE_CLOSES,
    QUOTE_DOUBLE,
    QUOTE_OPENS,
    QUOTE_OUT,
    QUOTE_SINGLE,
    Words,
)

Stretch = tuple[int, int]  # first and last word, both included


def kind_of_quote(words: Words, contents: Sequence[Stretch]) -> QuoteKind:
    """Direct when every word of the contents is quoted, mixed when some are, else indirect."""
    at = np.concatenate([np.arange(first, last + 1) for first, last in contents])
    spoken = at[words.features["case"][at] != CASE_MARK]
    if len(spoken) == 0:
        return "indirect"
    quoted = np.isin(words.features["quote"][spoken], (QUOTE_DOUBLE, QUOTE_SINGLE))
    return "direct" if quoted.all() else "mixed" if quoted.any() else "indirect"


def paragraphs_of(words: Words) -> list[Stretch]:
    """The paragraphs as stretches of words, in order."""
    begins = [*np.flatnonzero(words.features["start"] == 2).tolist(), len(words)]
    return [(a, b - 1) for a, b in pairwise(begins)]


def close_quotation(words: Words, last: int, paragraph: Stretch) -> int | None:
    """The last word of the quotation that holds the word ``last``, its closing mark included if there is one.

    None when the word is not in a quotation. Without a closing mark the quotation ends with the paragraph.
    """
    quote = words.features["quote"]
    if quote[last] not in (QUOTE_DOUBLE, QUOTE_SINGLE, QUOTE_OPENS):
        return None
    kind = quote[last] if quote[last] != QUOTE_OPENS else quote[min(last + 1, paragraph[1])]
    for at in range(last + 1, paragraph[1] + 1):
        if quote[at] == QUOTE_CLOSES and (at == paragraph[1] or quote[at + 1] != kind):
            return at
        if quote[at] == QUOTE_OUT:
            return at - 1
    return paragraph[1]


def run_on(words: Words, last: int, paragraphs: Sequence[Stretch], number: int) -> list[Stretch]:
    """The paragraphs into which the quotation at the word ``last`` of paragraph ``number`` runs on.

    As the custom is: the paragraph ends with its quotation open, and the next opens with a mark; the last one closes.
    """
    quote = words.features["quote"]
    stretches: list[Stretch] = []
    while number + 1 < len(paragraphs):
        end = close_quotation(words, last, paragraphs[number])
        if end != paragraphs[number][1] or quote[end] == QUOTE_CLOSES:
            break
        first, final = paragraphs[number + 1]
        if quote[first] != QUOTE_OPENS or first == final:
            break
        last = close_quotation(words, first, (first, final)) or final
        stretches.append((first, last))
        number += 1
        if quote[last] == QUOTE_CLOSES:
            break
    return stretches
