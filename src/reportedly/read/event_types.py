"""Which words are events, and of which of PLOVER's types: frames matched to the heads of a parse.

The type follows the head with its company ("launched an offensive", "opened fire", "called for talks"), after the
PLOVER codebook (draft 0.8, 2021; Halterman et al. 2023). ``code_type`` gives the type that PLOVER, which knows no
modality, would record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportedly.model import Modality
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_lexicon import Frame, WordClass, matches_term

# What the words after a verb may lie apart from it in a term such as "put_to_death".
CROWDS = ("crowd", "civil_crowd")
REACH = 6
PREDICATE_REACH = 9
# "in talks", "at war", "under attack", "on strike"
STATIVE = frozenset({"in", "at", "under", "on"})
# A noun in one of these places only qualifies another word ("ceasefire violations", "attack helicopters").
QUALIFYING = frozenset({"compound", "amod", "nmod", "npadvmod", "nummod", "appos_", "advmod", "det", "case", "punct"})
OBLIGED = "*must"
MODALS = frozenset({"must", "should", "ought"})
COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
HOSTILE = frozenset({"SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "PROTEST", "THREATEN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A head that is an event. object: its object, "of" looked through. parts: the tokens that make it one."""

    head: int
    frame: Frame
    object: int | None
    parts: tuple[int, ...]
    light: int | None = None  # the verb that carries the noun ("launched" an offensive)


def code_type(kind: str, *, modality: Modality, negated: bool, enacted: bool = False) -> str:
    """The type by which PLOVER, which has no modality, codes an event that is only spoken of.

    What is demanded is a REQUEST; a cooperative act that is promised is AGREE, one that is denied is REJECT; a hostile
    one held out is THREATEN. The rest keeps its type, and so does what is decided or set out for already (``enacted``).
    """
    if modality == "demanded":
        return "REQUEST"
    if negated and kind in COOPERATIVE:
        return "REJECT"
    if enacted:
        return kind
    if modality in ("planned", "hypothetical"):
        if kind in COOPERATIVE:
            return "AGREE"
        if kind in HOSTILE:
            return "AGREE" if negated else "THREATEN"
    return kind


def find_matches(grammar: Grammar, heads: Iterable[int]) -> list[Match]:
    """The events among the tokens, in text order; a noun that a light verb carries is one event with it."""
    found: dict[int, Match] = {}
    consumed: set[int] = set()
    for head in heads:
        match = match_head(grammar, head)
        if match is None:
            continue
        found[head] = match
        if grammar.is_verbal(head) and match.frame.object:
            consumed.update(p for p in match.parts if p != head)
    kept = [
        m for h, m in sorted(found.items()) if h not in consumed or (grammar.is_verbal(h) and found[h].frame.object)
    ]
    return [_with_light_verb(grammar, match) for match in kept]


def match_head(grammar: Grammar, head: int) -> Match | None:
    """The best frame of one token, None where it is no event."""
    token = grammar.tokens[head]
    if token.dep in QUALIFYING:
        return None
    if token.pos == "VERB":
        return (
            _best(grammar, head, grammar.lexicon.verbs.get(grammar.lemma(head), ()), verbal=True)
            or _gerund(grammar, head)
            or _obliged(grammar, head)
        )
    if token.pos == "NOUN":
        return _best(grammar, head, grammar.lexicon.nouns.get(grammar.lemma(head), ()), verbal=False)
    return None


def _gerund(grammar: Grammar, head: int) -> Match | None:
    """A gerund that the lexicon has as a noun only ("the rioting")."""
    token = grammar.tokens[head]
    if token.tag != "VBG":
        return None
    return _best(grammar, head, grammar.lexicon.nouns.get(token.text.lower(), ()), verbal=False)


def _obliged(grammar: Grammar, head: int) -> Match | None:
    """What somebody is said to have to do is a demand, whatever it is ("they must ensure safety")."""
    entries = grammar.lexicon.verbs.get(OBLIGED, ())
    if (
        not entries
        or grammar.tokens[head].dep not in ("ROOT", "ccomp", "conj")
        or grammar.child(head, "nsubj", "nsubjpass") is None
    ):
        return None
    modals = [c for c in grammar.parse.children(head) if grammar.tokens[c].dep == "aux" and grammar.lemma(c) in MODALS]
    if not modals:
        return None
    return Match(head=head, frame=entries[0][1], object=None, parts=(modals[0], head))


def _best(
    grammar: Grammar, head: int, entries: Sequence[tuple[tuple[str, ...], Frame]], *, verbal: bool
) -> Match | None:
    if not entries:
        return None
    best: tuple[tuple[int, bool, int], tuple[int, ...], Frame] | None = None
    raw = grammar.object(head) if verbal else None
    obj = grammar.through(raw) if raw is not None else None
    for words, frame in entries:
        extra = _words_after(grammar, head, words) if verbal else (head,)
        if extra is None or (not verbal and not matches_term(grammar.parse, head, words)):
            continue
        # An event noun's own longer term outranks its bare head, as a verb's particle does.
        weight = frame.conditions + (len(words) if verbal else len(words) - 1)
        order = (-weight, frame.mode is None, frame.number)
        if (best is None or order < best[0]) and _fits(grammar, head, obj, frame):
            best = (order, extra, frame)
    if best is None:
        return None
    _, extra, frame = best
    parts = {head, *extra}
    if frame.object and obj is not None and raw is not None:
        parts.update((raw, obj))
    return Match(head=head, frame=frame, object=obj, parts=tuple(sorted(parts)))


def _fits(grammar: Grammar, head: int, obj: int | None, frame: Frame) -> bool:
    if frame.bare and obj is not None and not grammar.is_passive(head):
        return False
    if frame.object and (obj is None or not _holds(grammar, obj, frame.object)):
        return False
    if frame.joint and (obj is None or not _modified(grammar, obj, frame.joint)):
        return False
    if frame.modifier and not _modified(grammar, head, frame.modifier):
        return False
    if frame.subject and not _acts(grammar, head, frame.subject):
        return False
    if frame.prep and not any(_leads(grammar, head, obj, word, kind) for word, kind in frame.prep):
        return False
    if frame.clause and not _governs(grammar, head, frame.clause):
        return False
    if frame.manner and not any(grammar.lemma(c) == frame.manner for c in grammar.parse.children(head)):
        return False
    if frame.predicate:
        following = grammar.tokens[head + 1 : head + PREDICATE_REACH]
        return any(t.text.lower() in frame.predicate and t.sentence == grammar.tokens[head].sentence for t in following)
    return True


def _governs(grammar: Grammar, head: int, kind: str) -> bool:
    """Whether a clause depends on the head; of kind "to": an infinitive, or a bare verb ("insisted that it leave")."""
    for child in grammar.parse.children(head):
        token = grammar.tokens[child]
        if token.dep not in ("ccomp", "xcomp", "acl"):
            continue
        marks = {grammar.tokens[c].tag for c in grammar.parse.children(child) if grammar.tokens[c].dep == "aux"}
        if kind != "to" or "TO" in marks or (token.tag == "VB" and not marks):
            return True
    return False


def _holds(grammar: Grammar, index: int, classes: Sequence[WordClass | None]) -> bool:
    return any(c is None or c.holds(grammar.parse, i) for i in grammar.conjuncts(index) for c in classes)


def _modified(grammar: Grammar, index: int, classes: Sequence[WordClass]) -> bool:
    """Whether a word before the noun is of one of the classes, a modifier's own modifier included."""
    before = [c for c in grammar.parse.children(index) if c < index and grammar.tokens[c].dep not in ("det", "cc")]
    inner = [
        c for b in before for c in grammar.parse.children(b) if grammar.tokens[c].dep in ("compound", "amod", "punct")
    ]
    return any(c.holds(grammar.parse, i) for i in (*before, *inner) for c in classes)


def _acts(grammar: Grammar, head: int, classes: Sequence[WordClass]) -> bool:
    """Whether who does it is of one of the classes: the head of the phrase, or a word in it."""
    actor = grammar.agent(head)
    if actor is None and not (grammar.is_verbal(head) and grammar.is_passive(head)):
        actor = grammar.subject(head) if grammar.is_verbal(head) else None
    if actor is None:
        return False
    actor = grammar.through(actor)
    definite = any(grammar.lemma(c) == "the" for c in grammar.parse.children(actor))
    if (
        grammar.tokens[actor].tag == "NNPS"
        and not definite
        and any(c is grammar.lexicon.classes[n] for c in classes for n in CROWDS)
    ):
        return True  # "Ardovians": any people in the plural can be a crowd
    return _holds(grammar, actor, classes)


def _leads(grammar: Grammar, head: int, obj: int | None, word: str, kind: WordClass | None) -> bool:
    """Whether a preposition of the head, or of its object, leads to a noun of the class."""
    places = [head] if obj is None or kind is None else [head, obj]
    for place in places:
        for found, noun in grammar.preps(place):
            if found == word and (kind is None or _holds(grammar, grammar.through(noun), (kind,))):
                return True
    following = grammar.tokens[head + 1].text.lower() if head + 1 < len(grammar.tokens) else ""
    return kind is None and word == "no" and following == "no"


def _words_after(grammar: Grammar, head: int, words: Sequence[str]) -> tuple[int, ...] | None:
    """The tokens of a verb's further words, which follow it closely and in order; None when one is missing."""
    found: list[int] = []
    at = head + 1
    sentence = grammar.tokens[head].sentence
    for number, word in enumerate(words):
        limit = min(len(grammar.tokens), head + REACH + number)
        while at < limit and grammar.tokens[at].sentence == sentence:
            token = grammar.tokens[at]
            near = at == head + 1 or (token.head == head and token.dep != "prep")
            if word in (token.text.lower(), token.lemma.lower()) and (number or near):
                break
            at += 1
        else:
            return None
        found.append(at)
        at += 1
    return tuple(found)


def _with_light_verb(grammar: Grammar, match: Match) -> Match:
    """The same event with the verb that carries its noun, if one does."""
    if grammar.is_verbal(match.head) and grammar.tokens[match.head].tag != "VBG":
        return match
    at = match.head
    for _ in range(3):
        head = grammar.tokens[at].head
        if head == at:
            return match
        if grammar.is_verbal(head):
            obj = grammar.object(head)
            carried = obj is not None and match.head in (
                obj,
                grammar.through(obj),
                *grammar.conjuncts(grammar.through(obj)),
            )
            if carried and is_light(grammar, head):
                return replace(match, parts=tuple(sorted({*match.parts, head})), light=head)
            return match
        if grammar.tokens[head].pos == "ADP" and at == match.head:
            verb = grammar.tokens[head].head
            if (
                grammar.is_verbal(verb)
                and grammar.lexicon.is_of("stative", grammar.parse, verb)
                and grammar.lemma(head) in STATIVE
            ):
                return replace(match, light=verb)
        at = head
    return match


def is_light(grammar: Grammar, verb: int) -> bool:
    """Whether a verb only carries the event that its object names."""
    light = grammar.lexicon.classes["light"]
    lemma = grammar.lemma(verb)
    if lemma in light.singles:
        return True
    particle = grammar.child(verb, "prt")
    return particle is not None and any(
        lemma == term[0] and term[1] == grammar.lemma(particle) for terms in light.terms.values() for term in terms
    )
