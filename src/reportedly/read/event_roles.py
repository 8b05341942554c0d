"""Who did it to whom: the initiator and the target of an event, as noun phrases of the text.

Subjects and objects come from ``event_grammar``; where an event has no such place, prepositions, possessors and
peoples' adjectives tell ("the shelling of X by Y", "Y's attack on X", "Ukrainian strikes").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reportedly.model import Span
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_lexicon import Frame
from reportedly.read.event_types import OBLIGED, Match

RECIPROCAL_TYPES = frozenset({"AGREE", "CONSULT", "COOPERATE", "SUPPORT"})
# Modes that whoever stands after "of" does: "the withdrawal of Lemnian troops".
LEAVING = frozenset({"withdraw", "disarm", "resign"})
# Types whose object is what is given or sent, where the text says to whom.
GIVING = frozenset({"AGREE", "AID", "CONCEDE", "COOPERATE", "RETREAT", "SANCTION", "MOBILIZE"})
# Types whose object is who it is done to even where it is a thing: a hit building stays the target.
THINGS_TOO = frozenset({"ASSAULT", "COERCE", "PROTEST"})
COMPLEMENTS = ("ccomp", "xcomp", "acl", "advcl")
DEEP = 3  # complements looked into for a target


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """One reading of who did it to whom; spans of noun phrases, None where the text does not say."""

    initiator: Span | None
    target: Span | None


def find_roles(grammar: Grammar, match: Match) -> tuple[Roles, ...]:
    """The roles of an event: one pair, or two crossed ones where the parties do it to each other."""
    doer = find_doer(grammar, match)
    crossed = _crossed(grammar, match, doer)
    if crossed:
        return crossed
    if doer is not None and match.frame.type in RECIPROCAL_TYPES:
        peoples = _two_peoples(grammar, doer)
        if peoples:
            return (Roles(initiator=grammar.phrase(peoples[0]), target=grammar.phrase(peoples[1])),)
        pair = _between(grammar, match) or grammar.conjuncts(grammar.through(doer))
        if len(pair) > 1 and grammar.is_actor(pair[1]):
            first = grammar.phrase(pair[0])
            return (Roles(initiator=first, target=_span_from(grammar, pair[1:])),)
    target = find_target(grammar, match, doer)
    if doer is not None and doer == target:
        target = None
    return (Roles(initiator=_whole(grammar, doer), target=_whole(grammar, target)),)


def _obliged_frame(grammar: Grammar) -> Frame | None:
    entries = grammar.lexicon.verbs.get(OBLIGED, ())
    return entries[0][1] if entries else None


def find_doer(grammar: Grammar, match: Match) -> int | None:
    """The token of who does it."""
    if match.frame is _obliged_frame(grammar):
        return None  # whoever speaks demands it
    head = match.light if match.light is not None else match.head
    if grammar.is_verbal(head) and match.light is None and grammar.tokens[head].tag != "VBG":
        if grammar.is_passive(head):
            return grammar.agent(head)
        return _author(grammar, _real(grammar, grammar.subject(head)))
    nominal = _nominal_doer(grammar, match.head)
    if nominal is None and match.frame.mode in LEAVING:
        nominal = next((n for w, n in grammar.preps(match.head) if w == "of" and grammar.is_actor(n)), None)
    if nominal is not None:
        return nominal
    if match.light is not None:
        if _undergone(grammar, match):
            return next((n for w, n in grammar.preps(match.head) if w == "from" and grammar.is_actor(n)), None)
        if grammar.is_passive(match.light):
            return grammar.agent(match.light)
        return _real(grammar, grammar.subject(match.light))
    if grammar.is_verbal(head):
        return (
            grammar.agent(head) if grammar.is_passive(head) else _author(grammar, _real(grammar, grammar.subject(head)))
        )
    return None


def _author(grammar: Grammar, doer: int | None) -> int | None:
    """Who is behind a thing that does something: whose the strike or the declaration is."""
    if doer is None or grammar.tokens[doer].pos != "NOUN" or grammar.lexicon.is_of("actor", grammar.parse, doer):
        return doer
    token = grammar.tokens[doer]
    if grammar.lexicon.is_of("attack", grammar.parse, doer) or token.lemma.lower() in grammar.lexicon.nouns:
        owner = _nominal_doer(grammar, doer)
        return doer if owner is None else owner
    utterance = grammar.lexicon.is_of("utterance", grammar.parse, doer)
    if utterance and token.dep == "dobj" and grammar.is_verbal(token.head):
        issuer = grammar.subject(token.head)
        return doer if issuer is None else issuer
    return doer


def find_target(grammar: Grammar, match: Match, doer: int | None) -> int | None:
    """The token of who or what it is done to."""
    if match.frame is _obliged_frame(grammar):
        return _real(grammar, grammar.subject(match.head))
    taken = {t for d in grammar.conjuncts(doer) for t in (d, *grammar.parse.children(d))} if doer is not None else set()
    if _undergone(grammar, match) and match.light is not None:
        return _real(grammar, grammar.subject(match.light))
    actors = [c for c in _candidates(grammar, match, taken) if c not in taken]
    for candidate in actors:
        if grammar.is_actor(candidate) or (grammar.tokens[candidate].pos == "ADJ" and grammar.names_people(candidate)):
            return candidate
    if match.frame.type in THINGS_TOO:
        return next((c for c in actors if _is_thing(grammar, c)), None)
    return None


def _is_thing(grammar: Grammar, index: int) -> bool:
    token = grammar.tokens[index]
    return (token.pos in ("NOUN", "PRON") or token.dep in ("dobj", "nsubjpass")) and not grammar.is_date(index)


def _candidates(grammar: Grammar, match: Match, taken: set[int]) -> Iterator[int]:
    """Where the target may stand, best first."""
    head = match.head
    verbal = grammar.is_verbal(head)
    obj = match.object if verbal else None
    owned = obj is not None and bool(match.frame.object) and not match.frame.patient
    if verbal and match.frame.type in GIVING:
        for word, noun in (*grammar.preps(head), *(grammar.preps(obj) if obj is not None else ())):
            if word in ("to", "with", "against") and noun not in taken and grammar.is_actor(grammar.through(noun)):
                yield grammar.through(noun)
    if obj is not None and not owned and not _own_thing(grammar, obj):
        yield obj
    if verbal:
        dative = grammar.child(head, "dative")
        if dative is not None and grammar.tokens[dative].pos != "ADP":
            yield dative
    bases = [b for b in (obj, head, match.light) if b is not None]
    if verbal and match.frame.type in ("REQUEST", "ACCUSE"):
        bases = [head, *(b for b in bases if b != head)]
    for prep in match.frame.to:
        for base in bases:
            yield from (
                grammar.through(noun) for word, noun in grammar.preps(base) if word == prep and noun not in taken
            )
    if obj is not None:
        yield from _qualifiers(grammar, obj)
    if not verbal:
        yield from _qualifiers(grammar, head)
    yield from _in_complements(grammar, head, match.frame.to, DEEP)
    if obj is not None:
        yield from _in_complements(grammar, obj, match.frame.to, DEEP)
        if match.frame.type in THINGS_TOO:
            yield obj


def _own_thing(grammar: Grammar, noun: int) -> bool:
    """Whether a thing is its doer's own ("offered its troops")."""
    return any(grammar.tokens[c].tag == "PRP$" for c in grammar.parse.children(noun))


def _qualifiers(grammar: Grammar, noun: int) -> Iterator[int]:
    """The possessor, the people and the names before a noun."""
    for child in grammar.parse.children(noun):
        token = grammar.tokens[child]
        named = token.dep == "compound" and (token.pos == "PROPN" or _can_act(grammar, child))
        if named or (token.dep == "poss" and token.pos != "PRON") or grammar.names_people(child):
            yield child


def _can_act(grammar: Grammar, noun: int) -> bool:
    """Whether a noun before another is a party and not a weapon ("rebel attack", "missile attack")."""
    return grammar.lexicon.is_of("actor", grammar.parse, noun) and not grammar.lexicon.is_of(
        "heavy", grammar.parse, noun
    )


def _in_complements(grammar: Grammar, index: int, to: tuple[str, ...], depth: int) -> Iterator[int]:
    """Parties inside a clause that depends on the head: its subject, its object, what its prepositions lead to."""
    if depth == 0:
        return
    clauses = [c for c in grammar.parse.children(index) if grammar.tokens[c].dep in COMPLEMENTS]
    clauses = [c for c in clauses if grammar.tokens[c].dep != "advcl" or grammar.is_infinitive(c)]
    for word, noun in grammar.preps(index):
        if grammar.is_verbal(noun):
            clauses.append(noun)
        elif word in ("of", "for", "from", "to", "on", "in", "against") and not grammar.is_date(noun):
            yield from (n for w, n in grammar.preps(noun))
            yield from _qualifiers(grammar, noun)
            yield from _in_complements(grammar, noun, to, depth - 1)
    for clause in clauses:
        subject = grammar.child(clause, "nsubj", "nsubjpass")
        if subject is not None and grammar.tokens[subject].pos != "PRON":
            yield grammar.through(subject)
        obj = grammar.child(clause, "dobj", "dative")
        if obj is not None:
            yield obj
            yield from _qualifiers(grammar, obj)
            yield from (noun for _, noun in grammar.preps(obj))
        yield from (noun for _, noun in grammar.preps(clause))
        agent = grammar.agent(clause)
        if agent is not None:
            yield agent
        yield from _in_complements(grammar, clause, to, depth - 1)
        if obj is not None:
            yield from _in_complements(grammar, obj, to, depth - 1)


def _nominal_doer(grammar: Grammar, head: int) -> int | None:
    """Who does what a noun names: after "by", the possessor, a people or a body before it."""
    agent = grammar.agent(head)
    if agent is not None:
        return agent
    passive_noun = grammar.lexicon.is_of("undergone", grammar.parse, head)
    has_of = any(word in ("of", "on", "against") for word, _ in grammar.preps(head))
    for child in grammar.parse.children(head):
        token = grammar.tokens[child]
        if token.dep == "poss" and (has_of or not passive_noun):
            return child
        if grammar.names_people(child):
            return child
        if token.dep == "compound" and _can_act(grammar, child):
            return child
        if token.dep == "compound" and token.pos == "PROPN" and (has_of or not passive_noun):
            return child
    return None


def _undergone(grammar: Grammar, match: Match) -> bool:
    """Whether the light verb's subject is the one it is done to ("suffered an attack")."""
    if match.light is None:
        return False
    lemma = grammar.lemma(match.light)
    between = grammar.tokens[grammar.tokens[match.head].head]
    if between.lemma.lower() == "under" and between.head == match.light:
        return True
    undergo = grammar.lexicon.classes["undergo"]
    particle = grammar.child(match.light, "prt", "prep")
    term = (lemma, grammar.lemma(particle)) if particle is not None else None
    return lemma in undergo.singles or any(term == t for terms in undergo.terms.values() for t in terms)


def _crossed(grammar: Grammar, match: Match, doer: int | None) -> tuple[Roles, ...]:
    """Two crossed pairs where two parties do it to each other, or are each said by the other to have done it."""
    at = match.head
    verbs = [at] if grammar.is_verbal(at) else []
    for _ in range(4):  # the verb itself, or the one whose gerund it is ("accused each other of shelling")
        head = grammar.tokens[at].head
        if head == at:
            break
        if grammar.is_verbal(head):
            verbs.append(head)
        at = head
    for verb in verbs:
        obj = grammar.child(verb, "dobj", "pobj")
        if obj is None or not _each_other(grammar, obj):
            continue
        subject = grammar.subject(verb)
        pair = grammar.conjuncts(subject) if subject is not None else []
        if len(pair) != 2:
            return (Roles(initiator=_whole(grammar, subject), target=None),) if verb == match.head else ()
        one, other = grammar.phrase(pair[0]), grammar.phrase(pair[1])
        if verb == match.head:
            if match.frame.type in RECIPROCAL_TYPES:
                return (Roles(initiator=one, target=other),)
            return (Roles(initiator=one, target=other), Roles(initiator=other, target=one))
        if doer is not None and doer != obj:
            return ()
        found = find_target(grammar, match, obj)
        target = None if found is None or found == obj else _whole(grammar, found)
        return (Roles(initiator=other, target=target), Roles(initiator=one, target=target))
    return ()


def _each_other(grammar: Grammar, index: int) -> bool:
    tokens = grammar.tokens
    text = tokens[index].text.lower()
    before = tokens[index - 1].text.lower() if index else ""
    return (text, before) in (("other", "each"), ("another", "one"))


def _two_peoples(grammar: Grammar, doer: int) -> list[int]:
    """The adjectives of "Ardovian and Lemnian officials", who act with one another."""
    for child in grammar.parse.children(doer):
        if grammar.names_people(child):
            pair = grammar.conjuncts(child)
            return pair if len(pair) > 1 and grammar.tokens[pair[1]].text[:1].isupper() else []
    return []


def _between(grammar: Grammar, match: Match) -> list[int]:
    """The two sides of "talks between X and Y", where nobody else holds them."""
    if grammar.is_verbal(match.head) or match.light is not None:
        return []
    sides = next((noun for word, noun in grammar.preps(match.head) if word == "between"), None)
    return grammar.conjuncts(sides) if sides is not None else []


def _real(grammar: Grammar, index: int | None) -> int | None:
    """The index unless it is no party at all: "there", a date, a clause."""
    if index is None or grammar.tokens[index].dep == "expl" or grammar.is_date(index):
        return None
    return None if grammar.tokens[index].pos in ("VERB", "AUX", "ADV") else index


def _whole(grammar: Grammar, index: int | None) -> Span | None:
    return grammar.phrase(index, conjuncts=True) if index is not None else None


def _span_from(grammar: Grammar, tokens: list[int]) -> Span:
    return grammar.phrase(tokens[0])[0], grammar.phrase(tokens[-1])[1]
