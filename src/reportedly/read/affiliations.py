"""Whom a party speaks for or belongs to, its country and its sector, from the words that name it.

A tie is read from what stands about a name or a noun: its possessor ("Ostreva's ministry"), an adjective ("the
Ardovian army"), who put it up ("Ostreva-installed officials"), what it is of or for ("a spokesman for the harbour
board"), and the noun before it ("Border Service inspector"). docs/parties.md has the rules.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from reportedly.ids import make_id
from reportedly.model import Article, Party, Span
from reportedly.read.actors import Actors, Nations
from reportedly.read.lang import LanguageData
from reportedly.read.mentions import FINITE
from reportedly.read.names import Token, cut_tokens, is_acronym
from reportedly.read.registry import Entry, Registry
from reportedly.read.sources import PERSON_NOUNS, Description, describe
from reportedly.read.world import Sectors, World

# How plainly the words tie one party to another.
INSTALLED, OWNER, BODY, COUNTRY, PLACE = 5, 4, 4, 2, 1
LONGEST_APPOSITION = 18  # words
LONGEST_CHAIN = 6
LONGEST_BODY = 6  # words of a body's name that stands before an office
OF_PERSON = frozenset(("of", "for", "from", "at", "with"))
IN_PLACE = frozenset(("in", "at", "of"))
LEADS = frozenset(
    ("leads", "led", "heads", "headed", "runs", "ran", "chairs", "chaired", "commands", "represents", "owns")
)
ENDS = frozenset(',;:—–()[]“”"')
STOPS = frozenset(".!?")


class Affiliations:
    """Reads ties while the parties of an article are resolved, in text order."""

    def __init__(
        self, article: Article, *, tokens: Sequence[Token], registry: Registry, actors: Actors, nations: Nations,
        resolve: Callable[[Description, int], Entry | None],
    ) -> None:  # fmt: skip
        """resolve: finds or opens the party of a description at an offset."""
        self._text = article.text
        self._tokens = tokens
        self._begins = [t.begin for t in tokens]
        self._registry = registry
        self._actors = actors
        self._nations = nations
        self._world = actors.world
        self._language = registry.language
        self._resolve = resolve
        self._read: set[tuple[int, int, int]] = set()

    def read(self, entry: Entry, phrase: Sequence[Token], *, extend: bool = True) -> None:
        """Note what the phrase and the words right after it tell of the party."""
        if not phrase or entry.nation is not None:
            return
        key = (entry.number, phrase[0].begin, phrase[-1].end)
        if key in self._read:
            return
        self._read.add(key)
        after = self._after(phrase[-1].end, entry) if extend else []
        for segment in _segments([*phrase, *after]):
            self._read_segment(entry, segment)

    # --- how far the words go --------------------------------------------------------------------------------

    def _after(self, end: int, entry: Entry) -> list[Token]:
        """The apposition or the complement that follows a phrase."""
        at = bisect_left(self._begins, end)
        following = self._tokens[at : at + LONGEST_APPOSITION]
        if not following:
            return []
        if following[0].low in OF_PERSON | IN_PLACE and following[0].begin - end <= 1:
            return self._complement(following)
        if following[0].text != ",":
            return []
        if len(following) > 3 and following[1].low in self._language.relatives and following[2].low in LEADS:
            return [following[0], *following[1:3], *self._complement(following[3:])]
        found: list[Token] = []
        for token in following[1:]:
            if token.text in ENDS or token.text in STOPS or token.low in self._language.relatives:
                break
            found.append(token)
        return [following[0], *found] if found and self._is_apposition(found, entry) else []

    def _complement(self, following: Sequence[Token]) -> list[Token]:
        found: list[Token] = []
        for token in following:
            stop = token.low in self._language.breaks - OF_PERSON - IN_PLACE or token.low in self._language.conjunctions
            if token.text in ENDS or token.text in STOPS or stop or (found and token.begin - found[-1].end > 1):
                break
            if found and not token.capital and _is_verb(token) and token.low not in self._language.nouns:
                break
            found.append(token)
        return found

    def _is_apposition(self, found: Sequence[Token], entry: Entry) -> bool:
        """Whether the words between commas say what the party is, and are no clause or next member of a list."""
        first = found[0].low
        pronoun = self._language.pronouns.get(first)
        if (
            (pronoun is not None and not pronoun.possessive)
            or first in self._language.conjunctions
            or first in self._language.breaks
        ):
            return first == "of"
        core = [t for t in found if t.low not in self._language.determiners]
        end = next((i for i, t in enumerate(core) if i and t.low in self._language.breaks), len(core))
        if any(_is_verb(t) and not t.capital and t.low not in self._language.nouns for t in core[:end]):
            return False
        nouns = [n for t in core[:end] if (n := self._language.nouns.get(t.low)) is not None and not n.plural]
        wanted = PERSON_NOUNS if entry.kind in ("person", "anonymous") else ("organisation",)
        return any(n.kind in wanted for n in nouns)

    # --- one stretch without commas --------------------------------------------------------------------------

    def _read_segment(self, entry: Entry, segment: Sequence[Token]) -> None:
        if len(segment) > 2 and segment[0].low in self._language.relatives:
            if segment[1].low in LEADS:
                self._tie(entry, OWNER, self._identify(segment[2:], opens=True))
            return
        pronoun = self._language.pronouns.get(segment[0].low)
        if pronoun is not None and pronoun.possessive and pronoun.kind != "speaker":
            self._tie(entry, OWNER, self._identify(segment[:1], opens=False))
        cut = next((i for i, t in enumerate(segment) if i and t.low in self._language.breaks and not t.capital), None)
        front = segment if cut is None else segment[:cut]
        owner = max((i for i, t in enumerate(front[:-1]) if t.possessive), default=-1)
        if owner >= 0:
            self._tie(entry, OWNER, self._identify(front[: owner + 1], opens=True, owner=True))
        for token in front:
            self._read_word(entry, token)
        rest = front[owner + 1 :]
        self._read_countries(entry, rest)
        if entry.kind in ("person", "anonymous", "group"):
            self._read_body_before(entry, rest)
        if cut is not None:
            self._read_complement(entry, segment[cut:])

    def _read_word(self, entry: Entry, token: Token) -> None:
        """An adjective of a country, or "X-installed"."""
        first, _, last = token.bare.rpartition("-")
        if first and last.casefold() in self._world.sectors.installed:
            nation = self._nations.of_demonym(first) or self._nations.of_name(first)
            target = self._actors.open_nation(nation) if nation is not None else self._known(first)
            self._tie(entry, INSTALLED, target)
            return
        for word in (token.bare, *token.bare.split("-")[:-1]):
            nation = self._nations.of_demonym(word)
            if nation is not None:
                self._tie(entry, COUNTRY, self._actors.open_nation(nation))
                return

    def _holder(self, token: Token) -> Entry | None:
        """Who holds a place ("X-annexed"): its officials there are X's."""
        first, _, last = token.bare.rpartition("-")
        if not first or last.casefold() not in self._world.sectors.holding:
            return None
        nation = self._nations.of_demonym(first) or self._nations.of_name(first)
        return self._actors.open_nation(nation) if nation is not None else self._known(first)

    def _read_countries(self, entry: Entry, front: Sequence[Token]) -> None:
        """Names of countries among the modifiers ("UK defence ministry", "Ganth officials")."""
        for size in (3, 2, 1):
            for i in range(len(front) - size + 1):
                run = front[i : i + size]
                if not run[0].capital or not run[-1].capital:
                    continue
                nation = self._nations.of_name(cut_tokens(self._text, run))
                if nation is not None and (i + size < len(front) or entry.kind in ("organisation", "group")):
                    self._tie(entry, COUNTRY, self._actors.open_nation(nation))
                    return

    def _read_body_before(self, entry: Entry, front: Sequence[Token]) -> None:
        """The body that an office follows: "Border Service inspector", "IAEA chief", "army spokesman"."""
        words = [t for t in front if t.word and t.low not in self._language.determiners]
        head = next((i for i, t in enumerate(words) if i and self._is_office(words, i)), None)
        if head is None:
            return
        run = words[:head]
        while (
            run
            and run[0].low in self._language.ranks | self._world.sectors.general - {"command"}
            and not run[0].capital
        ):
            run = run[1:]
        if run and self._names_body(run):
            self._tie(entry, BODY, self._identify(run[-LONGEST_BODY:], opens=True))

    def _is_office(self, words: Sequence[Token], at: int) -> bool:
        noun = self._language.nouns.get(words[at].low)
        if noun is None or noun.kind not in (*PERSON_NOUNS, "people"):
            return False
        return at + 1 == len(words) or self._language.nouns.get(words[at + 1].low) is None

    def _names_body(self, run: Sequence[Token]) -> bool:
        last = run[-1]
        noun = self._language.nouns.get(last.low)
        if noun is not None and noun.kind == "organisation":
            return True
        if not last.capital:
            return False
        return is_acronym(last) or self._known(cut_tokens(self._text, run)) is not None

    def _read_complement(self, entry: Entry, tail: Sequence[Token]) -> None:
        """ "of the Border Service", "for X", "in Mond": the first phrase, and the place that it is in."""
        parts: list[list[Token]] = []
        for token in tail:
            if token.low in self._language.breaks and not token.capital:
                parts.append([token])
            elif parts:
                parts[-1].append(token)
        for i, part in enumerate(parts):
            lead, phrase = part[0].low, part[1:]
            if not phrase:
                continue
            holder = next((h for t in phrase if (h := self._holder(t)) is not None), None)
            if holder is not None:
                self._tie(entry, COUNTRY, holder)
                return
            if lead in OF_PERSON and entry.kind in ("person", "anonymous", "group"):
                whole = [t for p in parts[i:] for t in p][1:]
                capital = phrase[-1].capital
                target = self._identify(whole if capital else phrase, opens=i == 0)
                if target is None:
                    target = self._identify(phrase, opens=i == 0)
                self._tie(entry, OWNER if i == 0 else BODY, target)
            if lead in IN_PLACE and not entry.ties:
                self._read_place(entry, phrase)
            if entry.ties:
                return

    def _read_place(self, entry: Entry, phrase: Sequence[Token]) -> None:
        words = [t for t in phrase if t.low not in self._language.determiners]
        if not words or not words[0].capital:
            return
        name = cut_tokens(self._text, words)
        nation = self._nations.of_name(name)
        if nation is not None:
            self._tie(entry, PLACE, self._actors.open_nation(nation))
            return
        self._note_code(entry, name)
        if len(words) == 1 or (entry.kind == "organisation" and phrase[0] is not words[0]):
            self._tie(entry, COUNTRY, self._side_elsewhere(words))

    def _side_elsewhere(self, words: Sequence[Token]) -> Entry | None:
        """The name after "of" in a body's name, if the article uses it by itself as well ("Guard Corps of Ganth")."""
        if not all(t.capital for t in words):
            return None
        target = self._known(cut_tokens(self._text, words))
        return target if target is not None and target.kind == "organisation" else None

    def _note_code(self, entry: Entry, name: str) -> None:
        code = self._world.code_of_place(name)
        if code is None:
            return
        entry.code = entry.code or code
        nation = self._nations.of_code(code)
        if nation is not None:
            self._tie(entry, PLACE, self._actors.open_nation(nation))

    # --- who it is -------------------------------------------------------------------------------------------

    def _tie(self, entry: Entry, strength: int, target: Entry | None) -> None:
        if target is None or target is entry or target.kind in ("document", "anonymous"):
            return
        if entry.kind in ("organisation", "group") and target.kind == "person":
            return
        entry.ties.append((strength, target))

    def _known(self, name: str) -> Entry | None:
        """The body that is already called so."""
        nation = self._nations.of_name(name)
        if nation is not None:
            return self._actors.open_nation(nation)
        tokens = [Token(0, len(w), w, w.casefold(), False) for w in name.split()]
        described = Description(
            form="name", kind=None, span=(0, 1), name=name, words=tuple(t.low for t in tokens), sure=False
        )
        return self._actors.find_body(described) or self._registry.find_unknown(described)

    def _identify(self, words: Sequence[Token], *, opens: bool, owner: bool = False) -> Entry | None:
        """The party that a phrase names; ``opens``: a body that was not named before is a new one.

        owner: the phrase possesses a body or an office, so that a name of unknown kind is a body's or a country's.
        """
        run = [t for t in words if t.word or t.text in "&,()"]
        described = describe(self._text, run, self._language) if run else None
        if described is None or described.form == "list":
            return None
        if described.form == "pronoun":
            return (
                self._resolve(described, run[0].begin) if described.pronoun and described.pronoun.possessive else None
            )
        special = self._actors.resolve(described)
        if special is not None:
            return special
        if described.kind == "document":
            return None
        if described.head in self._language.countries and not described.plural:
            return self._latest_country(run[0].begin)
        known = self._find(described)
        if known is not None:
            return known
        if owner and described.form == "name" and described.kind is None and run[0].capital:
            return self._resolve(described, run[0].begin)
        if described.kind == "organisation" and (described.sure or described.form == "name") and opens:
            target = self._resolve(described, run[0].begin)
            if target is not None:
                self.read(target, described.phrase, extend=False)
            return target
        return None

    def _latest_country(self, at: int) -> Entry | None:
        """ "the country": the one named last."""
        return next((m.entry for m in reversed(self._registry.recent) if m.entry.nation and m.begin < at), None)

    def _find(self, described: Description) -> Entry | None:
        registry = self._registry
        if described.form == "name":
            if described.kind == "person" and described.sure:
                return registry.find_person(described)
            return (
                self._actors.find_body(described) or registry.find_body(described) or registry.find_unknown(described)
            )
        if described.form == "role":
            return registry.find_called(described, ("person",))
        return None


def _segments(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The stretches between commas and brackets."""
    held: list[Token] = []
    for token in tokens:
        if token.text in ENDS:
            if held:
                yield held
            held = []
        else:
            held.append(token)
    if held:
        yield held


def _is_verb(token: Token) -> bool:
    return token.low.endswith("ed") or token.low in FINITE


# --- chains ---------------------------------------------------------------------------------------------------------


def choose_affiliations(entries: Sequence[Entry]) -> dict[int, Entry]:
    """The party that each speaks for or belongs to, by number: the plainest tie, the first of equals.

    No chain comes back to where it began: a tie that would close a circle is passed over.
    """
    chosen: dict[int, Entry] = {}
    for entry in entries:
        for _, target in sorted(entry.ties, key=lambda tie: -tie[0]):
            if entry.number not in (e.number for e in chain_of(target, chosen)):
                chosen[entry.number] = target
                break
    return chosen


def chain_of(entry: Entry, chosen: dict[int, Entry]) -> list[Entry]:
    """The party, whom it belongs to, and so on to its side."""
    chain = [entry]
    while (target := chosen.get(chain[-1].number)) is not None and target not in chain:
        chain.append(target)
    return chain


def settle_home(entries: Sequence[Entry], chosen: dict[int, Entry], world: World, *, others: Sequence[str]) -> None:
    """Where an article knows one country only, a real one, its bare "the foreign ministry" is that country's.

    others: keys of countries that no list holds; where there is one, nothing is settled.
    """
    nations = {e.number: e for e in entries if e.nation is not None}
    home = next(iter(nations.values()), None)
    if home is None or len(nations) > 1 or others or world.named(home.code) is None:
        return
    for entry in entries:
        end = chain_of(entry, chosen)[-1]
        if end is not home and end.kind in ("person", "organisation") and end.nouns & world.sectors.national:
            chosen[end.number] = home


def country_of(entry: Entry, chosen: dict[int, Entry], world: World) -> str | None:
    """The country code of a party: its own, else the first that its chain knows."""
    for link in chain_of(entry, chosen):
        body = world.body(link.body) if link.body is not None else None
        code = link.code or (body.country if body is not None else None)
        if code is not None:
            return code
    return None


def sector_of(entry: Entry, chosen: dict[int, Entry], world: World, language: LanguageData) -> str | None:
    """The PLOVER sector of a party; None where its words tell none."""
    return _sector_of_chain(entry, chosen, world, language, depth=0)


def _sector_of_chain(
    entry: Entry, chosen: dict[int, Entry], world: World, language: LanguageData, *, depth: int
) -> str | None:
    if entry.nation is not None:
        return "GOV"
    body = world.body(entry.body) if entry.body is not None else None
    if body is not None:
        return body.sector
    words = _describing_words(entry, language)
    sectors = world.sectors
    own = [sectors.heads[w] for w in words if w in sectors.heads and w not in sectors.general]
    if own and entry.kind != "organisation":
        return own[-1] if entry.kind == "person" else own[0]
    modifier = _modifier(words, sectors)
    if own:
        return own[-1]
    if modifier is not None:
        return modifier
    target = chosen.get(entry.number)
    if target is not None and target.nation is None and depth < LONGEST_CHAIN:
        sector = _sector_of_chain(target, chosen, world, language, depth=depth + 1)
        if sector is not None and target.kind != "person":
            return sector
    return next((sectors.heads[w] for w in reversed(words) if w in sectors.heads), None)


def _modifier(words: Sequence[str], sectors: Sectors) -> str | None:
    if not any(w in sectors.general for w in words):
        return None
    return next((sectors.modifiers[w] for w in words if w in sectors.modifiers), None)


def _describing_words(entry: Entry, language: LanguageData) -> list[str]:
    """Lemmas of the words that name a party and its role, words of two before their parts, without what it is of."""
    told = entry.role if entry.kind == "person" and entry.role else entry.name
    words = [w.strip(",.'’\"").removesuffix("'s").removesuffix("’s").casefold() for w in told.split()]
    end = next((i for i, w in enumerate(words) if i and w in language.breaks), len(words))
    core = [w.removeprefix("ex-") for w in words[:end]]
    found: list[str] = []
    for i, word in enumerate(core):
        two = f"{core[i - 1]} {word}" if i else ""
        for form in (two, word, word.rpartition("-")[2]):
            noun = language.nouns.get(form)
            lemma = noun.lemma if noun is not None else form
            if lemma and lemma not in found:
                found.append(lemma)
    extra = sorted(n for n in entry.nouns if n not in found) if entry.kind != "group" else []
    return [*extra, *found]


def spans_of(entry: Entry) -> tuple[Span, ...]:
    """Where a party is mentioned, in order, without spans that lie in an earlier or longer one."""
    kept: list[Span] = []
    for begin, end in sorted(set(entry.mentions), key=lambda s: (s[0], -s[1])):
        if not kept or begin >= kept[-1][1]:
            kept.append((begin, end))
    return tuple(kept)


# --- parties --------------------------------------------------------------------------------------------------------


def build_parties(
    behind: Iterable[Entry], registry: Registry, nations: Nations, *, article_id: str
) -> tuple[tuple[Party, ...], dict[int, str]]:
    """The parties and all that they belong to, in order of first mention, and the id of each entry by its number.

    Ids are made from the article, the name and, for names that come twice, their order.
    """
    world, language = nations.world, registry.language
    chosen = choose_affiliations(registry.entries)
    settle_home(registry.entries, chosen, world, others=nations.invented)
    used = _close(behind, chosen)
    ids: dict[int, str] = {}
    times: dict[str, int] = {}
    for entry in used:
        name = entry.name.casefold()
        times[name] = times.get(name, 0) + 1
        ids[entry.number] = make_id("pty", article_id, name, times[name])
    parties = tuple(
        Party(
            id=ids[entry.number],
            name=entry.name,
            kind=entry.kind,
            role=entry.role if entry.kind == "person" else None,
            affiliation=ids[chosen[entry.number].number] if entry.number in chosen else None,
            country=country_of(entry, chosen, world),
            sector=sector_of(entry, chosen, world, language),
            anonymous=entry.kind == "anonymous",
            mentions=spans_of(entry),
        )
        for entry in used
    )
    return parties, ids


def _close(behind: Iterable[Entry], chosen: Mapping[int, Entry]) -> list[Entry]:
    """The entries with those that they belong to, in order of first mention."""
    seen: dict[int, Entry] = {}
    waiting = [member for entry in behind for member in entry.all]
    while waiting:
        entry = waiting.pop()
        if entry.number not in seen:
            seen[entry.number] = entry
            waiting += [chosen[entry.number]] if entry.number in chosen else []
    return sorted(seen.values(), key=lambda e: (min(e.mentions, default=(0, 0)), e.number))
