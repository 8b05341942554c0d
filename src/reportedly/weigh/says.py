"""What each statement answers to its matter's question: yes, no, partly, or nothing.

Stance alone does not tell: "a welder set fire to it" asserts, and answers no where the question is of a drone. What
the same speaker and its side say otherwise, and what the statements most alike say, are features beside stance and
wording; a log-linear model over them is learned from annotated stories (``python -m training.weighing``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from reportedly.errors import SetupError
from reportedly.linear import LinearModel, pack_model, unpack_model
from reportedly.model import Says
from reportedly.weigh.scene import NOT, Line, Scene

WEIGHTS = Path(__file__).parent / "weights" / "says.npz"
AGAINST = frozenset({"deny", "doubt"})
FOR = frozenset({"accuse", "confirm"})
OPEN = re.compile(r"^\W*(?:whether|if|what|who|why|how|where|when|which)\b", re.IGNORECASE)
HEDGE = re.compile(
    r"\b(?:may|might|could|possibly|perhaps|appears?|seems?|suggests?|likely|consistent)\b", re.IGNORECASE
)
NEAREST = 5  # how many of the statements most alike are looked at


def features(scene: Scene, group: Sequence[int]) -> list[list[str]]:
    """For each statement of the group the names of what holds of it."""
    lines = [scene.lines[i] for i in group]
    sides = _tally(lines, lambda line: line.speaker.side if line.speaker else None)
    speakers = _tally(lines, lambda line: str(line.speaker.house) if line.speaker else None)
    likeness = scene.words[np.ix_(group, group)] + 0.5 * scene.vectors[group] @ scene.vectors[group].T
    share = sum(line.point.stance in AGAINST for line in lines) / max(1, len(lines))
    found = []
    for k, line in enumerate(lines):
        names = list(_own(line))
        speaker = str(line.speaker.house) if line.speaker else None
        side = line.speaker.side if line.speaker else None
        stance = line.point.stance
        names += [f"speaker:{x}" for x in _lean(speakers, speaker, stance)]
        names += [f"speaker:{x}&{stance}" for x in _lean(speakers, speaker, stance)]
        names += [f"side:{x}" for x in _lean(sides, side, stance)]
        names.append(f"group:{min(4, int(10 * share))}")
        names += _neighbours(lines, likeness[k], k)
        found.append(names)
    return found


def _own(line: Line) -> Iterator[str]:
    point = line.point
    yield "bias"
    yield f"stance:{point.stance}"
    yield f"stance:{point.stance}&{point.polarity}"
    yield f"certainty:{point.certainty}"
    yield f"quote:{point.quote}"
    yield f"cue:{point.cue.lower()[:20]}"
    if point.own_voice:
        yield "own voice"
    if line.speaker is not None and line.speaker.anonymous:
        yield "anonymous"
    if line.speaker is None:
        yield "nobody"
    for name, pattern in (("not", NOT), ("open", OPEN), ("hedge", HEDGE)):
        if pattern.search(point.text):
            yield name
            yield f"{name}&{point.stance}"
    if point.text.rstrip("\"'”’ ").endswith("?"):
        yield "asks"
    if any(t.negated for t in point.told):
        yield "negated event"
    for told in point.told:
        yield f"event:{told.type}"
        yield f"modality:{told.modality}"
    yield f"length:{min(4, len(point.text) // 40)}"


def _tally(lines: Sequence[Line], key: object) -> dict[str, Counter[str]]:
    """How often each speaker or side refuses, claims or declines."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        name = key(line)  # type: ignore[operator]
        if name is not None:
            found[name][_bent(line.point.stance)] += 1
    return found


def _bent(stance: str) -> str:
    if stance in AGAINST:
        return "against"
    if stance in FOR:
        return "for"
    return "silent" if stance == "decline" else "other"


def _lean(tally: dict[str, Counter[str]], name: str | None, stance: str) -> list[str]:
    """What the others of the same speaker or side do, this statement left out."""
    if name is None:
        return ["none"]
    counts = tally[name] - Counter([_bent(stance)])
    if not counts["against"] and not counts["for"]:
        return ["silent" if counts["silent"] else "plain"]
    difference = counts["for"] - counts["against"]
    return ["for" if difference > 0 else "against" if difference < 0 else "both"]


def _neighbours(lines: Sequence[Line], likeness: np.ndarray, own: int) -> list[str]:
    """How the most alike statements of other speakers lean."""
    order = [i for i in np.argsort(-likeness, kind="stable").tolist() if i != own][:NEAREST]
    bent = Counter(_bent(lines[i].point.stance) for i in order)
    closest = lines[order[0]] if order else None
    names = [f"near:{'for' if bent['for'] > bent['against'] else 'against' if bent['against'] else 'plain'}"]
    if closest is not None:
        names.append(f"closest:{_bent(closest.point.stance)}")
        names.append(f"closest:{_bent(closest.point.stance)}&{_bent(lines[own].point.stance)}")
    return names


def judge_says(scene: Scene, group: Sequence[int], model: LinearModel) -> list[Says]:
    """The answer of each statement of the group; a declined comment answers nothing."""
    found: list[Says] = []
    for line, names in zip((scene.lines[i] for i in group), features(scene, group), strict=True):
        if line.point.stance == "decline":
            found.append("unknown")
            continue
        found.append(_best(model, model.shares(names)))
    return found


def settle(lines: Sequence[Line], says: Sequence[Says], origins: Sequence[object]) -> list[Says]:
    """The answers, of which one act of speaking has one: yes or no, whichever most of its statements give.

    Statements whose stance says it outright count twice; where both weigh the same, the earliest decides.
    """
    weights: dict[object, Counter[Says]] = defaultdict(Counter)
    for line, answer, origin in zip(lines, says, origins, strict=True):
        if answer in ("yes", "no"):
            weights[origin][answer] += 2 if line.point.stance in AGAINST | FOR else 1
    settled: dict[object, Says] = {}
    for origin, counts in weights.items():
        first = next(a for a, o in zip(says, origins, strict=True) if o == origin and a in ("yes", "no"))
        settled[origin] = max(counts, key=lambda a: (counts[a], a == first))
    return [settled[o] if a in ("yes", "no") else a for a, o in zip(says, origins, strict=True)]


def _best(model: LinearModel, shares: np.ndarray) -> Says:
    return model.classes[int(shares.argmax())]  # type: ignore[return-value]


def load_says_model(path: Path = WEIGHTS) -> LinearModel:
    """Load the weights; SetupError when they are missing."""
    if not path.is_file():
        raise SetupError(f"{path} is missing. Install the package again, or run python -m training.weighing.")
    with np.load(path) as data:
        return unpack_model(data, "says")


def save_says_model(model: LinearModel, path: Path = WEIGHTS) -> None:
    """Write the weights."""
    np.savez_compressed(path, allow_pickle=False, **pack_model(model, "says"))
