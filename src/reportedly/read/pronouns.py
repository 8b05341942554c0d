"""Who a pronoun stands for: by rules over what was named before; None rather than a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reportedly.read.registry import Entry, Mention, Registry
from reportedly.read.sources import Description

LOOK_BACK = 60  # mentions
NEAR = 2  # paragraphs from the preceding attribution in which "they" still means its source
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
        return _find(registry, _is_thing, at=at, paragraph=paragraph, but=speaker)
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


def _is_thing(entry: Entry) -> bool:
    return entry.kind in ("organisation", "document") and not entry.plural


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
