"""Times as told: which words name a time, and which stretch they mean as seen from the day of publication.

The text is cut into words with a class each (``times_words``), the rules of the language's data are matched on the
classes, and each match is reckoned by its resolver (``times_rules``). Then clock times join their days, ranges their
two ends, and "since", "by" or "until" open an end. docs/times.md has the conventions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cache, partial

from reportedly.model import Span
from reportedly.read.lang import times_en as en
from reportedly.read.times_rules import RESOLVERS, Clock, clock_on
from reportedly.read.times_values import DAY, Reach, Setting, Token, Words, calendar_day
from reportedly.read.times_words import MONEY, NOWHERE, STOPS, cut_words

LOOK_BACK, LOOK_ON = 14, 10  # tokens in which the verb of a clause is sought
REFERENCE_REACH = 600  # characters over which "the next day" looks back for its day
TIMED = ("minute", "hour", "part of day")
DAYS = ("day", *TIMED)
BOUNDS = ("since", "by", "until", "before", "after", "from", "between", "through")
TIME_KINDS = frozenset({"weekday", "month", "year", "deictic", "overnight", "tonight", "clock", "iso", "this"})
NIGHT_JOINTS = ("", "on", "into", "to")
LEADING = ("on", "in", "at", "of", "comma", "more")  # "over" is a kind of "more"
MAX_PHRASE = 4  # words of "early in the …"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMention:
    """Words that name a time, and the stretch that they mean.

    start, end: ISO 8601, end excluded; None is unknown, or open ("since Friday" has no end). Dates for a day and
    longer, otherwise date and time, with the offset of publication or the one that the words state; without one
    where neither is known or the words say "local time".
    precision: ``minute``, ``hour``, ``part of day``, ``day``, ``week``, ``weekend``, ``month``, ``quarter``,
    ``season``, ``year``, ``decade``, ``century``, ``part of`` one of these, or ``vague``.
    """

    span: Span
    start: str | None
    end: str | None
    precision: str | None
    text: str


@dataclass(slots=True, kw_only=True)
class Found:
    """A match on its way to a mention: tokens ``first`` to ``last``, end excluded."""

    first: int
    last: int
    rule: str
    reach: Reach | None
    clock: Clock | None = None


def find_times(text: str, *, published: str | None, spans: Sequence[Span] | None = None) -> tuple[TimeMention, ...]:
    """The points and stretches of time that a text names, in text order, disjoint.

    published: ISO 8601 date or date and time; ValueError when it is neither. Without it, words that depend on it keep
    None bounds: nothing is guessed. spans: where to look, ordered and disjoint; the whole text without them.
    Durations ("for six hours") and recurring times ("every Monday") name no point and are left out. Days without a
    year and weekdays go by the direction of their clause; weeks begin on Monday. A range counts to the end of its
    last unit, and so do "by", "until" and "through".
    """
    now = datetime.fromisoformat(published) if published else None
    tokens = cut_words(text, spans)
    found = _match(tokens, now, has_hour=bool(published and len(published) > 10))
    found = _join_clocks(_join_nights(found, tokens), tokens, now)
    found = _join_ranges(found, tokens)
    zone = now.tzinfo if now else None
    mentions = []
    for item in found:
        reach = item.reach
        if reach is None:
            continue
        span = (tokens[item.first].begin, tokens[item.last - 1].end)
        start, end = (_write(d, reach, zone) for d in (reach.start, reach.end))
        mentions.append(
            TimeMention(span=span, start=start, end=end, precision=reach.precision, text=text[span[0] : span[1]])
        )
    return tuple(mentions)


def _write(moment: datetime | None, reach: Reach, zone: tzinfo | None) -> str | None:
    if moment is None:
        return None
    if reach.precision not in TIMED:
        return moment.date().isoformat()
    if reach.offset is not None:
        zone = timezone(timedelta(minutes=reach.offset))
    elif reach.local:
        zone = None
    return moment.replace(tzinfo=zone).isoformat(timespec="minutes")


@cache
def _rules() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The rules of the language as patterns over one character a class."""
    rules = []
    for name, template in en.RULES:
        while "{" in template:
            template = re.sub(r"\{(\w+)\}", lambda m: en.PARTS[m[1]], template)
        rules.append((name, re.compile(re.sub(r"\w+", lambda m: _code(m[0]), template).replace(" ", ""))))
    return tuple(rules)


@cache
def _codes() -> dict[str, str]:
    return {"other": "_", "mark": "_", "figure": "_"}


def _code(kind: str) -> str:
    """The character that stands for a class; classes get theirs as they come."""
    return _codes().setdefault(kind, chr(0x4E00 + len(_codes())))


def _match(tokens: list[Token], now: datetime | None, *, has_hour: bool) -> list[Found]:
    """The matches that are times, longest first at each place, reckoned in text order."""
    rules = _rules()
    codes = "".join([_code(t.kind) for t in tokens])
    candidates = sorted(
        (m.start(), -m.end(), order, name)
        for order, (name, pattern) in enumerate(rules)
        for m in pattern.finditer(codes)
    )
    full_clock = not any(t.kind == "ampm" and tokens[i - 1].kind in ("num", "clock") for i, t in enumerate(tokens) if i)
    full_clock = full_clock and any(t.kind == "clock" and (t.value >= 780 or t.text[0] == "0") for t in tokens)
    found: list[Found] = []
    free = 0
    reference: tuple[int, Reach] | None = None
    day: tuple[int, datetime] | None = None
    for first, minus_last, _, name in candidates:
        last = -minus_last
        if first < free or _vetoed(tokens, first, last, name):
            continue
        near = reference and tokens[first].begin - reference[0] <= REFERENCE_REACH
        setting = Setting(
            now=now.replace(tzinfo=None) if now else None,
            known_hour=has_hour,
            reference=reference[1] if reference and near else None,
            day=day[1] if day and tokens[first].begin - day[0] <= REFERENCE_REACH else None,
            ahead=partial(_looks_ahead, tokens, first, last),
            full_clock=full_clock,
        )
        result = RESOLVERS[name](Words(tokens[first:last]), setting)
        if result is None:
            continue
        if name == "event" and (last := _extend(tokens, last)) == 0:
            continue
        if tokens[last - 1].kind == "poss" or (tokens[last - 1].kind == "dot" and tokens[last - 2].lower in en.MONTHS):
            last -= 1
        while name != "event" and tokens[first].kind in LEADING and tokens[first + 1].kind != "than":
            first += 1
        is_clock = isinstance(result, Clock)
        reach = None if isinstance(result, Clock) else result
        found.append(
            Found(first=first, last=last, rule=name, reach=reach, clock=result if isinstance(result, Clock) else None)
        )
        free = last
        if not is_clock and reach and reach.start and reach.end and reach.precision != "vague":
            reference = (tokens[last - 1].end, reach)
            if reach.precision in DAYS:
                day = (tokens[last - 1].end, reach.start.replace(hour=0, minute=0))
    return found


def _vetoed(tokens: list[Token], first: int, last: int, name: str) -> bool:
    """Whether the words around a match make it something else."""
    before = tokens[first - 1] if first else NOWHERE
    after = tokens[last] if last < len(tokens) else NOWHERE
    if before.kind == "every" or (before.lower in en.OWNERS and name in ("tonight", "relative", "rolling")):
        return True
    if name in ("ago", "apart", "event") and before.kind in ("dash", "num"):
        return True
    if name == "apart" and after.kind == "than":  # "a day later than promised"
        return True
    if name == "clock" and before.kind == "ordinal":
        return True
    return name in ("clock", "date", "dates") and before.text in MONEY


def _looks_ahead(tokens: Sequence[Token], first: int, last: int) -> bool | None:
    """Whether the clause of these tokens looks forward; None when no word tells."""
    for i in range(first - 1, max(-1, first - 1 - LOOK_BACK), -1):
        if tokens[i].kind == "break" or (tokens[i].text in STOPS and not _abbreviates(tokens, i)):
            break
        if (told := _direction(tokens, i)) is not None:
            return told
    for i in range(last, min(len(tokens), last + LOOK_ON)):
        if tokens[i].kind == "break" or tokens[i].text in STOPS:
            break
        if (told := _direction(tokens, i)) is not None:
            return told
    return None


def _abbreviates(tokens: Sequence[Token], i: int) -> bool:
    return tokens[i].kind == "dot" and i > 0 and (tokens[i - 1].kind == "month" or len(tokens[i - 1].text) <= 2)


def _direction(tokens: Sequence[Token], i: int) -> bool | None:
    word = tokens[i].lower
    if word in en.AHEAD or word.endswith(("'ll", "’ll")):
        return True
    if word in en.BEHIND:
        return False
    if word.endswith("ed") and len(word) > 4 and word not in en.NOT_PAST and tokens[i].text.islower():
        return None if i and tokens[i - 1].lower in en.BE else False
    return None


def _extend(tokens: Sequence[Token], last: int) -> int:
    """Where "early in the …" ends; 0 when what follows is a time of its own."""
    end = last
    if end < len(tokens) and tokens[end].kind in ("the", "a"):
        end += 1
    start = end
    while end < len(tokens) and end - start < MAX_PHRASE:
        token = tokens[end]
        if token.kind in TIME_KINDS:
            return 0
        if not token.text[:1].isalpha() or token.lower in en.PHRASE_ENDS:
            break
        end += 1
    if end > start:
        return end
    return last if tokens[last - 1].kind not in ("the", "a") else 0


def _joint(tokens: Sequence[Token], left: Found, right: Found) -> str:
    return " ".join(t.lower or "|" for t in tokens[left.last : right.first])


def _join_nights(found: list[Found], tokens: Sequence[Token]) -> list[Found]:
    """ "The night of 15 October", "overnight on Sunday", "Friday, 5 May" as one."""
    joined: list[Found] = []
    for item in found:
        before = joined[-1] if joined else None
        reach = item.reach
        night_joins = before is not None and before.rule == "overnight" and _joint(tokens, before, item) in NIGHT_JOINTS
        if before and night_joins and reach and reach.precision == "day" and reach.start:
            night = replace(reach, start=reach.start - DAY / 4, end=reach.start + DAY / 4, precision="part of day")
            joined[-1] = Found(first=before.first, last=item.last, rule="overnight", reach=night)
            continue
        if reach and reach.precision == "day" and reach.start and item.rule in ("date", "iso") and item.first >= 2:
            part = tokens[item.first - 2]
            if tokens[item.first - 1].kind in ("of", "on") and part.kind == "daypart":
                hours = en.DAY_PARTS[part.value]
                bounds = [reach.start + timedelta(hours=h) for h in hours]
                item.reach = replace(reach, start=bounds[0], end=bounds[1], precision="part of day")
                item.first -= 2
        joined.append(item)
    return joined


def _join_clocks(found: list[Found], tokens: Sequence[Token], now: datetime | None) -> list[Found]:
    """Clock times with the day beside them, or else the day last named before."""
    joined: list[Found] = []
    for i, item in enumerate(found):
        if item.clock is None:
            before = joined[-1] if joined else None
            if before and before.clock and _pairs(tokens, before, item):
                joined[-1] = _on_day(before, item, first=before.first, last=item.last)
            else:
                joined.append(item)
            continue
        before = joined[-1] if joined else None
        after = found[i + 1] if i + 1 < len(found) else None
        later = after is not None and after.clock is None and _pairs(tokens, item, after)
        if before and before.reach and before.clock is None and not later and _pairs(tokens, before, item):
            joined[-1] = _on_day(item, before, first=before.first, last=item.last)
            continue
        joined.append(item)
    day: tuple[int, Reach] | None = None
    for item in joined:
        if item.reach and item.reach.precision in DAYS and item.reach.start:
            day = (item.last, item.reach)
        if item.clock and item.reach is None:
            same = day and tokens[item.first].begin - tokens[day[0] - 1].end <= REFERENCE_REACH
            if day and same and day[1].start:
                item.reach = clock_on(day[1].start.replace(hour=0, minute=0), item.clock, None)
            else:
                item.reach = Reach(
                    start=None, end=None, precision="minute" if item.clock.minute is not None else "hour"
                )
    return joined


def _pairs(tokens: Sequence[Token], left: Found, right: Found) -> bool:
    """Whether a clock time and a day stand so that they belong together."""
    day = right if left.clock else left
    return bool(day.reach and day.reach.precision in DAYS and _joint(tokens, left, right) in en.CLOCK_JOINTS)


def _on_day(item: Found, day: Found, *, first: int, last: int) -> Found:
    clock, reach = item.clock, day.reach
    if clock is None or reach is None:
        raise ValueError("a clock time and a day are needed")
    if reach.start is None:
        told = Reach(start=None, end=None, precision="minute" if clock.minute is not None else "hour")
        return Found(first=first, last=last, rule="clock", reach=told)
    midnight = reach.start.replace(hour=0, minute=0)
    part = reach if reach.precision == "part of day" else None
    return Found(first=first, last=last, rule="clock", reach=clock_on(midnight, clock, part))


def _join_ranges(found: list[Found], tokens: Sequence[Token]) -> list[Found]:
    """Two times as the ends of one stretch, and single ones with the end that their preposition opens."""
    joined: list[Found] = []
    skip = False
    for i, item in enumerate(found):
        if skip:
            skip = False
            continue
        before = tokens[item.first - 1] if item.first else None
        word = before.kind if before else ""
        after = found[i + 1] if i + 1 < len(found) else None
        if item.rule == "dates" and word in ("between", "from"):
            joined.append(replace(item, first=item.first - 1))
            continue
        if after and (reach := _range(tokens, item, after, word)) is not None:
            first = item.first - (word in ("between", "from"))
            joined.append(Found(first=first, last=after.last, rule="range", reach=reach))
            skip = True
            continue
        follows = tokens[item.last].kind if item.last < len(tokens) else "break"
        reach = item.reach
        if (
            reach
            and word in BOUNDS
            and follows != "poss"
            and item.rule not in ("rolling", "event", "vague", "overnight")
        ):
            opened = _open(reach, word, ahead=partial(_looks_ahead, tokens, item.first, item.last))
            if opened is not None:
                item = replace(item, first=item.first - 1, reach=opened)
        joined.append(item)
    return joined


def _range(tokens: Sequence[Token], left: Found, right: Found, word: str) -> Reach | None:
    joint = _joint(tokens, left, right)
    start, end = left.reach, right.reach
    if joint not in en.RANGE_WORDS or start is None or end is None or (joint == "and" and word != "between"):
        return None
    dated = any(t.kind == "year" for t in tokens[right.first : right.last])
    dated = dated and not any(t.kind == "year" for t in tokens[left.first : left.last])
    if dated and left.rule == right.rule == "date" and start.start and end.start and start.end:
        day = calendar_day(end.start.year, start.start.month, start.start.day)
        start = replace(start, start=day, end=day + DAY) if day else start
    precision = end.precision if end.precision == start.precision else None
    if precision is None:
        coarse = [r for r in (start, end) if r.precision not in TIMED]
        precision = coarse[0].precision if coarse else "part of day"
    if start.start is None or end.end is None:
        return Reach(start=None, end=None, precision=precision)
    if start.start >= end.end:
        if end.end <= start.start <= end.end + 7 * DAY and left.rule == right.rule == "weekday":
            start = replace(start, start=start.start - 7 * DAY)  # "from Friday to Monday", said on a Saturday
        else:
            return None
    return Reach(start=start.start, end=end.end, precision=precision, offset=end.offset, local=end.local)


def _open(reach: Reach, word: str, *, ahead: Callable[[], bool | None]) -> Reach | None:
    """The stretch after "since", before "by"; None where the preposition opens nothing."""
    if word in ("by", "until", "through"):
        return replace(reach, start=None)
    if word == "since":
        return replace(reach, end=None)
    if word == "before":
        return replace(reach, start=None, end=reach.start)
    if word == "after":
        return replace(reach, start=reach.end, end=None)
    if word == "from" and ahead():
        return replace(reach, end=None)
    return None
