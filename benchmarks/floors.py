"""Check the accuracy floors: ``python -m benchmarks.floors``. Exit 1 when a figure has fallen below its floor.

Floors stand in ``floors.json`` by corpus, with the benchmark that measures them and the SHA-256 of the data that they
were measured on; other data is refused, not compared.
``--lower NAME VALUE --reason TEXT`` is the only way to lower one, and writes the reason beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.json")


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, or of a folder: of the names and bytes of all files in it, in the order of their names."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()):
        digest.update(str(file.relative_to(path)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def look_up(figures: dict[str, Any], name: str) -> float:
    """The figure that a floor names, such as ``polnear.attribution.2``; KeyError when there is none."""
    value: Any = figures
    for part in name.split("."):
        value = value[int(part)] if isinstance(value, list) else value[part]
    return float(value)


def fallen(floors: dict[str, float], figures: dict[str, Any]) -> list[str]:
    """One line for each figure under its floor."""
    lines = []
    for name, floor in floors.items():
        value = look_up(figures, name)
        if value < floor:
            lines.append(f"{name}: {value:.4g} is under the floor of {floor:.4g}")
    return lines


def lower(name: str, value: float, reason: str) -> None:
    """Lower one floor, for a reason that stays in the file."""
    record = json.loads(FLOORS.read_text(encoding="utf-8"))
    for floors in record["corpora"].values():
        if name in floors["floors"]:
            record.setdefault("lowered", []).append(
                {"floor": name, "from": floors["floors"][name], "to": value, "reason": reason}
            )
            floors["floors"][name] = value
            FLOORS.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
            return
    raise SystemExit(f"no floor is called {name}; see {FLOORS.name}")


def main() -> None:
    """Parse the command line and check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared"))
    parser.add_argument("--lower", nargs=2, metavar=("NAME", "VALUE"))
    parser.add_argument("--reason")
    arguments = parser.parse_args()
    if arguments.lower:
        if not arguments.reason:
            parser.error("--lower needs a --reason")
        lower(arguments.lower[0], float(arguments.lower[1]), arguments.reason)
        return
    lines, held = [], 0
    for corpus in json.loads(FLOORS.read_text(encoding="utf-8"))["corpora"].values():
        figures = measure(corpus, arguments.data)
        if figures is not None:
            lines += fallen(corpus["floors"], figures)
            held += len(corpus["floors"])
    if lines:
        print("\n".join(lines))
    elif held:
        print(f"floors: {held} figures hold")
    sys.exit(bool(lines))


def measure(corpus: dict[str, Any], data: Path) -> dict[str, Any] | None:
    """The figures of a corpus's benchmark; None, and a word, where its data is not here."""
    path = data / corpus["path"]
    if not path.exists():
        print(f"floors: skipped, {path} is not here (it is not part of the project)")
        return None
    if hash_file(path) != corpus["sha256"]:
        sys.exit(
            f"floors: {path} is not the data that the floors were measured on; measure them again with `make eval`"
        )
    # The models are loaded only where there is something to measure.
    benchmark = import_module(f"benchmarks.{corpus['benchmark']}")
    figures: dict[str, Any] = benchmark.evaluate(data, **corpus.get("options", {}))
    return figures


if __name__ == "__main__":
    main()
