"""What goes back to one act of speaking, and what does not."""

from __future__ import annotations

import pytest

from reportedly.model import Reading
from reportedly.weigh.origins import RULES, Merge, find_merges, group_origins, rules_table
from tests.weigh.invented import Said, Who, body, line_of, person, stage, tell, unnamed

ORM, BREKK = person("Vella Orm"), person("Tomas Brekk")
FISHERMAN, OFFICIAL = unnamed("a fisherman"), unnamed("an official")
WIRE = body("the Corva Wire")
BURNED = "the old mill at Ellow burned down before dawn"
SEEN = "nobody has ever seen so many boats leave"
MORNING, EVENING = "2031-03-05T08:00:00+00:00", "2031-03-05T20:00:00+01:00"
NEXT_DAY, TWO_DAYS, FOUR_DAYS = "2031-03-06T09:00:00+00:00", "2031-03-07T08:00:00+00:00", "2031-03-09T09:00:00+00:00"


def one(
    article_id: str, words: str, by: Who | None, *, at: str | None = MORNING, outlet: str = "", **more: object
) -> Reading:
    """An article of one statement; its other words are nobody else's."""
    said = Said(by=by, **more)  # type: ignore[arg-type]
    return tell(
        article_id,
        f"Report{article_id}: <S They> <C said> <K {words}>.",
        said,
        at=at,
        outlet=outlet or f"Outlet {article_id}",
    )


def two(first: str, second: str, by: Who | None, *, at: str | None = MORNING, **more: Said) -> Reading:
    """An article of two statements."""
    said = (more.get("one", Said(by=by)), more.get("two", Said(by=by)))
    return tell("a", f"<S1 She> <C1 said> <K1 {first}>.\n<S2 She> <C2 said> <K2 {second}>.", *said, at=at)


def voiced(article_id: str, sentence: str) -> Reading:
    """An article that states something in its own voice."""
    return tell(article_id, f"Report{article_id}. {sentence}", own=[sentence], outlet=f"Outlet {article_id}")


PAGE = {"a": "page", "b": "page"}
MERGED: list[tuple[str, list[Reading], dict[str, str]]] = [
    ("copy", [one("a", BURNED, FISHERMAN), one("b", BURNED, OFFICIAL)], {}),
    ("copy", [one("a", BURNED, ORM), one("b", BURNED, None)], {}),
    ("copy", [one("a", BURNED, ORM), one("b", BURNED, FISHERMAN, at=None)], {}),
    ("copy", [one("a", BURNED, FISHERMAN), one("b", BURNED.replace("before dawn", "before sunrise"), OFFICIAL)], {}),
    ("copy", [voiced("a", f"Locals fled as {BURNED}."), voiced("b", f"Locals fled as {BURNED}.")], {}),
    ("copy", [tell(i, "<S He> <C said> <K no>.", Said(by=FISHERMAN), outlet=i) for i in "ab"], {}),
    ("quotation", [one("a", f"{SEEN} at once", FISHERMAN, quote="direct"),
                   one("b", "ever seen so many boats", OFFICIAL, quote="mixed")], {}),
    ("version", [one("a", "the old mill burned down", ORM), one("b", "the old mill burned overnight", ORM, at=FOUR_DAYS)], PAGE),
    ("version", [one("a", "the old mill burned down", FISHERMAN),
                 one("b", "the old mill burned overnight", FISHERMAN, at=FOUR_DAYS)], PAGE),
    ("occasion", [two(BURNED, "the boats were safe", ORM)], {}),
    ("occasion", [two(BURNED, "the boats were safe", FISHERMAN)], {}),
    ("occasion", [two(BURNED, "the boats were safe", ORM, at=None)], {}),
    ("occasion", [two(BURNED, "the boats were safe", ORM, one=Said(by=ORM, channel="post"))], {}),
    ("relay", [one("a", BURNED, ORM, via=(WIRE,)), one("b", "boats left", ORM, at=TWO_DAYS, outlet="Corva Wire")], {}),
    ("relay", [one("a", BURNED, ORM, outlet="The Corva Wire"), one("b", "boats left", ORM, at=TWO_DAYS, via=(WIRE,))], {}),
    ("same day", [one("a", BURNED, ORM), one("b", "the boats were safe", ORM, at=EVENING)], {}),
    ("same day", [one("a", BURNED, ORM, at="2031-03-05T02:00:00+09:00"), one("b", "boats left", ORM, at="2031-03-04T22:00:00+00:00")], {}),
    ("lost attribution", [one("a", BURNED, ORM), voiced("b", "The old mill at Ellow burned down at dawn.")], {}),
    ("lost attribution", [two(BURNED, "boats left", FISHERMAN, two=Said(by=ORM)), voiced("b", "The old mill at Ellow burned down.")], {}),
]  # fmt: skip

KEPT: list[tuple[str, list[Reading], dict[str, str]]] = [
    ("two named speakers of the same words", [one("a", BURNED, ORM), one("b", BURNED, BREKK)], {}),
    ("anonymous sources of two outlets", [one("a", BURNED, FISHERMAN), one("b", "boats left in fear", FISHERMAN)], {}),
    ("few words", [one("a", "the mill burned at dawn", FISHERMAN), one("b", "the mill burned at dawn", OFFICIAL)], {}),
    ("much more", [one("a", BURNED, FISHERMAN), one("b", f"{BURNED} while cattle, children, nets, barrels, sails, ropes and "
                   "anchors waited along quays under heavy April rain", OFFICIAL)], {}),
    ("a short run", [one("a", f"{SEEN} at once", FISHERMAN, quote="direct"), one("b", "so many boats leave", OFFICIAL, quote="direct")], {}),
    ("no quotation", [one("a", f"{SEEN} at once", FISHERMAN), one("b", "ever seen so many boats", OFFICIAL, quote="mixed")], {}),
    ("two who are quoted", [one("a", f"{SEEN} at once", ORM, quote="direct"), one("b", "ever seen so many boats", BREKK, quote="direct")], {}),
    ("another page", [one("a", "the old mill burned down", ORM), one("b", "the old mill burned overnight", ORM, at=FOUR_DAYS)], {}),
    ("a version of another speaker", [one("a", "the old mill burned down", ORM), one("b", "the old mill burned overnight", BREKK, at=FOUR_DAYS)], PAGE),
    ("a version that grants", [one("a", "the old mill burned down", ORM, stance="deny"),
                               one("b", "the old mill burned overnight", ORM, at=FOUR_DAYS, stance="confirm")], PAGE),
    ("a version of other words", [one("a", "the old mill burned down", ORM), one("b", "boats left", ORM, at=FOUR_DAYS)], PAGE),
    ("two occasions", [two(BURNED, "boats left", ORM, one=Said(by=ORM, at="2031-03-01"))], {}),
    ("two channels", [two(BURNED, "boats left", ORM, one=Said(by=ORM, channel="post"), two=Said(by=ORM, channel="call"))], {}),
    ("a turn", [two(BURNED, "boats left", ORM, one=Said(by=ORM, stance="deny"), two=Said(by=ORM, stance="retract"))], {}),
    ("two speakers of an article", [two(BURNED, "boats left", ORM, two=Said(by=BREKK))], {}),
    ("a late relay", [one("a", BURNED, ORM, via=(WIRE,)), one("b", "boats left", ORM, at=FOUR_DAYS, outlet="Corva Wire")], {}),
    ("another relay", [one("a", BURNED, ORM, via=(WIRE,)), one("b", "boats left", ORM, at=TWO_DAYS, outlet="Ostel Wire")], {}),
    ("a relay of another", [one("a", BURNED, ORM, via=(WIRE,)), one("b", "boats left", BREKK, at=TWO_DAYS, outlet="Corva Wire")], {}),
    ("a relay of a turn", [one("a", BURNED, ORM, via=(WIRE,), stance="deny"),
                           one("b", "boats left", ORM, at=TWO_DAYS, outlet="Corva Wire", stance="confirm")], {}),
    ("another day", [one("a", BURNED, ORM), one("b", "boats left", ORM, at=NEXT_DAY)], {}),
    ("no day", [one("a", BURNED, ORM), one("b", "boats left", ORM, at=None)], {}),
    ("two channels of a day", [one("a", BURNED, ORM, channel="post"), one("b", "boats left", ORM, channel="interview")], {}),
    ("a turn within a day", [one("a", BURNED, ORM, stance="doubt"), one("b", "boats left", ORM, at=EVENING, stance="confirm")], {}),
    ("own voice of other words", [one("a", BURNED, ORM), voiced("b", "Boats left Ostel for the north in heavy rain.")], {}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "readings", "pages"), MERGED)
def test_a_rule_merges(rule: str, readings: list[Reading], pages: dict[str, str]) -> None:
    scene = stage(*readings, pages=pages)
    merges = find_merges(scene)
    assert [m.rule for m in merges] == [rule]
    assert set(group_origins(len(scene.lines), merges)) < set(range(len(scene.lines)))


@pytest.mark.parametrize(("readings", "pages"), [(r, p) for _, r, p in KEPT], ids=[name for name, _, _ in KEPT])
def test_no_rule_merges(readings: list[Reading], pages: dict[str, str]) -> None:
    scene = stage(*readings, pages=pages)
    assert find_merges(scene) == []
    assert group_origins(len(scene.lines), []) == list(range(len(scene.lines)))


def test_every_rule_has_its_case() -> None:
    assert {rule for rule, _, _ in MERGED} | {"decision"} == {rule.name for rule in RULES}


def test_a_merge_says_why_with_both_passages() -> None:
    [merge] = find_merges(stage(one("a", BURNED, FISHERMAN, outlet="Mail"), one("b", BURNED, OFFICIAL, outlet="Post")))
    assert merge.why == f"both print the same words. Mail: “{BURNED}” / Post: “{BURNED}”"


def test_two_who_quote_alike_are_merged_beside_a_third_who_is_named() -> None:
    """Whoever comes first by its id keeps nobody else apart."""
    words = "nobody has ever seen so many boats"
    quoted = [one(i, f"{i} {words}", by, quote="direct", at=at) for i, by, at in
              [("a", ORM, MORNING), ("b", BREKK, MORNING), ("c", BREKK, FOUR_DAYS)]]  # fmt: skip
    scene = stage(*quoted)
    of = group_origins(len(scene.lines), find_merges(scene))
    assert of == [0, 1, 1]


def test_what_is_merged_already_is_not_merged_again() -> None:
    scene = stage(*(one(i, BURNED, ORM) for i in "abcd"))
    merges = find_merges(scene)
    assert len(merges) == 3
    assert {m.rule for m in merges} == {"copy"}  # and no "same day"
    assert group_origins(4, merges) == [0, 0, 0, 0]


def test_copies_of_one_that_is_kept_apart_are_still_copies_of_each_other() -> None:
    scene = stage(*(one(i, BURNED, FISHERMAN) for i in "abc"))
    merges = find_merges(scene, [frozenset({0})])
    assert group_origins(3, merges, [frozenset({0})]) == [0, 1, 1]


def test_a_relay_is_no_second_origin_however_many_carry_it() -> None:
    carriers = [one(i, f"{BURNED} {i}{i}", ORM, via=(WIRE,), at=TWO_DAYS) for i in "bcdefg"]
    scene = stage(one("a", BURNED, ORM, outlet="Corva Wire"), *carriers)
    assert set(group_origins(len(scene.lines), find_merges(scene))) == {0}


def test_lost_attribution_is_of_the_statement_most_alike() -> None:
    scene = stage(
        one("a", "boats left Ostel for the north", BREKK), one("b", BURNED, ORM), voiced("c", "The old mill at Ellow burned down at dawn.")
    )  # fmt: skip
    [merge] = find_merges(scene)
    assert (merge.rule, merge.first, merge.second) == ("lost attribution", line_of(scene, "b-s0").number, 2)


@pytest.mark.parametrize(
    ("first", "second", "origins"),
    [
        ("no army plane had struck the mill at Ellow", "an army plane had struck the mill at Ellow", 2),
        ("an army plane had struck the mill at Ellow", "an army plane had struck the mill at Ellow by mistake", 1),
    ],
)
def test_a_speaker_that_says_the_opposite_has_spoken_again(first: str, second: str, origins: int) -> None:
    # Other statements of the story: words that all of them have weigh nothing.
    scene = stage(two(first, second, ORM), one("b", "three boats left Ostel for the north", BREKK))
    of = group_origins(len(scene.lines), find_merges(scene))
    assert len({of[line_of(scene, f"a-s{n}").number] for n in (0, 1)}) == origins


def merge(first: int, second: int, rule: str = "copy") -> Merge:
    return Merge(first=first, second=second, rule=rule, why="")


@pytest.mark.parametrize(
    ("merges", "apart", "expected"),
    [
        ([], [], [0, 1, 2, 3]),
        ([merge(2, 3), merge(1, 2)], [], [0, 1, 1, 1]),
        ([merge(3, 0)], [], [0, 1, 2, 0]),
        ([merge(0, 1), merge(2, 3)], [frozenset({1})], [0, 1, 2, 2]),
        ([merge(0, 1), merge(1, 2)], [frozenset({0, 1})], [0, 0, 2, 3]),
        ([merge(0, 1), merge(0, 1, "decision")], [frozenset({1})], [0, 0, 2, 3]),
        ([merge(0, 1)], [frozenset({0}), frozenset({1})], [0, 1, 2, 3]),
    ],
)
def test_origins_are_what_merges_connect(merges: list[Merge], apart: list[frozenset[int]], expected: list[int]) -> None:
    assert group_origins(4, merges, apart) == expected


def test_the_table_shows_every_rule() -> None:
    table = rules_table()
    assert all(f"| {r.name} | {r.when} | {r.unless} |" in table for r in RULES)
