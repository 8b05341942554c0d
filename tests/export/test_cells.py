"""What the formats share."""

from __future__ import annotations

import csv
import io

import pytest

from reportedly.export.cells import (
    FORMULA,
    as_cell,
    days_of,
    dump,
    find_country,
    format_moment,
    is_one_day,
    web_address,
    write_csv,
)
from reportedly.model import EventTime


@pytest.mark.parametrize("begin", [*FORMULA, " =", "\t=", "\r\n=", "\x00=", "\u00a0="])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(begin):
    assert str(as_cell(f"{begin}1+1")).startswith("'")


def test_numbers_stay_numbers_and_other_texts_as_they_are():
    assert [as_cell(cell) for cell in (-3.25, 0, None, "a=b", "it's")] == [-3.25, 0, None, "a=b", "it's"]


def test_a_csv_row_is_one_line_and_read_back_whole():
    told = 'He said: "no",\nthen\tleft \ud800'
    data = b"".join(write_csv(("a", "b"), [(told, None)])).decode("utf-8")
    assert data.count("\r\n") == 2
    assert list(csv.reader(io.StringIO(data, newline=""))) == [["a", "b"], ['He said: "no", then left \ufffd', ""]]


def test_json_takes_a_lone_surrogate():
    assert dump({"a": "\ud800"}) == b'{"a":"\\ud800"}'
    assert dump({"a": "é"}) == '{"a":"é"}'.encode()


@pytest.mark.parametrize(
    ("time", "moment"),
    [
        ("2031-05-02T10:00:00+02:00", "2031-05-02T08:00:00Z"),
        ("2031-05-02T08:00:00", None),
        ("2031-05-02", None),
        ("soon", None),
        (None, None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_a_moment_is_one_only_with_clock_and_offset(time, moment):
    assert format_moment(time) == moment


def told(start, end, precision):
    return EventTime(start=start, end=end, precision=precision, text="then")


@pytest.mark.parametrize(
    ("time", "days", "single"),
    [
        (told("2031-05-06", "2031-05-07", "day"), ("2031-05-06", "2031-05-06"), True),
        (told("2031-05-06T22:00", "2031-05-07T00:00", "part of day"), ("2031-05-06", "2031-05-06"), True),
        (told("2031-05-06T22:00", "2031-05-07T04:00", "part of day"), ("2031-05-06", "2031-05-07"), False),
        (told("2031-05-05", "2031-05-12", "week"), ("2031-05-05", "2031-05-11"), False),
        (told("2031-05-06", None, "day"), None, False),
        (None, None, False),
    ],
)
def test_days_are_those_that_are_told(time, days, single):
    assert (days_of(time), is_one_day(time)) == (days, single)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a.example/", "https://a.example/ b", "//a.example", "", None]
)
def test_what_is_no_address_of_the_web_is_no_link(url):
    assert web_address(url) is None
    assert web_address("https://a.example/b?c=d#e") == "https://a.example/b?c=d#e"


def test_countries_are_found_by_either_code():
    assert find_country("UKR") == find_country("UA")
    assert (find_country("UKR").numeric, find_country("UKR").name) == ("804", "Ukraine")
    assert find_country("ZZX") is None
