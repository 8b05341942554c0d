"""What the table shows, at the widths that people have."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from reportedly.serve.rows import clean, list_paragraphs, list_rows
from reportedly.serve.table import CSV_FIELDS, make_screen, print_reading, write_csv


def draw(reading, *, width: int | None = None) -> list[str]:
    file = io.StringIO()
    print_reading(reading, make_screen(file, width=width))
    return file.getvalue().splitlines()


def find(lines: list[str], words: str) -> str:
    (line,) = (line for line in lines if words in line)
    return line


@pytest.mark.parametrize("width", [80, 100, 140, 200])
def test_no_line_is_wider_than_the_screen(ferry, width):
    assert max(map(cell_len, draw(ferry, width=width))) <= width


def test_it_is_headed_by_what_the_article_says_of_itself(ferry):
    lines = draw(ferry)
    assert lines[0] == "Ferry firm denies early sailing"
    assert {"The Merrow Mail", "2031-05-06T06:15:00+01:00"} <= set(lines[1].split(" · "))


def test_a_source_shows_its_party_and_its_own_words_where_they_differ(ferry):
    lines = draw(ferry)
    assert "Sela Dorn (She)" in find(lines, "(She)")
    assert "(the mayor)" not in "".join(lines)


def test_nesting_is_shown_by_indentation(ferry):
    lines = draw(ferry)
    assert lines[7].startswith("Sela Dorn (She)")
    assert lines[8].startswith("└ the mayor")
    assert lines[9].startswith("  └ two men")


def test_nobody_and_what_is_carried_on_are_said_so(ferry):
    lines = draw(ferry)
    assert "It would also be searched" in find(lines, "(carried on)")
    assert "It is understood that" in next(line for line in lines if line.startswith("no source named"))


def test_paragraphs_are_counted_without_the_headline_and_furniture(ferry):
    marks = {p.number: ferry.article.text[slice(*p.span)][:8] for p in list_paragraphs(ferry.article)}
    assert marks[1] == "By Ada Q"
    assert marks[5] == "A dock w"  # the newsletter line before it is not counted
    assert find(draw(ferry), "that the ferry had left early").split()[-2:] == ["¶2", "84–113"]


def test_it_ends_with_the_parties_and_how_often_each_speaks(ferry):
    lines = draw(ferry)
    assert re.split(r"\s{2,}", find(lines, "  anonymous  ").strip()) == ["a dock worker", "anonymous", "3", "2"]
    assert lines[-1] == "9 attributions: 2 direct, 3 mixed, 4 indirect."


def test_an_article_without_attributions_says_so(build):
    assert draw(build("Nobody was hurt.", {}))[-1] == "No attributions."


def test_a_loop_of_nested_attributions_is_still_shown(ferry):
    first, second, *rest = ferry.attributions
    looped = (replace(first, nested_in=second.id), replace(second, nested_in=first.id), *rest)
    assert len(list_rows(replace(ferry, attributions=looped))) == len(ferry.attributions)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a [31mb"),
        ("a\u202eb", "ab"),
        (" a\n\n b\t", "a b"),
        ("a\ud800b", "a b"),
        ("👩\u200d👧", "👩\u200d👧"),
    ],
)
def test_what_would_steer_a_terminal_is_left_out(text, shown):
    assert clean(text) == shown


def test_wide_letters_keep_the_columns(build):
    reading = build(
        "<S 海事局の広報担当者と港湾当局の責任者> <C said> <K フェリーは満員でした、乗客は全員無事です>.", {}
    )
    assert max(map(cell_len, draw(reading, width=80))) <= 80


def test_csv_names_a_party_and_where_it_stands(ferry):
    file = io.StringIO()
    write_csv(ferry, file)
    rows = list(csv.DictReader(io.StringIO(file.getvalue()), fieldnames=CSV_FIELDS))
    third = rows[2]
    assert (third["party"], third["source"], third["cue"], third["paragraph"]) == ("Sela Dorn", "She", "said", "4")
    assert ferry.article.text[int(third["begin"]) : int(third["end"])] == third["content"]
    assert rows[3]["nested_in"] == third["number"]


def test_csv_gives_a_spreadsheet_nothing_to_run(build):
    file = io.StringIO()
    write_csv(build("<S The clerk> <C wrote>: <K =HYPERLINK(1) is all>.", {}), file)
    assert ",'=HYPERLINK(1) is all," in file.getvalue()


def test_the_table_shows_stance_and_relay_once_they_are_read(ferry):
    first, second, *rest = ferry.attributions
    mayor = next(party for party in ferry.parties if party.name == "the mayor")
    told = replace(second, stance="deny", via=(mayor.id,))
    line = find(draw(replace(ferry, attributions=(first, told, *rest)), width=200), "Nobody gave that order")
    assert "via the mayor" in line
    assert " deny " in line
