"""Times as told: what is found, what it means, and what is left alone."""

from __future__ import annotations

import pytest

from reportedly.read.times import TimeMention, find_times

PUBLISHED = "2032-08-30T18:00:00+01:00"  # a Monday


def read_one(text: str, published: str | None = PUBLISHED) -> TimeMention:
    mentions = find_times(text, published=published)
    assert len(mentions) == 1, [m.text for m in mentions]
    return mentions[0]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("The depot burned on Monday.", "2032-08-30", "2032-08-31"),
        ("The court will sit on Monday.", "2032-08-30", "2032-08-31"),
        ("The depot burned on Friday.", "2032-08-27", "2032-08-28"),
        ("The court will sit on Friday.", "2032-09-03", "2032-09-04"),
        ("Monday's fire is out.", "2032-08-30", "2032-08-31"),
        ("She left last Monday.", "2032-08-23", "2032-08-24"),
        ("She returns next Monday.", "2032-09-06", "2032-09-07"),
        ("He resigned yesterday.", "2032-08-29", "2032-08-30"),
        ("Three days ago he resigned.", "2032-08-27", "2032-08-28"),
        ("The bridge fell on 4 August.", "2032-08-04", "2032-08-05"),
        ("The vote will be held on Sept. 4.", "2032-09-04", "2032-09-05"),
        ("It was signed on September 4, 2031.", "2031-09-04", "2031-09-05"),
        ("It was signed on 2031-09-04.", "2031-09-04", "2031-09-05"),
        ("It was signed on 31/12/2031.", "2031-12-31", "2032-01-01"),
        ("It rained on the 4th of August.", "2032-08-04", "2032-08-05"),
    ],
)
def test_days(text: str, start: str, end: str) -> None:
    mention = read_one(text)
    assert (mention.start, mention.end, mention.precision) == (start, end, "day")


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("Ten dumps were hit in the past week.", "2032-08-23", "2032-08-31", "week"),
        ("Inspectors arrive later this week.", "2032-08-30", "2032-09-06", "week"),
        ("He resigned last week.", "2032-08-23", "2032-08-30", "week"),
        ("He resigned last month.", "2032-07-01", "2032-08-01", "month"),
        ("He resigned earlier this month.", "2032-08-01", "2032-08-30", "month"),
        ("It was built in 2019.", "2019-01-01", "2020-01-01", "year"),
        ("It was built in the 1990s.", "1990-01-01", "2000-01-01", "decade"),
        ("The army left in the spring.", "2032-03-01", "2032-06-01", "season"),
        ("It closed this year.", "2032-01-01", "2033-01-01", "year"),
        ("It closed in January.", "2032-01-01", "2032-02-01", "month"),
        ("It fell over the weekend.", "2032-08-28", "2032-08-30", "weekend"),
        ("It grew in the third quarter of 2031.", "2031-07-01", "2031-10-01", "quarter"),
        ("It fell in early June.", "2032-06-01", "2032-06-11", "part of month"),
        ("It was built in the 19th century.", "1801-01-01", "1901-01-01", "century"),
    ],
)
def test_longer_stretches(text: str, start: str, end: str, precision: str) -> None:
    mention = read_one(text)
    assert (mention.start, mention.end, mention.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("Shells fell overnight.", "2032-08-29T18:00+01:00", "2032-08-30T06:00+01:00", "part of day"),
        ("Shells fell on Tuesday evening.", "2032-08-24T18:00+01:00", "2032-08-25T00:00+01:00", "part of day"),
        ("Shells fell early on Sunday.", "2032-08-29T00:00+01:00", "2032-08-29T09:00+01:00", "part of day"),
        ("Shells fell at 9:40 a.m. on Friday.", "2032-08-27T09:40+01:00", "2032-08-27T09:41+01:00", "minute"),
        ("On Friday at 3 p.m. shells fell.", "2032-08-27T15:00+01:00", "2032-08-27T16:00+01:00", "hour"),
        ("Shells fell at 18:52 GMT on Friday.", "2032-08-27T18:52+00:00", "2032-08-27T18:53+00:00", "minute"),
        ("On Friday, at 3 p.m. local time, it fell.", "2032-08-27T15:00", "2032-08-27T16:00", "hour"),
        ("It fell on the night of 15 August.", "2032-08-15T18:00+01:00", "2032-08-16T06:00+01:00", "part of day"),
        ("It is dated 2031-05-02T09:10:00Z.", "2031-05-02T09:10+00:00", "2031-05-02T09:11+00:00", "minute"),
        ("It fell at six this morning.", "2032-08-30T06:00+01:00", "2032-08-30T07:00+01:00", "hour"),
    ],
)
def test_parts_of_days_keep_the_offset_that_is_known(text: str, start: str, end: str, precision: str) -> None:
    mention = read_one(text)
    assert (mention.start, mention.end, mention.precision) == (start, end, precision)


@pytest.mark.parametrize(
    ("text", "words", "start", "end"),
    [
        ("It has burned since Friday.", "since Friday", "2032-08-27", None),
        ("They must leave by Thursday.", "by Thursday", None, "2032-09-03"),
        ("The pass is shut until October.", "until October", None, "2032-11-01"),
        ("It sat between 5 and 7 May.", "between 5 and 7 May", "2032-05-05", "2032-05-08"),
        ("It sat from 5 May to 7 June 2030.", "from 5 May to 7 June 2030", "2030-05-05", "2030-06-08"),
        ("It sat from Monday to Friday.", "from Monday to Friday", "2032-08-23", "2032-08-28"),
        ("It rose between 2014 and 2016.", "between 2014 and 2016", "2014-01-01", "2017-01-01"),
    ],
)
def test_prepositions_open_an_end_and_ranges_join(text: str, words: str, start: str | None, end: str | None) -> None:
    mention = read_one(text)
    assert (mention.text, mention.start, mention.end) == (words, start, end)


def test_a_bound_word_before_a_possessive_opens_nothing() -> None:
    mention = read_one("He spoke after Friday's raid.")
    assert (mention.text, mention.end) == ("Friday", "2032-08-28")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The town fell early in the invasion.", "early in the invasion"),
        ("It has grown in recent years.", "recent years"),
        ("He left a day after the attack.", "a day after the attack"),
        ("It was recently repaired.", "recently"),
    ],
)
def test_vague_words_stay_vague(text: str, words: str) -> None:
    mention = read_one(text)
    assert (mention.text, mention.start, mention.end, mention.precision) == (words, None, None, "vague")


@pytest.mark.parametrize("text", ["It fell on Monday.", "It fell last week.", "It fell overnight.", "It fell in May."])
def test_without_publication_nothing_is_guessed(text: str) -> None:
    mention = read_one(text, published=None)
    assert (mention.start, mention.end) == (None, None)
    assert mention.precision


def test_a_full_date_needs_no_publication() -> None:
    assert read_one("It fell on 4 May 2031.", published=None).start == "2031-05-04"


def test_an_ambiguous_numeric_date_has_no_bounds() -> None:
    assert read_one("It fell on 04/05/2031.").start is None


@pytest.mark.parametrize(
    "text",
    [
        "The siege went on for six hours.",
        "A 12-hour siege ended.",
        "Mrs May spoke, and Orla May agreed.",
        "They march on the capital; March on, he cried.",
        "The Sunday Times has it.",
        "Coastland Today has taken the film down.",
        "Black Friday sales rose.",
        "Every Monday he sings.",
        "There were 2000 people and 1,904 tents.",
        "It costs $3.75 or 5.50 crowns.",
        "He built it in two weeks.",
        "They were sent into their last night with nothing.",
    ],
)
def test_what_names_no_point_in_time_is_left_alone(text: str) -> None:
    assert find_times(text, published=PUBLISHED) == ()


def test_the_next_day_counts_from_the_day_named_before() -> None:
    mentions = find_times("It fell on 4 August. The next day they fled.", published=PUBLISHED)
    assert [m.start for m in mentions] == ["2032-08-04", "2032-08-05"]


def test_a_clock_time_takes_the_day_named_before() -> None:
    mentions = find_times("On Friday they came. At 9:40 p.m. they left.", published=PUBLISHED)
    assert mentions[-1].start == "2032-08-27T21:40+01:00"


def test_a_clock_time_without_any_day_has_no_bounds() -> None:
    mention = read_one("At 9:40 p.m. they left.")
    assert (mention.start, mention.precision) == (None, "minute")


def test_a_half_day_that_nobody_tells_leaves_the_day() -> None:
    mention = read_one("At 9:40 on Friday they left.")
    assert (mention.start, mention.end) == ("2032-08-27", "2032-08-28")


def test_spans_limit_where_to_look_and_offsets_are_of_the_text() -> None:
    text = "It fell on Friday. It rose on Sunday."
    mentions = find_times(text, published=PUBLISHED, spans=[(19, len(text))])
    assert [text[slice(*m.span)] for m in mentions] == ["Sunday"]


def test_a_day_without_hour_gives_times_without_offset() -> None:
    assert read_one("Shells fell overnight.", published="2032-08-30").start == "2032-08-29T18:00"


def test_a_broken_publication_is_an_error() -> None:
    with pytest.raises(ValueError, match="isoformat"):
        find_times("It fell on Monday.", published="yesterday")


@pytest.mark.xfail(
    strict=True, reason="a day is looked for beside a clock time and before it, not in the sentences after it"
)
def test_a_clock_time_before_its_day() -> None:
    mentions = find_times("It fell at 9:40 p.m. Officials told this on Friday.", published=PUBLISHED)
    assert mentions[0].start is not None
