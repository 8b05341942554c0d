"""Accuracy of parties on the training scenarios: ``python -m benchmarks.parties``.

What is measured is resolution alone: each statement's own source and content are given, and the party's name that
comes out is compared as the scenarios' scorer does. ``--errors`` lists what came out wrong, ``--json FILE`` writes
the figures.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from reportedly.model import Article, Furniture, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.names import tokenise
from reportedly.read.parties import resolve_sources
from reportedly.read.sources import describe

# The scenarios' word for outlets. They also count a spokesperson as their body: kind "person" is no error there.
KINDS = {"media": "organisation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One statement: how its source is worded, what came out, whether that is right."""

    type: str
    right: bool
    kind_right: bool
    where: str
    source: str
    found: str | None
    wanted: str


def load_scorer(folder: Path) -> ModuleType:
    """The scenarios' own ``score.py``."""
    spec = importlib.util.spec_from_file_location("scenario_score", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(folder / "score.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find_source(text: str, source: str, content: Span) -> Span:
    """The occurrence (whole words) of a source that is nearest to the content; those outside it come first."""
    pattern = re.compile(rf"(?<!\w){re.escape(source)}(?!\w)")
    found = [m.span() for m in pattern.finditer(text)] or [m.span() for m in re.finditer(re.escape(source), text)]
    return min(found, key=lambda s: max(s[0] - content[1], content[0] - s[1], 0))


def drafts_of(text: str, statements: list[dict[str, Any]], scorer: ModuleType) -> list[Draft]:
    """Drafts from the annotation: nesting is containment of contents."""
    contents: list[Span] = [tuple(scorer.gold_span(text, s)[0]) for s in statements]
    drafts = []
    for statement, content in zip(statements, contents, strict=True):
        source = (find_source(text, statement["source"], content),) if statement["source"] else ()
        anchor = source[0] if source else content
        holders = [
            (c[1] - c[0], i)
            for i, c in enumerate(contents)
            if c != content and c[0] <= anchor[0] and anchor[1] <= c[1] and c[0] <= content[0] and content[1] <= c[1]
        ]
        before = text[max(0, content[0] - 1) : content[0] + 1]
        drafts.append(
            Draft(
                source=source,
                cue=(),
                content=(content,),
                quote="direct" if any(q in before for q in "\"“‘'") else "indirect",
                parent=min(holders)[1] if holders else None,
                carries_on=None,
                confidence=1.0,
            )
        )
    return drafts


def type_of(article: Article, draft: Draft) -> str:
    """How a source is worded."""
    language = load_language("en")
    begin, end = draft.source[0]
    described = describe(article.text, tokenise(article.text, language, begin=begin, end=end), language)
    if described is None:
        return "other"
    if described.form == "pronoun" or described.form == "list":
        return described.form
    if described.form == "name":
        if described.kind == "person" or (described.kind is None and len(described.words) == 1):
            return "full name" if described.person is not None and described.person.given else "surname or short name"
        return "name of a body"
    return {"person": "role noun", "organisation": "noun of a body"}.get(
        described.kind or "", described.kind or "other"
    )


def judge(path: Path, scorer: ModuleType) -> Iterator[Judged]:
    """Every statement of a scenario that has a source and a party."""
    data = json.loads(path.read_text(encoding="utf-8"))
    gold = {p["id"]: p for p in data["parties"]}
    for record in data["articles"]:
        statements = [s for s in data["statements"] if s["article"] == record["id"]]
        text = record["text"]
        article = Article(
            id=record["id"], sha256="", url=record["url"], publisher=record["publisher"], title=record["title"],
            byline=None, published=record["published"], modified=None, language="en", text=text,
            furniture=(Furniture(span=(0, 0), kind="notice"),)[:0],
        )  # fmt: skip
        drafts = drafts_of(text, statements, scorer)
        sources, parties = resolve_sources(article, drafts, language=load_language("en"))
        names = {p.id: p for p in parties}
        for statement, draft, source in zip(statements, drafts, sources, strict=True):
            if not statement["source"] or not statement["party"]:
                continue
            party, wanted = names.get(source.party or ""), gold[statement["party"]]
            shown = party.name if party else statement["source"]  # as the scorer falls back
            yield Judged(
                type=type_of(article, draft), right=bool(scorer.same_party(shown, wanted)),
                kind_right=source.kind == KINDS.get(wanted["kind"], wanted["kind"])
                or (source.kind in ("person", "anonymous") and wanted["kind"] == "organisation"),
                where=f"{path.stem}/{record['id']}/{statement['id']}", source=statement["source"],
                found=f"{party.name} [{source.kind}]" if party else None,
                wanted=f"{wanted['name']} [{wanted['kind']}] {'|'.join(wanted['aliases'])}",
            )  # fmt: skip


def figures_of(judged: list[Judged]) -> dict[str, Any]:
    """Shares right, overall and by type."""
    total: Counter[str] = Counter(j.type for j in judged)
    right = Counter(j.type for j in judged if j.right)
    kinds = Counter(j.type for j in judged if j.kind_right)
    return {
        "statements": len(judged),
        "party": round(sum(right.values()) / max(1, len(judged)), 4),
        "kind": round(sum(kinds.values()) / max(1, len(judged)), 4),
        "types": {
            t: {"n": n, "party": round(right[t] / n, 4), "kind": round(kinds[t] / n, 4)} for t, n in total.most_common()
        },
    }


def main() -> None:
    """Parse the command line, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    folder = arguments.data / "scenarios"
    scorer = load_scorer(folder)
    began = time.perf_counter()
    judged = [j for path in sorted((folder / "train").glob("*.json")) for j in judge(path, scorer)]
    spent = time.perf_counter() - began
    figures = figures_of(judged)
    table = Table(
        "source worded as", "n", "party", "kind", title=f"training scenarios, {len(judged)} statements, {spent:.1f} s"
    )
    table.add_row("all", str(figures["statements"]), f"{figures['party']:.3f}", f"{figures['kind']:.3f}")
    for name, row in figures["types"].items():
        table.add_row(name, str(row["n"]), f"{row['party']:.3f}", f"{row['kind']:.3f}")
    console = Console()
    console.print(table)
    if arguments.errors:
        for j in judged:
            if not j.right:
                sys.stdout.write(f"{j.type}\t{j.where}\t{j.source}\t-> {j.found}\t wanted {j.wanted}\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
