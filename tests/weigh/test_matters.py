"""A matter: title, answers, positions, figures, losses and history."""

from __future__ import annotations

import pytest

from reportedly.ids import make_id
from reportedly.model import Matter, Reading, Says
from reportedly.weigh.matters import Lineage, make_matter
from reportedly.weigh.origins import find_merges, group_origins
from tests.weigh.invented import Said, body, person, stage, tell, unnamed

ORM, BREKK = person("Vella Orm", body("Norland")), person("Tomas Brekk", body("Sudland"))
FISHERMAN = unnamed("a fisherman")


def at(day: int, hour: int = 8, offset: str = "+00:00") -> str:
    return f"2031-03-{day:02}T{hour:02}:00:00{offset}"


def one(article_id: str, words: str, said: Said, day: str = at(5), outlet: str = "Varnholm Mail") -> Reading:
    return tell(article_id, f"Report{article_id}: <S They> <C said> <K {words}>.", said, at=day, outlet=outlet)


def weigh(*readings: Reading, says: dict[str, Says] | None = None) -> Matter:
    """The matter of all statements of these articles; says: by statement, "yes" where not named."""
    scene = stage(*readings)
    merges = find_merges(scene)
    lineage = Lineage(of=group_origins(len(scene.lines), merges), merges=merges)
    answers: list[Says] = [(says or {}).get(line.point.id, "yes") for line in scene.lines]
    return make_matter(scene, [line.number for line in scene.lines], answers, lineage)


def turns(matter: Matter) -> dict[str, list[tuple[str, str | None, tuple[str, ...]]]]:
    return {p.party.name: [(t.says, t.since, t.statements) for t in p.history] for p in matter.positions}


MILL = "the old mill at Ellow burned down"


def test_a_matter_is_known_by_its_first_statement() -> None:
    late, early = one("a", MILL, Said(by=ORM), at(7)), one("b", "a fire broke out", Said(by=BREKK), at(5))
    matter = weigh(late, early)
    assert [s.id for s in matter.statements] == ["b-s0", "a-s0"]
    assert matter.id == make_id("mat", "b-s0")
    assert (matter.first_said_at, matter.last_said_at) == (at(5), at(7))


def test_statements_are_in_the_order_of_their_times_whatever_the_offset_and_those_of_no_time_are_last() -> None:
    matter = weigh(
        one("a", MILL, Said(by=ORM), None), one("b", MILL, Said(by=BREKK), at(5, 3, "+09:00")),
        one("c", MILL, Said(by=FISHERMAN), at(4, 20)), one("d", MILL, Said(by=ORM, at="2031-03-01"), at(9)),
    )  # fmt: skip
    assert [s.id for s in matter.statements] == ["d-s0", "b-s0", "c-s0", "a-s0"]
    assert matter.first_said_at == "2031-03-01"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("that the old mill at Ellow burned down", "Whether the old mill at Ellow burned down"),
        ("The old mill at Ellow burned down,", "Whether the old mill at Ellow burned down"),
        ("Ellow lost its old mill in the fire", "Whether Ellow lost its old mill in the fire"),
    ],
)
def test_the_title_is_a_statement_as_a_question(words: str, title: str) -> None:
    matter = weigh(one("a", words, Said(by=ORM)), one("b", "nonsense", Said(by=BREKK)))
    assert matter.title == title


def test_the_title_is_rather_affirmed_rather_indirect_and_not_too_long() -> None:
    other = one("b", "there was no fire at all there", Said(by=BREKK, stance="deny"))
    assert weigh(one("a", MILL, Said(by=ORM)), other, says={"b-s0": "no"}).title == f"Whether {MILL}"
    quoted = one("b", "The whole thing is gone, I saw it", Said(by=BREKK, quote="direct"))
    assert weigh(one("a", MILL, Said(by=ORM)), quoted).title == f"Whether {MILL}"
    long = weigh(one("a", "words " * 40 + "end", Said(by=ORM)))
    assert len(long.title) == len("Whether ") + 121


def test_a_party_has_one_entry_for_each_answer() -> None:
    matter = weigh(
        *(one(i, f"{i}{i} {MILL}", Said(by=ORM), at(4 + 2 * n)) for n, i in enumerate("abcd")),
        one("e", MILL, Said(by=BREKK), at(5)),
        one("f", MILL, Said(by=FISHERMAN), at(5)),
        says={"a-s0": "no", "b-s0": "no", "c-s0": "partly", "e-s0": "unknown"},
    )
    assert turns(matter) == {
        "Vella Orm": [
            ("no", at(4), ("a-s0", "b-s0")), ("partly", at(8), ("c-s0",)), ("yes", at(10), ("d-s0",)),
        ],
        "Tomas Brekk": [("unknown", at(5), ("e-s0",))],
    }  # fmt: skip
    assert matter.positions[0].party.side == "Norland"


def test_silence_is_no_turn() -> None:
    answers: dict[str, Says] = {"a-s0": "unknown", "b-s0": "no", "c-s0": "unknown"}
    matter = weigh(*(one(i, f"{i}{i} {MILL}", Said(by=ORM), at(4 + 2 * n)) for n, i in enumerate("abc")), says=answers)
    assert turns(matter) == {"Vella Orm": [("no", at(6), ("a-s0", "b-s0", "c-s0"))]}


def test_who_denied_and_then_affirms_concedes() -> None:
    matter = weigh(
        one("a", MILL, Said(by=ORM, stance="deny"), at(4)), one("b", MILL, Said(by=ORM, stance="confirm"), at(8)),
        says={"a-s0": "no"},
    )  # fmt: skip
    assert (matter.status, matter.credibility) == ("conceded", 2)
    assert matter.why[0] == "conceded: Vella Orm grants what its side denied"


def test_another_of_the_denying_side_who_confirms_concedes() -> None:
    mayor = person("Ada Quist", body("Norland"))
    matter = weigh(
        one("a", MILL, Said(by=ORM, stance="deny"), at(4)), one("b", MILL, Said(by=mayor, stance="confirm"), at(8)),
        says={"a-s0": "no"},
    )  # fmt: skip
    assert matter.status == "conceded"
    assert (matter.affirming_origins, matter.denying_origins) == (1, 1)


def test_who_takes_it_back_withdraws_where_nobody_else_affirms() -> None:
    said = one("a", MILL, Said(by=ORM), at(4))
    back = one("b", "it had been wrong", Said(by=ORM, stance="retract"), at(8))
    assert weigh(said, back, says={"b-s0": "no"}).status == "withdrawn"
    also = one("c", "flames took the roof", Said(by=BREKK), at(6))
    assert weigh(said, back, also, says={"b-s0": "no"}).status == "contested"


def test_two_sides_contest_and_unnamed_ones_alone_are_told_so() -> None:
    both = weigh(one("a", MILL, Said(by=ORM)), one("b", "no fire was seen", Said(by=BREKK)), says={"b-s0": "no"})
    assert (both.status, both.affirming_origins, both.denying_origins) == ("contested", 1, 1)
    assert weigh(one("a", MILL, Said(by=FISHERMAN))).status == "anonymous-only"
    assert weigh(one("a", MILL, Said(by=None))).status == "anonymous-only"


def test_copies_are_one_origin_with_reasons() -> None:
    matter = weigh(*(one(i, MILL, Said(by=FISHERMAN), outlet=f"Outlet {i}") for i in "abc"))
    [origin] = matter.origins
    assert origin.statements == ("a-s0", "b-s0", "c-s0")
    assert len(origin.why) == 2
    assert {s.origin for s in matter.statements} == {origin.id}
    assert matter.status == "anonymous-only"


def test_a_figure_has_its_lowest_and_its_highest_number_and_who_gave_them() -> None:
    matter = weigh(
        one("a", "30 sheds burned", Said(by=ORM, figures=(("sheds", 30), ("boats", 2))), at(4)),
        one("b", "fire took 12 wooden sheds", Said(by=BREKK, figures=(("wooden sheds", 12),)), at(5)),
        one("c", "17 sheds are gone", Said(by=FISHERMAN, figures=(("shed", 17), ("sheds", 19))), at(6)),
    )
    # Boats are counted by one alone; "wooden sheds" are other than sheds.
    assert [(f.what, f.low, f.high, f.statements) for f in matter.figures] == [("sheds", 17, 30, ("a-s0", "c-s0"))]


def test_own_voice_loses_an_attribution() -> None:
    own = tell("b", f"{MILL.capitalize()}.", own=[f"{MILL.capitalize()}."], at=at(6), outlet="Ellow Post")
    matter = weigh(one("a", MILL, Said(by=ORM), at(5)), own)
    [loss] = matter.losses
    assert (loss.kind, loss.statement, loss.of) == ("attribution", "own-b-0", "a-s0")
    assert loss.text.startswith("own voice gives what another attributes. Varnholm Mail: “")
    assert len(matter.origins) == 1


@pytest.mark.parametrize(("early", "late"), [("a", "b"), ("b", "a")])
def test_a_figure_drifts_from_the_earlier_to_the_later(early: str, late: str) -> None:
    matter = weigh(
        one(early, "the fire at Ellow took 12 sheds in all", Said(by=FISHERMAN, figures=(("sheds", 12),)), at(4)),
        one(late, "the fire at Ellow took 20 sheds in all", Said(by=FISHERMAN, figures=(("sheds", 20),)), at(6)),
    )
    [loss] = matter.losses
    assert (loss.kind, loss.statement, loss.of) == ("figure", f"{late}-s0", f"{early}-s0")
    assert loss.text.startswith("sheds: 12 became 20.")


def test_the_history_is_in_the_order_of_its_times() -> None:
    matter = weigh(
        one("a", MILL, Said(by=ORM), at(5, 5, "+09:00")),  # the evening before, in UTC
        one("b", "no fire was seen", Said(by=BREKK, stance="deny"), at(5, 1)),
        one("c", "it will be built up again", Said(by=FISHERMAN, stance="promise"), None),
        one("d", "there was a fire after all", Said(by=BREKK, stance="confirm"), at(9)),
        one("e", "it had been wrong", Said(by=ORM, stance="retract"), at(10)),
        says={"b-s0": "no", "c-s0": "unknown", "e-s0": "no"},
    )
    assert [(c.at, c.what) for c in matter.history] == [
        (None, "a fisherman promises: it will be built up again"),
        (at(5, 5, "+09:00"), "first affirmed by Vella Orm"),
        (at(5, 1), "first denied by Tomas Brekk"),
        (at(9), "Tomas Brekk turned: denies → affirms"),
        (at(10), "Vella Orm takes back: it had been wrong"),
        (at(10), "Vella Orm turned: affirms → denies"),
    ]


def test_the_event_is_the_commonest_of_its_statements() -> None:
    matter = weigh(
        one("a", MILL, Said(by=ORM, told="ASSAULT", place="Ellow")), one("b", "x burned", Said(by=BREKK, told="ASSAULT")),
        one("c", "z left", Said(by=FISHERMAN, told="RETREAT", place="Ellow")),
        one("d", "y left", Said(by=None, told="PROTEST", place="Tarn")),
    )  # fmt: skip
    assert matter.event.type == "ASSAULT"
    assert matter.event.place is not None
    assert matter.event.place.name == "Ellow"
    assert matter.event.time is not None
    assert weigh(one("a", MILL, Said(by=ORM))).event.type is None
