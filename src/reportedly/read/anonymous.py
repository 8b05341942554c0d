"""Sources without a name, told apart within an article: individuals, pairs, groups and documents.

"two sources" is a party of its own (count 2); "the first source" and "a second source" are two more. "the source"
is the latest individual of that noun; "both sources" is the pair again; "another source" opens one.
"""

from __future__ import annotations

from dataclasses import replace

from reportedly.model import PartyKind
from reportedly.read.registry import LOOK_BACK, Entry, Registry
from reportedly.read.sources import Description


class Unnamed:
    """The unnamed parties of one article."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._ordinals: dict[tuple[str, int], Entry] = {}
        self._authors: dict[str, Entry] = {}
        self._rest: dict[int, Entry] = {}

    # --- people ----------------------------------------------------------------------------------------------

    def find(self, described: Description) -> Entry | None:
        """The unnamed person that the words stand for, if one was introduced."""
        if described.ordinal is not None and (known := self._ordinals.get((described.head, described.ordinal))):
            return known
        if described.plural:
            return self._find_group(described)
        if described.ordinal is not None or described.another:
            return None
        if described.other:
            return self._find_other(described)
        return self._find_individual(described)

    def resolve(self, described: Description) -> Entry:
        """The party of an unnamed person or of several; a new one unless the words point back."""
        if described.plural:
            return self.resolve_group(described)
        known: Entry | None = None
        if described.ordinal is not None:
            known = self._ordinals.get((described.head, described.ordinal))
        elif described.reach in ("definite", "possessive"):
            known = self.find(described)
        elif described.reach == "bare":
            known = self._find_individual(described)
        elif not described.another:
            known = self._find_headline(described)
        if known is None:
            return self.open(described)
        if known.headline and described.reach != "bare":
            known.name, known.headline = described.name, False
        known.bag |= set(described.words)
        return known

    def open(self, described: Description) -> Entry:
        """A new unnamed party, numbered among those of its noun."""
        entry = self._registry.open(described)
        if described.plural or entry.kind != "anonymous":
            return entry
        number = described.ordinal
        if number is None:
            number = 1
            while (described.head, number) in self._ordinals and number < LOOK_BACK:
                number += 1
            if described.another or described.other:
                number = max(number, 2)
        if described.ordinal is not None or described.another:
            pair = next((e for e in self._registry.under_noun(described.head) if e.plural and e.count), None)
            entry.ties += pair.ties if pair is not None else []  # "the first source" of two Merrow sources is Merrow's
        self._ordinals.setdefault((described.head, number), entry)
        entry.ordinal = number
        return entry

    def _find_individual(self, described: Description) -> Entry | None:
        """ "the source": the latest of that noun; a role of somebody named counts too ("the doctor": Dr Vale)."""
        kinds: tuple[PartyKind, ...] = ("anonymous", "person")
        known = self._registry.find_called(
            described, kinds, accept=lambda e: e.count in (None, 1) and _agree(e, described)
        )
        if known is not None:
            return known
        modifiers = set(described.words) - described.nouns
        if modifiers:
            return None
        insiders = [
            m.entry
            for m in self._registry.recent[: -LOOK_BACK - 1 : -1]
            if m.entry.kind == "anonymous" and m.entry.single and m.source and _agree(m.entry, described)
        ]
        only = {e.number for e in insiders}
        return (
            insiders[0]
            if len(only) == 1
            and described.reach == "definite"
            and _general(described, insiders[0], self._registry.language.insider_words)
            else None
        )

    def _find_other(self, described: Description) -> Entry | None:
        """ "the other source": the one of two that was not the latest to speak."""
        held = [e for e in self._registry.under_noun(described.head) if e.kind == "anonymous" and e.single]
        return held[1] if len(held) > 1 else None

    def _find_headline(self, described: Description) -> Entry | None:
        """The bare noun of a headline ("source says") is whom the text then introduces with an article."""
        for entry in self._registry.under_noun(described.head):
            if entry.kind == "anonymous" and entry.single and entry.headline:
                return entry
        return None

    # --- groups ----------------------------------------------------------------------------------------------

    def resolve_group(self, described: Description) -> Entry:
        """A group: the same words again, or with an article the latest of that noun."""
        known = self._find_group(described)
        if known is not None:
            return known
        if described.kind == "group" and described.form == "list":
            return self._registry.open(described)
        return self.open(described)

    def _find_group(self, described: Description) -> Entry | None:
        wanted = frozenset(described.words)
        if described.other or described.another:
            return None
        if described.form != "list":
            for entry in self._registry.under_noun(described.head):
                if entry.plural and entry.words == wanted and described.count in (None, entry.count):
                    return entry
        elif wanted:
            for entry in self._registry.under_word(described.words[0]):
                if entry.plural and entry.words == wanted:
                    return entry
            return None
        if described.reach == "definite" or described.count == 2:
            return self._registry.find_called(
                described, ("group", "anonymous"), accept=lambda e: described.count in (None, e.count)
            )
        return None

    # --- "one", "each" ---------------------------------------------------------------------------------------

    def resolve_part(self, described: Description) -> Entry | None:
        """ "one", "another", "one of them": an individual of the latest unnamed group; "each", "both": all of it."""
        pronoun = described.pronoun
        held = next(
            (m.entry for m in self._registry.recent[: -LOOK_BACK - 1 : -1] if m.source and m.entry.plural), None
        )
        if pronoun is None or held is None:
            return None
        if pronoun.kind == "each" or described.count is None:
            return held if pronoun.kind == "each" else None
        if described.other and held.number in self._rest:
            return self._rest[held.number]
        word = described.name.split()[1 if described.other else 0].lower()
        part = replace(
            described,
            form="common",
            kind="anonymous",
            count=1,
            name=f"{word} of {held.name}",
            words=tuple(sorted(held.words)),
            head=min(held.nouns, default=""),
            nouns=frozenset(held.nouns),
            plural=False,
            pronoun=None,
            reach="indefinite",
        )
        opened = self.open(part)
        if described.other:
            self._rest[held.number] = opened
        return opened

    # --- documents -------------------------------------------------------------------------------------------

    def set_author(self, described: Description, author: Entry) -> None:
        """Remember whose document it is, so that "the statement" is theirs when it comes again."""
        self._authors[described.head] = author

    def resolve_document(self, described: Description) -> Entry:
        """A document without an author of its own: the author of the latest of that noun, or the document itself."""
        if described.reach == "definite" and len(set(described.words) - described.nouns) == 0:
            known = self._registry.find_called(described, ("document",))
            author = self._authors.get(described.head)
            if author is not None and (known is None or known.last < author.last):
                return author
            if known is not None:
                return known
        for entry in self._registry.under_noun(described.head):
            if entry.kind == "document" and entry.words == frozenset(described.words):
                return entry
        self._authors.pop(described.head, None)
        return self._registry.open(described)


def _agree(entry: Entry, described: Description) -> bool:
    return not (entry.gender and described.gender) or entry.gender == described.gender


def _general(described: Description, entry: Entry, insider_words: frozenset[str]) -> bool:
    """Whether one word can stand for the other: "the insider", "the source", "the official"."""
    return described.kind == "anonymous" and bool(insider_words & (entry.nouns | described.nouns))
