"""Disjoint sets, with a root that tells: what is joined here depends on no order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

T = TypeVar("T", bound=Any)


class Groups(Generic[T]):
    """Disjoint sets of these members; a set's root is its least one, so that the order of joining changes nothing."""

    def __init__(self, members: Iterable[T]) -> None:
        self._up = {m: m for m in members}

    def find(self, member: T) -> T:
        """The root of the member's set."""
        while self._up[member] != member:
            self._up[member] = self._up[self._up[member]]
            member = self._up[member]
        return member

    def unite(self, a: T, b: T) -> bool:
        """Make the sets of two members one; whether they were two."""
        a, b = sorted((self.find(a), self.find(b)))
        self._up[b] = a
        return bool(a != b)
