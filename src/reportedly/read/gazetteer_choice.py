"""Which of the places of one name an article means.

Every name is first given to its best-known bearer; then, for a few rounds, to the one that fits best with the others:
a country or region named after a comma, countries and peoples named, towns near by. One name has one bearer in an
article, unless a comma says otherwise.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from reportedly.read.gazetteer import Entry, Kind

ROUNDS = 3
EARTH = 6371.0  # km
NEAR = 150.0  # km: at this distance closeness has fallen to a third
# How much a kind is worth before anything else: what a bare name usually means.
KIND_WORTH: Mapping[Kind, float] = {
    "country": 9.5, "continent": 9.5, "region": 3.5, "district": 1.0, "town": 0.0, "site": 2.5, "water": 4.0,
}  # fmt: skip
PEOPLE_WORTH = {
    "region": 0.45,
    "district": 0.4,
    "town": 1.0,
    "site": 0.9,
    "water": 0.9,
    "country": 0.0,
    "continent": 0.0,
}
FAME = 0.9  # for each tenfold of names in other languages
CAPITAL = 2.0
ALTERNATE = -2.0  # for a name that is not the place's usual one
NAMESAKE = (
    -3.0
)  # for a region or district with a well-known town or its country of its own name: the bare name is theirs
DESIGNATED = 4.0  # for the kind that a word beside the name says
CONTAINER = 8.0  # for lying in what follows after a comma
SAME_COUNTRY = 3.5
SAME_REGION = 1.0
CLOSE = 2.0
PEOPLE = 0.5  # of a country's own name: a people or adjective as a sign of the country


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One use of a name: what it may stand for, and the entries of the name after a comma, if any."""

    core: str
    entries: tuple[Entry, ...]
    designated: Kind | None
    inside: tuple[Entry, ...]
    weight: float = 1.0


def choose(names: Sequence[Name], *, peoples: Mapping[str, int]) -> list[Entry | None]:
    """The place of each name, in order; None where a name has no entries. Ties go to the smaller id.

    peoples: how often the article names a people or uses an adjective of a country.
    """
    chosen = [_best(name, lambda _: 0.0) for name in names]
    for _ in range(ROUNDS):
        chosen = _one_each(names, chosen, peoples)
    return chosen


def most_populous(entries: Sequence[Entry]) -> Entry | None:
    """The rival: the bearer with the most people, whatever the article says."""
    return max(entries, key=lambda e: e.population, default=None)


def distance(left: tuple[float, float], right: tuple[float, float]) -> float:
    """Kilometres between two points, by latitude and longitude in degrees, on a sphere."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*left, *right))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(half)))


def _one_each(names: Sequence[Name], chosen: Sequence[Entry | None], peoples: Mapping[str, int]) -> list[Entry | None]:
    """One round: names without a comma share the choice that suits them all."""
    context = _Context(names, chosen, peoples)
    result: list[Entry | None] = []
    shared: dict[tuple[str, Kind | None], Entry | None] = {}
    qualified: dict[tuple[str, Kind | None], Entry] = {}
    for name in names:
        if name.inside:
            best = _best(name, partial(context.worth, core=name.core))
            if best is not None and _lies_in(best, name.inside):
                qualified.setdefault((name.core, name.designated), best)
    for name in names:
        key = (name.core, name.designated)
        if name.inside:
            result.append(_best(name, partial(context.worth, core=name.core)))
            continue
        if key not in shared:
            shared[key] = qualified.get(key) or _best(name, partial(context.worth, core=name.core))
        result.append(shared[key])
    return result


def _best(name: Name, context: Callable[[Entry], float]) -> Entry | None:
    return max(name.entries, key=lambda e: (prior(e, name) + context(e), -_rank(e)), default=None)


def _rank(entry: Entry) -> int:
    number = entry.id.rpartition(":")[2]
    return int(number) if number.isdigit() else 0


def prior(entry: Entry, name: Name) -> float:
    """How likely a bearer is by itself."""
    worth = KIND_WORTH[entry.kind] + PEOPLE_WORTH[entry.kind] * math.log10(entry.population + 1)
    capital, names = divmod(entry.fame, 100) if entry.fame >= 100 else (0, entry.fame)
    worth += FAME * math.log10(1 + names) + CAPITAL * bool(capital)
    if not entry.usual:
        worth += ALTERNATE
    if name.designated is not None and entry.kind == name.designated:
        worth += DESIGNATED
    elif entry.kind in ("region", "district") and _has_namesake(entry, name.entries):
        worth += NAMESAKE
    if name.inside and _lies_in(entry, name.inside):
        worth += CONTAINER
    return worth


def _has_namesake(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a region holds a town of its name that is not small beside it, or its country has the name."""
    return any(
        (e.kind == "town" and entry.id in (e.region, e.district) and e.population * 50 > entry.population)
        or (e.kind == "country" and e.country == entry.country)
        for e in entries
    )


def _lies_in(entry: Entry, outer: Sequence[Entry]) -> bool:
    return any(
        o.id in (entry.region, entry.district)
        or (o.kind == "country" and o.country == entry.country and entry.id != o.id)
        for o in outer
    )


class _Context:
    """What the article's other places say."""

    def __init__(self, names: Sequence[Name], chosen: Sequence[Entry | None], peoples: Mapping[str, int]) -> None:
        self._places = [(n.core, e) for n, e in zip(names, chosen, strict=True) if e is not None]
        self._countries: Counter[str] = Counter()
        self._regions: Counter[str] = Counter()
        for _, entry in self._places:
            if entry.country is not None:
                self._countries[entry.country] += 1
            region = entry.id if entry.kind == "region" else entry.region
            if region is not None:
                self._regions[region] += 1
        self._peoples = peoples
        self._points = list(
            dict.fromkeys(
                (core, e.lat, e.lon)
                for core, e in self._places
                if e.kind in ("town", "site", "district") and e.lat is not None and e.lon is not None
            )
        )

    def worth(self, entry: Entry, core: str) -> float:
        """What the names other than this one add to an entry."""
        if entry.kind == "continent":
            return 0.0
        mine = [e for c, e in self._places if c == core]
        total = len(self._places) - len(mine) + PEOPLE * sum(self._peoples.values())
        same = self._countries[entry.country or ""] - sum(e.country == entry.country for e in mine)
        same_country = (same + PEOPLE * self._peoples.get(entry.country or "", 0)) / (total + 1)
        region = entry.id if entry.kind == "region" else entry.region
        in_region = self._regions[region or ""] - sum(
            (e.id if e.kind == "region" else e.region) == region for e in mine
        )
        worth = SAME_COUNTRY * same_country + SAME_REGION * min(1.0, in_region / (total + 1) * 2)
        if entry.kind in ("town", "site", "district") and entry.lat is not None and entry.lon is not None:
            here = (entry.lat, entry.lon)
            nearest = min(
                (distance(here, (lat, lon)) for c, lat, lon in self._points if c != core and lat is not None),
                default=math.inf,
            )
            worth += CLOSE * math.exp(-nearest / NEAR)
        return worth
