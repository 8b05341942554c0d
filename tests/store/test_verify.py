"""What verify finds when something in a record was changed or lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from reportedly.store.evidence import pack
from reportedly.store.record import Record
from reportedly.store.verify import verify
from tests.store.invented import TEXT, make_captured, make_skipped, read, read_fully, say, unlock, with_furniture

OTHER = "https://ostia-gazette.example/bridge"


def fill(record: Record) -> tuple[str, str]:
    """Two articles, a sighting and something skipped; the ids of the articles."""
    one, two = with_furniture(make_captured()), make_captured("The bridge is shut, said Ida Brenn.", page=OTHER)
    record.add(one, read_fully(one.article), reader="reader/1")
    record.add(
        two, read(two.article, say(two.article, "The bridge is shut", by="Ida Brenn", cue="said")), reader="reader/1"
    )
    record.add_sighting(one, one.article.id)
    record.add_skipped(make_skipped())
    return one.article.id, two.article.id


def test_a_sound_record_gives_no_findings(where: str) -> None:
    with Record(where) as record:
        one, _ = fill(record)
        record.replace_reading(read_fully(record.article(one)), reader="reader/2")
        assert list(verify(record)) == []


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ("UPDATE capture SET source = 'elsewhere' WHERE seq = 3", "capture 3", "was changed"),
        ("UPDATE capture SET previous_hash = repeat_of WHERE seq = 2", "capture 2", "hash of the entry before"),
        ("DELETE FROM capture WHERE seq = 3", "capture 4", "entry 3 is missing"),
        ("UPDATE article SET text = replace(text, 'mill', 'barn') WHERE id = :one", "article", "text is another"),
        ("UPDATE article SET day = '1999-01-01' WHERE id = :one", "article", "day"),
        ("UPDATE article SET furniture = '[' WHERE id = :one", "article", "cannot be made again"),
        ("UPDATE blob SET size = size + 1 WHERE sha256 = (SELECT sha256 FROM article WHERE id = :one)", "blob", "are noted"),
        ("UPDATE blob SET packed = :packed WHERE sha256 = (SELECT sha256 FROM article WHERE id = :one)", "blob", "are others"),
        ("UPDATE attribution SET stance = 'deny' WHERE article_id = :one", "attribution", "not those of the reading"),
        ("DELETE FROM quantity WHERE article_id = :one", "quantity", "not those of the reading"),
        ("UPDATE reading SET current = (1 = 0) WHERE article_id = :one", "reading", "0 readings are current"),
        ("UPDATE reading SET packed = :packed WHERE article_id = :one", "reading by reader/1", "cannot be unpacked"),
    ],
)  # fmt: skip
def test_each_change_is_found_at_its_place(where: str, change: str, place: str, words: str) -> None:
    with Record(where) as record:
        one, _ = fill(record)
        unlock(record)
        with record.engine.begin() as connection:
            values = {"one": one, "packed": pack(b"other"), "zeros": "0" * 64}
            change = change.replace("repeat_of", ":zeros")
            connection.execute(text(change), {name: v for name, v in values.items() if f":{name}" in change})
        found = list(verify(record))
    assert [f for f in found if f.where.startswith(place) and words in f.problem], found
    if place not in ("capture 2", "capture 4"):
        assert {f.article_id for f in found} == {one}


def test_spans_outside_the_text_are_found(where: str) -> None:
    with Record(where) as record:
        fill(record)
        short = make_captured("It burned.", page="https://corva.example")
        far = read_fully(make_captured(TEXT, page="https://corva.example").article)
        object.__setattr__(far, "article", short.article)
        record.add(short, far, reader="reader/1")
        found = list(verify(record))
    assert [(f.where, f.article_id) for f in found] == [("reading by reader/1", short.article.id)]
    assert "outside the text" in found[0].problem


def test_lost_evidence_and_lost_articles_are_found(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with Record(path) as record:
        one, two = fill(record)
        unlock(record)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM blob WHERE sha256 = (SELECT sha256 FROM article WHERE id = ?)", (two,))
        connection.execute("DELETE FROM article WHERE id = ?", (one,))
    connection.close()
    with Record(path) as record:
        found = {(f.where, f.article_id, f.problem.split()[-1]) for f in verify(record)}
    assert {("capture 1", one, "missing"), ("capture 3", one, "missing"), ("capture 2", two, "missing")} <= found


def _pages_of(path: Path, table: str) -> tuple[int, list[int]]:
    """The size of a page, and the pages in which a table's rows lie."""
    connection = sqlite3.connect(path)
    size = connection.execute("PRAGMA page_size").fetchone()[0]
    root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    connection.close()
    page = path.read_bytes()[(root - 1) * size : root * size]
    if page[0] == 13:  # a leaf
        return size, [root]
    children = [page[12 + 2 * i] * 256 + page[13 + 2 * i] for i in range(page[3] * 256 + page[4])]
    return size, [int.from_bytes(page[at : at + 4]) for at in children] + [int.from_bytes(page[8:12])]


@pytest.mark.parametrize("table", ["capture", "article", "reading", "attribution", "blob"])
def test_a_lost_page_names_its_articles_and_leaves_the_rest(tmp_path: Path, table: str) -> None:
    path = tmp_path / "desk.db"
    with Record(path) as record:
        for i in range(40):
            page = f"https://corva.example/{i}"
            captured = make_captured(f"The bridge {i} is shut, said Ida Brenn. {'It rained. ' * 60}", page=page)
            said = say(captured.article, f"The bridge {i} is shut", by="Ida Brenn", cue="said")
            record.add(captured, read(captured.article, said), reader="reader/1")
        everything = {a.id for a in record.list_articles()}
    size, pages = _pages_of(path, table)
    data = bytearray(path.read_bytes())
    at = (pages[len(pages) // 2] - 1) * size
    data[at : at + size] = b"\xff" * size
    path.write_bytes(data)
    with Record(path) as record:
        found = list(verify(record))
    named = {f.article_id for f in found if f.article_id}
    assert named
    assert named <= everything
    assert len(pages) == 1 or named < everything
    assert any(f.where == "database" for f in found)
