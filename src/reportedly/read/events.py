"""Events: who did what to whom, where and when, as told in the contents of attributions and in the outlet's own voice.

``find_events`` gives drafts whose parties are noun phrases of the text; they are resolved to parties later. What is
denied, planned or demanded is an event like any other, with its ``negated`` and ``modality``: the record keeps what
was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from reportedly.model import Modality, Quantity, Span
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_lexicon import EventLexicon, load_event_lexicon
from reportedly.read.event_modality import is_enacted, judge_modality
from reportedly.read.event_roles import find_roles
from reportedly.read.event_settings import Mention, attach, mentions_in
from reportedly.read.event_types import Match, code_type, find_matches
from reportedly.read.syntax import Parse

__all__ = ["EventDraft", "EventLexicon", "Mention", "code_type", "find_events", "load_event_lexicon"]

LONGEST_PHRASE = 8  # tokens from first to last of an event's own words; a wider one keeps its head alone

P = TypeVar("P", bound=Mention)
T = TypeVar("T", bound=Mention)


class QuantityFinder(Protocol):
    """What finds the figures in a span (``find_quantities`` of ``read/quantities.py``)."""

    def __call__(self, parse: Parse, span: Span, /) -> tuple[Quantity, ...]:
        """The quantities in the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDraft(Generic[P, T]):
    """An event as printed.

    type, mode: PLOVER's; mode is None where the type has none or the text does not tell. span: the words that make it
    one ("launched an offensive"). initiator, target: noun phrases, None where the text names none; several parties that
    act together are one phrase. enacted: planned, but decided or set out for already ("ordered … to withdraw").
    place, time: the mention that belongs to it.
    """

    type: str
    mode: str | None
    span: Span
    initiator: Span | None
    target: Span | None
    place: P | None
    time: T | None
    modality: Modality
    negated: bool
    quantities: tuple[Quantity, ...] = ()
    enacted: bool = False


def find_events(
    parse: Parse,
    *,
    spans: Sequence[Span],
    times: Sequence[T],
    places: Sequence[P],
    lexicon: EventLexicon,
    quantities: QuantityFinder | None = None,
) -> tuple[EventDraft[P, T], ...]:
    """The events whose head lies in one of the spans, in text order.

    spans: contents of attributions and stretches in the outlet's own voice; they may overlap or nest, a head in several
    is one event. times, places: of the whole article, in any order. quantities: finds the figures; without it there are
    none. One event a head, but for two parties that do it to each other: those are two events, the first in text order
    as initiator first.
    """
    grammar = Grammar(parse, lexicon)
    within = _heads_in(parse, spans)
    matches = find_matches(grammar, within)
    ordered_times = sorted(times, key=lambda m: m.span)
    ordered_places = sorted(places, key=lambda m: m.span)
    time_begins = [m.span[0] for m in ordered_times]
    place_begins = [m.span[0] for m in ordered_places]
    heads = frozenset(m.head for m in matches)
    drafts: list[EventDraft[P, T]] = []
    for match in matches:
        scope = _scope(parse, spans, match)
        here = [m for s in scope for m in mentions_in(ordered_places, place_begins, s)]
        then = [m for s in scope for m in mentions_in(ordered_times, time_begins, s)]
        modality, negated = judge_modality(grammar, match)
        rivals = heads - {match.head}
        time = attach(grammar, match, then, apart=(), rivals=rivals, places=False)
        span = _span_of(parse, match)
        figures = _figures(grammar, match, quantities)
        for roles in find_roles(grammar, match):
            apart = tuple(s for s in (roles.initiator,) if s is not None)
            drafts.append(
                EventDraft(
                    type=match.frame.type,
                    mode=match.frame.mode,
                    span=span,
                    initiator=roles.initiator,
                    target=roles.target,
                    place=attach(grammar, match, here, apart=apart, rivals=rivals, places=True),
                    time=time,
                    modality=modality,
                    negated=negated,
                    quantities=figures,
                    enacted=modality == "planned" and is_enacted(grammar, match),
                )
            )
    return tuple(drafts)


def _heads_in(parse: Parse, spans: Sequence[Span]) -> list[int]:
    """The tokens within the spans, in text order, each once."""
    inside: set[int] = set()
    for span in spans:
        inside.update(
            i for i in parse.tokens_in(span) if parse.tokens[i].begin >= span[0] and parse.tokens[i].end <= span[1]
        )
    return sorted(inside)


def _scope(parse: Parse, spans: Sequence[Span], match: Match) -> tuple[Span, ...]:
    """The parts of the event's sentence that lie in the smallest span which holds its head."""
    token = parse.tokens[match.head]
    holders = [s for s in spans if s[0] <= token.begin and token.end <= s[1]]
    begin, end = parse.sentence_span(token.sentence)
    if not holders:
        return ()
    smallest = min(holders, key=lambda s: (s[1] - s[0], s))
    return ((max(begin, smallest[0]), min(end, smallest[1])),)


def _span_of(parse: Parse, match: Match) -> Span:
    first, last = match.parts[0], match.parts[-1]
    if last - first >= LONGEST_PHRASE:
        first = last = match.head
    return parse.span_of(range(first, last + 1))


def _figures(grammar: Grammar, match: Match, finder: QuantityFinder | None) -> tuple[Quantity, ...]:
    """The figures in the event's own clause: of its object and subject phrases and what hangs on its words."""
    if finder is None:
        return ()
    head = match.light if match.light is not None else match.head
    found: dict[Quantity, None] = {}
    for index in _own_phrases(grammar, head, match):
        for quantity in finder(grammar.parse, grammar.phrase(index, conjuncts=True)):
            found.setdefault(quantity)
    return tuple(found)


def _own_phrases(grammar: Grammar, head: int, match: Match) -> Iterable[int]:
    """The noun phrases that hang directly on the event's words."""
    labels = ("nsubj", "nsubjpass", "dobj", "pobj", "attr", "dative")
    seen: dict[int, None] = {}
    for base in dict.fromkeys((head, match.head)):
        for child in grammar.parse.children(base):
            if grammar.tokens[child].dep in labels:
                seen.setdefault(child)
        for _, noun in grammar.preps(base):
            if not grammar.is_verbal(noun):
                seen.setdefault(noun)
        if not grammar.is_verbal(base):
            seen.setdefault(base)
    return sorted(seen)
