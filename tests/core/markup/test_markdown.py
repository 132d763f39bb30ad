"""Links, what a reader sees of inline Markdown, anchors."""

import html
import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import assume, given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.markdown import (
    anchor_of,
    plain,
    read_link,
    read_links,
    slug,
    to_anchor,
    without_break,
)
from llmsys_mcp.core.policy.escaping import escape_markdown
from strategies import marked_words, odd_texts


def found(text: str) -> list[tuple[str, str]]:
    return [(link.text.of(text), link.url.of(text)) for link in read_links(text)]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        pytest.param("[a](u)", [("a", "u")], id="link"),
        pytest.param("x [a](u) y [b](v)", [("a", "u"), ("b", "v")], id="two links"),
        pytest.param("[a]( u )", [("a", "u")], id="spaces around the target"),
        pytest.param('[a](u "t")', [("a", "u")], id="title behind the target"),
        pytest.param("[a]()", [("a", "")], id="no target"),
        pytest.param("[](u)", [("", "u")], id="no text"),
        pytest.param("[a [b] c](u)", [("a [b] c", "u")], id="brackets in the text"),
        pytest.param(r"[a \] b](u)", [(r"a \] b", "u")], id="escaped bracket"),
        pytest.param("[a (b](u)", [("a (b", "u")], id="parenthesis in the text"),
        pytest.param("[a b)](u)", [("a b)", "u")], id="stray parenthesis in the text"),
        pytest.param("[a](u/(b)/c)", [("a", "u/(b)/c")], id="parentheses in the target"),
        pytest.param(r"[a](u\)b)", [("a", r"u\)b")], id="escaped parenthesis in the target"),
        pytest.param("[a](u)b)", [("a", "u")], id="the target ends at the first that closes"),
        pytest.param("![a](u)", [("a", "u")], id="image"),
        pytest.param("[![b](i)](u)", [("![b](i)", "u")], id="badge: the outer link"),
        pytest.param("x] [a](u)", [("a", "u")], id="stray bracket before"),
        pytest.param("[x [a](u)", [("a", "u")], id="open bracket before"),
        pytest.param("[x][y] [a](u)", [("a", "u")], id="reference before"),
    ],
)
def test_links_are_read(text: str, links: list[tuple[str, str]]) -> None:
    assert found(text) == links


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("[a]", id="brackets alone"),
        pytest.param("[a] (u)", id="space between"),
        pytest.param("(a)[u]", id="the wrong way round"),
        pytest.param("[a](u", id="target left open"),
        pytest.param("[a](u(v)", id="parenthesis in the target left open"),
        pytest.param("a](u)", id="text left open"),
        pytest.param(r"\[a](u)", id="escaped bracket"),
        pytest.param(r"[a\](u)", id="escaped end of the text"),
        pytest.param("[a][u]", id="reference"),
    ],
)
def test_what_is_no_link(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["x [a](u)", "", "[x [a](u)", "[a]"])
def test_a_link_elsewhere_is_not_the_one_a_text_begins_with(text: str) -> None:
    assert read_link(text) is None


def test_the_link_a_text_begins_with() -> None:
    link = read_link("[a](u) [b](v)")
    assert link is not None
    assert (link.span.start, link.span.end, link.text.start, link.url.end) == (0, 6, 1, 5)


@given(odd_texts)
def test_spans_of_links_follow_one_another_and_hold_their_parts(text: str) -> None:
    at = 0
    for link in read_links(text):
        assert at <= link.span.start < link.text.start <= link.text.end
        assert link.text.end + 2 <= link.url.start <= link.url.end < link.span.end
        assert text[link.text.end : link.text.end + 2] == "]("
        at = link.span.end
    assert at <= len(text)


@pytest.mark.parametrize(
    ("markdown", "seen"),
    [
        pytest.param("a [b](u) c", "a b c", id="link"),
        pytest.param("![b](u)", "b", id="image"),
        pytest.param("[![b](i) c](u)", "b c", id="badge"),
        pytest.param("**a**", "a", id="bold"),
        pytest.param("__a__", "a", id="bold with underscores"),
        pytest.param("*a* _b_", "a b", id="italic"),
        pytest.param("***a***", "a", id="both"),
        pytest.param("***a** b*", "a b", id="both, ended apart"),
        pytest.param("**a *b* c**", "a b c", id="one in the other"),
        pytest.param("*a _b* c_", "a _b c_", id="crossing marks"),
        pytest.param("**a*", "*a", id="more opened than closed"),
        pytest.param("*a**", "a*", id="more closed than opened"),
        pytest.param("~~a~~ b", "a b", id="struck out"),
        pytest.param("`a` ``b`c``", "a b`c", id="code"),
        pytest.param("`*a*`", "*a*", id="marks in code"),
        pytest.param(r"`\*`", r"\*", id="backslash in code"),
        pytest.param("<b>a</b>", "a", id="tags"),
        pytest.param('<span style="color: red">a</span><br/>', "a", id="tags with more"),
        pytest.param("a <!-- b --> c", "a  c", id="comment"),
        pytest.param("a <!-- b --> c <!-- d", "a  c <!-- d", id="second comment left open"),
        pytest.param(r"\*a\* \| \\ \#", r"*a* | \ #", id="escapes"),
        pytest.param(r"**\*\***", "**", id="escapes in bold"),
        pytest.param(r"\<b>", "<b>", id="escaped tag"),
        pytest.param("&amp; &#124; &lt;b&gt; &#x3BB;", "& | <b> λ", id="references"),
        pytest.param(r"\&amp;", "&amp;", id="escaped reference"),
        pytest.param("  a ", "a", id="space around"),
        pytest.param("[**a** `b`](u)", "a b", id="marks in a link"),
    ],
)
def test_a_reader_sees(markdown: str, seen: str) -> None:
    assert plain(markdown) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Plain words",
        "Q*",
        "A* and D* search",
        "2 * 3 * 4",
        "a_b_c",
        "__init",
        "snake_case_name",
        "a ~10x speed-up, ~2x memory",
        "a ~~~ b ~~~",
        "~~a~",
        "~~~a~~~",
        "a < b > c",
        "<3",
        "AT&T and R&D",
        "Search&notation",
        "`a",
        "``a`",
        r"C:\dir",
        "a <!-- b",
        "100% of #1 @ $5 {x} ^y",
        "λScale – “quoted” 大模型",
        "[GT] (x)",
        "!",
        "**",
        "* a *",
    ],
)
def test_a_reader_sees_what_is_no_markup_as_it_is(text: str) -> None:
    assert plain(text) == text


@given(marked_words, st.booleans())
def test_escaped_text_is_seen_as_the_text(text: str, in_link: bool) -> None:
    assert plain(escape_markdown(text, in_link=in_link)) == text


PIECES = (
    "**",
    "*",
    "_",
    "~~",
    "`",
    "a",
    "b",
    " ",
    "1",
    ":",
    ".",
    r"\*",
    "&lt;",
    "<b>",
    "</b>",
    "é",
)


def counts_to_three(text: str) -> bool:
    """Whether runs of different lengths stand in one text: there cmark also counts to three."""
    runs = re.findall(r"\*+|_+|~+", text.replace(r"\*", "x"))
    return len({run[0] for run in runs}) > 1 or len({len(run) for run in runs}) > 1


@given(st.lists(st.sampled_from(PIECES), max_size=7).map("".join))
def test_a_reader_sees_what_cmark_shows(markdown: str) -> None:
    text = f"x{markdown}z"
    assume(not counts_to_three(text))
    page = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    shown = html.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", page))
    assert plain(text).split() == shown.split()


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("LLM serving", "llm-serving"),
        ("Systems for Post-training / RLHF", "systems-for-post-training--rlhf"),
        ("System Efficiency - Co-design", "system-efficiency---co-design"),
        ("LLM Benchmark / Leaderboard ? Traces", "llm-benchmark--leaderboard--traces"),
        ("  Survey Paper  ", "survey-paper"),
        ("C++ & Rust", "c--rust"),
        ("snake_case", "snake_case"),
        ("📚 Books", "-books"),
        ("Éléments", "éléments"),
        ("大模型", "大模型"),
        ("What's new?", "whats-new"),
        ("⚙️ Tools", "\ufe0f-tools"),
        ("🙋\u200d♀️ Ask", "\ufe0f-ask"),
        ("1️⃣ First", "1\ufe0f\u20e3-first"),
        ("हिन्दी में", "हिन्दी-में"),
        ("x² ½ a‿b Ⅻ", "x--a‿b-ⅻ"),
        ("A §1 B", "a-1-b"),
        ("", ""),
    ],
)
def test_an_anchor_is_the_one_github_gives(title: str, anchor: str) -> None:
    assert slug(title) == anchor


@pytest.mark.parametrize(
    ("target", "anchor", "written"),
    [
        ("#tools", "tools", "#tools"),
        ("#%EF%B8%8F-tools", "\ufe0f-tools", "#%EF%B8%8F-tools"),
        ("#\ufe0f-tools", "\ufe0f-tools", "#%EF%B8%8F-tools"),
        ("#%E6%9C%AC-books", "本-books", "#本-books"),
        ("https://a.org/#a", "", "#"),
        ("#", "", "#"),
    ],
)
def test_a_link_to_an_anchor_is_read_and_written(target: str, anchor: str, written: str) -> None:
    assert anchor_of(target) == anchor
    assert to_anchor(anchor) == written


def test_a_text_full_of_marks_keeps_them() -> None:
    few, many = "*a* " * 400, "*a* " * 600
    assert plain(few) == ("a " * 400).strip()
    assert plain(many) == many.strip()


HOSTILE = {
    "brackets": "[" * 20_000,
    "links left open": "[a](" * 5_000,
    "links in links": "[" * 3_000 + "a" + "](u)" * 3_000,
    "images": "![" * 8_000,
    "stars": "*a" * 10_000,
    "stars that only close": "a* " * 8_000,
    "stars and underscores": "*_" * 10_000,
    "growing runs": "".join("*" * n + "a" for n in range(200)),
    "backticks of each length": "".join("`" * n + "a" for n in range(1, 200)),
    "comments left open": "<!--" * 5_000,
    "tags left open": "<a" * 8_000,
    "ampersands": "&a" * 8_000,
    "backslashes": "\\" * 20_001,
    "tildes": "~~a" * 8_000,
}


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_in_time_that_grows_with_its_length(text: str) -> None:
    # Ten times the length a line may have: work that grew faster would last for minutes.
    long = text * 10
    read_links(long)
    plain(long)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("a", "a"),
        ("a  ", "a"),
        ("a\\", "a"),
        ("a \\\r", "a"),
        ("a\\\\", "a\\\\"),
        ("a\\\\\\", "a\\\\"),
        ("a\\ ", "a\\"),
        ("\\", ""),
    ],
)
def test_a_hard_break_is_cut_off(line: str, words: str) -> None:
    assert without_break(line) == words
