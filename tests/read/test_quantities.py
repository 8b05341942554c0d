"""Figures as claimed: what is counted, how many, and how exactly."""

from __future__ import annotations

import pytest

from reportedly.read.quantities import find_quantities
from reportedly.read.syntax import Parser, load_parser

Row = tuple[str, str, float, str | None]


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


def read(parser: Parser, text: str) -> list[Row]:
    return [(q.what, q.relation, q.number, q.unit) for q in find_quantities(parser.parse(text), (0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They had struck more than 10 ammunition dumps in the past week.", ("ammunition dumps", ">", 10, None)),
        ("A dozen lorries waited.", ("lorries", "=", 12, None)),
        ("Twenty-one villages lost power.", ("villages", "=", 21, None)),
        ("Half a million homes were dark.", ("homes", "=", 500_000, None)),
        ("Not one ship sailed.", ("ship", "=", 0, None)),
        ("About 40 drums were found.", ("drums", "~", 40, None)),
        ("Nearly 300 houses burned.", ("houses", "~", 300, None)),
        ("No more than forty tents stood.", ("tents", "<=", 40, None)),
    ],
)
def test_things_counted(parser: Parser, text: str, expected: Row) -> None:
    assert read(parser, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Three people were killed.", ("killed", "=", 3, "people")),
        ("At least 22 died.", ("killed", ">=", 22, None)),
        ("The blast killed at least 22 people.", ("killed", ">=", 22, "people")),
        ("No fewer than thirty soldiers died.", ("killed", ">=", 30, "soldiers")),
        ("Up to 80 militants were detained.", ("arrested", "<=", 80, "militants")),
        ("The flood has claimed 41 lives.", ("killed", "=", 41, None)),
        ("The death toll rose to 14.", ("killed", "=", 14, None)),
        ("Officials put the number of missing at 30.", ("missing", "=", 30, None)),
        ("Five workers were charged.", ("charged", "=", 5, "workers")),
    ],
)
def test_people_count_by_what_is_said_of_them(parser: Parser, text: str, expected: Row) -> None:
    assert read(parser, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mill runs at 62% of capacity.", ("capacity", "=", 62, "per cent")),
        ("The fire burned 80kg of powder.", ("powder", "=", 80, "kilograms")),
        ("About 4 tons of fish have died.", ("fish", "~", 4, "tonnes")),
        ("A six-kilometre queue formed.", ("queue", "=", 6, "kilometres")),
        ("The fund lost $52 million.", ("fund", "=", 52_000_000, "dollars")),
        ("It took six hours of talks.", ("talks", "=", 6, "hours")),
    ],
)
def test_measures_have_their_unit(parser: Parser, text: str, expected: Row) -> None:
    assert read(parser, text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["They counted between 5 and 10 shells.", "They counted 5 to 10 shells.", "They counted five or ten shells."],
)
def test_a_range_gives_both_its_ends(parser: Parser, text: str) -> None:
    assert read(parser, text) == [("shells", ">=", 5, None), ("shells", "<=", 10, None)]


def test_a_bare_figure_counts_what_was_counted_before(parser: Parser) -> None:
    text = "The mayor saw 30 tents. The clerk said it was 25."
    assert read(parser, text)[-1] == ("tents", "=", 25, None)


def test_a_bare_figure_with_nothing_before_is_left_out(parser: Parser) -> None:
    assert read(parser, "It was 25.") == []


def test_two_of_six_gives_the_part_and_the_whole(parser: Parser) -> None:
    assert read(parser, "Two of the six gates were open.") == [("gates", "=", 2, None), ("gates", "=", 6, None)]


def test_only_figures_of_the_span(parser: Parser) -> None:
    text = "Four boats left and nine boats stayed."
    parse = parser.parse(text)
    assert [q.number for q in find_quantities(parse, (0, 15))] == [4]


@pytest.mark.parametrize(
    "text",
    [
        "The Boeing 737 stood at Gate 4.",
        "It opened on 3 March 2031.",
        "It opened in 2019.",
        "It opened at 9:40 a.m. on Monday.",
        "Orla Venn, 46, spoke.",
        "Article 88 is clear.",
        "He came in third, No. 3 in the list.",
        "Dozens of drivers slept.",
        "He left three days ago.",
        "One of them spoke.",
    ],
)
def test_what_counts_nothing_is_left_alone(parser: Parser, text: str) -> None:
    assert read(parser, text) == []
