"""A text as words and marks with a class each, as the rules of time want it.

Most of the care goes to words that are a time only in company: "May" the minister, "March" the verb, "Sun" the paper,
2000 people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from reportedly.model import Span
from reportedly.read.lang import times_en as en
from reportedly.read.times_values import Token

NO_OFFSET = -9999  # a zone's name whose offset is not known
FORMS = re.compile(
    r"""
    (?P<break>\n\s*)
  | (?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)(?![\w-])
  | (?P<slash>\d{4}/\d{1,2}/\d{1,2}|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}\.\d{1,2}\.\d{4})(?![\d/])
  | (?P<decade>(?:1[5-9]|20)\d0['’]?s|['’]?\d0s)\b
  | (?P<clock>(?<![\d.,:])(?:[01]?\d|2[0-3])[:.][0-5]\d(?::[0-5]\d)?)(?![\d:%]|[.,]\d)
  | (?P<ordinal>\d{1,2}(?:st|nd|rd|th))\b
  | (?P<num>\d+(?:[,.]\d+)*)
  | (?P<ampm>[ap]\.m\b\.?|[ap]m\b|[AP]\.?M\b\.?)
  | (?P<oclock>o['’]clock\b)
  | (?P<poss>['’]s?(?=\s|$|[^\w\s]))
  | (?P<word>[^\W\d_]+(?:['’](?:t|ll|re|ve|d|m)\b)?)
  | (?P<mark>[^\w\s]|_)
    """,
    re.VERBOSE,
)
MARKS = {"-": "dash", "–": "dash", "—": "dash", ",": "comma", ".": "dot"}
STOPS = frozenset(".?!;:")
KINDS: Mapping[str, tuple[str, int]] = {
    **{word: ("zone", offset) for word, offset in en.ZONES.items()},
    **{word: (kind, value) for kind, words in en.CLASSES.items() for word, value in words.items()},
    **{word: ("month", value) for word, value in en.MONTHS.items()},
    **{word: ("weekday", value) for word, value in en.WEEKDAYS.items()},
}
MONEY = frozenset("$£€¥₴₽№#")
NUMERIC = frozenset({"num", "ordinal", "year"})


def cut_words(text: str, spans: Sequence[Span] | None = None) -> list[Token]:
    """The words and marks under the spans (of the whole text without any), in text order.

    Between two spans, and where a line ends, stands a token of class ``break``.
    """
    tokens: list[Token] = []
    for begin, end in spans if spans is not None else ((0, len(text)),):
        if tokens:
            tokens.append(Token(begin, begin, "", "", "break", 0))
        for found in FORMS.finditer(text, begin, end):
            form = found.lastgroup or "mark"
            word = found[0]
            kind, value = _classify(form, word)
            tokens.append(Token(found.start(), found.end(), word, word.lower(), kind, value))
    return _settle(tokens)


@lru_cache(maxsize=20_000)
def _classify(form: str, word: str) -> tuple[str, int]:
    """The class and value of a word by itself."""
    if form == "word":
        return _classify_word(word)
    if form == "mark":
        return MARKS.get(word, "mark"), 0
    if form == "num":
        if not word.isdigit():
            return "figure", 0
        value = int(word) if len(word) < 9 else 0
        return ("year" if len(word) == 4 and 1400 <= value < 2200 else "num"), value
    if form == "ordinal":
        return form, int(word[:-2])
    if form == "clock":
        parts = re.split(r"[:.]", word)
        return form, int(parts[0]) * 60 + int(parts[1])
    if form == "ampm":
        return form, 12 if word[0] in "pP" else 0
    if form == "decade":
        return form, int(re.sub(r"\D", "", word))
    return form, 0


def _classify_word(word: str) -> tuple[str, int]:
    lower = word.lower()
    found = KINDS.get(lower)
    if found is None:
        if lower in en.SHORT_MONTHS and word[0].isupper():
            return "shortmonth", en.SHORT_MONTHS[lower]
        if lower in en.SHORT_WEEKDAYS and word[0].isupper():
            return "shortday", en.SHORT_WEEKDAYS[lower]
        if lower in en.LOOSE_ZONES and word.isupper():
            return "zone", NO_OFFSET
        return "other", 0
    if found[0] in ("month", "weekday") and not word[0].isupper():
        return "other", 0
    if found[0] == "zone" and not word.isupper():
        return "other", 0
    return found


def _settle(tokens: list[Token]) -> list[Token]:
    """The same tokens, those whose class hangs on their company settled."""
    people: dict[str, bool] = {}
    for i, token in enumerate(tokens):
        kind = token.kind
        if kind == "weekday":
            keep = _is_weekday(tokens, i)
        elif kind == "shortday":
            kind, keep = "weekday", _is_short_weekday(tokens, i)
        elif kind == "shortmonth":
            kind, keep = "month", _has_number(tokens, i)
        elif kind == "month" and token.lower in en.NAME_MONTHS:
            if token.lower not in people:
                people[token.lower] = _is_person(tokens, token.lower)
            keep = _is_month(tokens, i, person=people[token.lower])
        elif kind == "year":
            keep = _is_year(tokens, i)
            if not keep and _at(tokens, i + 1).kind == "zone":
                tokens[i] = token._replace(kind="num")
                continue
        elif kind == "deictic":  # "The Coast Today" is a paper
            keep = token.text[0].islower() or not _is_name(_at(tokens, i - 1))
        elif kind == "clock":
            keep = ":" in token.text or _is_dotted_clock(tokens, i)
        else:
            continue
        tokens[i] = token._replace(kind=kind if keep else "other")
    return tokens


NOWHERE = Token(0, 0, "", "", "break", 0)


def _at(tokens: Sequence[Token], i: int) -> Token:
    return tokens[i] if 0 <= i < len(tokens) else NOWHERE


def _after(tokens: Sequence[Token], i: int) -> Token:
    """The next token, a full stop passed over."""
    return _at(tokens, i + 2) if _at(tokens, i + 1).kind == "dot" else _at(tokens, i + 1)


def _starts_sentence(tokens: Sequence[Token], i: int) -> bool:
    before = _at(tokens, i - 1)
    return before.kind == "break" or not before.text[-1:].isalnum()


def _is_name(token: Token) -> bool:
    return token.kind == "other" and token.text[:1].isupper()


def _is_weekday(tokens: Sequence[Token], i: int) -> bool:
    before, after = _at(tokens, i - 1), _at(tokens, i + 1)
    if before.lower in en.NAMED_DAYS and before.text[0].isupper():
        return False
    if before.kind == "every" or (_is_name(after) and after.lower in en.PAPERS):
        return False
    return not (before.kind == "the" and _is_name(after))


def _is_short_weekday(tokens: Sequence[Token], i: int) -> bool:
    after = _after(tokens, i)
    if after.kind == "comma":
        after = _at(tokens, i + 2) if _at(tokens, i + 1).kind == "comma" else _at(tokens, i + 3)
    return after.kind in ("month", "shortmonth", "num", "ordinal", "clock", "daypart")


def _has_number(tokens: Sequence[Token], i: int) -> bool:
    before = _at(tokens, i - 2) if _at(tokens, i - 1).kind == "of" else _at(tokens, i - 1)
    after = _after(tokens, i)
    if before.kind in ("num", "ordinal") and before.value <= 31 and before.text[0].isdigit():
        return True
    return after.kind == "year" or (
        after.kind in ("num", "ordinal") and 1 <= after.value <= 31 and after.text[0].isdigit()
    )


def _is_person(tokens: Sequence[Token], name: str) -> bool:
    """Whether the text has somebody of that name: a title or a forename before it, no number beside it."""
    for i, token in enumerate(tokens):
        if token.lower != name or not token.text[0].isupper() or _has_number(tokens, i):
            continue
        before = _at(tokens, i - 1)
        if before.kind == "dot":
            before = _at(tokens, i - 2)
        if before.lower in en.TITLES or (_is_name(before) and not _starts_sentence(tokens, i - 1)):
            return True
    return False


def _is_month(tokens: Sequence[Token], i: int, *, person: bool) -> bool:
    if _has_number(tokens, i):
        return True
    before, after = _at(tokens, i - 1), _at(tokens, i + 1)
    if before.lower in en.SURE_BEFORE_MONTH or (before.kind == "dash" and _at(tokens, i - 2).kind == "mid"):
        return True
    if _is_name(after) or _is_name(before) or after.kind == "poss" or person:
        return False
    if before.lower in en.OPEN_BEFORE_MONTH:
        return True
    sides = (_at(tokens, i - 2) if before.lower in en.RANGE_WORDS else NOWHERE,
             _at(tokens, i + 2) if after.lower in en.RANGE_WORDS else NOWHERE)  # fmt: skip
    if any(side.kind == "month" for side in sides):
        return True
    return before.kind in ("a", "the") and after.kind == "other" and after.text.islower()


def _is_year(tokens: Sequence[Token], i: int) -> bool:
    token, before, after = tokens[i], _at(tokens, i - 1), _at(tokens, i + 1)
    if before.text in MONEY or after.kind in ("zone",):
        return False
    if before.kind in ("month", "shortmonth") or (before.kind in ("dot", "comma") and _in_date(tokens, i)):
        return True
    if after.lower in en.COUNTED or not 1400 <= token.value < 2200 or after.text == "%":
        return False
    plural = after.text.islower() and after.lower.endswith("s") and not after.lower.endswith(("ss", "us", "is"))
    if plural and after.lower not in en.NOT_COUNTED:
        return before.kind == "the" or (before.kind == "in" and token.value >= 1800)
    if before.lower in en.BEFORE_YEAR or before.kind in ("daypart", "season", "unit", "ordinal", "weekday"):
        return True
    if before.kind == "dash":
        return _at(tokens, i - 2).kind == "year"
    if before.text == "(" and after.text in (")", ",", "-", "–"):
        return True
    return after.kind == "dash" and bool(re.fullmatch(r"\d{2}|\d{4}", _at(tokens, i + 2).text)) and before.text != "-"


def _in_date(tokens: Sequence[Token], i: int) -> bool:
    """Whether a month and a day stand before the comma or full stop before a year."""
    kinds = [_at(tokens, i - k).kind for k in (2, 3, 4)]
    return "month" in kinds[:1] or (kinds[0] in ("num", "ordinal") and "month" in kinds[1:])


def _is_dotted_clock(tokens: Sequence[Token], i: int) -> bool:
    """Whether 13.00 is a time: 3.75 may be anything."""
    before, after = _at(tokens, i - 1), _at(tokens, i + 1)
    if after.kind in ("ampm", "zone", "hours", "local") or (after.kind == "daypart"):
        return True
    if before.kind not in ("at", "by", "since", "until", "before", "after", "from", "shortly") and before.lower not in (
        "about", "around", "between", "deictic",
    ):  # fmt: skip
        return False
    return after.kind in ("on", "weekday", "deictic", "tonight", "this", "and", "to", "dot", "comma", "break") or (
        before.kind == "at" and after.kind == "mark"
    )
