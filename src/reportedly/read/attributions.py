"""What the tagger read of each cue, joined into attributions: conflicts settled, quotations followed, nesting found."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from reportedly.model import Span
from reportedly.read.continuation import find_continuations
from reportedly.read.drafts import Draft
from reportedly.read.lang import LanguageData
from reportedly.read.quotations import Stretch, close_quotation, kind_of_quote, paragraphs_of, run_on
from reportedly.read.tagger import CueReading, Tagged, Tagger, propose_cues
from reportedly.read.tags import ANCHOR_LEFT, ANCHOR_RIGHT, ROLES
from reportedly.read.words import (
    CASE_MARK,
    QUOTE_CLOSES,
    QUOTE_DOUBLE,
    QUOTE_OPENS,
    QUOTE_OUT,
    QUOTE_SINGLE,
    Words,
)

ACCEPT = 0.5  # least probability, by the second stage, that a cue makes an attribution
NESTED_ACCEPT = 0.6  # the same for one inside a content
LEAST_CONFIDENCE = 0.33  # an attribution less sure than this is left out: best F1 on PolNeAR dev
REREAD_WORDS = 8  # a shorter content holds no attribution worth a second look
ORPHAN_SURE = 0.55  # least mean probability of a content that no cue claimed
CONFIDENCE = (-1.55, 0.54, 0.25)  # bias, weight of the cue's log-odds, weight of the tags' log-odds
CARRIED = 0.6  # confidence of a continuation, as a share of that of the attribution it carries on


@dataclass(slots=True, eq=False)
class _Joined:
    """An attribution in words while it is being joined; ``seen`` is the first and last word the second stage read."""

    source: list[Stretch]
    cue: list[Stretch]
    content: list[Stretch]
    confidence: float
    seen: Stretch | None = None
    parent: _Joined | None = None
    carries_on: _Joined | None = None

    def words_of(self, role: str) -> set[int]:
        """The words of a role."""
        return {w for first, last in getattr(self, role) for w in range(first, last + 1)}


def find_attributions(text: str, words: Words, tagger: Tagger, *, language: LanguageData) -> tuple[Draft, ...]:
    """All attributions of a text, by where their first content begins (outer before inner).

    words: of the text without its furniture. language: the words that tell a continuation.
    Sources are as printed; who they are is for ``reportedly.read.parties`` to say.
    """
    if not len(words):
        return ()
    tagged = tagger.tag(words)
    found = _settle(words, tagged, tagger.read_cues(words, tagged, propose_cues(tagged)))
    _share_sources(words, found)
    _reach_past_crop(words, tagged, found)
    _extend_quotations(words, found)
    _adopt_orphans(words, tagged, found)
    _carry_on(words, found, language)
    found += _read_again(words, found, tagger)
    return _as_drafts(text, words, found)


def _settle(words: Words, tagged: Tagged, readings: Iterable[CueReading], *, accept: float = ACCEPT) -> list[_Joined]:
    """Accepted readings without double claims: each cue once, each content word in one attribution or a nested one."""
    sure = (r for r in readings if r.accept >= accept and rate_confidence(r) >= LEAST_CONFIDENCE)
    ranked = sorted((r for r in sure if r.of("content")), key=_rank)
    kept: list[_Joined] = []
    cue_words: set[int] = set()
    for reading in ranked:
        joined = _join(reading)
        own = joined.words_of("cue")
        if own & cue_words:
            continue
        cue_words |= own
        kept.append(joined)
    flat_cues = {w for role, a, b in tagged.runs if role == "cue" for w in range(a, b + 1)}
    for weaker, stronger in _clashes(kept):
        _part(weaker, stronger, flat_cues)
    kept = [j for j in kept if j.content]
    _nest(kept)
    return kept


def _join(reading: CueReading) -> _Joined:
    """A reading with one cue and one source: people mark more than one in three of ten thousand attributions."""
    anchor = (reading.anchor[0], reading.anchor[-1])
    cue = _nearest(reading.of("cue"), anchor) or [anchor]
    seen = (max(0, anchor[0] - ANCHOR_LEFT), anchor[1] + ANCHOR_RIGHT)
    return _Joined(_nearest(reading.of("source"), cue[0]), cue, reading.of("content"), rate_confidence(reading), seen)


def rate_confidence(reading: CueReading) -> float:
    """How sure we are that the cue was read right, 0..1: a logistic function of what both stages give.

    Its weights (``CONFIDENCE``) were fitted to PolNeAR dev by ``benchmarks.calibrate``.
    """
    odds = CONFIDENCE[0] + CONFIDENCE[1] * _log_odds(reading.likely) + CONFIDENCE[2] * _log_odds(reading.sure)
    return 1 / (1 + math.exp(-odds))


def _log_odds(probability: float) -> float:
    kept = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))


def _nearest(stretches: list[Stretch], to: Stretch) -> list[Stretch]:
    """The stretch nearest to another, the earlier one on a tie; empty when there is none."""
    return sorted(stretches, key=lambda s: (max(s[0] - to[1], to[0] - s[1]), s))[:1]


def _rank(reading: CueReading) -> tuple[float, int]:
    return -rate_confidence(reading), reading.anchor[0]


def _holders(found: Iterable[_Joined]) -> dict[int, list[_Joined]]:
    """The attributions whose content holds each word."""
    holders: dict[int, list[_Joined]] = {}
    for joined in found:
        for word in joined.words_of("content"):
            holders.setdefault(word, []).append(joined)
    return holders


def _clashes(kept: list[_Joined]) -> list[tuple[_Joined, _Joined]]:
    """Pairs that touch: (holder of a cue, owner of that cue), and (weaker, stronger) claimants of a content word."""
    holders = _holders(kept)
    rank = {id(joined): i for i, joined in enumerate(kept)}
    pairs: dict[tuple[int, int], tuple[_Joined, _Joined]] = {}
    for joined in kept:
        for word in sorted(joined.words_of("cue")):
            for holder in holders.get(word, ()):
                if holder is not joined:
                    pairs[rank[id(holder)], rank[id(joined)]] = (holder, joined)
        for word in sorted(joined.words_of("content")):
            for other in holders[word]:
                if rank[id(other)] > rank[id(joined)]:
                    pairs[rank[id(other)], rank[id(joined)]] = (other, joined)
    return [pairs[key] for key in sorted(pairs)]


def _part(joined: _Joined, other: _Joined, flat_cues: set[int]) -> None:
    """Take from ``joined`` the content words that belong to ``other`` alone.

    A cue within a content is nested, unless the first stage saw it as a cue of its own level: then
    the content was read too long, and ends before the other begins.
    """
    content = joined.words_of("content")
    cue = other.words_of("cue")
    if cue & content:
        if cue & flat_cues:
            _cut_content(joined, other.words_of("source") | cue | other.words_of("content"))
        return
    shared = content & other.words_of("content")
    if shared and not joined.words_of("cue") & other.words_of("content"):
        _cut_content(joined, shared)


def _cut_content(joined: _Joined, taken: set[int]) -> None:
    """Remove words from the contents."""
    left = sorted(joined.words_of("content") - taken)
    if not left:
        joined.content = []
        return
    parts = np.split(np.asarray(left), np.flatnonzero(np.diff(left) > 1) + 1)
    joined.content = [(int(p[0]), int(p[-1])) for p in parts]


def _nest(kept: list[_Joined]) -> None:
    """Set the parent of every attribution whose cue lies in another's content: the smallest such."""
    holders = _holders(kept)
    for joined in kept:
        cue = joined.words_of("cue")
        around = [o for o in holders.get(min(cue), ()) if o is not joined] if cue else []
        around = [o for o in around if cue <= o.words_of("content")]
        if around:
            joined.parent = min(around, key=lambda o: (len(o.words_of("content")), o.content))


def _share_sources(words: Words, found: list[_Joined]) -> None:
    """Give a participle without a source of its own ("…, saying that …") the source of the attribution it hangs on:
    the one whose cue stands last before it in the same sentence."""
    sentence = np.cumsum(words.features["start"] > 0)
    by_cue = sorted((j for j in found if j.cue), key=lambda j: j.cue[0])
    for before, joined in pairwise(by_cue):
        first = joined.cue[0][0]
        if joined.source or not before.source or not words.forms[first].casefold().endswith("ing"):
            continue
        same = sentence[before.cue[0][0]] == sentence[first] and joined.content[0][0] > first
        if same and before.source[0][1] < first:
            joined.source = list(before.source)


def _reach_past_crop(words: Words, tagged: Tagged, found: list[_Joined]) -> None:
    """Let contents that stop where the second stage's sight ends go on as far as the first stage has them."""
    owner: dict[int, Stretch] = {
        w: (first, last) for role, first, last in tagged.runs if role == "content" for w in range(first, last + 1)
    }
    taken = {w: id(joined) for joined in found for role in ("cue", "source") for w in joined.words_of(role)}
    for joined in found:
        if joined.seen is None:
            continue
        first, last = joined.content[0]
        if first <= joined.seen[0] and first in owner:
            begin = owner[first][0]
            if all(taken.get(w, id(joined)) == id(joined) for w in range(begin, first)):
                joined.content[0] = (begin, last)
        first, last = joined.content[-1]
        if last >= joined.seen[1] and last in owner:
            end = owner[last][1]
            if all(taken.get(w, id(joined)) == id(joined) for w in range(last + 1, end + 1)):
                joined.content[-1] = (first, end)


def _extend_quotations(words: Words, found: list[_Joined]) -> None:
    """Let quotations go to their closing mark, over paragraphs where they run on."""
    paragraphs = paragraphs_of(words)
    begins = np.asarray([first for first, _ in paragraphs])
    for joined in sorted(found, key=lambda j: j.content[-1]):
        first, last = joined.content[-1]
        number = int(np.searchsorted(begins, last, side="right")) - 1
        end = close_quotation(words, last, paragraphs[number])
        cue_end = joined.cue[-1][1] if joined.cue else first
        if end is not None and last - cue_end >= ANCHOR_RIGHT - 1:
            joined.content[-1] = (first, last := end)
        if end is None or any(words.features["case"][last + 1 : paragraphs[number][1] + 1] != CASE_MARK):
            continue
        for stretch in run_on(words, last, paragraphs, number):
            if any(_begins_outside(other, stretch) for other in found if other is not joined):
                break
            joined.content.append(stretch)
    _nest(found)


def _begins_outside(other: _Joined, stretch: Stretch) -> bool:
    """Whether another attribution, with its cue outside the stretch, has content in it."""
    inside = any(a <= stretch[1] and stretch[0] <= b for a, b in other.content)
    return inside and not any(stretch[0] <= a and b <= stretch[1] for a, b in other.cue)


def _adopt_orphans(words: Words, tagged: Tagged, found: list[_Joined]) -> None:
    """Give quoted contents without a cue to the attribution that they carry on."""
    claimed = {w for joined in found for role in ROLES for w in joined.words_of(role)}
    sure = tagged.likely("content")
    for role, first, last in tagged.runs:
        if role != "content" or claimed & set(range(first, last + 1)):
            continue
        quoted = words.features["quote"][first] == QUOTE_OPENS
        if float(sure[first : last + 1].mean()) < ORPHAN_SURE or not quoted:
            continue
        before = [j for j in found if j.parent is None and j.content[0][0] < first and j.carries_on is None]
        joined = _Joined([], [], [(first, last)], float(sure[first : last + 1].mean()))
        if before:
            nearest = max(before, key=lambda j: j.content[-1][1])
            if words.paragraph[nearest.content[-1][1]] == words.paragraph[first]:
                nearest.content.append((first, last))
                continue
            joined.carries_on = nearest
        found.append(joined)


def _carry_on(words: Words, found: list[_Joined], language: LanguageData) -> None:
    """Add the sentences that carry on the attribution of the sentence before them."""
    claimed = {w for joined in found for role in ROLES for w in joined.words_of(role)}
    ending: dict[int, _Joined] = {}
    for joined in found:
        if joined.parent is None and joined.cue:
            last = max(stretch[1] for role in ROLES for stretch in getattr(joined, role))
            if last not in ending or joined.content[-1][1] >= ending[last].content[-1][1]:
                ending[last] = joined
    for continuation in find_continuations(words, language, claimed):
        at = continuation.after
        while at > 0 and at not in ending and words.features["case"][at] == CASE_MARK:
            at -= 1
        carried = ending.get(at)
        if carried is not None:
            found.append(
                _Joined(
                    [continuation.source],
                    [],
                    [continuation.content],
                    carried.confidence * CARRIED,
                    carries_on=carried,
                )
            )


def _read_again(words: Words, found: list[_Joined], tagger: Tagger) -> list[_Joined]:
    """Attributions inside contents: each content is read again as a text of its own."""
    bared = [(j, _without_marks(words, s)) for j in found if j.parent is None for s in j.content]
    places = [(j, s) for j, s in bared if s[1] - s[0] + 1 >= REREAD_WORDS]
    if not places:
        return []
    known = {w for j in found for w in j.words_of("cue")}
    at, starts = _inner_words(places)
    inner = _as_told(words.take(at, starts), starts)
    tagged = tagger.tag(inner)
    anchors = [a for a in propose_cues(tagged) if not {int(at[w]) for w in a} & known]
    settled = _settle(inner, tagged, tagger.read_cues(inner, tagged, anchors), accept=NESTED_ACCEPT)
    nested: list[_Joined] = []
    holders: list[_Joined] = []
    for joined in settled:
        piece = int(np.searchsorted(starts, joined.cue[0][0], side="right")) - 1
        low = starts[piece]
        high = starts[piece + 1] if piece + 1 < len(starts) else len(at)
        for role in ROLES:
            runs = [(int(at[a]), int(at[b])) for a, b in getattr(joined, role) if low <= a and b < high]
            setattr(joined, role, runs)
        if joined.content and joined.cue:
            nested.append(joined)
            holders.append(places[piece][0])
    kept = {id(joined) for joined in nested}
    for joined, holder in zip(nested, holders, strict=True):
        if joined.parent is None or id(joined.parent) not in kept:
            joined.parent = holder
    return nested


def _without_marks(words: Words, stretch: Stretch) -> Stretch:
    """The stretch without the quotation marks at its edges."""
    first, last = stretch
    quote = words.features["quote"]
    while first < last and quote[first] == QUOTE_OPENS:
        first += 1
    while last > first and quote[last] == QUOTE_CLOSES:
        last -= 1
    return first, last


def _as_told(inner: Words, starts: list[int]) -> Words:
    """The words with what is quoted from end to end as if it were told: an attribution inside a quotation is printed
    as one outside is, and the tagger knows those best."""
    quote = inner.features["quote"].copy()
    for first, last in zip(starts, [*starts[1:], len(inner)], strict=True):
        around = quote[first]
        if around in (QUOTE_DOUBLE, QUOTE_SINGLE) and not (quote[first:last] == QUOTE_OUT).any():
            quote[first:last][quote[first:last] == around] = QUOTE_OUT
    return replace(inner, features={**inner.features, "quote": quote})


def _inner_words(places: Sequence[tuple[_Joined, Stretch]]) -> tuple[np.ndarray, list[int]]:
    """Indices of the words of all places, and where each place starts among them."""
    starts: list[int] = []
    at: list[int] = []
    for _, (first, last) in places:
        starts.append(len(at))
        at.extend(range(first, last + 1))
    return np.asarray(at), starts


def _as_drafts(text: str, words: Words, found: list[_Joined]) -> tuple[Draft, ...]:
    """Drafts in order, with character spans and the numbers of parents."""
    ordered = sorted(found, key=lambda j: (j.content[0][0], -j.content[-1][1], j.cue, j.source))
    number = {id(joined): i for i, joined in enumerate(ordered)}
    return tuple(
        Draft(
            source=_spans(text, words, joined.source),
            cue=_spans(text, words, joined.cue),
            content=_spans(text, words, joined.content, marks=True),
            quote=kind_of_quote(words, joined.content),
            parent=number[id(joined.parent)] if joined.parent else None,
            carries_on=number[id(joined.carries_on)] if joined.carries_on else None,
            confidence=round(min(1.0, joined.confidence), 4),
        )
        for joined in ordered
    )


def _spans(text: str, words: Words, stretches: list[Stretch], *, marks: bool = False) -> tuple[Span, ...]:
    """Character spans of stretches; with ``marks``, the quotation marks that belong to them are taken in."""
    spans = []
    for first, last in sorted(stretches):
        quote = words.features["quote"]
        if marks and first and quote[first - 1] == QUOTE_OPENS and words.ends[first - 1] == words.begins[first]:
            first -= 1
        if (
            marks
            and last + 1 < len(words)
            and quote[last + 1] == QUOTE_CLOSES
            and words.ends[last] == words.begins[last + 1]
        ):
            last += 1
        spans.append(words.span_of(first, last))
    return tuple(spans)
