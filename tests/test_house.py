"""The habits of the house that no other tool checks."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import tomllib
from pathlib import Path
from typing import get_args

import click
import pytest

from reportedly import model
from training.marked import unmark

ROOT = Path(__file__).resolve().parent.parent
MAX_LINES, MAX_FUNCTION = 600, 60
MIGRATIONS = "src/reportedly/store/migrations/versions/"  # tables as Alembic writes them, one call after the other
WRITTEN_BY_HAND = {".py", ".md", ".toml", ".html", ".css", ".js", ".sql", ".j2", ".jinja", ".jinja2"}
# A URL or a relative path may hold these words; a path that begins with them is one machine's.
MACHINE_PATH = re.compile(r"(?<![\w.$)}/<-])/(?:work|root|home|opt|Users|tmp)/[\w.]")
FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PLACEHOLDER = re.compile(r"@@\w+@@")


def list_files() -> list[Path]:
    """Every file that belongs to the project: what git has or would take; without git, all but what make makes."""
    if not (ROOT / ".git").exists():
        made = {".venv", "build", "dist", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
        return sorted(
            path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)
        )
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return sorted(ROOT / name for name in listed.splitlines() if (ROOT / name).is_file())


def read_text(path: Path) -> str | None:
    """The file's text; None for one that is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_in(document: str) -> list[str]:
    """The lines of its code blocks and its inline code, each without a prompt and a trailing comment."""
    fenced = [line for block in FENCE.findall(document) for line in block.splitlines()]
    inline = INLINE.findall(FENCE.sub("", document))
    return [re.sub(r"\s+#.*", "", line.strip().removeprefix("$ ")) for line in (*fenced, *inline)]


def documents() -> dict[str, str]:
    paths = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    return {name_of(path): path.read_text(encoding="utf-8") for path in paths}


def commands_in(document: str) -> set[str]:
    """The verbs it shows ``reportedly`` used with, in a shell."""
    found = (re.match(r"(?:\S*/)?reportedly +([a-z][\w-]*)", line) for line in code_in(document))
    return {match.group(1) for match in found if match}


def targets_in(document: str) -> set[str]:
    """The targets it shows ``make`` used with."""
    found = (re.match(r"make +([a-z][\w-]*)(?![\w=-])", line) for line in code_in(document))
    return {match.group(1) for match in found if match}


def command_group() -> click.Group:
    """The command line's own list of verbs."""
    cli = importlib.import_module("reportedly.serve.cli")
    groups = [value for value in vars(cli).values() if isinstance(value, click.Group)]
    assert len(groups) == 1, "reportedly.serve.cli should hold one click group"
    return groups[0]


def make_targets() -> set[str]:
    """The targets that ``make help`` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.fixture(scope="module")
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Each text file of the project by its name."""
    read = {name_of(path): read_text(path) for path in list_files()}
    return {name: text for name, text in read.items() if text is not None}


def test_no_file_is_too_long(texts):
    lengths = {name: text.count("\n") for name, text in texts.items() if Path(name).suffix in WRITTEN_BY_HAND}
    assert "tests/test_house.py" in lengths
    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def test_no_function_is_too_long(texts):
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, text in texts.items()
        if name.endswith(".py") and not name.startswith(MIGRATIONS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= MAX_FUNCTION
    ]
    assert long == []


def test_no_file_names_a_path_of_one_machine(texts):
    found = [
        f"{name}:{number} {line.strip()[:80]}"
        for name, text in texts.items()
        if not name.startswith("requirements/") and "tokenizer" not in name
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=name_of)
def test_a_lock_pins_every_package_with_a_hash(path):
    entries = re.findall(r"^[a-z0-9].*(?:\n    .*)*", path.read_text(encoding="utf-8"), re.MULTILINE)
    pinned = re.compile(r"[\w.-]+==[\w.]+ (?:; .* )?\\\n    --hash=sha256:[0-9a-f]{64}")
    assert entries
    assert [entry for entry in entries if not pinned.match(entry)] == []


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").iterdir()), ids=name_of)
def test_a_lock_names_no_host_no_index_and_no_path(path):
    text = path.read_text(encoding="utf-8")
    options = set(re.findall(r"(?<!\w)--?[a-z][\w-]*", re.sub(r"^#.*|'[^'\n]*'", "", text, flags=re.MULTILINE)))
    assert options <= {"--hash"}
    assert re.findall(r"\w+://|\S+@\S+|^\s*[./]\S*", text, re.MULTILINE) == []


def test_what_the_package_needs_is_locked(project):
    names = {re.split(r"[<>=\[ ]", need)[0] for need in project["project"]["dependencies"]}
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/base.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert names - set(locked) == set()


def test_what_builds_the_package_is_locked_for_setup(project):
    names = {re.split(r"[<>=\[ ]", need)[0] for need in project["build-system"]["requires"]}
    locked = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements/dev.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert names - set(locked) == set()


def test_no_lock_brings_what_only_training_needs():
    locks = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.txt"))
    assert re.findall(r"^(?:torch|nvidia-[\w-]+|triton)==", locks, re.MULTILINE) == []


def test_ci_runs_what_make_check_runs():
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert lines[-1] == "exec make check"


def test_make_check_runs_the_tests_as_make_test_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"\$\(BIN\)/python -m (pytest.*)", makefile) == ["pytest"]


def test_every_module_says_what_it_is_for():
    modules = {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "src").rglob("*.py")}
    assert len(modules) > 10
    assert [name for name, module in sorted(modules.items()) if not ast.get_docstring(module)] == []


@pytest.mark.parametrize("name", documents())
def test_every_command_that_is_shown_exists(name):
    assert commands_in(documents()[name]) - set(command_group().commands) == set()


def test_every_command_is_documented():
    shown = set().union(*map(commands_in, documents().values()))
    assert set(command_group().commands) - shown == set()


@pytest.mark.parametrize("name", documents())
def test_every_make_target_that_is_shown_exists(name):
    assert targets_in(documents()[name]) - make_targets() == set()


def test_the_two_commands_of_the_readme_are_found_in_it():
    # Guards the tests above: what finds commands must find these.
    readme = documents()["README.md"]
    assert ({"demo", "test"} <= targets_in(readme), "read" in commands_in(readme)) == (True, True)


@pytest.mark.parametrize("name", documents())
def test_every_link_to_a_file_leads_to_one(name):
    links = [link for link in LINK.findall(documents()[name]) if "://" not in link]
    assert [link for link in links if not (ROOT / name).parent.joinpath(link).exists()] == []


@pytest.mark.parametrize("name", documents())
def test_no_document_has_a_gap_left_to_fill(name):
    assert PLACEHOLDER.findall(documents()[name]) == []


def test_every_document_is_linked_from_the_readme():
    linked = set(LINK.findall(documents()["README.md"]))
    assert {name for name in documents() if name.startswith("docs/")} - linked == set()


@pytest.mark.parametrize(
    "kind", ["FurnitureKind", "PartyKind", "QuoteKind", "StanceKind", "Certainty", "Polarity", "Channel"]
)
def test_the_glossary_explains_every_value_of_the_published_form(kind):
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert [value for value in get_args(getattr(model, kind)) if f"`{value}`" not in glossary] == []


def test_the_marked_examples_for_contributors_can_be_read():
    examples = [line for line in code_in(documents()["CONTRIBUTING.md"]) if re.search(r"<[SCK]\d* (?!words)", line)]
    read = [unmark(example) for example in examples]
    assert len(read) >= 4
    assert [text for text, attributions in read if not attributions or "<" in text] == []


def test_the_version_is_the_same_everywhere(project):
    version = project["project"]["version"]
    changelog = documents()["CHANGELOG.md"]
    assert re.search(r"^## \[([\d.]+)\]", changelog, re.MULTILINE).group(1) == version


def test_fetching_names_the_version_that_it_is(project, texts):
    source = "".join(text for name, text in texts.items() if name.startswith("src/") and name.endswith(".py"))
    named = set(re.findall(r"\bReportedly/([\d.]+\d)", source))
    assert named == {project["project"]["version"].rpartition(".")[0]}
