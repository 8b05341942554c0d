"""What changed between two versions of a page, by sentence and by attribution.

Sentences that both versions have, in the same order, are left alone. What is left is paired by the words it shares,
and each pair, addition and removal gets the kind that says most: a retraction before a lost attribution, that before
a new denial, that before another figure, and "wording" when nothing else is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from reportedly.model import Attribution, Reading, Span
from reportedly.spans import cut, overlap, trim

DifferenceKind = Literal[
    "retracted",
    "attribution removed",
    "denial added",
    "figure",
    "source changed",
    "stance changed",
    "wording",
    "statement added",
    "statement removed",
    "text added",
    "text removed",
]

SHARED = 0.5  # of the rarer side's words: below it, two sentences are not the same one rewritten
FEWEST = 3  # words shared; two short sentences can share half of theirs by chance
STEM = 6  # letters that tell a word: enough to join "confirm" and "confirmed"
CLOSERS = "\"'”’)]»"
SENTENCE_END = re.compile(rf"(?<=[.!?…])[{re.escape(CLOSERS)}]*\s+(?=[\"'“‘(\[«*]*[A-Z0-9])|\n+")
ABBREVIATION = re.compile(r"(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Gen|Col|Lt|Capt|Sgt|Gov|Sen|Rep|St|No|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$")  # fmt: skip  # noqa: E501
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
LITTLE = frozenset(
    "a an the and or but of in on at to for from by with as that this these those it its he she they we i you his her "
    "their our is are was were be been being has have had do did does not no will would can could may might said says "
    "say told according which who whom whose than then there into over after before about also".split()
)
NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
}
NUMBER_WORDS = frozenset(NUMBERS) | frozenset(
    "thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen dozens hundreds "
    "thousands".split()
)
COUNTED = 3  # words after a figure among which stands what it counts
# A number in one of these is a date or an hour, and no figure.
CLOCK = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+\d{1,2}\b(?:,\s*\d{4})?"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b(?:\s+\d{4})?"
    r"|\b\d{1,2}(?:[.:]\d{2})?\s*(?:a\.?m|p\.?m)\b|\b\d{1,2}:\d{2}\b|\b\w+\s+o['’]clock\b|\b(?:19|20|21)\d{2}\b)",
    re.IGNORECASE,
)
# What an outlet writes when it takes back what it wrote.
RETRACTION = re.compile(
    r"\b(?:correction|retraction|clarification)\b\s*[:,.(—–-]"
    r"|\b(?:an?|the|our) (?:earlier|previous|original) (?:version|text|report|story|article|post)\b"
    r"|\b(?:we|which|that|has|have|been|is|are)\b[^.]{0,40}\b(?:retract|withdraw|withdrew|take back|apologi[sz]e)"
    r"|\b(?:retracts?|withdraws?|retracted|withdrawn)\b[^.]{0,30}\b(?:report|story|article|post|claim|account)s?\b"
    r"|\bwe (?:got|were|are) (?:this |that |it )?wrong\b|\bwe (?:now )?(?:accept|acknowledge) that\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs, with both passages; the one that is not there is None, its spans empty."""

    kind: DifferenceKind
    before_spans: tuple[Span, ...]
    after_spans: tuple[Span, ...]
    before_text: str | None
    after_text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    """A number that is no date, with the words after it. number: in digits up to twenty, else as printed."""

    span: Span
    number: str
    counted: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    span: Span
    key: str  # the words as they are, blanks folded
    stems: frozenset[str]
    figures: tuple[_Figure, ...]
    attributions: tuple[Attribution, ...]


def compare_versions(before: Reading, after: Reading) -> tuple[Difference, ...]:
    """What changed from one version of a page to the next, in the order of the later text, what is gone at its place.

    Page furniture does not count: a page of which only the furniture changed has no differences.
    """
    old, new = _split(before), _split(after)
    found: list[Difference] = []
    matcher = SequenceMatcher(None, [s.key for s in old], [s.key for s in new], autojunk=False)
    gone: list[int] = []
    come: list[int] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            gone += range(a, b)
            come += range(c, d)
    pairs = _pair(old, new, gone, come)
    for i, j in pairs:
        found.append(_compare_pair(old[i], new[j], before, after))
    paired_old, paired_new = {i for i, _ in pairs}, {j for _, j in pairs}
    found += _figures(before, after, [old[i] for i in gone], [new[j] for j in come], found)
    found += [_gone(old[i], before, new, come) for i in gone if i not in paired_old]
    found += [_come(new[j], after) for j in come if j not in paired_new]
    return tuple(sorted(found, key=_order))


def strongest(differences: Iterable[Difference]) -> DifferenceKind | None:
    """The kind that says most of all of them; None where there are none."""
    order = DifferenceKind.__args__  # type: ignore[attr-defined]
    kinds = {d.kind for d in differences}
    return next((kind for kind in order if kind in kinds), None)


def _order(difference: Difference) -> tuple[int, int, str]:
    after = difference.after_spans or difference.before_spans
    return (after[0][0], 0 if difference.after_spans else 1, difference.kind)


def _split(reading: Reading) -> list[_Sentence]:
    """The article's sentences without furniture, in order."""
    text = reading.article.text
    furniture = [f.span for f in reading.article.furniture]
    result, begin = [], 0
    ends = [m for m in SENTENCE_END.finditer(text) if not ABBREVIATION.search(text[max(0, m.start() - 6) : m.start()])]
    for edge in (*[(m.start() + len(m[0]) - len(m[0].lstrip(CLOSERS)), m.end()) for m in ends], (len(text), len(text))):
        span = trim(text, (begin, edge[0]))
        begin = edge[1]
        if span is None or any(overlap(span, f) for f in furniture):
            continue
        result.append(_make_sentence(reading, span))
    return result


def _make_sentence(reading: Reading, span: Span) -> _Sentence:
    part = reading.article.text[slice(*span)]
    return _Sentence(
        span=span,
        key=" ".join(part.split()),
        stems=_stems(part),
        figures=_find_figures(reading.article.text, span),
        attributions=tuple(a for a in reading.attributions if any(overlap(s, span) for s in a.content.spans)),
    )


def _stems(text: str) -> frozenset[str]:
    words = (w.casefold() for w in WORD.findall(CLOCK.sub(" ", text)))
    return frozenset(w[:STEM] for w in words if w not in LITTLE and not w[0].isdigit() and w not in NUMBER_WORDS)


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of the shorter side's words that both have; 0 for fewer than ``FEWEST``."""
    both = len(a & b)
    return both / min(len(a), len(b)) if both >= min(FEWEST, len(a), len(b)) and both else 0.0


def _pair(
    old: Sequence[_Sentence], new: Sequence[_Sentence], gone: Sequence[int], come: Sequence[int]
) -> list[tuple[int, int]]:
    """Sentences that are one another rewritten, the closest first, each once; ties by place."""
    scores = sorted(
        (
            (-score, abs(i - j), i, j)
            for i in gone
            for j in come
            if (score := _shared(old[i].stems, new[j].stems)) >= SHARED
        ),
    )
    pairs: dict[int, int] = {}
    for _, _, i, j in scores:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return sorted(pairs.items())


def _make(kind: DifferenceKind, old: tuple[Reading, Span] | None, new: tuple[Reading, Span] | None) -> Difference:
    return Difference(
        kind=kind,
        before_spans=(old[1],) if old else (),
        after_spans=(new[1],) if new else (),
        before_text=old[0].article.text[slice(*old[1])] if old else None,
        after_text=new[0].article.text[slice(*new[1])] if new else None,
    )


def _compare_pair(old: _Sentence, new: _Sentence, before: Reading, after: Reading) -> Difference:
    """The difference between a sentence and what became of it."""
    made = _make("wording", (before, old.span), (after, new.span))
    if RETRACTION.search(made.after_text or "") and not RETRACTION.search(made.before_text or ""):
        return replace(made, kind="retracted")
    stances = {a.stance for a in new.attributions} - {a.stance for a in old.attributions}
    if "retract" in stances:
        return replace(made, kind="retracted")
    if _lost_attribution(old, new, before):
        return replace(made, kind="attribution removed")
    if "deny" in stances:
        return replace(made, kind="denial added")
    if {f.number for f in old.figures} != {f.number for f in new.figures} and old.figures and new.figures:
        return replace(made, kind="figure")
    if old.attributions and new.attributions:
        if _sources(old, before).isdisjoint(_sources(new, after)):
            return replace(made, kind="source changed")
        if stances:
            return replace(made, kind="stance changed")
    return made


def _find_figures(text: str, span: Span) -> tuple[_Figure, ...]:
    """The figures of a sentence; a figure of several words ("two thousand") is one."""
    blank = CLOCK.sub(lambda m: " " * len(m[0]), text[slice(*span)])
    words = [(m.start() + span[0], m.end() + span[0], m[0].casefold()) for m in WORD.finditer(blank)]
    is_number = [w[0].isdigit() or (w in NUMBER_WORDS and w != "one") for _, _, w in words]
    found = []
    for i in range(len(words)):
        if not is_number[i] or (i and is_number[i - 1]):
            continue
        end = i
        while end + 1 < len(words) and is_number[end + 1]:
            end += 1
        after = [w for _, _, w in words[end + 1 :] if w not in LITTLE][:COUNTED]
        number = " ".join(NUMBERS.get(w, w) for _, _, w in words[i : end + 1])
        counted = frozenset(w[:STEM] for w in after)
        found.append(_Figure(span=(words[i][0], words[end][1]), number=number, counted=counted))
    return tuple(found)


def _figures(
    before: Reading, after: Reading, gone: Sequence[_Sentence], come: Sequence[_Sentence], found: Sequence[Difference]
) -> list[Difference]:
    """Figures of the same thing that differ, where no whole sentence says so already."""
    told = {d.after_spans for d in found if d.kind == "figure"}
    later = [f for s in come if (s.span,) not in told for f in s.figures]
    kept = {(f.number, stem) for f in later for stem in f.counted}
    result, taken = [], set[Span]()
    for figure in (f for s in gone for f in s.figures):
        if any((figure.number, stem) in kept for stem in figure.counted):
            continue  # the same number of the same thing stands in the later version
        rival = next((f for f in later if f.counted & figure.counted and f.span not in taken), None)
        if rival is not None and rival.number != figure.number:
            taken.add(rival.span)
            result.append(_make("figure", (before, figure.span), (after, rival.span)))
    return result


def _lost_attribution(old: _Sentence, new: _Sentence, before: Reading) -> bool:
    """Whether what somebody said is now said by the outlet itself."""
    said = [a for a in old.attributions if a.nested_in is None and (a.source.spans or a.cue.spans)]
    if not said or new.attributions:
        return False
    text = before.article.text
    return any(_shared(_stems(cut(text, a.content.spans)), new.stems) >= SHARED for a in said)


def _sources(sentence: _Sentence, reading: Reading) -> frozenset[str]:
    """Words that tell who speaks: of the source as printed and of its party's name."""
    names = {p.id: p.name for p in reading.parties}
    text = reading.article.text
    words: set[str] = set()
    for a in sentence.attributions:
        words |= _stems(cut(text, a.source.spans))
        words |= _stems(names.get(a.source.party or "", ""))
    return frozenset(words)


def _gone(old: _Sentence, before: Reading, new: Sequence[_Sentence], come: Sequence[int]) -> Difference:
    """A sentence without a counterpart; what it said may live on in one that has another."""
    for j in come:
        if _lost_attribution(old, new[j], before):
            return _make("attribution removed", (before, old.span), None)
    return _make("statement removed" if old.attributions else "text removed", (before, old.span), None)


def _come(new: _Sentence, after: Reading) -> Difference:
    """A sentence that was not there before."""
    text = after.article.text[slice(*new.span)]
    stances = {a.stance for a in new.attributions}
    kind: DifferenceKind = "statement added" if new.attributions else "text added"
    if "retract" in stances or RETRACTION.search(text):
        kind = "retracted"
    elif "deny" in stances:
        kind = "denial added"
    return _make(kind, None, (after, new.span))
