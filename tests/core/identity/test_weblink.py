"""Two spellings of one page are equal; two pages are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.identity.weblink import canonical_url, read_web_link


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("http://example.org/a", "https://example.org/a", id="scheme"),
        pytest.param("//example.org/a", "https://example.org/a", id="no scheme"),
        pytest.param("example.org/a", "https://example.org/a", id="bare"),
        pytest.param("HTTPS://WWW.Example.ORG/a", "https://example.org/a", id="host"),
        pytest.param("https://example.org./a", "https://example.org/a", id="root dot"),
        pytest.param("https://example.org:443/a", "https://example.org/a", id="https port"),
        pytest.param("http://example.org:80/a", "https://example.org/a", id="http port"),
        pytest.param("http://example.org:/a", "https://example.org/a", id="empty port"),
        pytest.param("https://me@example.org/a", "https://example.org/a", id="user"),
        pytest.param("https://example.org/a/", "https://example.org/a", id="slash"),
        pytest.param("https://example.org/", "https://example.org", id="root"),
        pytest.param("https://example.org/a#b", "https://example.org/a", id="fragment"),
        pytest.param("https://example.org/a?==&", "https://example.org/a", id="no parameter"),
        pytest.param("https://example.org/a?#b", "https://example.org/a", id="empty query"),
        pytest.param("https://example.org/a/index.html", "https://example.org/a", id="index"),
        pytest.param("https://example.org/a//index.htm/", "https://example.org/a", id="indexes"),
        pytest.param("https://example.org/index.php/", "https://example.org", id="root index"),
        pytest.param(" https://example.org/a\n", "https://example.org/a", id="space"),
        pytest.param("<https://example.org/a", "https://example.org/a", id="bracket"),
        pytest.param("https://example.org/%7ea", "https://example.org/~a", id="plain"),
        pytest.param("https://example.org/a%28b%29", "https://example.org/a(b)", id="parens"),
        pytest.param("https://example.org/a%2fb", "https://example.org/a%2Fb", id="case"),
        pytest.param("https://example.org/é", "https://example.org/%c3%a9", id="accent"),
        pytest.param("https://example.org/\udc80", "https://example.org/%ed%b2%80", id="lone"),
        pytest.param(
            "https://example.org/a?utm_source=x&id=1&fbclid=y&gclid=z&ref=w&spm=v",
            "https://example.org/a?id=1",
            id="tracking",
        ),
        pytest.param("https://example.org/a?b=", "https://example.org/a?b", id="no value"),
    ],
)
def test_spellings_of_one_page_are_equal(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("https://example.org/a", "https://example.org/b", id="path"),
        pytest.param("https://example.org/a", "https://example.org/A", id="path case"),
        pytest.param("https://example.org/a", "https://example.com/a", id="host"),
        pytest.param("https://example.org/a", "https://blog.example.org/a", id="subdomain"),
        pytest.param("https://example.org/?id=1", "https://example.org/?id=2", id="query"),
        pytest.param("https://example.org:8080/", "https://example.org/", id="port"),
        pytest.param("https://example.org/#/a", "https://example.org/#/b", id="route"),
        pytest.param("https://example.org/#!a", "https://example.org/", id="hashbang"),
        pytest.param("https://example.org/a%2Fb", "https://example.org/a/b", id="kept escape"),
        pytest.param("https://example.org/a?x[0]=1", "https://example.org/a?x[1]=1", id="array"),
        pytest.param("https://example.org/reference", "https://example.org", id="not ref"),
    ],
)
def test_different_pages_stay_different(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(
    "text", ["", "#training", "a b", "mailto:a@example.org", "./notes", "v1.2"]
)
def test_text_that_is_no_web_link_comes_back_trimmed(text: str) -> None:
    assert read_web_link(text) is None
    assert canonical_url(f" {text}\t") == text


def test_a_link_is_read_in_its_parts() -> None:
    link = read_web_link("https://u:p@www.Example.org:8080/A/b?x=1&&y#z?")
    assert link == ("example.org:8080", "/A/b", "x=1&&y", "z?")
    assert link.parameters == [("x", "1"), ("y", "")]


pieces = st.sampled_from(["https://", "http://", "//", "www.", "example.org", ":443", "/", "?",
                          "#", "&", "=", "%2f", "%", "[", "(", "@", "index.html", "utm_x=1",
                          " ", "é", "\ud800", "\n", "#/", "a"])  # fmt: skip


@given(st.text(max_size=60) | st.lists(pieces, max_size=12).map("".join))
def test_any_text_has_a_canonical_form(text: str) -> None:
    assert isinstance(canonical_url(text), str)


@given(st.lists(pieces, max_size=8).map("".join))
def test_the_canonical_form_of_a_page_is_its_own(tail: str) -> None:
    once = canonical_url("https://example.org/" + tail)
    assert canonical_url("https://" + once) == once


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize(
    ("hostile", "canonical"),
    [
        pytest.param("[" * 100_000, "[" * 100_000, id="brackets"),
        pytest.param("a." * 50_000 + "!", "a." * 50_000 + "!", id="labels"),
        pytest.param("https://" + "@" * 100_000, "", id="users"),
        pytest.param("https://a.org" + "/" * 100_000 + "b", "a.org" + "/" * 100_000 + "b", id="/"),
        pytest.param("https://a.org" + "/index.html" * 10_000, "a.org", id="indexes"),
    ],
)
def test_hostile_length_is_read_at_once(hostile: str, canonical: str) -> None:
    assert canonical_url(hostile) == canonical
