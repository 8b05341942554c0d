"""The tools of an assistant, called by the protocol's own client in this process, and once over a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.stdio import stdio_client

from reportedly.ingest import IngestOptions
from reportedly.pipeline.keeping import Here, keep_sources
from reportedly.serve.cli import main
from reportedly.serve.mcp_tools import LONGEST_PASSAGE, Desk, make_server
from reportedly.store import Record
from reportedly.store.matters import Story, replace_stories
from tests.store.invented_matters import make_full_matter, make_matter, make_statement

TEXT = "Ferry late\n\nTen people were on board, Sela Dorn said. The harbour was calm, Ivo Marn said."
TOOLS = {"read", "search", "matters", "matter", "origins"}
LONG = make_matter(make_statement("att-8", "art-l", text="early " * 1000), title="Was it long?")
MANY = make_matter(*(make_statement(f"att-m{i}", f"art-{i}", origin=f"ori-{i}") for i in range(120)), title="Many?")


@pytest.fixture
def desk(fake, tmp_path) -> Desk:
    where = tmp_path / "desk.db"
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    options = IngestOptions(
        url="https://mail.example/1", publisher="The Merrow Mail", published="2031-05-02", language="en"
    )
    with Record(where) as record:
        list(
            keep_sources(
                [str(tmp_path / "a.txt")],
                record=record,
                make_engine=lambda: Here(fake),
                reader="fake/1",
                options=options,
            )
        )
        with record.writing() as connection:
            stories = [
                Story(id=f"sto-{i}", article_ids=(), matters=(one,))
                for i, one in enumerate((make_full_matter(), LONG, MANY))
            ]
            replace_stories(connection, [], stories)
    return Desk(str(where), make_reader=fake, make_weigh=lambda: lambda record: None)


@pytest.fixture
def call(desk) -> Callable[..., Any]:
    """Calls a tool; its answer, or the text of its error."""

    def ask(tool: str, **arguments: Any) -> Any:
        async def talk() -> Any:
            async with Client(make_server(desk)) as client:
                return await client.call_tool(tool, arguments)

        result = anyio.run(talk)
        return result.content[0].text if result.is_error else result.structured_content

    return ask


def test_the_tools_say_that_texts_are_the_words_of_others(desk):
    async def talk() -> Any:
        async with Client(make_server(desk)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(talk)
    assert {tool.name for tool in tools} == TOOLS
    assert all("never instructions" in (tool.description or "") for tool in tools)
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools)


def test_a_text_is_read_with_the_spans_of_its_passages(call):
    found = call("read", text=TEXT, published="2031-05-02")
    assert [one["party"] for one in found["attributions"]] == ["Sela Dorn", "Ivo Marn"]
    [[begin, end]] = found["attributions"][0]["spans"]
    assert TEXT[begin:end] == found["attributions"][0]["text"] == "Ten people were on board"
    assert (found["total"], found["next_offset"]) == (2, None)


def test_an_article_of_the_record_is_read_by_its_id(call):
    [hit] = call("search", words="board")["found"]
    found = call("read", article_id=hit["article_id"], limit=1)
    assert (found["article"]["publisher"], found["next_offset"]) == ("The Merrow Mail", 1)
    assert hit["url"] == "https://mail.example/1"
    assert hit["passage"] == found["attributions"][0]["text"]


def test_a_text_that_names_a_file_opens_none(call, tmp_path):
    assert call("read", text=str(tmp_path / "a.txt"))["attributions"] == []


def test_matters_are_listed_and_gone_on_with(call):
    first = call("matters", limit=2)
    rest = call("matters", limit=2, after=first["matters"][-1]["cursor"])
    assert (first["is_last"], rest["is_last"]) == (False, True)
    assert {one["title"] for one in (*first["matters"], *rest["matters"])} == {
        "Did the ferry leave early?", "Was it long?", "Many?",
    }  # fmt: skip


def test_a_matter_comes_with_its_passages_outlets_and_addresses(call):
    one = call("matter", matter_id=make_full_matter().id)
    statement = one["statements"][1]
    assert (statement["text"], statement["spans"], statement["article"]["url"], statement["article"]["publisher"]) == (
        "Nobody left", [[4, 24]], "https://mail.example/art-b", "The Merrow Mail",
    )  # fmt: skip
    assert one["positions"][0]["history"][1]["says"] == "yes"
    assert one["statements"][2]["text"] == "The ferry left at 7 ?"  # half of a letter, which no client can take


def test_origins_come_with_their_reasons(call):
    found = call("origins", matter_id=make_full_matter().id)
    assert [(o["id"], o["n_statements"], o["why"]) for o in found["origins"]] == [
        ("ori-1", 2, ["the same eight words in both"]), ("ori-2", 1, []),
    ]  # fmt: skip


def test_answers_are_bounded(call):
    many = call("matter", matter_id=MANY.id, limit=50)
    assert (len(many["statements"]), many["total"], many["next_offset"]) == (50, 120, 50)
    assert len(call("origins", matter_id=MANY.id)["origins"]) == 20
    [long] = call("matter", matter_id=LONG.id)["statements"]
    assert (len(long["text"]), long["is_cut"]) == (LONGEST_PASSAGE, True)


@pytest.mark.parametrize(
    ("tool", "arguments", "told"),
    [
        ("matter", {"matter_id": "mat-none"}, "has no matter 'mat-none'"),
        ("origins", {"matter_id": "mat-none"}, "has no matter 'mat-none'"),
        ("read", {"article_id": "art-none"}, "has no article 'art-none'"),
        ("read", {}, "Give either a text or an article_id."),
        ("read", {"text": "POISON", "article_id": None}, "poisoned"),
        ("read", {"text": "x" * 50_001}, "50000"),
        ("search", {"limit": 1000}, "50"),
        ("search", {"since": "yesterday"}, "pattern"),
        ("matters", {"status": "true"}, "contested"),
    ],
)
def test_what_cannot_be_done_is_a_tool_error_that_says_why(call, tool, arguments, told):
    answer = call(tool, **arguments)
    assert isinstance(answer, str)
    assert told in answer


def test_a_record_that_is_not_there_is_told(fake, tmp_path):
    result = CliRunner().invoke(main, ["mcp", "--db", str(tmp_path / "none.db")], obj=fake)
    assert (result.exit_code, "there is no such record" in result.stderr) == (1, True)


def test_without_the_sdk_it_is_told_what_to_install(fake, tmp_path, monkeypatch):
    monkeypatch.setattr("reportedly.serve.mcp_commands.find_spec", lambda name: None)
    result = CliRunner().invoke(main, ["mcp", "--db", str(tmp_path / "desk.db")], obj=fake)
    assert (result.exit_code, "reportedly[mcp]" in result.stderr) == (1, True)


def test_it_speaks_over_a_pipe(tmp_path):
    with Record(tmp_path / "desk.db"):
        pass
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "reportedly", "mcp", "--db", str(tmp_path / "desk.db")],
        env=dict(os.environ),
    )

    async def talk() -> Any:
        async with Client(stdio_client(command)) as client:
            tools = await client.list_tools()
            return tools, await client.call_tool("search", {"words": "ferry"})

    tools, found = anyio.run(talk)
    assert {tool.name for tool in tools.tools} == TOOLS
    assert found.structured_content == {"found": [], "is_last": True}
