"""One real page, saved with its furniture: ``python -m benchmarks.page``. How many of its attributions are read right.

``page.json`` has what a careful reader finds, as offsets into the page (which is not ours to ship) and words that the
party's name must hold. An attribution is right when its content has token IoU >= 0.5 with the expected one and its
party fits; furniture that was read as content is counted apart and must be none.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from benchmarks.polnear import tokens_of
from reportedly.ingest import article_from_text
from reportedly.model import Reading
from reportedly.read import load_reader

EXPECTED = Path(__file__).with_name("page.json")


def judge(reading: Reading, expected: list[dict[str, Any]]) -> list[str]:
    """One line for each expected attribution that was not read right."""
    text = reading.article.text
    names = {party.id: party.name for party in reading.parties}
    found = [
        (
            tokens_of(text, a.content.spans),
            names.get(a.source.party or "", "") or " ".join(text[b:e] for b, e in a.source.spans),
        )
        for a in reading.attributions
    ]
    lines = []
    for number, wanted in enumerate(expected, start=1):
        content = tokens_of(text, [tuple(wanted["content"])])
        ranked = sorted(((len(content & c) / len(content | c), who) for c, who in found), reverse=True)
        near = [who for score, who in ranked if score >= 0.5]
        if not near:
            lines.append(f"{number}: not found (best overlap {ranked[0][0] if ranked else 0:.2f})")
        elif wanted["party"] and not any(word in who.casefold() for who in near for word in wanted["party"]):
            lines.append(f"{number}: {near[0]!r} is not {' or '.join(wanted['party'])}")
    return lines


def read_page(data: Path) -> tuple[Reading, list[dict[str, Any]]]:
    """The page's Reading and what is expected of it; ValueError when the page is another one."""
    record = json.loads(EXPECTED.read_text(encoding="utf-8"))
    raw = (data / record["path"]).read_bytes()
    if hashlib.sha256(raw).hexdigest() != record["sha256"]:
        raise ValueError(f"{data / record['path']} is not the page that page.json describes")
    article = article_from_text(raw.decode("utf-8"), published="2022-08-29", language="en")
    return load_reader().read(article), record["attributions"]


def evaluate(data: Path) -> dict[str, Any]:
    """Counts: expected, right, all that was read, contents that touch furniture."""
    reading, expected = read_page(data)
    wrong = judge(reading, expected)
    furniture = [f.span for f in reading.article.furniture]
    touching = sum(
        any(b < fe and fb < e for b, e in a.content.spans for fb, fe in furniture) for a in reading.attributions
    )
    return {
        "expected": len(expected),
        "right": len(expected) - len(wrong),
        "read": len(reading.attributions),
        "furniture_read": touching,
        "wrong": wrong,
    }


def main() -> None:
    """Parse the command line and judge the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    figures = evaluate(parser.parse_args().data)
    print(
        f"{figures['right']} of {figures['expected']} right, {figures['read']} read, "
        f"{figures['furniture_read']} touch furniture"
    )
    print("\n".join(figures["wrong"]))


if __name__ == "__main__":
    main()
