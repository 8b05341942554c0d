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
        result = np.zeros((len(points), WIDTH), np.int8)
        for i, (point, name) in enumerate(zip(points, names, strict=True)):
            ids, own = self._pieces(point, name)
            mask, pool = np.ones((1, len(ids)), bool), np.zeros((1, len(ids)), bool)
            pool[0, own] = True
            # One at a time: activations are quantised over a batch, and a vector must not depend on its neighbours.
            (found,) = self._session.run(None, {"pieces": np.array([ids]), "mask": mask, "pool": pool})
            result[i] = np.rint(127 * found[0] / max(float(np.abs(found[0]).max()), 1e-9)).astype(np.int8)
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
