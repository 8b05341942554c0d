"""Where and when: which of an article's places and times belong to an event.

A mention belongs to the event whose words it hangs on in the parse. Failing that the event takes one from its own
clause, then from its sentence; always within the spans that are read, so that the place and the time of saying, which
attach to the cue, stay out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol, TypeVar

from reportedly.model import Span
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_types import Match
from reportedly.spans import overlap

CLIMB = 12
# Prepositions that say where something happens; "of" and "by" name parties more often.
LOCATIVE = frozenset(
    """in at near on around across outside inside along off beside between toward towards over through throughout into
    onto from to within above under behind beyond amid""".split()
)
CLAUSE = frozenset({"ccomp", "advcl", "relcl", "ROOT", "parataxis"})


class Mention(Protocol):
    """A place or a time named in the text."""

    @property
    def span(self) -> Span:
        """Where it stands."""


M = TypeVar("M", bound=Mention)


def mentions_in(mentions: Sequence[M], begins: Sequence[int], span: Span) -> list[M]:
    """The mentions within a span; ``begins`` are their beginnings, in order."""
    found = []
    for mention in mentions[bisect_left(begins, span[0]) :]:
        if mention.span[0] >= span[1]:
            break
        if mention.span[1] <= span[1]:
            found.append(mention)
    return found


def attach(
    grammar: Grammar,
    match: Match,
    mentions: Sequence[M],
    *,
    apart: Sequence[Span],
    rivals: frozenset[int],
    places: bool,
) -> M | None:
    """The mention that belongs to the event: the one it hangs on nearest, else one of its clause, else of its sentence.

    apart: the phrases of its parties; a place within the initiator's is no place of the event. rivals: heads of other
    events; what hangs on them is theirs. Ties go to the mention nearest to the head.
    """
    parts = {match.head, *match.parts}
    at = grammar.tokens[match.head].begin
    best: tuple[int, int, M] | None = None
    for mention in mentions:
        if any(overlap(mention.span, span) for span in apart):
            continue
        rank = _rank(grammar, parts, mention, rivals, places=places)
        if rank is None:
            continue
        key = (rank, abs(mention.span[0] - at))
        if best is None or key < best[:2]:
            best = (*key, mention)
    return best[2] if best is not None else None


def _rank(grammar: Grammar, parts: set[int], mention: Mention, rivals: frozenset[int], *, places: bool) -> int | None:
    """How closely a mention hangs on the event (less is closer), None where it hangs on another's words."""
    token = grammar.parse.head_in(mention.span)
    if token is None:
        return None
    clause = _clause_of(grammar, min(parts))
    at, steps, locative = token.index, 0, not places
    crossed = False
    for _ in range(CLIMB):
        if at in parts:
            return steps if locative else steps + 30
        if at in rivals and not crossed and at not in parts:
            crossed = True
        if at == clause:
            return (60 if crossed else 20) + steps + (0 if locative else 10)
        here = grammar.tokens[at]
        if here.pos in ("ADP", "SCONJ") and here.lemma.lower() in LOCATIVE:
            locative = True
        if here.dep in CLAUSE:
            steps += 10
        if here.head == at:
            break
        at, steps = here.head, steps + 1
    return 100 + steps + (20 if crossed else 0) + (0 if locative else 10)


def _clause_of(grammar: Grammar, index: int) -> int:
    """The verb of the clause that a word stands in."""
    at = index
    for _ in range(CLIMB):
        token = grammar.tokens[at]
        if (grammar.is_verbal(at) and token.dep in CLAUSE) or token.head == at:
            return at
        at = token.head
    return at
