"""What the reader knows of the world by itself: countries, capitals, peoples, seats of government, known bodies.

Data lies in ``read/data/world_*``; ``world/build.py`` makes the countries' file. Invented or local names are added to a
copy with ``World.with_places``. Nothing here decides who is meant in an article: that is the work of
``reportedly.read.actors`` and ``reportedly.read.parties``.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources

ACRONYM = re.compile(r"(?:[A-Z]\.?){2,6}")
ARTICLE = re.compile(r"^the ", re.IGNORECASE)

BODY_FILES = ("world_bodies.toml", "world_bodies_1.toml", "world_bodies_2.toml")  # in this order, the first name wins


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country. code: ISO 3166 alpha-3; None for one that no list holds."""

    name: str
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body known by its name alone. sector: PLOVER's. country: alpha-3, None for an international one.

    seat: whether the name is that of a place that stands for it ("the Kremlin").
    """

    name: str
    sector: str
    country: str | None
    seat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sectors:
    """PLOVER sectors by noun; ``general`` nouns take that of a modifier or of whom they speak for.

    national: nouns of which a country has its own. installed, holding: endings of "X-installed", "X-annexed".
    forces: people under arms who act as one.
    """

    heads: Mapping[str, str]
    modifiers: Mapping[str, str]
    general: frozenset[str]
    national: frozenset[str]
    installed: frozenset[str]
    holding: frozenset[str]
    forces: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """Names to what they name; look up with the methods, which fold case and accents.

    Initials are told apart from words by their case ("US" is a country, "us" is not).
    """

    countries: Mapping[str, Country]
    capitals: Mapping[str, Country]
    adjectives: Mapping[str, Country]
    peoples: Mapping[str, Country]
    bodies: Mapping[str, Body]
    sectors: Sectors
    places: Mapping[str, str] = field(default_factory=dict)

    def country(self, name: str) -> Country | None:
        """The country of that name."""
        return self.countries.get(key_of(name))

    def capital(self, name: str) -> Country | None:
        """The country whose capital has that name."""
        return self.capitals.get(key_of(name))

    def demonym(self, word: str) -> Country | None:
        """The country of an adjective or of a people ("Dutch", "Britons")."""
        key = key_of(word)
        return self.adjectives.get(key) or self.peoples.get(key)

    def people(self, word: str) -> Country | None:
        """The country whose people the plural names ("Danes")."""
        return self.peoples.get(key_of(word))

    def body(self, name: str) -> Body | None:
        """The known body of that name."""
        return self.bodies.get(key_of(name))

    def code_of_place(self, name: str) -> str | None:
        """The country code that the user's places give a name."""
        return self.places.get(key_of(name))

    @property
    def told(self) -> tuple[str, ...]:
        """Names of countries that no list holds, as ``with_places`` was given them."""
        return tuple(c.name for c in self.countries.values() if self.named(c.code) is None)

    def names_of(self, code: str | None) -> tuple[str, ...]:
        """All names of a listed country, the usual one first."""
        return tuple(_table()[code]["names"]) if code in _table() else ()

    def named(self, code: str | None) -> Country | None:
        """The country of a code, under its usual name; None for a code that no list holds."""
        return _by_code().get(code) if code else None

    def with_places(self, places: Mapping[str, str], *, countries: Mapping[str, str] | None = None) -> World:
        """This world with more places: name to country code, as a gazetteer or a user gives them.

        countries: those of the names that are countries themselves. A code need not be one of ISO 3166.
        """
        told = {key_of(name): Country(name=name, code=code) for name, code in (countries or {}).items()}
        return replace(
            self,
            places={**self.places, **{key_of(n): c for n, c in places.items() if c}},
            countries={**self.countries, **told},
        )


@lru_cache(maxsize=1 << 15)
def key_of(name: str) -> str:
    """The form by which names are looked up: initials without points, everything else folded; no article."""
    plain = ARTICLE.sub("", name.strip()).replace("’", "'")
    if ACRONYM.fullmatch(plain):
        return plain.replace(".", "")
    low = plain.casefold().rstrip(".")
    if not low.isascii():
        low = "".join(c for c in unicodedata.normalize("NFKD", low) if not unicodedata.combining(c))
    return low


def _read(name: str) -> str:
    return (resources.files("reportedly.read") / "data" / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, list[str]]]:
    table: dict[str, dict[str, list[str]]] = json.loads(_read("world_countries.json"))
    return table


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Country]:
    return {code: Country(name=row["names"][0], code=code) for code, row in _table().items()}


def _index(part: str) -> dict[str, Country]:
    """Every spelling in one column of the table; of two countries with one spelling the first code's has it."""
    index: dict[str, Country] = {}
    for code, row in _table().items():
        for name in row[part]:
            index.setdefault(key_of(name), _by_code()[code])
    return index


def _bodies() -> dict[str, Body]:
    found: dict[str, Body] = {}
    for file in BODY_FILES:
        for part, rows in tomllib.loads(_read(file)).items():
            for row in rows:
                body = Body(
                    name=row["name"], sector=row.get("sector", "GOV"), country=row.get("country"), seat=part == "seats"
                )
                for name in (row["name"], *row.get("also", ())):
                    found.setdefault(key_of(name), body)
    return found


def _words(listing: str) -> list[str]:
    return [word.replace("_", " ") for word in listing.split()]


def _sectors() -> Sectors:
    data = tomllib.loads(_read("world_sectors.toml"))
    return Sectors(
        heads={word: sector for sector, listing in reversed(data["heads"].items()) for word in _words(listing)},
        modifiers={word: sector for sector, listing in reversed(data["modifiers"].items()) for word in _words(listing)},
        general=frozenset(data["general"]),
        national=frozenset(_words(data["national"]["nouns"])),
        installed=frozenset(_words(data["national"]["installed"])),
        holding=frozenset(_words(data["national"]["holding"])),
        forces=frozenset(_words(data["national"]["forces"])),
    )


@lru_cache(maxsize=1)
def load_world() -> World:
    """The world as packaged; read once."""
    return World(
        countries=_index("names"), capitals=_index("capitals"), adjectives=_index("adjectives"),
        peoples=_index("people"), bodies=_bodies(), sectors=_sectors(),
    )  # fmt: skip
