"""Sources resolved to parties: identity of the unnamed, names, pronouns, bodies, documents."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.model import Article
from reportedly.read.drafts import Draft
from reportedly.read.lang import load_language
from reportedly.read.parties import resolve_sources

Resolve = Callable[..., "Resolved"]  # type: ignore[name-defined]  # noqa: F821  # see conftest.py


# --- the unnamed ------------------------------------------------------------------------------------------------


def test_two_sources_are_a_party_of_two(resolve: Resolve) -> None:
    case = resolve("<K1 The raid has begun>, <S1 two Merrow sources> <C1 said>.")
    assert (case.kinds, case.sources[0].count, case.names) == (["anonymous"], 2, ["two Merrow sources"])
    assert case.party(0).anonymous


def test_first_and_second_source_are_told_apart_and_found_again(resolve: Resolve) -> None:
    case = resolve(
        "<K1 The raid has begun>, <S1 two Merrow sources> <C1 said>.\n\n<S2 The first source> <C2 said>: <K2 “Go.”>\n\n"
        "<S3 The source> <C3 said> <K3 boats were moving>.\n\n<S4 A second source> <C4 said> <K4 it was big>.\n\n"
        "<K5 “It is on,”> <S5 the second source> <C5 said>."
    )
    pair, first, again, second, second_again = case.ids
    assert first == again
    assert second == second_again
    assert len({pair, first, second}) == 3
    assert case.names == ["two Merrow sources", "first source", "first source", "second source", "second source"]


def test_the_source_is_the_latest_to_be_told_apart(resolve: Resolve) -> None:
    case = resolve(
        "<S1 A first source> <C1 said> <K1 yes>. <S2 A second source> <C2 said> <K2 no>. <S3 The source> <C3 added> <K3 never>."
    )
    assert case.ids[2] == case.ids[1]


def test_another_source_is_a_new_one(resolve: Resolve) -> None:
    case = resolve("<S1 A source> <C1 said> <K1 yes>. <S2 Another source> <C2 said> <K2 no>.")
    assert case.ids[0] != case.ids[1]


def test_a_second_source_follows_a_first_that_was_only_called_a_source(resolve: Resolve) -> None:
    case = resolve(
        "<S1 A source> <C1 said> <K1 yes>. <S2 A second source> <C2 said> <K2 no>. <S3 The first source> <C3 said> <K3 maybe>."
    )
    assert case.ids[2] == case.ids[0]


def test_both_sources_are_the_pair_again(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Two sources> <C1 said> <K1 yes>. <S2 One source> <C2 said> <K2 no>. <S3 Both sources> <C3 said> <K3 maybe>."
    )
    assert case.ids[2] == case.ids[0]
    assert case.ids[1] != case.ids[0]


def test_the_other_source_is_the_one_that_did_not_speak_last(resolve: Resolve) -> None:
    case = resolve(
        "<S1 A first source> <C1 said> <K1 yes>. <S2 A second source> <C2 said> <K2 no>. <S3 The other source> <C3 said> <K3 hm>."
    )
    assert case.ids[2] == case.ids[0]


def test_one_official_and_another_official_differ(resolve: Resolve) -> None:
    case = resolve(
        "<S1 One official> <C1 said> <K1 yes>. <S2 Another official> <C2 said> <K2 no>. <S3 A third official> <C3 said> <K3 hm>."
    )
    assert len(set(case.ids)) == 3


def test_the_official_is_the_one_introduced_before(resolve: Resolve) -> None:
    case = resolve("<S1 A Merrow official> <C1 said> <K1 yes>. <S2 The official> <C2 said> <K2 no>.")
    assert case.ids[0] == case.ids[1]
    assert case.names[0] == "Merrow official"


def test_an_official_of_another_kind_is_another(resolve: Resolve) -> None:
    case = resolve(
        "<S1 A customs officer> <C1 said> <K1 yes>. <S2 A naval officer> <C2 said> <K2 no>. <S3 The customs officer> <C3 said> <K3 hm>."
    )
    assert case.ids[2] == case.ids[0] != case.ids[1]


def test_one_of_them_is_part_of_the_group(resolve: Resolve) -> None:
    case = resolve("<S1 Two diplomats> <C1 said> <K1 yes>. <S2 One of them> <C2 said> <K2 no>.")
    assert case.ids[0] != case.ids[1]
    assert (case.kinds[1], case.sources[1].count) == ("anonymous", 1)


def test_a_source_of_a_headline_is_the_source_of_the_text(resolve: Resolve) -> None:
    case = resolve(
        "<K1 Raid has begun>, <S1 source> <C1 says>\n\n<S2 A security source> <C2 said> <K2 the raid began>."
    )
    assert case.ids[0] == case.ids[1]
    assert case.names[0] == "security source"


def test_the_same_group_is_one_party(resolve: Resolve) -> None:
    case = resolve("<S1 Residents> <C1 said> <K1 yes>. <S2 The residents> <C2 said> <K2 no>.")
    assert case.ids[0] == case.ids[1]
    assert not case.party(0).anonymous


def test_a_list_is_one_group(resolve: Resolve) -> None:
    case = resolve("<S1 The UN, US and Orrin> <C1 called> for <K1 a truce>.")
    assert (case.kinds, case.sources[0].count) == (["group"], 3)


# --- names ------------------------------------------------------------------------------------------------------


def test_a_surname_is_the_person_named_in_full_before(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Oda Kelm, the mayor,> <C1 said> <K1 yes>. <S2 Kelm> <C2 said> <K2 no>. <S3 Ms Kelm> <C3 said> <K3 hm>."
    )
    assert case.names == ["Oda Kelm"] * 3
    assert len(case.parties) == 1


def test_a_title_and_a_full_name_are_one_person(resolve: Resolve) -> None:
    case = resolve("<S1 President Dorn> <C1 said> <K1 yes>. <S2 Ilya Dorn> <C2 said> <K2 no>.")
    assert case.names == ["Ilya Dorn", "Ilya Dorn"]
    assert case.party(0).role == "President"


def test_people_of_one_surname_are_kept_apart_by_given_name(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Ilya Dorn> <C1 said> <K1 yes>. <S2 Sela Dorn> <C2 said> <K2 no>. <S3 Ilya Dorn> <C3 said> <K3 hm>."
    )
    assert case.ids[0] == case.ids[2] != case.ids[1]


def test_people_of_one_surname_are_kept_apart_by_title(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Mr Ilya Dorn> <C1 said> <K1 yes>. <S2 Ms Sela Dorn> <C2 said> <K2 no>. <S3 Mr Dorn> <C3 said> <K3 hm>. <S4 Ms Dorn> <C4 said> <K4 oh>."
    )
    assert case.names == ["Ilya Dorn", "Sela Dorn", "Ilya Dorn", "Sela Dorn"]


def test_an_initial_is_no_other_name(resolve: Resolve) -> None:
    case = resolve(
        "<S1 I. Dorn> <C1 said> <K1 yes>. <S2 Ilya Dorn> <C2 said> <K2 no>. <S3 Ilya P. Dorn> <C3 said> <K3 hm>."
    )
    assert len(set(case.ids)) == 1


def test_the_office_of_a_person_is_not_the_person(resolve: Resolve) -> None:
    case = resolve("<S1 Sela Dorn> <C1 said> <K1 yes>. <S2 Sela Dorn’s office> <C2 said> <K2 no>.")
    assert case.ids[0] != case.ids[1]
    assert case.kinds == ["person", "organisation"]


def test_capitals_of_a_headline_name_the_same_person(resolve: Resolve) -> None:
    case = resolve("<S1 DORN><C1 :> <K1 NO TROOPS>\n\n<S2 Minister Sela Dorn> <C2 said> <K2 no troops would leave>.")
    assert case.names == ["Sela Dorn", "Sela Dorn"]


def test_a_name_that_is_no_source_introduces_its_surname(resolve: Resolve) -> None:
    case = resolve(
        "Police arrested Mikel Vale, a crane driver, on Monday.\n\n<K1 “I did nothing,”> <S1 Vale> <C1 said>."
    )
    assert case.names == ["Mikel Vale"]
    assert case.mentions(0) == ["Mikel Vale", "Vale"]
    assert case.party(0).role == "crane driver"


def test_furniture_introduces_nobody(resolve: Resolve) -> None:
    case = resolve(
        "Captain Rhona Teel speaks tonight.\n\n<S1 Captain Oda Kelm> <C1 spoke>: <K1 “Yes.”>\n\n<S2 She> <C2 said> <K2 no>.",
        furniture="Captain Rhona Teel speaks tonight.",
    )
    assert case.names == ["Oda Kelm", "Oda Kelm"]


def test_an_unnamed_office_takes_the_name_that_follows(resolve: Resolve) -> None:
    case = resolve("<S1 The mayor> <C1 said> <K1 yes>.\n\n<S2 Mayor Odile Cord> <C2 said> <K2 no>.")
    assert case.names == ["Odile Cord", "Odile Cord"]


def test_a_given_name_with_a_title_is_found_again(resolve: Resolve) -> None:
    case = resolve("<S1 Sister Pilar Onn> <C1 said> <K1 yes>. <S2 Sister Pilar> <C2 said> <K2 no>.")
    assert case.ids[0] == case.ids[1]


# --- pronouns ---------------------------------------------------------------------------------------------------


def test_she_is_the_preceding_source(resolve: Resolve) -> None:
    case = resolve("<S1 Spokesperson Oda Kelm> <C1 said> <K1 yes>.\n\n<S2 She> <C2 declined> <K2 to say more>.")
    assert case.names == ["Oda Kelm", "Oda Kelm"]
    assert case.kinds[1] == "person"


def test_he_passes_over_a_woman(resolve: Resolve) -> None:
    case = resolve("<S1 Mr Vale> <C1 said> <K1 yes>. <S2 Ms Kelm> <C2 said> <K2 no>. <S3 He> <C3 said> <K3 hm>.")
    assert case.ids[2] == case.ids[0]


def test_a_gender_learned_once_is_kept(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Rowan Kelm> <C1 said> <K1 yes>. <S2 She> <C2 said> <K2 no>. <S3 Mr Vale> <C3 said> <K3 hm>. <S4 She> <C4 said> <K4 oh>."
    )
    assert case.ids[3] == case.ids[0]


def test_he_is_who_was_spoken_of_when_no_source_fits(resolve: Resolve) -> None:
    case = resolve("Mikel Vale came to the quay at dawn. <K1 “It is gone,”> <S1 he> <C1 said>.")
    assert case.names == ["Mikel Vale"]


def test_it_is_the_body_and_not_the_person(resolve: Resolve) -> None:
    case = resolve("<S1 Merrow’s defence ministry> <C1 said> <K1 yes>. <S2 It> <C2 reported> <K2 no damage>.")
    assert case.names == ["Merrow’s defence ministry"] * 2
    assert case.kinds == ["organisation", "organisation"]


def test_they_are_the_group(resolve: Resolve) -> None:
    case = resolve("<S1 Residents> <C1 said> <K1 yes>. <S2 They> <C2 said> <K2 no>.")
    assert case.ids[0] == case.ids[1]


def test_a_pronoun_that_nothing_explains_has_no_party(resolve: Resolve) -> None:
    case = resolve("<S1 She> <C1 said> <K1 yes>.")
    assert case.names == [None]
    assert case.kinds == ["person"]
    assert case.parties == ()


def test_they_in_a_quotation_are_not_its_speaker(resolve: Resolve) -> None:
    case = resolve(
        "<S1 The harbour office> <C1 wrote>: <K1 “The crews are ready. <S2 They> <C2 believe> <K2 that it will hold>.”>"
    )
    assert case.names == ["harbour office", None]


def test_he_in_the_words_of_a_speaker_is_somebody_else(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Mr Vale> <C1 said> <K1 yes>. <S2 Mr Dorn> <C2 said>: <K2 “Now <S3 he> <C3 says> <K3 that it was him>.”>"
    )
    assert case.ids[2] == case.ids[0]


def test_i_in_a_quotation_is_its_speaker(resolve: Resolve) -> None:
    case = resolve("<K1 “<S2 I> <C2 think> <K2 it will hold>,”> <S1 Oda Kelm> <C1 said>.")
    assert len(set(case.ids)) == 1
    assert case.names[0] == "Oda Kelm"


def test_who_is_the_person_right_before(resolve: Resolve) -> None:
    case = resolve("The quay was closed by Mayor Odile Cord, <S1 who> <C1 said> <K1 it was unsafe>.")
    assert case.names == ["Odile Cord"]


def test_what_carries_on_has_the_earlier_party(resolve: Resolve) -> None:
    case = resolve(
        "<S1 The agency> <C1 said> <K1 it would look>. <S2 It> would also <K2 “count the doors”>.", carries_on={1: 0}
    )
    assert case.ids[0] == case.ids[1]
    assert (case.sources[0].implicit, case.sources[1].implicit) == (False, True)


def test_what_carries_on_without_words_has_the_earlier_party(resolve: Resolve) -> None:
    case = resolve("<S1 The agency> <C1 said> <K1 it would look>. <K2 “All doors.”>", carries_on={1: 0})
    assert case.ids[0] == case.ids[1]


def test_a_source_without_words_has_no_party(resolve: Resolve) -> None:
    case = resolve("It <C1 is feared> <K1 that the dam will burst>.")
    assert (case.sources[0].party, case.sources[0].kind, case.parties) == (None, None, ())


# --- bodies, offices, documents ---------------------------------------------------------------------------------


def test_the_agency_is_the_agency_named_before(resolve: Resolve) -> None:
    case = resolve(
        "A team from the dam watchdog – International Dam Agency (IDA) – set out.\n\nWith IDA experts there, <S1 the agency> <C1 said> <K1 yes>."
    )
    assert case.names == ["International Dam Agency"]


def test_an_acronym_is_the_body(resolve: Resolve) -> None:
    case = resolve("<S1 The International Dam Agency (IDA)> <C1 said> <K1 yes>. <S2 The IDA> <C2 said> <K2 no>.")
    assert case.names == ["International Dam Agency"] * 2


def test_the_ministry_is_the_ministry_named_before(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Merrow’s defence ministry> <C1 said> <K1 yes>. <S2 Orrin’s foreign ministry> <C2 said> <K2 no>. "
        "<S3 The defence ministry> <C3 said> <K3 hm>. <S4 The foreign ministry> <C4 said> <K4 oh>."
    )
    assert case.ids[2:] == case.ids[:2]


def test_ministries_of_two_countries_are_two(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Merrow’s defence ministry> <C1 said> <K1 yes>. <S2 Orrin’s defence ministry> <C2 said> <K2 no>."
    )
    assert case.ids[0] != case.ids[1]


def test_spellings_of_one_ministry_are_one(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Merrow’s Defense Ministry> <C1 said> <K1 yes>. <S2 Merrow’s defence ministry> <C2 said> <K2 no>."
    )
    assert case.ids[0] == case.ids[1]


def test_a_short_name_is_the_body(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Corva Minerals> <C1 said> <K1 yes>. <S2 Corva> <C2 said> <K2 no>. <S3 The company> <C3 said> <K3 hm>."
    )
    assert len(set(case.ids)) == 1


def test_a_capitalised_noun_is_the_body(resolve: Resolve) -> None:
    case = resolve("<S1 The Highland Relief Committee> <C1 said> <K1 yes>. <S2 The Committee> <C2 said> <K2 no>.")
    assert case.names == ["Highland Relief Committee"] * 2


def test_a_country_is_not_its_ministry(resolve: Resolve) -> None:
    case = resolve("<S1 The Merrow Defence Ministry> <C1 said> <K1 yes>. <S2 Merrow> <C2 said> <K2 no>.")
    assert case.ids[0] != case.ids[1]


def test_a_metonym_is_one_party(resolve: Resolve) -> None:
    case = resolve("<S1 the Citadel> <C1 said> <K1 yes>. <S2 The Citadel> also <C2 said> <K2 no>.")
    assert case.names == ["Citadel", "Citadel"]


def test_the_minister_is_the_person_with_that_office(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Energy Minister Cosmo Brandt> <C1 said> <K1 yes>. <S2 Oda Kelm> <C2 said> <K2 no>. <S3 The minister> <C3 said> <K3 hm>."
    )
    assert case.ids[2] == case.ids[0]


def test_the_spokeswoman_is_a_woman_of_that_role(resolve: Resolve) -> None:
    case = resolve(
        "<S1 Spokeswoman Oda Kelm> <C1 said> <K1 yes>. <S2 Army spokesman Mikel Vale> <C2 said> <K2 no>. "
        "<S3 The spokeswoman> <C3 said> <K3 hm>. <S4 The spokesman> <C4 said> <K4 oh>."
    )
    assert case.ids[2:] == case.ids[:2]


def test_a_spokesman_without_name_is_a_person_named_by_his_role(resolve: Resolve) -> None:
    case = resolve("<S1 A spokesman for the harbour board> <C1 said> <K1 yes>.")
    assert (case.kinds, case.names) == (["person"], ["spokesman for the harbour board"])
    assert not case.party(0).anonymous


def test_its_spokeswoman_is_named_after_the_body(resolve: Resolve) -> None:
    case = resolve("<S1 The Corva Company> <C1 said> <K1 yes>. <S2 Its spokeswoman> <C2 said> <K2 no>.")
    assert case.names[1] == "Corva Company's spokeswoman"


def test_a_document_of_an_author_has_the_author_as_party(resolve: Resolve) -> None:
    case = resolve("However <S1 a tweet from the government’s Press Centre> <C1 said>: <K1 “Yes.”>")
    assert case.kinds == ["document"]
    assert (case.names, case.party(0).kind) == (["government’s Press Centre"], "organisation")


def test_the_statement_is_its_authors_again(resolve: Resolve) -> None:
    case = resolve("<S1 A statement from the ministry> <C1 said> <K1 yes>. <S2 The statement> <C2 added> <K2 no>.")
    assert case.names == ["ministry", "ministry"]


def test_a_document_without_author_is_a_party(resolve: Resolve) -> None:
    case = resolve("<S1 A report> <C1 said> <K1 yes>. <S2 The report> <C2 added> <K2 no>.")
    assert case.ids[0] == case.ids[1]
    assert case.party(0).kind == "document"


# --- form -------------------------------------------------------------------------------------------------------


def test_parties_stand_in_order_of_first_mention(resolve: Resolve) -> None:
    case = resolve("Mikel Vale was there. <S1 Oda Kelm> <C1 said> <K1 yes>. <S2 Vale> <C2 said> <K2 no>.")
    assert [p.name for p in case.parties] == ["Mikel Vale", "Oda Kelm"]


def test_one_name_twice_has_two_ids(resolve: Resolve) -> None:
    case = resolve("<S1 A source> <C1 said> <K1 yes>. <S2 A source> <C2 said> <K2 no>.")
    assert case.names == ["source", "source"]
    assert case.ids[0] != case.ids[1]


WORDS = st.sampled_from(
    "the a two sources source Dorn Sela Mr Ms said who He She It they and of , . “ ” ( ) IDA ministry’s minister — 's one\n".split(
        " "
    )
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map(" ".join))


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[Draft]]:
    """Any text with any spans as drafts."""
    text = draw(TEXTS)
    drafts: list[Draft] = []
    if text:
        for i in range(draw(st.integers(0, 6))):
            begin = draw(st.integers(0, len(text) - 1))
            end = draw(st.integers(begin + 1, min(len(text), begin + 40)))
            earlier = st.none() | st.integers(0, max(0, i - 1)) if i else st.none()
            drafts.append(
                Draft(
                    source=((begin, end),) if draw(st.booleans()) else (),
                    cue=(),
                    content=((begin, end),),
                    quote=draw(st.sampled_from(("direct", "indirect"))),
                    parent=draw(earlier),
                    carries_on=draw(earlier),
                    confidence=0.5,
                )
            )
    article = Article(
        id="art-1", sha256="", url=None, publisher=None, title=None, byline=None, published=None, modified=None,
        language="en", text=text,
    )  # fmt: skip
    return article, drafts


@settings(max_examples=150, deadline=None)
@given(articles())
def test_any_text_resolves_the_same_twice_and_mentions_lie_in_it(case: tuple[Article, list[Draft]]) -> None:
    article, drafts = case
    language = load_language("en")
    sources, parties = resolve_sources(article, drafts, language=language)
    assert (sources, parties) == resolve_sources(article, drafts, language=language)
    assert [s.spans for s in sources] == [d.source for d in drafts]
    ids = [p.id for p in parties]
    assert len(ids) == len(set(ids))
    behind = {p for s in sources for p in s.parties} | {p.affiliation for p in parties} - {None}
    assert behind == set(ids)
    assert all(s.party == (s.parties[0] if s.parties else None) for s in sources)
    for party in parties:
        assert party.name.strip()
        assert all(0 <= b < e <= len(article.text) for b, e in party.mentions)
        assert all(left[1] <= right[0] for left, right in pairwise(party.mentions))


@pytest.mark.parametrize("word", ["Dorn said the source. ", "the ministry of the ministry of ", "A and B, ", "Dorn’s "])
def test_time_is_linear_in_the_text(word: str) -> None:
    from time import process_time

    def spent(times: int) -> float:
        text = word * times
        step = len(word)
        drafts = [
            Draft(source=((i, i + step - 1),), cue=(), content=((i, i + step - 1),), quote="indirect", parent=None, carries_on=None, confidence=1.0)
            for i in range(0, len(text), step * 4)
        ]  # fmt: skip
        article = Article(
            id="a", sha256="", url=None, publisher=None, title=None, byline=None, published=None, modified=None, language="en", text=text
        )  # fmt: skip
        began = process_time()
        resolve_sources(article, drafts, language=load_language("en"))
        return process_time() - began

    spent(50)
    assert spent(3200) < 40 * max(spent(200), 0.002)  # 16 times the text; a square would be 256 times
