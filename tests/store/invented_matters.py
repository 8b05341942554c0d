"""Invented matters, built by hand: whether the ferry of Merrow left early."""

from __future__ import annotations

from reportedly.model import (
    ArticleLabel,
    Change,
    EventTime,
    Figure,
    Loss,
    Matter,
    MatterEvent,
    Origin,
    Place,
    Position,
    Says,
    Speaker,
    StanceKind,
    Statement,
    Status,
    Turn,
)
from reportedly.store.matters import make_matter_id

OFFICE = Speaker(id="kno-office", name="Merrow harbour office", side="Merrow")
QUIST = Speaker(id="kno-quist", name="Ada Quíst", side="Ferry Union")


def make_label(article_id: str, publisher: str = "The Merrow Mail") -> ArticleLabel:
    return ArticleLabel(
        id=article_id, url=f"https://mail.example/{article_id}", publisher=publisher, title="Ferry", modified=None,
        published="2031-05-02",
    )  # fmt: skip


def make_statement(
    statement_id: str, article_id: str, party: Speaker | None = OFFICE, *, says: Says = "yes",
    stance: StanceKind = "assert", text: str = "the ferry left early", origin: str = "ori-1",
    said_at: str | None = "2031-05-02T08:00:00+00:00", via: tuple[str, ...] = (),
) -> Statement:  # fmt: skip
    return Statement(
        id=statement_id, article=make_label(article_id), spans=((4, 24),), text=text, party=party,
        own_voice=party is None, anonymous=False, stance=stance, says=says, via=via, channel=None, origin=origin,
        said_at=said_at,
    )  # fmt: skip


def make_matter(
    *statements: Statement, title: str = "Did the ferry leave early?", status: Status = "contested",
    history: tuple[Change, ...] = (), place: str | None = "Mérrow", last: str | None = None,
) -> Matter:  # fmt: skip
    said = sorted(s.said_at for s in statements if s.said_at)
    where = Place(name=place, lat=51.5, lon=-3.25, country=None, gazetteer_id=None, precision="city") if place else None
    origins = dict.fromkeys(s.origin for s in statements)
    return Matter(
        id=make_matter_id(statements[0].id), title=title, status=status, credibility=3, why=("two sides disagree",),
        event=MatterEvent(type="RETREAT", place=where, time=None), first_said_at=said[0] if said else None,
        last_said_at=last or (said[-1] if said else None), statements=statements,
        origins=tuple(
            Origin(id=i, party=None, channel=None, said_at=None, statements=tuple(s.id for s in statements if s.origin == i))
            for i in origins
        ),
        affirming_origins=1, denying_origins=1, positions=(), history=history,
    )  # fmt: skip


def make_full_matter() -> Matter:
    """A matter with something in every field that can hold something."""
    first = make_statement("att-1", "art-a", via=("Coast Radio", "news agencies"))
    second = make_statement("att-2.1", "art-b", QUIST, says="no", stance="deny", text="Nobody left", origin="ori-2")
    third = make_statement("voi-3", "art-b", None, text="The ferry left at 7 \ud800", said_at=None)
    return Matter(
        id=make_matter_id("att-1"), title="Did the ferry leave early?", status="contested", credibility=4,
        why=("Merrow says yes, Ferry Union says no",),
        event=MatterEvent(
            type="RETREAT",
            place=Place(name="Merrow", lat=0.1 + 0.2, lon=-1e-9, country="GB", gazetteer_id="1", precision="city"),
            time=EventTime(start="2031-05-01", end=None, precision="day", text="on Thursday"),
        ),
        first_said_at="2031-05-02T08:00:00+00:00", last_said_at="2031-05-02T08:00:00+00:00",
        statements=(first, second, third),
        origins=(
            Origin(id="ori-1", party=OFFICE, channel="briefing", said_at="2031-05-02", statements=("att-1", "voi-3"),
                   why=("the same eight words in both",)),
            Origin(id="ori-2", party=QUIST, channel=None, said_at=None, statements=("att-2.1",)),
        ),
        affirming_origins=1, denying_origins=1,
        positions=(
            Position(party=OFFICE, history=(
                Turn(says="no", stance="deny", since="2031-05-01", statements=()),
                Turn(says="yes", stance="confirm", since="2031-05-02", statements=("att-1",)),
            )),
            Position(party=QUIST, history=(Turn(says="no", stance="deny", since=None, statements=("att-2.1",)),)),
        ),
        figures=(Figure(what="passengers", low=10, high=12.5, statements=("att-1", "att-2.1")),),
        losses=(Loss(kind="attribution", statement="voi-3", of="att-1", text="The Merrow Mail states it itself"),),
        history=(
            Change(at="2031-05-02T08:00:00+00:00", what="Ada Quíst denies it"),
            Change(at=None, what="stated by The Merrow Mail"),
        ),
    )  # fmt: skip
