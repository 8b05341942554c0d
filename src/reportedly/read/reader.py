"""The reader that ships: furniture left out, attributions, parties, stances, relays, events, places and times read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from reportedly.model import Article, Reading, Span
from reportedly.read.answers import link_answers
from reportedly.read.assembly import Parts, assemble, mentions_of
from reportedly.read.attributions import find_attributions
from reportedly.read.citing import find_cited
from reportedly.read.drafts import Draft
from reportedly.read.event_lexicon import EventLexicon, load_event_lexicon
from reportedly.read.events import find_events
from reportedly.read.gazetteer import Gazetteer, open_gazetteer
from reportedly.read.lang import LanguageData, load_language
from reportedly.read.own_voice import find_own_voice
from reportedly.read.parties import Resolved, resolve_parties
from reportedly.read.places import find_places
from reportedly.read.quantities import find_quantities
from reportedly.read.relays import find_relays
from reportedly.read.stance import Judgement, judge_stances
from reportedly.read.stance_facts import gather_facts
from reportedly.read.stance_lexicon import StanceLexicon, load_stance_lexicon
from reportedly.read.stance_model import StanceModels, load_stance_models
from reportedly.read.syntax import Parse, Parser, load_parser
from reportedly.read.tagger import Tagger
from reportedly.read.times import find_times
from reportedly.read.words import split_words
from reportedly.read.world import World, load_world

WEIGHTS = "weights"
VERSION = "reader-en/4"


class Reader(Protocol):
    """Anything that reads articles; ``version`` changes when its results may."""

    @property
    def version(self) -> str:
        """Name and number of the reader."""
        ...

    def read(self, article: Article) -> Reading:
        """What the article reports."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What a reader knows of a language and of the world; loaded once."""

    language: LanguageData
    stances: StanceLexicon
    stance_models: StanceModels
    events: EventLexicon
    world: World
    gazetteer: Gazetteer


class TrainedReader:
    """Reads English news with the trained tagger, the parser and the lexicons."""

    def __init__(self, tagger: Tagger, parser: Parser, knowledge: Knowledge) -> None:
        self._tagger = tagger
        self._parser = parser
        self._knowledge = knowledge

    @property
    def version(self) -> str:
        """Name and number of the reader."""
        return VERSION

    def read(self, article: Article) -> Reading:
        """Who says what happened: attributions and events in text order, parties in order of first mention.

        Never raises on any text: a text without attributions gives a Reading without any.
        """
        known = self._knowledge
        skip = tuple(f.span for f in article.furniture)
        words = split_words(article.text, skip=skip, headline=article.title_span)
        drafts = find_attributions(article.text, words, self._tagger, language=known.language)
        parse = self._parser.parse(article.text, skip=skip)
        places = find_places(parse, article.text, gazetteer=known.gazetteer)
        times = find_times(article.text, published=_clock_of(article), spans=_between(skip, len(article.text)))
        relayed = find_relays(parse, drafts, text=article.text, times=times, publisher=article.publisher)
        own_voice = find_own_voice(parse, article, drafts)
        events = find_events(
            parse,
            spans=[*(span for draft in drafts for span in draft.content), *own_voice],
            times=times,
            places=places,
            lexicon=known.events,
            quantities=find_quantities,
        )
        cited = find_cited(parse, drafts, text=article.text, publisher=article.publisher)
        behind = [span for span in cited if span is not None]
        resolved = resolve_parties(
            article,
            drafts,
            language=known.language,
            world=known.world.with_places(
                {m.place.name: m.place.country for m in places if m.place.country is not None}
            ),
            mentions=[*mentions_of(relayed, events), *behind],
            speaking={*behind, *(span for one in relayed for span in one.via)},
        )
        judgements, answers = self._judge(parse, drafts, resolved)
        parts = Parts(
            drafts=drafts,
            relayed=relayed,
            cited=cited,
            judgements=judgements,
            answers=answers,
            resolved=resolved,
            events=events,
            own_voice=own_voice,
        )
        return assemble(article, parse, parts, language=known.language)

    def _judge(
        self, parse: Parse, drafts: Sequence[Draft], resolved: Resolved
    ) -> tuple[tuple[Judgement, ...], tuple[int | None, ...]]:
        """The stance of each draft, and which one it answers."""
        known = self._knowledge
        facts = gather_facts(parse, drafts, lexicon=known.stances)
        parties = [source.party for source in resolved.sources]
        judgements = judge_stances(
            parse, drafts, lexicon=known.stances, models=known.stance_models, parties=parties, facts=facts
        )
        answers = link_answers(
            parse, drafts, judgements, lexicon=known.stances, models=known.stance_models, parties=parties, facts=facts
        )
        return judgements, answers


def load_reader(*, threads: int = 1, weights: Path | None = None, places: Path | None = None) -> TrainedReader:
    """Load everything, once for any number of articles (about a second). SetupError when a part of it is missing.

    threads: cores to use for one article. weights: a folder other than the one that ships.
    places: a CSV of places of the user's own, see ``reportedly.read.gazetteer.open_gazetteer``.
    """
    folder = weights or Path(str(files("reportedly.read"))) / WEIGHTS
    return TrainedReader(Tagger(folder, threads=threads), load_parser(), load_knowledge(places=places))


def load_knowledge(*, places: Path | None = None) -> Knowledge:
    """The lexicons, the small models, the world and the gazetteer, with a user's places before it."""
    gazetteer = open_gazetteer(places)
    countries = {
        name: entry.country
        for name, entries in gazetteer.own.items()
        for entry in entries
        if entry.kind == "country" and entry.country is not None
    }
    return Knowledge(
        language=load_language("en"),
        stances=load_stance_lexicon("en"),
        stance_models=load_stance_models(),
        events=load_event_lexicon("en"),
        world=load_world().with_places({}, countries=countries),
        gazetteer=gazetteer,
    )


def _clock_of(article: Article) -> str | None:
    """When the article was published, where that is a time at all."""
    if article.published is None:
        return None
    try:
        datetime.fromisoformat(article.published)
    except ValueError:
        return None
    return article.published


def _between(skip: Sequence[Span], size: int) -> list[Span]:
    """What is left of a text without the stretches in ``skip``."""
    spans, at = [], 0
    for begin, end in (*skip, (size, size)):
        if begin > at:
            spans.append((at, begin))
        at = max(at, end)
    return spans
