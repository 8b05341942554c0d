"""Best tag sequences."""

import itertools

import numpy as np
import pytest

from reportedly.read.crf import best_tags, runs_of, tag_probabilities
from reportedly.read.tags import ILLEGAL, INSIDE, N_TAGS, tag_of


def legal_moves(rng: np.random.Generator) -> np.ndarray:
    return np.where(ILLEGAL, np.float32(-1e4), rng.normal(size=(N_TAGS, N_TAGS)).astype(np.float32))


def score_of(tags: tuple[int, ...], scores: np.ndarray, moves: np.ndarray) -> float:
    total = sum(float(scores[i, t]) for i, t in enumerate(tags))
    return total + sum(float(moves[a, b]) for a, b in itertools.pairwise(tags))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_sequence_is_found(seed: int) -> None:
    rng = np.random.default_rng(seed)
    moves = legal_moves(rng)
    scores = rng.normal(size=(1, 4, N_TAGS)).astype(np.float32)
    found = best_tags(scores, moves, lengths=np.array([4]))[0]
    best = max(itertools.product(range(N_TAGS), repeat=4), key=lambda t: score_of(t, scores[0], moves))
    assert tuple(found.tolist()) == best


def test_padding_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    moves, scores = legal_moves(rng), rng.normal(size=(2, 9, N_TAGS)).astype(np.float32)
    together = best_tags(scores, moves, lengths=np.array([9, 5]))
    alone = best_tags(scores[1:, :5], moves, lengths=np.array([5]))
    assert together[1, :5].tolist() == alone[0].tolist()
    assert together[1, 5:].tolist() == [0] * 4


def test_no_run_goes_over_a_paragraph_start() -> None:
    rng = np.random.default_rng(4)
    moves, scores = legal_moves(rng), rng.normal(size=(40, 8, N_TAGS)).astype(np.float32)
    starts = np.zeros((40, 8), bool)
    starts[:, 4] = True
    tags = best_tags(scores, moves, lengths=np.full(40, 8), starts=starts)
    assert not INSIDE[tags[:, 4]].any()


def test_runs_are_cut_by_role_and_edge() -> None:
    tags = np.array(
        [
            tag_of("source", "B"),
            tag_of("source", "E"),
            tag_of("cue", "S"),
            0,
            tag_of("content", "I"),
            tag_of("content", "I"),
        ]
    )
    assert runs_of(tags) == [("source", 0, 1), ("cue", 2, 2), ("content", 4, 5)]


def test_probabilities_are_those_of_all_sequences() -> None:
    rng = np.random.default_rng(6)
    moves, scores = legal_moves(rng), rng.normal(size=(1, 3, N_TAGS)).astype(np.float32)
    expected = np.zeros((3, N_TAGS))
    for tags in itertools.product(range(N_TAGS), repeat=3):
        weight = np.exp(score_of(tags, scores[0], moves))
        expected[[0, 1, 2], tags] += weight
    expected /= expected.sum(axis=1, keepdims=True)
    found = tag_probabilities(scores, moves, lengths=np.array([3]))[0]
    assert np.allclose(found, expected, atol=1e-5)


def test_probabilities_do_not_see_padding() -> None:
    rng = np.random.default_rng(7)
    moves, scores = legal_moves(rng), rng.normal(size=(2, 300, N_TAGS)).astype(np.float32) * 5
    together = tag_probabilities(scores, moves, lengths=np.array([300, 120]))
    alone = tag_probabilities(scores[1:, :120], moves, lengths=np.array([120]))
    assert np.allclose(together[1, :120], alone[0], atol=1e-5)
    assert not together[1, 120:].any()
    assert np.allclose(together[0].sum(axis=1), 1, atol=1e-5)
