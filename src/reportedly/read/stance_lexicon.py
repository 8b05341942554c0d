"""The words by which stance is read, as ``lang/stance_CODE.toml`` lists them, ready to be looked up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import get_args

from reportedly.errors import SetupError
from reportedly.model import StanceKind

GAP = "*"
MOST_BETWEEN = 3  # words that a "*" stands for
# In the lists "a|b" is one word of a phrase: "would not say|comment", and not "would not say|be drawn".
# Contractions and shortened forms to their lemma: "won't" is tokenised "wo" + "n't".
WHOLE = {"n't": "not", "ca": "can", "wo": "will", "sha": "shall", "'ll": "will", "'d": "would", "'re": "be", "'m": "be"}

Phrase = tuple[str, ...]
Phrases = Mapping[str, tuple[tuple[Phrase, tuple[str, ...]], ...]]  # by first lemma, longest first


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StanceLexicon:
    """Phrases by their first lemma, with the class each belongs to.

    cues, content, source: what stands around a content, in it, and in its source. stances: the one that a class of cues
    speaks for. settling: the classes of which one alone decides.
    refers: nouns for acts of saying, with the stances of what each stands for, likeliest first.
    """

    cues: Phrases
    content: Phrases
    source: Phrases
    stances: Mapping[str, StanceKind]
    settling: frozenset[str]
    refers: Mapping[str, tuple[StanceKind, ...]]


def load_stance_lexicon(code: str = "en") -> StanceLexicon:
    """The lexicon of a language by its ISO 639-1 code; SetupError when there is none or it names no known stance."""
    path = Path(__file__).parent / "lang" / f"stance_{code}.toml"
    if not code.isidentifier() or not path.is_file():
        raise SetupError(f"language {code!r}: no words for stance; add read/lang/stance_{code}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    stances = {name: entry["stance"] for name, entry in data["cues"].items()}
    named = {*stances.values(), *(kind for kinds in data["refers"].values() for kind in kinds)}
    wrong = sorted(named - set(get_args(StanceKind)))
    if wrong:
        raise SetupError(f"{path.name}: no such stance: {', '.join(wrong)}")
    return StanceLexicon(
        cues=_index(data["cues"]),
        content=_index(data["content"]),
        source=_index(data["source"]),
        stances=stances,
        refers={noun: tuple(kinds) for noun, kinds in data["refers"].items()},
        settling=frozenset(name for name, entry in data["cues"].items() if entry.get("settles")),
    )


def lemma_of(text: str, lemma: str) -> str:
    """The lemma as the lexicon writes it: in lower case, contractions undone."""
    form, word = (w.casefold().replace("’", "'") for w in (lemma, text))
    if word.endswith("ss") and word == form + "s":  # the lemmatizer takes "discuss" for a plural
        form = word
    return WHOLE.get(form) or WHOLE.get(word) or form


def find_phrases(lemmas: Sequence[str], phrases: Phrases) -> Iterator[tuple[int, int, Phrase, tuple[str, ...]]]:
    """Begin, end (excluded), phrase and classes of what the words hold; the longest at each begin, left to right."""
    for begin, lemma in enumerate(lemmas):
        for phrase, classes in phrases.get(lemma, ()):
            end = _match(lemmas, begin + 1, phrase, 1)
            if end:
                yield begin, end, phrase, classes
                break


def _match(lemmas: Sequence[str], at: int, phrase: Phrase, part: int) -> int:
    """The end of the phrase's parts from ``part`` on when they stand at ``at``; 0 when they do not."""
    if part == len(phrase):
        return at
    if phrase[part] == GAP:
        tries = range(at, min(at + MOST_BETWEEN, len(lemmas)) + 1)
        return next((end for i in tries if (end := _match(lemmas, i, phrase, part + 1))), 0)
    return _match(lemmas, at + 1, phrase, part + 1) if at < len(lemmas) and lemmas[at] == phrase[part] else 0


def _index(
    classes: Mapping[str, Mapping[str, Sequence[str]]],
) -> Phrases:
    """Phrases by first lemma; alternatives are written out."""
    found: dict[Phrase, list[str]] = {}
    for name, entry in classes.items():
        for written in entry["phrases"]:
            for phrase in product(*(word.split("|") for word in written.split())):
                names = found.setdefault(phrase, [])
                if name not in names:
                    names.append(name)
    index: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = {}
    for phrase, names in found.items():
        index.setdefault(phrase[0], []).append((phrase, tuple(names)))
    return {first: tuple(sorted(of, key=lambda p: (-len(p[0]), p[0]))) for first, of in index.items()}
