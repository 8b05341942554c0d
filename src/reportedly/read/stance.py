"""How a source stands to what is attributed to it: stance, certainty and polarity.

The words come from ``lang/stance_CODE.toml``; what they weigh, alone and together, was learned from annotated stories
(``python -m training.stance``). ``docs/stance.md`` says how well it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from reportedly.model import Certainty, Polarity, StanceKind
from reportedly.read.drafts import Draft
from reportedly.read.stance_facts import Facts, gather_company, gather_facts
from reportedly.read.stance_features import denies_own_act, features_of
from reportedly.read.stance_lexicon import StanceLexicon
from reportedly.read.stance_model import StanceModels
from reportedly.read.syntax import Parse

# Stances by which a source says nothing of its own on whether the content is so.
UNCOMMITTED = frozenset({"decline", "demand", "retract"})
# Classes of cues that tell of certainty alone, and may stand beside any other.
NO_STANCE = frozenset({"possible", "probable"})
SETTLED = 0.97  # how often a stance settled by its cue is right on the stories for training
HEDGE_REACH = 12  # words of a content within which a hedge speaks of its main clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How a source stands to its content.

    certainty: as the source makes itself; None where it commits itself to nothing. polarity: of the content's main
    clause as printed, so that "denied that it had fired" is a denial of a positive content, and "said it had not
    fired" one of a negative content. confidence: the model's probability of the stance, or
    how often such a cue is right.
    """

    stance: StanceKind
    certainty: Certainty | None
    polarity: Polarity
    confidence: float


def judge_stances(
    parse: Parse,
    drafts: Sequence[Draft],
    *,
    lexicon: StanceLexicon,
    models: StanceModels,
    parties: Sequence[str | None] | None = None,
    facts: Sequence[Facts] | None = None,
) -> tuple[Judgement, ...]:
    """The judgement of each draft of an article, in the order of the drafts.

    parties: the party of each draft's source, None where unknown. facts: of the same drafts, when they are at hand
    already. ValueError when there are more or fewer parties than drafts. Ties between stances go to the
    earlier in the alphabet.
    """
    seen = facts if facts is not None else gather_facts(parse, drafts, lexicon=lexicon)
    company = gather_company(seen, parties)
    judged = []
    for index, fact in enumerate(seen):
        stance = settle_stance(fact, company.own[index], lexicon=lexicon)
        confidence = SETTLED
        if stance is None:
            shares = models.stance.shares(features_of(index, drafts, seen, company=company))
            best = int(shares.argmax())
            stance, confidence = cast(StanceKind, models.stance.classes[best]), float(shares[best])
        judged.append(
            Judgement(
                stance=stance,
                certainty=find_certainty(fact, stance),
                polarity="negative" if fact.negated else "positive",
                confidence=confidence,
            )
        )
    return tuple(judged)


def judge_stance(parse: Parse, draft: Draft, *, lexicon: StanceLexicon, models: StanceModels) -> Judgement:
    """The judgement of one draft by itself; ``judge_stances`` sees its neighbours too and reads better."""
    return judge_stances(parse, [draft], lexicon=lexicon, models=models)[0]


def settle_stance(fact: Facts, own: frozenset[str], *, lexicon: StanceLexicon) -> StanceKind | None:
    """The stance that the words settle without weighing; None where it has to be weighed.

    A cue of one settling class alone settles it, and so does denying an own act. own: stems of the words that name the
    source.
    """
    classes = {name for name, _ in fact.cues} - NO_STANCE
    if len(classes) == 1 and (only := next(iter(classes))) in lexicon.settling:
        return lexicon.stances[only]
    return "deny" if denies_own_act(fact, own) else None


def find_certainty(fact: Facts, stance: StanceKind) -> Certainty | None:
    """How sure the source makes itself.

    A hedge in the cue or in the content's main clause makes it possible or probable, the weaker one of both; expecting
    something is probable, doubting it leaves it possible. Passing on is no commitment: None unless there is a hedge.
    A plain statement is certain.
    """
    if stance in UNCOMMITTED:
        return None
    found = {name for name, _ in fact.cues}
    found |= {name for name, _, begin in fact.marks if begin < HEDGE_REACH}
    if "possible" in found or stance == "doubt":
        return "possible"
    if "probable" in found or stance == "predict":
        return "probable"
    return None if stance == "report" else "certain"
