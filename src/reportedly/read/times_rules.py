"""What each phrase of time means as seen from a day, and the table of all resolvers, one for each rule of the language.

Where a phrase needs the day of publication or an earlier day of the text and there is none, its bounds are None.
A resolver that answers None says that the words are no time after all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from reportedly.read import times_calendar as calendar
from reportedly.read.lang import times_en as en
from reportedly.read.times_values import (
    DAY,
    WHICH,
    Reach,
    Setting,
    Words,
    anchor,
    count_of,
    day_reach,
    hours_of,
    month_start,
    narrow,
    part_of_day,
    shift,
    unit_around,
    unit_of,
    unknown,
    weekday_day,
    within_day,
)  # fmt: skip

ROUGH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of the day; ``minute`` None means that only the hour is told, ``hour`` None that nobody knows which half.

    side: -1 shortly before, 1 shortly after, 0 about; None exactly so.
    """

    hour: int | None
    minute: int | None
    offset: int | None
    local: bool
    side: int | None


Resolver = Callable[[Words, Setting], "Reach | Clock | None"]


def read_weekday(words: Words, setting: Setting) -> Reach | None:
    """Monday, last Monday, Tuesday evening, early on Sunday, the small hours of Friday, Friday last week."""
    weekday = words.value("weekday")
    if weekday is None:
        return None
    unit = words.first("unit")
    if unit is not None:
        if unit_of(words) != "week":
            return None
        base = anchor(words.first(*WHICH), setting)
        step = words.value("last", "next", "this") or 0
        monday = unit_around("week", base, step).start if base else None
        return within_day(monday + weekday * DAY if monday else None, words)
    return within_day(weekday_day(weekday, words.first(*WHICH), setting), words)


def read_deictic(words: Words, setting: Setting) -> Reach | None:
    """Yesterday, earlier today, late yesterday, tomorrow night."""
    day = setting.today + (words.value("deictic") or 0) * DAY if setting.today else None
    if day is None or not words.has("earlier", "later"):
        return within_day(day, words)
    return _before_or_after(day_reach(day), words.has("later"), setting)


def _before_or_after(reach: Reach, later: bool, setting: Setting) -> Reach:
    """The part of a stretch before publication, or after it: "earlier this month", "later today"."""
    if reach.start is None or reach.end is None or setting.now is None or setting.today is None:
        return replace(reach, start=None, end=None)
    if reach.precision == "day":
        return reach
    cut = min(max(setting.today, reach.start), reach.end)
    if later:  # on the last day of a week the next one is meant
        return replace(reach, start=cut, end=reach.end if reach.end - cut > DAY else reach.end + 7 * DAY)
    # Said on its first day, it can only be that day.
    return replace(reach, end=cut if cut > reach.start else reach.start + DAY)


def read_tonight(words: Words, setting: Setting) -> Reach | None:
    """Tonight, last night, late last night."""
    if words.has("last"):
        part = words.first("daypart")
        day = setting.today - DAY if setting.today else None
        if part is None or part.value not in (1, 2, 3):
            return None
        return within_day(day, words)
    return hours_of(setting.today, en.DAY_PARTS[3]) if setting.today else unknown("part of day")


def read_overnight(words: Words, setting: Setting) -> Reach | None:
    """The night that ended on the day of publication, in a clause that looks forward the one that begins."""
    if setting.today is None:
        return unknown("part of day")
    begin = setting.today if setting.ahead() else setting.today - DAY
    return hours_of(begin, en.DAY_PARTS[3])


def read_thispart(words: Words, setting: Setting) -> Reach | None:
    """This morning, earlier this evening, that night, the following afternoon."""
    which = words.first(*WHICH)
    base = anchor(which, setting, unit="day")
    if which is not None and which.kind == "next":
        base = setting.day or base
    if base is None or which is None:
        return unknown("part of day")
    if which.kind in ("prior", "following", "next"):
        base += which.value * DAY
    if words.has("earlier", "later"):
        reach = part_of_day(base, Words([t for t in words if t.kind not in ("earlier", "later")]))
        return reach or unknown("part of day")
    return part_of_day(base, words)


def read_smallhours(words: Words, setting: Setting) -> Reach | None:
    """In the small hours: of the day that the text named before, if any."""
    return hours_of(setting.day, en.SMALL_HOURS) if setting.day else unknown("part of day")


def read_relative(words: Words, setting: Setting) -> Reach | None:
    """Last week, earlier this month, the end of next year, the same day, the following month."""
    unit = unit_of(words)
    which = words.first(*WHICH)
    if unit is None or unit in ("minute", "hour"):
        return None
    if which is not None and which.kind == "past":
        return read_rolling(words, setting)
    if which is not None and which.kind == "this" and which.lower == "present" and unit == "day":
        return unknown("vague")
    anaphoric = which is not None and which.kind == "next" and words.has("the")
    base = anchor(which, setting)
    if unit == "day":
        base = setting.day
    elif anaphoric or which is None:
        base = setting.reference.start if setting.reference else None
    if base is None:
        return unknown(unit if words.third is None else f"part of {unit}")
    reach = unit_around(unit, base, which.value if which else 0)
    if words.has("earlier", "later"):
        if which is None or which.kind not in ("this",):
            return narrow(reach, 0 if words.has("earlier") else 2) if which else reach
        return _before_or_after(reach, words.has("later"), setting)
    return narrow(reach, words.third)


def read_weekend(words: Words, setting: Setting) -> Reach | None:
    """Over the weekend, at the weekend: the last one, or the next where the clause looks forward."""
    if unit_of(words) != "weekend":
        return None
    if setting.today is None:
        return unknown("weekend")
    reach = unit_around("weekend", setting.today)
    if reach.start and reach.start > setting.today and not setting.ahead():
        return unit_around("weekend", setting.today, -1)
    return reach


def read_beside(words: Words, setting: Setting) -> Reach | None:
    """The day before, the week after."""
    unit = unit_of(words)
    base = setting.reference.start if setting.reference else None
    if unit is None:
        return None
    base = setting.day if unit == "day" else base
    return shift(base, unit, 1 if words.has("after") else -1) if base else unknown(unit)


def read_rolling(words: Words, setting: Setting) -> Reach | None:
    """In the past week, the last 24 hours, the next few days: up to publication, or from it."""
    which = words.first(*WHICH)
    unit = unit_of(words)
    if which is None or unit is None:
        return None
    plural = words.has("units", "hours")
    anaphoric = which.kind in ("prior", "following")
    if not plural and not words.has("past", "coming") and not anaphoric:
        return None
    count = count_of(words) if plural else 1
    if anaphoric or setting.now is None or setting.today is None:
        return unknown(unit if count else "vague")
    now = setting.now if unit in ("minute", "hour") else setting.today
    if unit in ("minute", "hour") and not setting.known_hour:
        return unknown(unit)
    if count is None:
        ends = (now, None) if which.value > 0 else (None, now + DAY)
        return Reach(start=ends[0], end=ends[1], precision="vague")
    if unit in ("day", "week", "fortnight", "weekend"):
        far = now + which.value * count * {"day": 1, "fortnight": 14}.get(unit, 7) * DAY
    elif unit in ("minute", "hour"):
        far = now + which.value * count * timedelta(**{unit + "s": 1})
    else:
        months = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
        first = month_start(now, which.value * count * months)
        if first is None:
            return unknown(unit)
        far = first + min(now.day - 1, 27) * DAY
    if unit in ("minute", "hour"):
        return Reach(start=min(now, far), end=max(now, far), precision=unit)
    return Reach(start=min(now, far), end=max(now, far) + DAY, precision=unit)


def read_ago(words: Words, setting: Setting) -> Reach | None:
    """Three days ago, a year ago, years ago, more than two weeks ago."""
    return _counted(words, setting.now if setting.known_hour else setting.today, -1, setting)


def read_fromnow(words: Words, setting: Setting) -> Reach | None:
    """In two weeks, in three days' time; a span and no time where the clause looks back."""
    if not (words.has("time") or setting.ahead()):
        return None
    return _counted(words, setting.now if setting.known_hour else setting.today, 1, setting)


def read_apart(words: Words, setting: Setting) -> Reach | None:
    """Two days later, a week earlier: counted from the day that the text named before."""
    reference = setting.reference.start if setting.reference else None
    if unit_of(words) in ("minute", "hour", "day"):
        reference = setting.day if unit_of(words) == "day" else None
    return _counted(words, reference, 1 if words.has("later") else -1, setting)


def _counted(words: Words, base: datetime | None, sign: int, setting: Setting) -> Reach | None:
    unit, count = unit_of(words), count_of(words)
    if unit is None:
        return None
    if count is None or words.has("half"):
        return unknown("vague")
    if base is None or (unit in ("minute", "hour") and not setting.known_hour):
        return unknown(unit)
    reach = shift(base, unit, sign * count)
    if words.has("more", "less"):
        if (words.has("more")) == (sign < 0):
            return replace(reach, start=None)
        return replace(reach, end=None)
    return reach


def read_yearago(words: Words, setting: Setting) -> Reach | None:
    """The same period last year, the same month a year ago: the reference a year back."""
    reference = setting.reference
    if reference is None or reference.start is None or reference.end is None:
        return unknown("vague")
    try:
        back = [d.replace(year=d.year - 1) for d in (reference.start, reference.end)]
    except ValueError:
        return unknown("vague")
    return replace(reference, start=back[0], end=back[1])


def read_vague(words: Words, setting: Setting) -> Reach | None:
    """Recently, in recent weeks, early in the invasion: told, but not when."""
    return unknown("vague")


def read_clock(words: Words, setting: Setting) -> Clock | None:
    """3 p.m., 9:40 a.m., 18:52, nine o'clock, noon, 12:00 UTC, 3pm local time, eight in the morning."""
    token = words.first("clock", "num", "digitword", "noon")
    if token is None:
        return None
    hour: int | None = token.value
    minute: int | None = None
    if token.kind == "clock":
        hour, minute = divmod(token.value, 60)
    elif token.kind == "num" and len(token.text) == 4 and words.has("zone"):
        hour, minute = divmod(token.value, 100)  # 1400 GMT
    if hour is None or hour > 23 or (minute or 0) > 59:
        return None
    half, part, zone = words.first("ampm"), words.first("daypart"), words.first("zone")
    if half is not None or part is not None:
        if not 1 <= hour <= 12 and not (hour > 12 and part):
            return None
        late = half.value == 12 if half else part is not None and part.value in (1, 2, 3, 5) and hour < 12
        if part is not None and part.value == 3 and hour < 6:
            late = False  # three at night
        hour = hour % 12 + (12 if late else 0) if hour <= 12 else hour
    elif token.kind == "noon":
        hour = 12 if token.value == 12 else None
    elif not (zone or (token.kind == "clock" and (hour > 12 or token.text[0] == "0" or setting.full_clock))):
        hour = None
    side = None
    if (near := words.first("about", "before", "after")) is not None:
        side = {"about": 0, "before": -1, "after": 1}[near.kind]
        if side and not words.has("shortly"):
            side *= 2
    offset = zone.value if zone and zone.value > -9000 else None
    return Clock(hour=hour, minute=minute, offset=offset, local=words.has("local") or (bool(zone) and offset is None),
                 side=side)  # fmt: skip


def read_hourpart(words: Words, setting: Setting) -> Reach | None:
    """At six this morning."""
    clock = read_clock(words, setting)
    if clock is None:
        return None
    return clock_on(setting.today, replace(clock, side=None), None) if setting.today else unknown("hour")


def clock_on(day: datetime, clock: Clock, part: Reach | None) -> Reach:
    """A clock time on a day; where it may be of either half, the ``part`` of the day beside it is all one knows."""
    if clock.hour is None:
        return part or day_reach(day)
    start = day + timedelta(hours=clock.hour, minutes=clock.minute or 0)
    precision = "hour" if clock.minute is None else "minute"
    end: datetime | None = start + (timedelta(hours=1) if clock.minute is None else timedelta(minutes=1))
    begin: datetime | None = start
    if clock.side == 0:
        begin, end, precision = start - ROUGH, start + ROUGH, "hour"
    elif clock.side == 1:
        end, precision = start + 2 * ROUGH, "hour"
    elif clock.side == -1:
        begin, end, precision = start - 2 * ROUGH, start, "hour"
    elif clock.side == 2:
        end = None
    elif clock.side == -2:
        begin, end = None, start
    return Reach(start=begin, end=end, precision=precision, offset=clock.offset, local=clock.local)


RESOLVERS: Mapping[str, Resolver] = {
    "iso": calendar.read_iso, "numeric": calendar.read_numeric, "date": calendar.read_date,
    "dates": calendar.read_dates, "month": calendar.read_month, "year": calendar.read_year,
    "years": calendar.read_years, "decade": calendar.read_decade, "century": calendar.read_century,
    "season": calendar.read_season, "period": calendar.read_period, "quarter": calendar.read_quarter,
    "half": calendar.read_half, "weekday": read_weekday, "deictic": read_deictic, "tonight": read_tonight,
    "overnight": read_overnight, "thispart": read_thispart, "smallhours": read_smallhours,
    "relative": read_relative, "weekend": read_weekend, "beside": read_beside, "rolling": read_rolling,
    "ago": read_ago, "apart": read_apart, "yearago": read_yearago, "fromnow": read_fromnow, "event": read_vague,
    "vague": read_vague, "clock": read_clock, "hourpart": read_hourpart,
}  # fmt: skip
