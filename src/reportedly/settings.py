"""One frozen Settings, made at the edge and passed by hand; nothing reads it from a global or the environment.

What concerns one stage alone is that stage's own (fetching: ``ingest.IngestOptions``); here is what they share.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportedly.errors import SetupError


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to run. A value that cannot work is a SetupError at once, not a surprise later.

    threads: cores to use for one article, 1 or more; the results do not depend on it.
    weights: a folder of weights to read with; None takes the one that ships.
    """

    threads: int = 1
    weights: Path | None = None

    def __post_init__(self) -> None:
        if self.threads < 1:
            raise SetupError(f"threads: {self.threads} is too few. Give 1 or more.")
        if self.weights is not None and not self.weights.is_dir():
            raise SetupError(
                f"weights: {self.weights} is not a folder. Name one, or leave it out for the weights that ship."
            )
