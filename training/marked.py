"""The marked form: texts in which people mark sources, cues and contents.

``<S1 The ministry> <C1 denied> <K1 that its troops shelled the clinic>.`` gives the plain text and one
attribution. Marks nest; ``<S1,2 …>`` gives one span to two attributions; ``\\<`` is the character itself.
The form and its conventions are in ``training/MARKED.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from reportedly.model import Span

ROLES = {"S": "source", "C": "cue", "K": "content"}
TOKEN = re.compile(r"\\(.)|<([SCK])(\d+(?:,\d+)*)?(?: |(?=[:\-–—\"'“‘]))|(>)", re.DOTALL)
SEPARATOR = re.compile(r"^---[ \t]*$", re.MULTILINE)
HEADER = re.compile(r"# ?(title|note): ?(.*)\n?")


@dataclass(slots=True)
class Labelled:
    """One attribution as a person marked it: the spans of each role, in text order."""

    source: list[Span] = field(default_factory=list)
    cue: list[Span] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A text with its attributions.

    nested: whether attributions inside contents are marked too; where they are not (PolNeAR), their
    absence teaches nothing.
    """

    name: str
    text: str
    attributions: list[Labelled]
    headline: Span | None = None
    nested: bool = True


def unmark(marked: str) -> tuple[str, list[Labelled]]:
    """The plain text and the attributions in the order of their first mark; ValueError on a broken mark."""
    out: list[str] = []
    size = last = 0
    stack: list[tuple[str, list[str], int]] = []
    found: dict[str, Labelled] = {}
    for match in TOKEN.finditer(marked):
        piece = marked[last : match.start()] + (match.group(1) or "")
        out.append(piece)
        size += len(piece)
        last = match.end()
        if match.group(2):
            numbers = (match.group(3) or "0").split(",")
            for number in numbers:
                found.setdefault(number, Labelled())
            stack.append((ROLES[match.group(2)], numbers, size))
        elif match.group(4):
            if not stack:
                raise ValueError(f"a mark closes that was not opened, after {marked[max(0, last - 60) : last]!r}")
            role, numbers, begin = stack.pop()
            if begin == size:
                raise ValueError(f"an empty mark, before {marked[last : last + 40]!r}")
            for number in numbers:
                getattr(found[number], role).append((begin, size))
    if stack:
        raise ValueError(f"a {stack[-1][0]} mark is not closed in {marked[:60]!r}")
    out.append(marked[last:])
    for number, labelled in found.items():
        if not labelled.content:
            raise ValueError(f"attribution {number} has no content in {marked[:60]!r}")
        labelled.source.sort()
        labelled.cue.sort()
        labelled.content.sort()
    return "".join(out), list(found.values())


def read_marked(path: Path) -> list[Document]:
    """All records of a file; ValueError names the file and the record that is broken."""
    documents = []
    for number, record in enumerate(SEPARATOR.split(path.read_text(encoding="utf-8"))):
        body, titled = record.strip("\n"), False
        while (header := HEADER.match(body)) is not None:
            titled = titled or header.group(1) == "title"
            body = body[header.end() :].lstrip("\n")
        if not body.strip():
            continue
        try:
            text, attributions = unmark(body)
        except ValueError as error:
            raise ValueError(f"{path.name}, record {number + 1}: {error}") from error
        headline = (0, text.index("\n") if "\n" in text else len(text)) if titled else None
        documents.append(Document(f"{path.stem}/{number}", text, attributions, headline))
    return documents
