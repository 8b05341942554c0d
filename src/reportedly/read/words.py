"""A text as words: what the tagger sees, the same in training and in use.

A word is a run of letters and digits (inner apostrophes, hyphens and points kept) or one other
visible character. Every per-word array is in text order, shape ``(n_words,)``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reportedly.model import Span

WORD = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*|\S")
LINE_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
PARAGRAPH = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
MAX_WORD = 60  # a longer run is base64, a URL or noise: it is cut so that no word outgrows a window

# Feature values. Case: what the uncased encoder cannot see.
CASE_LOWER, CASE_TITLE, CASE_UPPER, CASE_MIXED, CASE_DIGIT, CASE_MARK = range(6)
# Where a word stands to quotation marks.
QUOTE_OUT, QUOTE_DOUBLE, QUOTE_SINGLE, QUOTE_OPENS, QUOTE_CLOSES = range(5)
FEATURE_SIZES = {"case": 6, "quote": 5, "space": 2, "start": 3, "headline": 2}

OPEN_DOUBLE, CLOSE_DOUBLE = "“«„", "”»"
OPEN_SINGLE, CLOSE_SINGLE = "‘‚", "’"
# The encoder's vocabulary knows straight marks only.
TO_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})

# In the rest of a line: a closing single mark (group 1), or an opening one.
NEXT_SINGLE = re.compile(r"(?<=[^\s\n])(['’])(?![^\W_])|‘|(?<=\s)'(?=\S)|\n")
LOOK_AHEAD = 400

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A text cut into words, with the features of each.

    begins, ends: offsets in the text. paragraph: the number of the line that holds the word.
    forms: what the encoder's word-piece tokenizer is given.
    features: name to values, see ``FEATURE_SIZES``.
    """

    begins: Ints
    ends: Ints
    paragraph: Ints
    forms: tuple[str, ...]
    features: dict[str, Ints]

    def __len__(self) -> int:
        return len(self.forms)

    def span_of(self, first: int, last: int) -> Span:
        """Offsets of the words ``first`` to ``last``, both included."""
        return int(self.begins[first]), int(self.ends[last])

    def words_in(self, span: Span) -> range:
        """Indices of the words that share a character with the span."""
        first = bisect_left(self.ends, span[0] + 1)
        return range(first, max(first, bisect_left(self.begins, span[1])))

    def take(self, at: Ints | NDArray[np.int64], starts: list[int]) -> Words:
        """The words at the given indices, as a text of paragraphs that begin at ``starts`` (indices of the result)."""
        features = {name: values[at] for name, values in self.features.items()}
        features["headline"] = np.zeros(len(at), np.int32)
        start = np.minimum(features["start"], 1)
        start[starts] = 2
        features["start"] = start
        return Words(
            begins=self.begins[at],
            ends=self.ends[at],
            paragraph=np.cumsum(start == 2, dtype=np.int32) - 1,
            forms=tuple(self.forms[i] for i in at.tolist()),
            features=features,
        )


def split_words(text: str, *, skip: tuple[Span, ...] = (), headline: Span | None = None) -> Words:
    """Cut a text into words and compute their features, in time linear in its length.

    skip: spans (furniture) whose words are left out; ordered and disjoint.
    headline: the title as it stands in the text, if it does.
    """
    begins: list[int] = []
    ends: list[int] = []
    paragraph: list[int] = []
    quotes: list[int] = []
    starts: list[int] = []
    skips = iter((*skip, (len(text) + 1, len(text) + 1)))
    hole = next(skips)
    for number, line in enumerate(PARAGRAPH.finditer(text)):
        first = len(begins)
        state = _QuoteState()
        for match in WORD.finditer(text, line.start(), line.end()):
            while hole[1] <= match.start():
                hole = next(skips)
            if hole[0] <= match.start():
                continue
            for begin in range(match.start(), match.end(), MAX_WORD):
                end = min(begin + MAX_WORD, match.end())
                quotes.append(state.step(text, begin, end))
                starts.append(_start_of(text, begin, len(begins) - first))
                begins.append(begin)
                ends.append(end)
                paragraph.append(number)
    forms = tuple(text[b:e].translate(TO_STRAIGHT) for b, e in zip(begins, ends, strict=True))
    head = headline or (-1, -1)
    features = {
        "case": _ints([_case_of(form) for form in forms]),
        "quote": _ints(quotes),
        "space": _ints([int(b == 0 or text[b - 1].isspace()) for b in begins]),
        "start": _ints(starts),
        "headline": _ints([int(head[0] <= b < head[1]) for b in begins]),
    }
    return Words(begins=_ints(begins), ends=_ints(ends), paragraph=_ints(paragraph), forms=forms, features=features)


class _QuoteState:
    """Follows quotation marks through one paragraph.

    State is dropped at the paragraph's end, so that an unclosed mark spoils one paragraph only;
    a quotation that runs on opens again at the next paragraph's start, as the custom is.
    """

    __slots__ = ("double", "single")

    def __init__(self) -> None:
        self.double = False
        self.single = False

    def step(self, text: str, begin: int, end: int) -> int:
        """The quote feature of the word at ``begin``, and move on."""
        mark = text[begin] if end - begin == 1 else ""
        if mark in ('"', *OPEN_DOUBLE, *CLOSE_DOUBLE) and mark:
            opens = mark in OPEN_DOUBLE if mark != '"' else not self.double
            self.double = opens
            return QUOTE_OPENS if opens else QUOTE_CLOSES
        if mark in ("'", "`", *OPEN_SINGLE, *CLOSE_SINGLE) and mark:
            spaced = begin == 0 or not text[begin - 1].isalnum()
            if mark in OPEN_SINGLE or (spaced and not self.single and end < len(text) and not text[end].isspace()):
                self.single = True
                return QUOTE_OPENS
            if self.single and not _is_plural_possessive(text, begin):
                self.single = False
                return QUOTE_CLOSES
        return QUOTE_DOUBLE if self.double else QUOTE_SINGLE if self.single else QUOTE_OUT


def _is_plural_possessive(text: str, at: int) -> bool:
    """Whether the mark in "the workers' day" is an apostrophe: a better closing mark follows soon."""
    if text[at - 1 : at] != "s" or text[at + 1 : at + 2] != " ":
        return False
    later = NEXT_SINGLE.search(text, at + 2, at + LOOK_AHEAD)
    return later is not None and later.group(1) is not None


def _start_of(text: str, begin: int, index: int) -> int:
    """2 at a paragraph's first word, 1 after the end of a sentence, else 0."""
    if index == 0:
        return 2
    before = text[max(0, begin - 4) : begin].rstrip(" \t\u00a0\"'”’)»")
    return int(bool(before) and before[-1] in ".!?…")


def _case_of(form: str) -> int:
    """The case feature of a word."""
    if not any(c.isalnum() for c in form):
        return CASE_MARK
    if not any(c.isalpha() for c in form):
        return CASE_DIGIT
    if form.islower():
        return CASE_LOWER
    if form.isupper() and len(form) > 1:
        return CASE_UPPER
    if form[0].isupper():
        return CASE_TITLE
    return CASE_MIXED


def _ints(values: list[int]) -> Ints:
    return np.asarray(values, dtype=np.int32)
