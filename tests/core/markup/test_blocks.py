"""A page as blocks: each line is one of a few kinds, and no character is lost."""

import html
import re

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import assume, example, given
from hypothesis import strategies as st

from llmsys_mcp.core.markup.blocks import LINE_LIMIT, Kind, indent_of, scan
from strategies import odd_texts

B, H, L, C, R, T, X = (
    Kind.BLANK,
    Kind.HEADING,
    Kind.ITEM,
    Kind.CONTINUATION,
    Kind.RULE,
    Kind.TEXT,
    Kind.HIDDEN,
)


def kinds(*lines: str) -> list[Kind]:
    return [block.kind for block in scan("\n".join(lines))]


@given(odd_texts)
def test_blocks_cover_the_text_without_gap_or_overlap(text: str) -> None:
    at = 0
    for number, block in enumerate(scan(text), start=1):
        assert (block.span.start, block.line) == (at, number)
        at = block.span.end
    assert at == len(text)


@given(odd_texts)
@example("```\n- [a](b)\n```\n- [x] c\n- [ ]\n- []\n  - [a](b)\n    ```\n- [a](b)\n")
@example(f"- [{'x' * LINE_LIMIT}](b)\n")
def test_the_usual_bullet_is_read_as_any_other(text: str) -> None:
    others = scan(text.replace("- [", "* ["))
    for usual, other in zip(scan(text), others, strict=True):
        assert usual.text == other.text.replace("* [", "- [") or "* [" in text
        assert (usual.kind, usual.span, usual.level) == (other.kind, other.span, other.level)


@given(odd_texts)
def test_a_block_is_a_line_that_ends_at_a_line_feed(text: str) -> None:
    lines = text.split("\n")
    assert [block.span.of(text).rstrip("\n") for block in scan(text)] == (
        lines if lines[-1] else lines[:-1]
    )


@pytest.mark.parametrize(
    ("line", "kind", "text", "level"),
    [
        pytest.param("", B, "", 0, id="empty"),
        pytest.param(" \t ", B, " \t ", 0, id="white space"),
        pytest.param("# A", H, "A", 1, id="heading"),
        pytest.param("###### A", H, "A", 6, id="deepest heading"),
        pytest.param("   ## A", H, "A", 2, id="heading indented by three"),
        pytest.param("## A ##", H, "A", 2, id="closed heading"),
        pytest.param("## A ##  ", H, "A", 2, id="closed heading, spaces behind"),
        pytest.param("## A#", H, "A#", 2, id="a mark that closes nothing"),
        pytest.param("## C# and F# #", H, "C# and F#", 2, id="marks in the title"),
        pytest.param("##\tA", H, "A", 2, id="tab behind the marks"),
        pytest.param("##", H, "", 2, id="heading without words"),
        pytest.param("## ##", H, "", 2, id="closed heading without words"),
        pytest.param("#A", T, "#A", 0, id="no space behind the mark"),
        pytest.param("####### A", T, "####### A", 0, id="seven marks"),
        pytest.param("    # A", T, "    # A", 0, id="mark indented by four"),
        pytest.param("- a", L, "a", 0, id="dash item"),
        pytest.param("* a", L, "a", 0, id="star item"),
        pytest.param("+ a  ", L, "a", 0, id="plus item, spaces behind"),
        pytest.param("-  a", L, "a", 0, id="wide gap"),
        pytest.param("-\ta", L, "a", 0, id="tab gap"),
        pytest.param("  - a", L, "a", 2, id="indented item"),
        pytest.param("\t- a", L, "a", 4, id="item behind a tab"),
        pytest.param("  \t- a", L, "a", 4, id="item behind spaces and a tab"),
        pytest.param("-a", T, "-a", 0, id="no space behind the marker"),
        pytest.param("- ", T, "- ", 0, id="marker alone"),
        pytest.param("1. a", L, "a", 0, id="number"),
        pytest.param("12) a", L, "a", 0, id="number with a parenthesis"),
        pytest.param("  007.  a ", L, "a", 2, id="zeros before a number, wide gap"),
        pytest.param("123456789. a", L, "a", 0, id="nine digits"),
        pytest.param("1234567890. a", T, "1234567890. a", 0, id="ten digits"),
        pytest.param("1.a", T, "1.a", 0, id="no space behind the number"),
        pytest.param("1 a", T, "1 a", 0, id="number without a sign"),
        pytest.param("(1) a", T, "(1) a", 0, id="number in parentheses"),
        pytest.param("a. a", T, "a. a", 0, id="letter"),
        pytest.param("1. ", T, "1. ", 0, id="number alone"),
        pytest.param("- [ ] a", L, "a", 0, id="task"),
        pytest.param("- [x]  a", L, "a", 0, id="task done"),
        pytest.param("3. [X] a", L, "a", 0, id="numbered task"),
        pytest.param("- [ ]", L, "[ ]", 0, id="box alone"),
        pytest.param("- [x](a)", L, "[x](a)", 0, id="link of a letter"),
        pytest.param("- [y] a", L, "[y] a", 0, id="another letter in brackets"),
        pytest.param("- [ ]a", L, "[ ]a", 0, id="no space behind the box"),
        pytest.param("---", R, "---", 0, id="rule of dashes"),
        pytest.param("- - -", R, "- - -", 0, id="rule that looks like items"),
        pytest.param("* * *", R, "* * *", 0, id="rule of stars"),
        pytest.param("___", R, "___", 0, id="rule of underscores"),
        pytest.param("--", T, "--", 0, id="two dashes"),
        pytest.param("- --", R, "- --", 0, id="rule with one gap"),
        pytest.param("words", T, "words", 0, id="words"),
        pytest.param("> quote", T, "> quote", 0, id="quote"),
        pytest.param("<details>", T, "<details>", 0, id="tag"),
        pytest.param("<!-- note -->", X, "<!-- note -->", 0, id="comment"),
        pytest.param("  <!-- note", X, "  <!-- note", 0, id="indented comment"),
        pytest.param("```python", X, "```python", 0, id="fence"),
        pytest.param("~~~", X, "~~~", 0, id="tilde fence"),
        pytest.param("``` a`b", T, "``` a`b", 0, id="backticks behind a fence make it code"),
        pytest.param("``", T, "``", 0, id="two backticks"),
        pytest.param("<pre>", X, "<pre>", 0, id="raw HTML"),
        pytest.param("<preface>", T, "<preface>", 0, id="a tag that begins like raw HTML"),
    ],
)
def test_a_line_alone_is_read_as(line: str, kind: Kind, text: str, level: int) -> None:
    (block,) = scan(f"{line}\n")
    assert (block.kind, block.text, block.level) == (kind, text, level)


@pytest.mark.parametrize("end", ["\n", "\r\n", ""], ids=["LF", "CRLF", "no end"])
def test_the_line_end_is_in_the_span_and_not_in_the_text(end: str) -> None:
    (block,) = scan(f"- a{end}")
    assert (block.kind, block.text, block.span.end) == (L, "a", 3 + len(end))


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c", "\r"])
def test_only_a_line_feed_ends_a_line(mark: str) -> None:
    (block,) = scan(f"- a{mark}- b")
    assert block.text == f"a{mark}- b"


@pytest.mark.parametrize("line", ["# A", "- a", "<!-- x -->", "```", "---"])
def test_a_byte_order_mark_hides_no_markup(line: str) -> None:
    (plain,) = scan(line)
    (marked,) = scan(f"\ufeff{line}")
    assert marked.kind == plain.kind


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["- a", "  b"], [L, C], id="indented"),
        pytest.param(["- a", "b"], [L, C], id="lazy"),
        pytest.param(["- a", "  b", "c"], [L, C, C], id="both"),
        pytest.param(["- a", "  2. b"], [L, C], id="in an item a number but one is a word"),
        pytest.param(["1. a", "   2. b"], [L, C], id="the same in a numbered item"),
        pytest.param(["- a", "  b", "  2. c"], [L, C, C], id="the same further down"),
        pytest.param(["- a", "**Note** more"], [L, C], id="bold words go on"),
        pytest.param(["- a", "**Best Paper**"], [L, C], id="a bold line without year goes on"),
        pytest.param(["- a", "  **2025**"], [L, C], id="an indented bold year is in the item"),
    ],
)
def test_lines_that_go_on_with_the_item_above(lines: list[str], expected: list[Kind]) -> None:
    assert kinds(*lines) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["- a", "", "  b"], [L, B, T], id="a blank line between"),
        pytest.param(["- a", "# b"], [L, H], id="heading"),
        pytest.param(["- a", "- b"], [L, L], id="item"),
        pytest.param(["- a", "  - b"], [L, L], id="nested item"),
        pytest.param(["- a", "- "], [L, T], id="item without words"),
        pytest.param(["- a", "---"], [L, R], id="rule"),
        pytest.param(["- a", "</details>"], [L, T], id="tag"),
        pytest.param(["- a", "  </details>"], [L, T], id="indented tag"),
        pytest.param(["- a", "> b"], [L, T], id="quote"),
        pytest.param(["- a", "1. b"], [L, L], id="numbered item"),
        pytest.param(["- a", "  1. b"], [L, L], id="nested numbered item"),
        pytest.param(["- a", "2. b"], [L, L], id="another number"),
        pytest.param(["1. a", "  2. b"], [L, L], id="number indented less than the words above"),
        pytest.param(["- a", "b", "2. c"], [L, C, L], id="number behind a lazy line"),
        pytest.param(["words", "1. b"], [T, L], id="the number one under words"),
        pytest.param(["words", "2. b"], [T, T], id="another number under words"),
        pytest.param(["- [ ] ```", "b"], [L, C], id="a fence behind a box is words"),
        pytest.param(
            ["- [ ] a", "", "  ```", "  b", "c"], [L, B, X, X, T], id="a fence ends with its task"
        ),
        pytest.param(["</summary>", "2. b"], [T, L], id="another number under a tag"),
        pytest.param(["<https://a.org> x", "2. b"], [T, T], id="another number under a link"),
        pytest.param(["words", "", "2. b"], [T, B, L], id="another number behind a blank line"),
        pytest.param(["- a", "**2025**"], [L, T], id="bold year"),
        pytest.param(["- a", "__Papers of 2025__:"], [L, T], id="bold line with a year"),
        pytest.param(["- a", "<!-- b -->"], [L, X], id="comment"),
        pytest.param(["- a", "```", "b", "```", "c"], [L, X, X, X, T], id="fence"),
        pytest.param(["words", "  more"], [T, T], id="words above"),
    ],
)
def test_lines_that_do_not_go_on_with_the_item_above(
    lines: list[str], expected: list[Kind]
) -> None:
    assert kinds(*lines) == expected


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        pytest.param(["A", "==="], 1, id="equals signs"),
        pytest.param(["A", "---"], 2, id="dashes"),
        pytest.param(["A", "="], 1, id="one sign"),
        pytest.param(["A", "-  "], 2, id="one dash, spaces behind"),
        pytest.param(["", "  A", "   ---"], 2, id="indented"),
        pytest.param(["# Page", "A", "---"], 2, id="under a heading"),
        pytest.param(["***", "A", "==="], 1, id="under a rule"),
    ],
)
def test_an_underlined_line_is_a_heading(lines: list[str], level: int) -> None:
    blocks = list(scan("\r\n".join(lines)))
    assert [(b.text, b.level) for b in blocks if b.kind is H][-1] == ("A", level)
    assert blocks[-1].kind is R


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["A", "", "---"], id="a blank line between"),
        pytest.param(["A", "---x"], id="words behind the line"),
        pytest.param(["A", "    ---"], id="line indented by four"),
        pytest.param(["    A", "---"], id="code"),
        pytest.param(["- A", "---"], id="item"),
        pytest.param(["- a", "A", "---"], id="words that go on with an item"),
        pytest.param(["> A", "---"], id="quote"),
        pytest.param(["</details>", "---"], id="tag"),
        pytest.param(["</details>", "A", "---"], id="words under a tag"),
        pytest.param(["| A", "---"], id="table"),
        pytest.param(["1. A", "---"], id="numbered item"),
        pytest.param(["[a]: https://a.org", "---"], id="link definition"),
        pytest.param(["```", "---"], id="fence"),
        pytest.param(["<!--", "A", "---", "-->"], id="comment"),
    ],
)
def test_a_line_below_something_else_makes_no_heading(lines: list[str]) -> None:
    assert H not in kinds(*lines)


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(["<!--", "- a", "# b", "-->"], id="comment"),
        pytest.param(["<!-- - a", "```", "- b -->"], id="comment over lines, fence inside"),
        pytest.param(["<!-- a -->"], id="comment on one line"),
        pytest.param(["<!-->"], id="empty comment"),
        pytest.param(["<!-- a --> - [A](https://a.org)"], id="words behind a comment"),
        pytest.param(["```", "- a", "# b", "```"], id="fence"),
        pytest.param(["````", "```", "- a", "````"], id="fence in a longer fence"),
        pytest.param(["```", "- a", "~~~", "```"], id="other fence inside"),
        pytest.param(["~~~", "- a", "~~~~ "], id="longer end of a fence"),
        pytest.param(["```", "``` - a", "```"], id="a fence with words does not end it"),
        pytest.param(["<pre>", "- a", "</PRE>"], id="raw HTML"),
        pytest.param(["<script>", "- a", "</script> b"], id="script"),
        pytest.param(["- <!-- a -->"], id="comment as an item"),
        pytest.param(["- <!-- a", "  - b", "  -->"], id="comment over lines as an item"),
        pytest.param(["- ```", "  - a", "  ```"], id="fence as an item"),
    ],
)
def test_nothing_hidden_is_markup_and_the_next_line_is(hidden: list[str]) -> None:
    assert kinds(*hidden, "- shown") == [X] * len(hidden) + [L]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["<!--", "- a"], [X, X], id="comment"),
        pytest.param(["```", "- a"], [X, X], id="fence"),
        pytest.param(["<style>", "- a"], [X, X], id="raw HTML"),
        pytest.param(["- a", "  ```", "  b", "- c"], [L, X, X, L], id="an item ends its fence"),
        pytest.param(["- a", "  ```", "", "b"], [L, X, X, T], id="so do words further left"),
        pytest.param(["- a", "  - b", "    ```", "  - c"], [L, L, X, L], id="the inner item's"),
        pytest.param(["-     a", "  ```", "- b"], [L, X, L], id="a gap wide enough for code"),
        pytest.param(["-    a", "  ```", "- b"], [L, X, X], id="a gap not wide enough for code"),
        pytest.param(["-    a", "     ```", "- b"], [L, X, L], id="a fence behind that gap"),
        pytest.param(["- <!-- a", "- b"], [X, L], id="an item ends its comment"),
        pytest.param(["- a", "```", "- b"], [L, X, X], id="a fence beside the item has no end"),
        pytest.param(["- a", "", "b", "  ```", "- c"], [L, B, T, X, X], id="the list is over"),
    ],
)
def test_what_hides_and_never_ends(lines: list[str], expected: list[Kind]) -> None:
    assert kinds(*lines) == expected


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        pytest.param("---\ntitle: x\n---\n- a\n", 3, id="front matter"),
        pytest.param("\ufeff---\r\ntitle: x\r\n--- \r\n- a\r\n", 3, id="with mark and CRLF"),
        pytest.param("---\ntitle: x\n---", 3, id="nothing behind"),
        pytest.param("---\n---\n- a\n", 2, id="empty"),
        pytest.param("---\n- a\n", 0, id="never closed"),
        pytest.param("---\n\n- a\n\n---\n", 0, id="two rules"),
        pytest.param("---\n", 0, id="a rule alone"),
        pytest.param("---", 0, id="a rule without line end"),
        pytest.param("--- x\n- a\n---\n", 0, id="words behind the mark"),
        pytest.param("\n---\n- a\n---\n", 0, id="not at the top"),
    ],
)
def test_front_matter_is_hidden_and_rules_are_not(text: str, hidden: int) -> None:
    blocks = list(scan(text))
    assert [block.kind is X for block in blocks] == [True] * hidden + [False] * (
        len(blocks) - hidden
    )


def test_a_line_that_is_too_long_is_text_and_hides_nothing() -> None:
    long = "- [a](https://a.org) " + "x" * LINE_LIMIT
    assert kinds(long, "```" + "x" * LINE_LIMIT, "# A") == [T, T, H]
    assert kinds(long[:LINE_LIMIT]) == [L]


def test_a_long_comment_is_hidden_all_the_same() -> None:
    assert kinds("<!-- " + "x" * LINE_LIMIT, "- a", "-->", "- b") == [X, X, X, L]


@pytest.mark.parametrize(
    ("space", "columns"),
    [("", 0), ("  ", 2), ("\t", 4), (" \t", 4), ("\t ", 5), ("    \t", 8)],
    ids=repr,
)
def test_a_tab_goes_to_the_next_multiple_of_four(space: str, columns: int) -> None:
    assert indent_of(space) == columns


LINES = (
    "# A{}",
    "### B{} ##",
    "- [E{}](https://x.org)",
    "  - [N{}](https://x.org)",
    "+ [P{}](https://x.org) more",
    "words {}",
    "  more {}",
    "",
    "---",
    "===",
    "***",
    "```",
    "  ```",
    "~~~~",
    "<!--",
    "-->",
    "<!-- c{} -->",
    "<!-->",
    "<!-- - [Q{}](https://x.org)",
    "- <!-- h{}",
    "- ```",
    "> q{}",
    "1. [O{}](https://x.org)",
    "2) [S{}](https://x.org)",
    "   10. [R{}](https://x.org)",
    "- [ ] [K{}](https://x.org)",
)


@given(st.lists(st.sampled_from(LINES), max_size=8))
def test_items_and_headings_are_those_that_cmark_sees(lines: list[str]) -> None:
    # A rule at the top may open front matter, and after a heading equals signs are words to cmark;
    # the scanner joins no paragraph into one heading. All three are told in other tests.
    assume(lines[:1] != ["---"])
    text = "\n".join(line.format(number) for number, line in enumerate(lines))
    page = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    headings = re.findall(r"<h\d>\s*(.*?)\s*</h\d>", page, re.DOTALL)
    assume(not any("\n" in heading or "===" in heading for heading in headings))
    # Behind a quote as behind words the scanner takes no number but one for an item.
    assume("<p>===" not in page and not re.search(r"</blockquote>\s*<ol start", page))
    blocks = list(scan(text))
    items = [found for b in blocks if b.kind is L for found in re.findall(r"^\[(\w+)\]", b.text)]
    assert items == re.findall(r'<li>(?:\s|<p>|<input[^>]*>)*<a href="https://x.org">(\w+)<', page)
    assert [b.text for b in blocks if b.kind is H] == [html.unescape(h) for h in headings]


@pytest.mark.parametrize(
    ("text", "words", "level"),
    [
        pytest.param("<h2>Videos</h2>", "Videos", 2, id="plain"),
        pytest.param(
            '  <H3 align="center" id=x>A &amp; B</H3>  \r\n', "A &amp; B", 3, id="attributes"
        ),
        pytest.param("<h2><a id='v'></a>Videos</h2>", "<a id='v'></a>Videos", 2, id="tags inside"),
        pytest.param("<details><summary><h2>Videos</h2></summary>", "Videos", 2, id="folded"),
        pytest.param("<div align=center> <h1>Page</h1> </div>", "Page", 1, id="centred"),
        pytest.param("<h2>\n  The\n  videos\n</h2>\n", "The videos", 2, id="on several lines"),
        pytest.param("\ufeff<h1>Page</h1>\n", "Page", 1, id="behind a mark of order"),
        pytest.param("- item\n<h2>Videos</h2>\n", "Videos", 2, id="behind an item"),
    ],
)
def test_a_heading_in_html_is_one(text: str, words: str, level: int) -> None:
    (heading,) = (block for block in scan(text) if block.kind is H)
    assert (heading.text, heading.level) == (words, level)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('<h1 align="center"><img alt="Logo" src="a.png"></h1>', id="a picture"),
        pytest.param("<h3><a href=#a>A</a> • <a href=#b>B</a></h3>", id="a row of links"),
        pytest.param("<h2>Videos</h3>", id="closed otherwise"),
        pytest.param("<h2>Videos", id="never closed"),
        pytest.param("<h2>Videos\n\n</h2>", id="a paragraph between"),
        pytest.param("<h2>Videos</h2> and more", id="words behind"),
        pytest.param("see <h2>Videos</h2>", id="words before"),
        pytest.param("    <h2>Videos</h2>", id="code by its indentation"),
        pytest.param("`<h2>Videos</h2>`", id="code"),
        pytest.param("```\n<h2>Videos</h2>\n```", id="in a fence"),
        pytest.param("<!--\n<h2>Videos</h2>\n-->", id="in a comment"),
        pytest.param("<header>Videos</header>", id="another tag"),
        pytest.param("<h7>Videos</h7>", id="no such level"),
        pytest.param("<summary><h3>2024</h3></summary>", id="the label of a year"),
        pytest.param(f"<h2>{'x' * 501}</h2>", id="too long"),
    ],
)
def test_other_html_is_no_heading(text: str) -> None:
    assert not any(block.kind is H for block in scan(text))


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize(
    "line", ["<h2>", "<h2><h2", "<h2>a</h2> ", "<summary><h2>", "<a ", "<h2>a\n"], ids=repr
)
def test_headings_in_html_are_sought_in_linear_time(line: str) -> None:
    for _ in scan(f"{line * (LINE_LIMIT // len(line))}\n" * 60):
        pass
