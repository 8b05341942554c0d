"""Who relayed a statement, who heard it, through which channel and when it was said.

Three places tell: the words around the cue ("told the broadcaster X", "in a statement carried by Y", "according to Z"),
the attribution that holds this one ("X says a driver told it …"), and a neighbour in the same line by the same speaker.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportedly.model import Channel, Interval, Span
from reportedly.read import channels
from reportedly.read.channels import PHRASE_POS, Frame, Outlets, Speakers, make_frame
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.syntax import Parse, Token

if TYPE_CHECKING:
    from reportedly.read.times import TimeMention

CLAUSES = frozenset({"ccomp", "parataxis"})
ABOUT_A_NOUN = frozenset({"relcl", "acl"})
SUBORDINATE = frozenset({"advcl", "relcl", "acl"})
SUBJECTS = frozenset({"nsubj", "nsubjpass"})
ON_WITHIN = 9  # tokens from the cue
RELATIVE_WITHIN = 9  # tokens before the cue
NEAR_VERB = 6  # tokens between a closing verb and its subject
QUOTED_WITHIN = 8  # tokens between a verb of quoting and its object
STEPS = 12  # up the tree: no sentence is that deep, a parse that loops is
MARKS = ",\"“”'‘’«»"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """How a statement reached the article.

    via: the noun phrases that name who relayed it, nearest to the article first. addressee: who heard or read it.
    said_at: the time of saying, not of what is said.
    """

    via: tuple[Span, ...] = ()
    addressee: Span | None = None
    channel: Channel | None = None
    said_at: Interval | None = None


def find_relays(
    parse: Parse, drafts: Sequence[Draft], *, text: str, times: Sequence[TimeMention], publisher: str | None = None
) -> tuple[Relayed, ...]:
    """The relays, addressee, channel and time of saying of each draft, in the order of the drafts.

    times: the text's time expressions. publisher: the article's own outlet, which relays nothing; unknown, the credit
    in the dateline stands for it. Spans are noun phrases as printed, a pronoun where the text has one; those that are a
    draft's source are that source's span. All are None or empty where the text does not tell.
    """
    reader = _Reader(parse, drafts, text=text, times=times, publisher=publisher)
    alone = [reader.read(i) for i in range(len(drafts))]
    chained = [replace(r, via=reader.chain(i, alone)) for i, r in enumerate(alone)]
    return tuple(_share(chained, reader.speakers))


# A relay in a frame, and whether it relays all that the frame says ("according to X, she told Y").
_Relay = tuple[Span, bool]


class _Reader:
    """One article's drafts, with their frames."""

    def __init__(
        self, parse: Parse, drafts: Sequence[Draft], *, text: str, times: Sequence[TimeMention], publisher: str | None
    ) -> None:
        self.parse, self.drafts, self.text, self.times = parse, drafts, text, times
        self.words = channels.load_relay_words()
        self.language = load_language("en")
        self.outlets = Outlets(parse, drafts, text=text, publisher=publisher, words=self.words)
        self.frames = [make_frame(parse, drafts, i) for i in range(len(drafts))]
        self.speakers = Speakers(parse, drafts, self.frames, text=text, words=self.words)
        self.cue_of = {i: n for n, frame in enumerate(self.frames) for i in frame.cue}

    def read(self, index: int) -> Relayed:
        """What a draft's own frame tells."""
        frame, draft = self.frames[index], self.drafts[index]
        relays = [
            *self._led(frame), *self._carried(frame), *self._passed_on(frame), *self._quoted(frame, draft),
            *self._printed(frame), *self._aired(frame), *self._told_by(frame), *self._closing(frame),
        ]  # fmt: skip
        heard = self._heard(frame)
        heard = None if heard and any(i in frame.source for i in heard) else heard
        quoted = frame.anchor is not None and self.speakers.in_quotes(self.parse.tokens[frame.anchor].begin)
        channel = channels.find_channel(self.parse, frame, words=self.words)
        if any(self.text[b:e].strip(" .:") in self.words["answers"] for b, e in draft.source):
            channel = channel or "interview"
        if heard is not None and not (quoted and self.outlets.is_own(heard)):  # "us" in a quotation is its speaker
            hearer, relays_it = self._channel_of(heard, frame)
            channel = channel or hearer
            relays += [self._relay(heard)] if relays_it else []
        return Relayed(
            via=self._ordered(relays, frame, draft),
            addressee=self.parse.span_of(heard) if heard is not None else None,
            channel=channel,
            said_at=self._said_at(frame),
        )

    def _channel_of(self, heard: range, frame: Frame) -> tuple[Channel | None, bool]:
        """The channel that a hearer makes, and whether the hearer is a relay."""
        tail = self.parse.tokens[heard[-1]].lemma.casefold()
        if self.words.channels.get(tail) == "briefing":  # "told a news conference"
            return "briefing", False
        if any(self.parse.tokens[i].lemma.casefold() in self.words["audience"] for i in heard):
            return ("broadcast" if self.outlets.is_broadcaster(heard) else None), False
        if self.outlets.is_own(heard):
            passive = frame.anchor is not None and heard[0] < frame.anchor
            return (None if passive else "interview"), not self.outlets.is_silent(heard, hearer=True)
        if self.outlets.is_press(heard):
            return "briefing", False
        ours = self.parse.tokens[heard[0]].text.casefold() in self.words["own"]
        if ours and any(self.parse.tokens[i].pos == "PROPN" for i in heard):  # "told our convenor, Abe Moss"
            return None, True
        if self.outlets.is_medium(heard, spoken_to=True):
            return ("broadcast" if self.outlets.is_broadcaster(heard) else "interview"), True
        writes = frame.anchor is not None and self.parse.tokens[frame.anchor].lemma.casefold() == "write"
        return ("document" if writes else None), False

    def _relay(self, phrase: range, *, outer: bool = False) -> _Relay:
        return self.parse.span_of(phrase), outer

    def _ordered(self, relays: Sequence[_Relay], frame: Frame, draft: Draft) -> tuple[Span, ...]:
        """The relays of a frame, nearest to the article first.

        What the text names later is nearer to it ("told X, in remarks carried by Y"), but an opening "according to Z"
        is nearest of all.
        """
        at = self.parse.tokens[frame.anchor].begin if frame.anchor is not None else 0
        mine = {self.text[b:e].casefold() for b, e in draft.source}
        begins = {b for b, _ in draft.source}
        fresh = [r for r in relays if self.text[slice(*r[0])].casefold() not in mine and r[0][0] not in begins]
        fresh.sort(key=lambda r: (not (r[1] and r[0][0] < at), -r[0][0]))
        return _distinct([span for span, _ in fresh])

    def _phrase(self, run: Sequence[int], at: int) -> range | None:
        return channels.phrase_from(self.parse, run, at, self.words) if at < len(run) else None

    def _teller_at(self, run: Sequence[int], at: int) -> range | None:
        """The noun phrase at a place of a run, unless it is the article's own outlet."""
        phrase = self._phrase(run, at)
        return None if phrase is None or self.outlets.is_silent(phrase) else phrase

    def _places(self, frame: Frame) -> Iterator[tuple[tuple[int, ...], int, str, str]]:
        """Each place of a frame but the last of a run: the run, the place, its word and the next (casefolded)."""
        for run in frame.runs:
            lows = [self.parse.tokens[i].text.casefold() for i in run]
            for n in range(len(run) - 1):
                yield run, n, lows[n], lows[n + 1]

    def _led(self, frame: Frame) -> Iterator[_Relay]:
        """ "according to X", beside a cue of its own, where X is not the words passed on ("a transcript")."""
        for run, n, low, following in self._places(frame):
            if (low, following) == ("according", "to") and run[n] not in frame.cue:
                phrase = self._teller_at(run, n + 2)
                tail = self.parse.tokens[phrase[-1]] if phrase is not None else self.parse.tokens[run[n]]
                passage = (
                    tail.pos == "NOUN" and tail.lemma.casefold() in self.words["passages"] | self.words.sources.keys()
                )
                if phrase is not None and not passage:
                    yield self._relay(phrase, outer=True)

    def _carried(self, frame: Frame) -> Iterator[_Relay]:
        """ "quoted by X", "carried by X", "broadcast on X"."""
        for run, n, low, following in self._places(frame):
            if low not in self.words["carrying"] or following not in ("by", "on", "in"):
                continue
            phrase = self._teller_at(run, n + 2)
            if phrase is not None and (
                self._is_somebody(phrase)
                if following == "by"
                else low in self.words["carrying_on"] and self.outlets.is_medium(phrase)
            ):
                yield self._relay(phrase, outer=low in ("quoted", "cited"))

    def _is_somebody(self, phrase: range) -> bool:
        """Whether a phrase can name a relay: "by name" and "by hand" do not."""
        token = self.parse.tokens[phrase[0]]
        return len(phrase) > 1 or token.pos in ("PROPN", "PRON") or token.tag == "NNS"

    def _passed_on(self, frame: Frame) -> Iterator[_Relay]:
        """ "quotes from X", "an interview with X", "a caller to X", where X is of the media."""
        for run, n, _, following in self._places(frame):
            token = self.parse.tokens[run[n]]
            lemma = token.lemma.casefold()
            calls = lemma in self.words["callers"] and run[n] in frame.source
            beside = run[n] in frame.source and token.head in frame.source
            if not calls and (lemma not in self.words["passages"] or beside):
                continue
            if following in ("from", "by", "with", "to", "on", "in", "for"):
                phrase = self._teller_at(run, n + 2)
                bare = following in ("from", "to") or (lemma == "interview" and following != "in")
                if phrase is not None and self.outlets.is_medium(phrase, spoken_to=bare):
                    yield self._relay(phrase)

    def _printed(self, frame: Frame) -> Iterator[_Relay]:
        """ "the Evening Post report that", where the noun is the cue and nobody else is its source."""
        if frame.anchor is None or frame.source:
            return
        if self.parse.tokens[frame.anchor].lemma.casefold() in self.words["passages"]:
            first = frame.anchor
            while first and self.parse.tokens[first - 1].pos in PHRASE_POS:
                first -= 1
            phrase = self._teller_at(range(first, frame.anchor), 0)
            if phrase is not None and self.outlets.is_medium(phrase, spoken_to=True):
                yield self._relay(phrase, outer=True)

    def _aired(self, frame: Frame) -> Iterator[_Relay]:
        """ "said on state television"."""
        for run, n, low, _ in self._places(frame):
            if low != "on" or frame.anchor is None or not 0 < run[n] - frame.anchor < ON_WITHIN:
                continue
            phrase = self._teller_at(run, n + 1)
            if phrase is None or self.parse.tokens[phrase[0]].tag == "PRP$":  # "on his channel"
                continue
            if self._is_somebody(phrase) and self.outlets.is_medium(phrase):
                yield self._relay(phrase)

    def _quoted(self, frame: Frame, draft: Draft) -> Iterator[_Relay]:
        """ "X quotes S as saying", "X, citing S, reported": the subject, where the source is what is quoted."""
        if not draft.source:
            return
        source = self.parse.tokens_in(draft.source[0])
        verb = self._quoting_verb(source) if source else None
        verb = self._giving_verb(frame) if verb is None else verb
        if verb is None:
            return
        citing = self._citing(verb, draft) if self.parse.tokens[verb].tag == "VBG" else None
        subject = citing or self._subject(verb, without=source)
        if subject is not None and not self.outlets.is_silent(subject):
            yield self._relay(subject, outer=True)

    def _citing(self, verb: int, draft: Draft) -> range | None:
        """Who cites, where the text has their own attribution before in the sentence."""
        tokens = self.parse.tokens
        before = [
            span for d in self.drafts for span in d.source
            if d.cue and d.cue != draft.cue and d.source != draft.source and span[1] <= tokens[verb].begin
        ]  # fmt: skip
        inside = self.parse.tokens_in(max(before)) if before else range(0)
        return inside if inside and tokens[inside[0]].sentence == tokens[verb].sentence else None

    def _giving_verb(self, frame: Frame) -> int | None:
        """The verb by which another gives the source's words, where the cue is a noun or a preposition."""
        if frame.anchor is None or self.parse.tokens[frame.anchor].pos not in ("NOUN", "ADP"):
            return None
        token = self.parse.tokens[frame.anchor]
        leads = self.parse.tokens[frame.cue[0]].text.casefold() in ("according", "as", "per", "by")
        for _ in range(0 if leads else STEPS):
            head = self.parse.tokens[token.head]
            if head.pos == "VERB" or head.index == token.index:
                gives = head.lemma.casefold() in self.words["giving"] | self.words["speaking"]
                return head.index if gives and head.index not in frame.cue else None
            token = head
        return None

    def _quoting_verb(self, source: range) -> int | None:
        """The verb of quoting that the source is the object of."""
        low = self.parse.sentences[self.parse.tokens[source[0]].sentence][0]
        for i in range(source[0] - 1, max(low, source[0] - QUOTED_WITHIN) - 1, -1):
            token = self.parse.tokens[i]
            verbal = token.pos in ("VERB", "AUX")
            # The tagger takes "quotes" for a noun at times.
            if token.lemma.casefold() in self.words["quoting"] and (verbal or i == source[0] - 1):
                return None if self.parse.tokens[i + 1].text.casefold() == "by" else i
            if verbal:
                return None
        return None

    def _subject(self, verb: int, *, without: Sequence[int] = ()) -> range | None:
        """The subject of a verb, or of the clause that it hangs on."""
        token = self.parse.tokens[verb]
        if token.pos == "NOUN" and verb:  # "state television quotes", taken for nouns
            return self._whole(verb - 1)
        for _ in range(STEPS):
            for child in reversed(self.parse.children(token.index)):
                if self.parse.tokens[child].dep in SUBJECTS and child not in without and child < verb:
                    return self._whole(child)
            if token.head == token.index:
                return None
            if token.dep == "acl" and self.parse.tokens[token.head].pos in ("NOUN", "PROPN", "PRON"):
                return self._whole(token.head)
            token = self.parse.tokens[token.head]
        return None

    def _whole(self, index: int) -> range | None:
        """The noun phrase around its head, as a draft's source where it is one."""
        at = self.parse.tokens[index].begin
        for begin, end in (span for draft in self.drafts for span in draft.source):
            if begin <= at < end:
                return self.parse.tokens_in((begin, end))
        if self.parse.tokens[index].pos == "PRON":
            return range(index, index + 1)
        first = index
        while first - 1 >= self.parse.sentences[self.parse.tokens[index].sentence][0]:
            if self.parse.tokens[first - 1].pos not in PHRASE_POS:
                break
            first -= 1
        return channels.phrase_from(self.parse, range(first, self.parse.subtree(index)[-1] + 1), 0, self.words)

    def _told_by(self, frame: Frame) -> Iterator[_Relay]:
        """ "she had been told by S that": she passes it on."""
        if frame.anchor is None or not frame.source:
            return
        by = self.parse.tokens[frame.source[0] - 1].text.casefold() == "by" if frame.source[0] else False
        if by and self.parse.tokens[frame.anchor].lemma.casefold() in self.words["telling"]:
            for child in self.parse.children(frame.anchor):
                token = self.parse.tokens[child]
                if token.dep == "nsubjpass" and token.pos == "PRON" and token.text.casefold() not in self.words["own"]:
                    yield self._relay(range(child, child + 1), outer=True)

    def _closing(self, frame: Frame) -> Iterator[_Relay]:
        """ ", X said" set after an attribution or within it, where it is no attribution of its own."""
        for run in frame.runs:
            yield from self._closed(run, frame)
            for i in run:
                token = self.parse.tokens[i]
                if not self._is_told(token) or i in frame.cue or token.dep in SUBORDINATE:
                    continue
                for child in self.parse.children(i):
                    subject = self._whole(child) if self.parse.tokens[child].dep == "nsubj" else None
                    if subject is None or not self._can_close(subject, frame) or abs(child - i) >= NEAR_VERB:
                        continue
                    if min(subject[0], i) and self.parse.tokens[min(subject[0], i) - 1].text in MARKS:
                        yield self._relay(subject, outer=True)

    def _is_told(self, token: Token) -> bool:
        """Whether a word is a finite verb of speaking that is no draft's cue."""
        spoken = token.lemma.casefold() in self.words["speaking"] and token.index not in self.cue_of
        return spoken and token.tag in ("VBD", "VBZ", "VBP")

    def _can_close(self, subject: range, frame: Frame) -> bool:
        """Whether a subject is somebody else than the frame's source and the article's outlet."""
        mine = any(i in frame.source for i in subject)
        return not (mine or self.outlets.is_silent(subject) or self._can_be_source(subject, frame))

    def _closed(self, run: Sequence[int], frame: Frame) -> Iterator[_Relay]:
        """The same where the parser has not seen the subject: a comma, a noun phrase and a verb."""
        for n in range(len(run) - 2):
            if self.parse.tokens[run[n]].text == "," and (frame.anchor is None or run[n] > frame.anchor):
                phrase = self._phrase(run, n + 1)
                told = phrase is not None and phrase[-1] + 1 in run and self._is_told(self.parse.tokens[phrase[-1] + 1])
                if phrase is not None and told and self._can_close(phrase, frame):
                    yield self._relay(phrase, outer=True)

    def _can_be_source(self, subject: range, frame: Frame) -> bool:
        """Whether a pronoun can be the frame's own source."""
        low = self.parse.tokens[subject[0]].text.casefold()
        return bool(frame.source) and self.speakers.can_be(
            low, self.parse.span_of(range(frame.source[0], frame.source[-1] + 1))
        )

    def _heard(self, frame: Frame) -> range | None:
        """Who was told: the object of the cue, what "to" leads to, or the subject of "was told"."""
        if frame.anchor is None:
            return None
        tokens, anchor = self.parse.tokens, frame.anchor
        run = next((r for r in frame.runs if anchor in r), ())
        n = run.index(anchor) if anchor in run else 0
        if tokens[anchor].lemma.casefold() in self.words["telling"]:
            passive = [c for c in self.parse.children(anchor) if tokens[c].dep == "nsubjpass"]
            if passive and passive[0] not in frame.source:
                return self._whole(passive[0])
            return self._phrase(run, n + 1)
        addressing = tokens[anchor].lemma.casefold() in self.words["addressing"]
        for at in range(1, len(run) - 1):
            sent = tokens[run[at - 1]].lemma.casefold() in self.words["letters"]  # "in a letter to"
            if tokens[run[at]].text.casefold() == "to" and (sent or (addressing and at == n + 1)):
                return self._phrase(run, at + 1)
        return None

    def _said_at(self, frame: Frame) -> Interval | None:
        """The time that hangs on the cue, by the parse or close beside it."""
        if frame.anchor is None:
            return None
        near: list[tuple[int, int]] = []
        for n, time in enumerate(self.times):
            tokens = self.parse.tokens_in(time.span)
            if tokens and all(i in frame for i in tokens) and self._hangs_on(tokens, frame):
                near.append((abs(tokens[0] - frame.anchor), n))
        if not near:
            return None
        time = self.times[min(near)[1]]
        return Interval(start=time.start, end=time.end, precision=time.precision)

    def _hangs_on(self, tokens: range, frame: Frame) -> bool:
        """Whether no other verb stands between a time and the cue, on the way up or in the words."""
        head = self.parse.head_in(self.parse.span_of(tokens))
        for _ in range(STEPS):
            if head is None or frame.anchor is None or head.index in frame.cue:
                return head is not None
            if head.index not in frame:  # the parser has given it to the content
                between = range(*sorted((frame.anchor + 1, tokens[0])))
                return not any(self.parse.tokens[i].pos == "VERB" for i in between)
            if head.pos == "VERB" or head.head == head.index:
                return head.head == frame.anchor and head.dep not in ABOUT_A_NOUN and head.pos != "VERB"
            head = self.parse.tokens[head.head]
        return False

    def chain(self, index: int, alone: Sequence[Relayed], seen: tuple[int, ...] = ()) -> tuple[Span, ...]:
        """All relays of a draft: those of the attribution that holds it, its speaker, then its own."""
        if index in seen:
            return ()
        parent, seen = self.drafts[index].parent, (*seen, index)
        if parent is not None:
            outer = self._outer(parent, index, alone, seen)
        else:
            outer = self._climb(index, alone, seen) or self._quoter(index, alone, seen)
        return _distinct([self._not_mine(span, index) for span in (*outer, *alone[index].via)])

    def _not_mine(self, span: Span, index: int) -> Span:
        """The relay; a pronoun whose nearest match before is the draft's own source is given by the next match.

        "A sergeant had shouted …, he said": he is not the sergeant. Elsewhere it is left to who resolves parties.
        """
        pronoun, own = self.text[slice(*span)].casefold(), self.drafts[index].source
        if pronoun not in self.language.pronouns or not own:
            return span
        before = sorted({s for d in self.drafts for s in d.source if s[1] <= span[0]}, reverse=True)
        fitting = [s for s in before if self.speakers.can_be(pronoun, s)][:2]
        next_one = fitting[1] if len(fitting) == 2 and fitting[0] in own else span
        return span if "\n" in self.text[next_one[1] : span[0]] else next_one

    def _outer(self, parent: int, index: int, alone: Sequence[Relayed], seen: tuple[int, ...]) -> tuple[Span, ...]:
        """The relays and the speaker of the attribution that holds a draft, as far as the speaker passes it on."""
        chain = self.chain(parent, alone, seen)
        if self._is_refusal(parent) or self._is_aside(index):
            return ()
        speaker = self._speaker(parent)
        silent = speaker is None or self._is_mine(speaker, index) or self._is_self(index, speaker)
        return chain if silent or speaker is None else (*chain, speaker)

    def _is_mine(self, span: Span, index: int) -> bool:
        """Whether a span touches the draft's own source or content."""
        draft = self.drafts[index]
        return any(s[0] < span[1] and span[0] < s[1] for s in (*draft.source, *draft.content))

    def _speaker(self, index: int) -> Span | None:
        """The source of a draft, or of the one that it carries on."""
        for _ in range(STEPS):
            draft = self.drafts[index]
            if draft.source:
                tokens = self.parse.tokens_in(draft.source[0])
                passage = self._relay_in(tokens)
                return None if self.outlets.is_silent(tokens) else passage or draft.source[0]
            if draft.carries_on is None or draft.carries_on == index:
                return None
            index = draft.carries_on
        return None

    def _relay_in(self, source: range) -> Span | None:
        """Whom a source that is words goes back to: "quotes from the broadcaster X"."""
        for n, i in enumerate(source[:-2]):
            led = self.parse.tokens[i + 1].text.casefold() in ("from", "by", "in", "of")
            if led and self.parse.tokens[i].lemma.casefold() in self.words["passages"]:
                phrase = self._phrase(source, n + 2)
                return self.parse.span_of(phrase) if phrase is not None else None
        return None

    def _is_refusal(self, index: int) -> bool:
        return any(self.parse.tokens[i].lemma.casefold() in self.words["refusing"] for i in self.frames[index].cue)

    def _is_aside(self, index: int) -> bool:
        """Whether a draft is an aside about a noun, or a noun itself: "the figure published in X", "his claim that"."""
        anchor = self.frames[index].anchor
        if anchor is None:
            return False
        token = self.parse.tokens[anchor]
        if token.pos in ("NOUN", "PROPN") or token.dep == "amod":
            return True
        run = next((r for r in self.frames[index].runs if anchor in r), ())
        mine = self.frames[index].source
        if self._lifted(token) is not token:
            return False
        near = [self.parse.tokens[i] for i in run if anchor - RELATIVE_WITHIN < i < anchor and i not in mine]
        if any(t.tag in ("WDT", "WP", "WP$") for t in near):
            return True
        if token.dep == "conj":
            token = self.parse.tokens[token.head]
        return token.dep == "relcl" or (token.dep in ABOUT_A_NOUN and token.tag == "VBN")

    def _is_self(self, index: int, outer: Span) -> bool:
        """Whether a draft's source is the outer speaker again: "the ministry said it had asked"."""
        source = self.drafts[index].source
        if not source:
            return False
        inner, other = (self.text[b:e].casefold() for b, e in (source[0], outer))
        if inner == other:
            return True
        if outer[0] > source[0][0] or other in self.language.pronouns or self.speakers.in_quotes(source[0][0]):
            return False
        pronoun = self.language.pronouns.get(inner)
        if pronoun is None or pronoun.kind not in ("person", "thing"):
            return False
        sure = pronoun.kind == "person" or self.speakers.kind(outer)[0] == "organisation"
        return sure and self.speakers.can_be(inner, outer)

    def _quoter(self, index: int, alone: Sequence[Relayed], seen: tuple[int, ...]) -> tuple[Span, ...]:
        """The speaker of the quotation that a cue stands in, where no draft holds it."""
        anchor = self.frames[index].anchor
        if anchor is None or not self.speakers.in_quotes(self.parse.tokens[anchor].begin):
            return ()
        at = self.parse.tokens[anchor].begin
        near: list[tuple[int, int]] = []
        for j, other in enumerate(self.drafts):
            if j != index and other.source and other.cue and not self._is_same(j, index):
                low, high = sorted((other.cue[0][0], at))
                if "\n" not in self.text[low:high] and not self.speakers.in_quotes(other.cue[0][0]):
                    near.append((high - low, j))
        return self._outer(min(near)[1], index, alone, seen) if near else ()

    def _climb(self, index: int, alone: Sequence[Relayed], seen: tuple[int, ...]) -> tuple[Span, ...]:
        """The speakers whose reported clause a cue stands in, where no draft holds it: "X said a driver told it"."""
        anchor = self.frames[index].anchor
        if anchor is None or self._is_aside(index):
            return ()
        token = self.parse.tokens[anchor]
        found: list[Span] = []
        for _ in range(STEPS):
            token = self._lifted(token)
            if token.head == token.index or token.dep in ABOUT_A_NOUN:
                break
            head = self.parse.tokens[token.head]
            other = self.cue_of.get(head.index)
            inside = any(s[0] <= head.begin < s[1] for s in self.drafts[index].content)
            if head.index not in self.frames[index].cue and not inside:
                if token.dep == "conj" and other is not None and other != index and self.speakers.same(other, index):
                    return _distinct([*self.chain(other, alone, seen), *found])
                if (
                    token.dep in CLAUSES
                    and self._is_clause(token, head)
                    and head.lemma.casefold() in self.words["speaking"]
                ):
                    if other is not None and other != index and not self._is_same(other, index):
                        return _distinct([*self._outer(other, index, alone, seen), *found])
                    span = self._teller(head.index, index)
                    if other is None and span is not None:
                        found.insert(0, span)
            token = head
        return _distinct(found)

    def _is_same(self, other: int, index: int) -> bool:
        """Whether two drafts share their cue or their source."""
        left, right = self.drafts[other], self.drafts[index]
        return bool((left.cue and left.cue == right.cue) or (left.source and left.source == right.source))

    def _is_clause(self, token: Token, head: Token) -> bool:
        """Whether a verb makes a reported clause: no participle, and no semicolon between it and what it hangs on."""
        low, high = sorted((token.index, head.index))
        finite = token.tag != "VBG" or any(self.parse.tokens[c].pos == "AUX" for c in self.parse.children(token.index))
        return finite and not any(self.parse.tokens[i].text == ";" for i in range(low, high))

    def _lifted(self, token: Token) -> Token:
        """A clause that the parser hangs on the hearer ("reminds the parties that they …") hung on the verb."""
        hearer = self.parse.tokens[token.head]
        verb = self.parse.tokens[hearer.head]
        heard = hearer.dep in ("dobj", "dative") and verb.lemma.casefold() in self.words["telling"]
        opens = any(self.parse.tokens[c].text == "that" for c in self.parse.children(token.index))
        if token.dep == "relcl" and heard and opens:
            return replace(token, head=verb.index, dep="ccomp")
        return token

    def _teller(self, verb: int, index: int) -> Span | None:
        """The subject of a verb of speaking, if it is neither the draft's source nor the article's outlet."""
        for child in self.parse.children(verb):
            if self.parse.tokens[child].dep == "nsubj":
                subject = self._whole(child)
                if subject is None or self.outlets.is_silent(subject):
                    return None
                span = self.parse.span_of(subject)
                return None if self._is_mine(span, index) or self._is_self(index, span) else span
        return None


def _share(found: list[Relayed], speakers: Speakers) -> list[Relayed]:
    """Channel and relays passed on between statements that one speaker makes in a row, in one line of the text."""
    for group in speakers.groups():
        known = [found[i].channel for i in group]
        for n, i in enumerate(group):
            named = sorted((abs(k - n), k) for k, channel in enumerate(known) if channel is not None)
            if found[i].channel is None and named and not speakers.is_other_occasion(i):
                giver = found[group[named[0][1]]]
                found[i] = replace(found[i], channel=giver.channel, via=found[i].via or giver.via)
    return found


def _distinct(spans: Sequence[Span]) -> tuple[Span, ...]:
    """The spans in their order, without those that overlap an earlier one."""
    kept: list[Span] = []
    for span in spans:
        if not any(span[0] < k[1] and k[0] < span[1] for k in kept):
            kept.append(span)
    return tuple(kept)
