"""Times on MEANTIME: which TIMEX3 of type DATE and TIME are found, and read right: ``python -m benchmarks.times``.

A gold expression is found when a mention shares a character with it; a mention is right to stand when it shares one
with a gold DATE or TIME. Values are compared as TIMEX3: the mention's stretch gives the value of its precision
(2009-06-01, 2009-06, 2009, 2009-Q3, 2009-W13, 2009-SP, 200, 2010-03-02TMO, 2009-06-01T12:00). For "by", "until" and
"before", which have no start, it is the unit named, the last before the end; early, late and end of a unit count as
the unit, as MEANTIME writes them; a clock time joined to its day is right for the day. MEANTIME marks times in the
title, the date and the first four sentences only: mentions beyond are not judged. A gold PAST_REF, PRESENT_REF or
FUTURE_REF is right when the mention is left without bounds. A gold week, quarter or season is right only as such.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from reportedly.read.times import TimeMention, find_times
from reportedly.spans import overlap

CORPORA = ("corpus_gm", "corpus_airbus")  # the first to develop on, the second only to measure
KINDS = ("DATE", "TIME")
DATE_LINE = 1  # the sentence with the date of the article; two articles do not mark it as its creation time
ANNOTATED = 6  # sentences of an article in which MEANTIME marks times: title, date and four
PARTS = ((4, "MO"), (6, "MO"), (0, "MO"), (11, "MI"), (12, "AF"), (17, "EV"), (18, "EV"))
SEASONS = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Timex:
    """A gold expression: its characters, type and value; ``written`` is whether it is the document's own date."""

    span: tuple[int, int]
    kind: str
    value: str
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A gold article; ``published`` is its creation time, ``annotated`` where the annotated sentences end."""

    name: str
    text: str
    published: str
    annotated: int
    timexes: tuple[Timex, ...]


def load_documents(folder: Path) -> list[Document]:
    """The articles of a corpus by name, their tokens joined by spaces and their sentences by lines."""
    documents = []
    for path in sorted(folder.glob("*.xml")):
        root = ET.parse(path).getroot()
        text, places, ends, sentence = "", {}, {}, None
        for token in root.iter("token"):
            if sentence is not None:
                text += " " if token.get("sentence") == sentence else "\n"
            sentence = token.get("sentence")
            places[token.get("t_id")] = (len(text), len(text) + len(token.text or ""))
            text += token.text or ""
            ends[len(text)] = int(sentence or 0)
        annotated = max((end for end, number in ends.items() if number < ANNOTATED), default=0)
        timexes, published = [], ""
        for node in root.iter("TIMEX3"):
            anchors = [places[a.get("t_id")] for a in node.iter("token_anchor")]
            in_line = bool(anchors) and ends.get(anchors[-1][1]) == DATE_LINE
            written = node.get("functionInDocument") == "CREATION_TIME" or in_line
            value = node.get("value", "")
            if turned := re.fullmatch(r"(\d\d)-(\d\d)-(\d{4})", value):
                value = f"{turned[3]}-{turned[2]}-{turned[1]}"
            if written:
                published = value
            if anchors:
                span = (anchors[0][0], anchors[-1][1])
                timexes.append(Timex(span=span, kind=node.get("type", ""), value=value, written=written))
        documents.append(
            Document(
                name=path.stem,
                text=text,
                published=published,
                annotated=annotated,
                timexes=tuple(timexes),
            )
        )
    return documents


def timex_value(mention: TimeMention) -> str:
    """The TIMEX3 value of a mention, by the module's rule; ``REF`` where it has no bounds."""
    precision = (
        (mention.precision or "").removeprefix("part of ") if mention.precision != "part of day" else "part of day"
    )
    if mention.start is None and mention.end is None:
        return "REF"
    if mention.start is not None and mention.end is None and mention.text.lower().startswith("after"):
        start = datetime.fromisoformat(mention.start) - timedelta(minutes=1)
    elif mention.start is not None:
        start = datetime.fromisoformat(mention.start)
    else:
        start = datetime.fromisoformat(mention.end or "") - timedelta(minutes=1)
    if precision == "part of day":
        code = [code for hour, code in PARTS if hour <= start.hour][-1] if start.hour else "MO"
        end = datetime.fromisoformat(mention.end) if mention.end else start
        return f"{start:%Y-%m-%d}T" + ("NI" if end.hour == 6 and end.date() > start.date() else code)
    clock = "%Y-%m-%dT%H:%M"
    forms = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y", "hour": clock, "minute": clock}
    if precision in forms:
        return start.strftime(forms[precision])
    if precision == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    if precision == "season":
        return f"{start.year}-{SEASONS.get(start.month, '')}"
    if precision == "week":
        year, week, _ = date(start.year, start.month, start.day).isocalendar()
        return f"{year}-W{week:02}"
    return str(start.year)[:3] if precision == "decade" else start.isoformat()


def is_right(timex: Timex, mention: TimeMention) -> bool:
    """Whether the mention has the gold value."""
    value = timex_value(mention)
    if timex.value.endswith("_REF"):
        return value == "REF" or mention.precision == "vague"
    if timex.kind == "DATE" and mention.precision in ("hour", "minute") and value.startswith(timex.value + "T"):
        return True  # "16:15 on 1 June" is one mention here and two expressions there
    return value == timex.value.removesuffix("Z")


def score(documents: list[Document], find: Callable[[Document], tuple[TimeMention, ...]]) -> dict[str, Any]:
    """Counts of one tool over the documents: gold, found, right by type, mentions and those that stand."""
    counts: Counter[str] = Counter()
    misses: list[str] = []
    began = time.process_time()
    answers = [find(document) for document in documents]
    seconds = time.process_time() - began
    for document, mentions in zip(documents, answers, strict=True):
        gold = [t for t in document.timexes if t.kind in KINDS]
        for timex in gold:
            near = [m for m in mentions if overlap(m.span, timex.span)]
            near.sort(key=lambda m: -overlap(m.span, timex.span))
            right = bool(near) and is_right(timex, near[0])
            bounded = not timex.value.endswith("_REF") and "X" not in timex.value
            for name in (timex.kind, *(["told"] if not timex.written else []), *(["dated"] if bounded else [])):
                counts[f"{name} gold"] += 1
                counts[f"{name} found"] += bool(near)
                counts[f"{name} right"] += right
            if not right:
                told = f"{near[0].text!r} {timex_value(near[0])}" if near else "missed"
                misses.append(f"{document.name[:12]} {document.text[slice(*timex.span)]!r} {timex.value}: {told}")
        judged = [m for m in mentions if m.span[0] < document.annotated]
        counts["mentions"] += len(judged)
        for mention in judged:
            touched = {t.kind for t in document.timexes if overlap(mention.span, t.span)}
            counts["standing"] += bool(touched & set(KINDS))
            if touched and not touched & set(KINDS):
                counts["durations taken"] += 1
            if not touched:
                misses.append(f"{document.name[:12]} not gold: {mention.text!r} {timex_value(mention)}")
    return {"counts": dict(sorted(counts.items())), "misses": misses, "seconds": seconds,
            "words": sum(len(d.text.split()) for d in documents)}  # fmt: skip


def rival_recognizers() -> Callable[[Document], tuple[TimeMention, ...]]:
    """Microsoft's recognizers-text-date-time; of several values the nearest to publication."""
    module = import_module("recognizers_date_time")
    model = module.DateTimeRecognizer(module.Culture.English).get_datetime_model()
    shapes = (
        (r"\d{4}-\d\d-\d\dT\d\d", "minute"), (r".*T[A-Z]", "part of day"),
        (r"(\d{4}|XXXX)-(\d\d|WXX)-(\d\d|\d)$", "day"),
        (r"\d{4}-W\d\d", "week"), (r"\(\S+P3M\)", "quarter"), (r"\d{4}-(SP|SU|FA|WI)", "season"),
        (r"(\d{4}|XXXX)-\d\d$", "month"), (r"\d{4}$", "year"), (r".*P10Y", "decade"),
    )  # fmt: skip

    def find(document: Document) -> tuple[TimeMention, ...]:
        mentions = []
        now = datetime.fromisoformat(document.published)
        for found in model.parse(document.text, now):
            kind = found.type_name.removeprefix("datetimeV2.")
            if kind in ("duration", "set"):
                continue
            values = (found.resolution or {}).get("values") or [{}]
            value = min(values, key=partial(_distance, now))
            start, end = (_day(value.get(name)) for name in ("start", "end"))
            start = start or _day(value.get("value")) or end  # "by 2031" has its unit's beginning as an end
            precision = next((p for shape, p in shapes if re.match(shape, value.get("timex") or "")), "day")
            span = (found.start, found.end + 1)
            mentions.append(TimeMention(span=span, start=start, end=end, precision=precision, text=found.text))
        return tuple(mentions)

    return find


def _day(value: str | None) -> str | None:
    return value if value and re.match(r"\d{4}-\d\d-\d\d", value) else None


def _distance(now: datetime, value: dict[str, str]) -> float:
    day = _day(value.get("start")) or _day(value.get("value"))
    return abs((datetime.fromisoformat(day) - now).total_seconds()) if day else float("inf")


def rival_dateparser() -> Callable[[Document], tuple[TimeMention, ...]]:
    """dateparser's search; it tells no precision, so that the words' form gives it."""
    search = import_module("dateparser.search").search_dates

    def find(document: Document) -> tuple[TimeMention, ...]:
        settings = {"RELATIVE_BASE": datetime.fromisoformat(document.published), "PREFER_DATES_FROM": "past"}
        mentions, place = [], 0
        for words, moment in search(document.text, languages=["en"], settings=settings) or []:
            begin = document.text.find(words, place)
            if begin < 0:
                continue
            place = begin + len(words)
            precision = "day" if re.search(r"\d\d?\b|day|[a-z]{5}day", words) else "month"
            precision = "year" if re.fullmatch(r"\D*\d{4}|.*year.*", words) else precision
            day = moment.date().isoformat()
            mentions.append(TimeMention(span=(begin, place), start=day, end=None, precision=precision, text=words))
        return tuple(mentions)

    return find


RIVALS = {"recognizers": rival_recognizers, "dateparser": rival_dateparser}


def evaluate(data: Path, *, rival: str | None = None) -> dict[str, Any]:
    """All figures by corpus, as one JSON object; ``data`` holds ``data/meantime``, ``rival`` names another tool."""
    result: dict[str, Any] = {}
    find = RIVALS[rival]() if rival else lambda d: find_times(d.text, published=d.published)
    for corpus in CORPORA:
        documents = load_documents(data / "data/meantime" / corpus)
        result[corpus] = score(documents, find)
    return result


def rates(counts: dict[str, int]) -> list[tuple[str, float]]:
    """The named shares of a score, 0 to 1."""
    gold = {name: max(1, counts.get(f"{name} gold", 0)) for name in ("DATE", "TIME", "told", "dated")}
    rows = [(f"{name}, {what}", counts.get(f"{name} {what}", 0) / gold[name])
            for name in gold for what in ("found", "right")]  # fmt: skip
    found = max(1, counts.get("DATE found", 0))
    rows.append(("DATE, right of found", counts.get("DATE right", 0) / found))
    rows.append(("precision of mentions", counts.get("standing", 0) / max(1, counts.get("mentions", 0))))
    return rows


def show(figures: dict[str, Any], console: Console) -> None:
    """The figures as a table."""
    table = Table("measure", *figures, title="MEANTIME, TIMEX3 of type DATE and TIME, %")
    columns = [dict(rates(scored["counts"])) for scored in figures.values()]
    for name in columns[0]:
        table.add_row(name, *(f"{100 * column[name]:.1f}" for column in columns))
    for name in ("DATE gold", "TIME gold", "told gold", "dated gold", "mentions", "durations taken"):
        table.add_row(name, *(str(scored["counts"].get(name, 0)) for scored in figures.values()))
    speed = [f"{1e3 * scored['seconds'] * 700 / scored['words']:.1f}" for scored in figures.values()]
    table.add_row("ms for 700 words", *speed)
    console.print(table)
    console.print("told: all but the documents' own dates; dated: gold values that are neither _REF nor partly X")


def main() -> None:
    """Parse the command line and evaluate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--misses", metavar="CORPUS", choices=CORPORA, help="list what went wrong in a corpus")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--rival", choices=RIVALS, help="score another tool, which must be installed, instead")
    arguments = parser.parse_args()
    figures = evaluate(arguments.data, rival=arguments.rival)
    show(figures, Console())
    if arguments.misses:
        for line in figures[arguments.misses]["misses"]:
            Console().print(line, markup=False, highlight=False)
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
