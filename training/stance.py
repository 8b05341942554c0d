"""Learn the weights of stance and answers: ``python -m training.stance`` writes ``read/weights/stance.npz``.

Learns from the annotated stories under ``scenarios/train``, each statement twice: as it is marked, and as the tagger
reads it, whose weights must be there; and from the lexicon, each phrase of which stands for its class's stance.
The learner is multinomial logistic regression with an L2 penalty, by Adam (Kingma and Ba 2015) over all rows at once:
no random number is drawn, so that the same data give the same weights. It needs
numpy alone, and half a minute of one core.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from benchmarks.stance import Outcome, Told, judge_told, load_read, load_told
from reportedly.linear import LinearModel
from reportedly.read.answers import candidates, pair_features, set_scene
from reportedly.read.stance import judge_stances
from reportedly.read.stance_facts import gather_company, gather_facts
from reportedly.read.stance_features import features_of, features_of_phrase
from reportedly.read.stance_lexicon import StanceLexicon, load_stance_lexicon
from reportedly.read.stance_model import WEIGHTS, StanceModels, save_stance_models
from reportedly.read.syntax import load_parser

FOLDS = 6
RARE = 4  # a name that fewer rows hold is not learned; each statement gives two rows
THRESHOLD = 0.15  # chosen across folds: the best F1 of answers
STEPS, RATE = 120, 0.08
PENALTY = 20.0  # chosen across folds; the loss is the sum over rows
# How often a row from the lexicon counts, beside some 3,600 rows of statements.
LEXICON_TIMES = 2
# What holds by what the words mean, however rarely the stories have it: rows of their own, as often as 5 statements.
PRINCIPLES: tuple[tuple[tuple[str, ...], str], ...] = (
    (("bias", "cues:say", "cue:say", "cue:say:say", "w:say", "denies.own.act", "neg:True", "neutral.neg:True"), "deny"),
    (("bias", "cues:say", "cue:say", "cue:say:say", "w:say", "in:obligation:must", "c:must", "aux:must"), "demand"),
    (("bias", "cues:", "in:obligation:must", "c:must", "aux:must"), "demand"),
)
PRINCIPLE_TIMES = 5
# Classes of cues whose phrases are rows of their own; the others speak for no stance by themselves.
SPEAKING = frozenset(
    {"confirm", "deny", "doubt", "accuse", "demand", "promise", "warn", "predict", "decline", "retract", "relay"}
)

Row = tuple[Sequence[str], str]


def train(told: Sequence[Told], read: Sequence[Told], lexicon: StanceLexicon) -> StanceModels:
    """The models of some stories; ``read`` is the same stories as the tagger reads them.

    Answers are learned with the stances as read by a model that has not seen the story, since that is how they come.
    """
    rows = [row for _, _, part in _across(told, read, lexicon) for row in part]
    return StanceModels(stance=train_stance(told, read, lexicon), answers=fit(rows, rare=RARE), threshold=THRESHOLD)


def train_stance(told: Sequence[Told], read: Sequence[Told], lexicon: StanceLexicon) -> LinearModel:
    """The stance model alone."""
    rows = [row for each in (*told, *read) for row in _stance_rows(each, lexicon)]
    return fit(rows, rare=RARE, extra=_lexicon_rows(lexicon))


def judge_across(told: Sequence[Told], read: Sequence[Told], lexicon: StanceLexicon) -> Iterator[Outcome]:
    """What comes out for each statement, marked and read, when the weights were learned from other stories only."""
    across = list(_across(told, read, lexicon))
    for stories, stance, _ in across:
        rows = [row for others, _, part in across if others != stories for row in part]
        models = StanceModels(stance=stance, answers=fit(rows, rare=RARE), threshold=THRESHOLD)
        yield from judge_told([t for t in (*told, *read) if t.story in stories], lexicon, models)


def _across(
    told: Sequence[Told], read: Sequence[Told], lexicon: StanceLexicon
) -> Iterator[tuple[frozenset[str], LinearModel, list[Row]]]:
    """For each fold its stories, a stance model of the other stories, and the rows for answers that it gives."""
    for stories in _folds(told):
        rest = [t for t in told if t.story not in stories], [t for t in read if t.story not in stories]
        model = train_stance(*rest, lexicon)
        held = [t for t in (*told, *read) if t.story in stories]
        yield stories, model, [row for each in held for row in _answer_rows(each, model, lexicon)]


def fit(rows: Sequence[Row], *, rare: int, extra: Sequence[Row] = ()) -> LinearModel:
    """A model of all rows; names that fewer than ``rare`` rows hold are left out unless an extra row has them."""
    counts = Counter(name for names, _ in rows for name in set(names))
    known = {name for name, n in counts.items() if n >= rare} | {name for names, _ in extra for name in names}
    order = {name: i for i, name in enumerate(sorted(known))}
    every = [*rows, *extra]
    classes = tuple(sorted({label for _, label in every}))
    held = [[order[name] for name in dict.fromkeys(names) if name in order] for names, _ in every]
    at = np.fromiter((i for row in held for i in row), dtype=np.int64)
    row = np.repeat(np.arange(len(every)), [len(h) for h in held])
    wanted = np.zeros((len(every), len(classes)), dtype=np.float32)
    wanted[np.arange(len(every)), [classes.index(label) for _, label in every]] = 1.0
    weights = _descend(at, row, wanted, len(order))
    return LinearModel(classes=classes, rows=order, weights=weights)


def _descend(at: np.ndarray, row: np.ndarray, wanted: np.ndarray, size: int) -> np.ndarray:
    """Weights, shape (size, n_classes), that make the wanted classes of the rows likely."""
    n, k = wanted.shape
    weights, speed, force = np.zeros((3, size, k), dtype=np.float32)
    starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
    order = np.argsort(at, kind="stable")
    names, firsts = np.unique(at[order], return_index=True)
    for step in range(1, STEPS + 1):
        scores = np.zeros((n, k), dtype=np.float32)
        scores[row[starts]] = np.add.reduceat(weights[at], starts, axis=0)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        wrong = odds / odds.sum(axis=1, keepdims=True) - wanted
        slope = PENALTY * weights
        slope[names] += np.add.reduceat(wrong[row[order]], firsts, axis=0)
        slope /= n
        speed = 0.9 * speed + 0.1 * slope
        force = 0.999 * force + 0.001 * slope**2
        rate = RATE * (1 - step / (STEPS + 1))
        weights -= rate * (speed / (1 - 0.9**step)) / (np.sqrt(force / (1 - 0.999**step)) + 1e-8)
    return weights


def _stance_rows(told: Told, lexicon: StanceLexicon) -> Iterator[Row]:
    facts = gather_facts(told.parse, told.drafts, lexicon=lexicon)
    company = gather_company(facts, told.parties)
    for i, stance in enumerate(told.stances):
        if stance is not None:
            yield features_of(i, told.drafts, facts, company=company), stance


def _lexicon_rows(lexicon: StanceLexicon) -> list[Row]:
    rows: list[Row] = []
    for group in lexicon.cues.values():
        for phrase, names in group:
            speaking = [name for name in names if name in SPEAKING]
            if len(speaking) == 1:
                rows += LEXICON_TIMES * [(features_of_phrase(phrase, names), str(lexicon.stances[speaking[0]]))]
    return rows + PRINCIPLE_TIMES * [(list(names), stance) for names, stance in PRINCIPLES]


def _answer_rows(told: Told, model: LinearModel, lexicon: StanceLexicon) -> Iterator[Row]:
    facts = gather_facts(told.parse, told.drafts, lexicon=lexicon)
    models = StanceModels(stance=model, answers=model, threshold=1.0)  # its answers are not asked for
    judged = judge_stances(told.parse, told.drafts, lexicon=lexicon, models=models, parties=told.parties, facts=facts)
    stances = [judgement.stance for judgement in judged]
    scene = set_scene(told.drafts, facts, stances, parties=told.parties)
    known = [i for i, stance in enumerate(told.stances) if stance is not None]
    for i in known:
        about = told.about[i]
        for other in candidates(scene, i):
            if other not in known:  # nobody has said whether it is answered
                continue
            yield pair_features(scene, i, other, told.about), "yes" if other == about else "no"


def _folds(told: Sequence[Told]) -> list[frozenset[str]]:
    stories = sorted({t.story for t in told})
    return [frozenset(stories[i::FOLDS]) for i in range(min(FOLDS, len(stories)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"), help="folder that holds scenarios/train")
    parser.add_argument("--weights", type=Path, help="folder of the tagger's weights")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args(arguments)
    reader, lexicon = load_parser(), load_stance_lexicon()
    folder = options.data / "scenarios" / "train"
    told, read = list(load_told(folder, reader)), list(load_read(folder, reader, options.weights))
    models = train(told, read, lexicon)
    save_stance_models(models, options.out)
    names = len(models.stance.rows), len(models.answers.rows)
    sys.stderr.write(f"{options.out}: {names[0]} names for stance, {names[1]} for answers\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
