"""The gazetteer: places by name, from the SQLite file that ships and from a user's own table.

``gazetteer/build.py`` makes the file. It is opened read-only and never loaded into memory: a look-up is one indexed
query, and the last few thousand are remembered. A user's table is small and kept as a dictionary.
"""

from __future__ import annotations

import csv
import re
import sqlite3
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportedly.errors import SetupError

FILE = Path(__file__).parent / "data" / "gazetteer.sqlite"
Kind = Literal["continent", "country", "region", "district", "town", "site", "water"]
# As the file stores them. The order is that of build.py and part of the file's format.
KINDS: tuple[Kind, ...] = ("continent", "country", "region", "district", "town", "site", "water")
FORMAT = 1  # of the file; another number is another program's file
REMEMBERED = 20_000  # look-ups kept; about 5 MB when full
COLUMNS = ("name", "aliases", "kind", "lat", "lon", "country")
OWN_KINDS: Mapping[str, Kind] = {
    "town": "town",
    "village": "town",
    "city": "town",
    "region": "region",
    "district": "district",
    "river": "water",
    "water": "water",
    "sea": "water",
    "lake": "water",
    "site": "site",
    "country": "country",
}
# Letters that Unicode does not take apart.
PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "e", "ħ": "h"}
)
APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʹʾʿ\".]+")
NOT_WORD = re.compile(r"[\W_]+")
SPELT_OUT = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place of a gazetteer.

    id: ``geonames:706448``, ``reportedly:dnipro-river`` or, from a user's table, ``own:karrow``.
    country: ISO 3166-1 alpha-3, or a user's own code; None on the high seas.
    region, district: ids of the entries that it lies in.
    population: 0 where unknown. fame: how many names it has in all languages; 100 more for a capital.
    usual: whether the name looked up is the usual English one and not an alternate.
    own: from a user's table, which outranks the rest.
    """

    id: str
    name: str
    lat: float | None
    lon: float | None
    country: str | None
    kind: Kind
    region: str | None = None
    district: str | None = None
    population: int = 0
    fame: int = 0
    usual: bool = True
    own: bool = False


class Gazetteer:
    """Places by name. One instance serves any number of texts, from one thread at a time."""

    def __init__(self, connection: sqlite3.Connection, own: Mapping[str, tuple[Entry, ...]]) -> None:
        self._connection = connection
        self._own_written = own
        self._own: dict[str, tuple[Entry, ...]] = {}
        for name, entries in own.items():
            key = fold_name(name)
            self._own[key] = tuple(dict.fromkeys((*self._own.get(key, ()), *entries)))
        self._people: OrderedDict[str, str | None] = OrderedDict()
        self._found: OrderedDict[str, tuple[Entry, ...]] = OrderedDict()

    def look_up(self, name: str) -> tuple[Entry, ...]:
        """All places of that name, however accented, hyphenated or cased; empty when there is none.

        A user's own places come alone: they outrank the others of the same name. Otherwise by population, falling,
        ties by id.
        """
        key = fold_name(name)
        if not key:
            return ()
        if key in self._own:
            return self._own[key]
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        found = self._query(key)
        self._found[key] = found
        if len(self._found) > REMEMBERED:
            self._found.popitem(last=False)
        return found

    def people(self, word: str) -> str | None:
        """The country that an adjective or the name of a people belongs to ("Iraqi", "Finns"); None for other words."""
        key = fold_name(word)
        if key not in self._people:
            row = self._connection.execute("SELECT country FROM people WHERE key = ?", (key,)).fetchone()
            self._people[key] = row[0] if row else None
            if len(self._people) > REMEMBERED:
                self._people.popitem(last=False)
        return self._people[key]

    @property
    def own(self) -> Mapping[str, tuple[Entry, ...]]:
        """The user's own places by name and alias as written."""
        return self._own_written

    def close(self) -> None:
        """Close the file; look-ups fail from then on."""
        self._connection.close()

    def __enter__(self) -> Gazetteer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _query(self, key: str) -> tuple[Entry, ...]:
        rows = self._connection.execute(
            "SELECT p.id, p.slug, p.name, p.lat, p.lon, p.country, p.kind, p.region, p.district,"
            " p.population, p.fame, n.usual FROM name AS n JOIN place AS p ON p.id = n.place WHERE n.key = ?"
            " ORDER BY p.population DESC, p.id",
            (key,),
        )
        return tuple(
            Entry(
                id=f"geonames:{number}" if slug is None else slug,
                name=name,
                lat=None if lat is None else lat / 1e5,
                lon=None if lon is None else lon / 1e5,
                country=country,
                kind=KINDS[kind],
                region=None if region is None else f"geonames:{region}",
                district=None if district is None else f"geonames:{district}",
                population=population or 0,
                fame=fame or 0,
                usual=bool(usual),
            )
            for number, slug, name, lat, lon, country, kind, region, district, population, fame, usual in rows
        )


def open_gazetteer(extra: Path | None = None) -> Gazetteer:
    """The gazetteer that ships, with a user's own places before it.

    extra: a CSV with the columns ``name,aliases,kind,lat,lon,country``; aliases are separated by ``|``, kind is town,
    region, district, river, water, site or country, a cell may be empty where nothing is known. Countries are
    ISO 3166-1 alpha-3 or any code of the user's.
    SetupError when a file is missing or cannot be read, naming the line.
    """
    own = read_own_places(extra) if extra is not None else {}
    if not FILE.is_file():
        raise SetupError(f"{FILE}: the gazetteer is missing. Install the package again, or run gazetteer/build.py.")
    connection = sqlite3.connect(f"{FILE.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise SetupError(f"{FILE}: not a gazetteer ({error}). Install the package again.") from error
    if version != FORMAT:
        connection.close()
        raise SetupError(f"{FILE}: format {version}, but this version reads {FORMAT}. Install the package again.")
    return Gazetteer(connection, own)


def read_own_places(path: Path) -> dict[str, tuple[Entry, ...]]:
    """A user's places by name and alias as written, each name's in the order of the file. See ``open_gazetteer``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [c for c in COLUMNS if c not in (rows.fieldnames or ())]
            if missing:
                raise SetupError(f"{path}: no column {', '.join(missing)}. The columns are {','.join(COLUMNS)}.")
            entries = [(rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SetupError(f"{path}: the table of places cannot be read ({error}).") from error
    found: dict[str, list[Entry]] = {}
    for number, row in entries:
        entry = _own_entry(row, f"{path}, line {number}")
        for name in dict.fromkeys([entry.name, *(row["aliases"] or "").split("|")]):
            name = " ".join(name.split())
            if fold_name(name) and entry not in found.setdefault(name, []):
                found[name].append(entry)
    return {key: tuple(places) for key, places in found.items()}


def fold_name(name: str) -> str:
    """A name as it is looked up: without case, accents, apostrophes, points and hyphens, "St" spelt out, no article.

    The same spelling always gives the same key; an empty key means that no letter was left.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold()).translate(PLAIN)
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = NOT_WORD.sub(" ", APOSTROPHES.sub("", letters)).split()
    if words and words[0] == "the" and len(words) > 1:
        words = words[1:]
    return " ".join(SPELT_OUT.get(w, w) if len(words) > 1 else w for w in words)


def _own_entry(row: Mapping[str, str | None], where: str) -> Entry:
    name = (row["name"] or "").strip()
    kind = (row["kind"] or "").strip().lower()
    if not name or kind not in OWN_KINDS:
        raise SetupError(f"{where}: needs a name and a kind, one of {', '.join(OWN_KINDS)}; got {name!r}, {kind!r}.")
    return Entry(
        id="own:" + fold_name(name).replace(" ", "-"),
        name=name,
        lat=_degrees(row["lat"], 90, where),
        lon=_degrees(row["lon"], 180, where),
        country=(row["country"] or "").strip() or None,
        kind=OWN_KINDS[kind],
        own=True,
    )


def _degrees(cell: str | None, most: float, where: str) -> float | None:
    if cell is None or not cell.strip():
        return None
    try:
        value = float(cell)
    except ValueError:
        value = most + 1
    if not -most <= value <= most:
        raise SetupError(f"{where}: {cell.strip()!r} is not a coordinate in degrees.")
    return value
