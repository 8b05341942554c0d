"""Whom names of countries, capitals, peoples and known bodies stand for in one article.

A country, its capital used as an actor ("Kyiv") and its people with an article ("the Danes") are one party. Countries
that no list holds are found in the text: it says whose ministry or army there is, and an adjective is matched with a
name of the same article by its stem ("Kaldian", "Kaldia").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportedly.read.lang import LanguageData
from reportedly.read.mentions import Survey
from reportedly.read.names import Token, cut_tokens, is_acronym
from reportedly.read.registry import Entry, Registry
from reportedly.read.sources import Description
from reportedly.read.world import Country, World, key_of

ADJECTIVE = re.compile(r"^(.{3,}?)(?:ian|ean|an|n|ese|ish|ic|i|ite|er|ard)(s?)$")
# What a name has after the stem that its adjective shares ("Ostrev|a", "Leth|any", "Norr|land").
NAME_ENDINGS = frozenset(
    ("", "a", "e", "o", "y", "ia", "ea", "ya", "any", "ania", "land", "lands", "s", "us", "um", "is", "os", "io", "i")
)
PLAIN_ADJECTIVE = re.compile(r"..(?:ian|ean|[^m]an|ese|ish)$")
BROAD = frozenset(("ministry", "minister"))  # "of" after these leads to what they are for
DASHES = frozenset("-–—")
DATELINE = 16  # words of a text in which a dash ends the dateline
SENTENCE_ENDS = frozenset(".!?")
LONGEST_COUNTRY = 3  # words
REACH = 3  # words from a country's name to the noun that it has ("Ostreva's first deputy minister")
OF_STATE = frozenset(
    ("GOV", "MIL", "COP", "LEG", "JUD", "SPY", "PRM")
)  # sectors whose known bodies are their country's
INITIALS = 3  # letters; fewer fit too many names


@dataclass(frozen=True, slots=True)
class Nation:
    """A country of this article. key: code or folded name. name: as the article prints it, if it does."""

    key: str
    name: str
    code: str | None


class Nations:
    """The countries that an article names, by any of their names."""

    def __init__(self, text: str, survey: Survey, world: World, language: LanguageData) -> None:
        self.world = world
        self.language = language
        self._text = text
        self._survey = survey
        self._known: dict[str, Nation] = {}
        self._invented: dict[str, Nation] = {}
        self._adjectives: dict[str, Nation] = {}
        self._judged: dict[str, bool] = {}
        self._find_invented(survey.tokens)

    # --- looking up ------------------------------------------------------------------------------------------

    def of_name(self, name: str) -> Nation | None:
        """The country that a name or a capital stands for."""
        key = key_of(name)
        if key in self._survey.people:
            return None
        country = self.world.country(name)
        if country is None and name[:1].isupper():
            country = self.world.capital(name)
        return self._nation(country) if country is not None else self._invented.get(key)

    def of_demonym(self, word: str) -> Nation | None:
        """The country of an adjective or a people; only words with a capital are."""
        if not word[:1].isupper() or word.isupper():
            return None
        country = self.world.demonym(word)
        return self._nation(country) if country is not None else self._adjectives.get(key_of(word))

    def of_people(self, word: str) -> Nation | None:
        """The country whose people a plural names."""
        low = key_of(word)
        nation = self.of_demonym(word)
        return nation if nation is not None and (self.world.people(word) or low.endswith("s")) else None

    def canonical(self, word: str) -> str:
        """A folded word, an adjective of a country made that country's name ("russian": "russia")."""
        nation = self._adjectives.get(word)
        if nation is None:
            country = self.world.adjectives.get(word)
            nation = self._nation(country) if country is not None else None
        return nation.key.casefold() if nation is not None else self._canonical_name(word)

    def _canonical_name(self, word: str) -> str:
        country = self.world.countries.get(word)
        if country is not None and country.code is not None:
            return country.code.casefold()
        return word

    def of_code(self, code: str) -> Nation | None:
        """The country of a code, if a list holds it."""
        country = self.world.named(code)
        return self._nation(country) if country is not None else None

    @property
    def invented(self) -> tuple[str, ...]:
        """Keys of the countries that only this article tells of."""
        return tuple(sorted({n.key for n in self._invented.values()}))

    def _nation(self, country: Country) -> Nation:
        key = country.code or key_of(country.name)
        if key not in self._known:
            self._known[key] = Nation(key, self._printed(country), country.code)
        return self._known[key]

    def _printed(self, country: Country) -> str:
        """The fullest of its names that the text prints, else the usual one."""
        names = (country.name, *self.world.names_of(country.code))
        printed = [n for n in names if n in self._text and re.search(rf"\b{re.escape(n)}\b", self._text)]
        words = [p for p in printed if not p.isupper()]
        return max(words or printed, key=len, default=country.name)

    # --- countries of the text alone -------------------------------------------------------------------------

    def _find_invented(self, tokens: Sequence[Token]) -> None:
        names = {t.bare: None for t in tokens if t.capital and t.bare.isalpha() and len(t.bare) > 3}
        stems: dict[str, str] = {}
        for name in (*self.world.told, *names):
            if self._may_be_country(name):
                for ending in NAME_ENDINGS:
                    low = name.casefold()
                    if low.endswith(ending) and len(low) - len(ending) >= 3:
                        stems.setdefault(low[: len(low) - len(ending)], name)
        adjectives = self._pairs(tokens, stems)
        for name in (*self._owners(tokens, adjectives), *self._subjects(tokens)):
            self._invent(name)
        for adjective, (name, national) in adjectives.items():
            nation = self._invented.get(key_of(name))
            if nation is None and (national or self.world.country(name) is not None):
                nation = self._invent(name)
            if nation is not None:
                self._adjectives[adjective] = nation

    def _invent(self, name: str) -> Nation:
        key = key_of(name)
        if key not in self._invented:
            country = self.world.country(name)
            code = country.code if country is not None else self.world.code_of_place(name)
            self._invented[key] = Nation(key, name, code)
        return self._invented[key]

    def _may_be_country(self, name: str) -> bool:
        """Whether a name can be one that no list holds."""
        if name not in self._judged:
            self._judged[name] = self._judge_name(name)
        return self._judged[name]

    def _judge_name(self, name: str) -> bool:
        low = key_of(name)
        if low in self._survey.people or low in self.language.given_names or low in self.language.not_names:
            return False
        if low in self.language.nouns or low in self.language.titles or low in self.language.numbers:
            return False
        return self.world.demonym(name) is None and self.world.capital(name) is None and self.world.body(name) is None

    def _pairs(self, tokens: Sequence[Token], stems: dict[str, str]) -> dict[str, tuple[str, bool]]:
        """Adjectives that go with a name: folded adjective to (name, whether it stands before a national noun)."""
        found: dict[str, tuple[str, bool]] = {}
        for i, token in enumerate(tokens[:-1]):
            if not token.capital or token.possessive or not self._may_be_country(token.bare):
                continue
            match = ADJECTIVE.match(token.low)
            name = stems.get(match.group(1)) if match is not None else None
            if name is None and match is not None and token.low.rstrip("s").endswith("ian"):
                name = stems.get(token.low.rstrip("s")[:-3])
            if name is None and PLAIN_ADJECTIVE.search(token.low) and self._has_national(tokens, i + 1):
                name = token.bare  # the article never prints the country's own name
            elif name is None or name.casefold() == token.low or token.low.startswith(name.casefold() + "s"):
                continue
            if tokens[i + 1].low in self.language.nouns or not tokens[i + 1].capital or match is None:
                before = found.get(token.low, (name, False))
                found[token.low] = (name, before[1] or self._has_national(tokens, i + 1))
        return found

    def _owners(self, tokens: Sequence[Token], adjectives: dict[str, tuple[str, bool]]) -> Iterator[str]:
        """Names that have a ministry, an army, a president."""
        for i, token in enumerate(tokens[:-1]):
            if not token.capital:
                continue
            owns = token.possessive or (not tokens[i + 1].capital and self._is_name(tokens, i))
            if owns and self._has_national(tokens, i + 1) and tokens[i + 1].begin - token.end <= 1:
                first = i
                while first and i - first + 1 < LONGEST_COUNTRY and self._continues(tokens[first - 1], tokens[first]):
                    first -= 1
                name = cut_tokens(self._text, tokens[first : i + 1])
            elif i > 1 and tokens[i - 1].low == "of" and self._is_of_country(tokens, i - 2):
                last = i
                while (
                    last + 1 < len(tokens)
                    and last - i + 1 < LONGEST_COUNTRY
                    and self._continues(tokens[last], tokens[last + 1])
                ):
                    last += 1
                name = cut_tokens(self._text, tokens[i : last + 1])
            else:
                continue
            words = name.split()
            fits = all(self._may_be_country(w) and not is_acronym(token) for w in words[:-1] or words)
            if (
                fits
                and self._may_be_country(name)
                and key_of(name) not in adjectives
                and not _is_role(words, self.language)
            ):
                yield name

    def _is_name(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a capital marks a name and not the start of a sentence or a field of work ("Transport minister")."""
        if tokens[at].low in self.world.sectors.modifiers or at == 0:
            return False
        before = tokens[at - 1]
        return before.word and not before.capital and tokens[at].begin - before.end == 1

    def _subjects(self, tokens: Sequence[Token]) -> Iterator[str]:
        """Names that open a sentence which goes on with "its army", "its foreign ministry"."""
        first: Token | None = None
        for i, token in enumerate(tokens[:-1]):
            if i == 0 or self._opens(tokens, i):
                first = None
            pronoun = self.language.pronouns.get(token.low)
            if first is None and token.capital and self._is_subject(tokens, i):
                first = token
            its = pronoun is not None and pronoun.kind == "thing" and pronoun.possessive
            if its and first is not None and self._has_national(tokens, i + 1):
                yield first.bare

    @staticmethod
    def _opens(tokens: Sequence[Token], at: int) -> bool:
        """Whether a sentence opens here, or the text proper after its dateline."""
        before = tokens[at - 1]
        dateline = before.text in DASHES and at < DATELINE
        return dateline or before.text in SENTENCE_ENDS or tokens[at].begin - before.end > 1

    def _is_subject(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a capital stands alone as what a sentence is about, not as a place, a date or part of a name."""
        token, following = tokens[at], tokens[at + 1]
        if token.possessive or not token.text.isalpha() or token.text.isupper() or following.text[0].isdigit():
            return False
        if self._continues(token, following) or (at and self._continues(tokens[at - 1], token)):
            return False
        inside = at > 0 and tokens[at - 1].low in self.language.places_after
        return not inside and self._may_be_country(token.bare)

    def _is_of_country(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether "of" after the word leads to a country: "the army of X", "the Ministry of Trade of X"."""
        if at < 0:
            return False
        noun = self.language.nouns.get(tokens[at].low)
        if noun is not None and noun.lemma in BROAD:
            return at > 0 and f"{tokens[at - 1].low} {tokens[at].low}" in self.world.sectors.national
        if self._is_national(tokens, at):
            return True
        held = (
            self.language.nouns.get(tokens[i].low)
            for i in range(at - 1, max(-1, at - 4), -1)
            if tokens[i + 1].low == "of"
        )
        return any(n is not None and n.lemma in BROAD for n in held)

    @staticmethod
    def _continues(left: Token, right: Token) -> bool:
        return left.capital and right.capital and right.begin - left.end == 1 and not left.possessive

    def _has_national(self, tokens: Sequence[Token], at: int) -> bool:
        return any(
            self._is_national(tokens, i)
            for i in range(at, min(at + REACH, len(tokens)))
            if all(t.word and t.low not in self.language.breaks for t in tokens[at:i])
        )

    def _is_national(self, tokens: Sequence[Token], at: int) -> bool:
        if at < 0:
            return False
        noun = self.language.nouns.get(tokens[at].low)
        national = self.world.sectors.national
        two = f"{tokens[at - 1].low} {tokens[at].low}" if at else ""
        return (noun is not None and noun.lemma in national) or two in national


def _is_role(words: Sequence[str], language: LanguageData) -> bool:
    return any(w.casefold() in language.nouns or w.casefold().rstrip(".") in language.titles for w in words)


class Actors:
    """Parties that the world or the article's countries explain; the rest is for the resolver's own rules."""

    def __init__(self, registry: Registry, nations: Nations, world: World) -> None:
        self.registry = registry
        self.nations = nations
        self.world = world
        self._of_nation: dict[str, Entry] = {}
        self._forces: dict[str, Entry] = {}
        self._peoples: dict[str, Entry] = {}
        self._bodies: dict[str, Entry] = {}

    def open_nation(self, nation: Nation) -> Entry:
        """The country as a party."""
        if nation.key not in self._of_nation:
            described = Description(
                form="name", kind="organisation", span=(0, 1), name=nation.name, words=(key_of(nation.name),)
            )
            entry = self.registry.open(described)
            entry.nation, entry.code = nation.key, nation.code
            self._of_nation[nation.key] = entry
        return self._of_nation[nation.key]

    def resolve(self, described: Description) -> Entry | None:
        """The party of a country's or a people's name, or of a country's forces; None for all others."""
        nation = self._nation_of(described)
        if nation is not None:
            return self.open_nation(nation)
        words = described.name.split()
        if words and words[-1].casefold() in self.world.sectors.forces and described.kind in ("group", "organisation"):
            return self._resolve_forces(described)
        people = self.nations.of_people(words[0]) if len(words) == 1 and described.person is None else None
        return self._open_people(described, people) if people is not None else None

    def _open_people(self, described: Description, nation: Nation) -> Entry:
        """ "Danes" without an article: people of a country, who are not its government."""
        if nation.key not in self._peoples:
            entry = self.registry.open(described, kind="group")
            entry.plural = True
            entry.ties.append((0, self.open_nation(nation)))
            self._peoples[nation.key] = entry
        return self._peoples[nation.key]

    def _nation_of(self, described: Description) -> Nation | None:
        if described.owner is not None or described.count is not None:
            return None
        words = described.name.split()
        if described.form == "name" and (described.person is None or not described.sure):
            single = len(words) == 1 and described.kind != "person"
            if single and described.reach == "bare" and self.nations.of_people(words[0]) is not None:
                return None
            return self.nations.of_name(described.name) or (self.nations.of_demonym(words[0]) if single else None)
        if described.form == "common" and described.reach == "definite" and len(described.words) == 1:
            word = words[-1]
            return self.nations.of_people(word) or (self.nations.of_demonym(word) if not described.sure else None)
        return None

    def _resolve_forces(self, described: Description) -> Entry | None:
        """ "Russian troops" and "the Russian forces" are one party."""
        words = described.name.split()
        others = [w for w in words[:-1] if w.casefold() not in self.registry.language.determiners]
        if len(others) != 1 or not described.plural or described.count is not None:
            return None
        nation = self.nations.of_demonym(others[0]) or self.nations.of_name(
            others[0].removesuffix("'s").removesuffix("’s")
        )
        if nation is None:
            return None
        if nation.key not in self._forces:
            self._forces[nation.key] = self.registry.open(described)
        entry = self._forces[nation.key]
        entry.nouns |= described.nouns
        return entry

    def find_body(self, described: Description) -> Entry | None:
        """The entry of a known body under another of its names, or of a body by its initials."""
        body = self.world.body(described.name)
        if body is not None and body.name in self._bodies:
            return self._bodies[body.name]
        if described.kind == "person" and described.sure:
            return None
        name = described.name.replace(".", "")
        for entry in self.registry.entries if len(name) >= INITIALS else ():
            if entry.kind != "organisation" or not entry.named:
                continue
            shorter, longer = (name, entry.name) if name.isupper() else (entry.name, described.name)
            if shorter.isupper() and not longer.isupper() and _initials(longer) == shorter.casefold():
                return entry
        return None

    def note_body(self, described: Description, entry: Entry) -> None:
        """Remember that an entry is a known body, so that its other names find it."""
        body = self.world.body(described.name)
        if body is not None and described.form == "name" and entry.kind == "organisation":
            self._bodies.setdefault(body.name, entry)
            entry.body = body.name
            nation = self.nations.of_code(body.country) if body.country and body.sector in OF_STATE else None
            if nation is not None:
                entry.ties.append((0, self.open_nation(nation)))


def _initials(name: str) -> str:
    return "".join(w[0] for w in re.findall(r"\w+", name) if w[0].isupper()).casefold()
