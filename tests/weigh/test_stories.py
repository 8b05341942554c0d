"""Which articles are one story."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.store.rows import day_of
from reportedly.weigh.briefs import make_brief
from reportedly.weigh.stories import (
    MOST_ARTICLES,
    Keys,
    keys_of,
    likeness,
    near_keys,
    part_stories,
    week_of,
)
from tests.weigh.invented import Said, person, tell


def keys(week: int, names: str) -> Keys:
    return frozenset(f"{week}|{name}" for name in names.split())


FERRY, MILL = "ellow brenna varnholm", "corva ostel tarn"


def test_articles_that_share_names_in_a_week_are_a_story() -> None:
    found = part_stories({"a": keys(9, FERRY), "b": keys(9, "ellow brenna quistin"), "c": keys(9, MILL)})
    assert found == [["a", "b"], ["c"]]


def test_adjacent_weeks_join_and_later_ones_do_not() -> None:
    assert part_stories({"a": keys(9, FERRY), "b": keys(10, FERRY)}) == [["a", "b"]]
    assert part_stories({"a": keys(10, FERRY), "b": keys(9, FERRY)}) == [["a", "b"]]
    assert part_stories({"a": keys(9, FERRY), "b": keys(11, FERRY)}) == [["a"], ["b"]]
    assert part_stories({"a": keys(-1, FERRY), "b": keys(0, FERRY)}) == [["a", "b"]]


def test_a_story_goes_on_as_long_as_a_week_follows_a_week() -> None:
    assert part_stories({"c": keys(11, FERRY), "b": keys(10, FERRY), "a": keys(9, FERRY)}) == [["a", "b", "c"]]


@pytest.mark.parametrize(
    ("names", "joined"),
    [("ellow", True), ("mayor", False), ("mayor congress river", False), ("mayor congress river harbour", True)],
)
def test_a_rare_name_weighs_more_than_common_ones(names: str, joined: bool) -> None:
    found = part_stories({"a": keys(9, f"{names} brennau"), "b": keys(9, f"{names} ostelin")})
    assert found == ([["a", "b"]] if joined else [["a"], ["b"]])


def test_two_names_among_very_many_are_no_story() -> None:
    many = " ".join(f"name{i}" for i in range(200))
    assert part_stories({"a": keys(9, f"ellow brennau {many}"), "b": keys(9, "ellow brennau")}) == [["a"], ["b"]]


def test_what_has_no_names_stands_alone() -> None:
    assert part_stories({"b": frozenset(), "a": frozenset()}) == [["a"], ["b"]]
    assert part_stories({}) == []


def test_likeness_is_the_cosine_of_the_names() -> None:
    four, two = "ellow brennau ostelin quistin", "ellow brennau"
    assert likeness(keys(9, four), keys(10, two)) == 2 / 8**0.5
    assert likeness(keys(9, two), keys(9, two)) == 1
    assert likeness(keys(9, two), keys(11, two)) == 0
    assert likeness(keys(9, f"{two} mayor"), keys(9, two)) == 2 / (2.3 * 2) ** 0.5  # a common word counts for less
    assert likeness(keys(9, "mayor"), keys(9, "mayor")) == 0


def test_a_story_past_what_can_be_compared_is_parted_where_it_is_weakest() -> None:
    half = MOST_ARTICLES // 2 + 1
    one = {f"a{i:03}": keys(9, f"{FERRY} bridge{i % 3}") for i in range(half)}
    two = {f"b{i:03}": keys(9, f"{MILL} ellow brenna fire{i % 3} smoke{i % 3}") for i in range(half)}
    found = part_stories(one | two)
    assert [len(story) for story in found] == [half, half]
    assert found == [sorted(one), sorted(two)]


def test_articles_all_alike_are_parted_too() -> None:
    found = part_stories({f"a{i:03}": keys(9, FERRY) for i in range(2 * MOST_ARTICLES + 5)})
    assert [len(story) for story in found] == [MOST_ARTICLES, MOST_ARTICLES, 5]


NAMES = st.sets(st.sampled_from([*FERRY.split(), *MILL.split()]), max_size=5)
ARTICLES = st.dictionaries(
    st.integers(0, 99).map(lambda i: f"a{i:02}"),
    st.builds(lambda week, names: keys(week, " ".join(names)), st.integers(8, 12), NAMES),
    max_size=12,
)


@given(ARTICLES, st.randoms(use_true_random=False))
def test_stories_are_the_same_in_any_order(articles: dict[str, Keys], random: object) -> None:
    order = list(articles.items())
    random.shuffle(order)  # type: ignore[attr-defined]
    found = part_stories(dict(order))
    assert found == part_stories(articles)
    assert sorted(i for story in found for i in story) == sorted(articles)


@given(ARTICLES)
def test_a_story_is_the_same_without_all_others(articles: dict[str, Keys]) -> None:
    for story in part_stories(articles):
        assert part_stories({i: articles[i] for i in story}) == [story]


def test_linked_articles_are_found_by_their_keys() -> None:
    assert near_keys({"9|ellow"}) == {"8|ellow", "9|ellow", "10|ellow"}
    assert near_keys(["-1|x"]) == {"-2|x", "-1|x", "0|x"}


def test_an_articles_blocks_are_its_week_and_its_names() -> None:
    reading = tell("a", "<S Vella Orm> <C spoke> at Ellow <K of it>.", Said(by=person("Vella Orm")), at="1970-01-09")
    assert keys_of(make_brief(reading, "a")) == {"1|ellow", "1|vella"}
    undated = tell("a", "<S Vella Orm> <C spoke> at Ellow <K of it>.", Said(by=person("Vella Orm")), at=None)
    assert keys_of(make_brief(undated, "a")) == {"0|ellow", "0|vella"}


def test_days_and_weeks_are_of_utc() -> None:
    assert day_of("2031-03-04T23:30:00-02:00") == "2031-03-05"
    assert (day_of(None), day_of("soon"), week_of(None), week_of("soon")) == (None, None, 0, 0)
    assert week_of("1970-01-08T00:30:00+01:00") == 0
