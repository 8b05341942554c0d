"""Accuracy on GeoWebNews (Gritta et al. 2019): ``python -m benchmarks.places --data ../shared``.

Two things are measured, on all articles and on the halves: the weights were fitted on those with even numbers, and only
their errors were looked at; those with odd numbers are held out.

Recognition: a place's name found in a text against the annotated ones. Wanted are names with coordinates: the
*literal* ones (Literal, Mixed, Literal_Modifier, Embedded_Literal, Coercion) and the *associative* ones (Metonymic
and Non_Literal_Modifier), each as nouns; adjectives ("French"), demonyms, languages, homonyms and places inside the
name of a body (Embedded_Non_Lit) are not places' names for us, and finding one of them is an error. A found name
matches a wanted one when they share a character, one to one, most shared first; ``exact`` asks for the same span.
Places without a name ("the border") are left out. For the row ``literal``, what was read as associative is left out
on either side.

Resolution: of the found names that match a wanted one and were given coordinates, how many lie within 161 km (100
miles) of the annotated point, and the median error; beside it the most populous bearer of each of the same names.
"""

from __future__ import annotations

import argparse
import json
import statistics
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from reportedly.model import Span
from reportedly.read.gazetteer_choice import distance, most_populous
from reportedly.read.places import Gazetteer, PlaceMention, find_places, open_gazetteer
from reportedly.read.syntax import Parse, load_parser
from reportedly.spans import overlap

NEAR = 161.0  # km; a hundred miles
LITERAL = ("Literal", "Mixed", "Literal_Modifier", "Embedded_Literal", "Coercion")
ASSOCIATIVE = ("Metonymic", "Non_Literal_Modifier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """An annotated name. use: literal or associative, None for what is no place's name."""

    span: Span
    use: str | None
    point: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One article with what was wanted and found, and the pairs of positions that match."""

    number: int
    gold: tuple[Toponym, ...]
    found: tuple[PlaceMention, ...]
    pairs: tuple[tuple[int, int], ...]
    rivals: tuple[tuple[float, float] | None, ...]


def read_gold(path: Path) -> list[tuple[int, str, tuple[Toponym, ...]]]:
    """Number, text and annotated names with coordinates of each article."""
    articles = []
    for article in ET.parse(path).getroot():
        gold = []
        for record in article.iter("toponym"):
            if not (record.findtext("latitude") and record.findtext("longitude")):
                continue
            kind = record.findtext("type") or ""
            noun = record.findtext("modifierType") != "Adjective"
            use = "literal" if kind in LITERAL else "associative" if kind in ASSOCIATIVE else None
            gold.append(
                Toponym(
                    span=(int(record.findtext("start") or 0), int(record.findtext("end") or 0)),
                    use=use if noun else None,
                    point=(float(record.findtext("latitude") or 0), float(record.findtext("longitude") or 0)),
                )
            )
        text = article.findtext("text") or ""
        articles.append((int(article.get("file") or 0), text, tuple(sorted(gold, key=lambda t: t.span))))
    return articles


def match(gold: Sequence[Toponym], found: Sequence[PlaceMention]) -> tuple[tuple[int, int], ...]:
    """Pairs of wanted and found names that share most characters, one to one."""
    shared = sorted(
        (-overlap(g.span, f.span), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if g.use is not None and overlap(g.span, f.span)
    )
    pairs: list[tuple[int, int]] = []
    for _, i, j in shared:
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return tuple(sorted(pairs))


def read_article(number: int, text: str, parse: Parse, gold: tuple[Toponym, ...], gazetteer: Gazetteer) -> Read:
    """One article read and matched."""
    found = tuple(m for m in find_places(parse, text, gazetteer=gazetteer) if m.place.precision is not None)
    rivals = []
    for mention in found:
        best = most_populous(gazetteer.look_up(text[slice(*mention.span)]))
        rivals.append(None if best is None or best.lat is None or best.lon is None else (best.lat, best.lon))
    return Read(number=number, gold=gold, found=found, pairs=match(gold, found), rivals=tuple(rivals))


def recognition(reads: Iterable[Read]) -> dict[str, Any]:
    """Precision, recall and F1 in percent, and recall by use."""
    wanted = found = right = exact = 0
    by_use = {"literal": [0, 0], "associative": [0, 0]}
    literal_found = literal_right = 0
    for read in reads:
        matched = {i: j for i, j in read.pairs}
        for i, toponym in enumerate(read.gold):
            if toponym.use is not None:
                by_use[toponym.use][0] += i in matched
                by_use[toponym.use][1] += 1
        wanted += sum(t.use is not None for t in read.gold)
        found += len(read.found)
        right += len(read.pairs)
        exact += sum(read.gold[i].span == read.found[j].span for i, j in read.pairs)
        literal_found += sum(m.literal for m in read.found)
        literal_right += sum(read.gold[i].use == "literal" and read.found[j].literal for i, j in read.pairs)
    literal_wanted = by_use["literal"][1]
    return {
        "all": scores(right, found, wanted),
        "exact": scores(exact, found, wanted),
        "literal": scores(literal_right, literal_found, literal_wanted),
        "recall of literal": percent(*by_use["literal"]),
        "recall of associative": percent(*by_use["associative"]),
        "names": wanted,
    }


def resolution(reads: Iterable[Read]) -> dict[str, Any]:
    """Share within 161 km in percent and the median error in km, ours and the rival's on the same names."""
    ours: list[float] = []
    rival: list[float] = []
    ours_small: list[float] = []
    unresolved = 0
    for read in reads:
        for i, j in read.pairs:
            place, point = read.found[j].place, read.gold[i].point
            if place.lat is None or place.lon is None:
                unresolved += 1
                continue
            error = distance((place.lat, place.lon), point)
            ours.append(error)
            if place.precision not in ("country", "continent"):
                ours_small.append(error)
            other = read.rivals[j]
            rival.append(distance(other, point) if other is not None else float("inf"))
    return {
        "resolved": len(ours),
        "unresolved": unresolved,
        "within 161 km": within(ours),
        "median km": round(statistics.median(ours), 1) if ours else None,
        "within 161 km, below countries": within(ours_small),
        "rival within 161 km": within(rival),
        "rival median km": round(statistics.median(rival), 1) if rival else None,
    }


def within(errors: Sequence[float]) -> float:
    """The share within a hundred miles, in percent."""
    return percent(sum(e <= NEAR for e in errors), len(errors))


def percent(part: int, whole: int) -> float:
    """A share in percent."""
    return round(100 * part / whole, 1) if whole else 0.0


def scores(right: int, found: int, wanted: int) -> list[float]:
    """Precision, recall and F1 in percent."""
    return [percent(right, found), percent(right, wanted), percent(2 * right, found + wanted)]


def evaluate(data: Path) -> dict[str, Any]:
    """All figures, as one JSON object: recognition and resolution for ``all``, ``even`` and ``odd`` articles."""
    parser = load_parser()
    with open_gazetteer() as gazetteer:
        reads = [
            read_article(number, text, parser.parse(text), gold, gazetteer)
            for number, text, gold in read_gold(data / "data/geowebnews/GWN.xml")
        ]
    return summarise(reads)


def summarise(reads: Sequence[Read]) -> dict[str, Any]:
    """The figures of articles read."""
    halves = {
        "all": list(reads),
        "even": [r for r in reads if r.number % 2 == 0],
        "odd": [r for r in reads if r.number % 2],
    }
    return {
        name: {"articles": len(half), "recognition": recognition(half), "resolution": resolution(half)}
        for name, half in halves.items()
    }


def show(figures: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    table = Table("articles", "measure", "P", "R", "F1", title="GeoWebNews: names of places found, %")
    for half, row in figures.items():
        for name in ("all", "exact", "literal"):
            table.add_row(f"{half} ({row['articles']})", name, *(f"{x:.1f}" for x in row["recognition"][name]))
        for use in ("literal", "associative"):
            table.add_row("", f"recall of {use}", "", f"{row['recognition'][f'recall of {use}']:.1f}", "")
        table.add_section()
    console.print(table)
    columns = (
        "articles",
        "resolved",
        "within 161 km",
        "median km",
        "below countries",
        "most populous",
        "its median km",
    )
    table = Table(*columns, title="GeoWebNews: places resolved")
    for half, row in figures.items():
        r = row["resolution"]
        table.add_row(
            half,
            f"{r['resolved']} of {r['resolved'] + r['unresolved']}",
            f"{r['within 161 km']:.1f} %",
            str(r["median km"]),
            f"{r['within 161 km, below countries']:.1f} %",
            f"{r['rival within 161 km']:.1f} %",
            str(r["rival median km"]),
        )
    console.print(table)


def main() -> None:
    """Parse the command line and evaluate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = evaluate(arguments.data)
    show(figures, Console())
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
