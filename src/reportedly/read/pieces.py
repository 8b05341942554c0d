"""Words as word pieces: what the encoder takes in, and windows of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from reportedly.read.words import FEATURE_SIZES, Words

CLS, SEP, UNKNOWN, MASK = "[CLS]", "[SEP]", "[UNK]", "[MASK]"
WINDOW = 256  # pieces, the two markers at its ends included

Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pieces:
    """The word pieces of a text.

    ids (n_pieces,); begins (n_words + 1,): the pieces of word i are ``ids[begins[i]:begins[i + 1]]``, never none.
    """

    ids: Longs
    begins: Longs


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One input of the encoder, unpadded.

    words: the first and last-plus-one word. ids (n,) and features {name: (n,)} with the markers at both ends;
    first (n_words,): the index of each word's first piece.
    """

    words: tuple[int, int]
    ids: Longs
    features: dict[str, Longs]
    first: Longs


class PieceEncoder:
    """Cuts words into pieces with the encoder's own vocabulary (``tokenizer.json``)."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.cls, self.sep, self.unknown, self.mask = (self._id(name) for name in (CLS, SEP, UNKNOWN, MASK))
        self._known: dict[str, tuple[int, ...]] = {}

    def _id(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"the vocabulary has no {name}")
        return int(found)

    def encode(self, words: Words) -> Pieces:
        """The pieces of all words; a word the vocabulary cannot spell is one unknown piece."""
        known = self._known
        new = sorted({form for form in words.forms if form not in known})
        if len(known) + len(new) > 200_000:  # bounded memory over a long ingest
            known.clear()
            new = sorted(set(words.forms))
        for form, encoding in zip(new, self._tokenizer.encode_batch(new, add_special_tokens=False), strict=True):
            known[form] = tuple(encoding.ids) or (self.unknown,)
        ids: list[int] = []
        begins = [0]
        for form in words.forms:
            ids.extend(known[form])
            begins.append(len(ids))
        return Pieces(ids=np.asarray(ids, dtype=np.int64), begins=np.asarray(begins, dtype=np.int64))

    def window(self, words: Words, pieces: Pieces, first: int, last: int) -> Window:
        """The encoder's input for the words ``first`` to ``last``, the latter excluded."""
        begins = pieces.begins[first : last + 1]
        counts = np.diff(begins)
        ids = np.concatenate(([self.cls], pieces.ids[begins[0] : begins[-1]], [self.sep]))
        features = {}
        for name in FEATURE_SIZES:
            values = np.zeros(len(ids), dtype=np.int64)
            values[1:-1] = np.repeat(words.features[name][first:last], counts)
            features[name] = values
        return Window(words=(first, last), ids=ids, features=features, first=begins[:-1] - begins[0] + 1)
