"""What speaks for and against a spot's being a place's name, and how much: a table of signs with weights.

The weights are logistic regression's on half of GeoWebNews (``gazetteer/fit.py``), rounded, those of rare signs set by
hand; the other half is for measuring.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reportedly.read import gazetteer_words as words
from reportedly.read.gazetteer_spots import Spot, Spotter

# A sign's weight is in log-odds; "base" belongs to every spot.
WEIGHTS: Mapping[str, float] = {
    "base": 0.6,
    # what the name may stand for: its best-known bearer
    "country": 1.8,
    "continent": 0.6,
    "region": 1.0,
    "small region": -0.8,
    "district": 0.2,
    "water": 0.5,
    "site": 0.3,
    "big town": 1.4,
    "large town": 0.2,
    "middling town": -0.8,
    "small town": -1.4,
    "tiny town": -1.4,
    "unlisted": 0.4,
    "unlisted site": 0.6,
    "unlisted district": 0.5,
    "unlisted region": 0.5,
    "unlisted town": 0.0,
    "unlisted water": 0.3,
    "half site": -1.5,
    "designated": 0.6,
    "half designated": -1.9,
    "alternate name": -0.7,
    "several words": 0.6,
    "given name": -0.9,
    "word here": -0.8,
    # what stands before
    "inside": 2.4,
    "towards": 1.5,
    "of": 0.3,
    "called": 2.0,
    "body of": -3.0,
    "part": 0.6,
    "title before": -1.5,
    "given name before": -1.2,
    "name before": -1.2,
    # what stands after
    "name after": -1.5,
    "body after": -2.3,
    "possessive": -0.3,
    "before a noun": 0.3,
    "place's headword after": 0.4,
    # both, and the rest of the article
    "comma, container": 2.4,
    "comma, place": 1.2,
    "listed": 0.8,
    "dateline": 1.8,
    "speaks": -1.2,
    "first word": -0.2,
    "headline": -0.8,
    "no name's tag": -0.6,
    "surname here": -2.6,
    "person's elsewhere": -1.1,
    "placed elsewhere": 0.6,
}
# The same for whether a name means the place itself and not its government, people or team.
LITERAL: Mapping[str, float] = {
    "base": 1.2,
    "inside": 3.5,
    "towards": 1.5,
    "of": 0.4,
    "called": 1.1,
    "comma, container": 1.8,
    "comma, place": 1.9,
    "dateline": 1.0,
    "part": 0.7,
    "unlisted": 1.6,
    "place's headword after": 1.5,
    "country": -1.7,
    "continent": -0.3,
    "speaks": -1.1,
    "headline": -0.4,
    "name after": -0.5,
    "listed": 0.4,
    "as nsubj": -1.1,
    "as poss": -0.7,
    "as dobj": -0.3,
    "as pobj": -0.2,
    "as conj": 0.6,
    "as appos": 0.4,
    "as compound": -0.8,
    "of a noun": -0.5,
}
THRESHOLD = 0.0  # log-odds from which a spot is a place's name
PERSONAL = frozenset({"title before", "given name before", "name before"})
PLACED = frozenset({"inside", "called", "dateline", "comma, container"})


def read_signs(spotter: Spotter, spots: Sequence[Spot]) -> None:
    """Fill in each spot's signs."""
    surnames = _surnames(spotter)
    small = frozenset(t.text for t in spotter.tokens if t.text.islower())
    by_first = {s.first: s for s in spots}
    by_last = {s.last: s for s in spots}
    for spot in spots:
        spot.signs |= _own_signs(spotter, spot)
        spot.signs |= _before(spotter, spot)
        spot.signs |= _after(spotter, spot)
        spot.signs |= _neighbours(spotter, spot, by_first, by_last)
        if spot.core in surnames:
            spot.signs.add("surname here")
        if spot.core in words.GIVEN:
            spot.signs.add("given name")
        if spot.core in small:
            spot.signs.add("word here")
    named = {s.core for s in spots if s.signs & PERSONAL}
    placed = {s.core for s in spots if s.signs & PLACED}
    for spot in spots:
        if spot.core in placed and not spot.signs & PLACED:
            spot.signs.add("placed elsewhere")
        if spot.core in named and not spot.signs & PERSONAL:
            spot.signs.add("person's elsewhere")


def is_place(spot: Spot, threshold: float) -> bool:
    """Whether a spot is taken for a place's name: by its weight, or a user's own unless a person is named."""
    if spot.own:
        return not spot.signs & {"title before", "given name before"}
    return weigh(spot) >= threshold


def weigh(spot: Spot) -> float:
    """The log-odds that a spot is a place's name."""
    return WEIGHTS["base"] + sum(WEIGHTS.get(sign, 0.0) for sign in sorted(spot.signs))


def _own_signs(spotter: Spotter, spot: Spot) -> set[str]:
    signs: set[str] = set()
    best = max(spot.entries, key=lambda e: (e.kind in ("country", "continent"), e.usual, e.population), default=None)
    if best is None:
        signs.add("unlisted")
        last = spotter.low(spot.last)
        signs.add("half site" if last in words.HALF_SITES else f"unlisted {spot.designated}")
    elif best.kind == "town":
        signs.add(_size(best.population))
    else:
        signs.add("small region" if best.kind == "region" and best.population < 20_000 else best.kind)
    if best is not None and not best.usual:
        signs.add("alternate name")
    if spot.designated is not None and spot.entries:
        half = spotter.tokens[spot.last].text[:1].isupper() and spotter.low(spot.last) in words.HALF_SITES
        signs.add("half designated" if half else "designated")
    if " " in spot.core:
        signs.add("several words")
    if spot.part:
        signs.add("part")
    token = spotter.tokens[spot.last]
    if token.pos != "PROPN" and spotter.tokens[spot.first].pos != "PROPN":
        signs.add("no name's tag")
    if spotter.is_titled(token):
        signs.add("headline")
    if spot.first == spotter.bounds(token.sentence)[0]:
        signs.add("first word")
    if token.dep in ("nsubj", "nsubjpass") and spotter.tokens[token.head].lemma in words.SPEECH:
        signs.add("speaks")
    return signs


def _size(population: int) -> str:
    for most, name in (
        (1_000, "tiny town"),
        (10_000, "small town"),
        (100_000, "middling town"),
        (750_000, "large town"),
    ):
        if population < most:
            return name
    return "big town"


def _before(spotter: Spotter, spot: Spot) -> set[str]:
    signs: set[str] = set()
    sentence = spotter.tokens[spot.first].sentence
    start = spotter.bounds(sentence)[0]
    at = spot.first - 1
    if at < start:
        return signs
    low = spotter.low(at)
    if low == "the" and at > start:
        at, low = at - 1, spotter.low(at - 1)
    bare = low.rstrip(".")
    if low in words.INSIDE:
        signs.add("inside")
    elif low in words.TOWARDS or spotter.tokens[at].lemma in words.MOVES:
        signs.add("towards")
    elif low == "of" and at > start:
        two = spotter.low(at - 1)
        signs.add("called" if two in words.CALLED else "body of" if _names_body(spotter, at - 1) else "of")
    elif low in words.CALLED and not spotter.capital(at, sentence=sentence):
        signs.add("called")
    elif bare in words.TITLES and (spotter.capital(at, sentence=sentence) or spotter.tokens[at].pos == "NOUN"):
        signs.add("title before")
    elif spotter.capital(at, sentence=sentence) and at == spot.first - 1:
        if bare in words.GIVEN or (len(bare) == 1 and low.endswith(".")):
            signs.add("given name before")
        elif (
            (spotter.tokens[at].pos == "PROPN" or at > start)
            and spotter.gazetteer.people(low) is None
            and low not in words.PARTS
        ):
            signs.add("name before")
    return signs


def _names_body(spotter: Spotter, at: int) -> bool:
    return spotter.low(at) in words.BODIES_OF and spotter.tokens[at].text[:1].isupper()


def _after(spotter: Spotter, spot: Spot) -> set[str]:
    signs: set[str] = set()
    token = spotter.tokens[spot.last]
    end = spotter.bounds(token.sentence)[1]
    at = spot.last + 1
    if at >= end:
        return signs
    low = spotter.low(at)
    nxt = spotter.tokens[at]
    if low in ("'s", "’s", "'", "’") and nxt.tag == "POS":
        signs.add("possessive")
    elif spotter.capital(at, sentence=token.sentence) and low not in ("i",):
        signs.add("body after" if _body_follows(spotter, at, end) else "name after")
        if spotter.gazetteer.people(low) is not None:
            signs.discard("name after")
    elif low in ("-", "–", "&") and spotter.capital(at + 1, sentence=token.sentence):
        signs.add("name after")
    elif token.dep in ("compound", "nmod", "amod") and nxt.pos in ("NOUN", "ADJ"):
        signs.add("before a noun")
        if low in KIND_WORDS:
            signs.add("place's headword after")
    return signs


KIND_WORDS = frozenset(word for listed in words.DESIGNATORS.values() for word in listed.split())


def _body_follows(spotter: Spotter, at: int, end: int) -> bool:
    """Whether the run of capitals that a name begins ends as a body's name does."""
    while at < end and (spotter.tokens[at].text[:1].isupper() or spotter.low(at) in ("of", "and", "&", "for")):
        if spotter.low(at) in words.BODIES:
            return True
        at += 1
    return False


def _neighbours(spotter: Spotter, spot: Spot, by_first: Mapping[int, Spot], by_last: Mapping[int, Spot]) -> set[str]:
    signs: set[str] = set()
    sentence = spotter.tokens[spot.first].sentence
    start, end = spotter.bounds(sentence)
    after, before = by_first.get(spot.last + 2), by_last.get(spot.first - 2)
    comma_after, comma_before = spotter.low(spot.last + 1) == ",", spotter.low(spot.first - 1) == ","
    if comma_after and after is not None and after.last < end:
        signs.add("comma, container" if contains(after, spot) else "comma, place")
    if comma_before and before is not None and before.first >= start:
        signs.add("comma, container" if contains(spot, before) else "comma, place")
    joined = spotter.low(spot.last + 1) in ("and", "or") and after is not None and after.last < end
    joins = spotter.low(spot.first - 1) in ("and", "or") and before is not None and before.first >= start
    if joined or joins:
        signs.add("listed")
    if spot.first == start and _is_dateline(spotter, spot.last + 1, end):
        signs.add("dateline")
    return signs


def contains(outer: Spot, inner: Spot) -> bool:
    """Whether some place of the one name lies in some region or country of the other."""
    held = {e.region for e in inner.entries} | {e.district for e in inner.entries}
    countries = {e.country for e in inner.entries if e.kind not in ("country", "continent")}
    return any(
        e.id in held or (e.kind == "country" and e.country is not None and e.country in countries)
        for e in outer.entries
    )


def _is_dateline(spotter: Spotter, at: int, end: int) -> bool:
    """Whether a dash follows within a dateline's length: "KARROW, May 2 (Agency) - "."""
    for i in range(at, min(end, at + 12)):
        if spotter.low(i) in ("—", "–", "--", "-") and spotter.tokens[i].begin > spotter.tokens[i - 1].end:
            return True
        if not (spotter.tokens[i].text[:1].isupper() or not spotter.tokens[i].text.isalpha()):
            return False
    return False


def _surnames(spotter: Spotter) -> frozenset[str]:
    """Folded last words of what look like persons' names: a title or a given name before."""
    found: set[str] = set()
    for first, last in (spotter.bounds(n) for n in range(len(spotter.tokens) and spotter.tokens[-1].sentence + 1)):
        for at in range(first + 1, last):
            here, before = spotter.tokens[at], spotter.low(at - 1).rstrip(".")
            if not here.text[:1].isupper() or here.pos != "PROPN" or spotter.is_titled(here):
                continue
            given = before in words.GIVEN and spotter.tokens[at - 1].text[:1].isupper()
            if given or (before in words.TITLES and spotter.tokens[at - 1].text[:1].isupper()):
                stop = at
                while (
                    stop + 1 < last
                    and spotter.tokens[stop + 1].text[:1].isupper()
                    and spotter.tokens[stop + 1].pos == "PROPN"
                ):
                    stop += 1
                found.add(spotter.low(stop))
    return frozenset(found)
