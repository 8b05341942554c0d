"""Matters of whole stories: what does not depend on order and copies, and what people decide."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model import Matter, Reading
from reportedly.weigh import MatterRuling, PackedBrief, Weigher
from reportedly.weigh.briefs import make_brief
from reportedly.weigh.encoder import WIDTH, Encoder
from tests.weigh.coverage import mill, syndicate
from tests.weigh.invented import Said, person, tell, unnamed

ALL = [reading.article.id for reading in mill()]
SUBSETS = st.lists(st.sampled_from(ALL), min_size=1, unique=True)
FEW = settings(max_examples=20)


@pytest.fixture(scope="module")
def weigher() -> Weigher:
    return Weigher()


class Pool(dict[str, PackedBrief]):
    """Named in short where an example fails."""

    def __repr__(self) -> str:
        return "pool"


@pytest.fixture(scope="module")
def pool(weigher: Weigher) -> Pool:
    """Each article of the story by its id, and under "copy-" and "0-" one of it in another outlet."""
    found = Pool()
    for reading in mill():
        name = reading.article.id
        for one in (
            reading,
            syndicate(reading, f"copy-{name}", "Tarn Journal"),
            syndicate(reading, f"0-{name}", "Daily Marn"),
        ):
            found[one.article.id] = weigher.make_brief(one, one.article.id)
    return found


def groups_of(matters: Sequence[Matter]) -> set[frozenset[str]]:
    """The statements of each matter, but for own voice."""
    return {frozenset(ids_of(m)) for m in matters}


def ids_of(matter: Matter) -> set[str]:
    return {s.id for s in matter.statements if not s.own_voice}


def origins_of(matters: Sequence[Matter]) -> dict[str, str]:
    return {s.id: s.origin for m in matters for s in m.statements}


def matter_with(matters: Sequence[Matter], statement: str) -> Matter:
    return next(m for m in matters if any(s.id == statement for s in m.statements))


def test_a_brief_has_a_vector_for_each_statement(pool: dict[str, PackedBrief]) -> None:
    for packed in pool.values():
        assert len(packed.vectors) == WIDTH * len(packed.brief.points)
        assert any(packed.vectors)


@pytest.mark.xfail(strict=True, reason="activations are quantised over the whole batch")
def test_a_vector_depends_on_no_other_article_and_no_other_statement() -> None:
    points = make_brief(mill()[0], "p").points
    encoder = Encoder()
    whole = encoder.vectors(points, ["Orm"] * len(points))
    alone = np.concatenate([encoder.vectors([p], ["Orm"]) for p in points])
    assert np.abs(whole.astype(int) - alone.astype(int)).max() <= 1


def test_every_attributed_statement_is_on_one_matter(weigher: Weigher, pool: dict[str, PackedBrief]) -> None:
    found = [s.id for m in weigher.weigh([pool[i] for i in ALL]) for s in m.statements]
    assert len(found) == len(set(found))
    assert {p.id for i in ALL for p in pool[i].brief.points if not p.own_voice} <= set(found)


def test_nothing_is_weighed_of_nothing(weigher: Weigher) -> None:
    assert weigher.weigh([]) == []
    assert weigher.weigh([weigher.make_brief(tell("a", "Nothing."), "a")]) == []


def test_what_only_outlets_say_is_no_matter(weigher: Weigher) -> None:
    own = tell("a", "The mill of Ellow burned.", own=["The mill of Ellow burned."])
    assert weigher.weigh([weigher.make_brief(own, "a")]) == []


@FEW
@given(SUBSETS, st.randoms(use_true_random=False))
def test_matters_are_the_same_in_any_order(
    weigher: Weigher, pool: dict[str, PackedBrief], ids: list[str], random: object
) -> None:
    packed = [pool[i] for i in sorted(ids)]
    expected = weigher.weigh(packed)
    random.shuffle(packed)  # type: ignore[attr-defined]
    assert weigher.weigh(packed) == expected


@FEW
@given(SUBSETS, st.data())
def test_weighing_fewer_in_between_changes_nothing(
    weigher: Weigher, pool: dict[str, PackedBrief], ids: list[str], data: st.DataObject
) -> None:
    before = weigher.weigh([pool[i] for i in ids])
    gone = data.draw(st.sampled_from(ids))
    weigher.weigh([pool[i] for i in ids if i != gone])
    assert weigher.weigh([pool[i] for i in ids]) == before


@settings(max_examples=30)
@given(SUBSETS, SUBSETS, st.sampled_from(["copy-", "0-"]))
def test_a_syndicated_copy_adds_no_origin(
    weigher: Weigher, pool: dict[str, PackedBrief], ids: list[str], others: list[str], prefix: str
) -> None:
    copied = [i for i in ids if i in others] or ids[:1]
    before = weigher.weigh([pool[i] for i in ids])
    after = weigher.weigh([pool[i] for i in [*ids, *(f"{prefix}{i}" for i in copied)]])
    # What the copies say goes back to what the copied articles say, and no question is asked otherwise.
    of = origins_of(after)
    assert all(of.get(f"{prefix}{s}") == of[s] for m in before for s in ids_of(m) if s.split("-")[0] in copied)
    assert {g & {s for m in before for s in ids_of(m)} for g in groups_of(after)} == groups_of(before)
    for matter in before:
        now = matter_with(after, matter.statements[0].id)
        assert len(now.origins) <= len(matter.origins)
        assert now.affirming_origins <= matter.affirming_origins
        assert now.denying_origins <= matter.denying_origins
        assert {s.id: s.says for s in now.statements}.items() >= {s.id: s.says for s in matter.statements}.items()


def test_many_copies_of_all_make_nothing_more_credible(weigher: Weigher, pool: dict[str, PackedBrief]) -> None:
    before, after = weigher.weigh([pool[i] for i in ALL]), weigher.weigh(list(pool.values()))
    assert len(set(origins_of(after).values())) <= len(set(origins_of(before).values()))
    first = matter_with(after, "m3-s0")
    assert (first.status, first.credibility) == (
        matter_with(before, "m3-s0").status,
        matter_with(before, "m3-s0").credibility,
    )


# Decisions. The vectors are of no use here and say nothing.


def pack(*readings: Reading) -> list[PackedBrief]:
    briefs = [make_brief(r, r.article.id) for r in readings]
    return [PackedBrief(brief=b, vectors=bytes(WIDTH * len(b.points))) for b in briefs]


def rule(kind: str, *groups: str) -> MatterRuling:
    return MatterRuling(kind=kind, groups=tuple(tuple(g.split()) for g in groups), by="ines", reason="seen")  # type: ignore[arg-type]


FISHERMAN = unnamed("a fisherman")
COPIES = pack(
    *(tell(i, "<S He> <C said> <K the old mill at Ellow burned down>.", Said(by=FISHERMAN), outlet=i) for i in "abc")
)
OTHERS = pack(
    tell("d", "<S She> <C said> <K ferries sail again from Tarn on Sunday>.", Said(by=person("Vella Orm")), outlet="d"),
    tell("e", "<S She> <C hoped> <K children will sing in Ostel>.", Said(by=person("Ada Quist")), outlet="e"),
)
STORY = [*COPIES, *OTHERS]


def test_without_decisions_copies_are_one_origin_and_others_are_not(weigher: Weigher) -> None:
    of = origins_of(weigher.weigh(STORY))
    assert len({of["a-s0"], of["b-s0"], of["c-s0"]}) == 1
    assert len(set(of.values())) == 3


def test_people_merge_and_split_matters(weigher: Weigher) -> None:
    merged = [rule("merge matters", "a-s0", "d-s0", "e-s0")]
    assert groups_of(weigher.weigh(STORY, merged)) == {frozenset({"a-s0", "b-s0", "c-s0", "d-s0", "e-s0"})}
    split = [*merged, rule("split matter", "a-s0 b-s0 c-s0 d-s0", "e-s0")]
    assert groups_of(weigher.weigh(STORY, split)) == {frozenset({"a-s0", "b-s0", "c-s0", "d-s0"}), frozenset({"e-s0"})}
    again = [*split, rule("merge matters", "a-s0", "e-s0")]
    assert groups_of(weigher.weigh(STORY, again)) == groups_of(weigher.weigh(STORY, merged))


def test_a_decision_about_what_is_elsewhere_changes_nothing(weigher: Weigher) -> None:
    before = weigher.weigh(STORY)
    for one in (
        rule("merge matters", "x-s0", "y-s0"), rule("merge matters", "x-s0", "d-s0"), rule("same origin", "a-s0", "x-s0"),
        rule("split matter", "a-s0 b-s0", "x-s0"), rule("split matter", "x-s0", "y-s0"),
        rule("different origins", "x-s0", "y-s0"),
    ):  # fmt: skip
        assert weigher.weigh(STORY, [one]) == before


def test_a_split_whose_leavers_are_elsewhere_tears_nothing_apart(weigher: Weigher) -> None:
    """Those that stay are not what leaves, whoever came to them since."""
    joined = rule("merge matters", "a-s0", "d-s0")
    before = groups_of(weigher.weigh(STORY, [joined]))
    assert groups_of(weigher.weigh(STORY, [joined, rule("split matter", "a-s0 b-s0", "x-s0")])) == before


def test_people_say_what_has_one_origin(weigher: Weigher) -> None:
    rulings = [rule("merge matters", "a-s0", "d-s0"), rule("same origin", "a-s0", "d-s0")]
    matter = matter_with(weigher.weigh(STORY, rulings), "d-s0")
    origin = next(o for o in matter.origins if "d-s0" in o.statements)
    assert set(origin.statements) >= {"a-s0", "b-s0", "c-s0", "d-s0"}
    assert "decided by ines: seen" in origin.why


def test_people_say_what_has_different_origins(weigher: Weigher) -> None:
    of = origins_of(weigher.weigh(STORY, [rule("different origins", "a-s0", "b-s0")]))
    assert len({of["a-s0"], of["b-s0"], of["c-s0"]}) == 3
    of = origins_of(weigher.weigh(STORY, [rule("different origins", "a-s0", "d-s0")]))
    assert of["b-s0"] == of["c-s0"] != of["a-s0"]  # the other two are still copies


def test_a_later_decision_outranks_an_earlier_one(weigher: Weigher) -> None:
    same, different = rule("same origin", "a-s0", "d-s0", "e-s0"), rule("different origins", "d-s0", "e-s0")
    of = origins_of(weigher.weigh(STORY, [same, different]))
    assert len({of["a-s0"], of["d-s0"], of["e-s0"]}) == 3
    of = origins_of(weigher.weigh(STORY, [different, same]))
    assert of["a-s0"] == of["d-s0"] == of["e-s0"]
