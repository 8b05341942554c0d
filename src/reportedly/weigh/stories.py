"""Which articles may tell one story: only within a story are statements compared.

Articles are linked when they share enough of the names that they print, in the same week or the next; a name that is a
common word of English news ("Mayor", "Congress", "Ukraine") counts for less than one that is not. A story is what
links connect; one that grows past what can be compared is parted where its links are weakest. All of it depends on the
articles alone, so that neither their order nor what else the record holds changes a story.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

from reportedly.weigh.briefs import Brief
from reportedly.weigh.encoder import common_words
from reportedly.weigh.groups import Groups
from reportedly.weigh.scene import seconds

WEEK = 7 * 86400
LEAST_SHARED, LEAST_LIKENESS = 1.0, 0.16
FEW_NAMES = 3  # an article with fewer uncommon names is found by its common ones too
COMMON_WEIGHT = 0.3  # of a name that the encoder's vocabulary has as one piece: some 25,000 common words
MOST_ARTICLES = 80
STRICTER = 0.06  # by how much more two articles must be alike where a story has to be parted

Keys = frozenset[str]


def keys_of(brief: Brief) -> Keys:
    """The blocks of an article, each its week and a name: articles that share none, or a near one, are never linked."""
    week = week_of(brief.article.published or brief.article.modified)
    telling = [name for name in brief.names if name not in common_words()]
    return frozenset(f"{week}|{name}" for name in (telling if len(telling) >= FEW_NAMES else brief.names))


def week_of(time: str | None) -> int:
    """Weeks since 1970; 0 where the time is not known."""
    return int((seconds(time) or 0.0) // WEEK)


def near_keys(keys: Iterable[str]) -> set[str]:
    """The same names in the week before, the same and the next."""
    found = set()
    for key in keys:
        week, _, name = key.partition("|")
        found |= {f"{int(week) + step}|{name}" for step in (-1, 0, 1)}
    return found


def likeness(a: Keys, b: Keys) -> float:
    """How much two articles share, 0..1: the cosine of their weighted sets of names; 0 past two weeks."""
    weeks = [{int(k.partition("|")[0]) for k in keys} for keys in (a, b)]
    if not a or not b or abs(min(weeks[0]) - min(weeks[1])) > 1:
        return 0.0
    one, two = ({k.partition("|")[2] for k in keys} for keys in (a, b))
    shared, left, right = (math.fsum(map(_weight, names)) for names in (one & two, one, two))
    return shared / math.sqrt(left * right) if shared >= LEAST_SHARED else 0.0


def _weight(name: str) -> float:
    return COMMON_WEIGHT if name in common_words() else 1.0


def part_stories(articles: Mapping[str, Keys]) -> list[list[str]]:
    """The stories of these articles, each in the order of its ids, by their first; what has no names stands alone."""
    return sorted(_part(dict(sorted(articles.items())), LEAST_LIKENESS))


def _part(articles: Mapping[str, Keys], least: float) -> list[list[str]]:
    found = []
    for held in _connect(articles, least):
        if len(held) <= MOST_ARTICLES:
            found.append(held)
        elif least < 1:
            found += _part({i: articles[i] for i in held}, min(1.0, least + STRICTER))
        else:
            found += [held[i : i + MOST_ARTICLES] for i in range(0, len(held), MOST_ARTICLES)]
    return found


def _connect(articles: Mapping[str, Keys], least: float) -> list[list[str]]:
    """What links of at least this likeness connect."""
    groups = Groups(articles)
    holders: dict[str, list[str]] = defaultdict(list)
    for i, keys in articles.items():
        for key in keys:
            holders[key].append(i)
    for i, keys in articles.items():
        others = {o for key in near_keys(keys) for o in holders.get(key, ()) if o > i}
        for other in sorted(others):
            if groups.find(i) != groups.find(other) and likeness(keys, articles[other]) >= least:
                groups.unite(i, other)
    found: dict[str, list[str]] = defaultdict(list)
    for i in articles:
        found[groups.find(i)].append(i)
    return list(found.values())
