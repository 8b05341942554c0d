"""The documents the tagger is trained and measured on: PolNeAR, the scenarios, and marked texts of our own."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from reportedly.model import Span
from reportedly.spans import join_spans
from training.marked import Document, Labelled, read_marked

GAP = re.compile(r"[\s,.;:!?'\"“”‘’–—-]*(?:and|that|but)?[\s,'\"“”‘’–—-]*")
QUOTE_MARKS = "'\"“”‘’"


def load_polnear(path: Path) -> list[Document]:
    """PolNeAR articles; attributions within a content are not marked there."""
    documents = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            attributions = [
                Labelled(*([tuple(span) for span in a[role]] for role in ("source", "cue", "content")))
                for a in record["attributions"]
                if a["content"]
            ]
            documents.append(
                Document(record["doc"], record["text"], attributions, _headline(record["text"]), nested=False)
            )
    return documents


def load_scenarios(paths: Iterable[Path]) -> list[Document]:
    """The training scenarios' articles, their statements joined into attributions as PolNeAR has them.

    Statements with the same source and cue words at the same place become one attribution; a leading
    "that" and the quotation marks around a content are taken in. Later versions of an article are left
    out: nine sentences in ten are those of the first.
    """
    documents = []
    for path in sorted(paths):
        record = json.loads(path.read_text(encoding="utf-8"))
        statements = defaultdict(list)
        for statement in record["statements"]:
            statements[statement["article"]].append(statement)
        for article in record["articles"]:
            if article.get("version_of") is None:
                labelled = _join_statements(article["text"], statements[article["id"]])
                documents.append(Document(f"{path.stem}/{article['id']}", article["text"], labelled, None))
    return documents


def load_texts(folder: Path) -> list[Document]:
    """All marked texts of a folder, by file name."""
    return [document for path in sorted(folder.glob("*.txt")) for document in read_marked(path)]


def _headline(text: str) -> Span | None:
    """The first line, where it has the shape of a headline."""
    first = text.split("\n", 1)[0]
    return (0, len(first)) if 0 < len(first) <= 140 and len(first) < len(text) else None


def _join_statements(text: str, statements: list[dict[str, object]]) -> list[Labelled]:
    """Statements as attributions, in text order."""
    groups: dict[tuple[Span | None, Span | None], list[Span]] = defaultdict(list)
    for statement in statements:
        content = _nth(text, str(statement["content"]), int(str(statement.get("nth") or 0)))
        source = _nearest(text, statement["source"], content)
        cue = _nearest(text, statement["cue"], content)
        if source is None and cue is None:
            continue
        groups[source, cue].append(_widen(text, content))
    return [
        Labelled([source] if source else [], [cue] if cue else [], _bridge(text, contents))
        for (source, cue), contents in sorted(groups.items(), key=lambda item: min(item[1]))
    ]


def _nth(text: str, words: str, nth: int) -> Span:
    begin = -1
    for _ in range(nth + 1):
        begin = text.index(words, begin + 1)
    return begin, begin + len(words)


def _nearest(text: str, words: object, content: Span) -> Span | None:
    """The occurrence (whole words) nearest to the content; None when there is none."""
    if not isinstance(words, str):
        return None
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    return min(places, key=lambda s: max(s[0] - content[1], content[0] - s[1], 0), default=None)


def _widen(text: str, span: Span) -> Span:
    """The content with the quotation marks around it and a leading "that"."""
    begin, end = span
    if begin and text[begin - 1] in QUOTE_MARKS:
        begin -= 1
    if text[end : end + 1] in ".,!?" and text[end + 1 : end + 2] in QUOTE_MARKS and text[end + 1 : end + 2]:
        end += 2
    elif text[end : end + 1] in QUOTE_MARKS and text[end : end + 1]:
        end += 1
    if text[max(0, begin - 5) : begin] == "that ":
        begin -= 5
    return begin, end


def _bridge(text: str, spans: list[Span]) -> list[Span]:
    """Contents with nothing but punctuation or "and" between them, joined (within a paragraph)."""
    joined: list[Span] = []
    for span in join_spans(spans):
        gap = text[joined[-1][1] : span[0]] if joined else ""
        if joined and "\n" not in gap and GAP.fullmatch(gap):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined
