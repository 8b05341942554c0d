"""One round of a watch: keep what the sources have, weigh it, and find what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from reportedly.errors import ArticleError
from reportedly.pipeline.keeping import Keeping
from reportedly.pipeline.weighing import weigh_record
from reportedly.store import Record
from reportedly.store.news import News, begin, find_news, is_begun
from reportedly.weigh import Weigher

Weigh = Callable[[Record], object]  # brings the matters of a record up to date


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What came of a round. fates: how many articles were new, new versions, or seen before."""

    fates: Counter[str]
    skipped: tuple[ArticleError, ...]
    news: tuple[News, ...]


def make_weigh() -> Weigh:
    """What weighs again and again with one weigher, loaded when there is something to weigh."""
    weigher = Weigher()
    return lambda record: weigh_record(record, weigher=weigher)


def run_round(
    record: Record,
    keep: Callable[[], Keeping],
    *,
    weigh: Weigh,
    channels: Iterable[str] = (),
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Round:
    """Keep, weigh, and find what is new since the round before, which the record remembers.

    keep: begins to keep what the sources have. channels: who is to be told; a new one is told what comes from now on.
    Before the first round of a record, the matters that are in it are taken as known: they are no news.
    """
    channels = tuple(channels)
    with record.looking() as connection:
        is_known, is_ready = is_begun(connection), is_begun(connection, channels)
    if not is_known:
        weigh(record)
    if not is_ready:
        with record.writing() as connection:
            begin(connection, channels)
    fates, skipped = Counter[str](), list[ArticleError]()
    with closing(keep()) as found:
        for outcome in found:
            if isinstance(outcome, ArticleError):
                skipped.append(outcome)
            else:
                fates[outcome.fate] += 1
    record.join_parties()
    weigh(record)
    with record.writing() as connection:
        news = find_news(connection, found_at=clock().astimezone(UTC).isoformat(timespec="seconds"))
    return Round(fates=fates, skipped=tuple(skipped), news=tuple(news))
