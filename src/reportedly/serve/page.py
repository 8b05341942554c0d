"""Readings as one self-contained page: the text with what was said by whom marked in it, and a list of the parties.

Spans overlap and nest, which elements cannot; so every paragraph is cut at each boundary, and each piece says what
it is part of. The page loads nothing, and its content security policy allows only its own style and script.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reportedly.errors import SetupError
from reportedly.model import FurnitureKind, Reading, Span
from reportedly.serve.rows import NOBODY, Paragraph, Row, list_paragraphs, list_rows
from reportedly.serve.table import name_kind

TEMPLATE = "page.html"
DEEPEST = 3  # levels of nesting that look different; deeper ones look like the last
NOBODY_KEY = "p0"

Part = Literal["source", "cue", "content"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """A span of one row."""

    span: Span
    part: Part
    row: Row
    is_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A stretch of the text that gets a class of its own, whatever else is marked in it."""

    span: Span
    style: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph that is the same all through.

    style: class names. rows, parties: keys of what it belongs to, outer before inner, white space between.
    speakers: keys of the parties whose source it is.
    opens: the rows whose content begins here, each with its party's key.
    party: set where a source begins; its label says who is meant.
    """

    text: str
    style: str
    rows: str
    parties: str
    speakers: str
    opens: tuple[tuple[Row, str], ...]
    party: str | None
    label: str | None
    furniture: FurnitureKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph in pieces."""

    paragraph: Paragraph
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A party, or nobody, with all that is attributed to it. kind: None for nobody."""

    key: str
    name: str
    kind: str | None
    role: str | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One reading, ready for the template. key: what its anchors begin with."""

    key: str
    reading: Reading
    title: str
    blocks: tuple[Block, ...]
    voices: tuple[Voice, ...]
    rows: tuple[Row, ...]

    @property
    def has_title(self) -> bool:
        """Whether the headline stands in the text, where it is shown."""
        return any(block.paragraph.is_title for block in self.blocks)


def render_page(readings: Sequence[Reading], *, reader: str | None = None) -> str:
    """The page of the readings, in their order; the same readings give the same page.

    reader: name and version, shown at the end.
    """
    sheets = [make_sheet(f"a{number}", reading) for number, reading in enumerate(readings, 1)]
    style, script = _load("page.css"), _load("page.js")
    return (
        _environment()
        .get_template(TEMPLATE)
        .render(
            sheets=sheets,
            reader=reader,
            # Ours and the same on every page, so not escaped; nothing of an article ever goes into them.
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def check_writable(path: Path) -> None:
    """Make the folder of a page to be; SetupError when the page cannot be written, before any work is done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{path}: its folder cannot be made ({error.strerror}). Name another file.") from error
    if path.is_dir():
        raise SetupError(f"{path}: is a folder. Name a file in it.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise SetupError(f"{path}: may not be written. Name another file.")


def write_page(path: Path, readings: Sequence[Reading], *, reader: str | None = None) -> None:
    """Write the page; SetupError when that fails."""
    check_writable(path)
    page = render_page(readings, reader=reader)
    try:
        path.write_bytes(page.encode("utf-8", "replace"))
    except OSError as error:
        raise SetupError(f"{path}: cannot be written ({error.strerror}). Name another file.") from error


@cache
def _environment() -> Environment:
    loader = PackageLoader("reportedly.serve", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _load(name: str) -> str:
    return (files("reportedly.serve") / "templates" / name).read_text(encoding="utf-8")


def _hash(code: str) -> str:
    """As a content security policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def make_sheet(key: str, reading: Reading, *, layers: Sequence[Layer] = ()) -> Sheet:
    """A reading ready for a template. key: what its anchors begin with; layers: further marks, such as own voice."""
    rows = list_rows(reading)
    keys = _name_voices(key, reading, rows)
    return Sheet(
        key=key,
        reading=reading,
        title=reading.article.title or "(no headline)",
        blocks=tuple(_cut_blocks(key, reading, rows, keys, layers)),
        voices=_list_voices(reading, rows, keys),
        rows=rows,
    )


def _name_voices(key: str, reading: Reading, rows: tuple[Row, ...]) -> dict[int, str]:
    """Row number to the key of its voice: a party, a source that is not resolved (by its words), or nobody."""
    parties = {party.id: f"{key}-p{number}" for number, party in enumerate(reading.parties, 1)}
    unresolved: dict[str, str] = {}
    keys = {}
    for row in rows:
        if row.party:
            keys[row.number] = parties[row.party.id]
        elif row.source:
            keys[row.number] = unresolved.setdefault(row.source.casefold(), f"{key}-u{len(unresolved) + 1}")
        else:
            keys[row.number] = f"{key}-{NOBODY_KEY}"
    return keys


def _list_voices(reading: Reading, rows: tuple[Row, ...], keys: dict[int, str]) -> tuple[Voice, ...]:
    """Those who say something: the parties in the order of the reading, the unresolved sources, nobody last."""
    said: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        said[keys[row.number]].append(row)
    rank = {party.id: number for number, party in enumerate(reading.parties)}

    def place(item: tuple[str, list[Row]]) -> tuple[int, int]:
        first = item[1][0]
        return (rank[first.party.id] if first.party else len(rank) + (first.source is None), first.number)

    voices = []
    for key, own in sorted(said.items(), key=place):
        party = own[0].party
        count = next((row.attribution.source.count for row in own if row.attribution.source.count), None)
        kind = name_kind(party, count) if party else own[0].attribution.source.kind
        name = own[0].who if own[0].party or own[0].source else NOBODY.capitalize()
        voices.append(Voice(key=key, name=name, kind=kind, role=party.role if party else None, rows=tuple(own)))
    return tuple(voices)


def _list_marks(rows: tuple[Row, ...]) -> list[_Mark]:
    """The marks of all rows in the order of their beginnings, outer before inner."""
    marks = []
    for row in rows:
        attribution = row.attribution
        parts: tuple[tuple[Part, tuple[Span, ...]], ...] = (
            ("content", attribution.content.spans),
            ("cue", attribution.cue.spans),
            ("source", attribution.source.spans),
        )
        for part, spans in parts:
            marks += [_Mark(span=span, part=part, row=row, is_first=not i) for i, span in enumerate(spans)]
    return sorted(marks, key=lambda mark: (mark.span[0], mark.row.depth, mark.row.number))


def _cut_blocks(
    key: str, reading: Reading, rows: tuple[Row, ...], keys: dict[int, str], layers: Sequence[Layer]
) -> Iterator[Block]:
    """The paragraphs in pieces, in one pass over the marks."""
    article = reading.article
    waiting = _list_marks(rows)[::-1]
    active: list[_Mark] = []
    furniture = list(article.furniture)[::-1]
    for paragraph in list_paragraphs(article):
        begin, end = paragraph.span
        while waiting and waiting[-1].span[0] < end:
            active.append(waiting.pop())
        active = [mark for mark in active if mark.span[1] > begin]
        while furniture and furniture[-1].span[1] <= begin:
            furniture.pop()
        # A mark that spans paragraphs stays; one that begins in white space before this one begins with it.
        here = sorted(active, key=lambda mark: (mark.row.depth, mark.row.number))
        kinds = [f for f in furniture[::-1] if f.span[0] < end] if furniture and furniture[-1].span[0] < end else []
        cuts = {begin, end} | {at for mark in here for at in mark.span} | {at for f in kinds for at in f.span}
        over = [layer for layer in layers if layer.span[0] < end and layer.span[1] > begin]
        cuts |= {at for layer in over for at in layer.span}
        bounds = sorted(at for at in cuts if begin <= at <= end)
        pieces = []
        for left, right in pairwise(bounds):
            kind = next((f.kind for f in kinds if f.span[0] <= left and right <= f.span[1]), None)
            under = [mark for mark in here if mark.span[0] <= left and right <= mark.span[1]]
            piece = _make_piece(key, article.text[left:right], left, under, keys, kind)
            more = [layer.style for layer in over if layer.span[0] <= left and right <= layer.span[1]]
            pieces.append(replace(piece, style=" ".join([piece.style, *more]).strip()) if more else piece)
        yield Block(paragraph=paragraph, pieces=tuple(pieces))


def _make_piece(
    key: str, text: str, begin: int, under: list[_Mark], keys: dict[int, str], furniture: FurnitureKind | None
) -> Piece:
    contents = [mark.row for mark in under if mark.part == "content"]
    styles: list[str] = sorted({mark.part for mark in under})
    if contents:
        styles += [f"d{min(len(contents), DEEPEST)}", contents[-1].attribution.quote]
    if furniture:
        styles.append("furniture")
    opening = [mark for mark in under if mark.is_first and mark.span[0] == begin]
    source = next((mark.row for mark in reversed(opening) if mark.part == "source"), None)
    numbers = dict.fromkeys(mark.row.number for mark in under)
    return Piece(
        text=text,
        style=" ".join(styles),
        rows=" ".join(f"{key}-{number}" for number in numbers),
        parties=" ".join(dict.fromkeys(keys[number] for number in numbers)),
        speakers=" ".join(dict.fromkeys(keys[mark.row.number] for mark in under if mark.part == "source")),
        opens=tuple((mark.row, keys[mark.row.number]) for mark in opening if mark.part == "content"),
        party=keys[source.number] if source else None,
        label=f"{text}, that is {source.who}" if source and source.who.casefold() != text.casefold() else None,
        furniture=furniture,
    )
