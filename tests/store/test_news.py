"""What is news: new matters, and what changed in those known; found once, whatever happens between."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from reportedly.model import Change, Matter, Position, Turn
from reportedly.store import Record
from reportedly.store.matters import Story, make_matter_id, replace_stories
from reportedly.store.news import (
    MOST_PASSAGES,
    begin,
    find_news,
    is_begun,
    latest_news,
    list_news,
    note_told,
    told,
)
from tests.store.invented_matters import OFFICE, QUIST, make_full_matter, make_matter, make_statement

AT, LATER = "2031-05-02T08:00:00+00:00", "2031-05-03T08:00:00+00:00"
FIRST = make_statement("att-1", "art-a")
DENIAL = make_statement("att-2", "art-b", QUIST, says="no", stance="deny", text="Nobody left", origin="ori-2")
COPY = make_statement("att-3", "art-c")
SAID = Change(at=AT, what="Merrow harbour office says so")
DENIED = Change(at=AT, what="Ada Quíst denies it")


@pytest.fixture
def record(where):
    with Record(where) as made:
        yield made


def put(record: Record, *matters: Matter) -> None:
    """These matters and no others, in the record."""
    with record.writing() as connection:
        replace_stories(connection, ["sto-1"], [Story(id="sto-1", article_ids=(), matters=matters)])


def find(record: Record, at: str = AT):
    with record.writing() as connection:
        begin(connection)
        return find_news(connection, found_at=at)


def test_a_new_matter_is_news_once_with_its_passages(record):
    assert find(record) == []
    put(record, make_matter(FIRST, DENIAL, history=(SAID, DENIED)))
    [news] = find(record)
    assert (news.kind, news.status, news.status_before, news.changes) == ("new", "contested", None, (SAID, DENIED))
    passage = news.passages[1]
    assert (passage.text, passage.publisher, passage.spans, passage.says) == (
        "Nobody left", "The Merrow Mail", ((4, 24),), "no",
    )  # fmt: skip
    assert find(record) == []


def test_what_was_there_before_the_watch_is_no_news(record):
    put(record, make_full_matter())
    assert find(record) == []


def test_a_copy_is_no_news(record):
    find(record)
    put(record, make_matter(FIRST, history=(SAID,)))
    find(record)
    put(record, make_matter(FIRST, COPY, history=(SAID,)))
    assert find(record) == []


def test_a_change_tells_what_is_new_and_the_status_before(record):
    find(record)
    put(record, make_matter(FIRST, status="single-origin", history=(SAID,)))
    find(record)
    put(record, make_matter(FIRST, DENIAL, history=(SAID, DENIED)))
    [news] = find(record, LATER)
    assert (news.kind, news.status_before, news.status) == ("changed", "single-origin", "contested")
    assert (news.changes, [p.statement_id for p in news.passages]) == ((DENIED,), ["att-2"])


def test_a_turn_is_told_with_the_statement_that_makes_it(record):
    before = Turn(says="no", stance="deny", since="2031-05-01", statements=("att-1",))
    now = Turn(says="yes", stance="confirm", since="2031-05-02", statements=("att-3",))
    find(record)
    put(record, replace(make_matter(FIRST), positions=(Position(party=OFFICE, history=(before,)),)))
    find(record)
    put(record, replace(make_matter(FIRST, COPY), positions=(Position(party=OFFICE, history=(before, now)),)))
    [news] = find(record, LATER)
    [turn] = news.turns
    assert (turn.party.name, turn.before, turn.now.says) == (OFFICE.name, "no", "yes")
    assert [p.statement_id for p in news.passages] == ["att-3"]
    assert find(record, LATER) == []


def test_a_matter_whose_id_changed_is_the_one_that_held_its_statements(record):
    find(record)
    put(record, make_matter(FIRST, DENIAL, history=(SAID, DENIED)))
    find(record)
    earlier = make_statement("att-0", "art-0", said_at="2031-05-01")
    put(record, make_matter(earlier, FIRST, DENIAL, history=(SAID, DENIED)))
    assert make_matter_id("att-0") != make_matter_id("att-1")
    assert find(record) == []


def test_passages_are_bounded_and_each_origin_and_answer_comes_first(record):
    find(record)
    copies = [make_statement(f"att-9{i:02}", f"art-{i}") for i in range(30)]
    put(record, make_matter(*copies, DENIAL))
    [news] = find(record)
    assert (len(news.passages), news.more, news.passages[1].says) == (MOST_PASSAGES, 31 - MOST_PASSAGES, "no")


def test_lone_halves_of_letters_are_kept(record):
    find(record)
    put(record, make_full_matter())
    find(record)
    with record.looking() as connection:
        [news] = list_news(connection)
    assert "\ud800" in "".join(p.text for p in news.passages)


def test_what_fails_in_the_middle_is_found_again(record):
    find(record)
    put(record, make_matter(FIRST))

    with suppress(KeyboardInterrupt), record.writing() as connection:
        assert find_news(connection, found_at=AT)
        raise KeyboardInterrupt
    assert len(find(record)) == 1


def test_each_channel_has_its_own_place(record):
    with record.writing() as connection:
        begin(connection, ["a"])
    put(record, make_matter(FIRST))
    find(record)
    with record.writing() as connection:
        assert not is_begun(connection, ["a", "b"])
        begin(connection, ["a", "b"])
        assert (told(connection, "a"), told(connection, "b"), told(connection, "c")) == (0, 1, None)
        note_told(connection, "a", 1)
        assert told(connection, "a") == 1
        assert list_news(connection, after=1) == []
        assert [n.seq for n in list_news(connection, day="2031-05-02")] == [1]
        assert list_news(connection, day="2031-05-03") == []
        assert [n.seq for n in latest_news(connection, limit=5)] == [1]
