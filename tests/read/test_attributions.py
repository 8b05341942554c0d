"""Cue readings joined into attributions, with a tagger that reads exactly what the marks say."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from reportedly.read.attributions import find_attributions
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.tagger import CueReading, Tagged
from reportedly.read.tags import ANCHOR_LEFT, ANCHOR_RIGHT, N_TAGS, ROLES, tag_of
from reportedly.read.words import Words, split_words
from training.marked import Labelled, unmark

ENGLISH = load_language("en")


class MarkedTagger:
    """Stands in for the trained tagger: knows the marks of one text, and nothing else."""

    def __init__(self, attributions: list[Labelled], *, hidden_cues: Sequence[int] = (), accept: float = 0.9) -> None:
        self._attributions = attributions
        self._hidden = set(hidden_cues)
        self._accept = accept

    def _runs(self, words: Words, labelled: Labelled) -> list[tuple[str, int, int]]:
        runs = []
        for role in ROLES:
            for span in getattr(labelled, role):
                inside = words.words_in(span)
                if inside and words.begins[inside.start] >= span[0] and words.ends[inside.stop - 1] <= span[1]:
                    runs.append((role, inside.start, inside.stop - 1))
        return runs

    def tag(self, words: Words) -> Tagged:
        """Runs of the attributions that lie in no other's content and whose cue is not hidden."""
        runs = []
        for number, labelled in enumerate(self._attributions):
            if number in self._hidden or self._is_inner(words, labelled):
                continue
            runs += self._runs(words, labelled)
        tags = np.zeros((len(words), N_TAGS), np.float32)
        for role, first, last in runs:
            tags[first : last + 1, tag_of(role, "I")] = 1
        hidden = np.zeros((len(words), 4), np.float32)
        return Tagged(hidden=hidden, scores=tags, tags=tags, runs=tuple(sorted(runs, key=lambda r: r[1])))

    def _is_inner(self, words: Words, labelled: Labelled) -> bool:
        at = words.words_in(labelled.cue[0] if labelled.cue else labelled.content[0])
        if not at:
            return False
        for other in self._attributions:
            whole = [run for run in self._runs(words, other) if run[0] == "content"]
            complete = all(words.words_in(s) for role in ("cue",) for s in getattr(other, role))
            if other is not labelled and complete and any(a <= at.start <= b for _, a, b in whole):
                return True
        return False

    def read_cues(self, words: Words, tagged: Tagged, anchors: Sequence[Sequence[int]]) -> list[CueReading]:
        """The attribution whose cue holds the anchor."""
        readings = []
        for anchor in anchors:
            for labelled in self._attributions:
                runs = self._runs(words, labelled)
                if any(role == "cue" and a <= anchor[0] <= b for role, a, b in runs):
                    readings.append(
                        CueReading(
                            anchor=tuple(anchor),
                            runs=tuple(runs),
                            likely=self._accept,
                            accept=self._accept,
                            sure=self._accept,
                        )
                    )
        return readings


class ShortSightedTagger(MarkedTagger):
    """Reads each cue within the second stage's sight only, as the trained one does."""

    def read_cues(self, words: Words, tagged: Tagged, anchors: Sequence[Sequence[int]]) -> list[CueReading]:
        """As the marks say, cut at the edges of sight."""
        cut = []
        for reading in super().read_cues(words, tagged, anchors):
            low, high = reading.anchor[0] - ANCHOR_LEFT, reading.anchor[-1] + ANCHOR_RIGHT
            runs = tuple((r, max(a, low), min(b, high)) for r, a, b in reading.runs if b >= low and a <= high)
            cut.append(replace(reading, runs=runs))
        return cut


def read_marked(marked: str, **options: object) -> tuple[str, tuple[Draft, ...]]:
    text, attributions = unmark(marked)
    return text, find_attributions(text, split_words(text), MarkedTagger(attributions, **options), language=ENGLISH)  # type: ignore[arg-type]


def contents(text: str, draft: Draft) -> list[str]:
    return [text[b:e] for b, e in draft.content]


def test_an_attribution_is_found_with_its_parts() -> None:
    text, (draft,) = read_marked("<S1 The ministry> <C1 denied> <K1 that its troops shelled the clinic>.")
    assert (text[slice(*draft.source[0])], text[slice(*draft.cue[0])]) == ("The ministry", "denied")
    assert contents(text, draft) == ["that its troops shelled the clinic"]
    assert draft.quote == "indirect"


def test_a_split_quotation_is_one_attribution() -> None:
    text, (draft,) = read_marked("<K1 “We left,”> <S1 she> <C1 said>. <K1 “Nobody came.”>")
    assert contents(text, draft) == ["“We left,”", "“Nobody came.”"]
    assert draft.quote == "direct"


@pytest.mark.parametrize(
    "marked",
    [
        "<S1 DORN><C1 :> <K1 " + "We never left the bridge and nobody asked us to, " * 30 + "not once>.",
        "<K1 “" + "We never left the bridge and nobody asked us to, " * 12 + "not once”>, <C1 said> <S1 Dorn>.",
    ],
)
def test_a_content_longer_than_the_second_stage_sees_is_whole(marked: str) -> None:
    text, attributions = unmark(marked)
    (draft,) = find_attributions(text, split_words(text), ShortSightedTagger(attributions), language=ENGLISH)  # type: ignore[arg-type]
    assert contents(text, draft) == [text[slice(*attributions[0].content[0])]]


def test_quotation_marks_around_a_content_are_taken_in() -> None:
    text, (draft,) = read_marked("<S1 He> <C1 called> it “<K1 gone>”.")
    assert contents(text, draft) == ["“gone”"]


def test_an_attribution_in_a_content_is_nested() -> None:
    marked = (
        "<S1 Agencies> <C1 reported> <K1 that <S2 the harbour master> <C2 had told> them "
        "<K2 that the quay was shut for a week>>."
    )
    text, (outer, inner) = read_marked(marked)
    assert outer.parent is None
    assert inner.parent == 0
    assert contents(text, inner) == ["that the quay was shut for a week"]


def test_a_cue_of_its_own_level_cuts_a_content_that_was_read_too_long() -> None:
    text, attributions = unmark("<S1 She> <C1 said> <K1 the quay was shut> but <S2 he> <C2 denied> <K2 it>.")
    attributions[0].content = [(attributions[0].content[0][0], len(text) - 1)]

    class Greedy(MarkedTagger):
        def _is_inner(self, words: Words, labelled: Labelled) -> bool:
            return False

    first, second = find_attributions(text, split_words(text), Greedy(attributions), language=ENGLISH)  # type: ignore[arg-type]
    assert contents(text, first)[0] == "the quay was shut but"
    assert second.parent is None


def test_a_quotation_runs_on_over_paragraphs() -> None:
    text, (draft,) = read_marked(
        "<S1 The agency> <C1 wrote>: <K1 “The dam is safe.>\n\n“Our engineers were there at night.\n\n"
        "“They found no crack.”\n\nThe river rose."
    )
    assert contents(text, draft) == [
        "“The dam is safe.",
        "“Our engineers were there at night.",
        "“They found no crack.”",
    ]


def test_a_quotation_that_another_speaker_takes_up_does_not_run_on() -> None:
    text, drafts = read_marked(
        "<S1 The agency> <C1 wrote>: <K1 “The dam is safe.>\n\n<K2 “We slept badly,”> <C2 said> <S2 a baker>."
    )
    assert contents(text, drafts[0]) == ["“The dam is safe."]
    assert len(drafts) == 2


def test_a_quotation_without_cue_carries_on() -> None:
    text, attributions = unmark(
        "<S1 The agency> <C1 said> <K1 it would look at damage>.\n\nIt would also <K2 “count the doors”>."
    )
    first, second = find_attributions(text, split_words(text), MarkedTagger(attributions), language=ENGLISH)  # type: ignore[arg-type]
    assert second.carries_on == 0
    assert contents(text, second) == ["“count the doors”"]
    assert first.carries_on is None


def test_an_unlikely_cue_makes_no_attribution() -> None:
    _, drafts = read_marked("<S1 The ministry> <C1 seemed> <K1 asleep>.", accept=0.2)
    assert drafts == ()


def test_a_text_without_words_has_no_attributions() -> None:
    assert find_attributions(" \n", split_words(" \n"), MarkedTagger([]), language=ENGLISH) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("accept", [0.85, 0.95, 1.0])
def test_confidence_lies_between_nought_and_one(accept: float) -> None:
    _, (draft,) = read_marked("<S1 She> <C1 said> <K1 the quay was shut>.", accept=accept)
    assert 0 < draft.confidence < 1


def test_an_unsure_attribution_is_left_out() -> None:
    assert read_marked("<S1 She> <C1 said> <K1 the quay was shut>.", accept=0.6)[1] == ()


def test_a_participle_shares_the_source_it_hangs_on() -> None:
    text, (_, second) = read_marked("<S1 She> <C1 declined> <K1 to give details>, <C2 saying> <K2 the quay was shut>.")
    assert text[slice(*second.source[0])] == "She"


def test_a_participle_in_another_sentence_shares_nothing() -> None:
    _, (_, second) = read_marked("<S1 She> <C1 declined> <K1 to comment>. <C2 Saying> so <K2 that the quay was shut>.")
    assert second.source == ()


def test_a_shifted_sentence_carries_on_its_pronoun() -> None:
    text, drafts = read_marked(
        "<S1 The agency> <C1 said> <K1 it would look at damage>.\n\nIt would also test the water, and count the doors."
    )
    assert [contents(text, d) for d in drafts[1:]] == [["would also test the water, and count the doors"]]
    assert drafts[1].carries_on == 0
    assert text[slice(*drafts[1].source[0])] == "It"


def test_a_gloss_after_the_quotation_is_not_said() -> None:
    text, drafts = read_marked(
        "<S1 The agency> <C1 said> <K1 it would look at damage>. It would “mind the seals”, a reference to theft."
    )
    assert contents(text, drafts[1]) == ["would “mind the seals”"]


@pytest.mark.parametrize(
    "after",
    [
        "It was built in 1950.",
        "The town would like that. It would pay.",
        "Would it help?",
        "“It would not,” says nobody.",
    ],
)
def test_other_sentences_carry_nothing_on(after: str) -> None:
    _, drafts = read_marked("<S1 The agency> <C1 said> <K1 it would look at damage>. " + after)
    assert len(drafts) == 1
