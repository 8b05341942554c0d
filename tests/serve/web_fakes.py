"""An invented record and invented matters for the tests of the web, and a client that asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from reportedly.errors import RecordError
from reportedly.ids import hash_bytes, make_id
from reportedly.model import (
    Article,
    ArticleLabel,
    Attribution,
    Capture,
    Captured,
    Change,
    Content,
    Cue,
    Figure,
    Loss,
    Matter,
    MatterEvent,
    Origin,
    OwnVoice,
    Party,
    Place,
    Position,
    Reading,
    Source,
    Span,
    Speaker,
    Statement,
    Turn,
)
from reportedly.serve.web import WebOptions, make_app
from reportedly.serve.web.desk import Desk
from reportedly.store import Record
from reportedly.store.matters import MatterChange, MatterQuery, MatterSummary
from tests.serve.conftest import make_fake

TOKEN = "a-token-that-is-long-enough"
AUTH = {"Authorization": f"Bearer {TOKEN}"}
LOCAL = "http://127.0.0.1:8321"
SCRIPT = "<script>alert(1)</script>"
PAGE = "https://merrow-mail.example/ferry"
FIRST = "The ferry left early, Sela Dorn said. The quay was empty. Two cranes fell, a dock worker said."
SECOND = "The ferry did not leave early, Sela Dorn said. The quay was empty. Three cranes fell, a dock worker said."


def span(text: str, part: str) -> Span:
    begin = text.index(part)
    return begin, begin + len(part)


def make_reading(
    text: str, said: Sequence[tuple[str, str]], *, own: Sequence[str] = (), **known: str | None
) -> tuple[Captured, Reading]:
    """An article and its reading. said: content and source of each attribution, as printed."""
    page = known.pop("page", None) or known.get("url") or ""
    names = ("url", "publisher", "title", "byline", "published", "modified")
    fields = {name: known.get(name) for name in names}
    body = repr((text, sorted(fields.items(), key=str))).encode()
    article = Article(id=make_id("art", body.decode()), sha256=hash_bytes(body), language="en", text=text, **fields)
    parties = {
        who: Party(id=make_id("pty", article.id, who), name=who, kind="person", mentions=(span(text, who),))
        for _, who in said
    }
    attributions = tuple(
        Attribution(
            id=make_id("att", article.id, number), cue=Cue(spans=()), content=Content(spans=(span(text, content),)),
            source=Source(spans=(span(text, who),), kind="person", count=None, implicit=False, party=parties[who].id),
            quote="indirect", stance="deny" if " not " in content else "assert", confidence=0.9,
        )
        for number, (content, who) in enumerate(said)
    )  # fmt: skip
    capture = Capture(
        source=page, captured_at="2031-05-06T08:00:00Z", final_url=page, status=200, media_type="text/html", body=body,
        client="reportedly/test",
    )  # fmt: skip
    reading = Reading(
        article=article, attributions=attributions, parties=tuple(parties.values()),
        own_voice=tuple(OwnVoice(span=span(text, part)) for part in own),
    )  # fmt: skip
    return Captured(article=article, capture=capture, page=page or article.id), reading


def fill(record: Record) -> list[Article]:
    """Put two versions of a page, an article of another outlet and one full of script into a record."""
    known: dict[str, str | None] = {"url": PAGE, "publisher": "The Merrow Mail", "title": "Ferry firm answers"}
    first = [("The ferry left early", "Sela Dorn"), ("Two cranes fell", "a dock worker")]
    second = [("The ferry did not leave early", "Sela Dorn"), ("Three cranes fell", "a dock worker")]
    found = [
        make_reading(FIRST, first, own=["The quay was empty."], published="2031-05-06T06:15:00+01:00", **known),
        make_reading(
            SECOND, second, own=["The quay was empty."], published="2031-05-06T06:15:00+01:00",
            modified="2031-05-06T09:00:00+01:00", **known,
        ),
        make_reading(
            "It left at dawn, Ada Quist said.", [("It left at dawn", "Ada Quist")], url="https://coast.example/ferry",
            publisher="Coast Herald", title="Ferry at dawn", published="2031-05-07",
        ),
        make_reading(
            f"All is {SCRIPT} well, {SCRIPT.upper()} said.", [(f"All is {SCRIPT} well", SCRIPT.upper())],
            url="javascript:alert(2)", publisher=f"Evil {SCRIPT}", title=f'Title {SCRIPT} "quoted"', published="2031-05-05",
        ),
    ]  # fmt: skip
    for captured, reading in found:
        record.add(captured, reading, reader="fake/0")
    record.join_parties()
    return [captured.article for captured, _ in found]


def make_matter(articles: Sequence[Article], number: int = 1, *, text: str = "The ferry left early") -> Matter:
    """A contested matter: Dorn said yes and turned to no, Quist says yes; an outlet says it as its own."""
    dorn, quist = (
        Speaker(id=f"kno-{i}", name=n, side=s) for i, n, s in ((1, "Sela Dorn", "the firm"), (2, "Ada Quist", None))
    )
    old, new, other = (
        ArticleLabel(
            id=a.id, url=a.url, publisher=a.publisher, title=a.title, published=a.published, modified=a.modified
        )
        for a in articles[:3]
    )

    def say(name: str, article: ArticleLabel, words: str, **given: Any) -> Statement:
        given = {"party": None, "own_voice": False, "anonymous": False, "via": (), "channel": None, **given}
        return Statement(id=f"att-{name}-{number}", article=article, spans=((0, 9),), text=words, **given)

    statements = (
        say("a", old, text, party=dorn, stance="assert", says="yes", origin="ori-1", said_at="2031-05-06T04:00:00+00:00",
            via=("Merrow Wire", "Radio Merrow"), channel="briefing"),
        say("b", new, "The ferry did not leave early", party=dorn, stance="deny", says="no", origin="ori-2",
            said_at="2031-05-06T07:00:00+00:00"),
        say("c", other, "It left at dawn", party=quist, stance="assert", says="yes", origin="ori-3", said_at=None),
        say("d", other, "It left", own_voice=True, stance="report", says="yes", origin="ori-1", said_at=None),
    )  # fmt: skip
    return Matter(
        id=f"mat-{number}", title=f"Did the ferry leave early? {number}", status="contested", credibility=4,
        why=("The firm says no, Ada Quist says yes.",), first_said_at="2031-05-06T04:00:00+00:00",
        last_said_at=f"2031-05-0{6 + number % 3}T07:00:00+00:00", statements=statements, affirming_origins=2, denying_origins=1,
        event=MatterEvent(
            type="RETREAT", time=None,
            place=Place(name="Merrow", lat=53.1, lon=-4.2, country="GBR", gazetteer_id=None, precision="town"),
        ),
        origins=(
            Origin(id="ori-1", party=dorn, channel="briefing", said_at=None, statements=(statements[0].id, statements[3].id),
                   why=("the same words",)),
            Origin(id="ori-2", party=dorn, channel=None, said_at=None, statements=(statements[1].id,)),
            Origin(id="ori-3", party=quist, channel=None, said_at=None, statements=(statements[2].id,)),
        ),
        positions=(
            Position(party=dorn, history=(
                Turn(says="yes", stance="assert", since="2031-05-06T04:00:00+00:00", statements=(statements[0].id,)),
                Turn(says="no", stance="deny", since="2031-05-06T07:00:00+00:00", statements=(statements[1].id,)),
            )),
            Position(party=quist, history=(Turn(says="yes", stance="assert", since=None, statements=(statements[2].id,)),)),
        ),
        figures=(
            Figure(what="cranes fallen", low=2, high=2, statements=(statements[0].id,)),
            Figure(what="cranes fallen", low=3, high=4, statements=(statements[2].id,)),
        ),
        losses=(Loss(kind="attribution", statement=statements[3].id, of=statements[0].id, text="Said as its own."),),
        history=(
            Change(at="2031-05-06T04:00:00+00:00", what="first said"), Change(at="2031-05-06T07:00:00+00:00", what="Dorn turned"),
        ),
    )  # fmt: skip


def summarise(one: Matter) -> MatterSummary:
    place = one.event.place
    return MatterSummary(
        id=one.id, story="sto-1", changed_at=one.last_said_at, moment=one.last_said_at, title=one.title, status=one.status, credibility=one.credibility, affirming_origins=one.affirming_origins,
        denying_origins=one.denying_origins, n_articles=len({s.article.id for s in one.statements}),
        n_statements=len(one.statements), first_said_at=one.first_said_at, last_said_at=one.last_said_at,
        place_name=place.name if place else None, lat=None, lon=None, event_type=one.event.type,
    )  # fmt: skip


class FakeMatters:
    """Matters from a list, in the place of the record's."""

    def __init__(self, matters: Sequence[Matter]) -> None:
        self.matters = list(matters)
        self.weighed = 0

    def weigh(self, record: Record) -> None:
        self.weighed += 1

    def find(self, record: Record, wanted: MatterQuery) -> list[MatterSummary]:
        passing = [m for m in self.matters if wanted.status in (None, m.status)]
        if wanted.place is not None:
            passing = [m for m in passing if m.event.place and wanted.place.lower() in m.event.place.name.lower()]
        if wanted.party is not None:
            passing = [m for m in passing if any(wanted.party in p.party.name for p in m.positions)]
        found = [summarise(m) for m in passing]
        cursors = [one.cursor for one in found]
        if wanted.after is not None and wanted.after not in cursors:
            raise RecordError(record.where, "has no such cursor.")
        return found[cursors.index(wanted.after) + 1 if wanted.after else 0 :][: wanted.limit]

    def load(self, record: Record, matter_id: str) -> Matter:
        for one in self.matters:
            if matter_id == one.id or (matter_id, one.id) == ("mat-old", "mat-1"):
                return one
        raise RecordError(record.where, f"has no matter {matter_id!r}.")

    def load_some(self, record: Record, ids: Sequence[str]) -> dict[str, Matter]:
        return {one.id: one for one in self.matters if one.id in ids}

    def of_article(self, record: Record, article_id: str) -> list[MatterSummary]:
        return [summarise(m) for m in self.matters if any(s.article.id == article_id for s in m.statements)]

    def of_party(self, record: Record, party_id: str) -> list[MatterSummary]:
        return [summarise(m) for m in self.matters if any(p.party.id == party_id for p in m.positions)]

    def changes(
        self, record: Record, *, since: str | None = None, until: str | None = None, limit: int = 50
    ) -> list[MatterChange]:
        found = [
            MatterChange(matter_id=m.id, title=m.title, status=m.status, at=c.at, what=c.what)
            for m in self.matters
            for c in m.history
        ]
        found = [c for c in found if (since or "") <= (c.at or "") and (until is None or (c.at or "") <= until)]
        return sorted(found, key=lambda c: (c.at or "", c.matter_id), reverse=True)[:limit]


@dataclass
class Served:
    """A record that is served. client: asks from this machine."""

    client: TestClient
    articles: list[Article]
    matters: FakeMatters
    path: Path

    def get(self, url: str, **given: Any) -> Any:
        return self.client.get(url, follow_redirects=False, **given)


OPEN: list[Desk] = []  # of the test that runs


def close_all() -> None:
    """Close what ``serve`` opened: without a server nothing else does."""
    while OPEN:
        OPEN.pop().close()


@cache
def _filled() -> tuple[bytes, tuple[Article, ...]]:
    """The file of a filled record and its articles; made once, as making takes longer than most tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        with Record(path) as record:
            articles = fill(record)
        return path.read_bytes(), tuple(articles)


def _copy_filled(path: Path) -> tuple[Article, ...]:
    data, articles = _filled()
    path.write_bytes(data)
    return articles


def serve(
    folder: Path, *, token: str | None = None, matters: int = 1, matters_of_record: bool = False, **options: Any
) -> Served:
    """An application over a new record. matters: how many."""
    path = folder / "desk.db"
    articles = list(_copy_filled(path))
    fake = FakeMatters([make_matter(articles, n) for n in range(1, matters + 1)])
    if not matters_of_record:
        options["matters"] = fake
    clock = lambda: datetime(2031, 5, 8, 12, tzinfo=UTC)  # noqa: E731
    made = WebOptions(make_reader=lambda: make_fake(), clock=clock, poll_s=0.01, **options)
    app = make_app(path, token=token, options=made)
    OPEN.append(app.state.desk)
    return Served(TestClient(app, base_url=LOCAL, raise_server_exceptions=False), articles, fake, path)
