"""The JSON reference, from the types: ``python -m tools.json_reference`` writes docs/json.md.

It reads the source of ``reportedly.model`` and nothing else: names and types stand in the classes, what fields mean in
their docstrings, a line or more each, ``name: what it means`` or ``name, name: what they mean``.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "src/reportedly/model.py"
DOCUMENT = ROOT / "docs/json.md"
ROOTS = ("Reading", "Matter")

HEAD = """\
# JSON reference

Made from the types in `src/reportedly/model.py` by `python -m tools.json_reference`; change the types, not this page.

| Printed by | is, one a line |
| --- | --- |
| `reportedly read --json`, `reportedly article ID --json`, `/api/articles/ID/reading` | a [Reading](#reading) |
| `reportedly matters --json`, `reportedly matter ID --json`, `/api/matters/ID` | a [Matter](#matter) |

- A field is always there. What is not known is `null`, what there is none of is `[]`.
- A span is `[begin, end]`, in code points of the article's `text`, the end not included.
- Times are ISO 8601. Words are those of the [glossary](glossary.md).
"""
KINDS = """\
## Values

What fields with a fixed list of values may hold. What they mean: [glossary](glossary.md), of
a status [weighing](weighing.md), of a modality [events](events.md).

| | Values |
| --- | --- |
"""
PLAIN = {"str": "string", "int": "integer", "float": "number", "bool": "true or false", "Span": "span"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One type: what it is, its fields with their annotations, and what each field means where that is said."""

    name: str
    about: tuple[str, ...]
    fields: dict[str, ast.expr]
    meanings: dict[str, str]


def read_shapes(source: str) -> dict[str, Shape]:
    """Every dataclass of a module by its name, in the order of the file."""
    classes = [node for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return {node.name: _read_shape(node) for node in classes}


def read_values(source: str) -> dict[str, tuple[str, ...]]:
    """Every ``Name = Literal[...]`` of a module, in the order of the file."""
    found = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and _is_literal(node.value):
            found[node.targets[0].id] = _literal_values(node.value)
    return found


def _read_shape(node: ast.ClassDef) -> Shape:
    fields = {
        entry.target.id: entry.annotation
        for entry in node.body
        if isinstance(entry, ast.AnnAssign) and isinstance(entry.target, ast.Name)
    }
    about, meanings = _read_docstring(ast.get_docstring(node) or "", set(fields))
    return Shape(name=node.name, about=about, fields=fields, meanings=meanings)


def _read_docstring(docstring: str, fields: set[str]) -> tuple[tuple[str, ...], dict[str, str]]:
    """Its sentences about the type, and what it says of each field.

    An entry begins with names of fields and a colon, at a line's beginning or after ";" or ".". A line that is indented
    or begins with a small letter goes on with the entry before; any other that names no field is about the type again.
    """
    about: list[str] = []
    entries: list[str] = []
    name = "(?:" + "|".join(sorted(map(re.escape, fields), key=len, reverse=True)) + ")"
    entry = re.compile(rf"({name}(?:, {name})*): ")
    inner = re.compile(rf"(?<=[.;]) (?={name}(?:, {name})*: )")
    is_open = False
    for line in docstring.splitlines():
        for number, part in enumerate(inner.split(line.strip())):
            if fields and entry.match(part):
                entries.append(part)
                is_open = True
            elif part and is_open and (number or line[0] == " " or line[0].islower()):
                entries[-1] += f" {part}"
            elif part:
                about.append(part)
                is_open = False
    meanings = {}
    for text in entries:
        match = entry.match(text)
        assert match is not None
        for field in match.group(1).split(", "):
            meanings[field] = _finish(text[match.end() :])
    return _paragraph(about), meanings


def _finish(text: str) -> str:
    """The text without a stop at its end, as in a table."""
    return _mark(text.strip().rstrip(";."))


def _mark(text: str) -> str:
    """Code as Markdown marks it, null as JSON calls it, and no bar that would end a table's cell."""
    return re.sub(r"\bNone\b", "null", re.sub(r"``(.+?)``", r"`\1`", text)).replace("|", "\\|")


def _paragraph(lines: list[str]) -> tuple[str, ...]:
    return (_mark(" ".join(lines)),) if lines else ()


def _is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Literal"


def _literal_values(node: ast.expr) -> tuple[str, ...]:
    assert isinstance(node, ast.Subscript)
    items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return tuple(str(item.value) for item in items if isinstance(item, ast.Constant))


def describe(node: ast.expr, known: set[str]) -> str:
    """A type in words: "list of [Turn](#turn)", "string, or null". known: types and values that have a place here."""
    if isinstance(node, ast.BinOp):
        left, right = describe(node.left, known), describe(node.right, known)
        return f"{left}, or {right}"
    if isinstance(node, ast.Constant) and node.value is None:
        return "null"
    if _is_literal(node):
        return ", ".join(f"`{value}`" for value in _literal_values(node))
    if isinstance(node, ast.Subscript):  # tuple[X, ...]: the model has no other
        assert isinstance(node.slice, ast.Tuple)
        return f"list of {describe(node.slice.elts[0], known)}"
    assert isinstance(node, ast.Name), ast.dump(node)
    return f"[{node.id}](#{node.id.lower()})" if node.id in known else PLAIN[node.id]


def _names_in(shape: Shape) -> list[str]:
    """The names that its fields' types are made of, in their order."""
    return [node.id for kind in shape.fields.values() for node in ast.walk(kind) if isinstance(node, ast.Name)]


def reach(roots: tuple[str, ...], shapes: dict[str, Shape]) -> list[str]:
    """The types that these lead to, themselves first: each root with what belongs to it, in the order of its fields."""
    found: list[str] = []
    for root in roots:
        waiting = [root]
        while waiting:
            name = waiting.pop(0)
            if name in shapes and name not in found:
                found.append(name)
                waiting.extend(_names_in(shapes[name]))
    return found


def write_reference(source: str) -> str:
    """The whole document, in Markdown."""
    shapes, values = read_shapes(source), read_values(source)
    names = reach(ROOTS, shapes)
    used = {name for shape in names for name in _names_in(shapes[shape])}
    kinds = {name: values[name] for name in values if name in used}
    known = {*names, *kinds}
    parts = [HEAD]
    for name in names:
        shape = shapes[name]
        rows = [
            f"| `{field}` | {describe(kind, known)} | {shape.meanings.get(field, '')} |".replace("|  |", "| |")
            for field, kind in shape.fields.items()
        ]
        table = "\n".join(["| Field | Type | |", "| --- | --- | --- |", *rows])
        parts.append("\n\n".join([f"## {name}", *shape.about, table]) + "\n")
    lists = [f'| <a id="{name.lower()}"></a>{name} | {", ".join(f"`{v}`" for v in kinds[name])} |\n' for name in kinds]
    parts.append(KINDS + "".join(lists))
    return "\n".join(parts)


def main() -> None:
    """Write docs/json.md."""
    DOCUMENT.write_text(write_reference(MODEL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
