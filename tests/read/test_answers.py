"""Which attribution answers which, in marked texts."""

from collections.abc import Callable, Sequence

import pytest

from reportedly.read.answers import link_answers
from reportedly.read.stance import judge_stances
from reportedly.read.stance_lexicon import load_stance_lexicon
from reportedly.read.stance_model import load_stance_models
from reportedly.read.syntax import Parser, load_parser
from tests.read.conftest import as_drafts
from training.marked import unmark

LEXICON = load_stance_lexicon()
MODELS = load_stance_models()


@pytest.fixture(scope="module")
def parser() -> Parser:
    return load_parser()


@pytest.fixture
def link(parser: Parser) -> Callable[..., tuple[int | None, ...]]:
    """The links of a marked text; indices are those of the marks, from 0."""

    def run(marked: str, parties: Sequence[str | None] | None = None) -> tuple[int | None, ...]:
        text, labelled = unmark(marked)
        drafts, parse = as_drafts(text, labelled, carries_on={}), parser.parse(text)
        judged = judge_stances(parse, drafts, lexicon=LEXICON, models=MODELS, parties=parties)
        return link_answers(parse, drafts, judged, lexicon=LEXICON, models=MODELS, parties=parties)

    return run


@pytest.mark.parametrize(
    "marked",
    [
        "<S1 Governor Ida Renn> <C1 said> <K1 the depot at Varo had been hit>. "
        "<S2 The port's head, Olm Tarn,> <C2 dismissed> <K2 her announcement> as nonsense.",
        "<S1 The rebels> <C1 accused> <K1 the army of shelling the clinic>. "
        "<S2 The army> <C2 denied> <K2 the accusation>.",
        "<S1 The rebels> <C1 accused> <K1 the army of shelling the clinic>. "
        "<S2 The army> <C2 said> <K2 it had not shelled the clinic>.",
        "<S1 A paper> <C1 reported> <K1 forty dead>. <S2 The hospital> <C2 called> <K2 the figure invented>.",
    ],
)
def test_an_answer_is_linked_to_what_it_answers(link, marked):
    assert link(marked) == (None, 0)


@pytest.mark.parametrize(
    "marked",
    [
        "<S1 The bakers> <C1 said> <K1 bread was dear>. <S2 A pilot> <C2 said> <K2 the airport had opened a hall>.",
        "<S1 The mayor> <C1 denied> <K1 that the bridge was shut>.",
    ],
)
def test_what_answers_nothing_is_not_linked(link, marked):
    assert set(link(marked)) == {None}


def test_an_answer_may_stand_around_what_it_answers(link):
    marked = "<S1 The army> <C1 denied> <K1 a claim by <S2 the rebels>, who <C2 said> <K2 it had shelled the clinic>>."
    assert link(marked)[1] is None


def test_no_draft_answers_itself(link):
    marked = (
        "<S1 The army> <C1 denied> <K1 the claim>. <S2 The army> <C2 denied> <K2 it>. <S3 Ana> <C3 denied> <K3 that>."
    )
    assert all(other != index for index, other in enumerate(link(marked)))


def test_nothing_comes_of_no_drafts(parser):
    assert link_answers(parser.parse("It rained."), [], [], lexicon=LEXICON, models=MODELS) == ()


def test_too_few_judgements_are_an_error(parser):
    text, labelled = unmark("<S The mayor> <C said> <K it rained>.")
    with pytest.raises(ValueError, match="1 drafts"):
        link_answers(parser.parse(text), as_drafts(text, labelled, carries_on={}), [], lexicon=LEXICON, models=MODELS)


def test_her_announcement_is_one_of_the_last_other_speaker(link):
    marked = (
        "<S1 The army> <C1 said> <K1 a depot was hit>. <S2 Ida Renn> <C2 confirmed> <K2 the strike>. "
        "<S3 Ida Renn> <C3 added> <K3 that it rained>. <S4 Olm Tarn> <C4 dismissed> <K4 her announcement> as a fake."
    )
    assert link(marked, ["army", "renn", "renn", "tarn"])[3] == 1


def test_an_accusation_is_an_accusing_statement(link):
    marked = (
        "<S1 The rebels> <C1 accused> <K1 the army of shelling the clinic>. <S2 A nurse> <C2 said> <K2 it was late>. "
        "<S3 The army> <C3 rejected> <K3 the accusation>."
    )
    assert link(marked)[2] == 0
