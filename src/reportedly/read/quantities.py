"""Figures as claimed: what is counted or measured, how many, and whether exactly, at least, about.

A figure of people takes its ``what`` from what is said of them ("17 civilians were killed" counts the killed, in
people), any other from the noun ("more than 10 ammunition dumps"). A measure has its unit ("80 kilograms of powder").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from reportedly.model import Quantity, Span
from reportedly.read.lang import quantities_en as en
from reportedly.read.syntax import Parse, Token

DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)([a-z%]*)$", re.IGNORECASE)
THOUSANDS = re.compile(r"\d{3}$")
YEARS = range(1800, 2200)
LOOK_BACK = 80  # tokens over which a bare figure looks for what the text counted before
OBJECTS = ("dobj", "obj", "nsubjpass")
SUBJECTS = ("nsubj", "nsubjpass")
MODIFIERS = ("compound", "amod", "nmod")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A numeral: tokens ``first`` to ``last``, end excluded, its value, its relation, and a currency before it."""

    first: int
    last: int
    number: float
    relation: str
    money: str | None
    suffix: str = ""


def find_quantities(parse: Parse, span: Span) -> tuple[Quantity, ...]:
    """The figures claimed in a span, in text order; a range gives two, ``>=`` its lower and ``<=`` its upper end.

    Relations are ``=``, ``>``, ``>=``, ``<``, ``<=`` and ``~`` (about). ``what`` is in lower case; ``unit`` is the
    measure, or for the killed, the missing and their like the people counted, None where the text names neither.
    A bare figure ("the toll stood at nine", "it was 218") counts what its sentence's noun of counting says, or else
    what the text counted last; where nothing tells, it is left out. So are dates, clock times, ages, ordinals,
    numbers that are names ("Gate 4"), and words without an exact number ("dozens").
    """
    reach = parse.tokens_in(span)
    found = []
    for figure in _figures(parse, reach):
        if _is_point(parse, figure):
            continue
        quantity = _read(parse, figure)
        if quantity is None:
            what = _counted_before(parse, figure)
            quantity = replace(what, number=figure.number, relation=figure.relation) if what else None
        if quantity is not None:
            found.append(quantity)
    return tuple(found)


def _figures(parse: Parse, reach: range) -> Iterator[Figure]:
    """The figures among the tokens, the two ends of a range apart."""
    tokens = parse.tokens
    i = reach.start
    while i < reach.stop:
        numeral = _numeral(parse, i, reach.stop)
        if numeral is None:
            i += 1
            continue
        last, number, suffix = numeral
        money = en.CURRENCIES.get(tokens[i - 1].text.lower()) if i else None
        first = i
        i = last
        if _is_other(parse, first, last, number, suffix, money):
            continue
        relation = _relation(parse, first, last)
        upper = None
        doubt = _doubled(parse, last, reach.stop)
        if doubt and doubt[1][1] > number:
            joint, (end, high, _) = doubt
            counted = end if joint == last else last  # the noun stands after the second figure, or after the first
            for value, sign in ((number, ">="), (high, "<=")):
                yield Figure(first=first, last=counted, number=value, relation=sign, money=money, suffix=suffix)
            i = end
            continue
        if last < reach.stop - 1 and tokens[last].text.lower() in en.RANGE and number > 0:
            upper = _numeral(parse, last + 1, reach.stop)
            word = tokens[last].text.lower()
            if upper and (upper[1] <= number or (word == "and" and tokens[first - 1].lemma != "between")):
                upper = None
        if upper is None:
            yield Figure(first=first, last=last, number=number, relation=relation, money=money, suffix=suffix)
            continue
        end, high, high_suffix = upper
        low = number * high / _plain(parse, last + 1) if _plain(parse, last + 1) and number < high / 1000 else number
        for value, sign in ((low, ">="), (high, "<=")):
            yield Figure(first=first, last=end, number=value, relation=sign, money=money, suffix=high_suffix)
        i = end


def _doubled(parse: Parse, last: int, stop: int) -> tuple[int, tuple[int, float, str]] | None:
    """The second figure of "two bangs, perhaps three"."""
    tokens = parse.tokens
    for i in range(last, min(last + 3, stop - 2)):
        if tokens[i].text == "," and tokens[i + 1].text.lower() in ("perhaps", "maybe", "possibly"):
            second = _numeral(parse, i + 2, stop)
            return (i, second) if second else None
    return None


def _plain(parse: Parse, i: int) -> float:
    """The value of a single token of digits, 0 for any other: "2 to 3 million" is millions twice."""
    found = DIGITS.match(parse.tokens[i].text)
    return float(found[1].replace(",", "")) if found else 0.0


def _numeral(parse: Parse, i: int, stop: int) -> tuple[int, float, str] | None:
    """Where a numeral that begins here ends, its value, and a unit grown onto it ("80kg")."""
    tokens = parse.tokens
    text = tokens[i].text
    lower = text.lower()
    if (
        lower in ("a", "half")
        and i + 1 < stop
        and tokens[i + 1].text.lower() in ("dozen", "hundred", "thousand", "million")
    ):
        return _scaled(parse, i + 1, stop, 1.0 if lower == "a" else 0.5)
    if lower == "not" and i + 1 < stop and tokens[i + 1].text.lower() in ("one", "a"):
        single = tokens[i + 1].text.lower() == "one" or (i + 2 < stop and tokens[i + 2].text.lower() == "single")
        return (i + 2 if tokens[i + 1].text.lower() == "one" else i + 3, 0.0, "") if single else None
    if lower == "a" and i + 1 < stop and tokens[i + 1].text.lower() == "single":
        return i + 2, 1.0, ""
    if (
        lower == "half"
        and i + 2 < stop
        and tokens[i + 1].text.lower() == "a"
        and tokens[i + 2].text.lower() in en.SCALES
    ):
        return _scaled(parse, i + 2, stop, 0.5)
    found = DIGITS.match(text)
    if found:
        number, suffix = float(found[1].replace(",", "")), found[2].lower()
        if suffix in en.SCALES:
            return i + 1, number * en.SCALES[suffix], ""
        last = i + 1
        spaced = last < stop and len(found[1]) <= 3 and tokens[last].begin == tokens[i].end + 1
        if spaced and not suffix and THOUSANDS.match(tokens[last].text):  # "385 000"
            return last + 1, number * 1000 + int(tokens[last].text), ""
        return _scaled(parse, last, stop, number) if not suffix else (last, number, suffix)
    return _worded(parse, i, stop)


def _worded(parse: Parse, i: int, stop: int) -> tuple[int, float, str] | None:
    """A numeral in words: "twenty-one", "two hundred and six thousand"."""
    words = [w for w in re.split(r"[-‐‑]", parse.tokens[i].text.lower()) if w]
    if not words or any(w not in en.NUMBERS for w in words):
        return None
    number = float(sum(en.NUMBERS[w] for w in words))
    last = i + 1
    if last + 1 < stop and parse.tokens[last].text == "-" and number >= 20 and number % 10 == 0:
        ones = en.NUMBERS.get(parse.tokens[last + 1].text.lower())
        if ones is not None and 0 < ones < 10:
            number, last = number + ones, last + 2
    return _scaled(parse, last, stop, number)


def _scaled(parse: Parse, last: int, stop: int, number: float) -> tuple[int, float, str]:
    """The numeral with the "hundred", "million" or "dozen" after it."""
    tokens = parse.tokens
    if (
        last < stop
        and tokens[last].begin == tokens[last - 1].end
        and tokens[last].text.lower() in ("m", "m.", "bn", "bn.", "k")
    ):
        return last + 1, number * en.SCALES[tokens[last].text.lower().rstrip(".")], ""  # "400m"
    while last < stop and (scale := en.SCALES.get(tokens[last].text.lower())) and len(tokens[last].text) > 1:
        number, last = number * scale, last + 1
        if last + 1 < stop and tokens[last].text.lower() == "and" and scale == 100:
            rest = _worded(parse, last + 1, stop)
            if rest and rest[1] < 100:
                number, last = number + rest[1], rest[0]
    return last, number, ""


def _is_other(parse: Parse, first: int, last: int, number: float, suffix: str, money: str | None) -> bool:
    """Whether a numeral is a date, a clock time, an age, a name or a part of one."""
    tokens = parse.tokens
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    words = [t.text.lower() if t else "" for t in (before, after)]
    token = tokens[first]
    if money or suffix:
        return suffix in ("st", "nd", "rd", "th", "s", "am", "pm")
    if words[0] in en.MONTHS or words[1] in en.MONTHS or words[0] in en.LABELS or words[1] in en.CLOCK_AFTER:
        return True
    if words[1] == "of" and last + 1 < len(tokens) and tokens[last + 1].text.lower() in en.MONTHS:
        return True
    if before and before.text in "-/:." and before.end == token.begin and first > 1:
        return True  # "MR-4", "19/20"
    if token.text.isdigit() and len(token.text) == 4 and int(number) in YEARS and token.dep != "nummod":
        return True
    if token.text.isdigit() and len(token.text) == 4 and int(number) in YEARS and words[0] in en.YEAR_BEFORE:
        return True
    head = tokens[token.head]
    if (
        token.dep in ("nummod", "appos")
        and head.index == first - 1
        and head.pos in ("PROPN", "NOUN")
        and last == first + 1
    ):
        return True  # "Gate 4", "Boeing 737"
    return _is_age(parse, first, last) or _is_one(parse, first, last, number)


def _is_age(parse: Parse, first: int, last: int) -> bool:
    """ "Orlo, 51, was", "46-year-old", "a boy of 19"."""
    tokens = parse.tokens
    after = [t.text.lower() for t in tokens[last : last + 4]]
    if after[:1] == ["-"] and after[1:2] in (["year"], ["month"]) and "old" in after:
        return True
    if "year-old" in after[:1] or after[:2] in (["years", "old"], ["year", "old"]):
        return True
    if first >= 2 and tokens[first - 1].text == "," and tokens[first - 2].pos == "PROPN":
        return bool(re.fullmatch(r"\d{1,3}", tokens[first].text)) and (not after or not after[0][:1].isalpha())
    person = first >= 2 and tokens[first - 1].text == "of" and tokens[first - 2].lemma in en.PEOPLE
    return (
        person
        and tokens[first - 2].tag == "NN"
        and (not after or not after[0][:1].isalnum() or after[0] in ("was", "who"))
    )


def _is_one(parse: Parse, first: int, last: int, number: float) -> bool:
    """Whether "one" is no count: "one of them", "no one", "one day"."""
    token = parse.tokens[first]
    if token.text.lower() != "one" or last != first + 1:
        return False
    head = parse.tokens[token.head]
    return token.dep != "nummod" or head.tag not in ("NN", "NNS") or head.lemma in en.NOT_ONE or head.index < first


def _relation(parse: Parse, first: int, last: int) -> str:
    """How the words before or after bind the figure; ``=`` without any."""
    words = [t.text.lower() for t in parse.tokens[max(0, first - 6) : first]]
    after = tuple(t.text.lower() for t in parse.tokens[last : last + 3])
    while words and words[-1] in en.CURRENCIES | {'"': "", "“": "", "‘": "", "'": "", "«": ""}:
        words.pop()
    for skipped in range(3):
        for size in (4, 3, 2, 1):
            if (sign := en.BEFORE.get(tuple(words[-size:]))) and len(words) >= size:
                return sign
        if skipped == 2 or not words or words[-1] not in en.FILLERS:
            break
        words.pop()
    for size in (3, 2, 1):
        if sign := en.AFTER.get(after[:size]):
            return sign
    return "="


def _read(parse: Parse, figure: Figure) -> Quantity | None:
    """The quantity that a figure makes with its noun and verb; None for a bare figure that they do not explain."""
    tokens = parse.tokens
    noun = _noun(parse, figure)
    if noun is not None and noun.lemma in en.COUNTS:
        noun = None
    unit = _measure(parse, figure, noun)
    if unit is not None:
        what = _measured(parse, figure, noun) or unit
        return Quantity(what=what, relation=figure.relation, number=figure.number, unit=unit)
    if noun is None and (counted := _from_count(parse, figure)) is not None:
        return counted
    anchor = noun if noun is not None else tokens[figure.last - 1]
    state = _state(parse, anchor, figure) if noun is None or noun.lemma in en.PEOPLE else None
    if noun is not None and _state_named(noun) and noun.lemma not in en.PEOPLE:
        state = _state_named(noun)
    if noun is not None and noun.lemma in en.LIVES and tokens[noun.head].lemma in en.TAKE_LIVES:
        state = en.STATES["kill"]
    if state is not None:
        people = _printed(parse, noun) if noun is not None and noun.lemma in en.PEOPLE else None
        return Quantity(what=state, relation=figure.relation, number=figure.number, unit=people)
    if noun is None:
        state = _state_beside(parse, figure)
        return Quantity(what=state, relation=figure.relation, number=figure.number, unit=None) if state else None
    return Quantity(what=_printed(parse, noun), relation=figure.relation, number=figure.number, unit=None)


def _noun(parse: Parse, figure: Figure) -> Token | None:
    """The noun that the figure counts: its head, what follows "of", or the next noun of the phrase."""
    tokens = parse.tokens
    last = tokens[figure.last - 1]
    sentence = last.sentence
    i = figure.last
    if i < len(tokens) and tokens[i].text == "-" and i + 1 < len(tokens):
        i += 2  # "a 1,400-strong workforce", "a six-kilometre queue"
    elif i < len(tokens) and tokens[i].text.lower() == "of" and tokens[i].sentence == sentence:
        objects = [c for c in parse.children(i) if tokens[c].dep == "pobj" and tokens[c].pos in ("NOUN", "PROPN")]
        if objects:
            return tokens[objects[0]]
    found = None
    while i < len(tokens) and tokens[i].sentence == sentence:
        token = tokens[i]
        if token.pos in ("NOUN", "PROPN") and token.tag != "$":
            found = token
        elif found is not None or not _leads_on(parse, token):
            break
        i += 1
    plural = tokens[i] if i < len(tokens) and found is not None and i == found.index + 1 else None
    if plural and figure.number > 1 and tokens[i - 1].tag == "NN" and plural.tag == "VBZ" and plural.dep != "aux":
        return plural if plural.pos == "VERB" and not _state_named(plural) else found  # "10 ammunition dumps"
    return found


def _leads_on(parse: Parse, token: Token) -> bool:
    """Whether a word may stand between a figure and its noun: an adjective, a participle that is not itself a state."""
    tokens = parse.tokens
    if _state_named(token):
        following = tokens[token.index + 1] if token.index + 1 < len(tokens) else None
        if following is None or following.pos not in ("NOUN", "ADJ", "PROPN"):
            return False
        if token.tag == "VBN" and token.dep not in MODIFIERS:
            return False
    return token.pos in ("ADJ", "ADV", "NUM") or token.text in ("-", "%", '"', "”", "’") or token.tag in ("VBG", "VBN")


def _state_named(token: Token) -> str | None:
    """The state that a word means, by its form ("missing") or its lemma."""
    return en.STATES.get(token.text.lower()) or en.STATES.get(token.lemma)


def _measure(parse: Parse, figure: Figure, noun: Token | None) -> str | None:
    """The unit of measurement or money, None where things are counted."""
    if figure.money:
        return figure.money
    if figure.suffix:
        return en.MEASURES.get(figure.suffix)
    i = figure.last
    tokens = parse.tokens
    if i < len(tokens) and tokens[i].text == "-" and i + 1 < len(tokens):
        i += 1
    compound = "".join(t.text.lower() for t in tokens[i : i + 3])
    if compound in en.MEASURES:
        return en.MEASURES[compound]
    for token in tokens[i : i + 1] + ((noun,) if noun is not None else ()):
        if token.text.lower() in en.MEASURES or token.lemma in en.MEASURES:
            return en.MEASURES.get(token.text.lower()) or en.MEASURES[token.lemma]
        if token.lemma in en.MONEY:
            return token.text.lower()
    return "per cent" if [t.text.lower() for t in tokens[i : i + 2]] == ["per", "cent"] else None


def _is_point(parse: Parse, figure: Figure) -> bool:
    """Whether a stretch of time is part of a point in time: "three days ago", "the past six hours"."""
    tokens = parse.tokens
    noun = _noun(parse, figure)
    if noun is None or _measure(parse, figure, noun) not in en.SPANS:
        return False
    after = tokens[noun.index + 1].text.lower() if noun.index + 1 < len(tokens) else ""
    return after in en.TIME_AFTER or (figure.first > 0 and tokens[figure.first - 1].lemma in en.TIME_BEFORE)


def _measured(parse: Parse, figure: Figure, noun: Token | None) -> str | None:
    """What a measure is of: "tonnes of fish", "a six-kilometre queue", "the queue stretched four kilometres"."""
    tokens = parse.tokens
    if noun is not None and figure.last < noun.index and tokens[figure.last].text == "-":
        return _printed(parse, noun) if noun.lemma not in en.MEASURES else None
    holder = noun if noun is not None else tokens[figure.last - 1]
    i = holder.index + 1
    if i < len(tokens) and tokens[i].text.lower() == "of":
        objects = [c for c in parse.children(i) if tokens[c].dep == "pobj" and tokens[c].pos in ("NOUN", "PROPN")]
        return _printed(parse, tokens[objects[0]]) if objects else None
    for _ in range(4):
        head = tokens[holder.head]
        if head.index == holder.index:
            break
        holder = head
        if holder.pos in ("VERB", "AUX"):
            for child in parse.children(holder.index):
                if tokens[child].dep in SUBJECTS and tokens[child].pos == "NOUN":
                    return _printed(parse, tokens[child])
            break
    return None


def _state(parse: Parse, anchor: Token, figure: Figure) -> str | None:
    """What is said of the people counted: the verb that they are subject or object of, an adjective, a participle."""
    tokens = parse.tokens
    follow = [t for t in tokens[anchor.index + 1 : anchor.index + 8] if t.sentence == anchor.sentence]
    if follow and _state_named(follow[0]) and follow[0].tag in ("VBN", "JJ", "NN", "VBD"):
        return _state_named(follow[0])
    if follow and follow[0].text.lower() == "of":  # "four of the sick and wounded dead"
        phrase = takewhile(lambda t: t.pos not in ("VERB", "AUX", "PUNCT") or _state_named(t), follow)
        if states := [_state_named(t) for t in phrase if _state_named(t)]:
            return states[-1]
    token = anchor
    for _ in range(4):
        head = tokens[token.head]
        if head.index == token.index:
            break
        if (state := _state_of_head(parse, token, head)) is not None:
            return state
        if (fate := _fate(parse, token, head)) is not None and token is anchor:
            return fate
        if head.pos in ("VERB", "AUX") and head.lemma not in en.CARRIERS:
            break
        token = head
    for child in parse.children(anchor.index):
        if _state_named(tokens[child]) and tokens[child].dep in ("acl", "amod", "relcl", "appos"):
            return _state_named(tokens[child])
    return None


def _state_of_head(parse: Parse, token: Token, head: Token) -> str | None:
    """The state that a head gives to the people on which it bears: "were killed", "the death of", "are missing"."""
    tokens = parse.tokens
    children = [tokens[c] for c in parse.children(head.index)]
    passive = any(c.dep == "auxpass" for c in children)
    if _state_named(head):
        borne = token.dep in (*OBJECTS, "conj", "attr") or passive or head.lemma in en.OWN_ACTS or head.pos == "ADJ"
        borne = borne or (head.text.lower() in en.STATES and head.tag == "VBG")  # "were missing"
        if borne or (head.pos == "NOUN" and token.dep == "prep"):
            return _state_named(head)
    if head.pos not in ("VERB", "AUX"):
        return None
    for near in children:
        adjective = near.pos == "ADJ" or near.tag in ("VBG", "VBN")
        if near.dep in ("acomp", "attr", "oprd", "advcl", "conj") and _state_named(near) and adjective:
            return _state_named(near)
    return None


def _fate(parse: Parse, token: Token, head: Token) -> str | None:
    """Any other participle of a passive: "were charged", "have been registered"."""
    if token.dep != "nsubjpass" or head.tag != "VBN" or head.lemma in en.CARRIERS or _state_named(head):
        return None
    return head.text.lower()


def _state_beside(parse: Parse, figure: Figure) -> str | None:
    """The state that the sentence of a bare figure names nearest before it, or else after it."""
    low, high = parse.sentences[parse.tokens[figure.first].sentence]
    order = (*range(figure.first - 1, low - 1, -1), *range(figure.last, high))
    return next((_state_named(parse.tokens[i]) for i in order if _state_named(parse.tokens[i])), None)


def _from_count(parse: Parse, figure: Figure) -> Quantity | None:
    """A bare figure by its sentence's noun of counting: "the death toll rose to 14", "the number of missing at 30"."""
    tokens = parse.tokens
    low, high = parse.sentences[tokens[figure.first].sentence]
    for i in range(min(figure.first, high) - 1, low - 1, -1):
        token = tokens[i]
        if token.lemma not in en.COUNTS or token.pos != "NOUN":
            continue
        near = [*parse.children(i), *(c for j in parse.children(i) for c in parse.children(j))]
        for child in sorted(near):
            other = tokens[child]
            if (state := _state_named(other)) is not None and child != figure.first:
                return Quantity(what=state, relation=figure.relation, number=figure.number, unit=None)
            if other.dep == "pobj" and other.pos == "NOUN" and other.lemma not in en.COUNTS:
                state = _state(parse, other, figure) if other.lemma in en.PEOPLE else None
                if state is not None:
                    return Quantity(
                        what=state, relation=figure.relation, number=figure.number, unit=_printed(parse, other)
                    )
                what = _printed(parse, other)
                return Quantity(what=what, relation=figure.relation, number=figure.number, unit=None)
        if token.lemma == "toll":
            return Quantity(what="killed", relation=figure.relation, number=figure.number, unit=None)
    return None


def _counted_before(parse: Parse, figure: Figure) -> Quantity | None:
    """What the text counted last before a bare figure, near enough; stretches of time do not count."""
    for earlier in reversed(list(_figures(parse, range(max(0, figure.first - LOOK_BACK), figure.first)))):
        quantity = _read(parse, earlier)
        if quantity is not None and quantity.unit not in en.SPANS:
            return quantity
    return None


def _printed(parse: Parse, noun: Token) -> str:
    """The noun with its modifiers, as printed but in lower case, without figures and articles."""
    kept = [
        t.text.lower()
        for c in (*parse.children(noun.index), noun.index)
        if (t := parse.tokens[c]).index == noun.index
        or (t.dep in MODIFIERS and t.pos != "NUM" and t.index < noun.index)
        if t.text[:1].isalpha()
        and (t.index == noun.index or t.lemma not in en.MEASURES)
        and t.text.lower() not in ("more", "fewer", "less", "many", "least", "estimated", "other")
    ]
    return " ".join(kept)
