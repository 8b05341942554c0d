"""Weighing a record as articles come: the order of coming changes nothing, and decisions outrank it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import pytest
from sqlalchemy import select

from reportedly.model import Capture, Captured, Matter, Reading
from reportedly.pipeline import weighing
from reportedly.pipeline.weighing import weigh_record
from reportedly.store import Record, schema
from reportedly.store.decisions import decide, undo
from reportedly.store.matters import MatterQuery
from reportedly.weigh import Weigher
from reportedly.weigh.briefs import make_brief
from reportedly.weigh.stories import keys_of, part_stories
from tests.weigh.coverage import ferry, mill


@cache
def weigher() -> Weigher:
    """One that is loaded once."""
    return Weigher()


@pytest.fixture
def record(where: str) -> Iterator[Record]:
    with Record(where) as opened:
        yield opened


def add(record: Record, readings: Iterable[Reading]) -> None:
    for reading in readings:
        article = reading.article
        capture = Capture(
            source=article.url or "", captured_at="2031-04-01T08:00:00Z", body=article.text.encode(), client="test"
        )
        captured = Captured(article=article, capture=capture, page=article.url or article.id)
        assert record.add(captured, reading, reader="reader/1") == "article"


def weigh(record: Record, **options: object) -> int:
    return weigh_record(record, weigher=weigher(), **options)  # type: ignore[arg-type]


def kept(record: Record) -> dict[str, tuple[str, bytes]]:
    """The matters by id, each with its story and as it is kept."""
    with record.looking() as connection:
        rows = connection.execute(select(schema.matter.c.id, schema.matter.c.story, schema.matter.c.packed))
        return {row.id: (row.story, row.packed) for row in rows}


def matters(record: Record) -> list[Matter]:
    return [record.matter(one.id) for one in record.matters(MatterQuery(limit=None))]


def holding(record: Record, statement: str) -> Matter:
    return next(m for m in matters(record) if statement in {s.id for s in m.statements})


def ids_of(matter: Matter) -> set[str]:
    return {s.id for s in matter.statements}


def decided(record: Record, kind: str, *subject: str) -> int:
    with record.writing() as connection:
        return decide(connection, kind=kind, subject=subject, by="ines", reason="seen")  # type: ignore[arg-type]


def taken_back(record: Record, seq: int) -> None:
    with record.writing() as connection:
        undo(connection, seq, by="omar", reason="no")


def one_by_one(record: Record, readings: Sequence[Reading]) -> None:
    for reading in readings:
        add(record, [reading])
        assert weigh(record) >= 1


def test_the_coverage_is_of_two_stories() -> None:
    keys = {r.article.id: keys_of(make_brief(r, r.article.id)) for r in (*mill(), *ferry())}
    assert part_stories(keys) == [["f1", "f2"], [f"m{i}" for i in range(1, 9)]]


def test_articles_one_by_one_make_what_all_at_once_make(record: Record) -> None:
    both = [*mill(), *ferry()]
    one_by_one(record, both[::-1])
    found = kept(record)
    assert len(found) > 3
    assert weigh(record, rebuild=True) == len(both)
    assert kept(record) == found


def test_the_order_of_coming_changes_nothing(record: Record, tmp_path: object) -> None:
    both = [*mill(), *ferry()]
    add(record, both)
    assert weigh(record) == len(both)
    with Record(f"{tmp_path}/other.db") as other:
        one_by_one(other, [both[i] for i in (4, 9, 0, 7, 2, 8, 5, 1, 6, 3)])
        assert kept(other) == kept(record)


def test_looking_at_all_blocks_makes_what_looking_around_makes(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    add(record, [*mill(), *ferry()])
    weigh(record)
    found = kept(record)
    monkeypatch.setattr(weighing, "MANY", 0)
    weigh(record, rebuild=True)
    assert kept(record) == found


def test_what_is_weighed_does_not_wait(record: Record) -> None:
    add(record, ferry())
    assert weigh(record) == 2
    assert weigh(record) == 0


def test_an_article_of_another_story_touches_no_matter(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    add(record, mill())
    weigh(record)
    before, written = kept(record), []
    replace_stories = weighing.replace_stories
    monkeypatch.setattr(
        weighing, "replace_stories", lambda c, old, new: (written.extend(new), replace_stories(c, old, new))
    )
    one_by_one(record, ferry())
    assert {one: row for one, row in kept(record).items() if one in before} == before
    assert {i for story in written for i in story.article_ids} == {"f1", "f2"}


def test_progress_tells_how_many_are_done(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weighing, "AT_ONCE", 3)
    add(record, mill())
    told: list[tuple[int, int]] = []
    weigh(record, progress=lambda done, of: told.append((done, of)))
    assert told == [(3, 8), (6, 8), (8, 8), (8, 8)]


def test_an_article_that_is_read_again_is_weighed_again(record: Record) -> None:
    add(record, [*mill(), *ferry()])
    weigh(record)
    before = kept(record)
    silent = Reading(article=mill()[0].article, parties=mill()[0].parties)
    record.replace_reading(silent, reader="reader/2")
    weigh(record)
    assert not any("m3-" in i for m in matters(record) for i in ids_of(m))
    record.replace_reading(mill()[0], reader="reader/3")
    weigh(record)
    assert kept(record) == before


def test_the_id_of_a_matter_leads_to_what_became_of_it(record: Record) -> None:
    early, *rest = mill()
    add(record, rest)
    weigh(record)
    before = holding(record, "m1-s0")
    add(record, [early])
    weigh(record)
    after = holding(record, "m1-s0")
    assert after.statements[0].id == "m3-s0"
    assert after.id != before.id
    assert record.matter(before.id) == after


def test_merged_matters_are_one_until_it_is_undone(record: Record) -> None:
    add(record, mill())
    weigh(record)
    before = kept(record)
    one, other = holding(record, "m3-s0"), holding(record, "m2-s0.1")
    assert one.id != other.id
    seq = decided(record, "merge matters", one.id, other.id)
    assert weigh(record) == 8
    assert ids_of(holding(record, "m3-s0")) >= ids_of(one) | ids_of(other)
    merged = kept(record)
    weigh(record, rebuild=True)
    assert kept(record) == merged
    taken_back(record, seq)
    weigh(record)
    assert kept(record) == before


def test_a_split_matter_is_two_until_it_is_undone(record: Record) -> None:
    add(record, mill()[:-1])
    weigh(record)
    one = holding(record, "m3-s0")
    assert len(one.statements) > 2
    leaving = one.statements[1].id
    before = kept(record)
    seq = decided(record, "split matter", one.id, leaving)
    weigh(record)
    assert ids_of(holding(record, leaving)) == {leaving}
    assert ids_of(holding(record, "m3-s0")) == ids_of(one) - {leaving}
    split = kept(record)
    weigh(record, rebuild=True)
    assert kept(record) == split
    taken_back(record, seq)
    weigh(record)
    assert kept(record) == before


def test_a_decision_outranks_what_comes_later(record: Record) -> None:
    add(record, mill()[:5])
    weigh(record)
    one, other = holding(record, "m3-s0"), holding(record, "m2-s0.1")
    decided(record, "merge matters", one.id, other.id)
    one_by_one(record, mill()[5:])
    assert {"m3-s0", "m2-s0.1"} <= ids_of(holding(record, "m3-s0"))


def test_statements_of_one_origin_are_one_until_it_is_undone(record: Record) -> None:
    add(record, mill())
    weigh(record)
    before = kept(record)
    fisherman, official = "m1-s1", "m6-s2"

    def origins() -> set[str]:
        return {s.origin for m in matters(record) for s in m.statements if s.id in (fisherman, official)}

    assert len(origins()) == 2
    seq = decided(record, "same origin", fisherman, official)
    weigh(record)
    assert len(origins()) == 1
    same = kept(record)
    weigh(record, rebuild=True)
    assert kept(record) == same
    taken_back(record, seq)
    weigh(record)
    assert kept(record) == before
