"""Search over statements and texts, on invented coverage."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from reportedly.model import Article, Attribution, Content, Cue, OwnVoice, Party, Reading, Source
from reportedly.store import schema
from reportedly.store.search import Query, create_search, index_reading, search

TEXTS = {
    "one": ("2031-03-01", "Ostia Gazette", "The old mill was shelled at dawn", "assert", "A café burned."),
    "two": ("2031-03-02", "Ostia Gazette", "Nobody shelled the old mill", "deny", "Rain fell on the mill."),
    "three": ("2031-03-03", "Corva Post", "The mill that is old stands", "assert", "Market day went on."),
}


def make_reading(name: str, content: str, stance: str, own: str) -> Reading:
    day, publisher = TEXTS[name][:2]
    text = f"{content}, Vella Orm said. {own}"
    article = Article(
        id=name, sha256="0", url=f"https://{name}.example", publisher=publisher, title=name, byline=None,
        published=day, modified=None, language="en", text=text,
    )  # fmt: skip
    attribution = Attribution(
        id=f"{name}-1", source=Source(spans=(), kind="person", count=None, implicit=False, party="orm"),
        cue=Cue(spans=()), content=Content(spans=((0, len(content)),)), quote="indirect", stance=stance, confidence=1.0,
    )  # fmt: skip
    return Reading(
        article=article, attributions=(attribution,), parties=(Party(id="orm", name="Vella Orm", kind="person"),),
        own_voice=(OwnVoice(span=(len(text) - len(own), len(text))),),
    )  # fmt: skip


def add(connection: Connection, reading: Reading) -> None:
    article, said = reading.article, reading.attributions[0]
    connection.execute(
        schema.article.insert().values(
            id=article.id, page=article.url, text_sha256=article.id, sha256="0", url=article.url,
            publisher=article.publisher, title=article.title, published=article.published, day=article.published,
            text=article.text, furniture="[]",
        )
    )  # fmt: skip
    connection.execute(
        schema.party.insert().values(
            article_id=article.id, id="orm", position=0, name="Vella Orm", kind="person", anonymous=False, mentions="[]"
        )
    )
    connection.execute(
        schema.attribution.insert().values(
            article_id=article.id, id=said.id, position=0, party_id="orm", source_spans="[]", source_text="",
            implicit=False, cue_spans="[]", cue_text="", content_spans="[]", content_text="", quote=said.quote,
            stance=said.stance, confidence=1.0,
        )
    )  # fmt: skip
    index_reading(connection, reading)


def fill(connection: Connection, names: list[str]) -> None:
    schema.metadata.create_all(connection)
    create_search(connection)
    for name in names:
        _, _, content, stance, own = TEXTS[name]
        add(connection, make_reading(name, content, stance, own))


@pytest.fixture(scope="module")
def record() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        fill(connection, ["one", "two", "three"])
        yield connection
    engine.dispose()


def found(record: Connection, words: str = "", **filters: object) -> list[str]:
    return [hit.attribution_id or f"{hit.article_id} own" for hit in search(record, Query(words=words, **filters))]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("shelled", {"one-1", "two-1"}),
        ("shelling", {"one-1", "two-1"}),
        ('"old mill"', {"one-1", "two-1"}),
        ("old mill", {"one-1", "two-1", "three-1"}),
        ("mill -nobody", {"one-1", "three-1", "two own"}),
        ("-mill", {"one own", "three own"}),
        ("dawn*", {"one-1"}),
        ("CAFE", {"one own"}),
        ("mill OR dawn", set()),
        ("***", set()),
    ],
)
def test_words_find(record, words, ids):
    assert set(found(record, words)) == ids


def test_filters_narrow(record):
    assert found(record, "mill", stance="deny") == ["two-1"]
    assert found(record, "mill", publisher="Corva Post") == ["three-1"]
    assert set(found(record, "mill", party="vella orm", until="2031-03-02")) == {"one-1", "two-1"}
    assert set(found(record, "mill", since="2031-03-03")) == {"three-1"}


def test_without_words_the_newest_come_first(record):
    assert found(record, party="Vella Orm") == ["three-1", "two-1", "one-1"]


def test_pages_of_results_follow_one_another(record):
    whole = found(record, "mill")
    assert [found(record, "mill", limit=1, offset=i)[0] for i in range(len(whole))] == whole


def test_ties_are_told_apart_however_many_there_are(record, monkeypatch):
    whole = search(record, Query(words="mill", kind="any"))
    monkeypatch.setattr("reportedly.store.search.TIES", 1)
    assert [search(record, Query(words="mill", kind="any", limit=1, offset=i))[0] for i in range(len(whole))] == whole


def test_of_two_passages_with_the_same_words_the_shorter_comes_first(record):
    assert found(record, "old mill") == ["two-1", "three-1", "one-1"]


@pytest.mark.parametrize("kind", ["statement", "text"])
def test_marks_and_spans_point_at_the_words(record, kind):
    for hit in search(record, Query(words="shelled", kind=kind)):
        text = record.execute(schema.article.select().where(schema.article.c.id == hit.article_id)).one().text
        assert [hit.passage[b:e] for b, e in hit.marks] == ["shelled"]
        assert text[hit.spans[0][0] : hit.spans[0][1]] == hit.passage


def test_the_order_of_coming_changes_nothing(record):
    engine = create_engine("sqlite://")
    with engine.connect() as other:
        fill(other, ["three", "one", "two"])
        assert search(other, Query(words="mill", kind="any")) == search(record, Query(words="mill", kind="any"))
    engine.dispose()


def test_a_new_reading_takes_the_place_of_the_old():
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        fill(connection, ["one"])
        index_reading(connection, make_reading("one", "The lighthouse fell", "assert", "It was dark."))
        assert found(connection, "shelled") == []
        assert found(connection, "lighthouse") == ["one-1"]
    engine.dispose()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text() | st.text(alphabet="\"*-+^:(){}<>&|! aOR\x00'\\", max_size=12))
def test_nothing_typed_raises(record, words):
    assert len(search(record, Query(words=words, kind="any"))) <= 20
