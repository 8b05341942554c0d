"""Furniture on invented pages: ⟦kind⟧ … ⟦/⟧ marks what must be found; every other line must stay."""

from __future__ import annotations

import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ingest import find_furniture
from reportedly.ingest.furniture import mark_page
from reportedly.ingest.wording import KINDS, load_wording

PAGES = sorted((Path(__file__).parent / "pages").glob("*.txt"))
MARK = re.compile(r"⟦(\w+)⟧(.*?)⟦/⟧", re.DOTALL)


def unmark(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without marks, and (kind, words) of each mark in order."""
    return MARK.sub(r"\2", marked), [(m.group(1), m.group(2)) for m in MARK.finditer(marked)]


def find(text: str) -> list[tuple[str, str]]:
    return [(mark.kind, text[slice(*mark.span)]) for mark in find_furniture(text)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page_has_just_its_furniture_marked(path: Path) -> None:
    text, expected = unmark(path.read_text(encoding="utf-8"))
    assert find(text) == expected


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_line_ends_do_not_matter(path: Path) -> None:
    text, expected = unmark(path.read_text(encoding="utf-8").replace("\n", "\r\n"))
    assert find(text) == expected


def test_pages_hold_enough_of_both() -> None:
    marked = [unmark(path.read_text(encoding="utf-8")) for path in PAGES]
    furniture = sum(len(expected) for _, expected in marked)
    lines = sum(len([line for line in text.split("\n") if line.strip()]) for text, _ in marked)
    assert len(PAGES) >= 12
    assert furniture >= 60
    assert lines - furniture >= 60


BODY = "The ferry had 212 people on board, two port officials said on Monday.\n\n{}\n\nNobody was hurt, they added.\n\nThe line runs daily except on Sundays."


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Watch: the moment the ferry turned", "player"),
        ("Your browser does not support this video", "player"),
        ("0:00 / 2:31", "player"),
        ("Now playing", "player"),
        ("Get our weekly newsletter in your inbox", "newsletter"),
        ("Enter your email address", "newsletter"),
        ("Turn on notifications", "newsletter"),
        ("Listen: our podcast from the coast", "podcast"),
        ("New episodes every Tuesday", "podcast"),
        ("Photograph: Ann Poe/Harbour Pictures", "caption"),
        ("FILE - The ferry at its berth last May.", "caption"),
        ("[Picture: the quay this morning]", "caption"),
        ("Toggle caption", "caption"),
        ("Facebook", "share"),
        ("Share on WhatsApp", "share"),
        ("Follow @harbourdesk", "share"),
        ("2.1K reactions · 388 comments · Commenting is limited", "share"),
        ("Support independent journalism: become a member.", "promotion"),
        ("3 free articles remaining", "promotion"),
        ("Crossword: page 22", "promotion"),
        ("Send us your photos", "promotion"),
        ("Continue reading", "link"),
        ("More on this story: How ferries float", "link"),
        ("Story continues below", "link"),
        ("We use cookies to improve your visit", "notice"),
        ("Accept all", "notice"),
        ("Additional reporting by Ann Poe and Jo Lee.", "notice"),
        ("Was this page useful? Yes / No", "notice"),
        ("This is a developing story", "notice"),
        ("ADVERTISEMENT — Sofas, half price, this weekend only", "notice"),
        ("Show 1,904 replies", "notice"),
        ("➤ MORE: Five ferries that made the coast", "link"),
        ("Explained: who owns the ferry line", "related"),
        ("Harbour master quits over sunken barge in estuary mud", "related"),
    ],
)
def test_line_between_paragraphs_is_furniture(line: str, kind: str) -> None:
    assert find(BODY.format(line)) == [(kind, line)]


@pytest.mark.parametrize(
    "line",
    [
        "No comment.",
        "“Follow us on the north road,” the officer had told them.",
        "“Subscribe to nothing,” she said.",
        "Share prices fell.",
        "Photos showed the ferry on its side.",
        "Video shows that the captain had left the bridge.",
        "The newsletter said that two people had drowned.",
        "Read the treaty and you will see, the minister said.",
        "Watch the water, she had told the crew.",
        "Minister: no ferries will leave",
        "What happened next",
        "‘It was the wind’",
        "MINISTER: We have nothing to hide.",
        "Q: Who was on the bridge?",
        "14.52",
        "11:40 — Somebody answers the phone",
        "By Ann Poe in Port Merrow",
        "PORT MERROW, May 4 (Norwire)",
        "This article was supplied by Norwire and has not been edited.",
        "Correction: An earlier version of this article gave the number as 312.",
        "Editor’s note: The captain’s name was corrected on Tuesday.",
        "Members have voted to strike, the union said.",
        "By entering the talks, Varnia accepts the terms of the river treaty.",
        "This story may not be over, the prefect warned.",
        "Reporting by the commission found no sign of an explosion.",
        "Updated December figures show a fall in passengers.",
        "Send us lifeboats, not letters, the islanders say.",
        "Tell us the truth, relatives demand",
        "- 61 of 68 passengers have been found",
        "Second: the ferry was never overloaded",
        "The ministry said the ferry was fit for sea on Friday morning",
        "Poll: 52 per cent blame the line.",
        "What do you think?",
        "Source: Ministry of Transport",
        "Contact was lost at 4.40 a.m.",
        "Comments by the minister were broadcast at noon.",
        "Join the army, the posters say.",
        "Sign language was used in the hearing.",
        "Most of the passengers read the notice and ignored it.",
        "Back to square one.",
        "Support for the strike has fallen in the press and the newsroom.",
        "Related costs will be borne by the line.",
        "Listen, nobody told us anything.",
        "[Norwire]",
    ],
)
def test_line_between_paragraphs_is_content(line: str) -> None:
    assert find(BODY.format(line)) == []


def test_link_lines_end_at_the_blank_line() -> None:
    text = BODY.format(
        "Related stories:\nFerry line sold again\nWho watches the harbour?\n\nSeventy were still missing, he said."
    )
    assert [words for _, words in find(text)] == [
        "Related stories:",
        "Ferry line sold again",
        "Who watches the harbour?",
    ]


def test_sentence_under_a_heading_of_links_is_content() -> None:
    text = BODY.format("Read more:\nThe captain told the court that he had been asleep at the wheel.")
    assert find(text) == [("link", "Read more:")]


def test_headline_after_an_open_quotation_is_left_alone() -> None:
    text = BODY.format(
        "“We were told to wait.\n\nFerry line ignored every warning it was given\n\n“Then the lights went out.”"
    )
    assert find(text) == []


def test_lone_headline_before_the_first_sentence_is_the_articles_own() -> None:
    text = "Ferry sinks off Merrow\n\nHarbour master blames wind and an open bow door\n\n" + BODY.format(
        "The wind was light."
    )
    assert find(text) == []


def test_lone_headlines_as_many_as_paragraphs_are_subheads() -> None:
    part = "The old ferry was never meant for the open sea\n\nShe was built for a lake, her designer said.\n\n"
    assert find("Ferry report\n\nThe report came out on Monday, the line said.\n\n" + part * 5) == []


def test_headlines_after_the_end_are_links() -> None:
    tail = [
        "Fish prices double in a single week",
        "Who owns the sea wall at Merrow?",
        "Harbour master quits after eleven days",
    ]
    text = BODY.format("The wind was light.") + "\n\n" + "\n".join(tail)
    assert find(text) == [("related", line) for line in tail]


def test_furniture_within_a_quotation_stays() -> None:
    assert find(BODY.format("She read it out: “Stop the ferries. Sign up now. Follow us on Beacon.”")) == []


def test_furniture_sentence_after_content_is_marked_alone() -> None:
    text = BODY.format("Bonds fell 1.4 per cent. Sign up for our Energy Briefing.")
    assert find(text) == [("newsletter", "Sign up for our Energy Briefing.")]


@pytest.mark.parametrize(
    "line",
    [
        "Support our crews. SUBSCRIBE | JOIN | WEATHER",
        "All times local. Pinned: who is where? | Report a problem with this page",
    ],
)
def test_a_row_of_links_with_sentences_in_it_is_marked_once(line: str) -> None:
    text = f"The ferry sank off Merrin at noon, the harbour office said.\n\n{line}"
    assert [text[slice(*mark.span)] for mark in find_furniture(text)] == [line]


def test_known_title_is_never_furniture() -> None:
    title = "Watch live: the ferry is raised"
    assert find_furniture(f"{title}\n\n" + BODY.format("The wind was light."), title=title) == ()


@pytest.mark.parametrize(
    ("first", "is_title"),
    [
        ("Ferry sinks off Merrow", True),
        ("Who sank the ferry?", True),
        ("Minister: no ferries will leave", True),
        ("The ferry sank on Monday.", False),
        ("14.52", False),
        ("The minister made this statement:", False),
        ("CONTEXT", False),
        ("“We are going down.”", False),
    ],
)
def test_first_line_is_the_title_if_it_looks_like_one(first: str, is_title: bool) -> None:
    _, span = mark_page(f"{first}\n\n" + BODY.format("The wind was light."))
    assert (span == (0, len(first))) is is_title


def test_title_lies_under_navigation() -> None:
    text = "Home > World\n\nFerry sinks off Merrow\n\n" + BODY.format("The wind was light.")
    _, span = mark_page(text)
    assert span is not None
    assert text[slice(*span)] == "Ferry sinks off Merrow"


def test_given_title_is_found_without_its_added_full_stop() -> None:
    text = "Ferry sinks off Merrow.\n\n" + BODY.format("The wind was light.")
    assert mark_page(text, title="Ferry sinks off Merrow")[1] == (0, len("Ferry sinks off Merrow"))


def test_given_title_that_the_text_lacks_has_no_span() -> None:
    assert mark_page("Ferry sinks\n\n" + BODY.format("The wind was light."), title="Something else")[1] is None


def test_every_kind_with_wording_is_on_some_page() -> None:
    kinds = Counter(kind for path in PAGES for kind, _ in unmark(path.read_text(encoding="utf-8"))[1])
    assert set(KINDS) <= set(kinds)
    assert {kind for kind, _ in load_wording().patterns} == set(KINDS)


PIECES = st.sampled_from(
    [
        "Read more:",
        "Share",
        "\n",
        "\n\n",
        "\r\n",
        " ",
        "Home > World",
        "“",
        "”",
        '"',
        "The ferry sank.",
        "Image: a",
        "|",
        "🚢",
        "مرحبا",
        "Q:",
        "All times local. ",
        "Share this page. ",
        "Report a problem with this page",
        "DONATE | JOIN | WEATHER",
        " | Mute this blog",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    last = 0
    for mark in find_furniture(text):
        begin, end = mark.span
        assert last <= begin < end <= len(text)
        assert text[begin:end].strip() == text[begin:end]
        last = end


@pytest.mark.parametrize(
    "part",
    [
        "a ",
        "Share ",
        "read the full ",
        "| ",
        "> ",
        "(",
        "Image ",
        "get the a ",
        "“ ",
        "A. ",
        "\n",
        "Read more:\n",
        "Ab c d e\n\n",
    ],
)
def test_time_is_linear(part: str) -> None:
    def measure(count: int) -> float:
        began = time.process_time()
        find_furniture(part * count)
        return time.process_time() - began

    measure(100)
    assert measure(20_000) < 40 * max(measure(2_000), 0.005)
