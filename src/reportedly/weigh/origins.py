"""Which statements of a story go back to one act of speaking or writing, each merge with its reason.

Rules are tried from the plainest to the weakest over all pairs. None of them counts outlets: whoever carries what
another said adds nothing. Anonymous sources of two outlets stay two unless words that both print join them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

import numpy as np

from reportedly.weigh.groups import Groups
from reportedly.weigh.says import AGAINST
from reportedly.weigh.scene import NOT, Line, Scene
from reportedly.weigh.speakers import words_of

HOURS = 3600.0
SAME_OCCASION = 20 * HOURS
RELAYED = 72 * HOURS
COPY_WORDS, COPY_SHARE = 6, 0.8  # least words, and share of the shorter's words that the other has too
COPY_LIKENESS = 0.6  # cosine of weighted words at which two statements are one reworded
OPPOSED_LIKENESS = 0.5  # cosine of weighted words at which a "not" makes two statements opposite
RUN_WORDS = 5  # words of a quotation that two print in the same order
LOSS_LIKENESS = 0.6  # cosine of weighted words at which own voice is taken to give another's statement
TURNING = frozenset({"confirm", "retract"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two statements that go back to one act, by which rule, and why, for people."""

    first: int
    second: int
    rule: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of lineage: its name, when it merges and what keeps it from merging, for the documentation."""

    name: str
    when: str
    unless: str


RULES: tuple[Rule, ...] = (
    Rule(name="copy", when="two articles print the same words: at least six, four fifths of the shorter statement's, "
         "or any in the same text",
         unless="two named speakers"),
    Rule(name="quotation", when="two quotations share a run of five words", unless="two named speakers"),
    Rule(name="version", when="two versions of one page have the same speaker and no other answer",
         unless="the later confirms or retracts what the earlier denied"),
    Rule(name="occasion", when="one article has the same speaker",
         unless="the two were said at different times or through different channels, or the speaker turned"),
    Rule(name="relay", when="an article names the other's outlet as its relay for the same speaker, within three days",
         unless="the speaker turned"),
    Rule(name="same day", when="articles within twenty hours have the same named speaker",
         unless="the two were said through different channels, or the speaker turned"),
    Rule(name="lost attribution", when="own voice gives what an outlet attributes, in much the same words",
         unless="no statement is alike enough"),
    Rule(name="decision", when="a person decided so", unless="a later decision says otherwise"),
)  # fmt: skip


def rules_table() -> str:
    """The rules as a Markdown table, in the order in which they are tried."""
    rows = [("Rule", "Merges", "Does not merge"), ("---", "---", "---"), *((r.name, r.when, r.unless) for r in RULES)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def find_merges(scene: Scene, apart: Sequence[frozenset[int]] = (), known: Sequence[Merge] = ()) -> list[Merge]:
    """All merges that the rules make, in the order of the rules; pairs that they connect already are left out.

    apart: statements that a person took for origins of their own; nothing connects them with others.
    known: merges found before, which come first.
    """
    of = {i: n for n, held in enumerate(apart) for i in held}
    groups, merges = Groups(range(len(scene.lines))), []
    rules = (_copies, _quotations, _versions, _occasions, _relays, _same_day, _losses)
    for merge in chain(known, *(rule(scene) for rule in rules)):
        if of.get(merge.first) == of.get(merge.second) and groups.unite(merge.first, merge.second):
            merges.append(merge)
    return merges


def group_origins(count: int, merges: Sequence[Merge], apart: Sequence[frozenset[int]] = ()) -> list[int]:
    """For each statement the least number of those that share its origin.

    apart: statements that a person took for origins of their own; merges between them and others are left out.
    """
    of = {i: n for n, held in enumerate(apart) for i in held}
    groups = Groups(range(count))
    for merge in merges:
        if of.get(merge.first) == of.get(merge.second) or merge.rule == "decision":
            groups.unite(merge.first, merge.second)
    return [groups.find(i) for i in range(count)]


def _passages(a: Line, b: Line, scene: Scene, because: str) -> str:
    def told(line: Line) -> str:
        outlet = scene.briefs[line.brief].article.publisher or scene.briefs[line.brief].article.id
        return f"{outlet}: “{line.point.text[:160]}”"

    return f"{because}. {told(a)} / {told(b)}"


def _merge(a: Line, b: Line, scene: Scene, rule: str, because: str) -> Merge:
    return Merge(first=a.number, second=b.number, rule=rule, why=_passages(a, b, scene, because))


def _compatible(a: Line, b: Line) -> bool:
    """Whether the two may have one speaker: the same, or one of them is not named."""
    one, two = a.speaker, b.speaker
    if one is None or two is None or one.key == two.key:
        return True
    if one.anonymous or two.anonymous:
        return True
    return bool(words_of(one.name) & words_of(two.name))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())


def _across(scene: Scene) -> Iterator[tuple[Line, Line]]:
    """Pairs of two articles with much the same words."""
    rows, columns = np.nonzero(np.triu(scene.words > 0.35, 1))
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        a, b = scene.lines[i], scene.lines[j]
        if a.brief != b.brief:
            yield a, b


def _reprinted(scene: Scene) -> Iterator[tuple[Line, Line]]:
    """Statements of two articles that stand in the same text, however short they are."""
    held: dict[tuple[bool, str, str, str], list[Line]] = defaultdict(list)
    for line in scene.lines:
        texts = (" ".join(_tokens(text)) for text in (line.point.left, line.point.text, line.point.right))
        held[(line.point.own_voice, *texts)].append(line)  # type: ignore[index]
    for lines in held.values():
        yield from ((lines[0], other) for other in lines[1:] if other.brief != lines[0].brief)


def _copies(scene: Scene) -> Iterator[Merge]:
    for a, b in _reprinted(scene):
        if _compatible(a, b):
            yield _merge(a, b, scene, "copy", "both print the same text")
    for a, b in _across(scene):
        if a.point.own_voice != b.point.own_voice or not _compatible(a, b) or _took_back(a, b):
            continue
        short, long = sorted((_tokens(a.point.text), _tokens(b.point.text)), key=len)
        shared = len(set(short) & set(long)) / max(1, len(set(short)))
        alike = scene.words[a.number, b.number] >= COPY_LIKENESS
        if len(short) >= COPY_WORDS and len(long) <= 2 * len(short) and (shared >= COPY_SHARE or alike):
            yield _merge(a, b, scene, "copy", "both print the same words")


def _quotations(scene: Scene) -> Iterator[Merge]:
    runs: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in scene.lines:
        if line.point.quote in ("direct", "mixed"):
            words = _tokens(line.point.text)
            for i in range(len(words) - RUN_WORDS + 1):
                runs[tuple(words[i : i + RUN_WORDS])].append(line)
    for run, lines in sorted(runs.items()):
        for a, b in combinations(lines, 2):
            if a.number != b.number and _compatible(a, b):
                yield _merge(a, b, scene, "quotation", f"both quote “{' '.join(run)} …”")


def _turned(a: Line, b: Line, scene: Scene) -> bool:
    """Whether one takes back what the other refused, or says without a "not" what the other says with one."""
    if _took_back(a, b):
        return True
    said = {_refuses(a), _refuses(b)}
    return len(said) == 2 and bool(scene.words[a.number, b.number] >= OPPOSED_LIKENESS)


def _took_back(a: Line, b: Line) -> bool:
    stances = {a.point.stance, b.point.stance}
    return bool(stances & TURNING) and bool(stances & AGAINST)


def _refuses(line: Line) -> bool:
    return line.point.stance in AGAINST or NOT.search(line.point.text) is not None


def _pairs_by_speaker(scene: Scene) -> Iterator[tuple[Line, Line]]:
    """Pairs with one speaker, in the order of their times."""
    by_speaker: dict[object, list[Line]] = defaultdict(list)
    for line in scene.lines:
        if line.speaker is not None and not line.point.own_voice:
            by_speaker[line.speaker.house].append(line)
    for lines in by_speaker.values():
        lines.sort(key=lambda line: (line.time or 0.0, line.number))
        for i, a in enumerate(lines):
            for b in lines[i + 1 :]:
                yield a, b


def _versions(scene: Scene) -> Iterator[Merge]:
    for a, b in _pairs_by_speaker(scene):
        one, two = scene.briefs[a.brief], scene.briefs[b.brief]
        if (
            a.brief != b.brief
            and one.page == two.page
            and not _turned(a, b, scene)
            and scene.words[a.number, b.number] > 0.25
        ):
            yield _merge(a, b, scene, "version", "two versions of one page have the same speaker")


def _occasions(scene: Scene) -> Iterator[Merge]:
    for a, b in _pairs_by_speaker(scene):
        at_once = a.time == b.time or _near(a, b, SAME_OCCASION)  # also where no time is known
        if a.brief == b.brief and not _turned(a, b, scene) and _same_channel(a, b) and at_once:
            yield _merge(a, b, scene, "occasion", "one article has the same speaker")


def _same_channel(a: Line, b: Line) -> bool:
    return a.point.channel == b.point.channel or None in (a.point.channel, b.point.channel)


def _near(a: Line, b: Line, reach: float) -> bool:
    return a.time is not None and b.time is not None and abs(a.time - b.time) <= reach


def _relays(scene: Scene) -> Iterator[Merge]:
    outlets = [words_of(brief.article.publisher or "") for brief in scene.briefs]
    for a, b in _pairs_by_speaker(scene):
        if a.brief == b.brief or _turned(a, b, scene) or not _near(a, b, RELAYED):
            continue
        for one, two in ((a, b), (b, a)):
            if any(words_of(name) and words_of(name) <= outlets[two.brief] for name in one.point.via):
                yield _merge(
                    a, b, scene, "relay", f"one names {', '.join(one.point.via)} as its relay, the other is it"
                )
                break


def _same_day(scene: Scene) -> Iterator[Merge]:
    for a, b in _pairs_by_speaker(scene):
        if a.speaker is None or a.speaker.anonymous or a.brief == b.brief:
            continue
        if _near(a, b, SAME_OCCASION) and _same_channel(a, b) and not _turned(a, b, scene):
            yield _merge(a, b, scene, "same day", "the same speaker within twenty hours")


def _losses(scene: Scene) -> Iterator[Merge]:
    told = [line for line in scene.lines if not line.point.own_voice]
    numbers = [line.number for line in told]
    for own in scene.lines if told else ():
        if not own.point.own_voice:
            continue
        likeness = scene.words[own.number, numbers]
        best = int(likeness.argmax())  # of several the first
        if likeness[best] >= LOSS_LIKENESS:
            yield _merge(told[best], own, scene, "lost attribution", "own voice gives what another attributes")
