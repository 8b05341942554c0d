"""The domain types: plain, frozen data that every stage shares.

The names and fields are those of the published JSON form, so that encoding a
``Reading`` with msgspec gives that form without a translation layer. A span is
``(begin, end)`` in code points of ``Article.text``, end excluded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reportedly.errors import ArticleError

Span = tuple[int, int]

FurnitureKind = Literal[
    "promotion", "link", "player", "newsletter", "podcast", "caption", "related", "share", "navigation", "notice"
]
PartyKind = Literal["person", "organisation", "group", "document", "anonymous"]
QuoteKind = Literal["direct", "indirect", "mixed"]
StanceKind = Literal[
    "assert",
    "report",
    "confirm",
    "deny",
    "doubt",
    "accuse",
    "demand",
    "promise",
    "warn",
    "predict",
    "decline",
    "retract",
]
Certainty = Literal["certain", "probable", "possible"]
Polarity = Literal["positive", "negative"]
Channel = Literal["interview", "briefing", "statement", "post", "broadcast", "document", "call"]
Modality = Literal["actual", "ongoing", "planned", "hypothetical", "demanded"]
Says = Literal["yes", "no", "partly", "unknown"]
Status = Literal["contested", "conceded", "corroborated", "one-sided", "single-origin", "anonymous-only", "withdrawn"]


def _check_spans(owner: str, spans: tuple[Span, ...]) -> None:
    """Raise ValueError unless spans are non-empty, ordered and disjoint."""
    last = 0
    for begin, end in spans:
        if begin < last or end <= begin:
            raise ValueError(f"{owner}: spans must be ordered, disjoint and not empty, got {spans}")
        last = end


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A time as told: ISO 8601 start and end (either may be unknown) and how precise it is."""

    start: str | None
    end: str | None
    precision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """A stretch of the text that belongs to the page and not to the article."""

    span: Span
    kind: FurnitureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One version of one published text; ``text`` is as decoded and never changes.

    sha256: of the bytes as they came (of the record's own bytes for NDJSON).
    published, modified: ISO 8601, with an offset where the page gave one.
    language: ISO 639-1.
    """

    id: str
    sha256: str
    url: str | None
    publisher: str | None
    title: str | None
    byline: str | None
    published: str | None
    modified: str | None
    language: str | None
    text: str
    furniture: tuple[Furniture, ...] = ()
    title_span: Span | None = None

    def __post_init__(self) -> None:
        _check_spans("furniture", tuple(f.span for f in self.furniture))
        for begin, end in (*(f.span for f in self.furniture), *((self.title_span,) if self.title_span else ())):
            if not 0 <= begin < end <= len(self.text):
                raise ValueError(f"span {begin, end} lies outside a text of {len(self.text)} characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What came when something was asked for, as it came: the evidence behind an article, or behind its absence.

    source: what was asked for: a URL, or a file and the record in it ("coverage.ndjson:12").
    captured_at: by our clock, UTC, ISO 8601 to the second.
    final_url: after redirects; status, headers: of HTTP, headers in the order and spelling received; None and empty
        for what was not fetched by us. A WARC record's are those that it tells, as is its time. Status 304: the site
        confirmed what had been fetched before, and the headers are of that answer.
    media_type: in lower case, without parameters.
    body: the bytes unpacked from any transfer or content coding; of NDJSON the one record; with status 304 those that
        were confirmed. None when none came.
    client: name and version of what captured, such as "reportedly/0.1.0".
    """

    source: str
    captured_at: str
    final_url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str | None = None
    body: bytes | None = None
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """An article with its evidence. page: what its versions share, its canonical URL or, without one, its id."""

    article: Article
    capture: Capture
    page: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """What could not be made an article, why, and what came of it."""

    error: ArticleError
    capture: Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The source as printed.

    spans: empty when the text names none at this place.
    count: how many people or bodies it stands for where the text says so ("two sources" is 2).
    implicit: carried on from an earlier attribution ("It would also …").
    party: the first of ``parties``. parties: all that the words name, in their order: one for most sources, several for
    a list ("The UN, US and Ukraine") or a pair ("both sides"), none where nothing is known.
    """

    spans: tuple[Span, ...]
    kind: PartyKind | None
    count: int | None
    implicit: bool
    party: str | None
    parties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_spans("source", self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The words that make the attribution; empty when only quotation marks or position make it."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _check_spans("cue", self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What is attributed, in text order; a split quotation has several spans."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        _check_spans("content", self.spans)
        if not self.spans:
            raise ValueError("content: an attribution needs at least one span")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One place where an article reports what someone said, thought, wrote or showed.

    nested_in: the attribution whose content holds this one.
    about: the attribution that this one answers.
    confidence: 0..1 that we read it right; never that it is so.
    """

    id: str
    source: Source
    cue: Cue
    content: Content
    quote: QuoteKind
    stance: StanceKind | None = None
    certainty: Certainty | None = None
    polarity: Polarity | None = None
    about: str | None = None
    nested_in: str | None = None
    via: tuple[str, ...] = ()
    addressee: str | None = None
    channel: Channel | None = None
    said_at: Interval | None = None
    events: tuple[str, ...] = ()
    confidence: float

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError(f"confidence must lie in 0..1, got {self.confidence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who a source resolves to within one article. ``mentions`` are in text order."""

    id: str
    name: str
    kind: PartyKind
    role: str | None = None
    affiliation: str | None = None
    country: str | None = None
    sector: str | None = None
    anonymous: bool = False
    mentions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event is said to have happened; unknown coordinates are None."""

    name: str
    lat: float | None
    lon: float | None
    country: str | None
    gazetteer_id: str | None
    precision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """When an event is said to have happened, with the words that say so."""

    start: str | None
    end: str | None
    precision: str | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A figure as claimed: ``more than 10 depots`` is ``>`` 10 ``depots``."""

    what: str
    relation: str
    number: float
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a content, or the outlet itself, says happened; types and modes are PLOVER's."""

    id: str
    type: str
    mode: str | None
    span: Span
    initiator: str | None
    target: str | None
    place: Place | None
    time: EventTime | None
    modality: Modality
    negated: bool
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnVoice:
    """A stretch that the outlet states without attribution."""

    span: Span
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that one reader version found in one article."""

    article: Article
    attributions: tuple[Attribution, ...] = ()
    parties: tuple[Party, ...] = ()
    events: tuple[Event, ...] = ()
    own_voice: tuple[OwnVoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLabel:
    """As much of an article as a list shows of it."""

    id: str
    url: str | None
    publisher: str | None
    title: str | None
    published: str | None
    modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A party across the articles of a record. side: what it speaks for at the end of its affiliations, where known."""

    id: str
    name: str
    side: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one article says on a matter's question: an attribution's content or one sentence of it, or its own voice.

    id: the attribution's, with ".1", ".2" … for the parts of one whose sentences answer different questions.
    party: who says it; None for an outlet's own voice, and where no speaker is named.
    says: the answer to the matter's question, apart from ``stance``; ``unknown`` for declined comment and silence.
    via: names of those who relayed it, nearest to the article first.
    said_at: ISO 8601, the earliest time at which it can have been said by what the article tells; None where unknown.
    """

    id: str
    article: ArticleLabel
    spans: tuple[Span, ...]
    text: str
    party: Speaker | None
    own_voice: bool
    anonymous: bool
    stance: StanceKind
    says: Says
    via: tuple[str, ...]
    channel: Channel | None
    origin: str
    said_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One act of speaking or writing, or one eyewitness, with all statements that go back to it.

    why: for each merge its reason, with the two passages; empty for an origin of one statement.
    """

    id: str
    party: Speaker | None
    channel: Channel | Literal["eyewitness"] | None
    said_at: str | None
    statements: tuple[str, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A party's answer from one time on, until the next; ``statements`` are those that give it."""

    says: Says
    stance: StanceKind
    since: str | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One party's answers over time; more than one entry means that it turned."""

    party: Speaker
    history: tuple[Turn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number that several may claim differently: the lowest and highest, never averaged."""

    what: str
    low: float
    high: float
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Attribution loss, or a figure that drifted: what an outlet made of another's attributed statement.

    kind: ``attribution`` where ``statement`` gives in the outlet's own voice what ``of`` attributes; ``figure`` where
    a copy has another number.
    """

    kind: Literal["attribution", "figure"]
    statement: str
    of: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of a matter's history, in the time of what is recorded, not of the recording."""

    at: str | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterEvent:
    """What a matter is about: the commonest event type, place and time of its statements."""

    type: str | None
    place: Place | None
    time: EventTime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One contested or reported question with every statement on it, from every article.

    id: made from the first statement's, so that the id of any matter that it once was leads to it by that statement.
    Statements are ordered by when they were said, then by article and place in it; origins and positions
    by their first.
    why: the reasons of status and credibility.
    """

    id: str
    title: str
    status: Status
    credibility: int
    why: tuple[str, ...]
    event: MatterEvent
    first_said_at: str | None
    last_said_at: str | None
    statements: tuple[Statement, ...]
    origins: tuple[Origin, ...]
    affirming_origins: int
    denying_origins: int
    positions: tuple[Position, ...]
    figures: tuple[Figure, ...] = ()
    losses: tuple[Loss, ...] = ()
    history: tuple[Change, ...] = ()
