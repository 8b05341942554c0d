"""What is told to the stance model about a draft, as names: one name, one thing that holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportedly.read.drafts import Draft
from reportedly.read.stance_facts import Company, Facts
from reportedly.read.stance_lexicon import GAP, Phrase

OPENING = 8  # words of a content that set its tone
CONTRAST = frozenset({"but", "however", "yet", "though", "although", "while", "meanwhile", "still", "nevertheless"})
FIRST = frozenset({"i", "we"})
PRONOUNS = frozenset("i we you he she it they this that there who".split())
MODALS = frozenset("can could will would shall should may might must".split())
OWN_PRONOUNS = frozenset("i we he she it they".split())
# Classes of cues that leave the stance to the content.
NEUTRAL = frozenset({"say", "according", "claim", "insist", "not", "label", "think", "find", "possible", "probable"})
FUNCTION = frozenset({"AUX", "PART", "DET", "PRON", "ADP", "SCONJ", "INTJ"})


def features_of(index: int, drafts: Sequence[Draft], facts: Sequence[Facts], *, company: Company) -> list[str]:
    """The names that hold of one draft among those of its article, without repeats."""
    fact, draft = facts[index], drafts[index]
    names = ["bias"]
    names += _of_cue(fact, draft)
    names += _of_content(fact)
    names += _of_place(index, drafts, facts, company)
    return list(dict.fromkeys(names))


def features_of_phrase(phrase: Phrase, classes: Sequence[str]) -> list[str]:
    """The names that hold of a draft whose cue is a phrase of the lexicon and of which nothing else is known."""
    words = [word for word in phrase if word != GAP]
    names = ["bias", "cues:" + "+".join(sorted(set(classes)))]
    for name in classes:
        names += [f"cue:{name}", f"cue:{name}:{' '.join(phrase)}"]
        if "not" in words or "never" in words:
            names.append(f"not:{name}")
    return [*names, *(f"w:{word}" for word in words)]


def _of_cue(fact: Facts, draft: Draft) -> Iterator[str]:
    classes = [name for name, _ in fact.cues]
    neutral = is_neutral(fact)
    for name, phrase in fact.cues:
        yield f"cue:{name}"
        yield f"cue:{name}:{phrase}"
    yield "cues:" + "+".join(sorted(set(classes)))
    for name, _ in fact.frame_cues:
        if name not in classes:
            yield f"frame:{name}"
    yield f"cue.any:{bool(draft.cue)}"
    yield f"source.any:{bool(draft.source)}"
    for lemma in fact.window:
        yield f"w:{lemma}"
    if "not" in fact.window or "never" in fact.window:
        for name in classes:
            yield f"not:{name}"
    if any(w in CONTRAST for w in fact.frame[:2]):
        yield "contrast"
    for name in dict.fromkeys(n for n, _ in fact.source_marks):
        yield f"from:{name}"
        for cue in dict.fromkeys(classes):
            yield f"from:{name}:{cue}"
    if fact.source:
        yield f"source:{fact.source[0] if len(fact.source) == 1 else 'long'}"
    if neutral:
        yield f"neutral.neg:{fact.negated}"
        for name, _, begin in fact.marks:
            yield f"neutral:{name}"
            if begin < OPENING:
                yield f"neutral.early:{name}"
    else:
        for name in dict.fromkeys(classes):
            for mark in ("falsehood", "statement", "negation", "future", "hostile"):
                if any(m[0] == mark for m in fact.marks):
                    yield f"{name}&{mark}"


def is_neutral(fact: Facts) -> bool:
    """Whether no cue speaks for one stance, so that the content must tell."""
    return all(name in NEUTRAL for name, _ in fact.cues)


def _of_content(fact: Facts) -> Iterator[str]:
    yield f"quoted:{bool(fact.tokens) and fact.tokens[0].text in ('“', '‘', chr(34), chr(39))}"
    for name, phrase, begin in fact.marks:
        yield f"in:{name}"
        yield f"in:{name}:{phrase}"
        if begin < OPENING:
            yield f"early:{name}"
    for lemma in fact.content:
        yield f"c:{lemma}"
    tokens = fact.tokens
    for left, right in zip(fact.content[:OPENING], fact.content[1:OPENING], strict=False):
        yield f"cc:{left} {right}"
    if tokens:
        first = next((t for t in tokens if t.pos != "PUNCT"), tokens[0])
        yield f"first:{first.lemma.lower() if first.pos in FUNCTION else first.pos}"
        yield f"firsttag:{first.tag}"
        if any(t.text == "?" for t in tokens):
            yield "asks"
        if any(t.text == "!" for t in tokens):
            yield "exclaims"
    if fact.head is not None:
        yield f"head:{fact.head.pos}"
        yield f"headtag:{fact.head.tag}"
        yield f"headlemma:{fact.head.lemma.lower()}"
        if fact.head_says:
            yield "head.says"
            yield f"head.says:{fact.subject[0] if len(fact.subject) == 1 else 'long'}"
        for helper in fact.helpers:
            yield f"aux:{helper}"
            if helper in ("will", "would", "shall") and FIRST & set(fact.content[:4]):
                yield "i.will"
        yield f"neg:{fact.negated}"
    n = len(fact.content)
    yield f"size:{0 if n < 3 else 1 if n < 6 else 2 if n < 12 else 3 if n < 30 else 4}"


def _of_place(index: int, drafts: Sequence[Draft], facts: Sequence[Facts], company: Company) -> Iterator[str]:
    fact = facts[index]
    parent = drafts[index].parent
    if parent is not None:
        yield "nested"
        for name, _ in facts[parent].cues:
            yield f"nested:{name}"
    if any(d.parent == index for d in drafts):
        yield "holds"
    own = company.own[index]
    others = company.everyone - own
    kind = _subject_kind(fact, own, others)
    yield f"subj:{kind}"
    if {"will", "would", "shall"} & set(fact.helpers):
        yield f"subj.will:{kind}"
        yield f"subj.will:{kind}:{fact.negated}"
    hostile = any(m[0] == "hostile" for m in fact.marks)
    if hostile:
        yield f"hostile.subj:{kind}"
    if denies_own_act(fact, own):
        yield "denies.own.act"
    if fact.words & own:
        yield "names.own"
        yield f"names.own:{fact.negated}"
        if hostile:
            yield "names.own.hostile"
    if fact.words & others:
        yield "names.other"
        if hostile:
            yield "names.other.hostile"
        if fact.agents & others:
            yield "agent.other"
    yield from _of_others(index, facts, company, kind)
    before = [i for i, f in enumerate(facts) if f.begin < fact.begin]
    yield f"before:{min(3, len(before))}"
    if before:
        last = max(before, key=lambda i: facts[i].begin)
        yield f"last.same:{company.voices[last] == company.voices[index]}"
        yield f"last.sentence:{min(2, fact.sentence - facts[last].sentence)}"
        for name, _ in facts[last].cues:
            yield f"last:{name}"
    yield f"spoke:{any(company.voices[i] == company.voices[index] for i in before)}"


def denies_own_act(fact: Facts, own: frozenset[str]) -> bool:
    """Whether a source says that it did no harm ("said it had not fired"); that it will or can do none is no denial."""
    if fact.head is None or not fact.negated or not is_neutral(fact) or set(fact.helpers) & MODALS:
        return False
    speaks_of_itself = bool(fact.subject_words & own) or (len(fact.subject) == 1 and fact.subject[0] in OWN_PRONOUNS)
    at = next((i for i, token in enumerate(fact.tokens) if token.index == fact.head.index), None)
    return speaks_of_itself and any(name == "hostile" and begin == at for name, _, begin in fact.marks)


def _of_others(index: int, facts: Sequence[Facts], company: Company, kind: str) -> Iterator[str]:
    """How the content stands to what other speakers said before."""
    fact, own = facts[index], company.own[index]
    best, opposite, numbers, named = 0.0, False, False, False
    for other, earlier in enumerate(facts):
        if earlier.begin >= fact.begin or company.voices[other] == company.voices[index]:
            continue
        named = named or bool(earlier.words & own)
        shared = len(earlier.words & fact.words)
        share = shared / min(len(earlier.words), len(fact.words)) if shared else 0.0
        if share > best:
            best, opposite = share, earlier.negated != fact.negated
            numbers = bool(earlier.numbers and fact.numbers and not earlier.numbers & fact.numbers)
    size = 0 if best == 0 else 1 if best < 0.25 else 2 if best < 0.5 else 3
    yield f"like:{size}"
    yield f"like:{size}:{opposite}"
    yield f"like:{size}:n:{fact.negated}"
    if numbers:
        yield "other.number"
    if named:
        yield "named.before"
        yield f"named.before:{fact.negated}"
        yield f"named.before:{kind}"


def _subject_kind(fact: Facts, own: frozenset[str], others: frozenset[str]) -> str:
    if not fact.subject:
        return "none"
    if fact.subject_words & own:
        return "own"
    if fact.subject_words & others:
        return "other"
    first = fact.subject[0]
    if len(fact.subject) == 1 and first in PRONOUNS:
        return first
    return "name" if fact.subject_named else "noun"
