"""Which statements are put together, by their figures and by people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from reportedly.errors import SetupError
from reportedly.weigh.joining import (
    CEILING,
    PairModel,
    apply_decisions,
    group,
    load_pair_model,
    save_pair_model,
    score_pairs,
)
from reportedly.weigh.scene import FEATURES
from tests.weigh.invented import Said, person, stage, tell


def scores(n: int, *together: tuple[int, int], yes: float = 5.0, no: float = -5.0) -> np.ndarray:
    found = np.full((n, n), no)
    for i, j in together:
        found[i, j] = found[j, i] = yes
    return found


def test_what_goes_together_is_a_group() -> None:
    assert group(scores(4, (0, 2), (1, 3)), 0.0) == [[0, 2], [1, 3]]
    assert group(scores(3), 0.0) == [[0], [1], [2]]
    assert group(scores(1), 0.0) == [[0]]
    assert group(scores(0), 0.0) == []


def test_one_look_alike_chains_no_two_questions() -> None:
    pairs = [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)]
    assert group(scores(6, *pairs, (2, 3)), 0.0) == [[0, 1, 2], [3, 4, 5]]


def test_a_lower_cut_joins_more() -> None:
    far = scores(2, (0, 1), yes=-1.0)
    assert group(far.copy(), -1.5) == [[0, 1]]
    assert group(far.copy(), -0.5) == [[0], [1]]


@pytest.mark.parametrize(
    ("together", "apart", "expected"),
    [
        ([], [], [[0, 1], [2], [3, 4]]),
        ([{1, 2}], [], [[0, 1, 2], [3, 4]]),  # whoever is with one of them comes along
        ([{0, 2}, {2, 4}], [], [[0, 1, 2, 3, 4]]),
        ([{0, 1}], [], [[0, 1], [2], [3, 4]]),
        ([], [{1}], [[0], [1], [2], [3, 4]]),
        ([], [{1, 3}], [[0], [1, 3], [2], [4]]),
        ([], [{3, 4}], [[0, 1], [2], [3, 4]]),
    ],
)
def test_decisions_put_together_and_take_out(
    together: list[set[int]], apart: list[set[int]], expected: list[list[int]]
) -> None:
    groups = [[0, 1], [2], [3, 4]]
    found = apply_decisions(groups, [frozenset(x) for x in together], [frozenset(x) for x in apart])
    assert found == expected
    assert groups == [[0, 1], [2], [3, 4]]


def test_a_model_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "pairs.npz"
    save_pair_model(PairModel(weights=np.arange(len(FEATURES), dtype=float), bias=-1.5, cut=0.25), path)
    found = load_pair_model(path)
    assert found.weights.tolist() == list(range(len(FEATURES)))
    assert (found.bias, found.cut) == (-1.5, 0.25)


def test_a_model_that_is_missing_or_of_other_features_stops(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"pairs\.npz is missing"):
        load_pair_model(tmp_path / "pairs.npz")
    np.savez(tmp_path / "pairs.npz", features=np.array(["wind"]), weights=np.zeros(1), bias=0.0, cut=0.0)
    with pytest.raises(SetupError, match="other features"):
        load_pair_model(tmp_path / "pairs.npz")


def test_a_figure_is_the_sum_of_what_holds_within_its_ceiling() -> None:
    words = "the old mill at Ellow burned down"
    scene = stage(*(tell(i, f"<S She> <C said> <K {words}>.", Said(by=person("Vella Orm")), outlet=i) for i in "ab"))
    weights = np.zeros(len(FEATURES))
    weights[FEATURES.index("same speaker")] = 3.0
    assert score_pairs(scene, PairModel(weights=weights, bias=-1.0, cut=0.0))[0, 1] == pytest.approx(2.0)
    assert score_pairs(scene, PairModel(weights=100 * weights, bias=-1.0, cut=0.0))[0, 1] == CEILING


def test_the_shipped_model_joins_one_sentence_of_two_outlets() -> None:
    told = [tell(i, "<S She> <C said> <K the old mill at Ellow burned down>.", Said(), outlet=i) for i in "ab"]
    other = tell("c", "<S He> <C said> <K that ferries will sail again on Sunday>.", Said())
    model = load_pair_model()
    figures = score_pairs(stage(*told, other), model)
    assert figures[0, 1] > figures[0, 2]
    assert figures[0, 1] > model.cut
