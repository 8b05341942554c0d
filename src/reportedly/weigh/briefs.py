"""What weighing needs of one article: its statements, laid out flat, and the words by which its story is found.

A brief is made once from a Reading and kept; weighing a story again needs no Reading and no model.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from reportedly.model import (
    ArticleLabel,
    Attribution,
    Certainty,
    Channel,
    Event,
    EventTime,
    Place,
    Polarity,
    QuoteKind,
    Reading,
    Span,
    StanceKind,
)
from reportedly.spans import cut, overlap, trim

# "Col. Brekk" and "J. Orm" end no sentence.
TITLES = "Mr Ms Dr St Lt Mrs Col Gen Maj Sgt Gov Sen Rep Rev Capt Prof".split()
NO_END = "".join(rf"(?<!\b{title}\.)" for title in (*TITLES, "[A-Z]"))
SENTENCE_END = re.compile(rf"[.!?…]{NO_END}[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
# Capitalised everywhere, and the name of no story.
COMMON = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december minister president prime general colonel captain doctor ministry government parliament "
    "council state national news agency post times daily north south east west northern southern eastern "
    "western".split()
)
LEFT, RIGHT = 400, 200  # characters of context kept around a statement, at most


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A party of the article. side: the name at the end of its affiliations, itself left out."""

    id: str
    name: str
    kind: str
    role: str | None
    anonymous: bool
    owner: str | None
    side: str | None
    country: str | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An event inside a statement, as much of it as weighing looks at."""

    type: str
    mode: str | None
    place: Place | None
    time: EventTime | None
    negated: bool
    modality: str
    figures: tuple[tuple[str, str, float], ...]  # what, relation, number


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of the article. number: its place in the article, 0, 1 …; about: the number of the one it answers.

    left, right: the text around it within its paragraph and the sentence before; party: of ``Brief.actors``.
    """

    id: str
    number: int
    spans: tuple[Span, ...]
    text: str
    left: str
    right: str
    cue: str
    paragraph: int
    party: str | None
    own_voice: bool
    quote: QuoteKind | None
    stance: StanceKind
    certainty: Certainty | None
    polarity: Polarity | None
    about: int | None
    via: tuple[str, ...]
    channel: Channel | None
    said_at: str | None
    told: tuple[Told, ...]


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """An article as weighing sees it. page: what its versions share; names: words of names in it."""

    article: ArticleLabel
    page: str
    actors: tuple[Actor, ...]
    points: tuple[Point, ...]
    names: tuple[str, ...]

    @property
    def time(self) -> str | None:
        """When this version was published."""
        return self.article.modified or self.article.published


def make_brief(reading: Reading, page: str) -> Brief:
    """The brief of a reading; ``page`` as in the record, or the article's id."""
    article = reading.article
    label = ArticleLabel(
        id=article.id, url=article.url, publisher=article.publisher, title=article.title,
        published=article.published, modified=article.modified,
    )  # fmt: skip
    return Brief(article=label, page=page, actors=_actors(reading), points=_points(reading), names=_names(reading))


def _actors(reading: Reading) -> tuple[Actor, ...]:
    known = {p.id: p for p in reading.parties}
    found = []
    for party in reading.parties:
        chain: list[str] = []
        at = party.affiliation
        while at in known and len(chain) < 8:
            chain.append(known[at].name)
            at = known[at].affiliation
        found.append(
            Actor(
                id=party.id,
                name=party.name,
                kind=party.kind,
                role=party.role,
                anonymous=party.anonymous or party.kind == "anonymous",
                owner=chain[0] if chain else None,
                side=chain[-1] if chain else None,
                country=party.country,
            )
        )
    return tuple(found)


Draft = tuple[tuple[Span, ...], str, Attribution | None, tuple[str, ...]]  # spans, id, whose part it is, events


def _drafts(reading: Reading) -> list[Draft]:
    """The statements in the order of the text."""
    text = reading.article.text
    found: list[Draft] = []
    for one in reading.attributions:
        pieces = split_content(text, one.content.spans)
        for i, spans in enumerate(pieces):
            found.append((spans, one.id if len(pieces) == 1 else f"{one.id}.{i + 1}", one, one.events))
    for own in reading.own_voice:
        found.append(((own.span,), f"own-{reading.article.id}-{own.span[0]}", None, own.events))
    return sorted(found, key=lambda d: (d[0][0], d[1]))


def _points(reading: Reading) -> tuple[Point, ...]:
    drafts = _drafts(reading)
    first: dict[str, int] = {}
    for number, (_, _, attribution, _) in enumerate(drafts):
        if attribution is not None:
            first.setdefault(attribution.id, number)
    told_of = {e.id: e for e in reading.events}
    names = {p.id: p.name for p in reading.parties}
    text = reading.article.text
    breaks = [mark.start() for mark in re.finditer(r"\n+", text)]
    found = []
    for number, draft in enumerate(drafts):
        told = tuple(told_of[e] for e in dict.fromkeys(draft[3]) if e in told_of)
        paragraph = bisect_left(breaks, draft[0][0][0])
        found.append(_point(text, draft, told, number=number, paragraph=paragraph, first=first, names=names))
    return tuple(found)


def _point(
    text: str, draft: Draft, events: Sequence[Event], *,
    number: int, paragraph: int, first: Mapping[str, int], names: Mapping[str, str],
) -> Point:  # fmt: skip
    spans, name, one, _ = draft
    begin, end = spans[0][0], spans[-1][1]
    told = tuple(
        Told(
            type=e.type, mode=e.mode, place=e.place, time=e.time, negated=e.negated, modality=e.modality,
            figures=tuple((q.what, q.relation, q.number) for q in e.quantities),
        )
        for e in events
        if any(overlap(e.span, s) for s in spans)
    )  # fmt: skip
    shared: dict[str, Any] = {
        "id": name, "number": number, "spans": spans, "text": cut(text, spans), "told": told,
        "left": text[max(0, begin - LEFT) : begin], "right": text[end : end + RIGHT],
        "paragraph": paragraph,
    }  # fmt: skip
    if one is None:
        return Point(
            **shared, cue="", party=None, own_voice=True, quote=None, stance="assert", certainty=None, polarity=None,
            about=None, via=(), channel=None, said_at=None,
        )  # fmt: skip
    return Point(
        **shared, cue=cut(text, one.cue.spans), party=one.source.party, own_voice=False, quote=one.quote,
        stance=one.stance or "assert", certainty=one.certainty, polarity=one.polarity,
        about=first.get(one.about or ""), via=tuple(names[v] for v in one.via if v in names), channel=one.channel,
        said_at=one.said_at.start if one.said_at else None,
    )  # fmt: skip


def split_content(text: str, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
    """The sentences of a content: each may answer another question."""
    pieces: list[tuple[Span, ...]] = []
    for begin, end in spans:
        at = begin
        for mark in SENTENCE_END.finditer(text, begin, end):
            if (span := trim(text, (at, mark.end()))) is not None and mark.end() < end:
                pieces.append((span,))
                at = mark.end()
        if (span := trim(text, (at, end))) is not None:
            pieces.append((span,))
    if len(spans) > 1 and len(pieces) == len(spans):
        return [tuple(spans)]  # one sentence that the cue interrupts
    return pieces or [tuple(spans)]


def _paragraphs(reading: Reading) -> tuple[str, ...]:
    text, furniture = reading.article.text, [f.span for f in reading.article.furniture]
    found, at = [], 0
    for part in text.split("\n"):
        span = (at, at + len(part))
        at += len(part) + 1
        if part.strip() and not any(overlap(span, f) * 2 > len(part) for f in furniture):
            found.append(part.strip())
    return tuple(found)


def _names(reading: Reading) -> tuple[str, ...]:
    """The words of names that the article prints inside sentences, sorted; what it also prints small is no name."""
    text = "\n".join(_paragraphs(reading))
    small = set(re.findall(r"\b[a-z]{4,}\b", text))
    found = {m.group(1) for m in re.finditer(r"(?<=[a-z,;:] )([A-Z][\w'’-]{3,})", text)}
    found |= {w for p in reading.parties if not p.anonymous for w in re.findall(r"\b[A-Z][\w-]{3,}", p.name)}
    plain = {re.sub(r"['’]s?$", "", w).lower() for w in found}
    return tuple(sorted(w for w in plain if w not in small and w not in COMMON and len(w) > 3))
