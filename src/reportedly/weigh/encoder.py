"""Vectors of statements: all-MiniLM-L6-v2 over a statement in its context, in int8 (ONNX, no torch).

A statement's vector is the mean over its own words, read after its speaker's name and with the words around it, so that
"that" and "the tale" take after what they stand for. Vectors find candidates; they never judge who contradicts whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from reportedly.errors import SetupError
from reportedly.weigh.briefs import Point

WEIGHTS = Path(__file__).parent / "weights"
WIDTH = 384
PARTY, LEFT, OWN, RIGHT = 12, 24, 48, 10  # pieces of each part that are read, at most
BATCH = 16
BEGIN, END = 101, 102  # [CLS] and [SEP]

Bytes = NDArray[np.int8]


@cache
def common_words() -> frozenset[str]:
    """Words that the vocabulary has as one piece: the commonest of English, countries and capitals among them."""
    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    return frozenset(word for word in tokenizer.get_vocab() if word.isalpha())


class Encoder:
    """The loaded encoder. SetupError where its files are missing."""

    def __init__(self, folder: Path = WEIGHTS, *, threads: int = 1) -> None:
        missing = [name for name in ("encoder.onnx", "tokenizer.json") if not (folder / name).exists()]
        if missing:
            raise SetupError(f"no {', '.join(missing)} in {folder}. Install the package again.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def vectors(self, points: Sequence[Point], names: Sequence[str]) -> Bytes:
        """A row for each statement, int8 (n, 384), scaled to its largest number; names: its speaker's."""
        rows = [self._pieces(point, name) for point, name in zip(points, names, strict=True)]
        result = np.zeros((len(rows), WIDTH), np.int8)
        order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0]), i))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            longest = max(len(rows[i][0]) for i in chosen)
            pieces = np.zeros((len(chosen), longest), np.int64)
            mask, pool = np.zeros((2, len(chosen), longest), bool)
            for k, i in enumerate(chosen):
                ids, own = rows[i]
                pieces[k, : len(ids)], mask[k, : len(ids)] = ids, True
                pool[k, own] = True
            (found,) = self._session.run(None, {"pieces": pieces, "mask": mask, "pool": pool})
            largest = np.maximum(np.abs(found).max(axis=1, keepdims=True), 1e-9)
            result[chosen] = np.rint(127 * found / largest).astype(np.int8)
        return result

    def _pieces(self, point: Point, name: str) -> tuple[list[int], slice]:
        """Word pieces of the statement in its context, and which are its own."""
        party, left, own, right = (self._ids(text) for text in (name, point.left, point.text, point.right))
        before = [BEGIN, *party[:PARTY], END, *left[-LEFT:]]
        own = own[:OWN] or [END]
        return [*before, *own, *right[:RIGHT], END], slice(len(before), len(before) + len(own))

    def _ids(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(text, add_special_tokens=False).ids
        return found
