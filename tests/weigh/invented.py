"""Invented coverage for the tests of weighing: readings made of marked texts, without a reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reportedly.ids import hash_bytes
from reportedly.model import (
    Article,
    Attribution,
    Channel,
    Content,
    Cue,
    Event,
    EventTime,
    Interval,
    Modality,
    OwnVoice,
    Party,
    PartyKind,
    Place,
    Polarity,
    Quantity,
    QuoteKind,
    Reading,
    Source,
    Span,
    StanceKind,
)
from reportedly.weigh.briefs import Brief, make_brief
from reportedly.weigh.encoder import WIDTH
from reportedly.weigh.scene import Line, Scene, set_scene
from training.marked import unmark

DAY = "2031-03-05T08:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A party as an article has it; ``of``: whom it belongs to."""

    name: str
    kind: PartyKind = "person"
    of: Who | None = None
    country: str | None = None

    def id_in(self, article_id: str) -> str:
        return f"{article_id}/{self.name}/{self.of.name if self.of else ''}"


def person(name: str, of: Who | None = None, **more: str) -> Who:
    return Who(name=name, of=of, **more)  # type: ignore[arg-type]


def body(name: str, of: Who | None = None, **more: str) -> Who:
    return Who(name=name, kind="organisation", of=of, **more)  # type: ignore[arg-type]


def unnamed(name: str, of: Who | None = None) -> Who:
    return Who(name=name, kind="anonymous", of=of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader would find of the attribution at the same place of a marked text; about: the place of another."""

    by: Who | None = None
    stance: StanceKind | None = "assert"
    quote: QuoteKind = "indirect"
    polarity: Polarity | None = None
    channel: Channel | None = None
    via: tuple[Who, ...] = ()
    about: int | None = None
    at: str | None = None
    told: str | None = None
    figures: tuple[tuple[str, float], ...] = ()
    place: str | None = None
    modality: Modality = "actual"


def tell(
    article_id: str, marked: str, *said: Said, own: Sequence[str] = (), outlet: str | None = "Varnholm Mail",
    at: str | None = DAY, modified: str | None = None, url: str | None = None, others: Sequence[Who] = (),
) -> Reading:  # fmt: skip
    """The reading of a marked text (training/MARKED.md); ``own``: what the outlet states in its own voice."""
    text, found = unmark(marked)
    assert len(said) == len(found)
    article = Article(
        id=article_id, sha256=hash_bytes(text.encode("utf-8", "surrogatepass")), url=url or f"https://news.example/{article_id}", publisher=outlet,
        title=None, byline=None, published=at, modified=modified, language="en", text=text,
    )  # fmt: skip
    events = [e for n, one in enumerate(said) if (e := _event(article_id, n, one, found[n].content[0]))]
    attributions = tuple(
        Attribution(
            id=f"{article_id}-s{n}",
            source=Source(
                spans=tuple(marks.source), kind=one.by.kind if one.by else None, count=None,
                implicit=not marks.source, party=one.by.id_in(article_id) if one.by else None,
            ),
            cue=Cue(spans=tuple(marks.cue)), content=Content(spans=tuple(marks.content)), quote=one.quote,
            stance=one.stance, polarity=one.polarity, channel=one.channel,
            via=tuple(v.id_in(article_id) for v in one.via),
            about=None if one.about is None else f"{article_id}-s{one.about}",
            said_at=Interval(start=one.at, end=None, precision="day") if one.at else None,
            events=tuple(e.id for e in events if e.id == f"{article_id}-e{n}"), confidence=1.0,
        )
        for n, (one, marks) in enumerate(zip(said, found, strict=True))
    )  # fmt: skip
    return Reading(
        article=article, attributions=attributions, parties=_parties(article_id, said, others), events=tuple(events),
        own_voice=tuple(OwnVoice(span=find(text, words)) for words in own),
    )  # fmt: skip


def find(text: str, words: str) -> Span:
    begin = text.index(words)
    return begin, begin + len(words)


def _event(article_id: str, number: int, one: Said, span: Span) -> Event | None:
    if one.told is None and not one.figures and one.place is None:
        return None
    return Event(
        id=f"{article_id}-e{number}", type=one.told or "ASSAULT", mode=None, span=span, initiator=None, target=None,
        place=Place(name=one.place, lat=None, lon=None, country=None, gazetteer_id=None, precision=None)
        if one.place
        else None,
        time=EventTime(start="2031-03-04", end=None, precision="day", text="on Tuesday"), modality=one.modality,
        negated=False,
        quantities=tuple(Quantity(what=what, relation="=", number=number, unit=None) for what, number in one.figures),
    )  # fmt: skip


def _parties(article_id: str, said: Sequence[Said], others: Sequence[Who]) -> tuple[Party, ...]:
    found: dict[str, Party] = {}

    def add(who: Who) -> None:
        if who.of is not None:
            add(who.of)
        found[who.id_in(article_id)] = Party(
            id=who.id_in(article_id), name=who.name, kind=who.kind, country=who.country,
            affiliation=who.of.id_in(article_id) if who.of else None, anonymous=who.kind == "anonymous",
        )  # fmt: skip

    for one in said:
        for who in (*((one.by,) if one.by else ()), *one.via):
            add(who)
    for who in others:
        add(who)
    return tuple(found.values())


def briefs_of(*readings: Reading, pages: Mapping[str, str] | None = None) -> list[Brief]:
    """Briefs in the order of their ids; pages: of those articles that are versions of one."""
    found = [make_brief(r, (pages or {}).get(r.article.id, r.article.id)) for r in readings]
    return sorted(found, key=lambda brief: brief.article.id)


def stage(*readings: Reading, pages: Mapping[str, str] | None = None) -> Scene:
    """A scene whose vectors say nothing."""
    briefs = briefs_of(*readings, pages=pages)
    return set_scene(briefs, [np.zeros((len(b.points), WIDTH), np.int8) for b in briefs])


def line_of(scene: Scene, statement: str) -> Line:
    return next(line for line in scene.lines if line.point.id == statement)
