"""How a statement reached its hearers: interview, briefing, statement, post, broadcast, document or call.

Read from the words around a cue, its *frame*: the part of the sentence that makes this attribution and no other. The
relays in ``relays.py`` are read from the same frames.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from reportedly.errors import SetupError
from reportedly.model import Channel, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language, words_of
from reportedly.read.syntax import Parse, Token

CHANNELS: tuple[Channel, ...] = get_args(Channel)
# How far before its noun the preposition of a channel may stand: "in a rare two-hour television interview".
REACH = 8
PHRASE_POS = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON", "X"})
NAME_JOINTS = frozenset({"of", "and", "&", "de", "al", "for", "the"})
# An agency's credit in a dateline: "HARROW, May 3 (TNA) —", "/TNA/".
CREDIT = re.compile(r"\(([A-Z][\w&.’' -]{1,40})\)\s*[-–—]|/\s?([A-Z]\w{1,20})\s?/")
CLOSING = re.compile(r"’(?!\w)")
CREDIT_WITHIN = 160  # characters
NAME_WORD = re.compile(r"\w+")
Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RelayWords:
    """The word classes of ``lang/relays_XX.toml``, which says what each is for."""

    classes: Mapping[str, Words]
    channels: Mapping[str, Channel]
    prepositions: Mapping[str, Words]
    compounds: Mapping[tuple[str, ...], Channel]
    cues: Mapping[str, Channel]
    platforms: Mapping[str, Channel]
    sources: Mapping[str, Channel]

    def __getitem__(self, name: str) -> Words:
        return self.classes[name]


@cache
def load_relay_words(code: str = "en") -> RelayWords:
    """The word classes of a language (ISO 639-1), read once; SetupError when it has none."""
    path = files("reportedly.read.lang") / f"relays_{code}.toml"
    if not path.is_file():
        raise SetupError(f"language {code!r}: no words for relays; add read/lang/relays_{code}.toml")
    tables = tomllib.loads(path.read_text(encoding="utf-8"))

    def by_word(table: str) -> dict[str, Channel]:
        listings: dict[str, str] = tables[table]
        return {word: channel for channel in CHANNELS for word in words_of(listings.get(channel, ""))}

    pairs = {tuple(pair.split()): channel for pair, channel in by_word("compounds").items()}
    return RelayWords(
        classes={name: frozenset(words_of(listing)) for name, listing in tables.items() if isinstance(listing, str)},
        channels=by_word("channels"),
        prepositions={name: frozenset(words_of(listing)) for name, listing in tables["prepositions"].items()},
        compounds=pairs,
        cues=by_word("cues"),
        platforms=by_word("platforms"),
        sources=by_word("sources"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The tokens of one sentence that make one attribution, without its content.

    runs: stretches of token indices in text order; a content lies between two runs. cue, source: their tokens in
    this sentence. anchor: the word of the cue that others hang on, a verb where it has one; None without a cue.
    """

    runs: tuple[tuple[int, ...], ...]
    cue: tuple[int, ...]
    source: tuple[int, ...]
    anchor: int | None

    def __iter__(self) -> Iterator[int]:
        for run in self.runs:
            yield from run


def make_frame(parse: Parse, drafts: Sequence[Draft], index: int) -> Frame:
    """The frame of a draft: empty without cue and source.

    It ends where another attribution begins, unless that shares its source or cue ("said … and that …"), and at the
    edge of the content that holds it.
    """
    draft = drafts[index]
    cue = tuple(i for span in draft.cue for i in parse.tokens_in(span))
    source = tuple(i for span in draft.source for i in parse.tokens_in(span))
    anchor = _anchor(parse, cue)
    start = anchor if anchor is not None else source[0] if source else None
    if start is None:
        return Frame(runs=(), cue=(), source=(), anchor=None)
    number = parse.tokens[start].sentence
    first, last = parse.sentences[number]
    inside = {i for span in _skipped(drafts, index) for i in parse.tokens_in(span)}
    walls = _walls(parse, drafts, index, range(first, last))
    own = set(cue) | set(source)
    left = _walk(parse, range(start, first - 1, -1), inside - own, walls - own)
    right = _walk(parse, range(start, last), inside - own, walls - own)
    runs = [*[run[::-1] for run in left[:0:-1]], left[0][::-1] + right[0][1:], *right[1:]]
    return Frame(
        runs=tuple(tuple(run) for run in runs if run),
        cue=tuple(i for i in cue if first <= i < last),
        source=tuple(i for i in source if first <= i < last),
        anchor=anchor,
    )


def _skipped(drafts: Sequence[Draft], index: int) -> Iterator[Span]:
    """The contents that a frame leaves out: its own, and those that its source or cue has beside."""
    draft = drafts[index]
    yield from draft.content
    at = (draft.cue or draft.source)[0]
    for other in drafts:
        if _shares(draft, other) and other is not draft:
            yield from (span for span in other.content if not span[0] <= at[0] < span[1])


def _shares(draft: Draft, other: Draft) -> bool:
    """Whether two drafts have one source or one cue."""
    return bool((draft.source and other.source == draft.source) or (draft.cue and other.cue == draft.cue))


def _walls(parse: Parse, drafts: Sequence[Draft], index: int, inside: range) -> set[int]:
    """The tokens of the sentence that belong to other attributions."""
    draft = drafts[index]
    low, high = parse.span_of(inside)
    at = draft.cue or draft.source
    walls: set[int] = set()
    for j, other in enumerate(drafts):
        if j == index or _shares(draft, other):
            walls.update(i for span in other.cue if span not in draft.cue for i in parse.tokens_in(span))
            continue
        for span in other.content:
            if span[0] < high and low < span[1]:
                holds = span[0] <= at[0][0] and at[0][1] <= span[1]
                tokens = parse.tokens_in(span)
                walls.update((i for i in inside if i not in tokens) if holds else tokens)
        for span in (*other.cue, *other.source):
            if span[0] < high and low < span[1] and not (span in other.source and _is_led(parse, span)):
                walls.update(parse.tokens_in(span))
    return walls


def _is_led(parse: Parse, span: Span) -> bool:
    """Whether a source stands in the sentence before as well: "said in a statement that put …"."""
    tokens = parse.tokens_in(span)
    return bool(tokens) and tokens[0] > 0 and parse.tokens[tokens[0] - 1].text.casefold() in ("in", "at")


def _walk(parse: Parse, way: range, inside: set[int], walls: set[int]) -> list[list[int]]:
    """The runs met on the way out from the cue, nearest first, each in the order met."""
    runs: list[list[int]] = [[]]
    for i in way:
        if i in inside:
            if runs[-1]:
                runs.append([])
            continue
        if i in walls or parse.tokens[i].text == ";":
            break
        runs[-1].append(i)
    return runs


def _anchor(parse: Parse, cue: Sequence[int]) -> int | None:
    """The last full verb of a cue, else its last word that is no mark."""
    verbs = [i for i in cue if parse.tokens[i].pos == "VERB"]
    words = [i for i in cue if parse.tokens[i].pos != "PUNCT"]
    return verbs[-1] if verbs else words[-1] if words else None


def phrase_from(parse: Parse, run: Sequence[int], at: int, words: RelayWords) -> range | None:
    """The noun phrase that begins at place ``at`` of a run, with an apposition behind a comma; None when none does.

    Names keep their joints ("Bank of Ardovia"); the phrase ends before a verb, a preposition and a word of time.
    """
    begin = end = at
    noun = False
    while end < len(run) and (end == at or run[end] == run[end - 1] + 1):
        token = parse.tokens[run[end]]
        low = token.text.casefold()
        if end > at and low in words["times"] and (token.text.islower() or not noun or low.endswith("day")):
            break
        if token.pos == "PRON" and token.tag != "PRP$":
            end, noun = (end + 1, True) if end == begin else (end, noun)
            break
        if noun and token.pos == "DET" and parse.tokens[run[end - 1]].text != "of":
            break
        named = low in words["media_names"] and token.text[0].isupper() and end > at
        described = token.tag in ("VBN", "VBG") and token.dep == "amod"
        if token.pos not in PHRASE_POS and not named and not described and not (noun and _joins(parse, run, end)):
            break
        noun = noun or token.pos in ("NOUN", "PROPN", "X")
        end += 1
    while end > begin and parse.tokens[run[end - 1]].pos in ("DET", "ADP", "CCONJ", "PART"):
        end -= 1
    if not noun or end == begin:
        return None
    last = run[end - 1]
    return range(run[begin], _apposed(parse, run, end, last) + 1)


def _joins(parse: Parse, run: Sequence[int], at: int) -> bool:
    """Whether the word at a place holds a name together."""
    token = parse.tokens[run[at]]
    if token.text == "&" or (token.text == "-" and at + 1 < len(run)):
        return True
    if token.text.casefold() not in NAME_JOINTS or at + 1 >= len(run):
        return False
    before, after = parse.tokens[run[at - 1]], parse.tokens[run[at + 1]]
    named = after.pos == "PROPN"
    if after.pos == "DET" and at + 2 < len(run) and token.text == "of":
        # "the Voice of the Coast", but not "told the Coast Post of the injured man"
        named = before.pos != "PROPN" or parse.tokens[run[at + 2]].pos == "PROPN"
    return named and (token.text == "of" or before.pos == "PROPN")


def _apposed(parse: Parse, run: Sequence[int], end: int, last: int) -> int:
    """The last token of a name that explains the phrase behind a comma: "the weekly, Hull Notes"."""
    if end + 1 >= len(run) or parse.tokens[run[end]].text != ",":
        return last
    stop = end + 1
    while stop < len(run) and parse.tokens[run[stop]].pos == "PROPN":
        stop += 1
    named = parse.tokens[last].pos == "PROPN"
    closed = stop == len(run) or parse.tokens[run[stop]].pos == "PUNCT"
    return run[stop - 1] if stop > end + 1 and closed and not named else last


def find_channel(parse: Parse, frame: Frame, *, words: RelayWords) -> Channel | None:
    """The channel that a frame names, the noun nearest to the cue first; None when it names none.

    "told reporters" and "told the newspaper" are judged by who heard it, in ``relays.py``.
    """
    for i in frame.cue:
        if parse.tokens[i].pos in ("VERB", "NOUN") and parse.tokens[i].lemma.casefold() in words.cues:
            return words.cues[parse.tokens[i].lemma.casefold()]
    if any(parse.tokens[i].lemma.casefold() in words["callers"] for i in frame.source):
        return "call"
    found = _named(parse, frame, words)
    if found:
        return min(found)[1]
    for i in frame.source:
        token = parse.tokens[i]
        if token.lemma.casefold() in words.sources and token.head not in frame.source:
            return words.sources[token.lemma.casefold()]
    return None


def _named(parse: Parse, frame: Frame, words: RelayWords) -> list[tuple[int, Channel]]:
    """Channels by noun or platform, each with its distance from the cue."""
    at = frame.anchor if frame.anchor is not None else frame.source[0] if frame.source else 0
    found: list[tuple[int, Channel]] = []
    for run in frame.runs:
        for n, i in enumerate(run):
            channel = _of_noun(parse, run, n, words) or _of_platform(parse, run, n, frame, words)
            if parse.tokens[i].pos == "VERB" and words.cues.get(parse.tokens[i].lemma.casefold()) == "call":
                channel = channel or "call"  # "said when the Packet rang her"
            if channel is not None:
                found.append((abs(i - at), channel))
    return found


def _of_noun(parse: Parse, run: Sequence[int], n: int, words: RelayWords) -> Channel | None:
    """The channel of a noun that a preposition leads to: "in a statement", "by telephone"."""
    token = parse.tokens[run[n]]
    low = token.lemma.casefold()
    before = parse.tokens[run[n - 1]].text.casefold() if n else ""
    after = parse.tokens[run[n + 1]].text.casefold() if n + 1 < len(run) else ""
    channel = words.compounds.get((before, low)) or words.compounds.get((low, after)) or words.channels.get(low)
    channel = channel or words.channels.get(token.text.casefold())
    if channel is None or token.pos not in ("NOUN", "PROPN", "VERB", "ADJ"):
        return None
    if after in ("-", "’s", "'s") or _is_noun_before(parse, run, n, words):
        return None
    for back in range(n - 1, max(-1, n - 1 - REACH), -1):
        earlier = parse.tokens[run[back]]
        if earlier.pos in ("ADP", "SCONJ"):
            return channel if earlier.text.casefold() in words.prepositions[channel] else None
        if earlier.pos not in PHRASE_POS and earlier.text not in ("-", "“", '"', "‘", "'") and earlier.dep != "amod":
            return None
    return None


def _is_noun_before(parse: Parse, run: Sequence[int], n: int, words: RelayWords) -> bool:
    """Whether the noun only describes the next, which names the channel: "a television interview"."""
    following = parse.tokens[run[n + 1]] if n + 1 < len(run) else None
    if following is None or following.pos != "NOUN":
        return False
    broadcast = words.channels.get(parse.tokens[run[n]].lemma.casefold()) == "broadcast"
    return following.lemma.casefold() in words.channels or (parse.tokens[run[n]].dep == "compound" and not broadcast)


def _of_platform(parse: Parse, run: Sequence[int], n: int, frame: Frame, words: RelayWords) -> Channel | None:
    """The channel of a name after "on", where the cue is writing or the name is a platform's."""
    token = parse.tokens[run[n]]
    if token.text.casefold() != "on" or n + 1 >= len(run):
        return None
    phrase = phrase_from(parse, run, n + 1, words)
    if phrase is None:
        return None
    for i in phrase:
        if parse.tokens[i].text.casefold() in words.platforms and parse.tokens[i].text[:1].isupper():
            return words.platforms[parse.tokens[i].text.casefold()]
    writes = frame.anchor is not None and parse.tokens[frame.anchor].lemma.casefold() == "write"
    tail = parse.tokens[phrase[-1]]
    page = tail.lemma.casefold() in words["pages"]
    timed = tail.text.casefold() in words["times"]
    return "post" if page or (writes and tail.pos == "PROPN" and not timed) else None


class Outlets:
    """Tells the media from other hearers, and the article's own outlet from the rest.

    publisher: as the article's record has it; without it the credit in the dateline ("HARROW (TNA) —") counts as the
    article's own.
    """

    def __init__(
        self, parse: Parse, drafts: Sequence[Draft], *, text: str, publisher: str | None, words: RelayWords
    ) -> None:
        self._parse, self._text, self._words = parse, text, words
        self._language = load_language("en")
        credit = CREDIT.search(text, 0, CREDIT_WITHIN)
        self._own_name = publisher or (credit.group(1) or credit.group(2) if credit else "")
        self._own = _name_words(self._own_name)
        self._speakers = {
            parse.tokens[i].text for d in drafts for span in d.source for i in parse.tokens_in(span)
            if parse.tokens[i].pos == "PROPN"
        }  # fmt: skip
        self._publisher_kind = self._kind_of_publisher(publisher) if publisher else None
        self._first_other: int | None = None
        self._first_other = next((t.begin for t in parse.tokens if self._names_other(t)), None)

    def _names_other(self, token: Token) -> bool:
        """Whether a token is the noun of another outlet's name: "the website Harbour Watch", "the Evening Post"."""
        if token.pos == "PROPN" and token.text.casefold() in self._words["media_names"]:
            beside = [t for t in self._beside(token) if t.pos == "PROPN" and t.text.casefold() not in self._own]
            return bool(beside) and token.text[0].isupper()
        if token.lemma.casefold() in self._words["media"] | self._words["media_weak"]:
            return any(t.pos == "PROPN" and t.text.casefold() not in self._own for t in self._beside(token)[1:])
        return False

    def _beside(self, token: Token) -> list[Token]:
        tokens = self._parse.tokens
        return [tokens[i] for i in (token.index - 1, token.index + 1) if 0 <= i < len(tokens)]

    def _kind_of_publisher(self, publisher: str) -> str | None:
        """Whether a publisher is an "office" ("Mayor of Harrow (posts)") or an "organisation" and no outlet."""
        words = [w.casefold() for w in NAME_WORD.findall(publisher)]
        if any(w in self._words["media_names"] | self._words["media"] | self._words["media_weak"] for w in words):
            return None
        kinds = [self._language.nouns[w].kind for w in words if w in self._language.nouns]
        return kinds[0] if kinds and kinds[0] in ("office", "organisation") else None

    def is_silent(self, phrase: Sequence[int], *, hearer: bool = False) -> bool:
        """Whether a phrase is the article's own outlet, which is no relay.

        A party that publishes by itself is one: an office in all that it was told, a body where it says so.
        """
        speaks = self._publisher_kind == "office" or (self._publisher_kind == "organisation" and not hearer)
        return not speaks and self.is_own(phrase)

    def is_own(self, phrase: Sequence[int]) -> bool:
        """Whether a phrase stands for the article's own outlet: "us", "this newspaper", its name or initials."""
        tokens = [self._parse.tokens[i] for i in phrase]
        lows = [t.text.casefold() for t in tokens]
        if not lows:
            return False
        if lows[0] in self._words["own"]:
            return len(lows) == 1 or self._is_outlet_noun(tokens[-1])
        names = [t.text.casefold() for t in tokens if t.pos == "PROPN" or t.text.isupper()]
        names = [n for n in names if n not in ("the", "a", "-") and n not in self._words["staff"]]
        tail = _core(tokens)[-1]
        if names and tail.pos != "PROPN" and not tail.text.isupper() and not self._is_outlet_noun(tail):
            return False
        if names and self._own:
            return all(n in self._own for n in names) or _is_short_for("".join(names), self._own_name)
        return not names and lows[:1] == ["the"] and self._is_own_noun(tokens[-1])

    def _is_own_noun(self, token: Token) -> bool:
        """Whether "the" and this noun are the article's own outlet: none other has been named."""
        lemma = token.lemma.casefold()
        if lemma in self._words["media_weak"]:
            return lemma in self._own
        return lemma in self._words["media"] | self._words["staff"] and not self._other_before(token)

    def _other_before(self, token: Token) -> bool:
        return self._first_other is not None and self._first_other < token.begin

    def _is_outlet_noun(self, token: Token) -> bool:
        lemma = token.lemma.casefold()
        return lemma in self._words["media"] or lemma in self._words["media_weak"] or lemma in self._words["staff"]

    def is_press(self, phrase: Sequence[int]) -> bool:
        """Whether a phrase stands for the press at large: "reporters"."""
        tokens = [self._parse.tokens[i] for i in phrase]
        if any(t.pos == "PROPN" for t in tokens):
            return False
        tail = tokens[-1]
        return tail.lemma.casefold() in self._words["pressmen"] and (tail.tag == "NNS" or tail.text == "press")

    def is_medium(self, phrase: Sequence[int], *, spoken_to: bool = False) -> bool:
        """Whether a phrase names an outlet or media ("the website X", "state television", "local media").

        spoken_to: it is who was told, so that a bare name that is no person, place or body of the text counts as well.
        """
        tokens = [self._parse.tokens[i] for i in phrase]
        lemmas = [t.lemma.casefold() for t in tokens]
        if any(m in self._words["media"] for m, t in zip(lemmas, tokens, strict=True) if t.pos in ("NOUN", "PROPN")):
            return (
                tokens[-1].text[0].isupper()
                or lemmas[-1] in self._words["media"] | self._words["media_weak"] | self._words["staff"]
                or lemmas[-1] == "report"
            )
        names = [t for t in tokens if t.pos == "PROPN" or (t.text.isupper() and len(t.text) > 1)]
        for t, lemma in zip(tokens, lemmas, strict=True):
            if lemma in self._words["media_weak"] and t.pos == "NOUN":
                if spoken_to and t.tag == "NNS" and lemma == "agency":
                    return True
                beside = {x.text.casefold() for x in tokens}
                return bool(names or beside & self._words["media_modifiers"]) or self._other_before(t)
        if any(m in self._words["bodies"] for m in lemmas):
            return False
        if any(t.text.casefold() in self._words["media_names"] for t in names):
            return not self._is_person(names) and (len(names) > 1 or (spoken_to and tokens[0].text.casefold() == "the"))
        if lemmas[-1] in self._words["staff"] and names:
            return True
        return spoken_to and self._is_bare_outlet(tokens, names)

    def _is_bare_outlet(self, tokens: Sequence[Token], names: Sequence[Token]) -> bool:
        """Whether a bare name is likely an outlet's."""
        rest = [t for t in tokens if t not in names]
        if not names or any(t.text.casefold() != "the" for t in rest) or len(names) > 4:
            return False
        if names[0].text.casefold() in self._words["bodies_short"] or any(t.text in self._speakers for t in names):
            return False
        return not self._is_person(names) and not self._is_place(names[0].text)

    def _is_person(self, names: Sequence[Token]) -> bool:
        first = names[0].text.casefold().rstrip(".")
        if first in self._language.titles or first in self._language.given_names:
            return True
        before = self._parse.tokens[names[0].index - 1].text.casefold().rstrip(".") if names[0].index else ""
        return before in self._language.titles

    def _is_place(self, name: str) -> bool:
        at = self._text.find(name)
        while at >= 0:
            before = self._text[:at].rsplit(None, 1)[-1:] if at else []
            if before and before[0].casefold() in self._words["placing"]:
                return True
            at = self._text.find(name, at + 1)
        return False

    def is_broadcaster(self, phrase: Sequence[int]) -> bool:
        """Whether a phrase names radio or television."""
        tokens = [self._parse.tokens[i] for i in phrase]
        return any(
            t.lemma.casefold() in self._words["airwaves"] or t.text.casefold() in self._words["airwaves"]
            for t in tokens
        )


def _core(tokens: Sequence[Token]) -> list[Token]:
    """The tokens before the first mark: a phrase without what explains it."""
    marks = [n for n, t in enumerate(tokens) if t.text == "," and n]
    return list(tokens[: marks[0]] if marks else tokens)


def _name_words(name: str) -> frozenset[str]:
    return frozenset(w.casefold() for w in NAME_WORD.findall(name))


def _is_short_for(short: str, name: str) -> bool:
    """Whether letters are an acronym of a name: each of its words begins one of them, and all stand in it in order."""
    letters = [c for c in short.casefold() if c.isalpha()]
    words = [w.casefold() for w in NAME_WORD.findall(name) if w[0].isupper()]
    rest = iter("".join(words))
    return (
        len(letters) >= max(2, len(words)) and all(c in rest for c in letters) and {w[0] for w in words} <= set(letters)
    )


class Speakers:
    """Tells which statements are one speaker's, from the words of their sources alone."""

    def __init__(
        self, parse: Parse, drafts: Sequence[Draft], frames: Sequence[Frame], *, text: str, words: RelayWords
    ) -> None:
        self._parse, self._drafts, self._frames, self._text, self._words = parse, drafts, frames, text, words
        self._language = load_language("en")

    def groups(self) -> list[list[int]]:
        """The drafts in text order, those together that one speaker says in a row in one line."""
        groups: list[list[int]] = []
        for i in sorted(range(len(self._drafts)), key=lambda i: (self._drafts[i].content[0], i)):
            if groups and self._goes_on(groups[-1][-1], i):
                groups[-1].append(i)
            else:
                groups.append([i])
        return groups

    def _goes_on(self, earlier: int, later: int) -> bool:
        before, after = self._drafts[earlier], self._drafts[later]
        if after.parent != before.parent:
            return False
        between = self._text[before.content[-1][1] : after.content[0][0]]
        return after.carries_on == earlier or ("\n" not in between and self.same(earlier, later))

    def same(self, earlier: int, later: int) -> bool:
        """Whether the later of two drafts can have the speaker of the earlier."""
        before, after = self._drafts[earlier], self._drafts[later]
        if (after.source and after.source == before.source) or (after.cue and after.cue == before.cue):
            return True
        if not after.source or not before.source:
            return after.carries_on == earlier
        inner = self._text[slice(*after.source[0])].casefold()
        outer = self._text[slice(*before.source[0])].casefold()
        if inner == outer:
            return True
        kind, gender = self.kind(before.source[0])
        if inner.startswith(("its ", "their ")) and kind != "person":  # "its spokesman"
            return True
        if outer in self._words["persons"]:
            kind = "person"
        if inner in self._words["persons"]:
            pronoun = self._language.pronouns.get(inner)
            fits = pronoun is None or gender in (None, pronoun.gender)
            return kind != "organisation" and fits and outer not in self._words["persons"] | self._words["things"]
        if inner in self._words["things"]:
            return kind in ("organisation", None) and outer not in self._words["persons"]
        return self._is_going_on(later) and kind == self.kind(after.source[0])[0]

    def _is_going_on(self, index: int) -> bool:
        """Whether the cue goes on with what was said, or the source is a role with the article ("the man said")."""
        anchor = self._frames[index].anchor
        if anchor is not None and self._parse.tokens[anchor].lemma.casefold() in self._words["going_on"]:
            return True
        tokens = [self._parse.tokens[i] for i in self._frames[index].source]
        return len(tokens) == 2 and tokens[0].text.casefold() == "the" and tokens[1].pos == "NOUN"

    def is_other_occasion(self, index: int) -> bool:
        """Whether the cue tells of an earlier occasion: "had said"."""
        anchor = self._frames[index].anchor
        if anchor is None or self._parse.tokens[anchor].tag != "VBN":
            return False
        children = self._parse.children(anchor)
        return any(self._parse.tokens[c].text.casefold() in ("had", "'d", "’d") for c in children)

    def kind(self, span: Span) -> tuple[str | None, str | None]:
        """Whether a noun phrase is a person or an organisation, and its gender, where its words tell."""
        gender: str | None = None
        kind: str | None = None
        for i in self._parse.tokens_in(span):
            if self._parse.tokens[i].text == "," and kind is not None:
                break
            low = self._parse.tokens[i].text.casefold().rstrip(".")
            if low in self._language.titles or low in self._language.given_names:
                kind = kind or "person"
                gender = gender or self._language.titles.get(low) or self._language.given_names.get(low)
            elif noun := self._language.nouns.get(low):
                personal = noun.kind in ("person", "office", "spokesperson", "insider")
                kind = "person" if personal else noun.kind
                gender = gender or noun.gender
        return kind, gender

    def in_quotes(self, at: int) -> bool:
        """Whether a place lies within double or curly quotation marks that open in its line."""
        line = self._text[self._text.rfind("\n", 0, at) + 1 : at]
        if line.count("“") > line.count("”") or line.count('"') % 2:
            return True
        return "‘" in line and CLOSING.search(line, line.rfind("‘")) is None

    def can_be(self, pronoun: str, span: Span) -> bool:
        """Whether a noun phrase, which is no pronoun, can be what a pronoun (casefolded) stands for."""
        shape = self._language.pronouns.get(pronoun)
        if shape is None or self._text[slice(*span)].casefold() in self._language.pronouns:
            return False
        kind, gender = self.kind(span)
        if shape.kind == "person":
            return kind != "organisation" and gender in (None, shape.gender)
        return kind != "person"
