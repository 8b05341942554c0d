"""What phrases of the calendar mean: dates, months, years, seasons, quarters, from the words to what they name.

Where a phrase needs the day of publication and there is none, its bounds are None. A resolver that answers None
says that the words are no time after all.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from reportedly.read.lang import times_en as en
from reportedly.read.times_values import (
    DAY,
    FIRST_YEAR,
    WHICH,
    Reach,
    Setting,
    Token,
    Words,
    anchor,
    calendar_day,
    day_reach,
    month_start,
    month_without_year,
    narrow,
    nearest_year,
    unit_around,
    unit_of,
    unknown,
    year_of,
)  # fmt: skip

ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$")


def read_iso(words: Words, setting: Setting) -> Reach | None:
    """2031-05-02, 2031-05-02T09:10Z."""
    found = ISO.match(words.tokens[0].text)
    day = calendar_day(int(found[1]), int(found[2]), int(found[3])) if found else None
    if found is None or day is None:
        return None
    if found[4] is None:
        return day_reach(day)
    if int(found[4]) > 23 or int(found[5]) > 59:
        return None
    start = day + timedelta(hours=int(found[4]), minutes=int(found[5]))
    zone = found[6]
    offset = None
    if zone:
        digits = zone[1:].replace(":", "")
        offset = 0 if zone == "Z" else (int(digits[:2]) * 60 + int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    return Reach(start=start, end=start + timedelta(minutes=1), precision="minute", offset=offset)


def read_numeric(words: Words, setting: Setting) -> Reach | None:
    """31/05/2031 and 05/31/2031; when either reading is possible the day stays unknown."""
    parts = [int(x) for x in re.split(r"[/.]", words.tokens[0].text)]
    if parts[0] > 31:
        day = calendar_day(*parts) if parts[0] >= FIRST_YEAR else None
        return day_reach(day) if day else None
    if parts[2] < FIRST_YEAR:
        return None
    days = {d for d in (calendar_day(parts[2], *parts[1::-1]), calendar_day(parts[2], *parts[:2])) if d}
    if "." in words.tokens[0].text:
        days = {d for d in (calendar_day(parts[2], *parts[1::-1]),) if d}
    if not days:
        return None
    return day_reach(days.pop()) if len(days) == 1 else unknown("day")


def _day_number(token: Token | None) -> int | None:
    return token.value if token and 1 <= token.value <= 31 and token.text[0].isdigit() else None


def read_date(words: Words, setting: Setting) -> Reach | None:
    """4 September, Sept. 4, the 4th of September 2031, Monday 4 September, 3 March last year."""
    number = _day_number(words.first("num", "ordinal"))
    month = words.value("month")
    if number is None or month is None or calendar_day(2000, month, number) is None:
        return None
    written, year = year_of(words, setting)
    if written:
        day = calendar_day(year, month, number) if year else None
    else:
        day = nearest_year(month, number, words.value("weekday"), setting)
    return day_reach(day) if day else unknown("day")


def read_dates(words: Words, setting: Setting) -> Reach | None:
    """4-6 September, May 4 to 6, 4 and 6 May 2031."""
    numbers = [t for t in words if t.kind in ("num", "ordinal")]
    first, last = (_day_number(t) for t in numbers[:2])
    month = words.value("month")
    if first is None or last is None or month is None or first >= last:
        return None
    written, year = year_of(words, setting)
    start = calendar_day(year, month, first) if written and year else None
    if not written:
        start = nearest_year(month, first, None, setting)
    end = calendar_day(start.year, month, last) if start else None
    return Reach(start=start, end=end + DAY, precision="day") if start and end else unknown("day")


def read_month(words: Words, setting: Setting) -> Reach | None:
    """September 2031, early June, last May, October of next year."""
    month = words.value("month")
    if month is None or (words.has("unit") and unit_of(words) != "year"):
        return None
    if words.has("unit") or words.has("year"):
        _, year = year_of(words, setting)
        start = datetime(year, month, 1) if year else None
    else:
        start = month_without_year(month, words.first(*WHICH), setting)
    return narrow(unit_around("month", start) if start else unknown("month"), words.third)


def read_year(words: Words, setting: Setting) -> Reach | None:
    """2031, early 2031, the end of 2031; whether the figure is a year, ``read/times.py`` has judged."""
    year = words.value("year")
    return narrow(unit_around("year", datetime(year, 1, 1)), words.third) if year else None


def read_years(words: Words, setting: Setting) -> Reach | None:
    """2014-2016, 2014-16."""
    first, last = words.tokens[0].value, words.tokens[2].value
    if words.tokens[2].kind == "num":
        if len(words.tokens[2].text) != 2:
            return None
        last += first - first % 100
    if not first < last <= first + 100:
        return None
    return Reach(start=datetime(first, 1, 1), end=datetime(last + 1, 1, 1), precision="year")


def read_decade(words: Words, setting: Setting) -> Reach | None:
    """The 1990s, the 90s (of the century that ends nearest before publication), the late 1980s."""
    decades = [t.value for t in words if t.kind == "decade"]
    if decades[0] < 100:
        if setting.now is None:
            return unknown("decade")
        century = setting.now.year - setting.now.year % 100
        decades = [d if d >= 100 else d + century - (100 if d + century >= setting.now.year else 0) for d in decades]
    start, end = datetime(decades[0], 1, 1), datetime(decades[-1] + 10, 1, 1)
    return narrow(Reach(start=start, end=end, precision="decade"), words.third) if start < end else None


def read_century(words: Words, setting: Setting) -> Reach | None:
    """The 19th century; the late twentieth century."""
    number = words.value("ordinal")
    if unit_of(words) != "century" or not number or not 11 <= number <= 29:
        return None
    start = datetime(number * 100 - 99, 1, 1)
    end = datetime(number * 100 + 1, 1, 1)
    return Reach(start=start, end=end, precision="century" if words.third is None else "part of century")


def read_season(words: Words, setting: Setting) -> Reach | None:
    """In the spring, last summer, the winter of 2031: meteorological seasons of the northern half."""
    season = words.first("season")
    if season is None or (words.has("unit") and unit_of(words) != "year"):
        return None
    plain = not words.has("year", "unit", "since", "by", "last", "next", "this", "coming")
    if season.lower in ("fall", "spring") and plain and not words.has("in"):
        return None
    month = en.SEASON_MONTHS[season.value]
    written, year = year_of(words, setting)
    if written:
        start = datetime(year, month, 1) if year else None
    else:
        start = month_without_year(month, words.first(*WHICH), setting)
        if start and setting.now and not words.has(*WHICH) and not setting.ahead() and start > setting.now:
            start = month_start(start, -12)
        if start and setting.now and words.has("last") and (end := month_start(start, 3)) and end > setting.now:
            start = month_start(start, -12)  # "last summer", said in summer
    end = month_start(start, 3) if start else None
    return narrow(Reach(start=start, end=end, precision="season") if start else unknown("season"), words.third)


def read_period(words: Words, setting: Setting) -> Reach | None:
    """The first week of May, the last day of 2031, the second month of last year."""
    units = [t for t in words if t.kind == "unit"]
    small = {2: "day", 3: "week", 4: "weekend", 6: "month"}.get(units[0].value) if units else None
    ordinal = words.first("ordinal")
    number = -1 if ordinal is None else ordinal.value
    if small is None or not (number == -1 or 1 <= number <= 12):
        return None
    holder = Words([t for t in words.tokens[words.tokens.index(units[0]) + 1 :]])
    if words.has("month"):
        outer = read_month(holder, setting)
    else:
        written, year = year_of(holder, setting)
        outer = unit_around("year", datetime(year, 1, 1)) if written and year else unknown("year")
        if len(units) > 1 and (base := anchor(holder.first(*WHICH), setting)):
            step = holder.value(*WHICH) or 0
            outer = unit_around(unit_of(holder) or "year", base, step)
    if outer is None or outer.start is None or outer.end is None:
        return unknown(small)
    if number == -1:
        final = unit_around(small, outer.end - DAY)
        return final if final.end and final.end <= outer.end else unit_around(small, outer.end - DAY, -1)
    first = unit_around(small, outer.start)
    late = small in ("week", "weekend") and first.start is not None and first.start < outer.start - 3 * DAY
    return unit_around(small, outer.start, number - 1 + (1 if late else 0))


def read_quarter(words: Words, setting: Setting) -> Reach | None:
    """The third quarter of this year; without a year the last such quarter to begin, or the next."""
    number = words.value("ordinal")
    units = [t for t in words if t.kind == "unit"]
    if not units or units[0].value != 7 or number is None or not (number == -1 or 1 <= number <= 4):
        return None
    month = (4 if number == -1 else number) * 3 - 2
    holder = Words([t for t in words.tokens[words.tokens.index(units[0]) + 1 :]])
    written, year = year_of(holder, setting)
    start = month_without_year(month, None, setting)
    if written:
        start = datetime(year, month, 1) if year else None
    return unit_around("quarter", start) if start else unknown("quarter")


def read_half(words: Words, setting: Setting) -> Reach | None:
    """The first half of 2031, the second half of May."""
    number = words.value("ordinal")
    written, year = year_of(words, setting)
    if number not in (1, 2) or not (written or words.has("month")):
        return None
    if words.has("month"):
        reach = read_month(Words([t for t in words if t.kind == "month"]), setting)
        if reach is None or reach.start is None or reach.end is None:
            return unknown("part of month")
        cut = reach.start + 15 * DAY
        ends = (reach.start, cut) if number == 1 else (cut, reach.end)
        return Reach(start=ends[0], end=ends[1], precision="part of month")
    if year is None:
        return unknown("part of year")
    month = 1 if number == 1 else 7
    return Reach(start=datetime(year, month, 1), end=month_start(datetime(year, month, 1), 6), precision="part of year")
