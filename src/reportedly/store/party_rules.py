"""When parties of different articles are one, by rules over pairs; no database here.

Rules are tried from the plainest to the weakest, each over all pairs at once. A pair that would bring together what a
decision keeps apart, bodies of two countries or people of two names is left alone, and so is a short name that could
stand for several. The result depends only on the set of members.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations

Ref = tuple[str, str]  # article id, party id

LITTLE = frozenset("a an the of for and in at on to from by de la le el du und s".split())
TITLES = frozenset("mr mrs ms miss dr prof sir dame lord lady sister brother bro father".split())
SPELLINGS = {"defense": "defence", "centre": "center", "labor": "labour", "affairs": "", "organization": "organisation"}
# Nouns that name a body only together with whose it is.
BODIES = frozenset(
    "ministry department army navy police government military parliament cabinet presidency court forces troops "
    "staff command headquarters authorities authority council commission agency bureau office service directorate "
    "administration state bank border guard guards coast coastguard general security intelligence air force defence "
    "foreign interior internal exterior home justice health energy transport finance economy industry trade labour "
    "education culture agriculture environment information emergency emergencies situations central national federal "
    "supreme high armed joint chief regional local city town district prosecutor prosecutors fire brigade rescue "
    "weather union company hospital mission embassy consulate delegation committee board assembly senate secretariat "
    "party institute university fund corps division brigade unit league front movement press side statistics".split()
)
# Words that begin or make a noun phrase without a name.
BARE = frozenset(
    "it they he she we i you nobody everyone everybody someone others these those this that both all many most some "
    "several two three four five six seven eight nine ten dozens hundreds least more than about one no each same other "
    "official officials officer officers soldiers reporters people residents civilians witnesses men women report "
    "statement document letter source sources rebels fighters members spokesman spokeswoman spokesperson minister "
    "president mayor governor director owner operator chief commander secretary head deputy general article newspaper "
    "station channel paper papers senior western local former acting prime chair chairman chairwoman team crew".split()
)
OFFICES = frozenset(
    "minister mayor governor president chancellor premier king queen ambassador secretary chairman chairwoman chair "
    "director commissioner head commander prosecutor speaker rector".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A party of an article, with what its rows say around it. side: the name at the end of its affiliations."""

    ref: Ref
    page: str
    name: str
    kind: str
    role: str | None = None
    affiliation: str | None = None
    side: str | None = None
    country: str | None = None
    sector: str | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: its name, when it joins, what keeps it from joining, and a key without which it never does.

    single: a short form joins only where one other could be meant.
    """

    name: str
    when: str
    unless: str
    applies: Callable[[Facts, Facts], bool]
    key: str
    single: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules look at in a member's name."""

    member: Member
    words: tuple[str, ...]
    spelling: str
    named: bool  # whether it has a name at all, and is not a noun with an article
    body: str  # a body's nouns in alphabetical order; "" for what is none
    office: str  # the same of an office that one person holds
    labels: frozenset[str]  # whom it belongs to, and its country
    roles: frozenset[str]
    initials: str
    is_acronym: bool

    @property
    def full(self) -> bool:
        """Whether it is a name of several words, which tells one person or body."""
        return self.named and not self.is_acronym and len(self.words) > 1 and len(self.words[0]) > 1


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """The text without case, diacritics, apostrophes and hyphens: "O’Rán-Vell" and "oran vell" are the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"['’‘ʼ`]s?(?=\s|$)", "", plain)
    plain = re.sub(r"['’‘ʼ`.]", "", plain)
    return " ".join(re.sub(r"[^\w]+|_", " ", plain).split())


@lru_cache(maxsize=100_000)
def see(member: Member) -> Facts:
    """The facts of a member."""
    words = [SPELLINGS.get(w, w) for w in fold(member.name).split()]
    words = [w for w in words if w]
    while len(words) > 1 and words[0] in TITLES | {"the"}:
        words = words[1:]
    labels = frozenset(fold(x) for x in (member.affiliation, member.side, member.country) if x and fold(x))
    named = not member.anonymous and member.kind != "anonymous" and _is_named(member.name)
    office = _office(member, words)
    roles = frozenset({_sorted_words(member.role)} if member.role and fold(member.role) not in TITLES else ())
    acronym = re.fullmatch(r"(?:[A-Z]\.?){2,6}", member.name.strip()) is not None
    return Facts(
        member=member, words=tuple(words), spelling="".join(words), named=named,
        body=_body(member, words, labels), office=office, labels=labels, roles=roles,
        initials="".join(w[0] for w in words if w not in LITTLE), is_acronym=acronym,
    )  # fmt: skip


def _is_named(name: str) -> bool:
    """Whether it has a capitalised word that is no common noun of a body, an office or a number."""
    for word in re.findall(r"[^\W\d_][\w'’.-]*", name):
        plain = fold(word)
        if word[0].isupper() and not set(plain.split()) <= BODIES | BARE | LITTLE | TITLES:
            first = fold(name).split()[0]
            return first not in BARE
    return False


def _sorted_words(text: str) -> str:
    words = (SPELLINGS.get(w, w) for w in fold(text).split())
    return " ".join(sorted(w for w in words if w and w not in LITTLE))


def _body(member: Member, words: Sequence[str], labels: frozenset[str]) -> str:
    """The nouns of a body that belongs to somebody ("defence ministry"), its owner's adjective left out."""
    if member.anonymous or member.kind not in ("organisation", "group"):
        return ""
    rest = [w for w in words if w not in LITTLE]
    nouns = [w for w in rest if w in BODIES]
    owners = [w for w in rest if w not in BODIES]
    if not nouns or any(not any(w[:4] == label[:4] for label in labels if len(w) > 3) for w in owners):
        return ""
    return " ".join(sorted(nouns))


def _office(member: Member, words: Sequence[str]) -> str:
    """An office that one person holds at a time, of the role, or of a name that is one; no deputies, no spokesmen."""
    if member.kind != "person" or member.anonymous:
        return ""
    text = member.role or (" ".join(words) if not _is_named(member.name) else "")
    found = [w for w in fold(text).split() if w not in LITTLE]
    if not OFFICES & set(found) or {"deputy", "former", "acting", "spokesman", "spokeswoman", "assistant"} & set(found):
        return ""
    return _sorted_words(text)


def _surname(a: Facts) -> str:
    return a.words[-1] if a.named and a.member.kind == "person" and a.words else ""


def _same_side(a: Facts, b: Facts) -> bool:
    x, y = a.member.country, b.member.country
    return x == y if x and y else bool(a.labels & b.labels)


def _by_spelling(a: Facts, b: Facts) -> bool:
    lone_person = len(a.words) == 1 and "person" in (a.member.kind, b.member.kind)
    return a.named and b.named and a.spelling == b.spelling and not lone_person


def _by_page(a: Facts, b: Facts) -> bool:
    x, y = a.member, b.member
    return x.page == y.page and x.ref[0] != y.ref[0] and x.kind == y.kind and a.spelling == b.spelling


def _by_full_name(a: Facts, b: Facts) -> bool:
    if not _surname(a) or _surname(a) != _surname(b) or not (a.full and b.full) or a.words[0] != b.words[0]:
        return False
    short, long = sorted((a.words[1:-1], b.words[1:-1]), key=len)
    return len(short) < len(long) or all(
        x[0] == y[0] and 1 in (len(x), len(y)) for x, y in zip(short, long, strict=True)
    )


def _by_surname(a: Facts, b: Facts) -> bool:
    if not _surname(a) or _surname(a) != _surname(b) or (a.full and b.full):
        return False
    if len(a.words) > 1 and len(b.words) > 1 and a.words[0][0] != b.words[0][0]:
        return False
    x, y = a.member.affiliation, b.member.affiliation
    return bool(a.roles & b.roles) or bool(x and y and fold(x) == fold(y))


def _by_body(a: Facts, b: Facts) -> bool:
    return a.body != "" and a.body == b.body and _same_side(a, b)


def _by_office(a: Facts, b: Facts) -> bool:
    return a.office != "" and a.office == b.office and _same_side(a, b) and not (a.named and b.named)


def _by_acronym(a: Facts, b: Facts) -> bool:
    if a.is_acronym == b.is_acronym or "person" in (a.member.kind, b.member.kind):
        return False
    short, long = (a, b) if a.is_acronym else (b, a)
    if not long.full or not short.named or short.spelling != long.initials:
        return False
    return len(short.spelling) > 2 or _same_side(a, b)


RULES: tuple[Rule, ...] = (
    Rule(
        name="spelling", when="the names differ at most in case, hyphens, apostrophes, full stops or diacritics",
        unless="a surname alone; a noun without a name; bodies of two countries", applies=_by_spelling, key="name",
    ),
    Rule(
        name="version", when="two versions of one page print the same words, once each",
        unless="two parties of one version", applies=_by_page, key="page", single=True,
    ),
    Rule(
        name="full name", when="given name and surname are the same, and one has a middle name more, or its initial",
        unless="the shorter name fits several people", applies=_by_full_name, key="surname", single=True,
    ),
    Rule(
        name="surname", when="a surname alone, or with an initial, has the role or the affiliation of the other",
        unless="it fits several people; one article has both as two people", applies=_by_surname, key="surname",
        single=True,
    ),
    Rule(
        name="body of one side", when="the same body (\"the defence ministry\") of the same country or side",
        unless="either has no country and no side; two countries", applies=_by_body, key="body",
    ),
    Rule(
        name="office of one side", when="an office that one person holds, of the same country or side, with its holder",
        unless="several holders are named; one article has both as two people", applies=_by_office, key="office",
        single=True,
    ),
    Rule(
        name="acronym", when="three capitals or more are the initials of a full name; two, and both have the same side",
        unless="they fit several names; bodies of two countries", applies=_by_acronym, key="acronym", single=True,
    ),
)  # fmt: skip
# The columns of the table of rules that the documentation shows.
COLUMNS = ("Rule", "Joins", "Does not join")


def rules_table() -> str:
    """The rules as a Markdown table, in the order in which they are tried."""
    rows = [COLUMNS, tuple("---" for _ in COLUMNS), *((r.name, r.when, r.unless) for r in RULES)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


REASONS = {
    "spelling": "spelled as {0!r} is elsewhere",
    "version": "another version of the page prints {0!r}",
    "full name": "the full name is that of {0!r}",
    "surname": "the surname is that of {0!r}, with the same role or affiliation",
    "body of one side": "the same body of the same side as {0!r}",
    "office of one side": "the same office of the same side as {0!r}",
    "acronym": "initials and full name: {0!r}",
}
ALONE = "no other article has it by any rule"


@lru_cache(maxsize=100_000)
def keys_of(member: Member) -> frozenset[str]:
    """The blocks of a member: no rule joins two members that share none."""
    facts = see(member)
    keys = {f"self:{'/'.join(member.ref)}", f"page:{member.page}:{facts.spelling}"}
    if facts.named:
        keys.add(f"name:{facts.spelling}")
    if facts.named and member.kind != "person" and (facts.is_acronym or facts.full):
        keys.add(f"acronym:{facts.spelling if facts.is_acronym else facts.initials}")
    if _surname(facts):
        keys.add(f"surname:{_surname(facts)}")
    for label in facts.labels:
        if facts.body:
            keys.add(f"body:{facts.body}:{label}")
        if facts.office:
            keys.add(f"office:{facts.office}:{label}")
    return frozenset(keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision in force. groups: one for what is to be one party, several for what is to be kept apart."""

    seq: int
    by: str
    reason: str
    groups: tuple[tuple[Ref, ...], ...]


@dataclass(slots=True)
class _Cluster:
    """Members that are one so far. fulls: spellings of people's and bodies' full names."""

    nodes: list[Ref]
    articles: set[str]
    countries: set[str]
    fulls: set[str]
    persons: bool
    apart: set[Ref] = field(default_factory=set)


class _Joiner:
    def __init__(self, members: Iterable[Member], verdicts: Sequence[Verdict]) -> None:
        self.facts = {m.ref: see(m) for m in sorted(members, key=lambda m: m.ref)}
        decided = {ref for v in verdicts for group in v.groups for ref in group}
        self.later = {r for v in verdicts if len(v.groups) > 1 for group in v.groups[1:] for r in group}
        self.reasons: dict[Ref, str] = {}
        self.same: dict[Ref, list[Ref]] = {}
        first: dict[object, Ref] = {}
        for ref, facts in self.facts.items():
            m = facts.member
            alike = (m.name, m.kind, m.role, m.affiliation, m.side, m.country)
            sure = (facts.named and (facts.full or m.kind != "person")) or (facts.body and facts.labels)
            plain = bool(sure) and ref not in decided
            node = first.setdefault(alike, ref) if plain else ref
            self.same.setdefault(node, []).append(ref)
        self.of = {node: self._start(node) for node in self.same}

    def _start(self, node: Ref) -> _Cluster:
        facts = self.facts[node]
        m = facts.member
        for ref in self.same[node] if len(self.same[node]) > 1 else ():
            self.reasons[ref] = REASONS["spelling" if facts.named else "body of one side"].format(m.name)
        return _Cluster(
            nodes=[node], articles={ref[0] for ref in self.same[node]}, countries={m.country} if m.country else set(),
            fulls={facts.spelling} if facts.full else set(), persons=m.kind == "person",
        )  # fmt: skip

    def decide(self, verdicts: Sequence[Verdict]) -> None:
        """Apply decisions, the latest first; what an earlier one says against it is left out."""
        for v in sorted(verdicts, key=lambda v: -v.seq):
            groups = [[r for r in group if r in self.of] for group in v.groups]
            if len(groups) == 1:
                for other in groups[0][1:]:
                    self.unite(groups[0][0], other, f"decided by {v.by}: {v.reason}")
                continue
            for one, two in combinations(groups, 2):
                for a in one:
                    for b in two:
                        if self.of[a] is not self.of[b]:
                            self.of[a].apart.add(b)
                            self.of[b].apart.add(a)
            for ref in (r for group in groups[1:] for r in group):
                self.reasons.setdefault(ref, f"kept apart by {v.by}: {v.reason}")

    def unite(self, a: Ref, b: Ref, reason: str) -> None:
        one, two = self.of[a], self.of[b]
        if one is two or one.apart & set(two.nodes) or two.apart & set(one.nodes):
            return
        for node, other in ((a, b), (b, a)):
            text = reason.format(self.facts[other].member.name) if "{0" in reason else reason
            for ref in self.same[node]:
                self.reasons.setdefault(ref, text)
        if len(one.nodes) < len(two.nodes):
            one, two = two, one
        one.nodes += two.nodes
        one.articles |= two.articles
        one.countries |= two.countries
        one.fulls |= two.fulls
        one.apart |= two.apart
        one.persons = one.persons and two.persons
        for node in two.nodes:
            self.of[node] = one

    def refuses(self, rule: Rule, a: Ref, b: Ref) -> bool:
        one, two = self.of[a], self.of[b]
        if rule.name == "version":
            return bool(one.articles & two.articles)
        if not (one.persons and two.persons) and one.countries and two.countries and one.countries != two.countries:
            return True
        if rule.name in ("spelling", "body of one side"):
            return False
        if rule.name != "acronym" and one.articles & two.articles:
            return True
        return rule.name != "full name" and bool(one.fulls and two.fulls)

    def apply(self, rule: Rule, blocks: Mapping[str, Sequence[Ref]]) -> None:
        """Try a rule on every pair that shares one of its keys."""
        pairs = {
            (a, b)
            for key, nodes in blocks.items()
            if key.startswith(f"{rule.key}:")
            for a, b in self._pairs(rule, nodes)
            if self.of[a] is not self.of[b] and rule.applies(self.facts[a], self.facts[b])
        }
        unclear = self._unclear(rule, pairs) if rule.single else set()
        for a, b in sorted(pairs, key=lambda p: (p[0] in self.later or p[1] in self.later, p)):
            if a not in unclear and b not in unclear and not self.refuses(rule, a, b):
                self.unite(a, b, REASONS[rule.name])

    def _pairs(self, rule: Rule, nodes: Sequence[Ref]) -> Iterable[tuple[Ref, Ref]]:
        """Pairs of a block; of rules about short forms only those with one, as blocks of full names can be large."""
        weak: Callable[[Facts], bool]
        if rule.name == "surname":
            weak = lambda f: not f.full  # noqa: E731
        elif rule.name == "office of one side":
            weak = lambda f: not f.named  # noqa: E731
        elif rule.name == "acronym":
            weak = lambda f: f.is_acronym  # noqa: E731
        else:
            return combinations(nodes, 2)
        short = [n for n in nodes if weak(self.facts[n])]
        return ((min(a, b), max(a, b)) for a in short for b in nodes)

    def _unclear(self, rule: Rule, pairs: Iterable[tuple[Ref, Ref]]) -> set[Ref]:
        """Short forms that could stand for several others; for versions, words that one version prints for two."""
        if rule.name == "version":
            seen = Counter((r[0], f.member.kind, f.spelling) for r, f in self.facts.items())
            return {r for r in self.of if seen[r[0], self.facts[r].member.kind, self.facts[r].spelling] > 1}
        fits: dict[int, dict[int, Ref]] = defaultdict(dict)
        for pair in pairs:
            for short, other in (pair, pair[::-1]):
                if self._is_shorter(short, other):
                    fits[id(self.of[short])][id(self.of[other])] = other
        several = {cluster for cluster, others in fits.items() if len(others) > 1}
        return {node for node in self.of if id(self.of[node]) in several}

    def _is_shorter(self, a: Ref, b: Ref) -> bool:
        one, two = self.facts[a], self.facts[b]
        if one.is_acronym != two.is_acronym:
            return one.is_acronym
        if one.full != two.full:
            return two.full
        return one.full and len(one.words) < len(two.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Members that are one, in their order, each with the reason for its being here."""

    members: tuple[Member, ...]
    reasons: tuple[str, ...]


def join(members: Iterable[Member], verdicts: Sequence[Verdict] = ()) -> tuple[Joined, ...]:
    """The members in groups that are one party each, by their first member; every member is in one group."""
    joiner = _Joiner(members, verdicts)
    joiner.decide(verdicts)
    blocks: dict[str, list[Ref]] = defaultdict(list)
    for node in joiner.of:
        for key in keys_of(joiner.facts[node].member):
            blocks[key].append(node)
        for ref in joiner.same[node][1:]:  # members folded into one node may be of several pages
            blocks[f"page:{joiner.facts[ref].member.page}:{joiner.facts[ref].spelling}"].append(node)
    for rule in RULES:
        joiner.apply(rule, blocks)
    groups: dict[int, list[Ref]] = defaultdict(list)
    for node in joiner.of:
        groups[id(joiner.of[node])] += joiner.same[node]
    return tuple(
        Joined(
            members=tuple(joiner.facts[r].member for r in sorted(refs)),
            reasons=tuple(joiner.reasons.get(r, ALONE) for r in sorted(refs)),
        )
        for refs in sorted(groups.values(), key=min)
    )


def most_common(values: Iterable[str | None]) -> str | None:
    """The commonest of what is known, the longest of equals, then by alphabet; None where nothing is."""
    counts = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], -len(v), v)) if counts else None


def title(group: Joined) -> str:
    """The name to show: the commonest full name, else the commonest name."""
    full = most_common(m.name for m in group.members if see(m).full)
    return full or most_common(m.name for m in group.members) or ""
