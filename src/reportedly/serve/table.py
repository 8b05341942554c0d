"""Readings as tables for people: what was said, by whom, where; as CSV for their spreadsheets.

In a pipe a table has no colour and one line for each attribution, so that ``grep`` and ``head`` work on it.
"""

from __future__ import annotations

import csv
from collections import Counter
from typing import IO, NoReturn

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from reportedly.model import Party, Reading
from reportedly.serve.rows import NOBODY, Row, clean, list_rows

PIPE_WIDTH = 140  # columns, where there is no terminal to ask
NARROWEST = 60  # columns: below it a terminal may break the lines as it likes
LINES = 3  # of one content on a terminal; a page shows all of it
WIDE = 110  # columns from which offsets are shown beside the paragraph
GAP = 2  # columns between two cells: one of padding, one where the box would be

CSV_FIELDS = (
    "article", "url", "publisher", "published", "title", "number", "nested_in", "party", "kind", "source", "count",
    "implicit", "cue", "content", "quote", "stance", "via", "channel", "paragraph", "begin", "end", "confidence",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@")  # a spreadsheet runs a cell that begins with one of these


class Screen(Console):
    """A console that leaves a closed pipe to its caller, where rich would end the process."""

    def on_broken_pipe(self) -> NoReturn:
        """Raise BrokenPipeError."""
        raise BrokenPipeError


def make_screen(file: IO[str], *, width: int | None = None) -> Screen:
    """A screen on a stream: of the terminal's width, or of ``PIPE_WIDTH`` where COLUMNS does not say otherwise."""
    screen = Screen(file=file, highlight=False, markup=False, emoji=False, width=width)
    if width is None and not screen.is_terminal and "COLUMNS" not in screen._environ:
        screen.width = PIPE_WIDTH
    return screen


def print_reading(reading: Reading, screen: Console) -> None:
    """Print what one article says of itself, its attributions, and the parties behind them."""
    article = reading.article
    rows = list_rows(reading)
    facts = (article.publisher, article.byline, article.published, article.url)
    screen.print(Text(clean(article.title or "(no headline)"), style="bold"), soft_wrap=True)
    if line := " · ".join(clean(fact) for fact in facts if fact):
        screen.print(Text(line, style="dim"), soft_wrap=True)
    screen.print()
    if rows:
        screen.print(_make_table(rows, screen))
        screen.print()
        screen.print(_make_parties(reading, rows, screen))
        screen.print()
    screen.print(Text(_count(rows), style="dim"), soft_wrap=True)


def write_csv(reading: Reading, file: IO[str]) -> None:
    """Write one line for each attribution; see ``CSV_FIELDS``.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    article = reading.article
    writer = csv.writer(file, lineterminator="\n")
    for row in list_rows(reading):
        source, party = row.attribution.source, row.party
        known = (article.id, article.url, article.publisher, article.published, article.title)
        who = (party.name if party else None, source.kind, row.source, source.count, source.implicit)
        read = row.attribution
        said = (
            row.cue,
            row.content,
            read.quote,
            read.stance,
            "; ".join(row.via),
            read.channel,
            row.paragraph,
            *row.span,
        )
        cells = (*known, row.number, row.parent, *who, *said, f"{row.attribution.confidence:.3f}")
        writer.writerow([_as_cell(cell) for cell in cells])


def write_csv_header(file: IO[str]) -> None:
    """Write the line of field names."""
    csv.writer(file, lineterminator="\n").writerow(CSV_FIELDS)


def _as_cell(value: str | int | None) -> str | int | None:
    """The value, which a spreadsheet will not run."""
    if isinstance(value, bool):
        return int(value)
    if not isinstance(value, str):
        return value
    value = clean(value)
    return f"'{value}" if value.startswith(FORMULA) else value


def _make_table(rows: tuple[Row, ...], screen: Console) -> Table:
    """The attributions: as wide as the screen, every cell wrapped and shortened beforehand."""
    width = max(screen.width, NARROWEST)
    lines = LINES if screen.is_terminal else 1
    places = [_where(row, wide=width >= WIDE) for row in rows]
    who = min(max(width * 26 // 100, 17), 36)
    cue = min(max(width * 15 // 100, 10), 22)
    quote = 8  # "indirect"
    place = max(map(len, (*places, "where")))
    stance = 7 if any(row.attribution.stance for row in rows) else 0  # "promise", "predict", "confirm"
    said = width - who - cue - quote - place - stance - (5 if stance else 4) * GAP
    table = _bare_table()
    columns = [("who", who), ("cue", cue), ("stance", stance), ("what", said), ("quote", quote), ("where", place)]
    for name, size in ((name, size) for name, size in columns if size):
        table.add_column(name, width=size, no_wrap=True, justify="right" if name == "where" else "left")
    for row, where in zip(rows, places, strict=True):
        table.add_row(
            _who(row, screen, width=who, lines=lines),
            _fit(Text(row.cue or "–", style="italic" if row.cue else "dim"), screen, width=cue, lines=lines),
            *((Text(row.attribution.stance or "–"),) if stance else ()),
            _fit(Text(row.content), screen, width=said, lines=lines),
            Text(row.attribution.quote, style="bold" if row.attribution.quote == "direct" else ""),
            Text(where, style="dim"),
        )
    return table


def _bare_table() -> Table:
    return Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))


def _where(row: Row, *, wide: bool) -> str:
    place = f"¶{row.paragraph}" if row.paragraph else "title"
    return f"{place} {row.span[0]}–{row.span[1]}" if wide else place


def _who(row: Row, screen: Console, *, width: int, lines: int) -> Text:
    """The name, indented where nested, with the words printed in its place."""
    indent = "  " * (min(row.depth, 4) - 1) + "└ " if row.depth else ""
    text = Text(row.who, style="dim" if row.party is None and row.source is None else "")
    if row.via:  # first: who relayed it is told nowhere else in the table
        text.append(f" via {', '.join(map(clean, row.via))}", style="dim")
    if row.printed:
        text.append(f" ({row.printed})", style="dim")
    if row.attribution.source.implicit:
        text.append(" (carried on)", style="dim")
    fitted = _fit(text, screen, width=width - len(indent), lines=lines)
    blank = " " * len(indent)
    return Text("\n").join(
        Text(indent if not number else blank) + line for number, line in enumerate(fitted.split(allow_blank=True))
    )


def _fit(text: Text, screen: Console, *, width: int, lines: int) -> Text:
    """The text in lines of the width; what is too much is cut at a word and marked with an ellipsis."""
    wrapped = text.wrap(screen, width)
    kept = list(wrapped[:lines])
    for line in kept:
        line.rstrip()
    if len(wrapped) > lines:
        last = kept[-1]
        while last.cell_len > width - 2 and " " in last.plain:
            last.right_crop(len(last.plain) - last.plain.rindex(" "))
        last.truncate(width - 2)
        last.append(" …")
    return Text("\n").join(kept)


def _make_parties(reading: Reading, rows: tuple[Row, ...], screen: Console) -> Table:
    """The parties in the order of the reading, with how often each speaks and is mentioned."""
    said = Counter(row.party.id if row.party else None for row in rows)
    width = max(screen.width, NARROWEST)
    table = _bare_table()
    name_width, kind_width, number = min(width * 40 // 100, 48), 16, 9
    role_width = width - name_width - kind_width - 2 * number - 4 * GAP
    for name, size in (("party", name_width), ("kind", kind_width), ("says", number), ("mentions", number)):
        table.add_column(name, width=size, no_wrap=True, justify="right" if size == number else "left")
    if has_roles := any(party.role for party in reading.parties):
        table.add_column("role", width=role_width, no_wrap=True)
    counts = {row.party.id: row.attribution.source.count for row in rows if row.party}
    for party in reading.parties:
        role = (_fit(Text(clean(party.role or ""), style="dim"), screen, width=role_width, lines=1),)
        table.add_row(
            _fit(Text(clean(party.name)), screen, width=name_width, lines=1),
            Text(name_kind(party, counts.get(party.id))),
            str(said[party.id]),
            str(len(party.mentions)),
            *(role if has_roles else ()),
        )
    if said[None]:
        table.add_row(Text(NOBODY, style="dim"), "", str(said[None]))
    return table


def name_kind(party: Party, count: int | None) -> str:
    """The party's kind, with how many it stands for: "anonymous ×2"."""
    return f"{party.kind} ×{count}" if count is not None and count > 1 else party.kind


def _count(rows: tuple[Row, ...]) -> str:
    """How many attributions there are, by kind of quotation."""
    if not rows:
        return "No attributions."
    kinds = Counter(row.attribution.quote for row in rows)
    each = ", ".join(f"{kinds[kind]} {kind}" for kind in ("direct", "mixed", "indirect") if kinds[kind])
    return f"{len(rows)} attribution{'s' if len(rows) > 1 else ''}: {each}."
