"""Weigh the articles of a record: bring its matters up to date with what came, and no more.

An article reaches only those that share its names in the weeks around it. What is left is what ``rebuild`` would make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from reportedly.ids import make_id
from reportedly.store import Record
from reportedly.store.decisions import matter_decisions_in_force
from reportedly.store.engine import chunks
from reportedly.store.evidence import pack_json, unpack_json
from reportedly.store.matters import (
    Story,
    forget,
    keep_brief,
    keys_of_articles,
    load_briefs,
    reader_of,
    replace_stories,
    sharing,
    unbriefed,
    unweighed,
)
from reportedly.weigh import MatterRuling, PackedBrief, Weigher
from reportedly.weigh.stories import LEAST_LIKENESS, Keys, keys_of, likeness, near_keys, part_stories

AT_ONCE = 20  # articles whose briefs are written in one transaction
MANY = 200  # waiting articles from which on all blocks are looked at, instead of those around each

Progress = Callable[[int, int], None]  # articles done, and all


def weigh_record(
    record: Record, rebuild: bool = False, progress: Progress | None = None, weigher: Weigher | None = None
) -> int:
    """Bring the matters of a record up to date; how many articles were weighed.

    rebuild: forget all that was weighed and do it again, with the same result. progress: called as articles are done.
    weigher: one that is loaded already, for those who weigh again and again.
    SetupError where weights are missing; RecordError when the database refuses: what was written before is kept.
    """
    if rebuild:
        with record.writing() as connection:
            forget(connection)
    with record.looking() as connection:
        lacking, waiting = unbriefed(connection, Weigher.version), unweighed(connection, Weigher.version)
    if not waiting:
        return 0
    weigher = weigher or Weigher()
    for done in _make_briefs(record, weigher, lacking):
        if progress is not None:
            progress(done, len(waiting))
    before: list[str] = []
    while True:
        with record.looking() as connection:
            left = unweighed(connection, Weigher.version)
        if not left or left == before:
            break
        _weigh_stories(record, weigher, left)
        before = left
    if progress is not None:
        progress(len(waiting), len(waiting))
    return len(waiting)


def _make_briefs(record: Record, weigher: Weigher, articles: Sequence[str]) -> Iterator[int]:
    """Keep a brief of each of these articles; how many are done, after each transaction."""
    done = 0
    for part in chunks(articles, AT_ONCE):
        made = []
        for article_id in part:
            reading = record.reading(article_id)
            made.append((article_id, weigher.make_brief(reading, record.page(article_id))))
        with record.writing() as connection:
            for article_id, brief in made:
                reader = reader_of(connection, article_id)
                keep_brief(
                    connection, article_id, reader=reader, weigher=weigher.version, packed=pack_json(brief),
                    keys=keys_of(brief.brief),
                )  # fmt: skip
        done += len(part)
        yield done


def _weigh_stories(record: Record, weigher: Weigher, waiting: Iterable[str]) -> None:
    """Weigh the stories that these articles are in."""
    left = set(waiting)
    for keys in _surroundings(record, sorted(left)):
        for members in part_stories(keys):
            if not left & set(members):
                continue
            left -= set(members)
            with record.writing() as connection:
                briefs = load_briefs(connection, members)
                rulings = [
                    MatterRuling(kind=d.kind, groups=d.groups, by=d.by, reason=d.reason)  # type: ignore[arg-type]
                    for d in matter_decisions_in_force(connection)
                ]
                packed = [unpack_json(briefs[i], PackedBrief) for i in members if i in briefs]
                found = weigher.weigh(packed, rulings)
                story = Story(id=make_id("sty", members[0]), article_ids=tuple(members), matters=tuple(found))
                replace_stories(connection, [], [story])


def _surroundings(record: Record, waiting: Sequence[str]) -> Iterator[dict[str, Keys]]:
    """Sets of articles with their blocks, whole stories each: around every waiting article, or all at once."""
    if len(waiting) > MANY:
        with record.looking() as connection:
            yield {i: frozenset(keys) for i, keys in keys_of_articles(connection).items()}
        return
    seen: set[str] = set()
    for article_id in waiting:
        if article_id not in seen:
            found = _reach(record, article_id)
            seen |= set(found)
            yield found


def _reach(record: Record, article_id: str) -> dict[str, Keys]:
    """The article and all that links connect with it."""
    with record.looking() as connection:
        found = {article_id: frozenset(keys_of_articles(connection, [article_id]).get(article_id, set()))}
        edge = dict(found)
        while edge:
            near = sharing(connection, {k for keys in edge.values() for k in near_keys(keys)})
            new = sorted(set(near) - set(found))
            keys = {i: frozenset(held) for i, held in keys_of_articles(connection, new).items()}
            linked = {
                i: held for i, held in keys.items() if any(likeness(held, e) >= LEAST_LIKENESS for e in edge.values())
            }
            found |= linked
            edge = linked
    return found
