"""Who a pronoun stands for: by rules over what was named before; None rather than a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reportedly.read.lang import Gender
from reportedly.read.registry import Entry, Mention, Registry
from reportedly.read.sources import Description

LOOK_BACK = 60  # mentions
NEAR = 2  # paragraphs from the preceding attribution in which "they" still means its source
MEN: dict[str, Gender] = {"men": "m", "women": "f"}
TOUCHING = 4  # characters between an antecedent and its "who"


def resolve_pronoun(
    described: Description, registry: Registry, *, at: int, paragraph: int, speaker: Entry | None
) -> Entry | None:
    """The party of a pronoun at an offset, or None.

    speaker: of the quotation that holds the pronoun; never "he", "she", "they" or "it" in their own words.
    """
    pronoun = described.pronoun
    if pronoun is None:
        return None
    if pronoun.kind == "person":
        entry = _find(registry, lambda e: _is_person(e, described), at=at, paragraph=paragraph, but=speaker)
        if entry is not None and entry.gender is None and pronoun.gender is not None:
            entry.gender = pronoun.gender
            _settle_person(entry)
        return entry
    if pronoun.kind == "thing":
        return _find(registry, lambda e: _is_thing(e, registry), at=at, paragraph=paragraph, but=speaker)
    if pronoun.kind == "plural":
        return _find_plural(registry, at=at, paragraph=paragraph, but=speaker)
    if pronoun.kind == "relative":
        return _find_antecedent(registry, at=at)
    return None


def _settle_person(entry: Entry) -> None:
    """A name of unknown kind that is "he" or "she" is a person's."""
    if entry.kind == "organisation":
        entry.kind = "person"


def _is_person(entry: Entry, described: Description) -> bool:
    if entry.single:
        return entry.gender is None or described.gender is None or entry.gender == described.gender
    lone = entry.kind == "organisation" and entry.named and not entry.sure and not entry.nouns and not entry.aliases
    return lone and entry.used and len(entry.words) == 1  # a name of unknown kind


def _is_thing(entry: Entry, registry: Registry) -> bool:
    """Whether it can be "it": a body or a document, but no place that never spoke."""
    if entry.kind not in ("organisation", "document") or entry.plural:
        return False
    return entry.used or entry.nation is not None or bool(entry.nouns) or not entry.words & registry.places


def _before(registry: Registry, at: int, but: Entry | None) -> Iterator[Mention]:
    for mention in registry.recent[: -LOOK_BACK - 1 : -1]:
        if mention.begin < at and mention.entry is not but:
            yield mention


def _find(
    registry: Registry, fits: Callable[[Entry], bool], *, at: int, paragraph: int, but: Entry | None
) -> Entry | None:
    """The latest fitting party that is a source or opens its sentence; failing that, the latest fitting one at all."""
    weak: Entry | None = None
    for mention in _before(registry, at, but):
        if not fits(mention.entry):
            continue
        if mention.source or (mention.strong and paragraph - mention.paragraph <= NEAR):
            return mention.entry
        weak = weak or mention.entry
    return weak


def _find_plural(registry: Registry, *, at: int, paragraph: int, but: Entry | None) -> Entry | None:
    """ "They": the latest group, or failing that a body or an unnamed person, among the sources close before."""
    second: Entry | None = None
    for mention in _before(registry, at, but):
        if paragraph - mention.paragraph > NEAR:
            break
        entry = mention.entry
        if not mention.source:
            continue
        if entry.plural or entry.kind == "group":
            return entry
        if entry.kind in ("organisation", "anonymous"):
            second = second or entry
    return second


def _find_antecedent(registry: Registry, *, at: int) -> Entry | None:
    """ "who", "which": the phrase that ends right before."""
    for mention in _before(registry, at, None):
        if mention.entry.mentions and 0 <= at - max(e for _, e in mention.entry.mentions[-3:]) <= TOUCHING:
            return mention.entry
        if at - mention.begin > 200:
            break
    return None


def find_pair(described: Description, registry: Registry, *, at: int) -> tuple[Entry, ...]:
    """The two that "both sides", "each party", "the two men" stand for, in text order; empty for other words.

    Sides are the two latest parties that have spoken. Countries are the two latest countries, and so are sides of which
    none has spoken.
    """
    language = registry.language
    pronoun = described.pronoun
    last = described.name.split()[-1].casefold()
    if pronoun is not None:
        if pronoun.kind != "each":
            return ()
    else:
        two = described.reach == "definite" or described.name.split()[0].casefold() in language.both
        if described.count != 2 or not two or (last not in language.sides and last not in MEN):
            return ()
    gender = MEN.get(last)
    spoken: list[Entry] = []
    countries: list[Entry] = []
    for mention in _before(registry, at, None):
        entry = mention.entry
        if entry.members or entry in spoken:
            continue
        if last in MEN:
            if entry.kind == "person" and entry.single and entry.gender in (None, gender):
                spoken.append(entry)
            continue
        if entry.nation is not None and entry not in countries:
            countries.append(entry)
        if mention.source and entry.kind in ("organisation", "person", "group"):
            spoken.append(entry)
    held = countries if last in language.countries and len(countries) > 1 else spoken
    if len(held) < 2:
        held = countries
    return tuple(held[:2][::-1]) if len(held) > 1 else ()


def find_one_of_two(registry: Registry, *, at: int, latter: bool) -> Entry | None:
    """ "the latter": the party named last before the offset; "the former": the one before it."""
    seen: list[Entry] = []
    for mention in _before(registry, at, None):
        if mention.entry not in seen:
            seen.append(mention.entry)
        if len(seen) == 2:
            break
    if len(seen) < 2:
        return None
    return seen[0] if latter else seen[1]
