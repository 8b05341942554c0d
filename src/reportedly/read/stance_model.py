"""The weights of stance and answers, made by ``python -m training.stance``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reportedly.errors import SetupError
from reportedly.linear import LinearModel, pack_model, unpack_model

WEIGHTS = Path(__file__).parent / "weights" / "stance.npz"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StanceModels:
    """The two models: ``stance`` with a class for each stance, ``answers`` with "no" and "yes" for a pair of drafts.

    threshold: the least probability at which a pair counts as an answer.
    """

    stance: LinearModel
    answers: LinearModel
    threshold: float


def load_stance_models(path: Path = WEIGHTS) -> StanceModels:
    """Load the weights; SetupError when they are missing."""
    if not path.is_file():
        raise SetupError(f"{path} is missing. Install the package again, or run python -m training.stance.")
    with np.load(path) as data:
        return StanceModels(
            stance=unpack_model(data, "stance"),
            answers=unpack_model(data, "answers"),
            threshold=float(data["threshold"]),
        )


def save_stance_models(models: StanceModels, path: Path) -> None:
    """Write the weights, in half precision; the same models give the same bytes."""
    arrays: dict[str, NDArray[np.generic]] = {"threshold": np.array(models.threshold)}
    for name, model in (("stance", models.stance), ("answers", models.answers)):
        arrays |= pack_model(model, name, precision=np.float16)
    np.savez_compressed(path, allow_pickle=False, **arrays)
