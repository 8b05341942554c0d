"""A story's statements side by side."""

from __future__ import annotations

import numpy as np
import pytest

from reportedly.weigh.briefs import make_brief
from reportedly.weigh.encoder import WIDTH
from reportedly.weigh.scene import FEATURES, Scene, seconds, sentence_of, set_scene
from tests.weigh.invented import Said, line_of, person, stage, tell

ORM, BREKK = person("Vella Orm"), person("Tomas Brekk")
ONE = tell(
    "a",
    "In Ellow, <S1 Orm> <C1 accused> him of <K1 burning 12 boats at Tarn>. <S2 Brekk> <C2 denied> <K2 it>.\n"
    "<S3 Orm> <C3 said> <K3 that the ferry was safe> and <C4 added> <K4 that nobody drowned>.",
    Said(by=ORM, stance="accuse", told="ASSAULT"), Said(by=BREKK, stance="deny", about=0), Said(by=ORM), Said(by=ORM),
)  # fmt: skip
TWO = tell("b", "<S Brekk> <C said> <K Tarn lost 12 boats>.", Said(by=BREKK, told="ASSAULT", at="2031-03-01"))


def feature(scene: Scene, name: str, one: str, other: str) -> float:
    i, j = line_of(scene, one).number, line_of(scene, other).number
    return float(scene.features()[i, j, FEATURES.index(name)])


@pytest.mark.parametrize(
    ("name", "one", "other", "expected"),
    [
        ("same article", "a-s0", "a-s3", 1), ("same article", "a-s0", "b-s0", 0),
        ("same speaker", "a-s0", "a-s3", 1), ("same speaker", "a-s1", "b-s0", 1), ("same speaker", "a-s0", "b-s0", 0),
        ("same paragraph", "a-s0", "a-s1", 1), ("same paragraph", "a-s1", "a-s2", 0),
        ("same sentence", "a-s2", "a-s3", 1), ("same sentence", "a-s0", "a-s1", 0),
        ("same speaker and paragraph", "a-s2", "a-s3", 1), ("same speaker and paragraph", "a-s0", "a-s2", 0),
        ("a number", "a-s0", "b-s0", 1), ("a number", "a-s0", "a-s2", 0),
        ("a name", "a-s0", "b-s0", 1), ("a name", "a-s2", "b-s0", 0),
        ("accusation and denial", "a-s0", "a-s1", 1), ("accusation and denial", "a-s1", "a-s2", 0),
        ("answer", "a-s0", "a-s1", 1), ("answer", "a-s0", "a-s2", 0),
        ("same event type", "a-s0", "b-s0", 1), ("same event type", "a-s1", "a-s2", 0),
        ("near", "a-s0", "b-s0", 0), ("words far", "a-s0", "a-s3", 0),
    ],
)  # fmt: skip
def test_what_is_compared(name: str, one: str, other: str, expected: float) -> None:
    scene = stage(TWO, ONE)
    assert feature(scene, name, one, other) == feature(scene, name, other, one) == expected


def test_comparing_is_symmetric_and_finite() -> None:
    found = stage(ONE, TWO).features()
    assert found.shape == (5, 5, len(FEATURES))
    assert np.isfinite(found).all()
    assert np.allclose(found, found.transpose(1, 0, 2))


def test_an_answer_is_found_behind_other_articles() -> None:
    """Numbers of statements are those of their article."""
    scene = stage(tell("0", "<S He> <C said> <K so>.", Said()), ONE)
    assert feature(scene, "answer", "a-s0", "a-s1") == 1


def test_a_scene_is_the_same_in_any_order() -> None:
    briefs = [make_brief(r, r.article.id) for r in (ONE, TWO)]
    vectors = [np.random.default_rng(n).integers(-127, 127, (len(b.points), WIDTH)).astype(np.int8) for n, b in enumerate(briefs)]  # fmt: skip
    one, other = set_scene(briefs, vectors), set_scene(briefs[::-1], vectors[::-1])
    assert one.lines == other.lines
    assert np.array_equal(one.features(), other.features())


def test_a_statement_is_of_the_time_it_was_said_else_of_its_article() -> None:
    scene = stage(ONE, TWO)
    assert line_of(scene, "b-s0").time == seconds("2031-03-01")
    assert line_of(scene, "a-s0").time == seconds(ONE.article.published)


def test_statements_of_the_same_words_are_alike() -> None:
    scene = stage(*(tell(i, "<S He> <C said> <K the boats burned>.", Said()) for i in "abc"), TWO)
    assert scene.words[0, 1] == pytest.approx(1)
    assert 0 < scene.words[0, 3] < 1


def test_a_story_without_statements_is_empty() -> None:
    assert stage(tell("a", "Nothing.")).lines == ()
    assert stage().lines == ()


def test_a_sentence_is_the_statement_with_what_stands_around_it() -> None:
    scene = stage(ONE)
    assert sentence_of(line_of(scene, "a-s0").point) == "In Ellow, Orm accused him of burning 12 boats at Tarn"
    assert (
        sentence_of(line_of(scene, "a-s3").point) == "Orm said that the ferry was safe and added that nobody drowned."
    )


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("1970-01-02", 86400.0), ("1970-01-01T01:00:00+01:00", 0.0), ("1970-01-01T00:00:10Z", 10.0),
        ("1970-01-01T00:00:10", 10.0), (None, None), ("", None), ("soon", None),
    ],
)  # fmt: skip
def test_moments(time: str | None, expected: float | None) -> None:
    assert seconds(time) == expected
