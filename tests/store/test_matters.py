"""Keeping and finding matters, and deciding about them; invented people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, func, select

from reportedly.errors import RecordError
from reportedly.model import Change
from reportedly.store import schema
from reportedly.store.decisions import decide, list_decisions, matter_decisions_in_force, undo
from reportedly.store.known_parties import find_party
from reportedly.store.matters import (
    MatterQuery,
    Story,
    find_matter,
    forget,
    keep_brief,
    list_changes,
    list_matters,
    load_briefs,
    load_matters,
    make_matter_id,
    matters_of_article,
    matters_of_party,
    members_of_stories,
    pend,
    replace_stories,
    sharing,
    stories_of,
    unbriefed,
    unweighed,
)
from reportedly.store.record import Record
from tests.store.invented import make_captured, read_fully
from tests.store.invented_matters import OFFICE, QUIST, make_full_matter, make_matter, make_statement


@pytest.fixture
def record(where: str) -> Iterator[Record]:
    with Record(where) as opened:
        yield opened


@pytest.fixture
def desk(record: Record) -> Iterator[Connection]:
    """A transaction of a record without articles: matters stand by themselves."""
    with record.writing() as connection:
        yield connection


@pytest.fixture
def articles(record: Record) -> list[str]:
    """Three articles of a record."""
    found = []
    for i in range(3):
        captured = make_captured(page=f"https://ostia-gazette.example/{i}")
        record.add(captured, read_fully(captured.article), reader="reader/1")
        found.append(captured.article.id)
    return sorted(found)


@pytest.fixture
def weighed(record: Record, articles: list[str]) -> list[str]:
    """The same with briefs: the first two are one story, the third another."""
    a, b, c = articles
    with record.writing() as connection:
        for article in articles:
            keep_brief(
                connection, article, reader="reader/1", weigher="w/1", packed=article.encode(), keys=["mill", article]
            )
        together = make_matter(make_statement("att-1", a), make_statement("att-2", b, QUIST, says="no"))
        alone = make_matter(make_statement("att-3", c), title="Was it the mill?")
        stories = [
            Story(id="sto-1", article_ids=(a, b), matters=(together,)),
            Story(id="sto-2", article_ids=(c,), matters=(alone,)),
        ]
        replace_stories(connection, [], stories)
    return articles


def one_story(connection: Connection, *matters: object) -> None:
    replace_stories(connection, [], [Story(id="sto-1", article_ids=(), matters=matters)])  # type: ignore[arg-type]


def titles(connection: Connection, **query: object) -> list[str]:
    return [one.title for one in list_matters(connection, MatterQuery(**query))]  # type: ignore[arg-type]


# What weighing keeps


def test_an_article_without_a_brief_of_this_weigher_waits(record: Record, articles: list[str]) -> None:
    a, b, c = articles
    with record.writing() as connection:
        assert unweighed(connection, "w/1") == articles
        keep_brief(connection, a, reader="reader/1", weigher="w/1", packed=b"1", keys=["x"])
        keep_brief(connection, c, reader="reader/1", weigher="w/0", packed=b"1", keys=["x"])
        assert unbriefed(connection, "w/1") == [b, c]
        assert unweighed(connection, "w/1") == articles  # the first is in no story yet
        replace_stories(connection, [], [Story(id="sto-1", article_ids=(a,), matters=())])
        assert unweighed(connection, "w/1") == [b, c]


def test_briefs_are_found_again_by_their_keys(record: Record, weighed: list[str]) -> None:
    a, b, c = weighed
    with record.looking() as connection:
        assert load_briefs(connection, [a, "art-none"]) == {a: a.encode()}
        assert sharing(connection, ["mill"]) == {a: {"mill"}, b: {"mill"}, c: {"mill"}}
        assert sharing(connection, ["mill", a, *map(str, range(2000))])[a] == {"mill", a}
        assert sharing(connection, []) == {}


def test_articles_know_their_story(record: Record, weighed: list[str]) -> None:
    a, b, c = weighed
    with record.looking() as connection:
        assert stories_of(connection, [a, c, "art-none"]) == {a: "sto-1", c: "sto-2", "art-none": None}
        assert members_of_stories(connection, ["sto-1", "sto-2", "sto-3"]) == {"sto-1": [a, b], "sto-2": [c]}
        assert unweighed(connection, "w/1") == []


def test_a_new_brief_has_its_whole_story_wait(record: Record, weighed: list[str]) -> None:
    a, b, c = weighed
    with record.writing() as connection:
        keep_brief(connection, a, reader="reader/1", weigher="w/1", packed=b"2", keys=["tower"])
        assert unweighed(connection, "w/1") == [a, b]
        assert unbriefed(connection, "w/1") == []
        assert sharing(connection, ["mill", "tower"]) == {a: {"tower"}, b: {"mill"}, c: {"mill"}}


def test_an_article_that_is_read_again_waits_with_its_story(record: Record, weighed: list[str]) -> None:
    a, b, _ = weighed
    record.replace_reading(record.reading(a), reader="reader/1")
    with record.looking() as connection:
        assert (unbriefed(connection, "w/1"), unweighed(connection, "w/1")) == ([a], [a, b])


def test_a_story_is_replaced_with_all_its_matters(record: Record, weighed: list[str]) -> None:
    a, b, c = weighed
    new = make_matter(make_statement("att-3", c), make_statement("att-1", a), title="Both at once")
    with record.writing() as connection:
        replace_stories(connection, ["sto-1"], [Story(id="sto-3", article_ids=(a, c), matters=(new,))])
        assert titles(connection) == ["Both at once"]
        assert stories_of(connection, weighed) == {a: "sto-3", b: None, c: "sto-3"}
        assert unweighed(connection, "w/1") == [b]


def test_the_matters_of_articles_that_wait_go_when_one_is_weighed(record: Record, weighed: list[str]) -> None:
    a, b, _ = weighed
    with record.writing() as connection:
        pend(connection, [b])
        assert len(titles(connection)) == 2  # they are shown until then
        replace_stories(connection, [], [Story(id="sto-4", article_ids=(a,), matters=())])
        assert titles(connection) == ["Was it the mill?"]
        assert unweighed(connection, "w/1") == [b]


def test_replacing_a_story_by_itself_changes_nothing(desk: Connection) -> None:
    tables = (schema.matter, schema.matter_statement, schema.matter_change)

    def rows() -> list[list[tuple[object, ...]]]:
        return [sorted((tuple(row) for row in desk.execute(select(table))), key=repr) for table in tables]

    one_story(desk, make_full_matter())
    before = rows()
    one_story(desk, make_full_matter())
    assert rows() == before


def test_forgetting_leaves_nothing_but_decisions(record: Record, weighed: list[str]) -> None:
    with record.writing() as connection:
        decide(connection, kind="same origin", subject=["att-1", "att-2"], by="ines", reason="one call")
        forget(connection)
        assert unbriefed(connection, "w/1") == weighed
        assert titles(connection) == []
        for table in (schema.block, schema.matter_statement, schema.matter_change):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
        assert len(matter_decisions_in_force(connection)) == 1


# Looking


def test_a_matter_comes_back_as_it_was(desk: Connection) -> None:
    one = make_full_matter()
    one_story(desk, one)
    assert find_matter(desk, one.id) == one
    assert find_matter(desk, one.id[:8]) == one
    assert load_matters(desk, [one.id, "mat-none"]) == {one.id: one}


def test_an_id_of_before_leads_to_the_matter_that_holds_its_statement(desk: Connection) -> None:
    now = make_matter(make_statement("att-0", "art-z"), make_statement("att-1", "art-a"))
    one_story(desk, now)
    assert find_matter(desk, make_matter_id("att-1")) == now
    assert find_matter(desk, make_matter_id("att-1")[:12]) == now


def test_a_matter_that_is_not_there_and_one_of_several_are_told(desk: Connection) -> None:
    one_story(desk, make_matter(make_statement("att-1", "art-a")), make_matter(make_statement("att-2", "art-a")))
    for absent in ("mat-zzz", "", "100%"):
        with pytest.raises(RecordError, match="List them: reportedly matters"):
            find_matter(desk, absent)
    with pytest.raises(RecordError, match="has several matters 'mat-'") as caught:
        find_matter(desk, "mat-")
    assert "Did the ferry leave early?" in str(caught.value)


@pytest.fixture
def three(desk: Connection) -> Connection:
    """Three matters: of the 4th by an offset, of the 3rd, and of no time."""
    one_story(
        desk,
        make_matter(
            make_statement("att-1", "art-a", said_at="2031-05-03T23:30:00-02:00"), title="Late Ferry", status="conceded"
        ),
        make_matter(
            make_statement("att-2", "art-b", QUIST, said_at="2031-05-03"), title="Éarly ferry", place="Upper Ellow"
        ),
        make_matter(make_statement("att-3", "art-b", None, said_at=None), title="No time", place=None),
    )
    return desk


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Late Ferry", "Éarly ferry", "No time"]),
        ({"status": "conceded"}, ["Late Ferry"]),
        ({"party": "HARBOUR off"}, ["Late Ferry"]),
        ({"party": "quist"}, ["Éarly ferry"]),
        ({"party": "uist"}, []),
        ({"party": "%"}, []),
        ({"place": "merrow"}, ["Late Ferry"]),
        ({"place": "ellow"}, ["Éarly ferry"]),
        ({"words": "ferry early"}, ["Éarly ferry"]),
        ({"words": "ferry _"}, ["Late Ferry", "Éarly ferry"]),
        ({"since": "2031-05-04"}, ["Late Ferry"]),
        ({"until": "2031-05-03T12:00"}, ["Éarly ferry"]),
        ({"since": "2031-05-03", "until": "2031-05-04"}, ["Late Ferry", "Éarly ferry"]),
        ({"limit": 1}, ["Late Ferry"]),
    ],
)
def test_matters_are_listed_the_last_changed_first_and_filtered(
    three: Connection, query: dict[str, object], expected: list[str]
) -> None:
    assert titles(three, **query) == expected


def test_a_list_goes_on_after_its_cursor(desk: Connection) -> None:
    times = ("2031-05-03", "2031-05-03", "2031-05-02", None, None)
    matters = [make_matter(make_statement(f"att-{i}", "art-a", said_at=at)) for i, at in enumerate(times)]
    one_story(desk, *matters)
    whole = [one.id for one in list_matters(desk, MatterQuery())]
    seen: list[str] = []
    after = None
    while page := list_matters(desk, MatterQuery(limit=2, after=after)):
        seen += [one.id for one in page]
        after = page[-1].cursor
    assert seen == whole
    assert len(whole) == 5


def test_a_later_entry_of_the_history_counts_as_a_change(desk: Connection) -> None:
    retracted = Change(at="2031-05-09T10:00:00+02:00", what="the outlet takes it back")
    one_story(desk, make_matter(make_statement("att-1", "art-a"), history=(retracted, Change(at=None, what="undated"))))
    [one] = list_matters(desk, MatterQuery(since="2031-05-09"))
    assert (one.changed_at, one.last_said_at) == ("2031-05-09T10:00:00+02:00", "2031-05-02T08:00:00+00:00")


def test_changes_of_all_matters_come_the_newest_first(desk: Connection) -> None:
    first = (Change(at="2031-05-02T01:00:00+02:00", what="begins"), Change(at=None, what="undated"))
    second = (Change(at="2031-05-02", what="is denied"), Change(at="2031-05-02", what="is denied again"))
    one_story(
        desk,
        make_matter(make_statement("att-1", "art-a"), title="One", history=first),
        make_matter(make_statement("att-2", "art-a"), title="Two", history=second),
    )
    found = [(c.title, c.what) for c in list_changes(desk)]
    assert found == [("Two", "is denied again"), ("Two", "is denied"), ("One", "begins"), ("One", "undated")]
    assert [c.what for c in list_changes(desk, since="2031-05-02", limit=1)] == ["is denied again"]
    assert [c.what for c in list_changes(desk, until="2031-05-01")] == ["begins"]


def test_the_matters_of_an_article_and_of_a_party(record: Record, articles: list[str]) -> None:
    said = record.reading(articles[0]).attributions[0].id
    record.join_parties()
    one = make_matter(make_statement(f"{said}.2", articles[0], QUIST), make_statement("att-2", "art-b", None))
    with record.writing() as connection:
        one_story(connection, one, make_matter(make_statement("att-3", "art-c")))
        assert [m.id for m in matters_of_article(connection, articles[0])] == [one.id]
        assert [m.id for m in matters_of_party(connection, find_party(connection, "Vella Orm").id)] == [one.id]
        assert matters_of_article(connection, "art-none") == []


def test_a_record_answers_for_its_matters(record: Record, weighed: list[str]) -> None:
    assert [one.n_articles for one in record.matters(MatterQuery(party="quist"))] == [2]
    assert len(record.matters()) == 2
    assert record.matter(make_matter_id("att-2")).title == "Did the ferry leave early?"
    assert record.changes() == []


# Decisions


def decided(record: Record, kind: str, *subject: str) -> int:
    with record.writing() as connection:
        return decide(connection, kind=kind, subject=subject, by="ines", reason="seen")  # type: ignore[arg-type]


def waiting(record: Record) -> list[str]:
    with record.looking() as connection:
        return unweighed(connection, "w/1")


def again(record: Record, weighed: list[str]) -> None:
    """Weigh what waits, in one way or another."""
    with record.writing() as connection:
        replace_stories(connection, [], [Story(id="sto-9", article_ids=tuple(weighed), matters=())])


@pytest.mark.parametrize(
    ("kind", "subject", "groups"),
    [
        ("merge matters", (make_matter_id("att-1"), make_matter_id("att-3")), (("att-1", "att-2"), ("att-3",))),
        ("merge matters", (make_matter_id("att-3"), make_matter_id("att-2")), (("att-3",), ("att-1", "att-2"))),
        ("split matter", (make_matter_id("att-1"), "att-2"), (("att-1",), ("att-2",))),
        ("same origin", ("att-1", "att-2"), (("att-1",), ("att-2",))),
        ("different origins", ("att-1", "att-3", "att-1"), (("att-1",), ("att-3",))),
    ],
)
def test_a_decision_keeps_statements(
    record: Record, weighed: list[str], kind: str, subject: tuple[str, ...], groups: tuple[tuple[str, ...], ...]
) -> None:
    seq = decided(record, kind, *subject)
    with record.looking() as connection:
        [one] = matter_decisions_in_force(connection)
        [listed] = list_decisions(connection)
    assert (one.seq, one.kind, one.groups, one.by, one.reason) == (seq, kind, groups, "ines", "seen")
    assert all(listed.names)


def test_what_is_decided_on_waits_and_again_when_it_is_undone(record: Record, weighed: list[str]) -> None:
    a, b, c = weighed
    seq = decided(record, "split matter", make_matter_id("att-1"), "att-2")
    assert waiting(record) == [a, b]
    again(record, weighed)
    with record.writing() as connection:
        undo(connection, seq, by="omar", reason="no")
        assert matter_decisions_in_force(connection) == []
    assert waiting(record) == [a, b, c]  # by now one story


def test_a_decision_outlives_its_matters(record: Record, weighed: list[str]) -> None:
    seq = decided(record, "same origin", "att-1", "att-2")
    again(record, weighed)
    with record.writing() as connection:
        back = undo(connection, seq, by="omar", reason="no")
        undo(connection, back, by="ines", reason="yes")
        assert [one.groups for one in matter_decisions_in_force(connection)] == [(("att-1",), ("att-2",))]


def test_a_decision_about_parties_has_their_articles_wait(record: Record, weighed: list[str]) -> None:
    record.join_parties()
    members = [f"{article}/{record.reading(article).parties[0].id}" for article in weighed[1:]]
    seq = decided(record, "merge parties", *members)
    assert waiting(record) == weighed
    with record.looking() as connection:
        assert matter_decisions_in_force(connection) == []
        assert [d.seq for d in list_decisions(connection)] == [seq]


@pytest.mark.parametrize(
    ("kind", "subject", "problem"),
    [
        ("merge matters", (make_matter_id("att-1"), make_matter_id("att-2")), "two matters at least"),
        ("merge matters", (make_matter_id("att-1"), "mat-none"), "has no matter"),
        ("split matter", (make_matter_id("att-1"),), "a matter and the statements"),
        ("split matter", (make_matter_id("att-1"), "att-3"), "'att-3' is none of them"),
        ("split matter", (make_matter_id("att-1"), "att-"), "'att-' is several of them"),
        ("split matter", (make_matter_id("att-1"), "att-1", "att-2"), "leaves nothing"),
        ("same origin", ("att-1", "att-1"), "two statements at least"),
        ("same origin", ("att-1", "att-zzz"), "has no statement 'att-zzz'"),
        ("different origins", ("att-", "att-1"), "has several statements"),
        ("lose matters", ("att-1",), "cannot be 'lose matters'"),
    ],
)
def test_decisions_that_cannot_be(
    record: Record, weighed: list[str], kind: str, subject: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(RecordError, match=problem):
        decided(record, kind, *subject)
    assert waiting(record) == []


def test_a_long_statement_is_named_by_its_beginning(desk: Connection) -> None:
    long = replace(make_statement("att-1", "art-a", OFFICE), text="word " * 100)
    one_story(desk, make_matter(long, make_statement("att-2", "art-a", text="half \ud800")))
    decide(desk, kind="same origin", subject=["att-1", "att-2"], by="ines", reason="one")
    [(first,), (second,)] = list_decisions(desk)[0].names
    assert first.endswith("word…")
    assert len(first) <= 80
    assert second == "half ?"
