"""Revisions of articles found: ``python -m benchmarks.versions``.

Reads the scenarios' articles that have several versions, compares each version with the one before, and counts the
changes that the scenarios name (``revisions``) by kind: found, and of those claimed in a named revision, right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from reportedly.ingest import article_from_text
from reportedly.model import Reading
from reportedly.read import Reader, load_reader
from reportedly.store.versions import compare_versions

KINDS = ("retracted", "attribution removed", "denial added", "figure", "wording")


def read_version(record: dict[str, Any], reader: Reader) -> Reading:
    """The Reading of one version of a scenario's article."""
    known = {name: record[name] for name in ("url", "publisher", "title", "published", "language")}
    return reader.read(article_from_text(record["text"], modified=record["updated"], **known))


def count(files: list[Path], reader: Reader) -> dict[str, dict[str, int]]:
    """By kind: ``gold`` changes named, ``found`` of them, and ``claimed`` where a revision is named."""
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    for path in files:
        scenario = json.loads(path.read_text(encoding="utf-8"))
        articles = {a["id"]: a for a in scenario["articles"]}
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        for revision in scenario["revisions"]:
            named[revision["from"], revision["to"]].add(revision["changed"])
        for (before, after), kinds in named.items():
            readings = (read_version(articles[before], reader), read_version(articles[after], reader))
            found = {d.kind for d in compare_versions(*readings)}
            for kind in KINDS:
                tally[kind]["gold"] += kind in kinds
                tally[kind]["claimed"] += kind in found
                tally[kind]["found"] += kind in kinds and kind in found
    return {kind: dict(tally[kind]) for kind in KINDS}


def evaluate(data: Path) -> dict[str, dict[str, dict[str, int]]]:
    """Counts of the measuring files and of those for training."""
    reader = load_reader()
    folder = data / "scenarios"
    parts = {"measure": sorted(folder.glob("*.json")), "train": sorted((folder / "train").glob("*.json"))}
    return {part: count(files, reader) for part, files in parts.items()}


def main() -> None:
    """Parse the command line and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    for part, kinds in evaluate(parser.parse_args().data).items():
        table = Table("change", "named", "found", "claimed in a named revision", title=f"revisions, {part}")
        for kind, row in kinds.items():
            table.add_row(kind, *(str(row.get(name, 0)) for name in ("gold", "found", "claimed")))
        total = [str(sum(row.get(name, 0) for row in kinds.values())) for name in ("gold", "found", "claimed")]
        table.add_row("all", *total)
        Console().print(table)


if __name__ == "__main__":
    main()
