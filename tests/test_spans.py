from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.spans import covers, cut, join_spans, overlap, trim

TEXT = "The mayor, she said, will wait."
SPANS = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def characters(spans):
    return {at for begin, end in spans for at in range(begin, end)}


def test_cut_gives_the_words_in_the_order_asked_for():
    assert cut(TEXT, [(21, 30), (0, 9)]) == "will wait … The mayor"


def test_cut_joins_with_what_it_is_given():
    assert cut(TEXT, [(0, 9), (21, 30)], joint=" ") == "The mayor will wait"


def test_cut_counts_code_points_not_bytes():
    assert cut("🚢 Порт закрито", [(2, 6)]) == "Порт"


def test_cut_of_no_spans_is_empty():
    assert cut(TEXT, []) == ""


def test_touching_spans_become_one():
    assert join_spans([(4, 6), (0, 4)]) == ((0, 6),)


def test_a_span_inside_another_adds_nothing():
    assert join_spans([(0, 9), (2, 4), (12, 14)]) == ((0, 9), (12, 14))


@given(st.lists(SPANS))
def test_joining_keeps_the_same_characters(spans):
    assert characters(join_spans(spans)) == characters(spans)


@given(st.lists(SPANS))
def test_joined_spans_are_ordered_and_apart(spans):
    joined = join_spans(spans)
    assert all(left[1] < right[0] for left, right in pairwise(joined))


@given(st.lists(SPANS).flatmap(lambda spans: st.tuples(st.just(spans), st.permutations(spans))))
def test_joining_does_not_depend_on_order(pair):
    assert join_spans(pair[0]) == join_spans(pair[1])


@given(SPANS, SPANS)
def test_overlap_counts_the_shared_characters(left, right):
    assert overlap(left, right) == overlap(right, left) == len(characters([left]) & characters([right]))


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ([(0, 10)], [(0, 10)], True),
        ([(0, 10)], [(2, 4), (6, 8)], True),
        ([(0, 4), (6, 10)], [(1, 3), (7, 9)], True),
        ([(0, 10)], [(8, 12)], False),
        ([(0, 4), (4, 10)], [(3, 5)], False),  # no one span holds it
        ([(0, 10)], [], False),  # what is nowhere lies within nothing
        ([], [(0, 1)], False),
    ],
)
def test_covers(outer, inner, expected):
    assert covers(outer, inner) is expected


def test_trim_takes_white_space_off_both_ends():
    assert trim("a \u00a0 b c\n\n d", (1, 9)) == (4, 7)


def test_trim_of_white_space_alone_is_none():
    assert trim("a \t\n b", (1, 5)) is None


@given(st.text(), st.data())
def test_trim_agrees_with_strip(text, data):
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    trimmed = trim(text, (begin, end))
    assert ("" if trimmed is None else cut(text, [trimmed])) == text[begin:end].strip()
