"""A day's news of a record in Markdown, for people: new matters, turns, statuses, each with its passages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from reportedly.ids import hash_bytes
from reportedly.serve.alerts import count_origins, name_speaker, name_status, tell_turns, web_address, write_whole
from reportedly.serve.rows import clean
from reportedly.store import Record
from reportedly.store.news import News, Passage, list_news

# What Markdown could take for its own. Angle brackets and ampersands as entities: not every renderer takes a backslash.
MARKS = re.compile(r"([\\`*_{}\[\]#+!|~$@=^])")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
BARE = (("://", r"\://"), ("www.", r"www\."))  # what some renderers make a link of by itself
SAFE = "/:?#@!$&'*+,;=%~"  # in an address; brackets and parentheses are encoded, as they end links

SECTIONS: tuple[tuple[str, Callable[[News], bool]], ...] = (
    ("New matters", lambda one: one.kind == "new"),
    ("Turns", lambda one: bool(one.turns)),
    ("Status changed", lambda one: one.status_before != one.status),
    ("Also changed", lambda one: True),
)


class DigestFolder:
    """A folder with a file for each day (UTC) on which something was found."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.channel = f"digest:{hash_bytes(str(folder.absolute()).encode('utf-8', 'surrogateescape'))[:16]}"

    def tell(self, record: Record, news: Sequence[News]) -> None:
        """Write the files of the days that the news is of, each with all of its day."""
        for day in sorted({one.found_at[:10] for one in news}):
            with record.looking() as connection:
                found = list_news(connection, day=day)
            write_whole(self._folder / f"{day}.md", make_digest(day, found))


def make_digest(day: str, news: Sequence[News]) -> str:
    """The digest of a day; each piece of news stands under the first heading that fits, as it was found."""
    lines = [f"# What changed on {day}", "", f"Found on this day (UTC): {_count(news)}.", ""]
    left = list(news)
    for heading, fits in SECTIONS:
        here = [one for one in left if fits(one)]
        left = [one for one in left if not fits(one)]
        if here:
            lines += [f"## {heading}", ""]
            for one in here:
                lines += _describe(one)
    return "\n".join(lines).rstrip() + "\n"


def escape(text: str) -> str:
    """The text on one line, so that Markdown shows it as it is."""
    shown = MARKS.sub(r"\\\1", clean(text))
    shown = "".join(ENTITIES.get(c, c) for c in shown)
    for bare, escaped in BARE:
        shown = shown.replace(bare, escaped)
    return re.sub(r"^(\d+)([.)])", r"\1\\\2", re.sub(r"^-", r"\\-", shown))


def _count(news: Sequence[News]) -> str:
    new = sum(one.kind == "new" for one in news)
    return f"{new} new {'matter' if new == 1 else 'matters'}, {len(news) - new} changed"


def _describe(one: News) -> Iterator[str]:
    yield f"### {escape(one.title)}"
    yield ""
    found = f"`{one.matter_id}` · {one.found_at[11:16]} UTC"
    yield f"**{escape(name_status(one))}** · origins: {count_origins(one)} · {found}"
    yield ""
    told = [*one.why, *tell_turns(one)]
    changes = [f"{c.at}: {c.what}" if c.at else c.what for c in one.changes]
    listed = [f"- {escape(line)}" for line in dict.fromkeys((*told, *changes))]
    if listed:
        yield from (*listed, "")
    for passage in one.passages:
        yield from (f"> “{escape(passage.text)}”", ">", f"> — {_tell_origin(passage)}", "")
    if one.more:
        yield from (f"And {one.more} more: `reportedly matter {one.matter_id}`", "")


def _tell_origin(one: Passage) -> str:
    """Who says it, what is answered, in which outlet, where in its text."""
    outlet = escape(one.publisher or one.url or one.article_id)
    address = web_address(one.url)
    if address is not None:
        outlet = f"[{outlet}](<{quote(address, safe=SAFE)}>)"
    spans = " ".join(f"{begin}–{end}" for begin, end in one.spans)
    said = f" · {one.said_at}" if one.said_at else ""
    via = f" · via {escape(', '.join(one.via))}" if one.via else ""
    speaker = f"{escape(name_speaker(one))} · says {one.says} ({one.stance}){via}"
    return f"{speaker} · {outlet}{said} · `{one.article_id}` {spans}"
