"""How attributions are matched with gold ones and counted."""

import pytest

from benchmarks.polnear import Tally, attributed, interval, is_speech, match, miss_kinds, quote_kind, source_kind, tally

TEXT = "The mayor said the bridge was safe. Engineers believe that it will fall."
MAYOR = {"source": [(0, 9)], "cue": [(10, 14)], "content": [(15, 34)]}
ENGINEERS = {"source": [(36, 45)], "cue": [(46, 53)], "content": [(54, 71)]}


def pair(gold, predicted):
    golds = [attributed(TEXT, g) for g in gold]
    preds = [attributed(TEXT, p) for p in predicted]
    return golds, preds, match(golds, preds)


def test_the_same_spans_match():
    assert pair([MAYOR, ENGINEERS], [ENGINEERS, MAYOR])[2] == {0: 1, 1: 0}


def test_half_the_content_is_enough():
    assert pair([MAYOR], [MAYOR | {"content": [(15, 25)]}])[2] == {0: 0}


def test_less_than_half_the_content_is_not():
    assert pair([MAYOR], [MAYOR | {"content": [(15, 18)]}])[2] == {}


def test_another_source_is_wrong():
    assert pair([MAYOR], [MAYOR | {"source": [(36, 45)]}])[2] == {}


def test_no_source_matches_no_source():
    assert pair([MAYOR | {"source": []}], [MAYOR | {"source": []}])[2] == {0: 0}


def test_an_invented_source_is_wrong():
    assert pair([MAYOR | {"source": []}], [MAYOR])[2] == {}


def test_a_gold_attribution_is_matched_once():
    golds, preds, hits = pair([MAYOR], [MAYOR, MAYOR])
    assert tally([(golds, preds, hits)]) == Tally(1, 2, 1)


def test_counts_of_a_kind_share_their_hits():
    document = pair([MAYOR, ENGINEERS], [MAYOR])
    assert tally([document], lambda a: a.speech) == Tally(1, 1, 1)
    assert tally([document], lambda a: not a.speech) == Tally(0, 0, 1)


def test_scores_are_percent():
    assert Tally(1, 2, 4).scores == pytest.approx((50.0, 25.0, 33.333), abs=0.001)


def test_nothing_predicted_scores_nothing():
    assert Tally(0, 0, 4).scores == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("content", "kind"),
    [("“We wait,”", "direct"), ("that they “wait”", "mixed"), ("that they wait", "indirect")],
)
def test_quotation_marks_tell_the_kind(content, kind):
    text = f"{content} she said"
    assert quote_kind(text, [(0, len(content))]) == kind


@pytest.mark.parametrize("cue", ["said", "has repeatedly denied", "told", "tweeted", "was quick to insist"])
def test_verbs_of_speech_are_told(cue):
    assert is_speech(cue)


@pytest.mark.parametrize("cue", ["believes", "according to", ":", "in the view of", ""])
def test_other_cues_are_told(cue):
    assert not is_speech(cue)


@pytest.mark.parametrize(
    ("words", "kind"),
    [("", "none"), ("She", "pronoun"), ("two officials", "unnamed"), ("Sela Dorn", "named"), ("Dorn", "named")],
)
def test_sources_are_sorted_by_their_words(words, kind):
    assert source_kind(words) == kind


def test_misses_are_told_apart():
    documents = [
        pair([MAYOR], []),
        pair([MAYOR], [MAYOR | {"source": [(36, 45)]}]),
        pair([MAYOR], [MAYOR | {"content": [(15, 71)]}]),
        pair([MAYOR], [MAYOR | {"content": [(15, 18)]}]),
    ]
    assert dict(miss_kinds(documents)) == {
        "nothing predicted": 1,
        "wrong source": 1,
        "content too long": 1,
        "content too short": 1,
    }


def test_the_interval_holds_the_score_and_is_the_same_each_time():
    documents = [pair([MAYOR, ENGINEERS], [MAYOR]) for _ in range(3)] + [pair([MAYOR], [MAYOR])] * 3
    low, high = interval(documents)
    assert low <= tally(documents).scores[2] <= high
    assert interval(documents) == (low, high)
