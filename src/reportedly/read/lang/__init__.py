"""Languages as data: one module a language holds its words, this one gives them their shape."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from reportedly.errors import SetupError

Gender = Literal["f", "m"]
NounKind = Literal["person", "office", "spokesperson", "insider", "organisation", "document", "people"]
PronounKind = Literal["person", "plural", "thing", "speaker", "relative", "each", "some"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """What a form of a noun can stand for.

    lemma: the singular, with spellings and genders of one word brought together ("spokeswoman" is "spokesperson").
    plural: whether this form means several. gender: where the word tells.
    """

    lemma: str
    kind: NounKind
    plural: bool
    gender: Gender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pronoun:
    """What a pronoun can stand for; ``possessive`` ones stand before a noun."""

    kind: PronounKind
    gender: Gender | None = None
    possessive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LanguageData:
    """The words by which sources are read in one language; all are casefolded unless said otherwise.

    titles: title to gender. ranks: words that may stand within a title ("general" in "major general").
    nouns: every form of every noun, see ``Noun``. classes: nouns that name one kind of body.
    government: nouns of bodies that no place name alone stands for. any_body: nouns that fit any body.
    unmarked: those that fit a name which holds no noun ("the company": Corvida).
    counted: people who are unnamed sources when a number stands before them ("two officials").
    suffixes: endings of nouns for people that no list holds.
    numbers, ordinals: word to number; ``quantities`` lead to the noun that counts ("a group of residents").
    answers: labels before an answer, as printed ("A" in "Q: … A: …").
    shifted: auxiliaries by which reported speech goes on without a cue ("It would also …").
    singular: articles that mean one. both, sides: "both", "each side"; countries: those of them that are countries.
    former, latter: "the former", "the latter", one of two just named. partitives: "one of". complements: what leads
    from an office to what it is of. relatives: what opens a clause about the noun.
    insider_words: nouns that stand for any unnamed source.
    reciprocals: words by which the members of a list act on each other.
    breaks: words that end the core of a noun phrase. joints: those that a name may hold ("Bank of Ardovia").
    participles: endings of verbs that follow a noun ("the list supplied by").
    unnamed: pattern of the phrases that keep a name back. spellings: variants to one form.
    """

    code: str
    definite: frozenset[str]
    indefinite: frozenset[str]
    determiners: frozenset[str]
    openers: frozenset[str]
    pronouns: Mapping[str, Pronoun]
    titles: Mapping[str, Gender | None]
    ranks: frozenset[str]
    given_names: Mapping[str, Gender]
    particles: frozenset[str]
    nouns: Mapping[str, Noun]
    classes: tuple[frozenset[str], ...]
    government: frozenset[str]
    any_body: frozenset[str]
    unmarked: frozenset[str]
    counted: frozenset[str]
    suffixes: tuple[str, ...]
    plural_suffixes: tuple[str, ...]
    company_marks: frozenset[str]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    quantities: frozenset[str]
    others: frozenset[str]
    anothers: frozenset[str]
    answers: frozenset[str]
    shifted: frozenset[str]
    singular: frozenset[str]
    both: frozenset[str]
    sides: frozenset[str]
    countries: frozenset[str]
    former: frozenset[str]
    latter: frozenset[str]
    reciprocals: tuple[str, ...]
    partitives: frozenset[str]
    complements: frozenset[str]
    relatives: frozenset[str]
    insider_words: frozenset[str]
    breaks: frozenset[str]
    joints: frozenset[str]
    conjunctions: frozenset[str]
    authors: frozenset[str]
    places_after: frozenset[str]
    not_names: frozenset[str]
    unnamed: re.Pattern[str]
    spellings: Mapping[str, str]
    participles: tuple[str, ...]
    possessives: tuple[str, ...]


def words_of(listing: str) -> tuple[str, ...]:
    """The words of a listing: divided by white space, ``_`` standing for a space inside one."""
    return tuple(word.replace("_", " ") for word in listing.split())


def inflect(
    listing: str,
    kind: NounKind,
    *,
    plurals: Iterable[tuple[str, str]],
    lemmas: Mapping[str, str],
    genders: Iterable[tuple[str, Gender]] = (),
) -> dict[str, Noun]:
    """Every form of the nouns in a listing.

    plurals: (pattern, replacement); the first that matches makes the plural. lemmas: form to shared lemma.
    genders: (pattern, gender); the first that matches. A noun written ``word=plural`` brings its own plural.
    """
    rules = [(re.compile(pattern), replacement) for pattern, replacement in plurals]
    endings = [(re.compile(pattern), gender) for pattern, gender in genders]
    forms: dict[str, Noun] = {}
    for entry in words_of(listing):
        singular, _, own = entry.partition("=")
        plural = own or next(p.sub(r, singular, count=1) for p, r in rules if p.search(singular))
        gender = next((g for ending, g in endings if ending.search(singular)), None)
        lemma = lemmas.get(singular, singular)
        forms.setdefault(plural, Noun(lemma=lemma, kind=kind, plural=True, gender=gender))
        forms[singular] = Noun(lemma=lemma, kind=kind, plural=False, gender=gender)
    return forms


def load_language(code: str) -> LanguageData:
    """The data of a language by its ISO 639-1 code; SetupError when there is none."""
    name = f"{__name__}.{code}"
    if not code.isidentifier() or find_spec(name) is None:
        raise SetupError(f"language {code!r}: no data file for it; add read/lang/{code}.py")
    data = import_module(name).LANGUAGE
    if not isinstance(data, LanguageData):
        raise SetupError(f"language {code!r}: its LANGUAGE is not LanguageData")
    return data
