"""Accuracy of parties on the training scenarios: ``python -m benchmarks.parties``.

What is measured is resolution alone: each statement's own source and content are given, and the party's name that
comes out is compared as the scenarios' scorer does. ``joins`` is B-cubed over the statements of an article, by party.
``side``: where the party's chain of affiliations ends, beside the side that the annotation gives; judged for parties
that are right and whose side is a name that the article prints (not "neutral" or "government"). ``found``: chains
that lead somewhere, and parties that are the side themselves. ``country``: judged where the annotation's places give
the side a code. ``--errors`` lists what came out wrong, ``--sides`` what sides did, ``--json FILE`` writes the figures.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from reportedly.model import Article, Party, Span
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.names import tokenise
from reportedly.read.parties import resolve_parties
from reportedly.read.sources import describe
from reportedly.read.world import World, load_world

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
    name: str
    side: str | None
    wanted_side: str | None
    code: str | None
    wanted_code: str | None
    party: str | None
    gold: str


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
    """Drafts from the annotation, without their cues."""
    contents: list[Span] = [tuple(scorer.gold_span(text, s)[0]) for s in statements]
    sources = [
        find_source(text, s["source"], content) if s["source"] else None
        for s, content in zip(statements, contents, strict=True)
    ]
    return make_drafts(text, [(source, None, content) for source, content in zip(sources, contents, strict=True)])


def make_drafts(text: str, parts: Sequence[tuple[Span | None, Span | None, Span]]) -> list[Draft]:
    """Drafts of (source, cue, content); one is nested in the smallest other content that holds it and its anchor."""
    drafts = []
    for source, cue, content in parts:
        anchor = cue or source or content
        holders = [
            (c[1] - c[0], i)
            for i, (_, _, c) in enumerate(parts)
            if c != content and c[0] <= anchor[0] and anchor[1] <= c[1] and c[0] <= content[0] and content[1] <= c[1]
        ]
        before = text[max(0, content[0] - 1) : content[0] + 1]
        drafts.append(
            Draft(
                source=(source,) if source else (),
                cue=(cue,) if cue else (),
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


def world_of(data: dict[str, Any]) -> World:
    """The packaged world and the scenario's places, as ``--places`` gives them."""
    places = {n: p["country"] for p in data["places"] for n in (p["name"], *p.get("aliases", ()))}
    countries = {p["name"]: p["country"] for p in data["places"] if p["kind"] == "country"}
    return load_world().with_places(places, countries=countries)


def is_printed(side: str, text: str) -> bool:
    """Whether a side is a name that the article prints."""
    return side[:1].isupper() and side.split()[0] in text


def side_of(party: Party | None, parties: dict[str, Party]) -> str | None:
    """The name of the party in which the chain of affiliations ends; None when it ends where it began."""
    end = party
    while end is not None and end.affiliation is not None:
        end = parties[end.affiliation]
    return end.name if end is not None and end is not party else None


def joins_of(judged: list[Judged]) -> dict[str, float]:
    """B-cubed over the statements of each article; a source without a party is alone."""
    groups: dict[str, list[Judged]] = {}
    for one in judged:
        groups.setdefault(one.where.rpartition("/")[0], []).append(one)
    precision = recall = 0.0
    for group in groups.values():
        for a in group:
            found = [b for b in group if b is a or (a.party is not None and b.party == a.party)]
            gold = [b for b in group if b.gold == a.gold]
            both = sum(1 for b in found if b.gold == a.gold)
            precision += both / len(found)
            recall += both / len(gold)
    p, r = precision / max(1, len(judged)), recall / max(1, len(judged))
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


def is_side(found: str, wanted: str) -> bool:
    """Whether a chain's end is the side: one name holds the other."""
    return found.casefold() in wanted.casefold() or wanted.casefold() in found.casefold()


def sides_of(judged: list[Judged]) -> dict[str, Any]:
    """How many parties got a side, and how many of those the right one (each party of an article once)."""
    once = {(j.where.rpartition("/")[0], j.gold): j for j in judged if j.wanted_side is not None and j.right}
    found = [j for j in once.values() if j.side is not None or is_side(j.name, j.wanted_side or "")]
    right = sum(is_side(j.side or j.name, j.wanted_side or "") for j in found)
    return {
        "parties": len(once), "found": round(len(found) / max(1, len(once)), 4),
        "right": round(right / max(1, len(found)), 4),
    }  # fmt: skip


def countries_of(judged: list[Judged]) -> dict[str, Any]:
    """How many parties of a country with a code got a code, and how many of those the right one."""
    once = {(j.where.rpartition("/")[0], j.gold): j for j in judged if j.wanted_code is not None and j.right}
    found = [j for j in once.values() if j.code is not None]
    right = sum(j.code == j.wanted_code for j in found)
    return {
        "parties": len(once), "found": round(len(found) / max(1, len(once)), 4),
        "right": round(right / max(1, len(found)), 4),
    }  # fmt: skip


def judge(path: Path, scorer: ModuleType) -> Iterator[Judged]:
    """Every statement of a scenario that has a source and a party."""
    data = json.loads(path.read_text(encoding="utf-8"))
    gold = {p["id"]: p for p in data["parties"]}
    codes = {p["name"]: p["country"] for p in data["places"] if p["kind"] == "country"}
    for record in data["articles"]:
        statements = [s for s in data["statements"] if s["article"] == record["id"]]
        text = record["text"]
        article = Article(
            id=record["id"], sha256="", url=record["url"], publisher=record["publisher"], title=record["title"],
            byline=None, published=record["published"], modified=None, language="en", text=text,
        )  # fmt: skip
        drafts = drafts_of(text, statements, scorer)
        resolved = resolve_parties(article, drafts, language=load_language("en"), world=world_of(data))
        sources = resolved.sources
        names = {p.id: p for p in resolved.parties}
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
                name=shown, side=side_of(party, names),
                wanted_side=wanted["side"] if is_printed(wanted["side"], text) else None,
                code=party.country if party else None, wanted_code=codes.get(wanted["side"]),
                party=source.party, gold=wanted["id"],
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
        "joins": joins_of(judged),
        "side": sides_of(judged),
        "country": countries_of(judged),
        "types": {
            t: {"n": n, "party": round(right[t] / n, 4), "kind": round(kinds[t] / n, 4)} for t, n in total.most_common()
        },
    }


def read_all(data: Path) -> list[Judged]:
    """Every statement of the training scenarios, judged."""
    scorer = load_scorer(data / "scenarios")
    return [j for path in sorted((data / "scenarios" / "train").glob("*.json")) for j in judge(path, scorer)]


def evaluate(data: Path) -> dict[str, Any]:
    """The figures over the training scenarios in a folder of data."""
    return figures_of(read_all(data))


def main() -> None:
    """Parse the command line, judge and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--sides", action="store_true")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    began = time.perf_counter()
    judged = read_all(arguments.data)
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
    console.print({"joins": figures["joins"], "side": figures["side"], "country": figures["country"]})
    if arguments.sides:
        for j in judged:
            if j.wanted_side is not None and j.right and not is_side(j.side or j.name, j.wanted_side):
                sys.stdout.write(f"{j.where}\t{j.source}\t{j.found} -> {j.side}\t wanted {j.wanted_side}\n")
    if arguments.errors:
        for j in judged:
            if not j.right:
                sys.stdout.write(f"{j.type}\t{j.where}\t{j.source}\t-> {j.found}\t wanted {j.wanted}\n")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
