"""A Reading made ready for showing: attributions as rows, paragraphs with their numbers.

The table, the CSV and the page all show these, so that a number or a name is the same on each.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from reportedly.model import Article, Attribution, FurnitureKind, Party, Reading, Span
from reportedly.spans import cut, trim

LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Marks that turn the direction of what follows, beyond the end of their own cell.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
NOBODY = "no source named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A line of the text that is not blank.

    number: counted from 1; None for the headline and for page furniture. furniture: its kind, where all of it is.
    """

    span: Span
    number: int | None
    is_title: bool
    furniture: FurnitureKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An attribution as it is shown.

    number: its place in the reading, from 1. parent: the number of the one that it is nested in.
    depth: how deep that is, 0 for not at all. via: names of who relayed it, nearest to the article first.
    source, cue: as printed, white space joined; None for none. paragraph: the number; None for the headline.
    """

    number: int
    attribution: Attribution
    party: Party | None
    source: str | None
    cue: str | None
    content: str
    depth: int
    parent: int | None
    paragraph: int | None
    via: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """The party's name; the source as printed where it is not resolved; ``NOBODY`` where there is none."""
        return clean(self.party.name) if self.party else self.source or NOBODY

    @property
    def printed(self) -> str | None:
        """The source as printed, where it differs from ``who``."""
        return self.source if self.source and self.source.casefold() != self.who.casefold() else None

    @property
    def span(self) -> Span:
        """From the content's first character to its last."""
        spans = self.attribution.content.spans
        return spans[0][0], spans[-1][1]


def clean(text: str) -> str:
    """The text on one line, without what would steer a terminal or turn the direction of the line."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text if c not in TURNING)
    return " ".join(kept.split())


def list_paragraphs(article: Article) -> tuple[Paragraph, ...]:
    """The paragraphs of the text, in order."""
    found = []
    number = 0
    for match in LINE.finditer(article.text):
        span = trim(article.text, match.span())
        if span is None:
            continue
        is_title = article.title_span is not None and article.title_span[0] <= span[0] < article.title_span[1]
        kind = next((f.kind for f in article.furniture if f.span[0] <= span[0] and span[1] <= f.span[1]), None)
        counts = not is_title and kind is None
        number += counts
        found.append(Paragraph(span=span, number=number if counts else None, is_title=is_title, furniture=kind))
    return tuple(found)


def list_rows(reading: Reading) -> tuple[Row, ...]:
    """A row for each attribution: in the order of the reading, but those that are nested right after their holder."""
    paragraphs = list_paragraphs(reading.article)
    begins = [paragraph.span[0] for paragraph in paragraphs]
    parties = {party.id: party for party in reading.parties}
    text = reading.article.text
    rows: list[Row] = []
    numbers: dict[str, int] = {}
    for attribution, depth in _walk(reading.attributions):
        at = bisect_right(begins, attribution.content.spans[0][0]) - 1
        source, cue = (clean(cut(text, part.spans)) or None for part in (attribution.source, attribution.cue))
        numbers[attribution.id] = len(rows) + 1
        rows.append(
            Row(
                number=len(rows) + 1,
                attribution=attribution,
                party=parties.get(attribution.source.party or ""),
                source=source,
                cue=cue,
                content=clean(cut(text, attribution.content.spans)),
                depth=depth,
                parent=numbers.get(attribution.nested_in or ""),
                via=tuple(parties[v].name for v in attribution.via if v in parties),
                paragraph=paragraphs[at].number if at >= 0 else None,
            )
        )
    return tuple(rows)


def _walk(attributions: tuple[Attribution, ...]) -> Iterator[tuple[Attribution, int]]:
    """Each attribution with its depth; one whose holder is not there, or holds itself, stands at the top."""
    ids = {attribution.id for attribution in attributions}
    inner: dict[str, list[Attribution]] = {}
    tops = []
    for attribution in attributions:
        if attribution.nested_in in ids and attribution.nested_in is not None:
            inner.setdefault(attribution.nested_in, []).append(attribution)
        else:
            tops.append(attribution)
    seen: set[str] = set()
    # A loop of holders has no top; what the first pass does not reach is walked from where it begins.
    for top in (*tops, *attributions):
        waiting = [(top, 0)]
        while waiting:
            attribution, depth = waiting.pop()
            if attribution.id not in seen:
                seen.add(attribution.id)
                yield attribution, depth
                waiting += [(held, depth + 1) for held in reversed(inner.get(attribution.id, []))]
