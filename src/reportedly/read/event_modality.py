"""Whether an event is told as having happened, going on, planned, possible or demanded, and whether it is negated.

Auxiliaries tell first; then the words that the event depends on, up to the next word of speech ("called for",
"planned to"), whether or not they lie within the span that is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportedly.model import Modality
from reportedly.read.event_grammar import Grammar
from reportedly.read.event_types import Match

HIGHEST = 6  # words climbed at most
PLANNED = frozenset({"will", "shall", "wo", "'ll", "ll", "would", "'d"})
POSSIBLE = frozenset({"could", "may", "might", "can", "ca"})
DEMANDED = frozenset({"must", "should", "ought"})
# Prepositions that set an event beside another ("after the invasion").
BESIDE = frozenset("after before during since in amid following despite at from by until".split())
CONDITIONS = frozenset({"if", "unless", "whether", "lest"})


def judge_modality(grammar: Grammar, match: Match) -> tuple[Modality, bool]:
    """The modality of an event, and whether it is negated."""
    verb = match.light if match.light is not None else match.head
    own = _of_verb(grammar, verb) if grammar.is_verbal(verb) else None
    negated = _is_negated(grammar, match.head) or (verb != match.head and _is_negated(grammar, verb))
    if own in ("demanded", "hypothetical", "planned"):
        return own, negated
    modality: Modality = own or "actual"
    at, came_by = verb, grammar.tokens[verb].dep
    infinitive = grammar.is_verbal(verb) and _has(grammar, verb, "TO")
    for governor in _governors(grammar, verb):
        beside = grammar.tokens[at].pos == "ADP" and grammar.lemma(at) in BESIDE
        if came_by in ("relcl", "appos") or beside or (came_by == "acl" and not infinitive):
            break  # what is said in passing is not planned or demanded with the rest
        found, denies = _from_governor(grammar, governor, at, came_by, infinitive=infinitive)
        negated = negated or denies
        if found is not None:
            return found, negated
        if grammar.is_verbal(governor):
            if came_by in ("advcl", "relcl", "acl") or grammar.lexicon.is_of("speaking", grammar.parse, governor):
                break
            above = _of_verb(grammar, governor)
            shares = came_by in ("xcomp", "conj") or at == verb or not grammar.is_verbal(at)
            if above in ("planned", "hypothetical", "demanded") and shares:
                return above, negated or (came_by == "xcomp" and _is_negated(grammar, governor))
            if above == "ongoing" and came_by == "xcomp":
                modality = "ongoing"
            infinitive = _has(grammar, governor, "TO")
        at, came_by = governor, grammar.tokens[governor].dep
    if (
        infinitive
        and modality == "actual"
        and grammar.tokens[at if grammar.is_verbal(at) else verb].dep in ("advcl", "acl", "xcomp", "relcl")
    ):
        return "planned", negated
    if not grammar.is_verbal(verb) and _goes_on(grammar, verb):
        modality = "ongoing"
    return modality, negated


def is_enacted(grammar: Grammar, match: Match) -> bool:
    """Whether a planned event is one that somebody has decided on or set out to do, and not only spoken of."""
    verb = match.light if match.light is not None else match.head
    if not grammar.is_verbal(verb) or not _has(grammar, verb, "TO"):
        return False
    token = grammar.tokens[verb]
    if token.dep == "advcl":
        return True
    if token.dep != "xcomp" or token.head == verb:
        return False
    governor = token.head
    return grammar.lexicon.is_of("deciding", grammar.parse, governor) and _of_verb(grammar, governor) in (
        None,
        "ongoing",
    )


def _governors(grammar: Grammar, index: int) -> Iterator[int]:
    at = index
    for _ in range(HIGHEST):
        head = grammar.tokens[at].head
        if head == at:
            return
        yield head
        at = head


def _of_verb(grammar: Grammar, verb: int) -> Modality | None:
    """What a verb's own auxiliaries say."""
    auxiliaries = [
        grammar.tokens[c] for c in grammar.parse.children(verb) if grammar.tokens[c].dep in ("aux", "auxpass")
    ]
    words = [t.text.lower().replace("’", "'") for t in auxiliaries]
    lemmas = {t.lemma.lower() for t in auxiliaries} | set(words)
    if not auxiliaries and grammar.tokens[verb].dep == "conj" and grammar.is_verbal(grammar.tokens[verb].head):
        if grammar.child(verb, "nsubj", "nsubjpass") is None and grammar.tokens[verb].tag in ("VB", "VBG"):
            return _of_verb(grammar, grammar.tokens[verb].head)
        return None
    marks = {grammar.lemma(c) for c in grammar.parse.children(verb) if grammar.tokens[c].dep == "mark"}
    if marks & CONDITIONS:
        return "hypothetical"
    if lemmas & DEMANDED:
        return "demanded"
    if lemmas & POSSIBLE:
        return "hypothetical"
    if "would" in lemmas or "'d" in words:
        return "hypothetical" if _conditional(grammar, verb, lemmas) else "planned"
    if lemmas & PLANNED:
        return "planned"
    if grammar.tokens[verb].tag == "VBG" and "be" in lemmas:
        following = grammar.child(verb, "xcomp")
        if grammar.lemma(verb) == "go" and following is not None:
            return "planned"
        return "ongoing"
    return None


def _conditional(grammar: Grammar, verb: int, lemmas: set[str]) -> bool:
    """Whether "would" is a conditional and not a future seen from the past."""
    if "have" in lemmas:
        return True
    for child in grammar.parse.children(verb):
        if grammar.tokens[child].dep == "advcl":
            marks = {grammar.lemma(c) for c in grammar.parse.children(child) if grammar.tokens[c].dep == "mark"}
            if marks & CONDITIONS:
                return True
    return False


def _from_governor(
    grammar: Grammar, governor: int, at: int, came_by: str, *, infinitive: bool
) -> tuple[Modality | None, bool]:
    """What a word that the event depends on says of it: its modality, and whether it is denied."""
    is_of, parse = grammar.lexicon.is_of, grammar.parse
    complement = came_by in ("xcomp", "ccomp", "dobj", "pobj", "pcomp", "nsubjpass", "acl", "prep", "nsubj", "dep")
    token = grammar.tokens[governor]
    if not complement:
        return None, False
    if token.pos == "ADJ":
        if is_of("ready", parse, governor) and (infinitive or came_by == "prep"):
            return "planned", is_of("failing_adjectives", parse, governor) or _is_negated(grammar, token.head)
        return None, False
    if token.pos in ("ADP", "SCONJ"):
        return None, token.lemma.lower() == "without"
    if not grammar.is_verbal(governor):
        if came_by in ("nsubj", "dobj"):
            return None, False
        denied = _is_negated(grammar, governor)  # "has no intention of leaving"
        if is_of("demand_nouns", parse, governor):
            return "demanded", False
        if is_of("plan_nouns", parse, governor):
            return "planned", denied
        return ("hypothetical", False) if is_of("doubt_nouns", parse, governor) else (None, False)
    passive = came_by in ("nsubj", "nsubjpass")
    if came_by == "nsubj":
        return None, False
    # A demand for something, or that something be done; "ask" and "tell" demand only with an infinitive.
    if is_of("demanding", parse, governor) and _demands(grammar, governor, at, came_by, infinitive=infinitive):
        return "demanded", False
    denies = is_of("failing", parse, governor)
    if is_of("planning", parse, governor) and (
        infinitive or came_by in ("dobj", "prep", "pobj") or passive or came_by == "ccomp"
    ):
        if came_by == "ccomp" and not infinitive:
            return None, denies
        return "planned", denies or (came_by == "xcomp" and _is_negated(grammar, governor))
    if denies and came_by in ("xcomp", "dobj", "prep", "pcomp", "nsubjpass"):
        deny = grammar.lemma(governor) == "deny"  # a denial is a stance, not a negation of what is told
        return None, not deny and not _is_negated(grammar, governor)
    if is_of("doubting", parse, governor):
        return "hypothetical", False
    if is_of("continuing", parse, governor) and came_by in ("xcomp", "dobj"):
        return "ongoing", False
    return None, False


def _demands(grammar: Grammar, governor: int, at: int, came_by: str, *, infinitive: bool) -> bool:
    if infinitive:
        own_wish = grammar.lexicon.is_of("wishing", grammar.parse, governor) and not grammar.is_passive(governor)
        return not own_wish or grammar.child(at, "nsubj") is not None or grammar.child(governor, "dobj") is not None
    if came_by == "ccomp" and grammar.is_verbal(at):  # "demanded that it leave": a bare verb
        return grammar.tokens[at].tag == "VB" and not any(
            grammar.tokens[c].dep == "aux" for c in grammar.parse.children(at)
        )
    return came_by in ("prep", "dobj", "nsubjpass") and grammar.lemma(governor) not in (
        "tell",
        "push",
        "press",
        "suggest",
        "advise",
    )


def _is_negated(grammar: Grammar, index: int) -> bool:
    """Whether a negation hangs on a word, on its subject ("nobody attacked"), or stands before it ("no attack")."""
    negators = grammar.lexicon.classes["negators"].singles
    for child in grammar.parse.children(index):
        token = grammar.tokens[child]
        word = token.text.lower().replace("’", "'")
        if token.dep == "neg" or (
            word in negators and token.dep in ("det", "advmod", "preconj", "cc", "nsubj", "nsubjpass", "neg")
        ):
            return token.dep != "cc" or word == "nor"
        if token.dep in ("nsubj", "nsubjpass", "dobj") and child != index:
            if token.dep == "dobj" and not grammar.is_verbal(index):
                continue
            if any(
                grammar.tokens[c].text.lower() in ("no", "neither", "none")
                and grammar.tokens[c].dep in ("det", "preconj", "neg")
                for c in grammar.parse.children(child)
            ):
                return True
    head = grammar.tokens[index].head
    if _out_of_question(grammar, index):
        return True
    return grammar.lemma(head) == "without" and grammar.tokens[index].dep in ("pobj", "pcomp")


def _out_of_question(grammar: Grammar, index: int) -> bool:
    """Whether a subject is said to be impossible ("removing them is out of the question")."""
    token = grammar.tokens[index]
    if token.dep not in ("nsubj", "csubj", "nsubjpass") or grammar.lemma(token.head) != "be":
        return False
    after = [c for c in grammar.parse.children(token.head) if c > token.head]
    if any(grammar.lexicon.is_of("unthinkable", grammar.parse, c) for c in after):
        return True
    words = " ".join(t.text.lower() for t in grammar.tokens[token.head + 1 : token.head + 6])
    return "out of the question" in words


def _goes_on(grammar: Grammar, noun: int) -> bool:
    """Whether a noun is said to be under way."""
    token = grammar.tokens[noun]
    head = token.head
    if any(grammar.lexicon.is_of("ongoing_words", grammar.parse, c) for c in grammar.parse.children(noun)):
        return True
    if token.dep not in ("nsubj", "nsubjpass") or not grammar.is_verbal(head):
        return False
    if grammar.lexicon.is_of("continuing", grammar.parse, head) or _of_verb(grammar, head) == "ongoing":
        return True
    if grammar.lemma(head) != "be":
        return False
    below = [c for c in grammar.parse.children(head) if c > head]
    deeper = [c for b in below for c in grammar.parse.children(b)]
    return any(grammar.lexicon.is_of("ongoing_words", grammar.parse, c) for c in (*below, *deeper))


def _has(grammar: Grammar, index: int, tag: str) -> bool:
    return any(grammar.tokens[c].tag == tag for c in grammar.parse.children(index))
