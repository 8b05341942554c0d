"""Best tag sequences under a linear-chain CRF, many sequences at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reportedly.read.tags import INSIDE, N_TAGS, ROLES

NEVER = np.float32(-1e4)
TINY = np.float32(1e-30)  # keeps a message from vanishing where two certainties contradict each other

Floats = NDArray[np.float32]
Run = tuple[str, int, int]


def best_tags(
    scores: Floats, moves: Floats, *, lengths: NDArray[np.int64], starts: NDArray[np.bool_] | None = None
) -> NDArray[np.int64]:
    """The highest-scoring tags of each sequence (Viterbi 1967), shape (B, W); ties go to the lower tag.

    scores: (B, W, N_TAGS) float32; lengths: (B,), at least 1; tags past a length are 0.
    starts: (B, W), words that open a paragraph: no run goes on into them.
    """
    if starts is not None:
        scores = np.where(starts[..., None] & INSIDE, NEVER, scores)
    batch, width, _ = scores.shape
    back = np.zeros((width, batch, N_TAGS), dtype=np.int8)
    best = scores[:, 0].copy()
    rows = np.arange(batch)
    into = np.ascontiguousarray(moves.T)
    for t in range(1, width):
        reach = best[:, None, :] + into
        back[t] = reach.argmax(axis=2)
        step = reach.max(axis=2) + scores[:, t]
        best = np.where((t < lengths)[:, None], step, best)
    tags = np.zeros((batch, width), dtype=np.int64)
    tag = best.argmax(axis=1)
    for t in range(width - 1, -1, -1):
        tags[:, t] = np.where(t < lengths, tag, 0)
        tag = np.where(t < lengths, back[t][rows, tag], tag)
    return tags


def tag_probabilities(
    scores: Floats, moves: Floats, *, lengths: NDArray[np.int64], starts: NDArray[np.bool_] | None = None
) -> Floats:
    """The posterior probability of each tag of each word (forward-backward), shape (B, W, N_TAGS).

    Arguments as for ``best_tags``; rows past a length are zero. Messages are rescaled at each word,
    so that long texts do not underflow.
    """
    if starts is not None:
        scores = np.where(starts[..., None] & INSIDE, NEVER, scores)
    _, width, _ = scores.shape
    local = np.exp(scores - scores.max(axis=2, keepdims=True))
    onward = np.exp(moves)
    back = np.ascontiguousarray(onward.T)
    forward = np.empty_like(local)
    forward[:, 0] = local[:, 0] / local[:, 0].sum(axis=1, keepdims=True)
    for t in range(1, width):
        message = (forward[:, t - 1] @ onward) * local[:, t] + TINY
        forward[:, t] = message / message.sum(axis=1, keepdims=True)
    backward = np.ones_like(local)
    for t in range(width - 2, -1, -1):
        message = (backward[:, t + 1] * local[:, t + 1]) @ back + TINY
        message /= message.sum(axis=1, keepdims=True)
        backward[:, t] = np.where((t + 1 < lengths)[:, None], message, 1.0)
    both = forward * backward
    both /= both.sum(axis=2, keepdims=True)
    both[np.arange(width)[None, :] >= lengths[:, None]] = 0
    result: Floats = both.astype(np.float32)
    return result


def runs_of(tags: NDArray[np.int64]) -> list[Run]:
    """The (role, first, last) runs of one tag sequence, in order; a run the edge cuts is kept."""
    runs: list[Run] = []
    for at in np.flatnonzero(tags).tolist():
        role, edge = divmod(int(tags[at]) - 1, 4)
        name = ROLES[role]
        goes_on = edge in (1, 2) and runs and runs[-1][0] == name and runs[-1][2] == at - 1
        if goes_on:
            runs[-1] = (name, runs[-1][1], at)
        else:
            runs.append((name, at, at))
    return runs
