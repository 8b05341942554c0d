"""What goes into a record comes out of it, whoever writes at the same time and whatever fails."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from reportedly.errors import RecordError, SetupError
from reportedly.model import Article, OwnVoice, Party, Quantity, Reading
from reportedly.store.engine import writing
from reportedly.store.record import Record
from reportedly.store.rows import hash_text
from reportedly.store.search import Query
from reportedly.store.verify import verify
from tests.store.conftest import Server
from tests.store.invented import PAGE, TEXT, make_captured, make_skipped, read, read_fully, say, with_furniture

ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\0\ud800\udfff é😀\r\n")), min_size=1, max_size=40)


# What comes back


def test_a_reading_comes_back_as_it_was_and_so_does_its_article(where: str) -> None:
    captured = with_furniture(make_captured())
    reading = read_fully(captured.article)
    with Record(where) as record:
        assert record.add(captured, reading, reader="reader/1") == "article"
    with Record(where, create=False) as record:
        assert record.reading(captured.article.id) == reading
        assert record.article(captured.article.id[:8]) == captured.article
        assert list(record.readings()) == [reading]
        assert record.find_version(PAGE, hash_text(TEXT)) == captured.article.id


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=ANY_TEXT, name=ANY_TEXT, number=st.integers(0, 10**9))
def test_any_text_comes_back_exactly(shared: Record, text: str, name: str, number: int) -> None:
    captured = make_captured(text, page=f"https://corva.example/{number}/{hash_text(text + name)}")
    article = replace(captured.article, title=name.encode("utf-8", "replace").decode().replace("\0", ""))
    captured = replace(captured, article=article)
    voice = OwnVoice(span=(0, len(text)))
    reading = Reading(article=article, own_voice=(voice,), parties=(Party(id="p", name=name, kind="group"),))
    if shared.add(captured, reading, reader="reader/1") != "sighting":
        assert shared.reading(article.id) == reading


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> object:
    """One record for all examples of a property."""
    if request.param == "sqlite":
        place = str(tmp_path_factory.mktemp("shared") / "desk.db")
    else:
        server: Server = request.getfixturevalue("server")
        server.execute("DROP DATABASE IF EXISTS shared")
        server.execute("CREATE DATABASE shared")
        place = server.url("shared")
    with Record(place) as record:
        yield record


def test_what_was_seen_again_or_skipped_is_in_the_log_alone(where: str) -> None:
    captured = make_captured()
    with Record(where) as record:
        record.add(captured, read(captured.article), reader="reader/1")
        assert record.add(captured, read(captured.article), reader="reader/1") == "sighting"
        record.add_sighting(captured, captured.article.id)
        record.add_skipped(make_skipped())
        log = list(record.captures())
        assert [(e.seq, e.outcome) for e in log] == [(1, "article"), (2, "sighting"), (3, "sighting"), (4, "skipped")]
        assert log[0].headers == captured.capture.headers
        assert log[3].reason == "is no JSON. Look at it."
        assert [e.seq for e in record.captures(captured.article.id)] == [1, 2, 3]
        assert len(record.list_articles()) == 1


def test_a_new_reading_takes_the_place_of_the_old_in_rows_and_search(where: str) -> None:
    captured = make_captured("The bridge is shut, said Ida Brenn. Rain fell.")
    article = captured.article
    with Record(where) as record:
        record.add(captured, read(article, say(article, "The bridge is shut", by="Ida Brenn")), reader="reader/1")
        assert list(record.stale("reader/2")) == [article.id]
        later = read(article, say(article, "Rain fell"))
        for _ in range(2):  # a run that is repeated changes nothing
            record.replace_reading(later, reader="reader/2")
            assert record.reading(article.id) == later
            assert list(record.stale("reader/2")) == []
            assert record.search(Query(words="bridge")) == []
            assert [h.passage for h in record.search(Query(words="rain"))] == ["Rain fell"]
            assert list(verify(record)) == []
        with pytest.raises(RecordError, match="has no article"):
            record.replace_reading(read(make_captured("Other.").article), reader="reader/2")


def test_both_stores_find_the_same_words(where: str) -> None:
    texts = (
        "A café was shelled; the Mills burned",
        "Nobody shelled the mill",
        "NUL\0 and half \ud800 a mill",
        "It rained",
    )
    with Record(where) as record:
        for i, words in enumerate(texts):
            captured = make_captured(words, page=f"https://corva.example/{i}", published=f"2031-03-0{i + 1}")
            record.add(captured, read(captured.article, say(captured.article, words)), reader="reader/1")

        def find(words: str, **filters: str) -> set[int]:
            return {int(str(h.url)[-1]) for h in record.search(Query(words=words, **filters))}  # type: ignore[arg-type]

        assert find("mill") == find("MILLS") == {0, 1, 2}
        assert find("cafe") == find("caf*") == find('"a CAFÉ was"') == {0}
        assert find("the") == {0, 1}
        assert find("shelling -nobody") == {0}
        assert find('"the mill"') == {0, 1}
        assert find("", since="2031-03-03") == {2, 3}
        assert find("mill", until="2031-03-01", publisher="Ostia Gazette") == {0}
        assert find("\"; ' :* & | ! ( <-> )") == set()
        (hit,) = record.search(Query(words='"shelled the" mill', kind="text", since="2031-03-02"))
        assert [hit.passage[b:e] for b, e in hit.marks] in (["shelled the", "mill"], ["shelled", "the", "mill"])


def test_a_text_larger_than_an_index_entry_is_kept(where: str) -> None:
    captured = make_captured("mill " + " ".join(f"{i:0200}" for i in range(6000)) + " " + "x" * 5000)
    with Record(where) as record:
        record.add(captured, read(captured.article), reader="reader/1")
        assert record.article(captured.article.id) == captured.article
        assert [h.kind for h in record.search(Query(words="mill", kind="text"))] == ["text"]


def test_ids_that_are_none_or_several_are_refused(where: str) -> None:
    with Record(where) as record:
        for i in range(2):
            captured = make_captured(page=f"https://corva.example/{i}")
            record.add(captured, read(captured.article), reader="reader/1")
        with pytest.raises(RecordError, match="several articles"):
            record.article("art-")
        with pytest.raises(RecordError, match="has no article 'nothing'"):
            record.reading("nothing")


# Versions


def test_versions_in_any_order_of_arrival_give_the_same_differences(where: str) -> None:
    texts = (
        "12 sacks burned at the mill.",
        "20 sacks burned at the mill.",
        "20 sacks burned at the mill. Rain fell on it.",
    )
    versions = [make_captured(t, modified=f"2031-03-0{i + 1}T08:00:00+02:00") for i, t in enumerate(texts)]
    told = set()
    with Record(where) as record:
        for number, order in enumerate(permutations(versions)):
            page = f"https://corva.example/{number}"
            for captured in order:
                article = replace(captured.article, id=f"{captured.article.id}-{number}")
                moved = replace(captured, article=article, page=page)
                record.add(moved, read(article), reader="reader/1")
            ids = [a.id for a in record.versions(page)]
            assert [record.article(i).text for i in ids] == list(texts)
            told.add(tuple((d.kind, d.after_text) for b, a in pairwise(ids) for d in record.differences(b, a)))
            assert record.differences(ids[0], ids[2]) == []
    assert told == {(("figure", "20 sacks burned at the mill."), ("text added", "Rain fell on it."))}


# Several writers, and what can fail

WRITER = """
import sys
from reportedly.store.record import Record
from tests.store.invented import make_captured, read_fully
with Record(sys.argv[1]) as record:
    print("ready", flush=True)
    for i in range(int(sys.argv[2])):
        captured = make_captured(page=f"https://corva.example/{i}")
        record.add(captured, read_fully(captured.article), reader="reader/1")
        print(i, flush=True)
"""


def start_writer(where: str, count: int) -> subprocess.Popen[str]:
    paths = os.pathsep.join(p for p in (str(Path.cwd()), *sys.path) if p)
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, where, str(count)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip


def test_two_writers_at_once_lose_nothing_and_keep_one_chain(where: str) -> None:
    Record(where).close()
    writers = [start_writer(where, 8) for _ in range(2)]
    for writer in writers:
        _, said = writer.communicate(timeout=60)
        assert writer.returncode == 0, said
    with Record(where) as record:
        outcomes = [e.outcome for e in record.captures()]
        assert sorted(outcomes) == ["article"] * 8 + ["sighting"] * 8
        assert list(verify(record)) == []


def test_a_killed_writer_leaves_a_whole_record_and_a_rerun_completes_it(where: str) -> None:
    Record(where).close()
    writer = start_writer(where, 1000)
    assert writer.stdout is not None
    for line in writer.stdout:
        if line.strip() == "7":
            break
    os.kill(writer.pid, signal.SIGKILL)
    writer.communicate(timeout=60)
    assert writer.returncode == -signal.SIGKILL
    with Record(where) as record:
        kept = len(record.list_articles())
        assert kept >= 8
        assert list(verify(record)) == []
    again = start_writer(where, kept + 2)
    assert again.communicate(timeout=60)
    assert again.returncode == 0
    with Record(where) as record:
        assert len(record.list_articles()) == kept + 2
        assert list(verify(record)) == []


def test_a_full_disk_is_told_and_nothing_is_half_in(tmp_path: Path) -> None:
    with Record(tmp_path / "desk.db") as record:
        record.add(make_captured(), read(make_captured().article), reader="reader/1")

        def fill_up(connection: sqlite3.Connection, *_: object) -> None:
            pages = connection.execute("PRAGMA page_count").fetchone()[0]
            connection.execute(f"PRAGMA max_page_count={pages + 1}")

        record.engine.dispose()
        event.listen(record.engine, "connect", fill_up)
        long = make_captured("It rained. " * 9000, page="https://corva.example")
        with pytest.raises(RecordError, match="the disk is full"):
            record.add(long, read(long.article), reader="reader/1")
        assert [a.page for a in record.list_articles()] == [PAGE]
        assert [e.seq for e in record.captures()] == [1]
        assert list(verify(record)) == []


def test_a_record_that_another_holds_is_told(where: str) -> None:
    with Record(where) as first:
        with Record(where, busy_s=0.1) as second, writing(first.engine, where):
            begun = time.monotonic()
            with pytest.raises(RecordError, match="another process holds it"):
                second.add_skipped(make_skipped())
            assert time.monotonic() - begun < 5
        assert list(first.captures()) == []


def test_a_server_that_goes_is_told_and_one_that_is_back_is_used(server: Server, database: str) -> None:
    with Record(database) as record:
        record.add_skipped(make_skipped())
        server.stop()
        try:
            with pytest.raises(RecordError):
                record.add_skipped(make_skipped())
            with pytest.raises(RecordError):
                list(verify(record))
            with pytest.raises(RecordError, match="cannot be reached"):
                Record(database)
        finally:
            server.start()
        record.add_skipped(make_skipped())
        assert [e.seq for e in record.captures()] == [1, 2]
        assert list(verify(record)) == []


@pytest.mark.parametrize("place", ["mysql://localhost/desk", "no/such/folder/desk.db", "postgresql://a:b:c/d"])
def test_what_cannot_be_a_record_is_a_setup_error(place: str) -> None:
    with pytest.raises(SetupError):
        Record(place)


def test_an_article_without_a_date_comes_last(where: str) -> None:
    days = ("2031-03-01T23:30:00-05:00", None, "2031-03-02T01:00:00Z", "2031-03")
    articles: list[Article] = []
    with Record(where) as record:
        for i, day in enumerate(days):
            captured = make_captured(page=f"https://corva.example/{i}", published=day)
            articles.append(captured.article)
            record.add(captured, read(captured.article), reader="reader/1")
        assert [a.published for a in record.list_articles()] == [days[0], days[2], days[3], days[1]]
        assert [a.published for a in record.list_articles(since="2031-03-02", until="2031-03-02")] == [days[0], days[2]]
        assert [a.published for a in record.list_articles(limit=1)] == [days[0]]
        assert [a.published for a in record.list_articles(limit=2, offset=1)] == [days[2], days[3]]
        assert [a.published for a in record.list_articles(offset=2)] == [days[3], days[1]]


def test_the_same_article_under_another_page_is_a_sighting(where: str) -> None:
    captured = make_captured()
    with Record(where) as record:
        assert record.add(captured, read(captured.article), reader="reader/1") == "article"
        moved = replace(captured, page="https://elsewhere.example/")
        assert record.add(moved, read(moved.article), reader="reader/1") == "sighting"
        assert record.count() == 1


def test_a_number_that_is_none_stays_in_the_reading(where: str) -> None:
    captured = make_captured()
    found = read_fully(captured.article)
    odd = replace(found.events[0], quantities=(Quantity(what="sacks", relation="=", number=float("inf"), unit=None),))
    reading = replace(found, events=(odd,))
    with Record(where) as record:
        record.add(captured, reading, reader="reader/1")
        assert record.reading(captured.article.id) == reading
        assert list(verify(record)) == []
