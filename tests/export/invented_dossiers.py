"""An invented matter with its two readings: whether the Front shelled the market of Orrow."""

from __future__ import annotations

from dataclasses import replace

from reportedly.export import Dossier
from reportedly.model import (
    Article,
    ArticleLabel,
    Attribution,
    Change,
    Content,
    Cue,
    Event,
    EventTime,
    Figure,
    Loss,
    Matter,
    MatterEvent,
    Origin,
    OwnVoice,
    Party,
    Place,
    Position,
    Quantity,
    Reading,
    Source,
    Span,
    Speaker,
    Statement,
    Turn,
)

MAIL = (
    "Shells hit Orrow. Front artillery shelled Orrow on Tuesday, killing 12 people, the ministry said. “We fired at nobody,” "
    "said Ada Quíst, whose Front denied that it would shell the quay. Police would arrest two dockers."
)
WIRE = "=HYPERLINK is a word. Front artillery shelled Orrow on Tuesday, killing 12 people."
DAY = EventTime(start="2031-05-06", end="2031-05-07", precision="day", text="Tuesday")
ORROW = Place(name="Orrow", lat=52.44, lon=17.02, country="POL", gazetteer_id="own:orrow", precision="town")
MINISTRY = Speaker(id="pty-ministry", name="the ministry", side="Brelan")
QUIST = Speaker(id="pty-quist", name="Ada Quíst", side="Front")


def span(text: str, part: str) -> Span:
    begin = text.index(part)
    return begin, begin + len(part)


def make_article(name: str, text: str, publisher: str) -> Article:
    return Article(
        id=f"art-{name}", sha256="ab" * 32, url=f"https://{name}.example/orrow", publisher=publisher,
        title=f"=Orrow in {publisher}", byline="Nell Farrow", published="2031-05-07T08:00:00+02:00", modified=None,
        language="en", text=text,
    )  # fmt: skip


def make_label(article: Article) -> ArticleLabel:
    return ArticleLabel(
        id=article.id, url=article.url, publisher=article.publisher, title=article.title, published=article.published,
        modified=article.modified,
    )  # fmt: skip


def make_shelling(identifier: str, text: str, killed: Quantity | None = None) -> Event:
    figure = killed or Quantity(what="killed", relation="=", number=12.0, unit="people")
    return Event(
        id=identifier, type="ASSAULT", mode="heavy-weapons", span=span(text, "shelled"), initiator="pty-front",
        target=None, place=ORROW, time=DAY, modality="actual", negated=False, quantities=(figure,),
    )  # fmt: skip


def make_attribution(identifier: str, text: str, source: str, cue: str, content: str, party: str) -> Attribution:
    return Attribution(
        id=identifier, source=Source(spans=(span(text, source),), kind="organisation", count=None, implicit=False,
                                     party=party, parties=(party,)),
        cue=Cue(spans=(span(text, cue),)), content=Content(spans=(span(text, content),)),
        quote="direct" if content.startswith("“") else "indirect", stance="deny" if party == "pty-quist" else "assert",
        confidence=0.9,
    )  # fmt: skip


SHELLED = "Front artillery shelled Orrow on Tuesday, killing 12 people"
PARTIES = (
    Party(id="pty-ministry", name="the ministry", kind="organisation", country="POL", sector="GOV"),
    Party(id="pty-quist", name="Ada Quíst", kind="person", role="spokeswoman", affiliation="pty-front", sector="REB"),
    Party(id="pty-front", name="Front", kind="organisation", sector="REB"),
    Party(id="pty-police", name="Police", kind="organisation", country="POL", sector="COP"),
)


def make_mail() -> Reading:
    article = make_article("mail", MAIL, "The Merrow Mail")
    nobody = Event(
        id="evt-nobody", type="ASSAULT", mode="firearms", span=span(MAIL, "fired"), initiator="pty-front", target=None,
        place=None, time=None, modality="actual", negated=True,
    )  # fmt: skip
    quay = replace(
        make_shelling("evt-quay", MAIL), span=span(MAIL, "shell the quay"), place=None, time=None, quantities=()
    )
    arrest = Event(
        id="evt-arrest", type="COERCE", mode="arrest", span=span(MAIL, "arrest"), initiator="pty-police", target=None,
        place=None, time=None, modality="planned", negated=False,
    )  # fmt: skip
    return Reading(
        article=article, parties=PARTIES, events=(make_shelling("evt-mail", MAIL), nobody, quay, arrest),
        attributions=(
            make_attribution("att-1", MAIL, "the ministry", "said", SHELLED, "pty-ministry"),
            make_attribution("att-2", MAIL, "Ada Quíst", "said Ada", "“We fired at nobody,”", "pty-quist"),
            make_attribution("att-3", MAIL, "Front denied", "denied", "that it would shell the quay", "pty-quist"),
        ),
        own_voice=(OwnVoice(span=span(MAIL, "Police would arrest two dockers"), events=("evt-arrest",)),),
    )  # fmt: skip


def make_wire() -> Reading:
    article = make_article("wire", WIRE, "Brelan Wire")
    event = make_shelling("evt-wire", WIRE)
    return Reading(article=article, parties=PARTIES, events=(event,), own_voice=(OwnVoice(span=span(WIRE, SHELLED)),))


def make_statement(identifier: str, reading: Reading, part: str, party: Speaker | None, origin: str) -> Statement:
    denies = party is QUIST
    return Statement(
        id=identifier, article=make_label(reading.article), spans=(span(reading.article.text, part),), text=part,
        party=party, own_voice=party is None, anonymous=False, stance="deny" if denies else "assert",
        says="no" if denies else "yes", via=("Radio Carrow",) if denies else (), channel="interview" if denies else None,
        origin=origin, said_at="2031-05-07T06:00:00+00:00",
    )  # fmt: skip


def make_matter() -> Matter:
    mail, wire = make_mail(), make_wire()
    statements = (
        make_statement("att-1", mail, SHELLED, MINISTRY, "org-1"),
        make_statement("att-2.1", mail, "“We fired at nobody,”", QUIST, "org-2"),
        make_statement("att-3", mail, "that it would shell the quay", QUIST, "org-2"),
        make_statement("own-mail", mail, "Police would arrest two dockers", None, "org-3"),
        make_statement("own-wire", wire, SHELLED, None, "org-1"),
    )
    said = "2031-05-07T06:00:00+00:00"
    return Matter(
        id="mat-orrow", title="=Whether Front artillery shelled Orrow", status="contested", credibility=4,
        why=("the ministry says yes, the Front says no",), event=MatterEvent(type="ASSAULT", place=ORROW, time=DAY),
        first_said_at=said, last_said_at=said, statements=statements,
        origins=(
            Origin(id="org-1", party=MINISTRY, channel=None, said_at=said, statements=("att-1", "own-wire"), why=("the same words",)),
            Origin(id="org-2", party=QUIST, channel="interview", said_at="2031-05-07", statements=("att-2.1", "att-3")),
            Origin(id="org-3", party=None, channel=None, said_at=None, statements=("own-mail",)),
        ),
        affirming_origins=1, denying_origins=1,
        positions=(
            Position(party=MINISTRY, history=(Turn(says="yes", stance="assert", since=said, statements=("att-1",)),)),
            Position(party=QUIST, history=(Turn(says="no", stance="deny", since=None, statements=("att-2.1",)),)),
        ),
        figures=(Figure(what="killed", low=12, high=12, statements=("att-1", "own-wire")),),
        losses=(Loss(kind="attribution", statement="own-wire", of="att-1", text="Brelan Wire states it itself"),),
        history=(Change(at=said, what="Ada Quíst denies it"),),
    )  # fmt: skip


def make_dossier(*, place: Place | None = ORROW, lone: bool = False) -> Dossier:
    """lone: with a lone surrogate in the title."""
    matter = make_matter()
    matter = replace(matter, event=replace(matter.event, place=place), title="Orrow \ud800" if lone else matter.title)
    return Dossier(matter=matter, readings={"art-mail": make_mail(), "art-wire": make_wire()})


def with_event(dossier: Dossier, event_id: str, **changes: object) -> Dossier:
    """The dossier with one event changed."""
    readings = {
        name: replace(
            r,
            events=tuple(replace(e, **changes) if e.id == event_id else e for e in r.events),  # type: ignore[arg-type]
        )
        for name, r in dossier.readings.items()
    }
    return replace(dossier, readings=readings)


def with_party(dossier: Dossier, party_id: str, **changes: object) -> Dossier:
    """The dossier with one party changed in all readings."""
    readings = {
        name: replace(
            r,
            parties=tuple(replace(p, **changes) if p.id == party_id else p for p in r.parties),  # type: ignore[arg-type]
        )
        for name, r in dossier.readings.items()
    }
    return replace(dossier, readings=readings)
