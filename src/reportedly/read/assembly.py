"""The parts that were read of one article, put together into a Reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reportedly.ids import make_id
from reportedly.model import (
    Article,
    Attribution,
    Content,
    Cue,
    Event,
    EventTime,
    OwnVoice,
    Reading,
    Source,
    Span,
)
from reportedly.read.drafts import Draft
from reportedly.read.events import EventDraft
from reportedly.read.lang import LanguageData
from reportedly.read.parties import Resolved
from reportedly.read.places import PlaceMention
from reportedly.read.relays import Relayed
from reportedly.read.stance import Judgement
from reportedly.read.syntax import Parse
from reportedly.read.times import TimeMention

EventRead = EventDraft[PlaceMention, TimeMention]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What each part of the reader found; the sequences from ``drafts`` to ``answers`` run parallel."""

    drafts: Sequence[Draft]
    relayed: Sequence[Relayed]
    cited: Sequence[Span | None]
    judgements: Sequence[Judgement]
    answers: Sequence[int | None]
    resolved: Resolved
    events: Sequence[EventRead]
    own_voice: Sequence[Span]


def mentions_of(relayed: Sequence[Relayed], events: Sequence[EventRead]) -> list[Span]:
    """The noun phrases beside the sources that stand for parties, each once, in text order."""
    spans = [span for r in relayed for span in (*r.via, *((r.addressee,) if r.addressee else ()))]
    spans += [span for e in events for span in (e.initiator, e.target) if span is not None]
    return sorted(set(spans))


def assemble(article: Article, parse: Parse, parts: Parts, *, language: LanguageData) -> Reading:
    """The Reading of an article: attributions in the order of the drafts, events in text order.

    An event belongs to every attribution whose content holds it, so to a nested one and to the one around it.
    Where the parties of a list do the same to each other ("both accused each other"), each makes an attribution.
    """
    party_of = parts.resolved.party_of
    events = [_as_event(article, i, event, party_of) for i, event in enumerate(parts.events)]
    ids = [make_id("att", article.id, i, *(x for s in d.content for x in s)) for i, d in enumerate(parts.drafts)]
    attributions: list[Attribution] = []
    for i, draft in enumerate(parts.drafts):
        attribution = _as_attribution(i, draft, parts, ids=ids, events=events)
        sides = _sides_of(article.text, parse, draft, attribution, language)
        attributions += [
            replace(attribution, id=attribution.id if n == 0 else make_id("att", attribution.id, n), source=side)
            for n, side in enumerate(sides)
        ]
    own = [
        OwnVoice(span=span, events=tuple(e.id for e in events if _holds((span,), e.span))) for span in parts.own_voice
    ]
    return Reading(
        article=article,
        attributions=tuple(attributions),
        parties=parts.resolved.parties,
        events=tuple(events),
        own_voice=tuple(own),
    )


def _as_event(article: Article, index: int, draft: EventRead, party_of: Mapping[Span, str]) -> Event:
    return Event(
        id=make_id("evt", article.id, index, *draft.span),
        type=draft.type,
        mode=draft.mode,
        span=draft.span,
        initiator=party_of.get(draft.initiator) if draft.initiator else None,
        target=party_of.get(draft.target) if draft.target else None,
        place=draft.place.place if draft.place else None,
        time=_as_time(draft.time) if draft.time else None,
        modality=draft.modality,
        negated=draft.negated,
        quantities=draft.quantities,
    )


def _as_time(mention: TimeMention) -> EventTime:
    return EventTime(start=mention.start, end=mention.end, precision=mention.precision, text=mention.text)


def _as_attribution(
    index: int, draft: Draft, parts: Parts, *, ids: Sequence[str], events: Sequence[Event]
) -> Attribution:
    relayed, judged, answer = parts.relayed[index], parts.judgements[index], parts.answers[index]
    party_of, source = parts.resolved.party_of, parts.resolved.sources[index]
    via = dict.fromkeys(party_of[span] for span in relayed.via if span in party_of)
    cited = party_of.get(span) if (span := parts.cited[index]) is not None else None
    if cited is not None and cited not in source.parties:
        via = dict.fromkeys((*source.parties, *via))
        source = replace(source, party=cited, parties=(cited,))
    return Attribution(
        id=ids[index],
        source=source,
        cue=Cue(spans=draft.cue),
        content=Content(spans=draft.content),
        quote=draft.quote,
        stance=judged.stance,
        certainty=judged.certainty,
        polarity=judged.polarity,
        about=None if answer is None else ids[answer],
        nested_in=None if draft.parent is None else ids[draft.parent],
        via=tuple(party for party in via if party not in source.parties),  # nobody relays itself
        addressee=party_of.get(relayed.addressee) if relayed.addressee else None,
        channel=relayed.channel,
        said_at=relayed.said_at,
        events=tuple(e.id for e in events if _holds(draft.content, e.span)),
        confidence=draft.confidence,
    )


def _holds(spans: Sequence[Span], inner: Span) -> bool:
    return any(begin <= inner[0] and inner[1] <= end for begin, end in spans)


def _sides_of(
    text: str, parse: Parse, draft: Draft, attribution: Attribution, language: LanguageData
) -> tuple[Source, ...]:
    """One source for each party that does the same to the others; else the source as it is."""
    source = attribution.source
    if len(source.parties) < 2 or len(source.spans) != 1 or attribution.stance != "accuse":
        return (source,)
    said = " ".join(text[b:e] for b, e in (*draft.cue, *draft.content)).casefold()
    if not any(words in said for words in language.reciprocals):
        return (source,)
    spans = _conjuncts(parse, source.spans[0])
    fits = len(spans) == len(source.parties)
    return tuple(
        replace(
            source,
            party=party,
            parties=(party,),
            count=None,
            kind=source.kind,
            spans=(spans[n],) if fits else source.spans,
        )
        for n, party in enumerate(source.parties)
    )


def _conjuncts(parse: Parse, span: Span) -> list[Span]:
    """The members of a list of noun phrases, as printed, without what joins them."""
    head = parse.head_in(span)
    if head is None:
        return []
    members = [head.index]
    for index in members:
        members += [c for c in parse.children(index) if parse.tokens[c].dep == "conj"]
    members.sort()
    spans = []
    for index in members:
        own = [index]
        for child in parse.children(index):
            if parse.tokens[child].dep not in ("conj", "cc", "punct", "preconj"):
                own += parse.subtree(child)
        inside = [i for i in own if span[0] <= parse.tokens[i].begin and parse.tokens[i].end <= span[1]]
        spans.append(parse.span_of(range(min(inside), max(inside) + 1)) if inside else span)
    return spans
