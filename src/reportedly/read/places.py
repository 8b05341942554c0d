"""The places that an article names, each with its span and, where it is known, its point on the map.

A name is found with the gazetteer and weighed by what stands around it (``gazetteer_signs``), so that a person called
Lincoln and a team called after Kansas City are no places; among the bearers of a name, the one that fits the article is
taken (``gazetteer_choice``). What no gazetteer holds keeps its name and has no point: nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reportedly.model import Place, Span
from reportedly.read import gazetteer_words as words
from reportedly.read.gazetteer import Entry, Gazetteer, Kind, open_gazetteer
from reportedly.read.gazetteer_choice import Name, choose
from reportedly.read.gazetteer_signs import LITERAL, THRESHOLD, contains, is_place, read_signs
from reportedly.read.gazetteer_spots import Spot, Spotter
from reportedly.read.syntax import Parse

__all__ = ["Gazetteer", "PlaceMention", "find_places", "open_gazetteer"]

PRECISION: dict[Kind, str] = {
    "continent": "continent",
    "country": "country",
    "region": "region",
    "district": "district",
    "town": "town",
    "site": "site",
    "water": "body of water",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMention:
    """One place as named at one point of the text.

    literal: whether the words mean the place itself; False where they mean its government, people or team
    ("Karrow denied it", "a Karrow spokesman").
    """

    span: Span
    place: Place
    literal: bool = True


def find_places(
    parse: Parse, text: str, *, gazetteer: Gazetteer, threshold: float = THRESHOLD
) -> tuple[PlaceMention, ...]:
    """The places that a text names, in text order, without overlaps.

    threshold: log-odds from which a name is taken for a place's; lower finds more and errs more.
    Precision is site, town, district, region, body of water, country or continent. A place has no coordinates where the
    gazetteer does not hold it, where only a direction within a country or continent is named ("southern Beria"), and
    where no name is given ("the front", "the border"): that one has no precision either.
    """
    spotter = Spotter(parse, text, gazetteer)
    spots = spotter.find()
    read_signs(spotter, spots)
    kept = [s for s in spots if is_place(s, threshold)]
    names = [_name_of(spotter, spot, kept) for spot in kept]
    peoples = Counter(
        country for t in parse.tokens if t.text[:1].isupper() and (country := gazetteer.people(t.text)) is not None
    )
    chosen = choose(names, peoples=peoples)
    found = [_mention(spotter, spot, entry) for spot, entry in zip(kept, chosen, strict=True)]
    found += _vague(spotter, {i for s in kept for i in range(s.first, s.last + 1)})
    return tuple(sorted(found, key=lambda m: m.span))


def _name_of(spotter: Spotter, spot: Spot, kept: list[Spot]) -> Name:
    """What is to be chosen for a spot; what stands after a comma counts when it can hold it."""
    after = next((s for s in kept if s.first == spot.last + 2 and spotter.low(spot.last + 1) == ","), None)
    inside = after.entries if after is not None and contains(after, spot) else ()
    return Name(core=spot.core, entries=spot.entries, designated=spot.designated, inside=inside)


def _mention(spotter: Spotter, spot: Spot, entry: Entry | None) -> PlaceMention:
    begin, end = spotter.span(spot)
    literal = _is_literal(spotter, spot)
    if entry is None:
        kind = spot.designated or "site"
        place = Place(
            name=spotter.text[begin:end], lat=None, lon=None, country=None, gazetteer_id=None, precision=PRECISION[kind]
        )
        return PlaceMention(span=(begin, end), place=place, literal=literal)
    # Somewhere in a country is no point; part of a town is still that town on any map.
    vague = spot.part is not None and entry.kind in ("country", "continent")
    place = Place(
        name=spotter.text[begin:end] if spot.part is not None else entry.name,
        lat=None if vague else entry.lat,
        lon=None if vague else entry.lon,
        country=entry.country,
        gazetteer_id=entry.id,
        precision=PRECISION[entry.kind],
    )
    return PlaceMention(span=(begin, end), place=place, literal=literal)


def _is_literal(spotter: Spotter, spot: Spot) -> bool:
    """Whether a name means the place itself: a sum of weights, as for the names."""
    token = spotter.tokens[spot.last]
    signs = spot.signs | {f"as {token.dep}"}
    if token.dep in ("compound", "nmod") and spotter.tokens[token.head].pos in ("NOUN", "PROPN"):
        signs.add("of a noun")
    return LITERAL["base"] + sum(LITERAL.get(sign, 0.0) for sign in sorted(signs)) >= 0


def _vague(spotter: Spotter, taken: set[int]) -> list[PlaceMention]:
    """ "in the south", "at the front": a place as printed, of which nothing is known."""
    found: list[PlaceMention] = []
    for at, token in enumerate(spotter.tokens):
        the = spotter.low(at - 1) == "the" and spotter.tokens[at - 1].sentence == token.sentence
        if not the or token.text not in words.VAGUE or {at, at - 1, at + 1} & taken:
            continue
        if spotter.low(at - 2) in words.INSIDE | words.TOWARDS and token.dep == "pobj" and spotter.low(at + 1) != "of":
            span = (spotter.tokens[at - 1].begin, token.end)
            place = Place(
                name=spotter.text[span[0] : span[1]],
                lat=None,
                lon=None,
                country=None,
                gazetteer_id=None,
                precision=None,
            )
            found.append(PlaceMention(span=span, place=place))
    return found
