"""Languages of texts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reportedly.ingest.language import find_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry had 212 people on board, two port officials said, and nobody of the crew was hurt.", "en"),
        ("Міністерство оборони заявило, що жодна людина не постраждала внаслідок удару по порту.", "uk"),
        ("Министерство обороны заявило, что никто не пострадал при ударе по порту в понедельник.", "ru"),
        ("Die Ministerin sagte am Montag, niemand sei bei dem Angriff auf den Hafen verletzt worden.", "de"),
        ("De minister zei maandag dat niemand gewond is geraakt bij de aanval op de haven.", "nl"),
        ("Le ministre a déclaré lundi que personne n'avait été blessé dans l'attaque du port.", "fr"),
        ("وزارة الدفاع قالت إن أحدا لم يصب في الهجوم على الميناء مساء الاثنين وإن التحقيق مستمر", "ar"),
    ],
)
def test_language_is_found(text: str, language: str) -> None:
    assert find_language(text) == language


@pytest.mark.parametrize("text", ["", "Stop!", "The mayor said: no.", "🎉" * 200, "12 345 " * 50])
def test_too_little_to_tell_is_none(text: str) -> None:
    assert find_language(text) is None


def test_english_needs_no_model() -> None:
    code = (
        "import sys; from reportedly.ingest import article_from_text as a; "
        "a('The ferry had 212 people on board, two port officials said, and nobody of the crew was hurt.'); "
        "print([m for m in ('py3langid', 'httpx', 'trafilatura') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
