"""Documents as training windows: word tags, anchors, and what each anchor should read."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field

import numpy as np
import torch

from reportedly.model import Span
from reportedly.read.pieces import WINDOW, PieceEncoder, Pieces, Window
from reportedly.read.tags import ANCHOR_LEFT, ANCHOR_RIGHT, ROLES, tag_of
from reportedly.read.words import FEATURE_SIZES, Words, split_words
from training.marked import Document, Labelled
from training.model import Batch

MIN_REREAD = 8  # words a content needs to be worth reading again


@dataclass(slots=True)
class Target:
    """One attribution in words: the anchor's words, and runs of words per role."""

    anchor: list[int]
    runs: list[tuple[str, int, int]]  # role, first, last (included)


@dataclass(slots=True)
class Prepared:
    """A document ready to be cut into windows."""

    words: Words
    pieces: Pieces
    tags: np.ndarray
    targets: list[Target]
    shielded: np.ndarray  # words where an unmarked cue is no negative example
    paragraphs: list[tuple[int, int]] = field(default_factory=list)


def prepare(document: Document, encoder: PieceEncoder) -> Prepared:
    """Words, pieces, flat tags and targets of a document."""
    words = split_words(document.text, headline=document.headline)
    tags = np.zeros(len(words), dtype=np.int64)
    shielded = np.zeros(len(words), dtype=bool)
    targets = []
    for labelled in document.attributions:
        runs = [
            (role, first, last)
            for role in ("content", "source", "cue")
            for span in getattr(labelled, role)
            for first, last in _runs(words, span)
        ]
        anchor = [w for role, first, last in runs if role == "cue" for w in range(first, last + 1)]
        if anchor:
            targets.append(Target(anchor, runs))
        if not _is_nested(labelled, document.attributions):
            _paint(tags, runs)
        if not document.nested:
            for role, first, last in runs:
                if role == "content":
                    shielded[first : last + 1] = True
    starts = [*np.flatnonzero(words.features["start"] == 2).tolist(), len(words)]
    paragraphs = list(itertools.pairwise(starts))
    return Prepared(words, encoder.encode(words), tags, targets, shielded, paragraphs)


def inner_document(document: Document) -> Document | None:
    """The contents of a document, each as a paragraph, with the attributions nested in them; None without any.

    This is how contents are read again, so that attributions inside them are found.
    """
    if not document.nested:
        return None
    parts: list[str] = []
    kept: list[Labelled] = []
    at = 0
    for outer in document.attributions:
        for begin, end in outer.content:
            if len(document.text[begin:end].split()) < MIN_REREAD:
                continue
            for other in document.attributions:
                spans = [s for role in ROLES for s in getattr(other, role)]
                if other is not outer and other.cue and all(begin <= b and e <= end for b, e in spans):
                    moved = ([(b - begin + at, e - begin + at) for b, e in getattr(other, r)] for r in ROLES)
                    kept.append(Labelled(*moved))
            parts.append(document.text[begin:end].replace("\n", " "))
            at += end - begin + 1
    return Document(f"{document.name}/inner", "\n".join(parts), kept) if parts else None


def cut_windows(prepared: Prepared, encoder: PieceEncoder, rng: random.Random) -> list[Window]:
    """Windows of whole paragraphs, cut at another place each time; a paragraph too long is cut inside."""
    begins = prepared.pieces.begins
    room = WINDOW - 2
    limit = rng.randint(room // 3, room)
    windows, first = [], 0
    last = 0
    for begin, end in prepared.paragraphs:
        if last > first and begins[end] - begins[first] > limit:
            windows.append((first, last))
            first, limit = begin, room
        while begins[end] - begins[first] > room:
            cut = int(np.searchsorted(begins, begins[first] + room, side="right")) - 1
            windows.append((first, cut))
            first = cut
        last = end
    if last > first:
        windows.append((first, last))
    return [encoder.window(prepared.words, prepared.pieces, a, b) for a, b in windows]


def collate(items: list[tuple[Prepared, Window]], *, mask_id: int, mask_rate: float, rng: np.random.Generator) -> Batch:
    """Pad windows to a batch; some pieces are masked so that names are not learned by heart."""
    p = max(len(w.ids) for _, w in items)
    n = max(len(w.first) for _, w in items)
    shape = (len(items), p)
    ids, mask = np.zeros(shape, np.int64), np.zeros(shape, bool)
    features = {name: np.zeros(shape, np.int64) for name in FEATURE_SIZES}
    first, word_mask = np.zeros((len(items), n), np.int64), np.zeros((len(items), n), bool)
    starts, tags = np.zeros((len(items), n), bool), np.zeros((len(items), n), np.int64)
    for i, (prepared, window) in enumerate(items):
        a, b = window.words
        size = len(window.ids)
        ids[i, :size], mask[i, :size] = window.ids, True
        hidden = rng.random(size) < mask_rate
        hidden[[0, size - 1]] = False
        ids[i, :size][hidden] = mask_id
        for name, values in window.features.items():
            features[name][i, :size] = values
        first[i, : b - a], word_mask[i, : b - a] = window.first, True
        starts[i, : b - a] = prepared.words.features["start"][a:b] == 2
        tags[i, : b - a] = prepared.tags[a:b]
    t = torch.from_numpy
    return Batch(t(ids), t(mask), {k: t(v) for k, v in features.items()}, t(first), t(word_mask), t(starts), t(tags))


def crop_around(anchor: list[int], size: int) -> tuple[int, int]:
    """The stretch of words that stage two sees around an anchor, within ``size`` words."""
    return max(0, anchor[0] - ANCHOR_LEFT), min(size, anchor[-1] + 1 + ANCHOR_RIGHT)


def target_tags(target: Target, offset: int, crop: tuple[int, int]) -> np.ndarray:
    """Role tags of one attribution over a crop; ``offset`` is the window's first word in the document."""
    # One word more on either side, so that a run which the crop cuts stays open at the cut.
    low, high = crop[0] + offset - 1, crop[1] + offset + 1
    tags = np.zeros(high - low, dtype=np.int64)
    clipped = [(r, max(a, low) - low, min(b, high - 1) - low) for r, a, b in target.runs if a < high and b >= low]
    _paint(tags, clipped)
    return tags[1:-1]


def _is_nested(one: Labelled, everyone: list[Labelled]) -> bool:
    """Whether the attribution's cue (or content, without a cue) lies in another's content."""
    inner = one.cue or one.content
    return any(
        other is not one and any(b <= inner[0][0] and inner[0][1] <= e for b, e in other.content) for other in everyone
    )


def _runs(words: Words, span: Span) -> list[tuple[int, int]]:
    """The span's words as runs that do not cross a paragraph start."""
    inside = words.words_in(span)
    if not inside:
        return []
    edges = [inside.start, *(w for w in inside if w > inside.start and words.features["start"][w] == 2), inside.stop]
    return [(a, b - 1) for a, b in itertools.pairwise(edges)]


def _paint(tags: np.ndarray, runs: list[tuple[str, int, int]]) -> None:
    """Write BIES tags of the runs; sources and cues over contents, where they touch."""
    for role, first, last in sorted(runs, key=lambda run: run[0] != "content"):
        if first == last:
            tags[first] = tag_of(role, "S")
            continue
        tags[first], tags[last] = tag_of(role, "B"), tag_of(role, "E")
        tags[first + 1 : last] = tag_of(role, "I")
    _mend(tags)


def _mend(tags: np.ndarray) -> None:
    """Make the sequence legal again where one run was painted over another."""
    role = (tags - 1) // 4
    edge = (tags - 1) % 4
    for i in np.flatnonzero(tags):
        opens = edge[i] in (0, 3) or i == 0 or tags[i - 1] == 0 or role[i - 1] != role[i] or edge[i - 1] in (2, 3)
        closes = edge[i] in (2, 3) or i == len(tags) - 1 or tags[i + 1] == 0 or role[i + 1] != role[i]
        closes = closes or edge[i + 1] in (0, 3)
        tags[i] = 1 + 4 * role[i] + (3 if opens and closes else 0 if opens else 2 if closes else 1)
