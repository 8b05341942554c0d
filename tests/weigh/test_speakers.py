"""Who is the same speaker within a story."""

from __future__ import annotations

from itertools import permutations

import pytest

from reportedly.model import Reading
from reportedly.weigh.speakers import Person, fold, join_speakers, words_of
from tests.weigh.invented import Said, Who, body, briefs_of, person, tell, unnamed

NORLAND, SUDLAND = body("Norland", country="NL"), body("Sudland", country="SL")


def speaks(article_id: str, *speakers: Who, at: str = "2031-03-05", others: tuple[Who, ...] = ()) -> Reading:
    marked = " ".join(f"<S{i} They> <C{i} said> <K{i} so>." for i in range(len(speakers)))
    return tell(article_id, marked, *(Said(by=who) for who in speakers), at=at, others=others)


def join(*readings: Reading, pages: dict[str, str] | None = None) -> dict[tuple[str, str], Person]:
    """The speaker by article and name as printed there."""
    briefs = briefs_of(*readings, pages=pages)
    found = join_speakers(briefs)
    return {(b.article.id, a.name): found[n, a.id] for n, b in enumerate(briefs) for a in b.actors}


def are_one(one: Who, other: Who, *others: Who, page: bool = False) -> bool:
    readings = [speaks("a", one), speaks("b", other, others=others)]
    found = join(*readings, pages={"a": "p", "b": "p"} if page else None)
    return found["a", one.name].key == found["b", other.name].key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Vella Orm"), person("Vella Orm")),
        (person("Vella Orm"), person("VELLA ÓRM’s")),
        (person("Mr Vella Orm"), person("Vella Orm")),
        (person("Orm"), person("Vella Orm")),
        (person("Col. Brekk"), person("Colonel Tomas Brekk")),
        (body("the ministry", NORLAND), body("the ministry", NORLAND)),
        (body("the ministry", NORLAND), body("the ministry")),
        (body("the Defence Ministry", NORLAND), body("the Defence Ministry")),
        (body("the Defence Ministry", body("Norland government")), body("the Defence Ministry", NORLAND)),
        (body("ministry", NORLAND), body("the Energy Ministry", NORLAND)),
        (person("Vella Orm", NORLAND), person("Vella Orm", body("Harbour Union"))),  # a person can have two offices
    ],
)
def test_one_speaker(one: Who, other: Who) -> None:
    assert are_one(one, other)
    assert are_one(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (person("Vella Orm"), person("Vella Brekk")),
        (person("Corva"), body("Corva")),
        (body("the ministry", NORLAND), body("the ministry", SUDLAND)),
        (body("the Defence Ministry", NORLAND), body("the Defence Ministry", SUDLAND)),
        (body("the Defence Ministry", country="NL"), body("the Defence Ministry", country="SL")),
        (body("ministry", NORLAND), body("the Energy Ministry", SUDLAND)),
        (person("Orm", country="NL"), person("Vella Orm", country="SL")),
        (unnamed("a fisherman"), unnamed("a fisherman")),
        (unnamed("two officials", NORLAND), unnamed("two officials", NORLAND)),
    ],
)
def test_two_speakers(one: Who, other: Who) -> None:
    assert not are_one(one, other)
    assert not are_one(other, one)


def test_a_short_name_of_two_long_ones_is_neither() -> None:
    found = join(speaks("a", person("Orm")), speaks("b", person("Vella Orm"), person("Tomas Orm")))
    assert len({p.key for p in found.values()}) == 3


def test_a_short_name_is_its_bearers_in_three_steps() -> None:
    found = join(
        speaks("a", person("Brekk")), speaks("b", person("Tomas Brekk")), speaks("c", person("Tomas Ole Brekk"))
    )
    assert {p.name for p in found.values()} == {"Tomas Ole Brekk"}


def test_a_ministry_without_an_owner_beside_two_owners_is_a_third() -> None:
    found = join(*(speaks(i, body("the ministry", of)) for i, of in (("a", NORLAND), ("b", SUDLAND), ("c", None))))
    assert len({found[i, "the ministry"].key for i in "abc"}) == 3


@pytest.mark.parametrize("who", [unnamed("a fisherman"), person("Orm"), body("the ministry", NORLAND)])
def test_versions_of_a_page_have_the_same_speakers(who: Who) -> None:
    assert are_one(who, who, page=True)


def test_a_name_that_a_version_has_twice_does_not_join_by_the_page() -> None:
    twice = [unnamed("an official", NORLAND), unnamed("an official", SUDLAND)]
    found = join_speakers(
        briefs_of(speaks("a", unnamed("an official")), speaks("b", *twice), pages={"a": "p", "b": "p"})
    )
    officials = {p.key for p in found.values() if p.name == "an official"}
    assert len(officials) == 3


def test_a_spokesman_and_his_body_are_of_one_house() -> None:
    council = body("the Varnholm council")
    found = join(speaks("a", council, person("Vella Orm", council)), speaks("b", person("Brekk", NORLAND), NORLAND))
    assert found["a", "Vella Orm"].house == found["a", "the Varnholm council"].house
    assert found["b", "Brekk"].house != found["b", "Norland"].house  # a whole country is no house


def test_a_speaker_has_its_fullest_name_its_side_and_its_first_id() -> None:
    late, early = (
        speaks("a", person("Orm", NORLAND), at="2031-03-06"),
        speaks("b", person("Vella Orm"), at="2031-03-05"),
    )
    one = join(late, early)["a", "Orm"]
    assert (one.name, one.side, one.id) == ("Vella Orm", "Norland", "b/Vella Orm/")
    assert one.is_person
    assert not one.anonymous


def test_the_order_of_the_articles_joins_nobody_else() -> None:
    readings = [
        speaks("a", person("Orm"), body("the ministry", NORLAND)),
        speaks("b", person("Vella Orm"), body("the ministry", SUDLAND)),
        speaks("c", person("Tomas Brekk", NORLAND), unnamed("a fisherman")),
        speaks("d", person("Brekk"), unnamed("a fisherman"), body("the ministry")),
    ]
    briefs = briefs_of(*readings)
    seen = set()
    for order in permutations(briefs):
        found = join_speakers(order)
        groups: dict[object, set[tuple[str, str]]] = {}
        for (n, actor), one in found.items():
            groups.setdefault(one.key, set()).add((order[n].article.id, actor))
        seen.add(frozenset(frozenset(g) for g in groups.values()))
    assert len(seen) == 1


def test_names_are_compared_without_case_marks_and_possessives() -> None:
    assert fold("The Ministry’s “Élan”") == "the ministry elan"
    assert words_of("Col. Vella Orm of the Council") == {"vella", "orm", "council"}
