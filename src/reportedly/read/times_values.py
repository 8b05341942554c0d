"""Reckoning with times: the stretch that a unit, a weekday, a month or a part of the day covers.

A ``Reach`` is reckoned without a zone; ``read/times.py`` writes it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from reportedly.read.lang import times_en as en

DAY = timedelta(days=1)
UNITS = ("minute", "hour", "day", "week", "weekend", "fortnight", "month", "quarter", "year", "decade", "century")
WHICH = ("last", "next", "this", "coming", "past", "prior", "following", "that")  # classes of "last" in "last May"
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
FIRST_YEAR, LAST_YEAR = 1000, 2999  # what Python's calendar and four figures both hold with room to spare
# A date without a year is the nearest in the direction of its clause, unless that is nearly a year off.
FAR, NEAR = timedelta(days=300), timedelta(days=60)


class Token(NamedTuple):
    """A word, number or mark of the text; ``kind`` is its class, ``value`` what the class makes of it."""

    begin: int
    end: int
    text: str
    lower: str
    kind: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A stretch of time without zone, end excluded; None is unknown or open.

    offset: minutes east of Greenwich where the words say so. local: the words give a clock of the place, whose
    offset nobody knows.
    """

    start: datetime | None
    end: datetime | None
    precision: str
    offset: int | None = None
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a phrase is read against.

    now: the moment of publication, without zone. known_hour: whether that has a time of day.
    reference: the time last named before the phrase, near enough to count; day: the same, of a day or less.
    ahead: True where the clause looks forward, False where back, None where nothing tells.
    full_clock: whether the text writes clock times by 24 hours.
    """

    now: datetime | None
    known_hour: bool
    reference: Reach | None
    day: datetime | None
    ahead: Callable[[], bool | None]
    full_clock: bool

    @property
    def today(self) -> datetime | None:
        """The midnight that begins the day of publication."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0) if self.now else None


class Words:
    """The tokens of a match, by class."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def has(self, *kinds: str) -> bool:
        """Whether a token has one of the classes."""
        return any(t.kind in kinds for t in self.tokens)

    def first(self, *kinds: str) -> Token | None:
        """The first token of one of the classes."""
        return next((t for t in self.tokens if t.kind in kinds), None)

    def value(self, *kinds: str) -> int | None:
        """The value of the first token of one of the classes."""
        token = self.first(*kinds)
        return token.value if token else None

    @property
    def third(self) -> int | None:
        """0, 1 or 2 for early, middle or late; None without such a word."""
        return self.value("early", "mid", "late", "start", "end")


def unknown(precision: str) -> Reach:
    """A time of which only the words are known."""
    return Reach(start=None, end=None, precision=precision)


def month_start(day: datetime, months: int = 0) -> datetime | None:
    """The first of the month so many months on; None outside the calendar."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return datetime(year, month + 1, 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def unit_around(unit: str, day: datetime, step: int = 0) -> Reach:
    """The calendar unit that holds a day, or one so many units on; weeks begin on Monday."""
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in MONTHS_IN:
        size = MONTHS_IN[unit]
        into = (day.year * 12 + day.month - 1) % size
        start = month_start(day, step * size - into)
        end = month_start(day, (step + 1) * size - into)
        return Reach(start=start, end=end, precision=unit) if start and end else unknown(unit)
    if unit in ("minute", "hour"):
        start = day.replace(second=0, microsecond=0, minute=0 if unit == "hour" else day.minute)
        length = timedelta(hours=1) if unit == "hour" else timedelta(minutes=1)
        return Reach(start=start + step * length, end=start + (step + 1) * length, precision=unit)
    monday = midnight - day.weekday() * DAY
    if unit == "weekend":
        begin = monday + (5 + 7 * step) * DAY
        return Reach(start=begin, end=begin + 2 * DAY, precision=unit)
    begin, days = {"day": (midnight, 1), "week": (monday, 7), "fortnight": (monday, 14)}[unit]
    return Reach(start=begin + step * days * DAY, end=begin + (step + 1) * days * DAY, precision=unit)


def day_reach(day: datetime) -> Reach:
    """The whole of a day."""
    return unit_around("day", day)


def hours_of(day: datetime, hours: tuple[int, int]) -> Reach:
    """A part of a day, in hours from its midnight."""
    return Reach(start=day + timedelta(hours=hours[0]), end=day + timedelta(hours=hours[1]), precision="part of day")


def narrow(reach: Reach, third: int | None) -> Reach:
    """Its early, middle or late third, in whole days; of a day the hours that the language's data gives."""
    if third is None:
        return reach
    precision = reach.precision if reach.precision.startswith("part of") else f"part of {reach.precision}"
    if reach.start is None or reach.end is None:
        return unknown(precision)
    if reach.precision == "day":
        return hours_of(reach.start, (en.EARLY_DAY, en.MID_DAY, en.LATE_DAY)[third])
    if reach.precision == "part of day":
        length = reach.end - reach.start
        half = timedelta(hours=length.total_seconds() // 3600 / 2)
        bounds = [(reach.start, reach.start + half), (reach.start, reach.end), (reach.start + half, reach.end)]
        return replace(reach, start=bounds[third][0], end=bounds[third][1])
    if reach.precision in ("year", "decade", "season"):
        months = round((reach.end - reach.start).days / 30.4)
        cuts = [month_start(reach.start, months * i // 3) for i in range(4)]
    else:
        days = (reach.end - reach.start).days
        cuts = [reach.start + round(days * i / 3) * DAY for i in range(4)]
    return Reach(start=cuts[third], end=cuts[third + 1], precision=precision)


def part_of_day(day: datetime, words: Words) -> Reach | None:
    """The part of a day that the words name; None when they name none."""
    part = words.first("daypart")
    if words.has("hours"):
        return hours_of(day, en.SMALL_HOURS)
    if part is None:
        return None
    if part.value == 0 and words.third == 0:
        return hours_of(day, en.EARLY_MORNING)
    return narrow(hours_of(day, en.DAY_PARTS[part.value]), words.third)


def within_day(day: datetime | None, words: Words) -> Reach:
    """The day, or the part of it that the words name."""
    if day is None:
        return unknown("part of day" if words.has("daypart", "hours") or words.third is not None else "day")
    return part_of_day(day, words) or narrow(day_reach(day), words.third)


def year_of(words: Words, setting: Setting) -> tuple[bool, int | None]:
    """Whether the words name a year ("2031", "last year"), and which; None where unknown."""
    if (written := words.value("year")) is not None:
        return True, written
    unit = words.first("unit")
    if unit is None:
        return False, None
    which = words.first("last", "next", "this", "coming", "past", "prior", "following", "that")
    base = anchor(which, setting)
    return True, base.year + (which.value if which else 0) if base else None


def anchor(which: Token | None, setting: Setting, *, unit: str = "") -> datetime | None:
    """The day from which "last", "next", "previous" count: publication, or the time that the text named before."""
    if which is not None and which.kind in ("prior", "following", "that"):
        if unit == "day":
            return setting.day
        return setting.reference.start if setting.reference else None
    return setting.today


def calendar_day(year: int, month: int, day: int) -> datetime | None:
    """The day, or None when the calendar has none such."""
    try:
        return datetime(year, month, day)
    except ValueError:
        return None


def nearest_year(month: int, day: int, weekday: int | None, setting: Setting) -> datetime | None:
    """The day meant by a date without year: the clause's direction decides, unless that leads nearly a year off."""
    today = setting.today
    if today is None:
        return None
    days = [d for y in range(-1, 2) if (d := calendar_day(today.year + y, month, day))]
    fitting = [d for d in days if d.weekday() == weekday] or days
    ahead = setting.ahead()
    if ahead is not None:
        right = [d for d in fitting if (d >= today if ahead else d <= today)]
        near = min((abs(d - today) for d in fitting), default=FAR)
        best = min(right, key=lambda d: abs(d - today), default=None)
        if best is not None and not (abs(best - today) > FAR and near < NEAR):
            return best
    return min(fitting, key=lambda d: (abs(d - today), d), default=None)


def month_without_year(month: int, which: Token | None, setting: Setting) -> datetime | None:
    """The first of the month meant: "in January", "last June"."""
    base = anchor(which, setting)
    if base is None:
        return None
    back = (base.month - month) % 12
    forth = -back % 12
    kind = which.kind if which else ""
    if kind in ("last", "past", "prior"):
        return month_start(base, -(back or 12))
    if kind in ("next", "coming", "following"):
        return month_start(base, forth or 12)
    if kind == "this":
        return datetime(base.year, month, 1)
    ahead = setting.ahead()
    forward = ahead if ahead is not None else 0 < forth <= 2
    return month_start(base, forth if forward else -back)


def weekday_day(weekday: int, which: Token | None, setting: Setting) -> datetime | None:
    """The day meant by a weekday: the day of publication itself counts, unless "last" or "next" stands before it."""
    base = anchor(which, setting, unit="day")
    if base is None:
        return None
    back = (base.weekday() - weekday) % 7
    forth = (weekday - base.weekday()) % 7
    monday = base - base.weekday() * DAY
    kind = which.kind if which else ""
    if kind in ("last", "past", "prior"):
        return base - (back or 7) * DAY
    if kind == "next":
        return monday + (7 + weekday) * DAY
    if kind in ("coming", "following"):
        return base + (forth or 7) * DAY
    if kind == "this":
        return monday + weekday * DAY
    return base + forth * DAY if kind != "that" and setting.ahead() else base - back * DAY


def count_of(words: Words) -> int | None:
    """How many units: the upper figure of a range; None for "a few" and for units without a figure."""
    if words.has("several"):
        return 2 if words.has("several") and (t := words.first("several")) and t.lower == "couple" else None
    figures = [t.value for t in words if t.kind in ("num", "digitword")]
    if figures:
        return figures[0] if len(figures) == 1 else max(figures)
    return 1 if words.has("a") else None


def unit_of(words: Words) -> str | None:
    """The unit of time that the words count in."""
    token = words.first("unit", "units", "hours")
    return UNITS[token.value] if token else None


def shift(base: datetime, unit: str, count: int) -> Reach:
    """The unit so many units from a moment: three days ago is a day, three weeks ago the week around that day."""
    try:
        if unit in ("week", "fortnight", "weekend"):
            days = count * (14 if unit == "fortnight" else 7)
            return unit_around("week", base + days * DAY)
        return unit_around(unit, base, count)
    except (OverflowError, ValueError):
        return unknown(unit)
