"""Which statement of the article a statement answers: "dismissed her announcement", "said it had done no such thing".

Every earlier attribution (and every one within the answer's own content) is looked at; the likeliest one that is likely
enough is taken. What counts: whether one names the other's speaker, shared words and figures, nouns that stand for a
statement ("the claim", "that"), negation, stances, and distance.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportedly.linear import LinearModel
from reportedly.read.drafts import Draft
from reportedly.read.stance import Judgement
from reportedly.read.stance_facts import Company, Facts, gather_company, gather_facts
from reportedly.read.stance_lexicon import StanceLexicon
from reportedly.read.stance_model import StanceModels
from reportedly.read.syntax import Parse

LOOK_BACK = 16  # attributions before an answer that are looked at
SHORT = 6  # words of a content that can stand for another statement as a whole ("that number 'invented'")
LEVELS = (0.01, 0.1, 0.2, 0.35, 0.5, 0.75)  # steps of a share of words
LONG = 14  # a longer content says itself what it is about
SURE = 0.4  # of the threshold suffices where the words say that something is answered
ANAPHORS = frozenset({"that", "this", "it", "they", "so", "those", "these"})
POSSESSIVE = frozenset({"his", "her", "their", "its"})
DEFINITE = frozenset({"the", "his", "her", "its", "their", "that", "this", "those", "these", "such", "both"})
# Stances that some other statement calls forth.
ANSWERING = frozenset({"deny", "confirm", "doubt", "decline", "retract"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is known of an article's drafts when answers are looked for; sequences run parallel to the drafts.

    echoes: how many drafts share a word with each. rarity: weight of a word, the higher the fewer drafts have it.
    """

    drafts: Sequence[Draft]
    facts: Sequence[Facts]
    stances: Sequence[str]
    company: Company
    echoes: Sequence[int]
    rarity: dict[str, float]

    def same(self, left: int, right: int) -> bool:
        """Whether two drafts have one speaker."""
        return self.company.voices[left] == self.company.voices[right]


def link_answers(
    parse: Parse,
    drafts: Sequence[Draft],
    judgements: Sequence[Judgement],
    *,
    lexicon: StanceLexicon,
    models: StanceModels,
    parties: Sequence[str | None] | None = None,
    facts: Sequence[Facts] | None = None,
) -> tuple[int | None, ...]:
    """For each draft the index of the one it answers, or None; in the order of the drafts.

    parties: the party of each draft's source, None where unknown. facts: of the same drafts, when at hand already.
    Of equally likely ones the nearest is taken. A draft never answers itself, nor one that answers it.
    """
    seen = facts if facts is not None else gather_facts(parse, drafts, lexicon=lexicon)
    scene = set_scene(drafts, seen, [j.stance for j in judgements], parties=parties)
    links: list[int | None] = [None] * len(drafts)
    for index in sorted(range(len(drafts)), key=lambda i: (seen[i].begin, i)):
        scored = [
            (_likelihood(models.answers, scene, index, other, links), -rank, other)
            for rank, other in enumerate(candidates(scene, index))
            if links[other] != index
        ]
        least = models.threshold * _least(scene, index, scored)
        if scored and (best := max(scored))[0] >= least:
            links[index] = best[2]
    return tuple(links)


def set_scene(
    drafts: Sequence[Draft], facts: Sequence[Facts], stances: Sequence[str], *, parties: Sequence[str | None] | None
) -> Scene:
    """The scene of an article; ValueError when the sequences differ in length."""
    if not len(drafts) == len(facts) == len(stances):
        raise ValueError(f"{len(drafts)} drafts, {len(facts)} facts, {len(stances)} stances")
    counts = Counter(word for fact in facts for word in fact.words)
    return Scene(
        drafts=drafts,
        facts=facts,
        stances=stances,
        company=gather_company(facts, parties),
        echoes=[sum(bool(f.words & g.words) for g in facts) for f in facts],
        rarity={word: math.log((1 + len(facts)) / n) for word, n in counts.items()},
    )


def candidates(scene: Scene, index: int) -> list[int]:
    """The drafts that one may answer, nearest first: those within its content, then earlier ones.

    Words that refer back narrow the choice: "her announcement" to the last other speaker, "the accusation" to drafts
    that accuse, where there is one.
    """
    inner = [i for i, d in enumerate(scene.drafts) if d.parent == index and i != index and not _labels(scene, i)]
    begin = scene.facts[index].begin
    before = [i for i, f in enumerate(scene.facts) if i != index and f.begin <= begin and i not in inner]
    before.sort(key=lambda i: (-scene.facts[i].begin, -i))
    if refers_back(scene, index):
        before = _narrow(scene, index, before)
    return inner + before[:LOOK_BACK]


def _labels(scene: Scene, index: int) -> bool:
    """Whether a draft inside another is no statement but a label given to one ("her announcement as a fake")."""
    return scene.facts[index].window[-1:] == ("as",)


def _narrow(scene: Scene, index: int, before: list[int]) -> list[int]:
    """Of the drafts before one that refers back those that its words fit; all of them when none does."""
    fact = scene.facts[index]
    if fact.content[0] in POSSESSIVE:
        others = [i for i in before if scene.facts[i].source and not scene.same(i, index)]
        before = [i for i in others if scene.same(i, others[0])] or before
    fitting = ([i for i in before if scene.stances[i] == kind] for kind in fact.refers)
    return next((found for found in fitting if found), before)


def _least(scene: Scene, index: int, scored: Sequence[tuple[float, int, int]]) -> float:
    """The share of the threshold that suffices: none where the words tell whose statement it is, or of what kind."""
    if not refers_back(scene, index):
        return 1.0
    fact = scene.facts[index]
    told = fact.content[0] in POSSESSIVE or any(scene.stances[other] in fact.refers for _, _, other in scored)
    return 0.0 if told else SURE


def refers_back(scene: Scene, index: int) -> bool:
    """Whether the words themselves say that something is answered: "dismissed her announcement", "denied that"."""
    fact = scene.facts[index]
    if scene.stances[index] not in ANSWERING or len(fact.content) > LONG:
        return False
    names = {name for name, _, begin in fact.marks if begin <= 2}
    if fact.content[:1] and fact.content[0] in ANAPHORS:
        return len(fact.content) <= SHORT
    return bool(fact.content) and fact.content[0] in DEFINITE and "utterance" in names


def pair_features(scene: Scene, index: int, other: int, links: Sequence[int | None]) -> list[str]:
    """The names that hold of a draft and one that it may answer; ``links`` of the drafts before it are known."""
    names = [
        "bias",
        *_of_stances(scene, index, other),
        *_of_words(scene, index, other),
        *_of_distance(scene, index, other),
        *_of_chain(scene, index, other, links),
    ]
    return list(dict.fromkeys(names))


def _likelihood(model: LinearModel, scene: Scene, index: int, other: int, links: Sequence[int | None]) -> float:
    return float(model.shares(pair_features(scene, index, other, links))[model.classes.index("yes")])


def _of_chain(scene: Scene, index: int, other: int, links: Sequence[int | None]) -> Iterator[str]:
    """Where both stand in the back and forth: who went on from what, and what was answered already."""
    facts = scene.facts
    responds = scene.stances[index] in ANSWERING
    before = sorted((i for i, f in enumerate(facts) if f.begin < facts[index].begin), key=lambda i: facts[i].begin)
    if before:
        last = before[-1]
        same = scene.same(last, index)
        if links[last] is not None:
            yield f"last.answered:{'this' if links[last] == other else 'else'}:{same}:{responds}"
        elif same:
            yield f"last.same:{responds}"
    earlier = [i for i in before if facts[i].begin < facts[other].begin]
    goes_on = bool(earlier) and scene.same(earlier[-1], other)
    yield f"goes.on:{goes_on}"
    yield f"goes.on:{goes_on}:{responds}"
    if not earlier:
        yield f"opens.article:{responds}"
    answered = [i for i in before if links[i] == other]
    if answered:
        own = any(scene.same(i, index) for i in answered)
        yield f"answered.before:{own}:{responds}"
    yield f"echoed:{min(3, scene.echoes[other] * 4 // len(facts))}"


def _of_stances(scene: Scene, index: int, other: int) -> Iterator[str]:
    answer, claim = scene.stances[index], scene.stances[other]
    yield f"answer:{answer}"
    yield f"claim:{claim}"
    yield f"{answer}>{claim}"
    same = scene.same(index, other)
    yield f"same:{same}"
    if answer in ANSWERING:
        yield f"answering.same:{same}"
    if scene.drafts[other].parent == index:
        yield "inner"
        yield f"inner:{answer}"
    if scene.drafts[index].parent == other:
        yield "outer"
    if scene.drafts[index].parent == scene.drafts[other].parent:
        yield "level"


def _of_words(scene: Scene, index: int, other: int) -> Iterator[str]:
    answer, claim = scene.facts[index], scene.facts[other]
    responds = scene.stances[index] in ANSWERING
    shared = sum(scene.rarity[w] for w in sorted(answer.words & claim.words))
    most = min(sum(scene.rarity[w] for w in sorted(f.words)) for f in (answer, claim))
    level = sum(shared / most >= step for step in LEVELS) if most > 0 else 0
    yield f"shared:{level}"
    yield f"shared:{level}:{responds}"
    if answer.negated != claim.negated:
        yield f"opposite:{level}"
    if answer.numbers and claim.numbers:
        yield f"numbers:{bool(answer.numbers & claim.numbers)}:{level > 1}"
    outside = frozenset(answer.frame_words)
    names_claimant = bool(scene.company.own[other] & (outside | answer.words) - scene.company.own[index])
    named = bool(claim.words & scene.company.own[index])
    yield f"names.claimant:{names_claimant}:{responds}"
    yield f"was.named:{named}:{responds}"
    if named and scene.stances[other] == "accuse":
        yield f"was.accused:{responds}"
    short = len(answer.content) <= SHORT
    stands = any(m[0] == "statement" for m in answer.marks)
    points = bool(answer.content) and answer.content[0] in ANAPHORS
    yield f"stands:{stands}:{short}"
    back = refers_back(scene, index)
    yield f"back:{back}"
    if points:
        yield f"points:{short}"
    if outside & claim.words:
        yield "frame.shares"
    if any(w in ("but", "however", "though", "yet") for w in answer.frame[:2]):
        yield "contrast"


def _of_distance(scene: Scene, index: int, other: int) -> Iterator[str]:
    answer, claim = scene.facts[index], scene.facts[other]
    between = sum(claim.begin < f.begin < answer.begin for f in scene.facts)
    rival = sum(claim.begin < f.begin < answer.begin and not scene.same(i, index) for i, f in enumerate(scene.facts))
    responds = scene.stances[index] in ANSWERING
    yield f"between:{min(between, 8)}"
    yield f"rivals:{min(rival, 5)}"
    yield f"rivals:{min(rival, 5)}:{responds}"
    yield f"sentences:{min(answer.sentence - claim.sentence, 6)}"
    if refers_back(scene, index):
        yield f"back.rivals:{min(rival, 4)}"
        yield f"back.sentences:{min(answer.sentence - claim.sentence, 4)}"
    if rival == 0 and not scene.same(index, other):
        yield f"nearest:{scene.stances[index]}"
