"""What all formats share: CSV that no spreadsheet runs, JSON that takes any text, times, IRIs, tables of data."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from reportedly.model import ArticleLabel, EventTime, Place

Cell = str | int | float | None
Json = dict[str, object]

# A spreadsheet runs a cell that begins with one of these, or with its full-width form. After OWASP, "CSV Injection".
FORMULA = tuple("=+-@＝＋－＠")
SURROGATE = re.compile("[\ud800-\udfff]")
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+", re.IGNORECASE)
URN = "urn:x-reportedly:"  # what ids stand under where a format wants an IRI; no such namespace is registered
DAY = timedelta(days=1)
DAYS = frozenset({"minute", "hour", "part of day", "day"})  # precisions within which one day is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country by its codes of ISO 3166-1, with its English name after Unicode CLDR."""

    alpha3: str
    alpha2: str
    numeric: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What a precision of places means; see ``data/places.toml``. None: it means nothing there."""

    radius_km: float | None = None
    acled: int | None = None
    ucdp: int | None = None
    ucdp_without_point: int | None = None


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """CSV after RFC 4180 in UTF-8, a header and then one piece for each row.

    White space in a text is joined, so that one row is one line. A text that begins with = + - @ gets an apostrophe in
    front: a spreadsheet then shows it and does not run it. Numbers are ours and stay numbers.
    """
    yield _csv_line(names)
    for row in rows:
        yield _csv_line([as_cell(cell) for cell in row])


def as_cell(value: Cell) -> Cell:
    """The value, which a spreadsheet will not run."""
    if not isinstance(value, str):
        return value
    text = " ".join(mend(value).replace("\x00", " ").split())
    return f"'{text}" if text.startswith(FORMULA) else text


def mend(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, as U+FFFD."""
    return SURROGATE.sub("\ufffd", text)


def dump(value: object) -> bytes:
    """JSON on one line; a lone surrogate stays, as an escape."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def dump_lines(values: Iterable[object]) -> Iterator[bytes]:
    """NDJSON: one value a line."""
    for value in values:
        yield dump(value) + b"\n"


def dump_members(head: bytes, members: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
    """One JSON document of which the members of a list or an object come one by one, separated by commas."""
    yield head
    separator = b"\n"
    for member in members:
        yield separator + member
        separator = b",\n"
    yield b"\n" + tail


def known(**fields: object) -> Json:
    """The fields that hold something: no None, no empty text or list. A leading "at_" stands for "@"."""
    kept = {name: value for name, value in fields.items() if value is not None and value not in ("", [], {}, ())}
    return {("@" + name[3:] if name.startswith("at_") else name): value for name, value in kept.items()}


def make_urn(identifier: str) -> str:
    """The IRI of a thing of ours."""
    return URN + identifier


def web_address(url: str | None) -> str | None:
    """The address, where it is one of the web and could stand in a link."""
    return url if url is not None and WEB.fullmatch(url) else None


def article_iri(article: ArticleLabel) -> str:
    """The article's address on the web; its id where it has none."""
    return web_address(article.url) or make_urn(article.id)


def parse_moment(time: str | None) -> datetime | None:
    """A full date and time with its offset, in UTC; None for less, as a day alone or a clock without an offset."""
    try:
        moment = datetime.fromisoformat(time) if time and "T" in time else None
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def format_moment(time: str | None) -> str | None:
    """The same as ``2031-05-02T08:00:00Z``, xsd:dateTime in UTC."""
    moment = parse_moment(time)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def days_of(time: EventTime | None) -> tuple[str, str] | None:
    """The first and the last day of a time as told, both included, in its own offset; None where an end is open."""
    if time is None or time.start is None or time.end is None:
        return None
    try:
        first, after = datetime.fromisoformat(time.start), datetime.fromisoformat(time.end)
    except ValueError:
        return None
    last = after - timedelta(microseconds=1) if after.date() > first.date() else after
    return first.date().isoformat(), last.date().isoformat()


def is_one_day(time: EventTime | None) -> bool:
    """Whether a time tells one day."""
    days = days_of(time)
    return time is not None and days is not None and time.precision in DAYS and days[0] == days[1]


def find_country(code: str | None) -> Country | None:
    """The country of an ISO 3166-1 alpha-3 or alpha-2 code; None for a code that is none of theirs."""
    return _countries().get(code) if code else None


def find_precision(place: Place | None) -> Precision:
    """What the precision of a place means."""
    return _precisions().get(place.precision or "", Precision()) if place else Precision()


def load_table(name: str) -> dict[str, Any]:
    """A TOML file of ``export/data``."""
    return tomllib.loads((files("reportedly.export") / "data" / name).read_text(encoding="utf-8"))


@cache
def _countries() -> dict[str, Country]:
    text = (files("reportedly.export") / "data" / "countries.csv").read_text(encoding="utf-8")
    rows = [Country(**row) for row in csv.DictReader(io.StringIO(text))]
    return {code: row for row in rows for code in (row.alpha2, row.alpha3)}


@cache
def _precisions() -> dict[str, Precision]:
    return {name: Precision(**row) for name, row in load_table("places.toml").items()}


def _csv_line(cells: Sequence[Cell]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode("utf-8")
