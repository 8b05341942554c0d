"""The whole reading against contested coverage: ``python -m benchmarks.scenarios``.

Reads the articles of each measuring scenario from their raw text, with the scenario's invented places given as
``--places`` would, and scores them with the scenarios' own ``score.py --readings``: statements found (content IoU of at
least 0.5), and of those found the share whose party, stance and first relay are right.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from reportedly.ingest import open_articles
from reportedly.model import Article
from reportedly.read import load_reader

MEASURES = ("found", "predicted_that_match", "party", "stance", "via")


def score(scenario: Path, scorer: Path, folder: Path) -> dict[str, Any]:
    """The scorer's figures for one scenario; ``folder`` takes what passes between the programs."""

    def run(*arguments: str) -> str:
        command = [sys.executable, str(scorer), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    places, articles, readings = (folder / name for name in ("places.csv", "articles.ndjson", "readings.ndjson"))
    places.write_text(run("--places", str(scenario)), encoding="utf-8")
    articles.write_text(run("--articles", str(scenario)), encoding="utf-8")
    reader = load_reader(places=places)
    with readings.open("wb") as file:
        for article in open_articles([str(articles)]):
            if not isinstance(article, Article):
                raise article
            file.write(msgspec.json.encode(reader.read(article)) + b"\n")
    return dict(json.loads(run("--readings", str(readings), str(scenario))))


def evaluate(data: Path) -> dict[str, Any]:
    """Figures of each scenario, and their averages under ``mean``; what a scenario lacks is left out of them."""
    folder = data / "scenarios"
    with tempfile.TemporaryDirectory() as passing:
        rows = {path.stem: score(path, folder / "score.py", Path(passing)) for path in sorted(folder.glob("*.json"))}
    known = {m: [row[m] for row in rows.values() if row[m] is not None] for m in MEASURES}
    return {"scenarios": rows, "mean": {m: round(mean(values), 4) for m, values in known.items() if values}}


def main() -> None:
    """Parse the command line and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    figures = evaluate(parser.parse_args().data)
    table = Table("scenario", *MEASURES, title="readings of the measuring scenarios")
    for name, row in (*figures["scenarios"].items(), ("mean", figures["mean"])):
        table.add_row(name, *("–" if row.get(m) is None else f"{row[m]:.3f}" for m in MEASURES))
    Console().print(table)


if __name__ == "__main__":
    main()
