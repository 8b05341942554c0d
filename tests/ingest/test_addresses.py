"""What the versions of one page share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly.ingest import article_from_text
from reportedly.ingest.addresses import canonical_url

PLAIN = "https://harbour.example/a"


@pytest.mark.parametrize(
    "variant",
    [
        "HTTP://WWW.Harbour.example:80/a/",
        "https://m.harbour.example/a?utm_source=x&fbclid=1#top",
        "https://amp.harbour.example/a/amp",
        "https://harbour.example/a?amp=1",
        "https://harbour-example.cdn.ampproject.org/c/s/www.harbour.example/a.amp?amp_js_v=1",
    ],
)
def test_variants_of_a_page_fold_together(variant: str) -> None:
    assert canonical_url(variant) == PLAIN
    text = "The ferry sank, an official said."
    assert article_from_text(text, url=variant).id == article_from_text(text, url=PLAIN).id
    assert article_from_text(text, url=variant).url == variant


@pytest.mark.parametrize("other", [PLAIN + "b", PLAIN + "?id=2", "https://merrow.example/a", PLAIN + "/b"])
def test_other_pages_stay_apart(other: str) -> None:
    assert canonical_url(other) != PLAIN


def test_parameters_that_count_are_sorted() -> None:
    assert canonical_url(PLAIN + "?b=2&a=1") == PLAIN + "?a=1&b=2"


@pytest.mark.parametrize(
    ("declared", "page"),
    [
        ("/real", "https://harbour.example/real"),
        ("/", PLAIN),
        ("https://merrow.example/real", PLAIN),
        ("http://[", PLAIN),
    ],
)
def test_declared_address_counts_on_its_own_site_only(declared: str, page: str) -> None:
    assert canonical_url(PLAIN, declared=declared) == page


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.builds(
            "{}://{}{}/{}?{}".format,
            st.sampled_from(["http", "https", "HTTP", "ftp"]),
            st.sampled_from(["", "www.", "m.", "amp.", "www.m."]),
            st.sampled_from(["harbour.example", "x.co.uk:443", "127.0.0.1:8080", "a.cdn.ampproject.org"]),
            st.text("amp/.htlcsw%é ", max_size=20),
            st.text("abutm_=&;%+é", max_size=20),
        ),
    )
)
def test_folding_twice_is_folding_once(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)
