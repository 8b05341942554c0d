"""Status and credibility, by their table."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reportedly.weigh.status import LEVELS, RULES, Answered, Facts, judge, rules_table


def who(name: str, side: str = "", *, anonymous: bool = False) -> Answered:
    return Answered(name=name, side=side, anonymous=anonymous)


ORM, OFFICE = who("Vella Orm", "Norland"), who("harbour office", "Norland")
BREKK, WIRE = who("Tomas Brekk", "Sudland"), who("Corva Wire")
SOURCE, OTHER = who("an official", anonymous=True), who("a fisherman", anonymous=True)


def facts(
    yes: tuple[Answered, ...] = (), no: tuple[Answered, ...] = (), rest: tuple[Answered, ...] = (), *,
    granted: tuple[str, ...] = (), taken_back: tuple[str, ...] = (), standing: int | None = None,
) -> Facts:  # fmt: skip
    named = sum(not a.anonymous and a.name not in taken_back for a in yes)
    return Facts(
        affirming=yes, denying=no, origins=(*yes, *no, *rest), granted=granted, taken_back=taken_back,
        standing=named if standing is None else standing,
    )  # fmt: skip


CASES = [
    # status, credibility, what
    ("withdrawn", 5, facts((ORM,), taken_back=("Vella Orm",))),
    ("withdrawn", 5, facts((ORM,), (BREKK,), taken_back=("Vella Orm",))),
    ("withdrawn", 5, facts((ORM, SOURCE), taken_back=("Vella Orm",))),
    ("corroborated", 2, facts((ORM, BREKK), taken_back=("Vella Orm",))),  # another who is named affirms
    ("conceded", 2, facts((BREKK,), (BREKK,), granted=("Tomas Brekk",))),
    ("conceded", 2, facts((ORM, BREKK, WIRE), (BREKK,), granted=("Tomas Brekk",))),
    ("withdrawn", 5, facts((ORM,), (BREKK,), granted=("Tomas Brekk",), taken_back=("Vella Orm",))),
    ("contested", 4, facts((ORM,), (BREKK,))),
    ("contested", 4, facts((ORM, WIRE), (BREKK,))),
    ("contested", 5, facts((ORM,), (BREKK, WIRE))),
    ("contested", 4, facts((SOURCE,), (BREKK,))),
    ("anonymous-only", 6, facts((SOURCE,))),
    ("anonymous-only", 6, facts((SOURCE, OTHER))),
    ("anonymous-only", 6, facts((), (SOURCE,))),
    ("anonymous-only", 6, facts((), (), (SOURCE,))),
    ("anonymous-only", 6, facts((SOURCE,), (), (ORM,))),  # it rests on who affirms
    ("corroborated", 2, facts((ORM, BREKK))),
    ("corroborated", 2, facts((ORM, WIRE))),  # of unknown side: a side of its own
    ("corroborated", 1, facts((ORM, BREKK, WIRE))),
    ("corroborated", 1, facts((ORM, OFFICE, BREKK))),
    ("single-origin", 6, facts((ORM,))),
    ("single-origin", 6, facts((), (BREKK,))),
    ("single-origin", 6, facts((), (), (WIRE,))),
    ("single-origin", 6, facts()),
    ("single-origin", 6, facts((ORM,), (), (BREKK, WIRE))),
    ("one-sided", 3, facts((ORM, OFFICE))),
    ("one-sided", 3, facts((ORM, OFFICE, SOURCE))),
    ("one-sided", 6, facts((), (ORM, OFFICE))),
    ("one-sided", 6, facts((), (), (ORM, OFFICE))),
]  # fmt: skip


@pytest.mark.parametrize(("status", "credibility", "found"), CASES)
def test_the_table(status: str, credibility: int, found: Facts) -> None:
    judged = judge(found)
    assert judged[:2] == (status, credibility)
    assert judged[2][0].startswith(f"{status}: ")
    assert judged[2][1].startswith(f"credibility {credibility}: ")


def test_the_cases_are_of_every_rule_and_every_level() -> None:
    assert {status for status, _, _ in CASES} == {rule.status for rule in RULES}
    assert {level for _, level, _ in CASES} == {level.number for level in LEVELS} == {1, 2, 3, 4, 5, 6}


def test_a_reason_names_whom_it_looks_at() -> None:
    assert judge(facts((ORM,), (BREKK,)))[2][0] == "contested: affirmed by Vella Orm; denied by Tomas Brekk"
    many = tuple(who(f"Witness {i}", "Norland") for i in range(6))
    assert judge(facts(many))[2][0].endswith("Witness 0, Witness 1, Witness 2, Witness 3 and 2 more")


ANSWERED = st.builds(
    Answered, name=st.sampled_from(["Orm", "Brekk", "Wire"]), side=st.sampled_from(["", "N", "S"]),
    anonymous=st.booleans(),
)  # fmt: skip
SOME = st.lists(ANSWERED, max_size=4).map(tuple)
NAMES = st.lists(st.sampled_from(["Orm", "Brekk"]), max_size=2).map(tuple)


@st.composite
def any_facts(draw: st.DrawFn) -> Facts:
    yes, no, rest = draw(SOME), draw(SOME), draw(SOME)
    return facts(yes, no, rest, granted=draw(NAMES), taken_back=draw(NAMES), standing=draw(st.integers(0, len(yes))))


@given(any_facts())
@example(facts((ORM, BREKK)))
def test_nothing_is_confirmed_by_fewer_than_two_independent_origins(found: Facts) -> None:
    status, credibility, why = judge(found)
    if credibility == 1:
        assert status == "corroborated"
        assert len(found.affirming) > 2
        assert len(found.sides) > 1
        assert not found.denying
    if len(found.affirming) < 2 and not found.granted:
        assert credibility > 2
    assert len(why) == 2


@given(any_facts(), ANSWERED)
def test_one_more_that_is_not_named_never_makes_it_more_credible_alone(found: Facts, other: Answered) -> None:
    nameless = tuple(a for a in found.affirming if a.anonymous)
    assert judge(facts((*nameless, who(other.name, other.side, anonymous=True))))[1] == 6


@given(any_facts())
def test_the_order_of_the_origins_judges_nothing(found: Facts) -> None:
    turned = Facts(
        affirming=found.affirming[::-1], denying=found.denying[::-1], origins=found.origins[::-1],
        granted=found.granted, taken_back=found.taken_back, standing=found.standing,
    )  # fmt: skip
    assert judge(turned)[:2] == judge(found)[:2]


def test_the_tables_show_every_rule() -> None:
    table = rules_table()
    assert all(f"| {rule.status} | {rule.when} |" in table for rule in RULES)
    assert all(f"| {level.number} | {level.when} |" in table for level in LEVELS)
