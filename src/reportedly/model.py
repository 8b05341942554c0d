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
