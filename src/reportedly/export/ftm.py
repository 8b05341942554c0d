"""FollowTheMoney entities, NDJSON: what Aleph and OpenSanctions' tools read.

After the FollowTheMoney ontology 4: a matter is an ``Event``, with the parties ``involved`` and the articles as its
``proof``; a party is a ``Person``, an ``Organization`` or, where its kind is not known, a ``LegalEntity``; a text is an
``Article``; a statement is a ``Note`` on the event and the party. Each entity comes once, before what refers to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportedly.export.cells import Json, days_of, dump_lines, find_country, parse_moment, web_address
from reportedly.export.dossier import Dossier, who_says
from reportedly.model import ArticleLabel, Matter, Party, Speaker, Statement

# FollowTheMoney has languages by ISO 639-3; one that is not here is left out.
LANGUAGES = {"en": "eng", "ru": "rus", "uk": "ukr"}
SCHEMATA = {"person": "Person", "organisation": "Organization"}


def write_ftm(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """One entity a line."""
    return dump_lines(_entities(dossiers))


def _entities(dossiers: Iterable[Dossier]) -> Iterator[Json]:
    seen: set[str] = set()
    for dossier in dossiers:
        for entity in _of_matter(dossier):
            if str(entity["id"]) not in seen:
                seen.add(str(entity["id"]))
                yield entity


def _of_matter(dossier: Dossier) -> Iterator[Json]:
    matter = dossier.matter
    parties = {party.id: party for reading in dossier.readings.values() for party in reading.parties}
    for said in matter.statements:
        yield _article(said.article, dossier)
    speakers = {said.party.id: said.party for said in matter.statements if said.party and _is_body(said, parties)}
    for speaker in speakers.values():
        yield _party(speaker, parties.get(speaker.id))
    yield _event(matter, list(speakers))
    for said in matter.statements:
        yield _note(matter, said, speakers)


def _is_body(said: Statement, parties: Mapping[str, Party]) -> bool:
    """Whether whoever speaks is a person or a body: a document is neither."""
    party = parties.get(said.party.id) if said.party else None
    return party is None or party.kind != "document"


def _article(label: ArticleLabel, dossier: Dossier) -> Json:
    reading = dossier.readings.get(label.id)
    read = reading.article if reading else None
    title = label.title or label.url or label.id
    return _entity(
        label.id, "Article",
        # A Document must have a fileName; the id is the only name that it has here.
        fileName=label.id, title=title, name=title, author=read.byline if read else None, publisher=label.publisher,
        sourceUrl=web_address(label.url), publishedAt=_date(label.published), modifiedAt=_date(label.modified),
        language=LANGUAGES.get(read.language or "") if read else None,
    )  # fmt: skip


def _party(speaker: Speaker, party: Party | None) -> Json:
    country = find_country(party.country) if party else None
    return _entity(
        speaker.id, SCHEMATA.get(party.kind, "LegalEntity") if party else "LegalEntity", name=speaker.name,
        country=country.alpha2.lower() if country else None, summary=party.role if party else None,
        keywords=f"side: {speaker.side}" if speaker.side else None, sector=party.sector if party else None,
    )  # fmt: skip


def _event(matter: Matter, involved: list[str]) -> Json:
    place, days = matter.event.place, days_of(matter.event.time)
    country = find_country(place.country) if place else None
    articles = list(dict.fromkeys(said.article.id for said in matter.statements))
    return _entity(
        matter.id, "Event", name=matter.title, summary=f"status: {matter.status}", description=list(matter.why),
        startDate=days[0] if days else None, endDate=days[1] if days else None, location=place.name if place else None,
        country=country.alpha2.lower() if country else None, involved=involved, proof=articles,
        keywords=[matter.status, *([matter.event.type] if matter.event.type else [])],
    )  # fmt: skip


def _note(matter: Matter, said: Statement, speakers: Mapping[str, Speaker]) -> Json:
    about = [matter.id, *([said.party.id] if said.party and said.party.id in speakers else [])]
    return _entity(
        said.id, "Note", name=f"{who_says(said)}: {said.stance}, says {said.says}", description=said.text, entity=about,
        proof=said.article.id, createdAt=_date(said.said_at), publisher=said.article.publisher,
        keywords=[f"origin: {said.origin}", *(f"via: {name}" for name in said.via)],
    )  # fmt: skip


def _entity(identifier: str, schema: str, **properties: str | list[str] | None) -> Json:
    """An entity with its properties as lists, without empty ones."""
    listed = {name: [value] if isinstance(value, str) else value or [] for name, value in properties.items()}
    kept = {name: [v for v in dict.fromkeys(values) if v] for name, values in listed.items()}
    return {"id": identifier, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def _date(time: str | None) -> str | None:
    """A time as FollowTheMoney has it: in UTC without an offset, or as much of a date as is told."""
    moment = parse_moment(time)
    if moment is not None:
        return moment.strftime("%Y-%m-%dT%H:%M:%S")
    return time[:10] if time else None
