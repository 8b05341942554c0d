import hashlib
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.ids import hash_bytes, make_id

PARTS = st.lists(st.one_of(st.none(), st.integers(), st.text(max_size=8)), max_size=4)


def spelled(parts):
    """What an id may depend on: the parts as words, with None apart from every word."""
    return [None if part is None else str(part) for part in parts]


def test_hash_is_sha256_in_hexadecimal():
    assert hash_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_id_carries_its_kind_and_sixteen_digits():
    kind, _, digits = make_id("att", "art-1", 3).partition("-")
    assert (kind, len(digits), int(digits, 16) >= 0) == ("att", 16, True)


def test_id_is_the_same_in_another_process():
    program = "from reportedly.ids import make_id; print(make_id('art', 'Оріхів', 7, None))"
    other = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    # The recipe is spelled out, so that ids saved by an earlier version stay findable.
    expected = hashlib.sha256("12:Оріхів1:7n:-".encode()).hexdigest()[:16]
    assert other.stdout.strip() == make_id("art", "Оріхів", 7, None) == f"art-{expected}"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ab", "c"), ("a", "bc")),
        ((None,), ("",)),
        ((None,), ("-",)),
        (("a",), ("a", "")),
        (("1:a",), ("a",)),
        ((), ("",)),
    ],
)
def test_ids_of_different_parts_differ(left, right):
    assert make_id("x", *left) != make_id("x", *right)


@given(PARTS, PARTS)
def test_ids_agree_only_when_the_parts_do(left, right):
    assert (make_id("x", *left) == make_id("x", *right)) == (spelled(left) == spelled(right))


def test_a_lone_surrogate_has_an_id():
    assert make_id("art", "\ud800") != make_id("art", "\ud801")
