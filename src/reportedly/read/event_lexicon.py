"""The words of events: classes and frames of ``lang/event_words_*.toml`` and ``lang/events_*_*.toml``, indexed.

A *class* is a set of terms with a name. A *frame* says which heads, with which company, are which of PLOVER's types.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from reportedly.errors import SetupError
from reportedly.read.lang import load_language
from reportedly.read.syntax import Parse

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
    "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
# Between the words of a term the text may have these ("cease-fire", "state of the emergency").
LOOSE = frozenset({"-", "–", "the", "a", "an"})
ANY = "*"
PARTS = ("cooperation", "dispute", "coercion", "assault")  # files of frames, in the order that decides ties


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordClass:
    """Terms that a frame may ask for: single lemmas, and longer terms by the lemma of their head."""

    singles: frozenset[str]
    terms: Mapping[str, tuple[tuple[str, ...], ...]]

    def holds(self, parse: Parse, index: int) -> bool:
        """Whether a term of the class has its head at that token."""
        lemma = parse.tokens[index].lemma.lower()
        return lemma in self.singles or any(matches_term(parse, index, term) for term in self.terms.get(lemma, ()))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """What makes a head an event of a type; conditions that are None or empty ask nothing.

    object, subject, modifier: the class of the head's object (None: any), subject, or of a word before it. joint: a
    class that a word before the object must be of. prep: prepositions that must hang on the head (one of them), each
    with the class of its noun, None for any. clause: a clause must depend on the head ("to": an infinitive). bare: it
    must have no object. manner: an adverb. predicate: words of which one must stand after the object ("found
    guilty"). patient: the object that the frame asks for is who it is done to, not a means. to: prepositions that
    lead to the target, best first.
    """

    number: int
    type: str
    mode: str | None
    object: tuple[WordClass | None, ...]
    subject: tuple[WordClass, ...]
    modifier: tuple[WordClass, ...]
    joint: tuple[WordClass, ...]
    prep: tuple[tuple[str, WordClass | None], ...]
    clause: str | None
    bare: bool
    manner: str | None
    predicate: frozenset[str]
    patient: bool
    to: tuple[str, ...]

    @property
    def conditions(self) -> int:
        """How many things the frame asks for besides its head."""
        asked = (self.object, self.subject, self.modifier, self.joint, self.prep, self.manner, self.predicate)
        return sum(map(bool, (*asked, self.clause, self.bare)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EventLexicon:
    """Frames by the lemma of their head, each with the other words of the head's term, and the classes by name."""

    verbs: Mapping[str, tuple[tuple[tuple[str, ...], Frame], ...]]
    nouns: Mapping[str, tuple[tuple[tuple[str, ...], Frame], ...]]
    classes: Mapping[str, WordClass]

    def is_of(self, name: str, parse: Parse, index: int) -> bool:
        """Whether a term of the named class has its head at that token."""
        return self.classes[name].holds(parse, index)


def head_word(term: tuple[str, ...]) -> int:
    """Which word of a nominal term is its head: the last, or the one before "of"."""
    return term.index("of") - 1 if "of" in term else len(term) - 1


def matches_term(parse: Parse, index: int, term: tuple[str, ...]) -> bool:
    """Whether the words around a token are those of a nominal term whose head it is."""
    head = head_word(term)
    return _follows(parse, index, term[:head][::-1], -1) and _follows(parse, index, term[head + 1 :], 1)


def load_event_lexicon(code: str = "en") -> EventLexicon:
    """The event words of a language by its ISO 639-1 code; SetupError when there are none, or a frame is wrong."""
    folder = files("reportedly.read.lang")
    try:
        words = tomllib.loads((folder / f"event_words_{code}.toml").read_text(encoding="utf-8"))
        parts = [tomllib.loads((folder / f"events_{code}_{p}.toml").read_text(encoding="utf-8")) for p in PARTS]
    except FileNotFoundError as error:
        raise SetupError(f"language {code!r}: no event words; add read/lang/{Path(error.filename).name}") from error
    classes = _read_classes(words["classes"], code)
    verbs: dict[str, list[tuple[tuple[str, ...], Frame]]] = {}
    nouns: dict[str, list[tuple[tuple[str, ...], Frame]]] = {}
    entries = cast("list[dict[str, object]]", [entry for part in parts for entry in part["frame"]])
    for number, entry in enumerate(entries):
        frame = _read_frame(number, entry, classes, cast("Mapping[str, str]", words["targets"]))
        for term in _terms(cast("str", entry.get("verbs", ""))):
            verbs.setdefault(term[0], []).append((term[1:], frame))
        for term in _terms(cast("str", entry.get("nouns", ""))):
            nouns.setdefault(term[head_word(term)], []).append((term, frame))
    return EventLexicon(
        verbs={k: tuple(v) for k, v in verbs.items()}, nouns={k: tuple(v) for k, v in nouns.items()}, classes=classes
    )


def _follows(parse: Parse, index: int, words: Iterable[str], step: int) -> bool:
    tokens = parse.tokens
    for word in words:
        index += step
        while 0 <= index < len(tokens) and tokens[index].text.lower() in LOOSE and tokens[index].text.lower() != word:
            index += step
        if not 0 <= index < len(tokens) or word not in (tokens[index].lemma.lower(), tokens[index].text.lower()):
            return False
    return True


def _terms(listing: str) -> Iterable[tuple[str, ...]]:
    return (tuple(word.split("_")) for word in dict.fromkeys(listing.split()))


def _read_classes(listings: Mapping[str, str], code: str) -> dict[str, WordClass]:
    def expand(name: str, seen: tuple[str, ...]) -> list[str]:
        if name in seen or name not in listings:
            raise SetupError(f"event words of {code!r}: class {name!r} is missing or holds itself")
        words: list[str] = []
        for word in listings[name].split():
            words.extend(expand(word[1:], (*seen, name)) if word.startswith("@") else [word])
        return words

    classes = {name: _as_class(expand(name, ())) for name in listings}
    kinds = ("person", "office", "spokesperson", "organisation", "people", "insider")
    people = [n.lemma.replace(" ", "_") for n in load_language(code).nouns.values() if n.kind in kinds]
    classes["actor"] = _as_class([*expand("actor", ()), *people])
    return classes


def _as_class(words: Iterable[str]) -> WordClass:
    terms = list(_terms(" ".join(words)))
    longer: dict[str, list[tuple[str, ...]]] = {}
    for term in terms:
        if len(term) > 1:
            longer.setdefault(term[head_word(term)], []).append(term)
    return WordClass(
        singles=frozenset(t[0] for t in terms if len(t) == 1), terms={k: tuple(v) for k, v in longer.items()}
    )


def _read_frame(
    number: int, entry: Mapping[str, object], classes: Mapping[str, WordClass], targets: Mapping[str, str]
) -> Frame:
    def named(key: str) -> tuple[WordClass, ...]:
        return tuple(classes[name] for name in cast("str", entry.get(key, "")).split() if name != ANY)

    kind = cast("str", entry["type"])
    if kind not in TYPES:
        raise SetupError(f"event frame {number}: {kind!r} is none of PLOVER's types")
    try:
        preps = tuple(
            (word, None if name == ANY else classes[name])
            for word, name in cast("Mapping[str, str]", entry.get("prep", {})).items()
        )
        return Frame(
            number=number,
            type=kind,
            mode=cast("str | None", entry.get("mode")),
            object=named("object") or ((None,) if entry.get("object") == ANY else ()),
            subject=named("subject"),
            modifier=named("modifier"),
            joint=named("modifier_of_object"),
            prep=preps,
            clause=cast("str | None", entry.get("clause")),
            bare=bool(entry.get("bare")),
            manner=cast("str | None", entry.get("manner")),
            predicate=frozenset(cast("str", entry.get("object_predicate", "")).split()),
            patient=bool(entry.get("patient")),
            to=tuple(dict.fromkeys((cast("str", entry.get("to", "")) + " " + targets[kind]).split())),
        )
    except KeyError as error:
        raise SetupError(f"event frame {number} ({kind}): no word class {error}") from error
