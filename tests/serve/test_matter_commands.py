"""The verbs about matters, from the shell; the matters are made by hand."""

from __future__ import annotations

import json

import msgspec
import pytest
from click.testing import CliRunner

from reportedly.model import Change, Matter
from reportedly.pipeline import weighing
from reportedly.serve.cli import main
from reportedly.serve.matter_commands import STATUSES
from reportedly.store import Record
from reportedly.store.matters import Story, make_matter_id, replace_stories
from tests.store.invented_matters import QUIST, make_full_matter, make_matter, make_statement

CRANE = make_matter(
    make_statement("att-9", "art-c", QUIST, said_at="2031-05-07"), title="Did a crane\x1b[31m fall?", status="one-sided",
    history=(Change(at="2031-05-07", what="Ada Quíst says so"),), place="Ellow",
)  # fmt: skip


@pytest.fixture
def weighings(monkeypatch) -> list[bool]:
    """Whether all was made anew, for each weighing; nothing is weighed."""
    done: list[bool] = []
    monkeypatch.setattr(weighing, "weigh_record", lambda record, rebuild=False, progress=None: done.append(rebuild))
    return done


@pytest.fixture
def run(fake, tmp_path, weighings):
    def call(*arguments: str, code: int = 0):
        result = CliRunner().invoke(main, [*arguments, "--db", str(tmp_path / "desk.db")], obj=fake)
        assert result.exit_code == code, result.stderr or result.output
        return result

    with Record(tmp_path / "desk.db") as record, record.writing() as connection:
        stories = [
            Story(id="sto-1", article_ids=(), matters=(make_full_matter(),)),
            Story(id="sto-2", article_ids=(), matters=(CRANE,)),
        ]
        replace_stories(connection, [], stories)
    return call


def lines(result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_matters_are_listed_the_last_changed_first(run):
    table = run("matters").stdout.splitlines()
    assert [line.split()[0] for line in table] == ["matter", CRANE.id, make_full_matter().id]
    assert "\x1b" not in "".join(table)
    assert "contested" in table[2]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("--status", "one-sided"), 1),
        (("--party", "QUIST"), 2),
        (("--party", "harbour"), 1),
        (("--place", "ellow"), 1),
        (("--since", "2031-05-03"), 1),
        (("--until", "2031-05-03"), 1),
        (("--limit", "1"), 1),
        (("ferry early",), 1),
    ],
)
def test_matters_are_filtered(run, options, expected):
    assert len(lines(run("matters", *options, "--json"))) == expected


def test_none_found_is_told(run):
    result = run("matters", "--place", "Nowhere")
    assert (result.stdout, result.stderr) == ("", "No matters found.\n")


def test_a_status_that_is_none_is_wrong_usage(run):
    assert "'one-sided'" in run("matters", "--status", "true", code=2).stderr


def test_every_status_can_be_asked_for():
    assert msgspec.json.schema(Matter)["$defs"]["Matter"]["properties"]["status"]["enum"] == sorted(STATUSES)


def test_the_json_of_a_matter_is_the_published_form(run):
    [one] = lines(run("matter", make_full_matter().id, "--json"))
    assert {
        "id", "title", "status", "credibility", "why", "event", "first_said_at", "statements", "origins",
        "affirming_origins", "denying_origins", "positions", "figures", "history",
    } <= set(one)  # fmt: skip
    assert one == json.loads(json.dumps(msgspec.to_builtins(make_full_matter())))
    assert one in lines(run("matters", "--json"))


def test_a_matter_is_shown_whole(run):
    shown = run("matter", make_full_matter().id[:10]).stdout
    for part in (
        "Did the ferry leave early?",
        "contested · credibility 4 of 6, as a proposal · 1 origin for, 1 against",
        "Merrow says yes, Ferry Union says no",
        "Merrow harbour office: no (deny) since 2031-05-01 [–] → yes (confirm) since 2031-05-02 [1]",
        "[1] Merrow harbour office (Merrow) · says yes · assert · via Coast Radio, news agencies · The Merrow Mail",
        "“the ferry left early”",
        "att-2.1 · art-b 4–24",
        "[3] The Merrow Mail, own voice",
        "because the same eight words in both",
        "passengers: 10 to 12.5 [1, 2]",
        "attribution: The Merrow Mail states it itself [3] from [1]",
        "Ada Quíst denies it",
        "time unknown · stated by The Merrow Mail",
    ):
        assert part in shown


def test_the_lineage_goes_from_the_origin_by_its_relays_to_the_article(run):
    shown = run("matter", make_full_matter().id).stdout.splitlines()
    begin = shown.index("Lineage")
    tree = [line.strip(" │├└─").split(" · ")[0] for line in shown[begin + 1 : begin + 8]]
    assert tree == [
        "Merrow harbour office (Merrow)",
        "because the same eight words in both",
        "news agencies",
        "Coast Radio",
        "The Merrow Mail",
        "The Merrow Mail",
        "Ada Quíst (Ferry Union) (1 statement)",
    ]


def test_in_a_pipe_one_line_is_one_thing(run):
    shown = run("matter", make_full_matter().id).stdout.splitlines()
    assert "Coast Radio, news agencies · The Merrow Mail · 2031-05-02T08:00:00+00:00" in "\n".join(shown)
    assert sum("Merrow harbour office (Merrow)" in line for line in shown) == 2


def test_what_an_article_says_cannot_steer_the_terminal(run):
    assert "\x1b" not in run("matter", CRANE.id).stdout


def test_a_matter_that_is_not_there_is_told(run):
    assert "has no matter 'mat-zzz'" in run("matter", "mat-zzz", code=1).stderr
    assert "has several matters" in run("matter", "mat-", code=1).stderr


def test_changes_are_listed_since_a_day(run):
    assert [c["what"] for c in lines(run("changes", "--since", "2031-05-01", "--json"))] == [
        "Ada Quíst says so",
        "Ada Quíst denies it",
    ]
    assert "Ada Quíst says so" in run("changes", "--since", "2031-05-03").stdout
    assert len(lines(run("changes", "--since", "2031-05-01", "--until", "2031-05-02", "--json"))) == 1
    assert len(lines(run("changes", "--since", "2031-05-01", "--limit", "1", "--json"))) == 1
    assert run("changes", "--since", "2031-06-01").stderr == "Nothing changed.\n"
    assert "Missing option '--since'" in run("changes", code=2).stderr


def test_what_came_is_weighed_before_it_is_shown(run, weighings):
    run("matters")
    run("matters", "--rebuild")
    run("matter", CRANE.id)
    run("changes", "--since", "2031-05-01")
    assert weighings == [False, True, False, False]


@pytest.mark.parametrize("verb", [["matters"], ["matter", "mat-1"], ["changes", "--since", "2031-05-01"]])
def test_a_record_that_is_not_there_is_told(fake, tmp_path, verb):
    result = CliRunner().invoke(main, [*verb, "--db", str(tmp_path / "none.db")], obj=fake)
    assert (result.exit_code, "there is no such record" in result.stderr) == (1, True)


BY = ("--by", "Ada", "--reason", "seen so")


@pytest.mark.parametrize(
    ("verb", "ids", "kind"),
    [
        ("merge-matters", (CRANE.id, make_matter_id("att-1")), "merge matters"),
        ("split-matter", (make_matter_id("att-1"), "att-2"), "split matter"),
        ("same-origin", ("att-1", "att-9"), "same origin"),
        ("different-origins", ("att-1", "voi-3"), "different origins"),
    ],
)
def test_a_decision_is_kept_and_listed_until_it_is_undone(run, verb, ids, kind):
    assert "Decision 1 is kept. To take it back: reportedly undo 1" in run("decide", verb, *ids, *BY).stderr
    [kept] = lines(run("decisions", "--json"))
    assert (kept["kind"], kept["by"], kept["reason"], kept["in_force"]) == (kind, "Ada", "seen so", True)
    assert kind in run("decisions").stdout
    run("undo", "1", "--by", "Ada", "--reason", "no")
    assert [d["in_force"] for d in lines(run("decisions", "--json"))] == [False, True]


def test_a_decision_that_cannot_be_is_told(run):
    assert "needs two matters at least" in run("decide", "merge-matters", CRANE.id, *BY, code=1).stderr
    assert (
        "lacks the reason"
        in run("decide", "same-origin", "att-1", "att-9", "--by", "A", "--reason", " ", code=1).stderr
    )
    assert "Missing option '--by'" in run("decide", "same-origin", "att-1", "att-9", code=2).stderr


@pytest.mark.parametrize("verb", ["merge-matters", "split-matter", "same-origin", "different-origins"])
def test_help_of_a_decision_ends_with_a_line_to_paste(fake, verb):
    shown = CliRunner().invoke(main, ["decide", verb, "--help"], obj=fake).output
    assert f"  reportedly decide {verb} " in shown.splitlines()[-1]
