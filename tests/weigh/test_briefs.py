"""Briefs: what weighing keeps of one article."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.model import Furniture
from reportedly.spans import cut
from reportedly.store.evidence import pack_json, unpack_json
from reportedly.weigh import PackedBrief
from reportedly.weigh.briefs import make_brief, split_content
from tests.weigh.invented import Said, body, find, person, tell, unnamed

COUNCIL = body("the Varnholm council", body("Norland", country="NL"))
ORM = person("Vella Orm", COUNCIL)

LONG = tell(
    "a",
    "<S1 Vella Orm> <C1 said> <K1 the mill burned on Tuesday. Nobody was inside. It had stood empty for years>.\n"
    "<S2 Tomas Brekk> <C2 denied> <K2 that it was empty>.\n\nThe smoke was seen from Ellow.",
    Said(by=ORM, figures=(("mills", 1),)),
    Said(by=person("Tomas Brekk"), stance="deny", about=0, at="2031-03-04"),
    own=["The smoke was seen from Ellow."],
)


def test_the_sentences_of_a_content_are_statements_with_numbers() -> None:
    brief = make_brief(LONG, "page")
    assert [(p.id, p.text) for p in brief.points] == [
        ("a-s0.1", "the mill burned on Tuesday."),
        ("a-s0.2", "Nobody was inside."),
        ("a-s0.3", "It had stood empty for years"),
        ("a-s1", "that it was empty"),
        (f"own-a-{LONG.own_voice[0].span[0]}", "The smoke was seen from Ellow."),
    ]
    assert [p.number for p in brief.points] == [0, 1, 2, 3, 4]


def test_the_offsets_of_a_statement_cut_its_words_out_of_the_text() -> None:
    text = LONG.article.text
    for point in make_brief(LONG, "page").points:
        assert cut(text, point.spans) == point.text
        begin, end = point.spans[0][0], point.spans[-1][1]
        assert text[:begin].endswith(point.left)
        assert text[end:].startswith(point.right)


def test_an_answer_points_at_the_first_statement_of_what_it_answers() -> None:
    points = make_brief(LONG, "page").points
    assert [p.about for p in points] == [None, None, None, 0, None]
    reading = tell(
        "a", "<S1 He> <C1 denied> <K1 it>. <S2 She> <C2 claimed> <K2 it was he. He ran>.",
        Said(stance="deny", about=1), Said(stance="accuse"),
    )  # fmt: skip
    assert [p.about for p in make_brief(reading, "a").points] == [1, None, None]


def test_own_voice_is_nobodys_statement() -> None:
    *said, own = make_brief(LONG, "page").points
    assert (own.own_voice, own.party, own.cue, own.stance) == (True, None, "", "assert")
    assert not any(p.own_voice for p in said)


def test_an_event_belongs_to_the_sentence_that_tells_it() -> None:
    points = make_brief(LONG, "page").points
    assert [[f for t in p.told for f in t.figures] for p in points[:3]] == [[("mills", "=", 1.0)]] * 3
    narrow = replace(LONG.events[0], span=find(LONG.article.text, "Nobody was inside"))
    points = make_brief(replace(LONG, events=(narrow,)), "page").points
    assert [len(p.told) for p in points[:3]] == [0, 1, 0]


def test_a_party_knows_whom_it_belongs_to_and_its_side() -> None:
    actors = {a.name: a for a in make_brief(LONG, "page").actors}
    assert (actors["Vella Orm"].owner, actors["Vella Orm"].side) == ("the Varnholm council", "Norland")
    assert (actors["Tomas Brekk"].owner, actors["Tomas Brekk"].side) == (None, None)


def test_parties_that_belong_to_each_other_are_no_endless_chain() -> None:
    reading = tell("a", "<S She> <C said> <K so>.", Said(by=ORM))
    orm, council = (p for p in reading.parties if p.name != "Norland")
    around = tuple(replace(p, affiliation=o.id) for p, o in ((orm, council), (council, orm)))
    actors = make_brief(replace(reading, parties=around), "a").actors
    assert {a.name for a in actors} == {"Vella Orm", "the Varnholm council"}


def test_a_sentence_that_the_cue_interrupts_is_one_statement() -> None:
    reading = tell("a", "“<K1 The mill>,” <S1 she> <C1 said>, “<K1 will never open again>.”", Said(quote="direct"))
    [point] = make_brief(reading, "a").points
    assert (point.id, point.text) == ("a-s0", "The mill … will never open again")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("One stays", ["One stays"]),
        ("It rained. “We left.” Then it stopped", ["It rained.", "“We left.”", "Then it stopped"]),
        ("Was it he? No! Surely", ["Was it he?", "No!", "Surely"]),
        ("About 3.5 tonnes, or approx. four", ["About 3.5 tonnes, or approx. four"]),
        ("a line\n\nanother line", ["a line", "another line"]),
        ("ordered by Col. Brekk and Dr. Orm. He left", ["ordered by Col. Brekk and Dr. Orm.", "He left"]),
        ("met J. Orm there", ["met J. Orm there"]),
    ],
)
def test_where_a_content_is_split(content: str, expected: list[str]) -> None:
    pieces = split_content(content, [(0, len(content))])
    assert [cut(content, spans) for spans in pieces] == expected


@given(st.lists(st.text(alphabet="aB. ?\n”", min_size=1), min_size=1, max_size=3))
def test_splitting_loses_no_words(parts: list[str]) -> None:
    text, spans, at = "|".join(parts), [], 0
    for part in parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    pieces = split_content(text, spans)
    assert "".join("".join(text[b:e] for b, e in p) for p in pieces).split() != ["|"]
    kept = "".join(text[b:e] for p in pieces for b, e in p)
    assert "".join(kept.split()) == "".join("".join(parts).split())


def test_a_storys_names_are_those_printed_inside_sentences() -> None:
    reading = tell(
        "a", "Smoke rose over Ellow on Tuesday. Nearby, the Brenna ferry waited, in Ferry Road. "
        "<S Vella Orm> <C said> <K so>.\nSubscribe now at Zanzo for more",
        Said(by=ORM), others=[unnamed("Officials Close To It")],
    )  # fmt: skip
    furniture = Furniture(span=find(reading.article.text, "Subscribe now at Zanzo for more"), kind="newsletter")
    brief = make_brief(replace(reading, article=replace(reading.article, furniture=(furniture,))), "a")
    # Not Tuesday, which is no story's; not Ferry, which is printed small too; not what is furniture, or anonymous.
    assert brief.names == ("brenna", "ellow", "norland", "road", "varnholm", "vella")


def test_a_version_is_of_the_time_when_it_was_modified() -> None:
    later = replace(LONG, article=replace(LONG.article, modified="2031-03-07"))
    assert (make_brief(LONG, "a").time, make_brief(later, "a").time) == (LONG.article.published, "2031-03-07")


@pytest.mark.parametrize("word", ["plain", "Élan “quoted”", "\ud800 alone \udfff", "\x00", "🜚"])
def test_a_brief_comes_back_from_what_is_kept_of_it(word: str) -> None:
    reading = tell(
        "a", f"<S Vella {word}> <C said> <K that {word} burned>.", Said(by=person(f"Vella {word}", COUNCIL), place=word)
    )
    vectors = np.arange(384, dtype=np.int64).astype(np.int8).tobytes()
    packed = PackedBrief(brief=make_brief(reading, f"page {word}"), vectors=vectors)
    assert unpack_json(pack_json(packed), PackedBrief) == packed
    assert pack_json(unpack_json(pack_json(packed), PackedBrief)) == pack_json(packed)
