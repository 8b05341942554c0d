"""Parties across articles: rules, decisions, and that neither depends on the order of coming; invented coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, event, select

from reportedly.errors import RecordError
from reportedly.model import Article, Attribution, Capture, Captured, Content, Cue, Party, PartyKind, Reading, Source
from reportedly.store import record as record_module
from reportedly.store import schema
from reportedly.store.decisions import decide, list_decisions, undo
from reportedly.store.known_parties import (
    find_party,
    join_parties,
    list_parties,
    members_of,
    rejoin_all,
    statements_of,
)
from reportedly.store.party_rules import Member, fold, join, rules_table
from reportedly.store.record import Record
from reportedly.store.rows import article_row, write_rows

ROOT = Path(__file__).parents[2]


def make_party(party_id: str, name: str, kind: PartyKind = "person", **more: object) -> Party:
    return Party(id=party_id, name=name, kind=kind, **more)  # type: ignore[arg-type]


def make_reading(article_id: str, parties: Sequence[Party], day: str = "2031-05-01", page: str = "") -> Reading:
    text = " ".join(f"Words of {p.name}." for p in parties)
    said, begin = [], 0
    for i, party in enumerate(parties):
        end = begin + len(f"Words of {party.name}.")
        said.append(
            Attribution(
                id=f"s{i}", source=Source(spans=(), kind=party.kind, count=None, implicit=False, party=party.id),
                cue=Cue(spans=()), content=Content(spans=((begin, end),)), quote="indirect", confidence=1.0,
            )
        )  # fmt: skip
        begin = end + 1
    article = Article(
        id=article_id, sha256="0", url=page or f"https://{article_id}.example", publisher="Ostia Gazette", title=None,
        byline=None, published=day, modified=None, language="en", text=text,
    )  # fmt: skip
    return Reading(article=article, attributions=tuple(said), parties=tuple(parties))


def add(connection: Connection, reading: Reading, *, again: bool = False) -> None:
    if not again:
        page = reading.article.url or reading.article.id
        row = article_row(reading.article, page)
        connection.execute(schema.article.insert().values({**row, "text_sha256": reading.article.id}))
    write_rows(connection, reading)
    join_parties(connection, reading)


@pytest.fixture
def empty() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON"))
    with engine.connect() as connection:
        schema.metadata.create_all(connection)
        yield connection
    engine.dispose()


def groups(connection: Connection) -> set[frozenset[str]]:
    """Which parties are one, as ARTICLE/PARTY."""
    found: dict[str, set[str]] = {}
    for row in connection.execute(select(schema.party_join)):
        found.setdefault(row.known_party_id, set()).add(f"{row.article_id}/{row.party_id}")
    return {frozenset(g) for g in found.values()}


def tables(connection: Connection) -> list[list[tuple[object, ...]]]:
    wanted = (schema.known_party, schema.party_join, schema.party_key)
    return [sorted((tuple(row) for row in connection.execute(select(t))), key=repr) for t in wanted]


def member(article: str, name: str, kind: str = "person", **more: object) -> Member:
    page = str(more.pop("page", article))
    return Member(ref=(article, fold(name)), page=page, name=name, kind=kind, **more)  # type: ignore[arg-type]


def count(*members: Member) -> int:
    return len(join(members))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Ána O'Vell-Orm", "person"), ("Ana OVell Orm", "person")),
        (("Teal River Trust", "organisation"), ("TEAL RIVER TRUST", "organisation")),
        (("Vella J. Orm", "person"), ("Vella Orm", "person")),
        (("Teal River Trust", "organisation"), ("TRT", "organisation")),
    ],
)
def test_names_of_one_party_join(one: tuple[str, str], two: tuple[str, str]) -> None:
    assert count(member("a", *one), member("b", *two)) == 1


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("Vella Orm", "person"), ("Dax Orm", "person")),
        (("Orm", "person"), ("Vella Orm", "person")),
        (("police", "organisation"), ("police", "organisation")),
        (("The Ministry", "organisation"), ("The Ministry", "organisation")),
        (("senior official", "anonymous"), ("senior official", "anonymous")),
        (("Vella A. Orm", "person"), ("Vella B. Orm", "person")),
    ],
)
def test_names_that_tell_too_little_do_not_join(one: tuple[str, str], two: tuple[str, str]) -> None:
    assert count(member("a", *one), member("b", *two)) == 2


def test_a_surname_needs_a_role_or_an_affiliation_and_one_bearer() -> None:
    vella = member("a", "Vella Orm", role="harbour master")
    dax = member("b", "Dax Orm", role="harbour master")
    short = member("c", "Orm", role="Harbour Master")
    assert count(vella, short) == 1
    assert count(vella, dax, short) == 3
    assert count(vella, replace(short, role="Mr")) == 2
    assert count(replace(vella, affiliation="Teal Trust"), replace(short, role=None, affiliation="Teal trust")) == 1


def test_bodies_join_within_a_side_and_never_across() -> None:
    ours = member("a", "defence ministry", "organisation", side="Tessaly")
    same = member("b", "Ministry of Defense", "organisation", side="Tessaly")
    theirs = member("c", "defence ministry", "organisation", side="Brenn")
    unsaid = member("d", "defence ministry", "organisation")
    assert [len(g.members) for g in join([ours, same, theirs, unsaid])] == [2, 1, 1]
    here = member("a", "Teal Guard Corps", "organisation", country="TES")
    assert count(here, replace(here, ref=("b", "x"), page="b", country="BRE")) == 2


def test_an_office_joins_its_one_holder() -> None:
    named = member("a", "Vella Orm", role="interior minister", country="TES")
    office = member("b", "interior minister", country="TES")
    other = member("c", "Dax Hule", role="interior minister", country="TES")
    assert count(named, office) == 1
    assert count(named, other, office) == 3
    assert count(named, replace(office, country="BRE")) == 2


def test_an_acronym_of_two_names_joins_neither() -> None:
    short = member("c", "TRT", "organisation")
    assert (
        count(member("a", "Teal River Trust", "organisation"), member("b", "Tall Rock Tram", "organisation"), short)
        == 3
    )


def test_versions_of_a_page_keep_their_parties() -> None:
    before = member("a", "police", "organisation", page="p")
    after = member("b", "police", "organisation", page="p")
    assert count(before, after) == 1
    assert count(before, after, replace(after, ref=("b", "other police"))) == 3


NAMES = [
    ("Vella Orm", "person", "harbour master", None), ("Vella J. Orm", "person", None, None),
    ("Dax Orm", "person", None, "TES"), ("Orm", "person", "harbour master", None), ("V. Orm", "person", "Colonel", None),
    ("Teal River Trust", "organisation", None, "TES"), ("TRT", "organisation", None, None),
    ("Teal river-trust", "organisation", None, "BRE"), ("Tall Rock Tram", "organisation", None, None),
    ("defence ministry", "organisation", None, "TES"), ("Ministry of Defence", "organisation", None, "TES"),
    ("defence ministry", "organisation", None, "BRE"), ("police", "organisation", None, None),
    ("interior minister", "person", None, "TES"), ("Ana Hule", "person", "interior minister", "TES"),
]  # fmt: skip


@st.composite
def coverage(draw: st.DrawFn) -> list[Reading]:
    made = []
    for i in range(draw(st.integers(2, 5))):
        chosen = draw(st.lists(st.sampled_from(range(len(NAMES))), min_size=1, max_size=4, unique=True))
        parties = [
            make_party(f"p{n}", NAMES[n][0], NAMES[n][1], role=NAMES[n][2], country=NAMES[n][3])  # type: ignore[arg-type]
            for n in chosen
        ]
        made.append(make_reading(f"a{i}", parties, page=draw(st.sampled_from(["", "https://one.example"]))))
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_joins_are_the_same_in_any_order_after_rereads_and_from_scratch(data: st.DataObject) -> None:
    readings = data.draw(coverage())
    order = data.draw(st.permutations(readings))
    results = []
    for sequence in (readings, order):
        engine = create_engine("sqlite://")
        with engine.connect() as connection:
            schema.metadata.create_all(connection)
            for reading in sequence:
                if sequence is order and reading is order[0]:  # read badly first, and read again at the end
                    add(connection, replace(reading, parties=readings[-1].parties, attributions=()))
                else:
                    add(connection, reading)
            if sequence is order:
                add(connection, order[0], again=True)
            results.append(tables(connection))
            rejoin_all(connection)
            results.append(tables(connection))
        engine.dispose()
    assert results[0] == results[1] == results[2] == results[3]


@pytest.fixture
def desk(empty: Connection) -> Connection:
    """Three articles: two name a person, one of them an unrelated party too; the third names only "Orm"."""
    add(empty, make_reading("a", [make_party("orm", "Vella Orm", role="harbour master")], "2031-05-02"))
    add(empty, make_reading("b", [make_party("orm", "Vella Orm"), make_party("hule", "Dax Hule")], "2031-05-01"))
    add(empty, make_reading("c", [make_party("orm", "Orm")], "2031-05-03"))
    return empty


def test_reads(desk: Connection) -> None:
    first = list_parties(desk)[0]
    assert (first.name, first.role, first.statements, first.articles) == ("Vella Orm", "harbour master", 2, 2)
    assert [p.name for p in list_parties(desk, name="ORM")] == ["Vella Orm", "Orm"]
    assert len(list_parties(desk, limit=1)) == 1
    assert list_parties(desk, name="nobody at all") == []
    assert find_party(desk, "vella orm") == find_party(desk, first.id) == first
    assert [(s.article_id, s.day) for s in statements_of(desk, first.id)] == [("b", "2031-05-01"), ("a", "2031-05-02")]
    assert [m.reason for m in members_of(desk, first.id)] == ["spelled as 'Vella Orm' is elsewhere"] * 2
    with pytest.raises(RecordError, match="no party"):
        find_party(desk, "Nemo")


def test_a_name_of_several_lists_them(desk: Connection) -> None:
    add(desk, make_reading("d", [make_party("orm", "Dax Orm")]))
    add(desk, make_reading("e", [make_party("orm", "Orm")]))
    ids = {find_party(desk, m).id for m in ("Vella Orm", "Dax Orm")}
    with pytest.raises(RecordError) as caught:
        find_party(desk, "Orm")
    assert "several" in str(caught.value)
    assert str(caught.value).count("kno-") == 2  # the two that are "Orm" alone
    assert ids.isdisjoint(str(caught.value).split())


def test_a_merge_outranks_the_rules_and_outlives_articles_and_rereads(desk: Connection) -> None:
    before = tables(desk)
    seq = decide(desk, kind="merge parties", subject=["Vella Orm", "c/orm"], by="ines", reason="she signed it")
    assert frozenset({"a/orm", "b/orm", "c/orm"}) in groups(desk)
    assert any("decided by ines: she signed it" in m.reason for m in members_of(desk, find_party(desk, "Orm").id))
    add(desk, make_reading("d", [make_party("orm", "Vella Orm")]))
    add(desk, make_reading("c", [make_party("renamed", "Orm")]), again=True)
    assert frozenset({"a/orm", "b/orm", "c/renamed", "d/orm"}) in groups(desk)
    now = tables(desk)
    rejoin_all(desk)
    assert tables(desk) == now
    add(desk, make_reading("c", [make_party("orm", "Orm")], "2031-05-03"), again=True)
    add(desk, make_reading("d", []), again=True)
    undo(desk, seq, by="ines", reason="she did not")
    assert tables(desk) == before


def test_a_split_outranks_the_rules_until_undone(desk: Connection) -> None:
    known = find_party(desk, "Vella Orm").id
    seq = decide(desk, kind="split parties", subject=[known, "b/orm"], by="ines", reason="a namesake")
    assert {frozenset({"a/orm"}), frozenset({"b/orm"})} <= groups(desk)
    add(desk, make_reading("0", [make_party("orm", "Vella Orm")]))
    assert {frozenset({"a/orm", "0/orm"}), frozenset({"b/orm"})} <= groups(desk)
    back = undo(desk, seq, by="omar", reason="no namesake")
    assert frozenset({"0/orm", "a/orm", "b/orm"}) in groups(desk)
    assert [d.in_force for d in list_decisions(desk)] == [False, True]
    with pytest.raises(RecordError, match="taken back already"):
        undo(desk, seq, by="omar", reason="again")
    undo(desk, back, by="ines", reason="a namesake after all")
    assert frozenset({"b/orm"}) in groups(desk)


def test_a_later_decision_outranks_an_earlier_one(desk: Connection) -> None:
    decide(desk, kind="merge parties", subject=["a/orm", "c/orm"], by="ines", reason="one")
    decide(desk, kind="split parties", subject=["a/orm", "c/orm"], by="ines", reason="two")
    assert frozenset({"c/orm"}) in groups(desk)
    decide(desk, kind="merge parties", subject=["a/orm", "c/orm"], by="ines", reason="one after all")
    assert frozenset({"a/orm", "b/orm", "c/orm"}) in groups(desk)


def test_decisions_that_cannot_be(desk: Connection) -> None:
    for subject in ([], ["a/orm"], ["a/orm", "a/orm"], ["a/orm", "x/orm"]):
        with pytest.raises(RecordError):
            decide(desk, kind="merge parties", subject=subject, by="ines", reason="one")
    with pytest.raises(RecordError, match="who decides"):
        decide(desk, kind="merge parties", subject=["a/orm", "c/orm"], by=" ", reason="one")
    with pytest.raises(RecordError, match="does not exist"):
        undo(desk, 7, by="ines", reason="one")
    assert list_decisions(desk) == []


def test_the_side_is_the_end_of_the_affiliations(empty: Connection) -> None:
    parties = [
        make_party("s", "Dax Hule", affiliation="m"), make_party("m", "Mint Board", "organisation", affiliation="t"),
        make_party("t", "Tessaly", "organisation", affiliation="s"),  # a circle ends where it began
    ]  # fmt: skip
    add(empty, make_reading("a", parties))
    assert find_party(empty, "Dax Hule").side == "Tessaly"


def test_it_follows_a_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_module, "FOLLOWERS", (join_parties,))
    with Record(tmp_path / "desk.db") as record:
        for name in ("a", "b"):
            reading = make_reading(name, [make_party("orm", "Vella Orm")], day=f"2031-05-0{1 + (name == 'b')}")
            capture = Capture(source=name, captured_at="2031-05-03T00:00:00Z", client="test")
            captured = Captured(article=reading.article, capture=capture, page=name)
            assert record.add(captured, reading, reader="one/1") == "article"
        record.replace_reading(replace(reading, parties=(), attributions=()), reader="two/1")
        with record.engine.begin() as connection:
            assert groups(connection) == {frozenset({"a/orm"})}


def test_the_documentation_shows_the_rules() -> None:
    assert rules_table() in (ROOT / "docs" / "known-parties.md").read_text(encoding="utf-8")
