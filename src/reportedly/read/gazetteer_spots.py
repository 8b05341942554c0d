"""Stretches of an article that may name a place, each with what speaks for and against it.

A spot is the longest run of words from a capitalised word on that the gazetteer knows, or a run that ends in a word
such as "Street" or "Hospital". ``read/places.py`` weighs the signs and decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from reportedly.model import Span
from reportedly.read import gazetteer_words as words
from reportedly.read.gazetteer import Entry, Gazetteer, Kind, fold_name
from reportedly.read.syntax import Parse, Token

LONGEST = 7  # tokens of a name; hyphens are tokens
TAIL = 4  # words in small letters that end a site's name
SHORT = 3  # letters: such names are codes as often as names, and count in capitals or with a comma before alone
SHOUTED = 5  # letters: a longer word in capitals is a headline or a dateline
ARTICLES = ("the", "a", "an")
JOINTS = ("-", "–", "'", "’", ".", "/")
KIND_OF: dict[str, Kind] = {
    word: kind  # type: ignore[misc]
    for kind, listed in words.DESIGNATORS.items()
    for word in listed.split()
}
KIND_BEFORE: dict[str, Kind] = {
    word: kind  # type: ignore[misc]
    for kind, listed in words.BEFORE.items()
    for word in listed.split()
}


@dataclass(slots=True, kw_only=True)
class Spot:
    """A stretch that may name a place.

    first, last: its tokens, last included. core: the folded name that was looked up.
    entries: what the gazetteer has under it; empty where only a designator speaks for it.
    designated: the kind that a word beside the name says it is. part: the word that names only a part of it.
    signs: names of features, for and against.
    """

    first: int
    last: int
    core: str
    entries: tuple[Entry, ...]
    designated: Kind | None = None
    part: str | None = None
    own: bool = False
    signs: set[str] = field(default_factory=set)


class Spotter:
    """Finds the spots of one article."""

    def __init__(self, parse: Parse, text: str, gazetteer: Gazetteer) -> None:
        self.tokens = parse.tokens
        self.text = text
        self.gazetteer = gazetteer
        self._sentences = parse.sentences
        self._lower = [t.text.lower() for t in parse.tokens]
        self._capital = [t.text[:1].isupper() for t in parse.tokens]
        self._titled = [self._is_titled(first, last) for first, last in parse.sentences]
        self._own = _own_patterns(gazetteer)

    def find(self) -> list[Spot]:
        """The spots, in text order, without overlaps; longer before shorter, a user's own before all."""
        spots: list[Spot] = []
        for first, last in self._sentences:
            at = first
            while at < last:
                spot = self._own_at(at, last)
                if spot is None and self._capital[at] and self._lower[at] not in ARTICLES:
                    spot = self._spot_at(at, first, last)
                if spot is None:
                    at += 1
                    continue
                spots.append(spot)
                at = spot.last + 1
        return spots

    def span(self, spot: Spot) -> Span:
        """The offsets of a spot."""
        return self.tokens[spot.first].begin, self.tokens[spot.last].end

    def is_titled(self, token: Token) -> bool:
        """Whether a token stands in a headline: where most words begin with capitals, these tell nothing."""
        return self._titled[token.sentence]

    def low(self, at: int) -> str:
        """A token in lower case; empty beyond the article's ends."""
        return self._lower[at] if 0 <= at < len(self._lower) else ""

    def capital(self, at: int, *, sentence: int) -> bool:
        """Whether a token of a sentence begins with a capital; False beyond its ends."""
        first, last = self._sentences[sentence]
        return first <= at < last and self._capital[at]

    def bounds(self, sentence: int) -> tuple[int, int]:
        """First and last-plus-one token of a sentence."""
        return self._sentences[sentence]

    def _is_titled(self, first: int, last: int) -> bool:
        long = [self._capital[i] for i in range(first, last) if len(self._lower[i]) > 3 and self._lower[i].isalpha()]
        return len(long) >= 4 and sum(long) > 0.7 * len(long)

    def _own_at(self, at: int, end: int) -> Spot | None:
        """A place of the user's own, matched word by word; words written small match small and capital ones."""
        for pattern, entries in self._own.get(self._lower[at], ()):
            last = at + len(pattern) - 1
            if last < end and all(
                self._lower[at + n] == word.lower() and (word[0].islower() or self._capital[at + n])
                for n, word in enumerate(pattern)
            ):
                return Spot(first=at, last=last, core=fold_name(" ".join(pattern)), entries=entries, own=True)
        return None

    def _spot_at(self, at: int, start: int, end: int) -> Spot | None:
        for last in self._ends(at, end):
            spot = self._known(at, last) or self._designated(at, last, start)
            if spot is not None:
                return self._long_name(spot, end) or self._widen(spot, start, end)
        return None

    def _long_name(self, spot: Spot, end: int) -> Spot | None:
        """A known name that goes on in small letters: "Orrow nuclear power plant"."""
        longest: Spot | None = None
        for last in range(spot.last + 1, min(end, spot.last + 1 + TAIL)):
            if not self._lower[last].isalpha() or self._capital[last]:
                break
            if self._lower[last] in KIND_OF:
                name = self.text[self.tokens[spot.first].begin : self.tokens[last].end]
                entries = tuple(e for e in self.gazetteer.look_up(name) if e.kind in ("site", "water"))
                if entries:
                    longest = Spot(
                        first=spot.first, last=last, core=fold_name(name), entries=entries, designated=entries[0].kind
                    )
        return longest

    def _ends(self, at: int, end: int) -> Iterator[int]:
        """Last tokens of names that may begin at a token, the longest first."""
        ends: list[int] = []
        for last in range(at, min(end, at + LONGEST)):
            low = self._lower[last]
            if self._capital[last]:
                ends.append(last)
            elif not (low in words.INNER or (low in JOINTS and self._tight(last)) or low == "'s"):
                break
        return reversed(ends)

    def _tight(self, at: int) -> bool:
        """Whether a token touches the one before it."""
        return at > 0 and self.tokens[at - 1].end == self.tokens[at].begin

    def _known(self, at: int, last: int) -> Spot | None:
        middle = last > at and self.low(last - 1) == "and"
        name = self.text[self.tokens[at].begin : self.tokens[last].end]
        core = fold_name(name)
        if not core or (" " not in core and core in words.ORDINARY and not (name.isupper() and len(core) <= SHORT)):
            return None
        if middle and len(core.split()) < 3:
            return None
        if self.gazetteer.people(name) is not None or "$" in name:
            return None
        entries = self.gazetteer.look_up(name)
        if len(core) <= SHORT or name.isupper():
            entries = tuple(e for e in entries if self._code_fits(e, name, core, at))
        if not entries:
            return None
        return Spot(first=at, last=last, core=core, entries=entries)

    def _code_fits(self, entry: Entry, name: str, core: str, at: int) -> bool:
        """Whether a short name may stand for an entry: codes stand in capitals or after a comma; "us" is no country."""
        if entry.kind in ("country", "continent"):
            return len(core) > SHORT or name.isupper()
        if entry.usual and (len(core) > SHORT or not name.isupper()):
            return len(core) > 1
        if name.isalpha() and not name.isupper() and len(core) < SHORT:
            return False
        return self.low(at - 1) == "," or (len(core) > SHORT and entry.kind == "town")

    def _designated(self, at: int, last: int, start: int) -> Spot | None:
        """A name that only its last or first word makes a place: "Fenner Street", "Lake Orrin"."""
        kind: Kind | None = None
        if last > at and self._lower[last] in KIND_OF:
            kind = KIND_OF[self._lower[last]]
        elif last > at and self._lower[at] in KIND_BEFORE:
            kind = KIND_BEFORE[self._lower[at]]
        if kind is None or any(self._lower[i] in words.LINKS for i in range(at, last)):
            return None
        if at == start and last == at + 1 and self.tokens[at].pos in ("DET", "ADP", "PRON", "SCONJ", "CCONJ"):
            return None
        if last == at + 1 and self._lower[at] in words.PARTS | {"the", "a", "our", "this", "that"}:
            return None
        name = self.text[self.tokens[at].begin : self.tokens[last].end]
        spot = Spot(first=at, last=last, core=fold_name(name), entries=(), designated=kind)
        rest = self.text[self.tokens[at].begin : self.tokens[last - 1].end]
        if self._lower[last] in KIND_OF and kind in ("region", "district", "water"):
            spot.entries = tuple(e for e in self.gazetteer.look_up(rest) if e.kind == kind)
            spot.core = fold_name(rest) + " " + kind if spot.entries else spot.core
        elif self._lower[last] in words.LANDFORMS:
            spot.entries = tuple(e for e in self.gazetteer.look_up(rest) if e.usual and e.kind in ("region", "country"))
            spot.designated = None if spot.entries else kind
        return spot

    def _widen(self, spot: Spot, start: int, end: int) -> Spot:
        """Take a small-lettered designator after the name and a direction before it into the spot."""
        after = self.low(spot.last + 1) if spot.last + 1 < end else ""
        if spot.designated is None and after in KIND_OF and not self._capital[spot.last + 1]:
            kind = KIND_OF[after]
            fitting = tuple(e for e in spot.entries if e.kind == kind)
            if fitting and kind in ("region", "district", "water"):
                spot.entries, spot.designated, spot.last = fitting, kind, spot.last + 1
                spot.core += " " + kind
        before = self.low(spot.first - 1) if spot.first > start else ""
        if spot.designated is None and before in words.PARTS:
            spot.part = before
            spot.first -= 1
            hyphen = spot.first - 2
            if hyphen >= start and self.low(spot.first - 1) == "-" and self.low(hyphen) in words.PARTS:
                spot.first = hyphen
        return spot


def _own_patterns(gazetteer: Gazetteer) -> dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]]:
    """The user's names as words, by first word in lower case, the longest first."""
    patterns: dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]] = {}
    for name, entries in gazetteer.own.items():
        pattern = tuple(w for w in _split(name) if w)
        patterns.setdefault(pattern[0].lower(), []).append((pattern, entries))
    for listed in patterns.values():
        listed.sort(key=lambda p: (-len(p[0]), p[0]))
    return patterns


def _split(name: str) -> list[str]:
    """A name as the parser would cut it: at blanks and around hyphens."""
    return name.replace("-", " - ").replace("’s", " ’s").replace("'s", " 's").split()
