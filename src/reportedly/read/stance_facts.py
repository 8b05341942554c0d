"""What the words in and around an attribution show, before anything is judged: the window of its cue, negation, tense.

Both stance and answers are read from these facts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.model import Span, StanceKind
from reportedly.read.drafts import Draft
from reportedly.read.stance_lexicon import Phrases, StanceLexicon, find_phrases, lemma_of
from reportedly.read.syntax import Parse, Token

BEFORE, AFTER = 5, 7  # words of a cue's window before and after the cue
HELPERS = frozenset({"AUX", "PART", "ADV", "VERB"})
STOPS = frozenset({".", "!", "?", ";", ":", "“", "”", '"', "‘", "``", "''"})
LONGEST_CONTENT = 60  # words of a content that are looked at: what follows tells of other things
NAMING = frozenset({"NOUN", "PROPN", "ADJ"})
CONTENT_WORDS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "NUM", "ADV"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One draft as words.

    window: lemmas of the cue with its auxiliaries, particles and objects. frame: lemmas of the sentence outside the
    contents. content, source: their lemmas. tokens: of the content. cues, frame_cues, marks, source_marks: classes of
    the lexicon in window, frame, content and source, each with its phrase, marks also with their place.
    head: the content's head. helpers: lemmas of its auxiliaries. head_says: whether it is itself a word of saying.
    refers: stances of what its first noun for an act of saying stands for; empty where that tells nothing.
    negated: whether the content's main clause is. words, source_words, frame_words, subject_words, agents: stems of the
    words that carry meaning in the content, the source, the frame, the main clause's subject, phrases with "by".
    subject: lemmas of that subject; subject_named: whether it holds a name. numbers: of the content. begin: where the
    draft begins in the text. sentence: the number of its content's first sentence, -1 without one.
    """

    window: tuple[str, ...]
    frame: tuple[str, ...]
    source: tuple[str, ...]
    content: tuple[str, ...]
    tokens: tuple[Token, ...]
    cues: tuple[tuple[str, str], ...]
    frame_cues: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str, int], ...]
    source_marks: tuple[tuple[str, str], ...]
    head: Token | None
    refers: tuple[StanceKind, ...]
    helpers: tuple[str, ...]
    head_says: bool
    negated: bool
    words: frozenset[str]
    source_words: frozenset[str]
    frame_words: frozenset[str]
    subject: tuple[str, ...]
    subject_words: frozenset[str]
    subject_named: bool
    agents: frozenset[str]
    numbers: frozenset[str]
    begin: int
    sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who speaks in an article; sequences run parallel to the drafts.

    voices: what tells speakers apart: the party, or without one the source as printed. own: stems of the words by which
    the article names the speaker. everyone: those of all speakers.
    """

    voices: tuple[tuple[str, ...], ...]
    own: tuple[frozenset[str], ...]
    everyone: frozenset[str]


def gather_company(facts: Sequence[Facts], parties: Sequence[str | None] | None) -> Company:
    """Who speaks; ``parties`` runs parallel to the facts, or is None where none is known. ValueError if it does not."""
    known = list(parties) if parties is not None else [None] * len(facts)
    if len(known) != len(facts):
        raise ValueError(f"{len(facts)} drafts, but {len(known)} parties")
    voices = tuple(
        ("party", party) if party is not None else ("printed", *fact.source)
        for party, fact in zip(known, facts, strict=True)
    )
    names: dict[tuple[str, ...], set[str]] = {}
    for voice, fact in zip(voices, facts, strict=True):
        names.setdefault(voice, set()).update(fact.source_words)
    return Company(
        voices=voices,
        own=tuple(frozenset(names[voice]) for voice in voices),
        everyone=frozenset().union(*names.values()),
    )


def gather_facts(parse: Parse, drafts: Sequence[Draft], *, lexicon: StanceLexicon) -> tuple[Facts, ...]:
    """The facts of each draft, in the order of the drafts."""
    lemmas = [lemma_of(t.text, t.lemma) for t in parse.tokens]
    return tuple(_facts_of(parse, lemmas, draft, lexicon) for draft in drafts)


def _facts_of(parse: Parse, lemmas: Sequence[str], draft: Draft, lexicon: StanceLexicon) -> Facts:
    inside = _indices(parse, draft.content)
    source = _indices(parse, draft.source)
    content = sorted(inside - _inner(parse, draft, inside))
    frame = _frame(parse, draft, inside)
    window = _window(parse, draft, inside, source) or _nearest(parse, lemmas, frame, content, lexicon)
    tokens = tuple(parse.tokens[i] for i in content[:LONGEST_CONTENT])
    head = parse.head_in(draft.content[0])
    subject = _subject(parse, head)
    helpers, negated = _helpers(parse, lemmas, head)
    heard = tuple(lemmas[i] for i in content[:LONGEST_CONTENT])
    return Facts(
        window=tuple(lemmas[i] for i in window),
        frame=tuple(lemmas[i] for i in frame),
        source=tuple(lemmas[i] for i in sorted(source)),
        content=heard,
        tokens=tokens,
        cues=_phrases([lemmas[i] for i in window], lexicon.cues),
        frame_cues=_phrases([lemmas[i] for i in frame if i not in source], lexicon.cues),
        marks=tuple(
            (name, " ".join(p), begin) for begin, _, p, names in find_phrases(heard, lexicon.content) for name in names
        ),
        source_marks=_phrases([lemmas[i] for i in sorted(source)], lexicon.source),
        head=head,
        refers=next((lexicon.refers[word] for word in heard[:4] if word in lexicon.refers), ()),
        helpers=helpers,
        head_says=head is not None
        and any("say" in names for p, names in lexicon.cues.get(lemmas[head.index], ()) if len(p) == 1),
        negated=negated,
        words=_stems(parse, lemmas, content),
        source_words=_stems(parse, lemmas, [i for i in source if parse.tokens[i].pos in NAMING]),
        frame_words=_stems(parse, lemmas, [i for i in frame if i not in source]),
        subject=tuple(lemmas[i] for i in subject),
        subject_words=_stems(parse, lemmas, subject),
        subject_named=any(parse.tokens[i].pos == "PROPN" for i in subject),
        agents=_stems(parse, lemmas, _agents(parse, lemmas, content)),
        numbers=frozenset(lemmas[i] for i in content if parse.tokens[i].pos == "NUM"),
        begin=min(s[0] for s in (*draft.source, *draft.cue, *draft.content)),
        sentence=tokens[0].sentence if tokens else -1,
    )


def stem(lemma: str) -> str:
    """A word's beginning, by which its forms meet ("denied", "denial"; "killed", "killing")."""
    for ending in ("ation", "ment", "ing", "ion", "ed", "er", "al", "s", "e"):
        if lemma.endswith(ending) and len(lemma) - len(ending) >= 4:
            return lemma[: -len(ending)]
    return lemma


def _stems(parse: Parse, lemmas: Sequence[str], indices: Sequence[int]) -> frozenset[str]:
    return frozenset(stem(lemmas[i]) for i in indices if parse.tokens[i].pos in CONTENT_WORDS and len(lemmas[i]) > 2)


def _subject(parse: Parse, head: Token | None) -> list[int]:
    """The words of the subject of the content's main clause."""
    if head is None:
        return []
    at = [i for i in parse.children(head.index) if parse.tokens[i].dep in ("nsubj", "nsubjpass", "expl", "csubj")]
    return list(parse.subtree(at[0])) if at else []


def _agents(parse: Parse, lemmas: Sequence[str], content: Sequence[int]) -> list[int]:
    """Words of the phrases that "by" leads in."""
    return [j for i in content if parse.tokens[i].dep == "agent" or lemmas[i] == "by" for j in parse.subtree(i)]


def _indices(parse: Parse, spans: Sequence[Span]) -> set[int]:
    return {i for span in spans for i in parse.tokens_in(span)}


def _inner(parse: Parse, draft: Draft, inside: set[int]) -> set[int]:
    """Words of the source and the cue that stand within the content ("The boat, she said, sank")."""
    return {i for i in _indices(parse, (*draft.source, *draft.cue)) if i in inside}


def _frame(parse: Parse, draft: Draft, inside: set[int]) -> list[int]:
    """Words of the content's, source's and cue's sentences that are not content."""
    sentences = {parse.tokens[i].sentence for span in (*draft.source, *draft.cue) for i in parse.tokens_in(span)}
    first = parse.tokens_in(draft.content[0])
    if first:
        sentences.add(parse.tokens[first[0]].sentence)
    kept = inside - _inner(parse, draft, inside)
    return [i for s in sorted(sentences) for i in range(*parse.sentences[s]) if i not in kept]


def _window(parse: Parse, draft: Draft, inside: set[int], source: set[int]) -> list[int]:
    """The cue with the auxiliaries, negations and adverbs before it and the particles and objects after it."""
    cue = [i for span in draft.cue for i in parse.tokens_in(span)]
    if not cue:
        return []
    first, last = min(cue), max(cue)
    sentence = parse.tokens[first].sentence
    low = first
    while low > 0 and first - low < BEFORE:
        token = parse.tokens[low - 1]
        if token.sentence != sentence or token.pos not in HELPERS or token.index in inside or token.index in source:
            break
        low -= 1
    high = last
    while high + 1 < len(parse.tokens) and high - last < AFTER:
        token = parse.tokens[high + 1]
        if token.sentence != parse.tokens[last].sentence or token.text in STOPS or token.text in (",", "—", "–"):
            break
        if token.index in inside and token.index not in cue:
            break
        high += 1
    return [i for i in range(low, high + 1) if i in cue or (i not in inside and i not in source)]


def _nearest(
    parse: Parse, lemmas: Sequence[str], frame: Sequence[int], content: Sequence[int], lexicon: StanceLexicon
) -> list[int]:
    """Without a cue: the words of the sentence outside the content from the nearest phrase of the lexicon on."""
    if not content or not frame:
        return []
    best: tuple[int, int, int] | None = None
    for begin, end, _, _ in find_phrases([lemmas[i] for i in frame], lexicon.cues):
        far = min(abs(frame[begin] - content[0]), abs(frame[end - 1] - content[0]), abs(frame[begin] - content[-1]))
        if best is None or far < best[0]:
            best = (far, begin, end)
    return list(frame[max(0, best[1] - 2) : best[2] + 3]) if best else []


def _phrases(lemmas: Sequence[str], phrases: Phrases) -> tuple[tuple[str, str], ...]:
    """Class and phrase of what some words hold; a phrase inside a longer one does not count."""
    found: list[tuple[str, str]] = []
    reached = 0
    for _, end, phrase, names in find_phrases(lemmas, phrases):
        if end <= reached:
            continue
        reached = max(reached, end)
        found.extend((name, " ".join(phrase)) for name in names)
    return tuple(dict.fromkeys(found))


def _helpers(parse: Parse, lemmas: Sequence[str], head: Token | None) -> tuple[tuple[str, ...], bool]:
    """The auxiliaries of the content's head; whether its clause is negated, by a particle, a subject or an object."""
    if head is None:
        return (), False
    children = parse.children(head.index)
    helpers = tuple(lemmas[i] for i in children if parse.tokens[i].pos == "AUX")
    negated = False
    for i in children:
        token = parse.tokens[i]
        if token.dep == "neg" or lemmas[i] in ("never", "nobody", "nothing", "none", "no", "neither"):
            negated = True
        if token.dep in ("nsubj", "nsubjpass", "dobj", "attr", "expl") and any(
            lemmas[j] in ("no", "neither", "not", "none") for j in parse.children(i)
        ):
            negated = True
    return helpers, negated or lemmas[head.index] in ("no", "nobody", "nothing", "none")
