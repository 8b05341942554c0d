"""People and bodies named anywhere in a text, found in one pass: what pronouns and short names may stand for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from reportedly.model import Article
from reportedly.read.lang import LanguageData
from reportedly.read.names import LONGEST_NAME, Token, fold, is_acronym, tokenise
from reportedly.read.sources import PERSON_NOUNS, Description, describe

REACH = 4  # words from a determiner to its noun
LONGEST_CHUNK = 12
APPOSITION = 14  # words of an apposition that are read
LONGEST_SHOUT = 5  # letters; a longer word in capitals is a dateline or a headline, not initials
SENTENCE_ENDS = ".!?…"
# Verbs in a stretch between commas: it is a clause ("Merrow, the service said,"), no apposition.
FINITE = frozenset("said says say told tells added wrote is was are were has had".split())
CLOSERS = "\"'”’)"


@dataclass(frozen=True, slots=True)
class Named:
    """A noun phrase of the text. opens: whether it is the first thing in its sentence."""

    described: Description
    begin: int
    opens: bool


@dataclass(frozen=True, slots=True)
class Survey:
    """What one pass over a text finds.

    people: surnames (folded) that some mention gives to a person. places: words used as places.
    short: first words of names that also stand alone, as bodies are called ("Corva" for "Corva Minerals").
    tokens: the words outside the furniture.
    """

    named: tuple[Named, ...]
    people: frozenset[str]
    places: frozenset[str]
    short: frozenset[str]
    tokens: tuple[Token, ...]


def survey(article: Article, language: LanguageData) -> Survey:
    """The noun phrases of the text outside its furniture, in text order."""
    tokens = _tokens_of(article, language)
    chunks = _find_chunks(tokens, language)
    named: list[Named] = []
    people: set[str] = set()
    places: set[str] = set()
    lower = {t.low for t in tokens if not t.capital}
    for first, last in chunks:
        run = tokens[first:last]
        opens = first == 0 or _ends_sentence(tokens, first)
        if len(run) == 1 and run[0].capital and opens and run[0].low in lower:
            continue  # a common word at the start of a sentence
        if len(run) == 1 and run[0].text.isupper() and (run[0].low in lower or len(run[0].text) > LONGEST_SHOUT):
            continue  # a word that is only printed large
        if _is_place(tokens, first, last, language):
            places.update(fold(t.low, language) for t in run if t.capital)
        described = describe(article.text, _with_apposition(tokens, first, last, language), language)
        if described is None or described.form in ("pronoun", "list"):
            continue
        if described.person is not None and described.sure:
            people.add(described.person.surname)
        named.append(Named(described, run[0].begin, opens))
    return Survey(
        tuple(named), frozenset(people), frozenset(places - people), _short_names(named, language), tuple(tokens)
    )


def _short_names(named: Sequence[Named], language: LanguageData) -> frozenset[str]:
    """First words of unexplained names that stand alone elsewhere while the last ones do not."""
    alone = {n.described.words[0] for n in named if n.described.form == "name" and len(n.described.words) == 1}
    unsure = [n.described.words for n in named if n.described.person is not None and not n.described.sure]
    return frozenset(
        words[0]
        for words in unsure
        if len(words) > 1 and words[0] in alone and words[-1] not in alone and words[0] not in language.given_names
    )


def _tokens_of(article: Article, language: LanguageData) -> list[Token]:
    """The words outside the furniture."""
    tokens: list[Token] = []
    begin = 0
    for furniture in article.furniture:
        tokens += tokenise(article.text, language, begin=begin, end=furniture.span[0])
        begin = max(begin, furniture.span[1])
    return tokens + tokenise(article.text, language, begin=begin)


def _ends_sentence(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and at - before < 4 and tokens[before].text in CLOSERS:
        before -= 1
    if before < 0:
        return True
    gap = tokens[at].begin - tokens[before].end
    return tokens[before].text in SENTENCE_ENDS or (gap > 1 and tokens[before].text != ",")


def _find_chunks(tokens: Sequence[Token], language: LanguageData) -> list[tuple[int, int]]:
    """Noun phrases that hold a capitalised word or a noun that can be a source: (first, last + 1)."""
    chunks: list[tuple[int, int]] = []
    at = floor = 0
    size = len(tokens)
    while at < size:
        if not _is_nominal(tokens, at, language):
            at += 1
            continue
        end = at + 1
        while end < size and end - at < LONGEST_CHUNK and _joins(tokens, end, language):
            end += 1
        first = _reach_back(tokens, at, floor, language)
        chunks.append((first, end))
        at = floor = end
    return chunks


def _is_nominal(tokens: Sequence[Token], at: int, language: LanguageData) -> bool:
    token = tokens[at]
    if token.capital:
        return token.low not in language.not_names or (token.low in language.titles and len(token.text) > 1)
    noun = language.nouns.get(token.low)
    return noun is not None and (noun.kind in PERSON_NOUNS or noun.kind == "organisation") and not noun.plural


def _joins(tokens: Sequence[Token], at: int, language: LanguageData) -> bool:
    token, before = tokens[at], tokens[at - 1]
    if token.begin - before.end > 1 or "\n" in token.text:
        return False
    if token.capital:
        return token.low not in language.not_names or token.low in language.titles
    if token.low in language.nouns and not language.nouns[token.low].plural:
        return True
    if token.low in language.particles or token.text == "&":
        return at + 1 < len(tokens) and tokens[at + 1].capital and before.capital
    if before.possessive:  # "Russia's | defence ministry"
        return any(
            tokens[i].low in language.nouns for i in range(at, min(at + 3, len(tokens))) if tokens[i].word
        ) and token.word and token.low not in language.breaks  # fmt: skip
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        token.word and before.capital and token.low not in language.breaks and following is not None
        and following.low in language.nouns and token.low not in language.conjunctions and token.low.isalpha()
        and language.nouns[following.low].kind == "organisation"
    )  # fmt: skip


def _reach_back(tokens: Sequence[Token], at: int, floor: int, language: LanguageData) -> int:
    """Where the phrase begins: at its determiner, if one stands close before with only modifiers between."""
    for back in range(1, REACH + 1):
        i = at - back
        if i < floor:
            break
        token = tokens[i]
        if not token.word or tokens[i + 1].begin - token.end > 1:
            break
        pronoun = language.pronouns.get(token.low)
        if token.low in language.determiners or token.low in language.numbers or (pronoun and pronoun.possessive):
            return i
        if token.low in language.breaks or token.low in language.conjunctions or token.low in language.nouns:
            break
    return at


def _is_place(tokens: Sequence[Token], first: int, last: int, language: LanguageData) -> bool:
    if first == 0 or last - first > 3 or is_acronym(tokens[first]):
        return False
    return tokens[first - 1].low in language.places_after and all(t.capital for t in tokens[first:last])


def _with_apposition(tokens: Sequence[Token], first: int, last: int, language: LanguageData) -> list[Token]:
    """The phrase with an acronym in brackets, or the apposition of a name that opens with a determiner or a noun."""
    last = _end_of_name(tokens, first, last, language)
    holder = _end_of_holder(tokens, last, language)
    if holder is not None:
        return list(tokens[first:holder])
    run = list(tokens[first:last])
    if last + 2 >= len(tokens) or not run[-1].capital:
        return run
    if tokens[last].text == "(" and is_acronym(tokens[last + 1]) and tokens[last + 2].text == ")":
        return [*run, *tokens[last : last + 3]]
    following = tokens[last + 1]
    opens = following.low in language.determiners or following.low in language.nouns or following.text.isdigit()
    if tokens[last].text != "," or following.capital or not opens:
        return run
    for end in range(last + 1, min(last + APPOSITION, len(tokens))):
        if tokens[end].low in FINITE:
            return run
        if tokens[end].text in ",.;:—–" or tokens[end].low in language.relatives:
            return [*run, *tokens[last:end]]
    return run


def _end_of_name(tokens: Sequence[Token], first: int, last: int, language: LanguageData) -> int:
    """Where a body's name ends that goes on with "of" and a capital ("Bank | of Ardovia")."""
    noun = language.nouns.get(tokens[last - 1].low)
    named = tokens[last - 1].capital and noun is not None and noun.kind == "organisation"
    if not named or last + 1 >= len(tokens) or tokens[last].low not in language.partitives:
        return last
    at = last + 1
    if tokens[at].low in language.definite and at + 1 < len(tokens):
        at += 1
    if not tokens[at].capital:
        return last
    while (
        at < len(tokens)
        and at - first < LONGEST_CHUNK
        and tokens[at].capital
        and tokens[at].begin - tokens[at - 1].end == 1
    ):
        at += 1
    return at


def _end_of_holder(tokens: Sequence[Token], last: int, language: LanguageData) -> int | None:
    """Where the name ends of who holds an office ("the mayor | of Tarnby, Odile Cord|, said"); None without one."""
    noun = language.nouns.get(tokens[last - 1].low)
    office = noun is not None and noun.kind in ("office", "spokesperson") and not noun.plural
    if not office or last >= len(tokens) or tokens[last].low not in language.complements:
        return None
    for at in range(last + 1, min(last + APPOSITION, len(tokens) - 2)):
        token = tokens[at]
        if token.text in SENTENCE_ENDS or token.low in FINITE or token.begin - tokens[at - 1].end > 1:
            return None
        if token.text == ",":
            end = at + 1
            while end < len(tokens) and tokens[end].capital and end - at <= LONGEST_NAME:
                end += 1
            closed = end < len(tokens) and (tokens[end].text == "," or tokens[end].low in FINITE)
            return end if closed and end - at > 2 else None
    return None


def paragraph_starts(text: str) -> list[int]:
    """Where each line that is not blank begins."""
    starts: list[int] = []
    begin = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            starts.append(begin)
        begin += len(line)
    return starts


def paragraph_of(starts: Sequence[int], at: int) -> int:
    """The number of the paragraph that holds the offset."""
    return bisect_right(starts, at) - 1
