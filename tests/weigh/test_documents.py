"""What the documentation says of weighing is what the code does."""

from __future__ import annotations

from pathlib import Path

from reportedly.weigh import origins, status

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "weighing.md"


def test_the_documentation_shows_the_rules_of_lineage_and_status() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert origins.rules_table() in text
    assert status.rules_table() in text
