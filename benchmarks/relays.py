"""Accuracy of relays and channels on the scenarios: ``python -m benchmarks.relays``.

What is measured is this step alone: each statement's own source, cue and content are given as a draft, nested where
one content holds another. A relay's name is compared as the scenarios' scorer does, after parties are resolved.
``--errors`` lists what came out wrong.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.parties import load_scorer, make_drafts
from reportedly.model import Article, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import resolve_sources
from reportedly.read.relays import Relayed, find_relays
from reportedly.read.syntax import Parser, load_parser

NEAR = 120  # characters: an occurrence inside the content is meant only when none is that near outside it


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One statement: what relays and channel it has, and what was found."""

    where: str
    words: str
    via: tuple[dict[str, Any], ...]  # parties
    found: tuple[str, ...]
    right: tuple[bool, ...]  # of each found relay, at its place of the chain
    any_right: tuple[bool, ...]  # of each found relay, at any place
    channel: str | None
    found_channel: str | None


def occurrences(text: str, words: str | None) -> list[Span | None]:
    """Where words stand in a text (whole words)."""
    if not words:
        return [None]
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return [m.span() for m in pattern.finditer(text)] or [m.span() for m in re.finditer(re.escape(words), text)]


def locate(text: str, statement: dict[str, Any], content: Span) -> tuple[Span | None, Span | None]:
    """The source and the cue of a statement: those nearest to the content and to each other, outside it if near."""

    def cost(pair: tuple[Span | None, Span | None]) -> int:
        source, cue = pair
        to_content = [
            NEAR if content[0] <= span[0] and span[1] <= content[1] else gap(span, content) for span in pair if span
        ]
        return sum(to_content) + (2 * gap(source, cue) if source and cue else 0)

    def gap(left: Span, right: Span) -> int:
        apart = max(left[0] - right[1], right[0] - left[1], 0)
        line = "\n" in text[min(left[1], right[1]) : max(left[0], right[0])]
        return apart + (NEAR if line else 0) + (NEAR if apart == 0 and left[0] < right[1] and right[0] < left[1] else 0)

    pairs = itertools.product(occurrences(text, statement.get("source")), occurrences(text, statement.get("cue")))
    return min(pairs, key=cost)


def drafts_of(text: str, statements: Sequence[dict[str, Any]], scorer: ModuleType) -> list[Draft]:
    """A scenario's statements as drafts."""
    contents = [tuple(scorer.gold_span(text, s)[0]) for s in statements]
    parts: list[tuple[Span | None, Span | None, Span]] = []
    for statement, content in zip(statements, contents, strict=True):
        source, cue = locate(text, statement, content)
        parts.append((source, cue, content))
    return make_drafts(text, parts)


def judge(path: Path, scorer: ModuleType, parser: Parser, clock: list[float]) -> Iterator[Judged]:
    """Every statement of a scenario that has a source or a cue."""
    data = json.loads(path.read_text(encoding="utf-8"))
    gold = {p["id"]: p for p in data["parties"]}
    for record in data["articles"]:
        statements = [s for s in data["statements"] if s["article"] == record["id"]]
        text = record["text"]
        drafts = drafts_of(text, statements, scorer)
        parse = parser.parse(text)
        began = time.process_time()
        relayed = find_relays(parse, drafts, text=text, times=(), publisher=record["publisher"])
        clock.append((time.process_time() - began) / max(1, len(drafts)))
        names = _names(record, drafts, relayed)
        for statement, draft, r in zip(statements, drafts, relayed, strict=True):
            if draft.source or draft.cue:
                yield _judged(f"{path.stem}/{statement['id']}", text, statement, draft, r, names, gold, scorer)


def _names(record: dict[str, Any], drafts: Sequence[Draft], relayed: Sequence[Relayed]) -> dict[Span, str]:
    """The resolved names of sources and relays; a relay is resolved as if it were a source."""
    taken = {span for d in drafts for span in d.source}
    extra = {
        span: replace(d, source=(span,), cue=()) for d, r in zip(drafts, relayed, strict=True) for span in r.via
        if span not in taken
    }  # fmt: skip
    drafts = [*drafts, *extra.values()]
    article = Article(
        id=record["id"], sha256="", url=record["url"], publisher=record["publisher"], title=record["title"],
        byline=None, published=record["published"], modified=None, language="en", text=record["text"],
    )  # fmt: skip
    sources, parties = resolve_sources(article, drafts, language=load_language("en"))
    by_id = {p.id: p.name for p in parties}
    return {span: by_id[s.party] for s in sources if s.party for span in s.spans}


def _judged(
    where: str, text: str, statement: dict[str, Any], draft: Draft, relayed: Relayed, names: dict[Span, str],
    gold: dict[str, Any], scorer: ModuleType,
) -> Judged:  # fmt: skip
    via = tuple(gold[v] for v in statement["via"])
    found = tuple(names.get(span, text[slice(*span)]) for span in relayed.via)
    low = min(s[0] for s in (*draft.source, *draft.cue, *draft.content))
    high = max(s[1] for s in (*draft.source, *draft.cue, *draft.content))
    return Judged(
        where=where, words=text[max(0, low - 60) : high + 60].replace("\n", "⏎"), via=via, found=found,
        right=tuple(n < len(via) and bool(scorer.same_party(f, via[n])) for n, f in enumerate(found)),
        any_right=tuple(any(scorer.same_party(f, v) for v in via) for f in found),
        channel=statement["channel"], found_channel=relayed.channel,
    )  # fmt: skip


def figures_of(judged: Sequence[Judged]) -> dict[str, Any]:
    """Shares right; channels with precision and recall over those that a statement with a cue has."""
    relayed = [j for j in judged if j.via]
    predicted = [ok for j in judged for ok in j.any_right]
    hits = sum(j.channel is not None and j.channel == j.found_channel for j in judged)
    named, wanted = sum(j.found_channel is not None for j in judged), sum(j.channel is not None for j in judged)
    return {
        "statements": len(judged), "relayed": len(relayed),
        "first_relay": _share(bool(j.right) and j.right[0] for j in relayed),
        "whole_chain": _share(len(j.found) == len(j.via) and all(j.right) for j in relayed),
        "relays_predicted": len(predicted), "relay_precision": _share(predicted),
        "channel_accuracy": _share(j.channel == j.found_channel for j in judged),
        "channel_precision": round(hits / max(1, named), 4), "channel_recall": round(hits / max(1, wanted), 4),
        "channel_f1": round(2 * hits / max(1, named + wanted), 4),
    }  # fmt: skip


def _share(values: Any) -> float:
    listed = [bool(v) for v in values]
    return round(sum(listed) / max(1, len(listed)), 4)


def evaluate(data: Path) -> dict[str, Any]:
    """The figures over the training scenarios in ``data/scenarios/train``, with ``ms_per_statement`` of this step."""
    judged, clock = judge_all(data)
    return {**figures_of(judged), "ms_per_statement": round(1000 * sum(clock) / max(1, len(clock)), 3)}


def judge_all(data: Path) -> tuple[list[Judged], list[float]]:
    """Every statement of the training scenarios, and the seconds a statement that each article took."""
    folder = data / "scenarios"
    scorer, parser = load_scorer(folder), load_parser()
    clock: list[float] = []
    judged = [j for path in sorted((folder / "train").glob("*.json")) for j in judge(path, scorer, parser, clock)]
    return judged, clock


def main() -> None:
    """Parse the command line, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--errors", choices=("via", "channel"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    judged, clock = judge_all(arguments.data)
    figures = {**figures_of(judged), "ms_per_statement": round(1000 * sum(clock) / max(1, len(clock)), 3)}
    table = Table("measure", "value", title="relays and channels, training scenarios")
    for name, value in figures.items():
        table.add_row(name, str(value))
    Console().print(table)
    for j in judged if arguments.errors else ():
        if arguments.errors == "via" and (not all(j.right) or len(j.found) != len(j.via)):
            wanted = " > ".join(v["name"] for v in j.via)
            sys.stdout.write(f"{j.where}\twanted {wanted}\tfound {' > '.join(j.found)}\t{j.words}\n")
        if arguments.errors == "channel" and j.channel != j.found_channel:
            sys.stdout.write(f"{j.where}\twanted {j.channel}\tfound {j.found_channel}\t{j.words}\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
