"""The statements of one story side by side, with what is compared between them as matrices."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from reportedly.weigh.briefs import SENTENCE_END, Brief, Point
from reportedly.weigh.speakers import Person, join_speakers

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# Words that say nothing of what a statement is about; negation is not compared here but in ``weigh.says``.
STOP = frozenset(
    "a an the of to in on at for and or but nor that this these those it its was were is are be been being had has "
    "have having he she they them his her hers their theirs him me my we our ours us you your i not no by with from as "
    "who which whom whose said say says saying told tell would will could can may might should shall must there here "
    "then than when where while what how why one any all some more most other such so if about into over after before "
    "up down out off also only just now do does did done".split()
)
NOT = re.compile(r"\b(?:no|not|never|none|nothing|nobody|neither|nor|without|cannot)\b|n[’']t\b", re.IGNORECASE)
PARAGRAPH_REACH, ARTICLE_REACH = 200.0, 800.0  # characters at which nearness has fallen to 1/e

# In the order of the last axis of ``Scene.features``.
FEATURES = (
    "vector", "vector far", "words", "words far", "sentence words", "same article", "near", "nearby", "same sentence",
    "same paragraph", "same speaker", "same speaker and paragraph", "a number", "a name", "accusation and denial",
    "answer", "same event type",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A statement of the story. brief: the number of its article; speaker: None where none is named."""

    number: int
    brief: int
    point: Point
    speaker: Person | None
    time: float | None  # seconds since 1970: when said, else when published


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """A story: its articles in the order of their ids, all their statements, and a vector for each."""

    briefs: tuple[Brief, ...]
    lines: tuple[Line, ...]
    vectors: Floats  # (n, 384), of length 1 after the story's mean is taken off
    words: Floats  # (n, n): cosine of the weighted words of statements

    def features(self) -> Floats:
        """What is compared between every two statements, (n, n, len(FEATURES)); symmetric."""
        return _features(self)


def set_scene(briefs: Sequence[Brief], vectors: Sequence[NDArray[np.int8]]) -> Scene:
    """The scene of a story; whatever the order of its articles, the same comes out."""
    order = sorted(range(len(briefs)), key=lambda i: briefs[i].article.id)
    briefs = [briefs[i] for i in order]
    stacked = np.concatenate([vectors[i] for i in order]).astype(np.float64) if order else np.zeros((0, 1))
    persons = join_speakers(briefs)
    lines: list[Line] = []
    for n, brief in enumerate(briefs):
        for point in brief.points:
            speaker = persons.get((n, point.party)) if point.party else None
            lines.append(
                Line(
                    number=len(lines), brief=n, point=point, speaker=speaker, time=seconds(point.said_at or brief.time)
                )
            )
    centred = _unit(_unit(stacked) - _unit(stacked).mean(axis=0, keepdims=True)) if len(lines) else stacked
    words = _weigh_words([_bag(line.point.text) for line in lines])
    return Scene(briefs=tuple(briefs), lines=tuple(lines), vectors=centred, words=words @ words.T)


def seconds(time: str | None) -> float | None:
    """A moment as seconds since 1970; a day counts from its beginning, UTC where no offset is given."""
    try:
        moment = datetime.fromisoformat(time) if time else None
    except ValueError:
        return None
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    found: str = snowballstemmer.stemmer("english").stemWord(word)
    return found


def _bag(text: str) -> Counter[str]:
    return Counter(_stem(w) for w in re.findall(r"[^\W_]+", text.lower()) if w not in STOP)


def sentence_of(point: Point) -> str:
    """The statement with the rest of its sentence."""
    starts = [m.end() for m in SENTENCE_END.finditer(point.left)]
    end = SENTENCE_END.search(point.right)
    return point.left[starts[-1] if starts else 0 :] + point.text + point.right[: end.start() if end else None]


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9))


def _weigh_words(bags: Sequence[Counter[str]]) -> Floats:
    """Rows of length 1, words weighted by how few statements of the story have them (tf-idf)."""
    spread = Counter(word for bag in bags for word in bag)
    column = {word: i for i, word in enumerate(sorted(spread))}
    rows = np.zeros((len(bags), max(1, len(column))))
    for row, bag in zip(rows, bags, strict=True):
        for word, times in bag.items():
            row[column[word]] = (1 + math.log(times)) * math.log((len(bags) + 1) / spread[word])
    return _unit(rows)


def _same(values: Sequence[object]) -> Floats:
    """Where two have the same value, None being like nothing."""
    codes = {v: i for i, v in enumerate(dict.fromkeys(v for v in values if v is not None))}
    row = np.array([codes.get(v, -1) for v in values])
    return np.asarray(((row[:, None] == row[None]) & (row[:, None] >= 0)).astype(float))


def _share(sets: Sequence[frozenset[str]]) -> Floats:
    """Where two sets share a member."""
    column = {w: i for i, w in enumerate(sorted(frozenset().union(*sets)))} if sets else {}
    rows = np.zeros((len(sets), max(1, len(column))))
    for row, held in zip(rows, sets, strict=True):
        row[[column[w] for w in held]] = 1
    return np.asarray((rows @ rows.T > 0).astype(float))


def _features(scene: Scene) -> Floats:
    lines = scene.lines
    article = np.array([line.brief for line in lines])
    here = _same([line.brief for line in lines])
    begins = np.array([line.point.spans[0][0] for line in lines], float)
    gaps = np.abs(begins[:, None] - begins[None])
    nearby = here * np.exp(-gaps / ARTICLE_REACH)
    paragraph = _same([(line.brief, line.point.paragraph) for line in lines])
    sentences = [_sentence_mark(line) for line in lines]
    bags = _weigh_words([_bag(sentence_of(line.point)) for line in lines])
    speaker = _same([line.speaker.key if line.speaker else None for line in lines])
    texts = [line.point.text for line in lines]
    stances = np.array([line.point.stance for line in lines])
    accused = (stances[:, None] == "accuse") & (stances[None] == "deny")
    answers = np.zeros((len(lines), len(lines)))
    first = {n: int(np.flatnonzero(article == n)[0]) for n in set(article.tolist())}
    for line in lines:
        if line.point.about is not None:
            answers[line.number, first[line.brief] + line.point.about] = 1
    vectors = scene.vectors @ scene.vectors.T
    parts = {
        "vector": vectors, "vector far": vectors * (1 - here), "words": scene.words,
        "words far": scene.words * (1 - here),
        "sentence words": bags @ bags.T, "same article": here, "near": here * np.exp(-gaps / PARAGRAPH_REACH),
        "nearby": nearby, "same sentence": _same(sentences), "same paragraph": paragraph, "same speaker": speaker,
        "same speaker and paragraph": speaker * paragraph,
        "a number": _share([frozenset(re.findall(r"\d+", t)) for t in texts]),
        "a name": _share([frozenset(re.findall(r"\b[A-Z][a-z]{2,}", t)) for t in texts]),
        "accusation and denial": (accused | accused.T).astype(float),
        "answer": np.maximum(answers, answers.T),
        "same event type": _share([frozenset(t.type for t in line.point.told) for line in lines]),
    }  # fmt: skip
    return np.stack([parts[name] for name in FEATURES], axis=-1)


def _sentence_mark(line: Line) -> tuple[int, int]:
    """What the statements of one sentence share: where the sentence begins."""
    starts = [m.end() for m in SENTENCE_END.finditer(line.point.left)]
    before = len(line.point.left) - (starts[-1] if starts else 0)
    return line.brief, line.point.spans[0][0] - before
