"""What is said to have changed between two versions, kind by kind, on invented sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.model import Furniture, Reading, StanceKind
from reportedly.store.versions import Difference, compare_versions, strongest
from tests.store.invented import make_captured, read, say

# The text; then of each attribution the content, the source, the cue and the stance.
Told = tuple[str, tuple[tuple[str, str, str, StanceKind], ...]]

FIRE = "The old mill burned down overnight"
CASES: dict[str, tuple[Told, Told]] = {
    "retracted": (
        (f"{FIRE}. Rain fell.", ()),
        ("Correction: an earlier version of this report said that the old mill burned down overnight. Rain fell.", ()),
    ),
    "attribution removed": (
        (f"{FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)),
        (f"{FIRE}.", ()),
    ),
    "denial added": (
        ("Rain fell.", ()),
        ("Rain fell. Vella Orm denied that her mill was empty.", (("her mill was empty", "Vella Orm", "denied", "deny"),)),
    ),
    "figure": (("Fire took 12 sacks of flour.", ()), ("Fire took 20 sacks of flour.", ())),
    "source changed": (
        (f"{FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)),
        (f"{FIRE}, the fire brigade said.", ((FIRE, "the fire brigade", "said", "assert"),)),
    ),
    "stance changed": (
        (f"{FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)),
        (f"{FIRE}, Vella Orm warned.", ((FIRE, "Vella Orm", "warned", "warn"),)),
    ),
    "wording": ((f"{FIRE}.", ()), ("Overnight the old mill burned down completely.", ())),
    "statement added": (
        ("Rain fell.", ()),
        (f"Rain fell. {FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)),
    ),
    "statement removed": (
        (f"Rain fell. {FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)),
        ("Rain fell.", ()),
    ),
    "text added": (("Rain fell.", ()), (f"Rain fell. {FIRE}.", ())),
    "text removed": ((f"Rain fell. {FIRE}.", ()), ("Rain fell.", ())),
}  # fmt: skip


def make(told: Told) -> Reading:
    article = make_captured(told[0]).article
    said = (
        say(article, content, by=by, cue=cue, stance=stance, number=i)
        for i, (content, by, cue, stance) in enumerate(told[1])
    )
    return read(article, *said)


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_is_told_with_both_passages(kind: str) -> None:
    before, after = map(make, CASES[kind])
    found = compare_versions(before, after)
    assert [d.kind for d in found] == [kind]
    check_places(found[0], before, after)


def check_places(one: Difference, before: Reading, after: Reading) -> None:
    """What a difference shows stands in the texts where it says."""
    for spans, shown, reading in (
        (one.before_spans, one.before_text, before),
        (one.after_spans, one.after_text, after),
    ):
        assert [reading.article.text[b:e] for b, e in spans] == ([] if shown is None else [shown])


def test_a_figure_in_a_date_is_no_other_figure() -> None:
    before = make(("The mill burned on 3 March 2031, and the barn stood.", ()))
    after = make(("The mill burned on 4 March 2031, and the barn stood.", ()))
    assert [d.kind for d in compare_versions(before, after)] == ["wording"]


def test_a_statement_that_moves_into_the_outlets_voice_in_another_sentence_is_found() -> None:
    before = make((f"Rain fell. {FIRE}, Vella Orm said.", ((FIRE, "Vella Orm", "said", "assert"),)))
    after = make(("The old mill burned down overnight, and nothing was left of it. Rain fell.", ()))
    assert "attribution removed" in [d.kind for d in compare_versions(before, after)]


def test_furniture_alone_is_no_difference() -> None:
    before = make(("Rain fell.", ()))
    article = make_captured("Rain fell. Read also: the bridge.").article
    after = read(replace(article, furniture=(Furniture(span=(11, len(article.text)), kind="related"),)))
    assert compare_versions(before, after) == ()


def test_the_strongest_kind_comes_first() -> None:
    kinds = list(CASES)
    found = [compare_versions(*map(make, CASES[kind]))[0] for kind in reversed(kinds)]
    assert strongest(found) == kinds[0]
    assert strongest(found[:2]) == kinds[-2]
    assert strongest([]) is None


SENTENCES = st.lists(
    st.sampled_from(
        ["Rain fell.", f"{FIRE}.", "Fire took 12 sacks of flour.", "Fire took 20 sacks of flour.", "The bridge is shut.",
         "Nobody crossed the bridge that day.", "Ida Brenn rowed two dozen people over."]
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@given(before=SENTENCES, after=SENTENCES)
def test_any_two_versions_are_told_in_order_and_the_same_ones_not_at_all(before: list[str], after: list[str]) -> None:
    old, new = make((" ".join(before), ())), make((" ".join(after), ()))
    found = compare_versions(old, new)
    for one in found:
        check_places(one, old, new)
    assert compare_versions(old, old) == ()
    places = [d.after_spans[0] for d in found if d.after_spans]
    assert places == sorted(places)
    # Every sentence that only one version has is accounted for.
    told = " ".join(f"{d.before_text} {d.after_text}" for d in found)
    for sentence in set(before) ^ set(after):
        assert sentence in told
