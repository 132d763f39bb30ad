"""Reference links: which lines define them, what they lead to, how a line keeps them."""

import html
import re

import cmarkgfm
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.blocks import scan
from llmsys_mcp.core.markup.references import (
    is_definition,
    items_written_out,
    links_of,
    read_definitions,
    referring_again,
    written_out,
)

U, V = "https://a.org/1", "https://b.org/2"
KNOWN = {"a": U, "b c": V}


def defined(text: str) -> dict[str, str]:
    return read_definitions(scan(text))


def as_cmark(text: str) -> list[str]:
    """Targets of the links of a page, in order, as GitHub's own reader has them."""
    page = cmarkgfm.markdown_to_html(text)
    return [html.unescape(url) for url in re.findall(r'<a href="([^"]*)"', page)]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        pytest.param(f"[a]: {U}", {"a": U}, id="plain"),
        pytest.param(f"   [a]:{U}  ", {"a": U}, id="indented, no blank"),
        pytest.param(f"[a]: <{U}>", {"a": U}, id="angle brackets"),
        pytest.param(f'[a]: {U} "T"', {"a": U}, id="title"),
        pytest.param(f"[a]: {U} 'T'", {"a": U}, id="title in single quotes"),
        pytest.param(f"[a]: {U} (T)", {"a": U}, id="title in parentheses"),
        pytest.param(f"[ A  B ]: {U}", {"a b": U}, id="case and blanks of a label"),
        pytest.param(f"[a]: {U}\n[b]: {V}", {"a": U, "b": V}, id="one under the other"),
        pytest.param(f"[a]: {U}\r\n[b]: {V}\r\n", {"a": U, "b": V}, id="CRLF"),
        pytest.param(f"[a]: {U}\n[A]: {V}", {"a": U}, id="the first counts"),
        pytest.param(f"# H\n[a]: {U}", {"a": U}, id="under a heading"),
        pytest.param(f"- x\n\n[a]: {U}", {"a": U}, id="behind an item and a blank line"),
        pytest.param("[a]: #part", {"a": "#part"}, id="inside the page"),
        pytest.param(f"[a]: {U}(x)", {"a": f"{U}(x)"}, id="parentheses that balance"),
    ],
)
def test_a_line_that_defines(text: str, known: dict[str, str]) -> None:
    assert defined(text) == known
    assert as_cmark(f"{text}\n\n" + " ".join(f"[{key}]" for key in known)) == list(known.values())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"words\n[a]: {U}", id="in a paragraph"),
        pytest.param(f"- x\n[a]: {U}", id="in an item"),
        pytest.param(f"- x\n  y\n[a]: {U}", id="further down in an item"),
        pytest.param(f"    [a]: {U}", id="code"),
        pytest.param(f"```\n[a]: {U}\n```", id="fence"),
        pytest.param(f"<!--\n[a]: {U}\n-->", id="comment"),
        pytest.param(f"[a]: {U} words", id="words behind"),
        pytest.param(f"[a] : {U}", id="a blank before the colon"),
        pytest.param(f"[]: {U}", id="no label"),
        pytest.param("[a]:", id="no target"),
        pytest.param(f"[a](x): {U}", id="a link"),
    ],
)
def test_a_line_that_does_not(text: str) -> None:
    assert defined(text) == {}
    assert U not in as_cmark(f"{text}\n\n[a]")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"[^a]: {U}", id="footnote"),
        pytest.param(f"[a]: {U}(x", id="parentheses that do not balance"),
        pytest.param(f"[a]: {U})x(", id="nor these"),
        pytest.param(f"[a]: {U}[x", id="bracket in the target"),
        pytest.param(f"[a]: {U}\\x", id="backslash in the target"),
        pytest.param(f"[a]: {U}{'x' * 2000}", id="long target"),
    ],
)
def test_a_definition_whose_target_would_not_be_the_same_in_the_line(text: str) -> None:
    assert defined(text) == {}


@pytest.mark.parametrize(
    ("text", "out"),
    [
        pytest.param("[T][a]", f"[T]({U})", id="full"),
        pytest.param("[A][]", f"[A]({U})", id="collapsed"),
        pytest.param("[a]", f"[a]({U})", id="shortcut"),
        pytest.param("[T][B  C]: d | x", f"[T]({V}): d | x", id="label in another spelling"),
        pytest.param("[a]: d and more", f"[a]({U}): d and more", id="colon and words behind"),
        pytest.param("**[T][a]**", f"**[T]({U})**", id="bold"),
        pytest.param("T [[paper][a]]", f"T [[paper]({U})]", id="in brackets"),
        pytest.param("[x](y) [a] [b c]", f"[x](y) [a]({U}) [b c]({V})", id="several"),
        pytest.param("![i][a]", f"![i]({U})", id="image"),
        pytest.param("[a](", f"[a]({U})(", id="parenthesis left open"),
        pytest.param(r"[T \] t][a]", rf"[T \] t]({U})", id="escaped bracket"),
    ],
)
def test_references_written_out(text: str, out: str) -> None:
    assert written_out(text, KNOWN) == out


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("words", id="words"),
        pytest.param("[x]", id="unknown label"),
        pytest.param("[T][x]", id="unknown label of a text"),
        pytest.param("[a](y)", id="inline link of that text"),
        pytest.param(r"\[a]", id="escaped"),
        pytest.param("[a", id="left open"),
        pytest.param("[a]: word", id="a definition of its own"),
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert written_out(text, KNOWN) == text
    assert not any(link.label for link in links_of(text, KNOWN)) or is_definition(text)


def test_no_more_references_than_a_line_has_room_for() -> None:
    assert written_out("[a]" * 40, KNOWN).count(U) == 16


def test_the_items_of_a_page_are_written_out_while_there_is_room() -> None:
    assert items_written_out("[a]\n  - [a]\n2. [x] [a]\n", KNOWN | {"x": V}) == (
        f"[a]\n- [a]({U})\n2. [x] [a]({U})\n"
    )
    page = "- [a]\n" * 500
    out = items_written_out(page, {"a": "u" * 2000})
    assert len(page) < len(out) <= 5 * len(page)
    assert len(out.split("\n")) == len(page.split("\n"))


@given(
    st.lists(
        st.sampled_from(
            ("[T]", "[a]", "[b c]", "[]", "[x]", f"({V})", " ", "w", "!", ": ", "[", "]", "(", ")")
        ),
        max_size=8,
    ).map("".join)
)
def test_links_lead_where_cmark_leads_them(text: str) -> None:
    # An image is no link to cmark, and the links in a link are. What stands between the parentheses
    # of a link is left alone here.
    assume("!" not in text and not is_definition(text) and not re.search(r"\]\((?!https)", text))
    assume(not any("[" in link.text.of(text) for link in links_of(text, KNOWN)))
    page = "".join(f"[{key}]: {url}\n" for key, url in KNOWN.items())
    assert as_cmark(f"{page}\nw {text}") == as_cmark(f"w {written_out(text, KNOWN)}")


@pytest.mark.parametrize(
    ("line", "new", "kept"),
    [
        pytest.param("[T][a]: d", f"[T]({U}): e", "[T][a]: e", id="the same link"),
        pytest.param("[T][a]", f"[N]({U})", "[N][a]", id="another text"),
        pytest.param("[a][]", f"[N]({U})", "[N][a]", id="another text for a label alone"),
        pytest.param("[a]", f"[a]({U}) | x", "[a] | x", id="shortcut"),
        pytest.param("[T][a]", f"[T]({V})", f"[T]({V})", id="another target"),
        pytest.param(
            "[T][a] [x](y)", f"[T](z) [x]({U})", "[T](z) [x][a]", id="the target elsewhere"
        ),
        pytest.param(
            f"[p]({U}) [T][a]", f"[p]({U}) [N]({U})", f"[p]({U}) [N][a]", id="inline and by label"
        ),
        pytest.param("[a] - d", f"[a]({U}): word", f"[a]({U}): word", id="it would define"),
        pytest.param("words", "other [T](y)", "other [T](y)", id="no reference"),
    ],
)
def test_a_changed_line_refers_again(line: str, new: str, kept: str) -> None:
    assert referring_again(line, new, KNOWN) == kept


@given(
    st.lists(st.sampled_from(("[T][a]", "[a]", "[b c][]", f"[x]({U})", " w ", ": ")), max_size=6)
)
def test_what_was_not_changed_comes_back_as_it_was(parts: list[str]) -> None:
    line = "".join(parts)
    assert referring_again(line, written_out(line, KNOWN), KNOWN) == line
