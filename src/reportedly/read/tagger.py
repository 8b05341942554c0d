"""The trained tagger: sources, cues and contents of a text, as word runs (ONNX, no torch).

Stage one tags all words at once; stage two reads every cue by itself, which decides whether it is an
attribution and what belongs to it. See ``weights/MODEL_CARD.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from reportedly.errors import SetupError
from reportedly.read.crf import Floats, Run, best_tags, runs_of, tag_probabilities
from reportedly.read.pieces import WINDOW, PieceEncoder, Pieces
from reportedly.read.tags import ANCHOR_LEFT, ANCHOR_RIGHT, ROLES, distances_from
from reportedly.read.words import FEATURE_SIZES, Words

LEFT_CONTEXT, RIGHT_CONTEXT = 40, 24  # pieces of an inner window that only serve as context
WINDOW_BATCH = 4  # windows at a time: more gains no speed and costs memory
CUE_BATCH = 16
CUE_PROBABILITY = 0.5  # a cue less likely than this is not read: best F1 on PolNeAR dev with few invented sources
CUE_FLOOR = 0.04  # words less likely than this part one cue from the next
MAX_SEED = 6  # words of a cue outside the best runs
FILES = ("encoder.onnx", "cues.onnx", "moves.npz", "tokenizer.json")

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """What stage one makes of a text.

    hidden (n_words, width); scores (n_words, N_TAGS): of each tag by itself; tags: its posterior probability,
    same shape; runs: the best sequence.
    """

    hidden: Floats
    scores: Floats
    tags: Floats
    runs: tuple[Run, ...]

    def likely(self, role: str) -> Floats:
        """The probability of each word to be part of the role, (n_words,)."""
        first = 1 + 4 * ROLES.index(role)
        result: Floats = self.tags[:, first : first + 4].sum(axis=1)
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class CueReading:
    """What stage two makes of one cue: its runs by role, and how likely it is an attribution (0..1).

    anchor: the words that the first stage proposed, in order; likely: its probability that they are a cue.
    sure: mean probability of the tags chosen.
    """

    anchor: tuple[int, ...]
    runs: tuple[Run, ...]
    likely: float
    accept: float
    sure: float

    def of(self, role: str) -> list[tuple[int, int]]:
        """The (first, last) words of the role's runs, in order."""
        return [(first, last) for name, first, last in self.runs if name == role]


class Tagger:
    """The loaded model. One instance serves any number of texts, from one thread at a time."""

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        missing = [name for name in FILES if not (folder / name).exists()]
        if missing:
            raise SetupError(f"no {', '.join(missing)} in {folder}. Install the package again, or run `make train`.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # the arena keeps the largest batch ever seen
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        providers = ["CPUExecutionProvider"]
        self._encoder = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=providers)
        self._cues = onnxruntime.InferenceSession(str(folder / "cues.onnx"), options, providers=providers)
        with np.load(folder / "moves.npz") as moves:
            self._flat_moves: Floats = moves["flat"]
            self._role_moves: Floats = moves["role"]
        self.pieces = PieceEncoder(folder / "tokenizer.json")

    def tag(self, words: Words) -> Tagged:
        """Stage one over a whole text, in overlapping windows; time is linear in its length."""
        pieces = self.pieces.encode(words)
        plan = _plan_windows(pieces, len(words))
        hidden: list[Floats] = []
        scores: list[Floats] = []
        for i in range(0, len(plan), WINDOW_BATCH):
            for h, s in self._encode(words, pieces, plan[i : i + WINDOW_BATCH]):
                hidden.append(h)
                scores.append(s)
        flat = np.concatenate(scores)
        tags, runs = _decode_paragraphs(flat, words, self._flat_moves)
        return Tagged(hidden=np.concatenate(hidden), scores=flat, tags=tags, runs=tuple(runs))

    def _encode(
        self, words: Words, pieces: Pieces, plan: Sequence[tuple[int, int, int, int]]
    ) -> list[tuple[Floats, Floats]]:
        """Hidden states and scores of the core words of some windows."""
        windows = [self.pieces.window(words, pieces, first, last) for first, last, _, _ in plan]
        p, w = max(len(x.ids) for x in windows), max(len(x.first) for x in windows)
        ids, mask = np.zeros((len(windows), p), np.int64), np.zeros((len(windows), p), bool)
        features = np.zeros((len(windows), p, len(FEATURE_SIZES)), np.int64)
        first_piece = np.zeros((len(windows), w), np.int64)
        for i, window in enumerate(windows):
            ids[i, : len(window.ids)] = window.ids
            mask[i, : len(window.ids)] = True
            for k, name in enumerate(FEATURE_SIZES):
                features[i, : len(window.ids), k] = window.features[name]
            first_piece[i, : len(window.first)] = window.first
        hidden, scores = self._encoder.run(
            None, {"pieces": ids, "mask": mask, "features": features, "first": first_piece}
        )
        return [
            (hidden[i, low - first : high - first], scores[i, low - first : high - first])
            for i, (first, _, low, high) in enumerate(plan)
        ]

    def read_cues(self, words: Words, tagged: Tagged, anchors: Sequence[Sequence[int]]) -> list[CueReading]:
        """Stage two for each anchor (word indices in order), in the order given."""
        order = sorted(
            range(len(anchors)), key=lambda i: _crop(anchors[i], len(words))[1] - _crop(anchors[i], len(words))[0]
        )
        readings: dict[int, CueReading] = {}
        for i in range(0, len(order), CUE_BATCH):
            chosen = order[i : i + CUE_BATCH]
            batch = self._read_batch(words, tagged, [anchors[k] for k in chosen])
            readings.update(zip(chosen, batch, strict=True))
        return [readings[i] for i in range(len(anchors))]

    def _read_batch(self, words: Words, tagged: Tagged, anchors: Sequence[Sequence[int]]) -> list[CueReading]:
        crops = [_crop(anchor, len(words)) for anchor in anchors]
        size = max(high - low for low, high in crops)
        hidden = np.zeros((len(anchors), size, tagged.hidden.shape[1]), np.float32)
        mask, starts = np.zeros((len(anchors), size), bool), np.zeros((len(anchors), size), bool)
        distance = np.zeros((len(anchors), size), np.int64)
        for i, (anchor, (low, high)) in enumerate(zip(anchors, crops, strict=True)):
            hidden[i, : high - low] = tagged.hidden[low:high]
            mask[i, : high - low] = True
            starts[i, : high - low] = words.features["start"][low:high] == 2
            marks = np.zeros(high - low, bool)
            marks[np.asarray(anchor) - low] = True
            distance[i, : high - low] = distances_from(marks, anchor[0] - low, anchor[-1] - low)
        scores, logits = self._cues.run(None, {"words": hidden, "mask": mask, "distance": distance})
        lengths = mask.sum(axis=1)
        tags = best_tags(scores, self._role_moves, lengths=lengths, starts=starts)
        accept = 1 / (1 + np.exp(-logits.astype(np.float64)))
        posterior = tag_probabilities(scores, self._role_moves, lengths=lengths, starts=starts)
        chosen = np.take_along_axis(posterior, tags[..., None], axis=2)[..., 0]
        cue = tagged.likely("cue")
        readings = []
        for i, (anchor, (low, high)) in enumerate(zip(anchors, crops, strict=True)):
            told = tags[i, : high - low] > 0
            sure = float(chosen[i, : high - low][told].mean()) if told.any() else 0.0
            runs = tuple(_shift(runs_of(tags[i, : high - low]), low))
            readings.append(
                CueReading(
                    anchor=tuple(anchor),
                    runs=runs,
                    likely=float(cue[list(anchor)].max()),
                    accept=float(accept[i]),
                    sure=sure,
                )
            )
        return readings


def propose_cues(tagged: Tagged, *, least: float = CUE_PROBABILITY) -> list[tuple[int, ...]]:
    """Anchors worth reading: cues of stage one, and others as likely that its best runs leave out; in text order."""
    cue = tagged.likely("cue")
    anchors = [tuple(range(first, last + 1)) for role, first, last in tagged.runs if role == "cue"]
    taken = np.zeros(len(cue), bool)
    for anchor in anchors:
        taken[max(0, anchor[0] - 1) : anchor[-1] + 2] = True
    likely = np.flatnonzero((cue >= CUE_FLOOR) & ~taken)
    for run in np.split(likely, np.flatnonzero(np.diff(likely) > 1) + 1):
        if len(run):
            anchors.append(tuple(run[cue[run] >= cue[run].max() / 2][:MAX_SEED].tolist()))
    return sorted(anchor for anchor in anchors if cue[list(anchor)].max() >= least)


def _plan_windows(pieces: Pieces, n_words: int) -> list[tuple[int, int, int, int]]:
    """(first, last, core first, core last) words of the windows; cores tile the text."""
    begins = pieces.begins
    room = WINDOW - 2
    plan = []
    low = 0
    while low < n_words:
        first = int(np.searchsorted(begins, begins[low] - LEFT_CONTEXT, side="left")) if low else 0
        last = min(n_words, int(np.searchsorted(begins, begins[first] + room, side="right")) - 1)
        high = last
        if last < n_words:
            high = max(low + 1, int(np.searchsorted(begins, begins[last] - RIGHT_CONTEXT, side="right")) - 1)
        plan.append((first, last, low, high))
        low = high
    return plan


def _decode_paragraphs(scores: Floats, words: Words, moves: Floats) -> tuple[Floats, list[Run]]:
    """Tag probabilities and best runs of stage one, each paragraph a sequence of its own."""
    begins = np.flatnonzero(words.features["start"] == 2)
    lengths = np.diff(np.append(begins, len(words)))
    likely = np.zeros(scores.shape, np.float32)
    best = np.zeros(len(words), np.int64)
    for group in _by_length(lengths):
        width = int(lengths[group].max())
        batch = np.zeros((len(group), width, scores.shape[1]), np.float32)
        for i, k in enumerate(group):
            batch[i, : lengths[k]] = scores[begins[k] : begins[k] + lengths[k]]
        tags = best_tags(batch, moves, lengths=lengths[group])
        posterior = tag_probabilities(batch, moves, lengths=lengths[group])
        for i, k in enumerate(group):
            best[begins[k] : begins[k] + lengths[k]] = tags[i, : lengths[k]]
            likely[begins[k] : begins[k] + lengths[k]] = posterior[i, : lengths[k]]
    runs = [
        r for b, n in zip(begins.tolist(), lengths.tolist(), strict=True) for r in _shift(runs_of(best[b : b + n]), b)
    ]
    return likely, runs


def _shift(runs: list[Run], by: int) -> list[Run]:
    return [(role, first + by, last + by) for role, first, last in runs]


def _by_length(lengths: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Indices in groups of like length, so that padding stays small."""
    order = np.argsort(lengths, kind="stable")
    edges = np.searchsorted(lengths[order], [16, 48, 96, 192, 400, 1000, 4000], side="right")
    return [group for group in np.split(order, edges) if len(group)]


def _crop(anchor: Sequence[int], n_words: int) -> tuple[int, int]:
    return max(0, anchor[0] - ANCHOR_LEFT), min(n_words, anchor[-1] + 1 + ANCHOR_RIGHT)
