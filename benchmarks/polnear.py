"""Attributions against PolNeAR: the measures of its scorer, and the same cut by kind.

An attribution is right when its content overlaps a gold content with token IoU >= 0.5 and its source shares a
token with the gold source, or both have none. Matching is one to one, best overlap first. Attributions nested in a
content are left out, since PolNeAR does not annotate them.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from reportedly.model import Span

TOKEN = re.compile(r"\S+")
ROLES = ("source", "cue", "content")
RESAMPLES = 500

# Verbs of speech: Levin's (1993) say, tell, talk, manner-of-speaking and tool-of-communication classes, as lemmas.
SPEECH = frozenset(
    """
    say tell add ask reply answer respond explain note remark observe state declare announce report claim
    assert insist argue maintain contend allege deny admit acknowledge concede confirm reiterate repeat stress
    emphasize emphasise warn urge promise vow pledge suggest mention recount recall relate describe comment
    quip joke shout yell whisper mutter murmur cry exclaim write tweet post testify swear complain boast brag
    lament predict continue conclude caution counter retort interject begin speak talk discuss call accuse
    blame criticize criticise praise demand request
    """.split()
)
IRREGULAR = {
    "said": "say", "told": "tell", "wrote": "write", "written": "write", "swore": "swear", "sworn": "swear",
    "began": "begin", "spoke": "speak", "spoken": "speak", "cried": "cry", "cries": "cry", "replied": "reply",
    "replies": "reply", "testified": "testify", "testifies": "testify", "denied": "deny", "denies": "deny",
    "admitted": "admit", "admitting": "admit", "quipped": "quip", "bragged": "brag", "bragging": "brag",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Attributed:
    """One attribution as sets of token begins, with what it is cut by."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]
    quote: str
    speech: bool
    source_kind: str
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, predicted and gold counts."""

    right: int
    predicted: int
    gold: int

    @property
    def scores(self) -> tuple[float, float, float]:
        """Precision, recall and F1 in percent."""
        p = 100 * self.right / self.predicted if self.predicted else 0.0
        r = 100 * self.right / self.gold if self.gold else 0.0
        return p, r, 2 * p * r / (p + r) if p + r else 0.0


def tokens_of(text: str, spans: Iterable[Span]) -> frozenset[int]:
    """Begins of the whitespace tokens of which a letter or digit lies in the spans (as the scorer counts)."""
    found = set()
    for match in TOKEN.finditer(text):
        for begin, end in spans:
            low, high = max(begin, match.start()), min(end, match.end())
            if low < high and any(c.isalnum() for c in text[low:high]):
                found.add(match.start())
    return frozenset(found)


def quote_kind(text: str, spans: Sequence[Span]) -> str:
    """Direct, mixed or indirect by the quotation marks in the contents, the same for gold and prediction."""
    quoted = plain = 0
    for begin, end in spans:
        piece = text[begin:end].translate(str.maketrans("“”", '""'))
        parts = piece.split('"')
        if text[begin - 1 : begin] in ('"', "“") and text[begin - 1 : begin]:
            parts = ["", *parts]
        for number, part in enumerate(parts):
            size = len(re.findall(r"\w+", part))
            quoted, plain = (quoted + size, plain) if number % 2 else (quoted, plain + size)
    return "direct" if quoted and not plain else "mixed" if quoted else "indirect"


def is_speech(words: str) -> bool:
    """Whether a cue holds a verb of speech."""
    return any(_lemma(word) in SPEECH for word in re.findall(r"[a-z]+", words.casefold()))


def source_kind(words: str) -> str:
    """A coarse kind of source, from its words alone: none, pronoun, unnamed or named."""
    if not words:
        return "none"
    if words.casefold() in {"he", "she", "they", "it", "i", "we", "you", "who", "which", "that", "his", "her", "their"}:
        return "pronoun"
    return (
        "named"
        if re.search(r"\b[A-Z]", re.sub(r"^\W*\w+", "", words, count=1)) or (words[:1].isupper() and " " not in words)
        else "unnamed"
    )


def attributed(text: str, spans: dict[str, Sequence[Span]], *, implicit: bool = False) -> Attributed:
    """One attribution ready to be compared."""
    words = {role: " ".join(text[b:e] for b, e in spans[role]) for role in ROLES}
    return Attributed(
        *(tokens_of(text, spans[role]) for role in ROLES),
        quote=quote_kind(text, spans["content"]),
        speech=is_speech(words["cue"]),
        source_kind=source_kind(words["source"]),
        implicit=implicit,
    )


def match(gold: Sequence[Attributed], predicted: Sequence[Attributed]) -> dict[int, int]:
    """Gold index to predicted index of the attributions that are right."""
    pairs = sorted(
        (
            (len(g.content & p.content) / len(g.content | p.content), i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if g.content & p.content
        ),
        key=lambda pair: -pair[0],
    )
    hits: dict[int, int] = {}
    for score, i, j in pairs:
        if score < 0.5:
            break
        g, p = gold[i], predicted[j]
        same_source = bool(g.source & p.source) or (not g.source and (not p.source or p.implicit))
        if i not in hits and j not in hits.values() and same_source:
            hits[i] = j
    return hits


Document = tuple[Sequence[Attributed], Sequence[Attributed], dict[int, int]]


def tally(documents: Iterable[Document], keep: Callable[[Attributed], bool] = lambda a: True) -> Tally:
    """Counts over documents of the attributions that ``keep`` keeps: predictions by their own
    properties, right ones by the gold's."""
    right = predicted = gold = 0
    for golds, preds, hits in documents:
        gold += sum(map(keep, golds))
        right += sum(1 for i in hits if keep(golds[i]))
        # A right prediction counts where its gold counts, so that precision and recall share their hits.
        predicted += sum(1 for i in hits if keep(golds[i]))
        predicted += sum(1 for j, p in enumerate(preds) if j not in hits.values() and keep(p))
    return Tally(right, predicted, gold)


def interval(documents: Sequence[Document], *, seed: int = 0) -> tuple[float, float]:
    """A 95 % interval of attribution F1, by resampling articles (percentile bootstrap)."""
    rng = random.Random(seed)
    parts = [tally([d]) for d in documents]
    scores = []
    for _ in range(RESAMPLES):
        drawn = rng.choices(parts, k=len(parts))
        scores.append(Tally(*(sum(getattr(t, f) for t in drawn) for f in ("right", "predicted", "gold"))).scores[2])
    scores.sort()
    return scores[int(0.025 * RESAMPLES)], scores[int(0.975 * RESAMPLES)]


def miss_kinds(documents: Iterable[Document]) -> Counter[str]:
    """Why gold attributions are missed."""
    kinds: Counter[str] = Counter()
    for golds, preds, hits in documents:
        for i, g in enumerate(golds):
            if i in hits:
                continue
            touching = [p for p in preds if p.content & g.content]
            if not touching:
                kinds["nothing predicted"] += 1
                continue
            best = max(touching, key=lambda p: len(p.content & g.content) / len(p.content | g.content))
            if len(best.content & g.content) / len(best.content | g.content) >= 0.5:
                kinds["wrong source"] += 1
            else:
                kinds["content too long" if len(best.content) > len(g.content) else "content too short"] += 1
    return kinds


def _lemma(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, stem in (
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("es", ""),
        ("s", ""),
        ("es", "e"),
        ("d", ""),
    ):
        if word.endswith(ending) and word[: -len(ending)] + stem in SPEECH:
            return word[: -len(ending)] + stem
    return word
