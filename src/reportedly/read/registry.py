"""The parties of one article while it is read: who has been named so far, and how they may be called again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from reportedly.model import PartyKind, Span
from reportedly.read.lang import Gender, LanguageData
from reportedly.read.names import PersonName, fold
from reportedly.read.sources import Description

LOOK_BACK = 40  # mentions under one word that are looked at: keeps the time linear in an article of one surname


@dataclass(slots=True, eq=False)
class Entry:
    """A party in the making.

    words: folded words of its name. nouns: nouns that it may be called by. bag: words of its role and modifiers.
    named: whether a name (not a noun) names it. used: whether it is the party of a source.
    nation: key of the country that it is. body: name of the known body that it is. code: of its country, where told.
    ties: whom its words say that it speaks for or belongs to, with how plainly (higher is plainer).
    members: the parties that a list or a pair stands for.
    """

    kind: PartyKind
    name: str
    words: frozenset[str]
    nouns: set[str]
    bag: set[str]
    number: int
    person: PersonName | None = None
    role: str | None = None
    gender: Gender | None = None
    count: int | None = None
    named: bool = False
    sure: bool = True
    plural: bool = False
    used: bool = False
    ordinal: int | None = None
    headline: bool = False
    owner: Entry | None = None
    last: int = -1
    mentions: list[Span] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)
    nation: str | None = None
    body: str | None = None
    code: str | None = None
    ties: list[tuple[int, Entry]] = field(default_factory=list)
    members: tuple[Entry, ...] = ()

    @property
    def all(self) -> tuple[Entry, ...]:
        """The parties that it stands for: its members, or itself."""
        return self.members or (self,)

    @property
    def single(self) -> bool:
        """Whether it can be "he" or "she"."""
        if self.plural or self.kind not in ("person", "anonymous"):
            return False
        full = self.person is not None and bool(self.person.given)
        return self.count in (None, 1) and (self.sure or self.used or full)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a party was named. strong: as a source or as the first thing in a sentence."""

    begin: int
    paragraph: int
    entry: Entry
    source: bool
    strong: bool


class Registry:
    """Finds the party that a description stands for, or opens one."""

    def __init__(self, language: LanguageData, *, people: frozenset[str], places: frozenset[str]) -> None:
        """people: surnames that the article gives to people. places: words that it uses as places."""
        self.language = language
        self.people = people
        self.places = places
        self.entries: list[Entry] = []
        self.recent: list[Mention] = []
        self._by_word: dict[str, list[Entry]] = {}
        self._by_noun: dict[str, list[Entry]] = {}
        self._by_owner: dict[tuple[int, str], Entry] = {}
        self._classes: dict[str, set[str]] = {}
        for group in language.classes:
            for noun in group:
                self._classes.setdefault(noun, set()).update(group)

    # --- keeping ---------------------------------------------------------------------------------------------

    def mention(self, entry: Entry, span: Span, paragraph: int, *, source: bool, strong: bool) -> None:
        """Note that the party is named here; the latest to be named is the first to be found again."""
        entry.mentions.append(span)
        entry.last = len(self.recent)
        self.recent.append(Mention(span[0], paragraph, entry, source, strong))
        entry.used = entry.used or source
        for word in sorted(entry.words | entry.aliases):
            self._push(self._by_word, word, entry)
        for noun in sorted(entry.nouns):
            self._push(self._by_noun, noun, entry)

    @staticmethod
    def _push(index: dict[str, list[Entry]], key: str, entry: Entry) -> None:
        held = index.setdefault(key, [])
        if not held or held[-1] is not entry:
            held.append(entry)

    def open(self, described: Description, *, kind: PartyKind | None = None, name: str | None = None) -> Entry:
        """A new party from its first description."""
        words = frozenset(described.words)
        chosen: PartyKind = kind or described.kind or "organisation"
        entry = Entry(
            kind=chosen, name=name or described.name, words=words, nouns=set(described.nouns),
            bag=set(words) | self._role_words(described.role), number=len(self.entries), person=described.person,
            role=described.role, gender=described.gender, count=described.count if chosen != "person" else None,
            named=described.form == "name", sure=described.sure, plural=described.plural, ordinal=described.ordinal,
            headline=described.reach == "bare",
        )  # fmt: skip
        if described.alias:
            entry.aliases.add(described.alias)
        self.entries.append(entry)
        return entry

    def _role_words(self, role: str | None) -> set[str]:
        return {fold(w.strip(",.'’"), self.language) for w in role.split()} if role else set()

    def enrich(self, entry: Entry, described: Description) -> Entry:
        """The party, with what a further description adds: a fuller name, a role, a gender, an acronym."""
        if described.form == "name" and (not entry.named or len(described.words) > len(entry.words)):
            fuller = not entry.named or entry.kind != "person" or self._fuller_person(entry, described)
            if fuller and (described.name.isupper() is False or not entry.named):
                entry.bag |= entry.words
                entry.name, entry.words, entry.named = described.name, frozenset(described.words), True
                entry.person = described.person or entry.person
        if entry.name.isupper() and described.form == "name" and frozenset(described.words) == entry.words:
            entry.name = described.name
        entry.nouns |= described.nouns
        entry.bag |= set(described.words) | self._role_words(described.role)
        if entry.role is None or (described.role is not None and len(described.role) > len(entry.role)):
            entry.role = described.role or entry.role
        entry.gender = entry.gender or described.gender
        entry.sure = entry.sure or described.sure
        entry.headline = False
        if described.alias:
            entry.aliases.add(described.alias)
        return entry

    def _fuller_person(self, entry: Entry, described: Description) -> bool:
        known = entry.person
        return described.person is not None and (known is None or len(described.person.given) > len(known.given))

    # --- finding ---------------------------------------------------------------------------------------------

    def under_word(self, word: str) -> Iterator[Entry]:
        """Parties with the word in their name, the latest mentioned first."""
        return self._latest(self._by_word.get(word, ()))

    def under_noun(self, noun: str) -> Iterator[Entry]:
        """Parties that the noun can stand for, the latest mentioned first."""
        return self._latest(self._by_noun.get(noun, ()))

    @staticmethod
    def _latest(held: Iterable[Entry]) -> Iterator[Entry]:
        seen: set[int] = set()
        for entry in list(held)[-LOOK_BACK:][::-1]:
            if entry.number not in seen:
                seen.add(entry.number)
                yield entry

    def find_person(self, described: Description) -> Entry | None:
        """The person of that name, or the office holder who had no name yet."""
        person = described.person
        if person is None:
            return None
        fitting = [
            e
            for e in self.under_word(person.surname)
            if e.kind == "person" and e.person is not None
            and e.person.surname == person.surname and e.person.fits(person)
            and not (e.gender and described.gender and e.gender != described.gender)
        ]  # fmt: skip
        if fitting:
            if person.given:
                exact = [e for e in fitting if e.person is not None and e.person.given]
                return (exact or fitting)[0]
            return next((e for e in fitting if e.nouns & described.nouns), fitting[0])
        if not person.given:
            for entry in self.under_word(person.surname):
                if entry.kind == "person" and entry.person is not None and person.surname in entry.person.given:
                    return entry
        return self._office_without_name(described)

    def _office_without_name(self, described: Description) -> Entry | None:
        role = self._role_words(described.role)
        for noun in sorted(described.nouns):
            for entry in self.under_noun(noun):
                if entry.kind != "person" or entry.named or entry.plural:
                    continue
                if entry.owner is not None and role - {noun} and not role & entry.owner.words:
                    continue  # "its spokeswoman" is not the interior ministry's
                modifiers = entry.bag - entry.nouns - self.language.complements - self.language.definite
                if modifiers <= role | {noun}:
                    return entry
        return None

    def find_unknown(self, described: Description) -> Entry | None:
        """The party that a name without any other sign stands for: a surname, a given name, a body's short name."""
        words = described.words
        if not words:
            return None
        for entry in self.under_word(words[-1]):
            if entry.kind == "person" and entry.person is not None:
                name = entry.person
                if name.surname == words[-1] and set(words[:-1]) <= set(name.given):
                    return entry
                if len(words) == 1 and words[0] in name.given[:1] and not self._is_surname(words[0]):
                    return entry
            elif self._short_for(frozenset(words), words, entry):
                return entry
        return None

    def _is_surname(self, word: str) -> bool:
        return any(e.person is not None and e.person.surname == word for e in self.under_word(word))

    def find_body(self, described: Description) -> Entry | None:
        """The organisation of that name: its full, shortened or abbreviated form."""
        words = described.words
        wanted = frozenset(words)
        if not wanted:
            return None
        if described.alias:
            for entry in self.under_word(described.alias):
                if entry.kind in ("organisation", "group"):
                    return entry
        keys = (words[-1], words[0]) if not described.head else (described.head, words[-1], words[0])
        for key in dict.fromkeys(keys):
            for entry in self.under_word(key):
                if entry.kind != "person" and (entry.words == wanted or self._short_for(wanted, words, entry)):
                    return entry
                if (
                    entry.kind == "organisation"
                    and entry.words
                    and entry.words < wanted
                    and self._grows(entry, described)
                ):
                    return entry
        return None

    def _short_for(self, wanted: frozenset[str], words: tuple[str, ...], entry: Entry) -> bool:
        """Whether the words are a short form of the body's name."""
        if entry.kind not in ("organisation", "document") or not entry.words:
            return False
        if wanted == entry.words or (len(words) == 1 and words[0] in entry.aliases):
            return True
        if not wanted < entry.words | entry.nouns:
            return False
        if wanted & entry.nouns:
            return True
        if entry.nouns & self.language.government or wanted & self.places:
            return False  # a country is not its ministry, a town not its police
        return entry.named

    def _grows(self, entry: Entry, described: Description) -> bool:
        """Whether a longer name can be the full form of a body that was named in short."""
        return bool(entry.nouns & described.nouns) and bool(entry.words & entry.nouns) and not entry.plural

    def find_called(
        self, described: Description, kinds: tuple[PartyKind, ...], *, accept: Callable[[Entry], bool] | None = None
    ) -> Entry | None:
        """The party that a noun with an article stands for: the latest with that noun and those modifiers."""
        modifiers = set(described.words) - described.nouns - set(described.head.split())
        for entry in self.under_noun(described.head):
            if entry.kind not in kinds or entry.plural != described.plural:
                continue
            if modifiers <= entry.bag | entry.words and (accept is None or accept(entry)):
                return entry
        return None

    def find_like(self, described: Description) -> Entry | None:
        """The latest body that a word of the same class stands for ("the company": Corvida, the operator)."""
        if len(set(described.words) - described.nouns) > 0:
            return None
        wanted = self._classes.get(described.head, set()) | {described.head}
        anything = described.head in self.language.any_body
        fallback: Entry | None = None
        for mention in self.recent[: -LOOK_BACK - 1 : -1]:
            entry = mention.entry
            if entry.kind != "organisation" or entry.plural:
                continue
            if entry.nouns & wanted or (anything and entry.nouns):
                return entry
            lone = entry.used and not entry.nouns and entry.named and not entry.words & self.places
            if fallback is None and lone:
                fallback = entry
        return fallback if described.head in self.language.unmarked else None

    def owned(self, owner: Entry, described: Description) -> Entry | None:
        """The party that "its spokesperson" stood for before, or who has that role in its name."""
        return self._by_owner.get((owner.number, described.head))

    def tied(self, owner: Entry, described: Description) -> Entry | None:
        """The latest person of that office who speaks for the owner ("its spokeswoman": Oda Kelm of Corva)."""
        for entry in self.under_noun(described.head):
            agrees = not entry.gender or not described.gender or entry.gender == described.gender
            if agrees and entry.kind == "person" and any(target is owner for _, target in entry.ties):
                return entry
        return None

    def set_owner(self, entry: Entry, owner: Entry, head: str) -> None:
        """Remember whose it is."""
        entry.owner = owner
        self._by_owner[owner.number, head] = entry
