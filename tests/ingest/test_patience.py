"""Trying again: what passes is waited for, what does not is told, and a site that asks for a pause gets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.errors import ArticleError, SetupError
from reportedly.ingest import IngestOptions
from reportedly.ingest.patience import Passing, Pauses, make_retrying, read_retry_after

NOW = datetime(2031, 3, 2, 8, 0, tzinfo=UTC)
URL, OTHER = "https://mail.example/ferry", "https://mail.example/mill"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 0 ", 0),
        ("Sun, 02 Mar 2031 08:01:30 GMT", 90),
        ("Sun, 02 Mar 2031 08:01:30 -0000", 90),
        ("Sunday, 02-Mar-31 08:01:30 GMT", 90),
        ("Sun, 02 Mar 2031 07:00:00 GMT", 0),
        ("9" * 5000, 366 * 24 * 3600),
        ("Sun, 02 Mar 9999 07:00:00 GMT", 366 * 24 * 3600),
        ("", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("١٢", None),
        ("Sun, 02 Mar 99999 07:00:00 GMT", None),
    ],
)
def test_retry_after_is_read(value: str, seconds: float | None) -> None:
    assert read_retry_after(value, now=NOW) == seconds


@given(st.text(max_size=40))
def test_any_header_gives_seconds_or_nothing(value: str) -> None:
    seconds = read_retry_after(value, now=NOW)
    assert seconds is None or 0 <= seconds <= 366 * 24 * 3600


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_waits_grow_and_end_with_the_tries(tries: int) -> None:
    waits: list[float] = []
    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        raise Passing(ArticleError(URL, "is busy."))

    with pytest.raises(Passing):
        make_retrying(IngestOptions(tries=tries, max_wait_s=5, sleep=waits.append))(fail)
    assert (len(asked), len(waits)) == (tries, tries - 1)
    assert all(min(5, 2**n) <= wait <= min(5, 2**n + 1) for n, wait in enumerate(waits))


def test_what_is_final_is_not_tried_again() -> None:
    asked: list[int] = []

    def fail() -> None:
        asked.append(1)
        raise ArticleError(URL, "is gone.")

    with pytest.raises(ArticleError):
        make_retrying(IngestOptions(sleep=lambda _: pytest.fail("waited")))(fail)
    assert asked == [1]


def test_a_pause_is_kept_for_the_whole_host_once() -> None:
    slept: list[float] = []
    told: list[float] = []
    pauses = Pauses(IngestOptions(clock=lambda: NOW, sleep=slept.append))
    assert pauses.note(URL, "30") == NOW + timedelta(seconds=30)
    pauses.keep("https://other.example/", where=URL, waited=told.append)
    for _ in range(2):
        pauses.keep(OTHER, where=OTHER, waited=told.append)
    assert [round(s) for s in slept] == [30]
    assert told == slept


def test_a_pause_that_is_too_long_is_told_with_its_end() -> None:
    pauses = Pauses(IngestOptions(clock=lambda: NOW, sleep=lambda _: pytest.fail("waited")))
    pauses.note(URL, "3600")
    with pytest.raises(ArticleError, match=r"mail\.example asks to be left alone until 2031-03-02T"):
        pauses.keep(OTHER, where=OTHER, waited=lambda _: None)


@pytest.mark.parametrize("wrong", [{"tries": 0}, {"max_wait_s": -1}])
def test_options_that_cannot_work_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SetupError):
        IngestOptions(**wrong)  # type: ignore[arg-type]
