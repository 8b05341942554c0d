"""The marked form."""

from pathlib import Path

import pytest

from training.marked import Labelled, read_marked, unmark


def test_marks_become_spans() -> None:
    text, found = unmark("<S1 The ministry> <C1 denied> <K1 that it knew>.")
    assert text == "The ministry denied that it knew."
    assert found == [Labelled([(0, 12)], [(13, 19)], [(20, 32)])]


def test_marks_nest_and_share() -> None:
    text, found = unmark("<S1,2 She> <C1 said> <K1 <S3 he> <C3 thinks> <K3 so>> and <C2 left> <K2 it>.")
    assert text == "She said he thinks so and left it."
    assert [len(f.source) for f in found] == [1, 1, 1]
    assert text[slice(*found[0].content[0])] == "he thinks so" or text[slice(*found[1].content[0])] == "it"


def test_a_colon_can_be_marked_without_a_space_before() -> None:
    text, found = unmark("<S1 Minister><C1 :> <K1 no ferries>")
    assert text == "Minister: no ferries"
    assert found[0].cue == [(8, 9)]


def test_escaped_brackets_are_text() -> None:
    assert unmark(r"5 \< 6 \> 4")[0] == "5 < 6 > 4"


@pytest.mark.parametrize("broken", ["<S1 She> <C1 said>", "<K1 that", "that> it", "<K1 >"])
def test_a_broken_mark_is_an_error(broken: str) -> None:
    with pytest.raises(ValueError, match=r"mark|content"):
        unmark(broken)


def test_every_training_text_can_be_read() -> None:
    folder = Path(__file__).parents[2] / "training" / "texts"
    documents = [d for path in sorted(folder.glob("*.txt")) for d in read_marked(path)]
    assert len(documents) >= 90
