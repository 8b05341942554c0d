"""What weighing one more article costs in records of different sizes: ``python -m benchmarks.weighing``.

A seeded generator makes articles of many invented stories, ten a story, over two years; they go into a record with
their readings as made by hand, as reading is not what is measured. All are weighed; then further articles of stories
known and new are added, and each is weighed by itself. ``--count`` may be given several times; the ratios of medians
are printed. The vectors of what fills the record are drawn, those of the further articles are made by the encoder.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from reportedly.ids import hash_bytes, make_id
from reportedly.model import Article, Attribution, Capture, Captured, Content, Cue, OwnVoice, Party, Reading, Source
from reportedly.pipeline.weighing import weigh_record
from reportedly.store import Record, schema
from reportedly.store.evidence import pack_json
from reportedly.store.rows import article_row, pack_reading
from reportedly.weigh import PackedBrief, Weigher
from reportedly.weigh.briefs import make_brief
from reportedly.weigh.encoder import WIDTH
from reportedly.weigh.stories import keys_of

ARTICLES_A_STORY = 10
READER = "made by hand/1"
SYLLABLES = "ba ren tol mir sa vek dun lor pha gri no wes ul tam ket zor hil mar ost pel".split()
DEEDS = (
    "shelled the bridge at",
    "closed the road to",
    "cut the water of",
    "opened the depot in",
    "struck the market of",
)
CLAIMS: tuple[tuple[str, str, str], ...] = (
    ("{a}’s ministry", "said", "{b}’s troops had {deed} {town}"),
    ("{b}’s command", "denied", "that its troops had {deed} {town}"),
    ("Mayor {name}", "told the {outlet}", "that {n} people were hurt in {town}"),
    ("two residents", "said", "they had heard three blasts near {town}"),
    ("{a}’s ministry", "vowed", "to repair what was lost in {town} within {n} days"),
    ("{b}’s command", "declined", "to comment on the losses at {town}"),
)


def make_reading(story: int, number: int) -> Reading:
    """The reading of one article of a story; the same numbers give the same article."""
    drawn, teller = random.Random(f"story {story}"), random.Random(f"article {story} {number}")

    def name() -> str:
        return "".join(drawn.choice(SYLLABLES) for _ in range(4)).capitalize()

    told = {k: name() for k in ("a", "b", "town", "name")} | {"deed": drawn.choice(DEEDS), "n": teller.randint(2, 40)}
    told["outlet"] = f"{name()} Courier {number}"
    start = datetime(2031, 1, 1, tzinfo=UTC) + timedelta(days=story % 730, hours=5 * number)
    text, attributions, parties = f"{told['town']} was quiet again on the day after.\n", [], {}
    article_id = make_id("art", story, number)
    for source, cue, content in teller.sample(CLAIMS, 5):
        parts = [p.format(**told) for p in (source, cue, content)]
        spans, at = [], len(text)
        for part in parts:
            spans.append((at, at + len(part)))
            at += len(part) + 1
        text += " ".join(parts) + ".\n"
        party = make_id("pty", article_id, parts[0])
        parties[party] = Party(id=party, name=parts[0], kind="organisation", mentions=(spans[0],))
        stance = {"denied": "deny", "declined": "decline", "vowed": "promise"}.get(parts[1], "assert")
        attributions.append(
            Attribution(
                id=make_id("att", article_id, *spans[2]),
                cue=Cue(spans=(spans[1],)),
                content=Content(spans=(spans[2],)),
                source=Source(spans=(spans[0],), kind="organisation", count=None, implicit=False, party=party),
                quote="indirect",
                stance=stance,
                certainty="certain",
                polarity="positive",
                confidence=0.9,
            )  # type: ignore[arg-type]
        )
    article = Article(
        id=article_id, sha256=hash_bytes(text.encode()), url=f"https://courier.example/{story}/{number}",
        publisher=told["outlet"], title=f"{told['town']} on the day after", byline=None, published=start.isoformat(),
        modified=None, language="en", text=text,
    )  # fmt: skip
    own = OwnVoice(span=(0, text.index("\n")))
    return Reading(article=article, attributions=tuple(attributions), parties=tuple(parties.values()), own_voice=(own,))


def fill(record: Record, stories: range) -> None:
    """Put the articles of these stories into the record, with their briefs."""
    for first in range(stories.start, stories.stop, 50):
        readings = [
            make_reading(s, n)
            for s in range(first, min(first + 50, stories.stop))
            for n in range(ARTICLES_A_STORY)
        ]  # fmt: skip
        briefs = [_drawn_brief(r) for r in readings]
        with record.writing() as connection:
            connection.execute(schema.article.insert(), [article_row(r.article, r.article.url or "") for r in readings])
            connection.execute(
                schema.reading.insert(),
                [
                    {"article_id": r.article.id, "reader": READER, "current": True, "packed": pack_reading(r)}
                    for r in readings
                ],
            )
            connection.execute(
                schema.brief.insert(),
                [
                    {"article_id": b.brief.article.id, "reader": READER, "weigher": Weigher.version, "story": None,
                     "packed": pack_json(b)}
                    for b in briefs
                ],
            )  # fmt: skip
            connection.execute(
                schema.block.insert(),
                [{"article_id": b.brief.article.id, "key": k} for b in briefs for k in sorted(keys_of(b.brief))],
            )


def _drawn_brief(reading: Reading) -> PackedBrief:
    brief = make_brief(reading, reading.article.url or "")
    rows = [np.random.default_rng(int(hash_bytes(p.text.encode())[:8], 16)) for p in brief.points]
    vectors = np.stack([r.integers(-127, 128, WIDTH) for r in rows]).astype(np.int8)
    return PackedBrief(brief=brief, vectors=vectors.tobytes())


def further(stories: int, count: int) -> Iterator[Reading]:
    """Articles that come later: every second one of a story known, the others each of a new one."""
    step = max(1, stories // max(1, count))
    for i in range(count):
        known = i % 2 == 0
        yield make_reading((i * step) % stories if known else stories + i, ARTICLES_A_STORY if known else 0)


def measure(count: int, added: int, folder: Path) -> list[float]:
    """Seconds for weighing each of the further articles, in a record of ``count``."""
    with Record(folder / f"{count}.db") as record:
        stories = count // ARTICLES_A_STORY
        fill(record, range(stories))
        weigher = Weigher()
        weigh_record(record, weigher=weigher)
        times = []
        for reading in further(stories, added):
            capture = Capture(source=reading.article.url or "", captured_at="2031-01-01T00:00:00Z", client="benchmark")
            captured = Captured(article=reading.article, capture=capture, page=reading.article.url or "")
            record.add(captured, reading, reader=READER)
            start = time.perf_counter()
            weigh_record(record, weigher=weigher)
            times.append(time.perf_counter() - start)
    return times[2:]  # the first two load what is loaded once


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--count", type=int, action="append", help="articles in the record; 1,000 and 10,000 unless given"
    )
    parser.add_argument("--added", type=int, default=22, help="articles weighed one by one")
    options = parser.parse_args()
    counts = options.count or [1_000, 10_000]
    table = Table("articles", "one more (ms, median)", "worst", "ratio", title="weighing one more article")
    base = None
    with tempfile.TemporaryDirectory() as folder:
        for count in counts:
            times = measure(count, options.added, Path(folder))
            middle = statistics.median(times)
            base = base or middle
            table.add_row(f"{count:,}", f"{1000 * middle:.0f}", f"{1000 * max(times):.0f}", f"{middle / base:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
