"""CSV in the columns of ACLED, from events that are told as having happened.

The columns are those of the ACLED codebook since 2023; sub-event types follow from PLOVER's types by
``data/acled.toml``. A row is one event of a matter: tellings that agree in type, mode, place, time and both actors
share it, so a copy adds no row. What is denied, planned, demanded or negated makes none; the ``plover`` format keeps
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from reportedly.export.cells import (
    Cell,
    days_of,
    find_country,
    find_precision,
    is_one_day,
    load_table,
    parse_moment,
    write_csv,
)
from reportedly.export.dossier import Dossier, Telling, list_affiliations, list_tellings, who_says
from reportedly.export.figures import agree_on, count_killed
from reportedly.model import Matter, Party, Place

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso",
    "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
WEEKS = frozenset({"week", "weekend"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What ACLED calls an event; None where that is not told."""

    disorder: str | None = None
    event_type: str | None = None
    sub_event: str | None = None


def write_acled(dossiers: Iterable[Dossier]) -> Iterator[bytes]:
    """The CSV: a header, then a row for each event, matter by matter."""
    return write_csv(COLUMNS, (row for dossier in dossiers for row in _rows(dossier)))


def code_event(telling: Telling) -> Coding | None:
    """What ACLED calls the event; None where it is of no kind that ACLED records."""
    table = _table()
    rule = next((rule for rule in table["rule"] if _fits(rule, telling, table["classes"])), None)
    if rule is None:
        return None
    kinds: dict[str, dict[str, str]] = table["sub_events"]
    name = rule.get("sub_event")
    if name is not None:
        event_type = next(kind for kind, held in kinds.items() if name in held)
        return Coding(disorder=kinds[event_type][name], event_type=event_type, sub_event=name)
    event_type = rule.get("event_type")
    disorders = set(kinds[event_type].values()) if event_type else set()
    return Coding(disorder=disorders.pop() if len(disorders) == 1 else None, event_type=event_type)


def _fits(rule: dict[str, Any], telling: Telling, classes: dict[str, list[str]]) -> bool:
    event = telling.event
    if rule["type"] != event.type or ("mode" in rule and (event.mode or "") not in rule["mode"]):
        return False
    for role, party in (("initiator", telling.initiator), ("target", telling.target)):
        if role in rule and not _is_of(party, rule[role], classes):
            return False
    if rule.get("home") and not _at_home(telling):
        return False
    if "words" in rule and not _holds(telling.words, rule["words"]):
        return False
    return "target_words" not in rule or _holds(telling.target.name if telling.target else "", rule["target_words"])


def _at_home(telling: Telling) -> bool:
    """Whether an event lies in the initiator's own country."""
    party, place = telling.initiator, telling.event.place
    return party is not None and place is not None and party.country is not None and party.country == place.country


def _is_of(party: Party | None, name: str, classes: dict[str, list[str]]) -> bool:
    """Whether a party is of a class. That it acts for a state is known only where it is known for which."""
    return party is not None and party.sector in classes[name] and (name != "state" or party.country is not None)


def _holds(text: str, beginnings: Sequence[str]) -> bool:
    """Whether a word, or the first of several, begins so."""
    padded = f" {' '.join(text.casefold().split())} "
    return any(f" {beginning}" in padded for beginning in beginnings)


def _rows(dossier: Dossier) -> Iterator[list[Cell]]:
    groups: dict[tuple[object, ...], list[Telling]] = {}
    for telling in list_tellings(dossier):
        if telling.claimed:
            groups.setdefault(_key(telling), []).append(telling)
    for tellings in groups.values():
        coding = code_event(tellings[0])
        if coding is not None:
            yield _make_row(dossier.matter, tellings, coding)


def _key(telling: Telling) -> tuple[object, ...]:
    event, time, place = telling.event, telling.event.time, telling.event.place
    names = [party.name.casefold() if party else None for party in (telling.initiator, telling.target)]
    coded = code_event(telling)
    return (
        event.type, event.mode, coded, (time.start, time.end) if time else None,
        (place.name.casefold(), place.lat, place.lon) if place else None, *names,
    )  # fmt: skip


def _make_row(matter: Matter, tellings: Sequence[Telling], coding: Coding) -> list[Cell]:
    first = tellings[0]
    actors = [_actor_cells(tellings, "initiator"), _actor_cells(tellings, "target")]
    inters = [actor[2] for actor in actors]
    violent = (coding.disorder or "").startswith("Political violence")
    targeted = "Civilian targeting" if violent and inters[1] == "Civilians" else None
    return [
        first.event.id, *_time_cells(first), coding.disorder, coding.event_type, coding.sub_event, *actors[0],
        *actors[1], _interaction(inters), targeted, *_place_cells(first.event.place),
        "; ".join(sorted({t.statement.article.publisher or "" for t in tellings} - {""})), None,
        " | ".join(map(_note, tellings)), agree_on(count_killed(tellings)), _tags(matter, tellings), _stamp(tellings),
    ]  # fmt: skip


def _time_cells(telling: Telling) -> tuple[Cell, Cell, Cell]:
    """Date, year and time_precision: a date only where one day is told, a year where both ends lie in it."""
    time = telling.event.time
    days = days_of(time)
    if time is None or days is None:
        return None, None, None
    year = int(days[0][:4]) if days[0][:4] == days[1][:4] else None
    if is_one_day(time):
        return days[0], year, 1
    return None, year, 2 if time.precision in WEEKS else 3 if year is not None else None


def _actor_cells(tellings: Sequence[Telling], role: str) -> tuple[Cell, Cell, Cell]:
    """Name, whom it speaks for, and kind. The name is the same in all tellings; the rest must be, or it is empty."""
    parties = [(telling, party) for telling in tellings if (party := _party(telling, role)) is not None]
    if not parties:
        return None, None, None
    chains = {"; ".join(list_affiliations(telling.reading, party)) for telling, party in parties} - {""}
    kinds = {_inter(telling, role, party) for telling, party in parties} - {None}
    return (
        parties[0][1].name,
        chains.pop() if len(chains) == 1 else None,
        kinds.pop() if len(kinds) == 1 else None,
    )


def _party(telling: Telling, role: str) -> Party | None:
    return telling.initiator if role == "initiator" else telling.target


def _inter(telling: Telling, role: str, party: Party) -> str | None:
    table = _table()["inter"]
    by_mode = table["initiator_modes"].get(telling.event.mode or "") if role == "initiator" else None
    found: str | None = by_mode or table["sectors"].get(party.sector or "")
    return None if found == "State forces" and party.country is None else found


def _interaction(inters: Sequence[Cell]) -> str | None:
    order: list[str] = _table()["inter"]["order"]["names"]
    named = [str(inter) for inter in inters if inter is not None]
    return "-".join(sorted(named, key=order.index)) if len(named) == 2 else None


def _place_cells(place: Place | None) -> list[Cell]:
    """iso, region, country, admin1 to admin3, location, latitude, longitude, geo_precision."""
    if place is None:
        return [None] * 10
    country = find_country(place.country)
    code = find_precision(place).acled
    divisions = [place.name if place.precision == division else None for division in ("region", "district")]
    pointed = code is not None and place.lat is not None and place.lon is not None
    return [
        int(country.numeric) if country else None, None, country.name if country else place.country, *divisions, None,
        place.name, place.lat if pointed else None, place.lon if pointed else None, code if pointed else None,
    ]  # fmt: skip


def _note(telling: Telling) -> str:
    said = telling.statement
    via = f", via {', '.join(said.via)}" if said.via else ""
    outlet = f" ({said.article.publisher})" if said.article.publisher else ""
    return f"{who_says(said)}{via}{outlet}: “{said.text}”"


def _tags(matter: Matter, tellings: Sequence[Telling]) -> str:
    origins = len({telling.statement.origin for telling in tellings})
    time = tellings[0].event.time
    tags = [
        f"matter {matter.id}", f"status {matter.status}", f"origins {origins}", f"affirming {matter.affirming_origins}",
        f"denying {matter.denying_origins}",
    ]  # fmt: skip
    if time is not None and (time.start or time.end):
        tags.append(f"time {time.start or ''}/{time.end or ''}")
    return "; ".join(tags)


def _stamp(tellings: Sequence[Telling]) -> int | None:
    """When the newest of the articles was published or changed, in seconds since 1970."""
    labels = [telling.statement.article for telling in tellings]
    moments = [moment for label in labels if (moment := parse_moment(label.modified or label.published))]
    return int(max(moments).timestamp()) if moments else None


@cache
def _table() -> dict[str, Any]:
    return load_table("acled.toml")
