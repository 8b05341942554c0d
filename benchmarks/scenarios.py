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
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from statistics import mean
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from reportedly.ingest import open_articles
from reportedly.model import Article, Reading
from reportedly.read import load_reader

MEASURES = ("found", "predicted_that_match", "party", "stance", "via")


def run_scorer(scenario: Path, *arguments: str | Path) -> str:
    """What the scenarios' own program prints about one of them."""
    scorer = next(p / "score.py" for p in scenario.parents if (p / "score.py").exists())
    command = [sys.executable, str(scorer), *map(str, arguments), str(scenario)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@lru_cache
def read_scenario(scenario: Path) -> tuple[Reading, ...]:
    """The readings of a scenario's articles, from their raw text, with its places given."""
    with tempfile.TemporaryDirectory() as passing:
        articles, places = Path(passing) / "articles.ndjson", Path(passing) / "places.csv"
        articles.write_text(run_scorer(scenario, "--articles"), encoding="utf-8")
        places.write_text(run_scorer(scenario, "--places"), encoding="utf-8")
        reader = load_reader(places=places)
        found = []
        for article in open_articles([str(articles)]):
            if not isinstance(article, Article):
                raise article
            found.append(reader.read(article))
    return tuple(found)


def score(scenario: Path, measure: str, found: Iterable[Any]) -> dict[str, Any]:
    """The scorer's figures for what was found; measure: "readings" or "matters"."""
    with tempfile.TemporaryDirectory() as passing:
        file = Path(passing) / "found.ndjson"
        file.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in found))
        return dict(json.loads(run_scorer(scenario, f"--{measure}", file)))


def evaluate(data: Path) -> dict[str, Any]:
    """Figures of each scenario, and their averages under ``mean``; what a scenario lacks is left out of them."""
    scenarios = sorted((data / "scenarios").glob("*.json"))
    rows = {path.stem: score(path, "readings", read_scenario(path)) for path in scenarios}
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
