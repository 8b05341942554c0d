"""Who is the same speaker in the articles of one story.

Within one story a short name is clear where it would not be across years of news: "the ministry" beside one energy
ministry, "Hamdane" beside one Colonel Hamdane. Anonymous sources of two articles stay two here; only what the texts
share can join them (``weigh.origins``).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.weigh.briefs import Actor, Brief
from reportedly.weigh.groups import Groups

LITTLE = frozenset("a an the of for and in at on to from by s mr mrs ms dr col gen capt sgt lt prof sir".split())
Ref = tuple[int, str]  # number of the brief in the story, id of the actor there


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A speaker of the story. key: its first actor; house: that of the body it speaks for, else its own."""

    key: Ref
    id: str
    name: str
    side: str | None
    anonymous: bool
    is_person: bool
    house: Ref


def fold(name: str) -> str:
    """The name without case, marks and possessives."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’]s?\b", " ", plain)).split())


def words_of(name: str) -> frozenset[str]:
    """The telling words of a name."""
    return frozenset(w for w in fold(name).split() if w not in LITTLE)


def join_speakers(briefs: Sequence[Brief]) -> dict[Ref, Person]:
    """For each actor of each article the speaker that it is; the same whatever the order of the articles given."""
    actors = {(n, a.id): a for n, brief in enumerate(briefs) for a in brief.actors}
    groups = Groups(actors)
    _join_versions(briefs, groups)
    plain = defaultdict(list)
    for ref, actor in actors.items():
        if not actor.anonymous and words_of(actor.name):
            plain[(words_of(actor.name), _sort(actor))].append(ref)
    for (words, sort), refs in plain.items():
        held = [actors[r] for r in refs]
        if _is_generic(words, [a.name for a in held]) or (sort == "body" and _of_two_sides(held)):
            _join_by_owner(refs, actors, groups)
        else:
            for other in refs[1:]:
                groups.unite(refs[0], other)
    _join_short(plain, actors, groups)
    return _persons(briefs, actors, groups)


def _sort(actor: Actor) -> str:
    return "person" if actor.kind == "person" else "body"


def _is_generic(words: frozenset[str], names: Sequence[str]) -> bool:
    """Whether the words, as printed, hold no name: "the ministry", "a spokesman"."""
    return not any(re.search(r"(?<!^)\b[A-Z]\w", name) or re.match(r"[A-Z]\w+\b(?! )", name) for name in names)


def _of_two_sides(bodies: Sequence[Actor]) -> bool:
    """Whether bodies of one name belong to two: the defence ministries of two countries."""
    sides = {words_of(b.side) for b in bodies if b.side}
    return len({b.country for b in bodies if b.country}) > 1 or any(a.isdisjoint(b) for a in sides for b in sides if a)


def _join_by_owner(refs: Sequence[Ref], actors: dict[Ref, Actor], groups: Groups[Ref]) -> None:
    """Nouns without a name are one where they belong to the same, or where nobody else owns such."""
    owners = defaultdict(list)
    for ref in refs:
        owners[fold(actors[ref].owner or actors[ref].country or "")].append(ref)
    named = [o for o in owners if o]
    for owner in named:
        for other in owners[owner][1:]:
            groups.unite(owners[owner][0], other)
    if len(named) <= 1:  # nobody else in the story has such
        for other in refs[1:]:
            groups.unite(refs[0], other)


def _join_versions(briefs: Sequence[Brief], groups: Groups[Ref]) -> None:
    """In versions of one page the same printed name is the same party, anonymous ones too."""
    pages = defaultdict(list)
    for n, brief in enumerate(briefs):
        pages[brief.page].append(n)
    for numbers in pages.values():
        seen: dict[str, Ref] = {}
        for n in numbers:
            once = Counter(fold(a.name) for a in briefs[n].actors)
            for actor in briefs[n].actors:
                name = fold(actor.name)
                if once[name] == 1:
                    groups.unite(seen.setdefault(name, (n, actor.id)), (n, actor.id))


def _join_short(
    plain: dict[tuple[frozenset[str], str], list[Ref]], actors: dict[Ref, Actor], groups: Groups[Ref]
) -> None:
    """A name whose words another name has, with more beside, is that one's where only one such speaker is there."""
    for (words, sort), refs in sorted(plain.items(), key=lambda item: (-len(item[0][0]), sorted(item[0][0]))):
        for ref in refs:
            homes = {
                groups.find(longer[0])
                for (others, kind), longer in plain.items()
                if kind == sort
                and words < others
                and _agree(actors[ref], actors[longer[0]])
                and words.isdisjoint(words_of(actors[longer[0]].owner or ""))
            }
            if len(homes) == 1:
                groups.unite(ref, homes.pop())


def _agree(short: Actor, long: Actor) -> bool:
    """Whether nothing speaks against their being one: another owner, another country."""
    if short.country and long.country and short.country != long.country:
        return False
    own, other = fold(short.owner or ""), fold(long.owner or "")
    return not own or not other or own == other or bool(words_of(own) & words_of(other))


def _persons(briefs: Sequence[Brief], actors: dict[Ref, Actor], groups: Groups[Ref]) -> dict[Ref, Person]:
    members = defaultdict(list)
    for ref in actors:
        members[groups.find(ref)].append(ref)
    found: dict[Ref, Person] = {}
    houses = _houses(briefs, actors, groups)
    for refs in members.values():
        refs.sort(key=lambda r: (briefs[r[0]].time or "", briefs[r[0]].article.id, r[1]))
        names = Counter(actors[r].name for r in refs)
        sides = Counter(s for r in refs if (s := actors[r].side or actors[r].country))
        name = max(names, key=lambda n: (len(words_of(n)) > 0, names[n] * min(4, len(words_of(n))), len(n), n))
        person = Person(
            key=refs[0], id=refs[0][1], name=name, side=max(sides, key=lambda s: (sides[s], s)) if sides else None,
            anonymous=actors[refs[0]].anonymous, is_person=_sort(actors[refs[0]]) == "person",
            house=min((houses[r] for r in refs if r in houses), default=groups.find(refs[0])),
        )  # fmt: skip
        found |= dict.fromkeys(refs, person)
    return found


def _houses(briefs: Sequence[Brief], actors: dict[Ref, Actor], groups: Groups[Ref]) -> dict[Ref, Ref]:
    """The body that a person speaks for, where its article has it as a party; no country, which has bodies itself."""
    countries = {fold(a.owner) for a in actors.values() if a.owner and a.kind in ("organisation", "group")}
    countries |= {fold(a.name) for a in actors.values() if a.country and len(a.name.split()) == 1}
    found = {}
    for n, brief in enumerate(briefs):
        bodies = {
            fold(a.name): (n, a.id) for a in brief.actors if a.kind in ("organisation", "group") and not a.anonymous
        }
        for actor in brief.actors:
            owner = fold(actor.owner or "")
            if actor.kind == "person" and owner in bodies and owner not in countries:
                found[(n, actor.id)] = groups.find(bodies[owner])
    return found
