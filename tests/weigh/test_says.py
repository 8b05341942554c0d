"""What a statement answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportedly.errors import SetupError
from reportedly.linear import LinearModel
from reportedly.weigh.says import features, judge_says, load_says_model, save_says_model, settle
from tests.weigh.invented import Said, body, person, stage, tell, unnamed

NORLAND, SUDLAND = body("Norland"), body("Sudland")
ORM, QUIST, BREKK = person("Vella Orm", NORLAND), person("Ada Quist", NORLAND), person("Tomas Brekk", SUDLAND)
STORY = tell(
    "a",
    "<S1 Orm> <C1 denied> <K1 that the mill was set on fire>.\n<S2 Quist> <C2 said> <K2 no fire had been set>.\n"
    "<S3 Brekk> <C3 accused> them of <K3 setting the mill on fire>.\n<S4 Officials> <C4 declined> to say <K4 whether it was>.\n"
    "<S5 Brekk> <C5 said> <K5 that it may have been a storm>.\n<C6 Asked>: “<K6 Was it they?>”\nThe mill burned.",
    Said(by=ORM, stance="deny"), Said(by=QUIST), Said(by=BREKK, stance="accuse"),
    Said(by=unnamed("officials"), stance="decline"), Said(by=BREKK), Said(),
    own=["The mill burned."],
)  # fmt: skip
WHOLE = list(range(7))


def names(statement: int) -> list[str]:
    return features(stage(STORY), WHOLE)[statement]


@pytest.mark.parametrize(
    ("statement", "held", "lacked"),
    [
        (0, ["stance:deny", "stance:deny&None", "quote:indirect", "cue:denied", "speaker:plain"], ["not", "own voice"]),
        (1, ["stance:assert", "not", "not&assert", "side:against", "closest:against"], ["open", "anonymous"]),
        (2, ["stance:accuse", "side:plain", "speaker:plain"], ["not"]),
        (3, ["open", "open&decline", "anonymous"], ["nobody"]),
        (4, ["hedge", "hedge&assert", "speaker:for", "speaker:for&assert", "side:for"], ["asks"]),
        (5, ["nobody", "asks", "speaker:none", "side:none"], ["anonymous"]),
        (6, ["own voice", "nobody"], ["anonymous"]),
    ],
)
def test_what_holds_of_a_statement(statement: int, held: list[str], lacked: list[str]) -> None:
    found = names(statement)
    assert not set(held) - set(found)
    assert not set(lacked) & set(found)


def test_a_declined_comment_answers_nothing_whatever_the_model() -> None:
    model = LinearModel(
        classes=("yes", "no", "partly", "unknown"), rows={"bias": 0}, weights=np.array([[9.0, 0, 0, 0]])
    )
    assert judge_says(stage(STORY), WHOLE, model) == ["yes", "yes", "yes", "unknown", "yes", "yes", "yes"]
    assert judge_says(stage(STORY), [3], model) == ["unknown"]


def test_the_model_decides_by_its_weights() -> None:
    rows = {"bias": 0, "stance:deny": 1, "hedge": 2}
    weights = np.array([[1.0, 0, 0, 0], [0, 5.0, 0, 0], [0, 0, 5.0, 0]])
    model = LinearModel(classes=("yes", "no", "partly", "unknown"), rows=rows, weights=weights)
    assert judge_says(stage(STORY), WHOLE, model) == ["no", "yes", "yes", "unknown", "partly", "yes", "yes"]


def test_the_shipped_model_tells_a_denial_from_what_it_denies() -> None:
    assert judge_says(stage(STORY), [0, 2], load_says_model()) == ["no", "yes"]


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "says.npz"
    written = LinearModel(classes=("yes", "no"), rows={"b": 1, "a": 0}, weights=np.array([[1.0, 2], [3, 4]]))
    save_says_model(written, path)
    found = load_says_model(path)
    assert (found.classes, dict(found.rows), found.weights.tolist()) == (
        ("yes", "no"),
        {"a": 0, "b": 1},
        [[1, 2], [3, 4]],
    )
    with pytest.raises(SetupError, match=r"other\.npz is missing"):
        load_says_model(tmp_path / "other.npz")


def test_one_act_of_speaking_has_one_answer() -> None:
    deny, plain = stage(STORY).lines[0], stage(STORY).lines[1]
    assert settle([plain] * 4, ["yes", "no", "yes", "unknown"], ["a"] * 4) == ["yes", "yes", "yes", "unknown"]
    assert settle([plain] * 2, ["no", "yes"], ["a", "b"]) == ["no", "yes"]
    assert settle([plain] * 2, ["no", "yes"], ["a", "a"]) == ["no", "no"]  # the first, where both weigh the same
    assert settle([plain, deny], ["yes", "no"], ["a", "a"]) == ["no", "no"]  # said outright
