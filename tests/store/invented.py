"""Invented coverage for the tests of the record, built by hand."""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import text

from reportedly.errors import ArticleError
from reportedly.ids import hash_bytes, make_id
from reportedly.model import (
    Article,
    Attribution,
    Capture,
    Captured,
    Content,
    Cue,
    Event,
    EventTime,
    Furniture,
    Interval,
    OwnVoice,
    Party,
    Place,
    Quantity,
    Reading,
    Skipped,
    Source,
    Span,
    StanceKind,
)
from reportedly.store.record import Record

PAGE = "https://ostia-gazette.example/mill"
TEXT = "The old mill burned, Vella Orm told the Corva Wire on Monday. More than 12 sacks were lost. Share this"


def span(text: str, part: str) -> Span:
    begin = text.index(part)
    return begin, begin + len(part)


def make_captured(
    text: str = TEXT, *, page: str = PAGE, published: str | None = "2031-03-01", modified: str | None = None
) -> Captured:
    body = json.dumps({"page": page, "text": text, "published": published, "modified": modified}).encode()
    article = Article(
        id=make_id("art", page, text, published, modified), sha256=hash_bytes(body), url=page, publisher="Ostia Gazette",
        title="The mill", byline=None, published=published, modified=modified, language="en", text=text,
    )  # fmt: skip
    capture = Capture(
        source=page, captured_at="2031-03-02T08:00:00Z", final_url=page, status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip")), media_type="text/html", body=body,
        client="reportedly/test",
    )  # fmt: skip
    return Captured(article=article, capture=capture, page=page)


def make_skipped() -> Skipped:
    capture = Capture(
        source="coverage.ndjson:7", captured_at="2031-03-02T08:00:01Z", body=b"{", client="reportedly/test"
    )
    return Skipped(error=ArticleError("coverage.ndjson:7", "is no JSON.", hint="Look at it."), capture=capture)


def say(
    article: Article, content: str, *, by: str = "", cue: str = "", stance: StanceKind = "assert", number: int = 0
) -> Attribution:
    """An attribution whose parts are found in the text by their words."""
    text = article.text
    return Attribution(
        id=f"{article.id}-a{number}", cue=Cue(spans=(span(text, cue),) if cue else ()),
        source=Source(spans=(span(text, by),) if by else (), kind="person", count=None, implicit=not by, party=None),
        content=Content(spans=(span(text, content),)), quote="indirect", stance=stance, confidence=0.5,
    )  # fmt: skip


def read(article: Article, *attributions: Attribution) -> Reading:
    return Reading(article=article, attributions=attributions)


def read_fully(article: Article) -> Reading:
    """A reading of ``TEXT`` with something in every field that can hold something."""
    text = article.text
    orm, wire = make_id("par", article.id, "orm"), make_id("par", article.id, "wire")
    event = Event(
        id=make_id("evt", article.id), type="ASSAULT", mode=None, span=span(text, "burned"), initiator=None, target=wire,
        place=Place(name="Ostia", lat=0.1 + 0.2, lon=-1e-9, country="IT", gazetteer_id="1", precision="city"),
        time=EventTime(start="2031-02-24", end=None, precision="day", text="on Monday"), modality="actual", negated=False,
        quantities=(Quantity(what="sacks", relation=">", number=12, unit=None),),
    )  # fmt: skip
    said = Attribution(
        id=make_id("att", article.id), source=Source(
            spans=(span(text, "Vella Orm"),), kind="person", count=1, implicit=False, party=orm, parties=(orm, wire)
        ),
        cue=Cue(spans=(span(text, "told"),)), content=Content(spans=(span(text, "The old mill burned"), span(text, "on Monday"))),
        quote="mixed", stance="confirm", certainty="probable", polarity="positive", about=None, nested_in=None, via=(wire,),
        addressee=wire, channel="interview", said_at=Interval(start="2031-02-24", end="2031-02-25", precision="day"),
        events=(event.id,), confidence=2 / 3,
    )  # fmt: skip
    return Reading(
        article=article, attributions=(said,), events=(event,),
        parties=(
            Party(id=orm, name="Vella Orm", kind="person", role="miller", affiliation=wire, country="IT", sector="press",
                  mentions=(span(text, "Vella Orm"),)),
            Party(id=wire, name="Corva Wire", kind="organisation", anonymous=True),
        ),
        own_voice=(OwnVoice(span=span(text, "More than 12 sacks were lost."), events=()),),
    )  # fmt: skip


def with_furniture(captured: Captured) -> Captured:
    """The same with furniture and a title in the text."""
    text = captured.article.text
    article = replace(
        captured.article, furniture=(Furniture(span=span(text, "Share this"), kind="share"),), title_span=(0, 12)
    )
    return replace(captured, article=article)


def unlock(record: Record) -> None:
    """Take off what keeps evidence from being changed, as somebody would who means to change it."""
    with record.engine.begin() as connection:
        for table in ("blob", "capture"):
            if record.engine.dialect.name == "sqlite":
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{verb}"))
            else:
                connection.execute(text(f"DROP TRIGGER {table}_kept ON {table}"))
