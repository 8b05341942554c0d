"""Watching: round after round, each followed by telling what it found; an error ends its round and no more."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from reportedly.errors import AlertError, RecordError, ReportedlyError, SetupError
from reportedly.pipeline.watching import Round
from reportedly.serve.alerts import Alert
from reportedly.serve.rows import clean
from reportedly.store import Record
from reportedly.store.news import list_news, note_told, told

NAP_S = 0.25  # how soon a signal is noticed while nothing is done
AT_ONCE = 50  # pieces of news told in one piece
MOST_LISTED = 20  # articles skipped in a round that are named
SHORTEST_S = 1
DURATION = re.compile(r"(?:(\d{1,4})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?", re.ASCII)
LONGEST_S = 366 * 24 * 3600


def parse_duration(text: str) -> float | None:
    """The seconds of ``90s``, ``10m``, ``1h30m``, ``1d``; None for anything else, for none, and for over a year."""
    match = DURATION.fullmatch(text.strip())
    if match is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    return float(total) if SHORTEST_S <= total <= LONGEST_S else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """What a watch goes by. now: the time of day. monotonic: seconds that only grow. sleep: waits for so many."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Watch:
    """Runs rounds and tells what they find. log: takes lines of talk. quiet: only what went wrong is talked of."""

    def __init__(
        self, record: Record, run_round: Callable[[], Round], alerts: Sequence[Alert], *,
        time: Time, log: Callable[[str], None], quiet: bool = False,
    ) -> None:  # fmt: skip
        self._record = record
        self._run_round = run_round
        self._alerts = alerts
        self._time = time
        self._log = log
        self._quiet = quiet
        self._skipped: set[str] = set()  # in the round before: what is skipped each time is named once

    def run(self, *, every_s: float | None, is_stopped: Callable[[], bool]) -> tuple[bool, bool]:
        """Run rounds until stopped, or one without ``every_s``; whether the last went well, and whether it skipped.

        A round that takes longer than ``every_s`` is followed by the next at once. A SetupError ends it all.
        """
        while True:
            began = self._time.monotonic()
            outcome = self._try_round()
            if every_s is None or is_stopped():
                return outcome
            self._wait(began + every_s, is_stopped)
            if is_stopped():
                return outcome

    def _wait(self, until: float, is_stopped: Callable[[], bool]) -> None:
        # In short naps: a signal does not cut a sleep short.
        while not is_stopped() and (left := until - self._time.monotonic()) > 0:
            self._time.sleep(min(NAP_S, left))

    def _try_round(self) -> tuple[bool, bool]:
        done: Round | None = None
        try:
            done = self._run_round()
        except SetupError:
            raise
        except ReportedlyError as error:
            self._say(f"The round failed: {error}")
        except Exception as error:  # whatever it is, the next round may do what this one could not
            self._say(f"The round failed: {type(error).__name__}: {error}")
        if done is not None:
            self._summarise(done)
        is_told = self._tell_all()  # also after a failure: what was found before may not have been told
        return done is not None and is_told, done is not None and bool(done.skipped)

    def _tell_all(self) -> bool:
        """Tell everybody what they were not told yet; whether all could be told."""
        good = True
        for alert in self._alerts:
            try:
                tell_rest(self._record, alert)
            except BrokenPipeError:  # who reads us is gone
                raise
            except (AlertError, RecordError, OSError) as error:
                self._say(f"Not told: {error}")
                good = False
        return good

    def _summarise(self, done: Round) -> None:
        shown = [clean(str(error)) for error in done.skipped]
        fresh = [line for line in shown if line not in self._skipped]
        self._skipped = set(shown)
        if not self._quiet:
            self._say(describe_round(done))
        for line in fresh[:MOST_LISTED]:
            self._log(f"  {line}")
        if len(fresh) > MOST_LISTED:
            self._log(f"  and {len(fresh) - MOST_LISTED:,} more; the record says why")

    def _say(self, line: str) -> None:
        now = self._time.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._log(f"{now}  {clean(line)}")


def tell_rest(record: Record, alert: Alert) -> None:
    """Tell an alert what it was not told yet, and keep how far it was told; nothing before the watch has begun."""
    with record.looking() as connection:
        seq = told(connection, alert.channel)
    if seq is None:
        return
    while True:
        with record.looking() as connection:
            news = list_news(connection, after=seq, limit=AT_ONCE)
        alert.tell(record, news)
        if not news:
            return
        seq = news[-1].seq
        with record.writing() as connection:
            note_told(connection, alert.channel, seq)


def describe_round(done: Round) -> str:
    """A line about a round."""
    words = {"article": "new", "version": "new versions", "sighting": "seen before"}
    kept = [f"{done.fates[fate]:,} {word}" for fate, word in words.items() if done.fates[fate]]
    new = sum(one.kind == "new" for one in done.news)
    matters = f"matters: {new:,} new, {len(done.news) - new:,} changed" if done.news else "nothing changed"
    skipped = f"; skipped {len(done.skipped):,}" if done.skipped else ""
    return f"Kept: {', '.join(kept) or 'nothing new'}; {matters}{skipped}."


def channels_of(alerts: Iterable[Alert]) -> tuple[str, ...]:
    """Under which names the record keeps how far each was told."""
    return tuple(alert.channel for alert in alerts)
