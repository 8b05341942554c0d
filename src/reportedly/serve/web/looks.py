"""How pages look things up and write them: templates, times, numbers and links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reportedly.model import Span
from reportedly.serve.links import safe_link
from reportedly.serve.rows import clean
from reportedly.serve.web.answers import common_headers, desk_of

MONTHS = "January February March April May June July August September October November December".split()
STATUS_WORDS = {
    "contested": "some side says yes, some side says no",
    "conceded": "a side confirms against its own denial or interest",
    "corroborated": "independent origins of different sides, or a neutral one, say yes",
    "one-sided": "several origins, all of one side",
    "single-origin": "all goes back to one origin",
    "anonymous-only": "nobody says it under a name",
    "withdrawn": "who said it took it back",
}
SAYS_WORDS = {"yes": "Yes", "no": "No", "partly": "Partly", "unknown": "No answer"}


def render(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    """A page."""
    desk = desk_of(request)
    page = _environment().get_template(template).render(
        record_name=desk.name, path=request.url.path, query=request.query_params, can_write=desk.token is not None,
        **context,
    )  # fmt: skip
    body = page.encode("utf-8", "replace")
    etag = getattr(request.state, "etag", None)
    if etag is not None and status == 200:
        desk.pages.keep(etag, body)
    return HTMLResponse(body, status, headers=common_headers(request))


@cache
def _environment() -> Environment:
    loader = ChoiceLoader(
        [PackageLoader("reportedly.serve.web", "templates"), PackageLoader("reportedly.serve", "templates")]
    )
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters |= {
        "when": show_time, "day": show_day, "link": safe_link, "number": show_number, "some": count, "clean": clean,
        "passage": passage_query, "says": SAYS_WORDS.__getitem__, "segment": segment,
    }  # fmt: skip
    made.globals |= {"status_words": STATUS_WORDS, "with_query": with_query}
    return made


def show_time(time: str | None) -> Markup:
    """An ISO 8601 time for people: in UTC, which is said, and beside it as it was printed where that is another."""
    if not time:
        return Markup('<span class="unknown">time unknown</span>')
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return Markup("<span>{}</span>").format(time)
    if len(time) <= len("2031-05-02"):
        return Markup('<time datetime="{}">{}</time>').format(time, _date(moment))
    if moment.tzinfo is None:
        return Markup('<time datetime="{}">{}, {:%H:%M} <small>no zone given</small></time>').format(
            time, _date(moment), moment
        )
    try:
        here = moment.astimezone(UTC)
    except OverflowError:
        return Markup("<span>{}</span>").format(time)
    local = ""
    if moment.utcoffset() != here.utcoffset():
        local = Markup(' <small title="as printed">({:%H:%M} at {})</small>').format(moment, time[-6:])
    return Markup('<time datetime="{}">{}, {:%H:%M} UTC{}</time>').format(time, _date(here), here, local)


def show_day(time: str | None) -> str:
    """The day of an ISO 8601 time in UTC, short."""
    if not time:
        return "–"
    try:
        moment = datetime.fromisoformat(time)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return time
    return _date(moment)


def _date(moment: datetime) -> str:
    return f"{moment.day} {MONTHS[moment.month - 1][:3]} {moment.year}"


def show_number(number: float) -> str:
    """A number with its thousands apart, and no more decimals than it has."""
    return f"{int(number):,}" if number == int(number) else f"{number:,}"


def count(number: int, noun: str) -> str:
    """So many of them: "1 article", "2 articles", "3 parties"."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def segment(value: str) -> str:
    """A value as one segment of a path."""
    return quote(value, safe="")


def passage_query(spans: tuple[Span, ...]) -> str:
    """What leads to a passage of an article."""
    return "at=" + ",".join(f"{b}-{e}" for b, e in spans)


def with_query(path: str, query: Mapping[str, str], **changed: str | None) -> str:
    """The address with some parameters changed; None takes one away, and a cursor with every change."""
    kept = {name: value for name, value in query.items() if value and name not in ("after", "offset")}
    for name, value in changed.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    return f"{path}?{urlencode(kept)}" if kept else path
