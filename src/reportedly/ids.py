"""Identifiers made from content: the same input gives the same id on any machine."""

from __future__ import annotations

import hashlib

ID_HEX = 16  # 64 bits: a collision is expected only past four thousand million ids


def hash_bytes(data: bytes) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def make_id(kind: str, *parts: str | int | None) -> str:
    """An id such as ``art-9f86d081884c7d65``, from a kind and the parts that identify the thing.

    Parts are length-prefixed, so that ("ab", "c") and ("a", "bc") differ; None differs from "".
    """
    digest = hashlib.sha256()
    for part in parts:
        encoded = b"-" if part is None else str(part).encode("utf-8", "surrogatepass")
        digest.update(f"{'n' if part is None else len(encoded)}:".encode() + encoded)
    return f"{kind}-{digest.hexdigest()[:ID_HEX]}"
