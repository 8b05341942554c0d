"""What the documents show works: commands are run in their order, and the JSON reference is that of the types."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from reportedly.serve.cli import main
from tools.json_reference import DOCUMENT, MODEL, ROOTS, reach, read_shapes, write_reference

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def is_run(words: list[str]) -> bool:
    """Whether a command can be run here: one of reportedly's that comes to an end."""
    if words[0] != "reportedly":
        assert words in (["make", "demo"], ["source", ".venv/bin/activate"]), words
        return False
    return words[1] not in ("serve", "mcp") and not (words[1] == "watch" and "--every" in words)


def examples_in(document: str) -> list[tuple[str, str, list[str]]]:
    """Each example: its kind, the command or code, and the lines that stand below a command."""
    found: list[tuple[str, str, list[str]]] = []
    for kind, block in BLOCK.findall(document):
        if kind == "python":
            found.append((kind, block, []))
            continue
        for line in filter(None, block.splitlines()):
            if line.startswith("$ "):
                found.append((kind, line.removeprefix("$ "), []))
            else:
                found[-1][2].append(line)
    return found


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout after ``make demo``."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("src", "docs"):
        (folder / name).symlink_to(ROOT / name)
    command = ["demo", "--html", str(folder / "out/demo.html"), "--db", str(folder / "out/demo.db")]
    assert CliRunner().invoke(main, command).exit_code == 0
    return folder


@pytest.mark.parametrize("name", ["first-steps", "cookbook"])
def test_what_is_shown_works_and_prints_what_stands_below_it(name, demo, tmp_path, monkeypatch, capsys):
    shutil.copytree(demo, tmp_path, symlinks=True, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    examples = examples_in((ROOT / f"docs/{name}.md").read_text(encoding="utf-8"))
    wrong, ran = [], 0
    for kind, text, shown in examples:
        if kind == "python":
            exec(compile(text, f"{name}.md", "exec"), {})
            assert capsys.readouterr().out
            continue
        words = shlex.split(text, comments=True)
        if not is_run(words):
            continue
        result = CliRunner().invoke(main, words[1:])
        ran += 1
        if result.exit_code:
            wrong.append(f"$ {text}\nexit status {result.exit_code}: {result.output[-500:]}")
        wrong += [f"$ {text}\ndoes not print: {line}" for line in shown if flat(line) not in flat(result.output)]
    assert wrong == []
    assert ran >= 6


def test_the_json_reference_is_that_of_the_types():
    made = write_reference(MODEL.read_text(encoding="utf-8"))
    assert DOCUMENT.read_text(encoding="utf-8") == made, "run: python -m tools.json_reference"


def test_the_json_reference_has_every_meaning_that_is_written_down():
    shapes = read_shapes(MODEL.read_text(encoding="utf-8"))
    source, loss = shapes["Source"], shapes["Loss"]
    assert source.about == ("The source as printed.",)
    assert source.meanings["parties"].endswith("none where nothing is known")
    assert loss.meanings["kind"].endswith("a copy has another number")
    assert shapes["Article"].meanings["modified"] == shapes["Article"].meanings["published"]


def test_what_a_reading_and_a_matter_lead_to_is_in_the_json_reference():
    names = reach(ROOTS, read_shapes(MODEL.read_text(encoding="utf-8")))
    assert {"Attribution", "Interval", "Place", "Statement", "ArticleLabel", "Turn"} <= set(names)
    assert "Capture" not in names


def test_every_document_is_in_the_site():
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    assert {path.name for path in (ROOT / "docs").glob("*.md")} - set(
        re.findall(r": (\S+\.md)$", nav, re.MULTILINE)
    ) == set()
