"""Marks that are text: bars in a title, and whatever is escaped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.intake import Pasted, read_pasted
from llmsys_mcp.core.writing.style import Draft, Style
from strategies import organizations, urls, venues

U = "https://arxiv.org/abs/2603.00001"
T = "Speculative Decoding for LLM Serving"


def full(paper: Pasted) -> str:
    return ": ".join(filter(None, (paper.title, paper.description)))


def read(text: str) -> tuple[str, str, str, str]:
    """(title in full, venue, maker, doubt) of the one paper of a text."""
    (paper,) = (one for one in read_pasted(text) if not one.remark)
    assert paper.url == U
    return full(paper), paper.venue, paper.organization, paper.doubt


@pytest.mark.parametrize(
    ("text", "title"),
    [
        pytest.param(f"- [{T} | A Study]({U})", f"{T} | A Study", id="bar"),
        pytest.param(f"- [{T} ｜ A Study]({U})", f"{T} ｜ A Study", id="wide bar"),
        pytest.param(rf"- [{T} \| A Study]({U})", f"{T} | A Study", id="escaped bar"),
        pytest.param(f"- [{T} &#124; A Study]({U})", f"{T} | A Study", id="bar as a number"),
        pytest.param(f"- [{T} &#x7C; A Study]({U})", f"{T} | A Study", id="bar in hex"),
        pytest.param(f"- [{T} &vert; A Study]({U})", f"{T} | A Study", id="bar by name"),
        pytest.param(f"- [Decoding P(y|x): {T}]({U})", f"Decoding P(y|x): {T}", id="bar in a word"),
        pytest.param(f"- [{T} of P(y|)]({U})", f"{T} of P(y|)", id="bar in the last word"),
        pytest.param(
            f"- [Decoder `bitwise`: A|B testing of [quantized] LLM training]({U})",
            "Decoder bitwise: A|B testing of [quantized] LLM training", id="every mark",
        ),
        pytest.param(f'<a href="{U}">{T} | A Study</a>', f"{T} | A Study", id="html link"),
        pytest.param(f"<{U}|{T} &#124; A Study>", f"{T} | A Study", id="chat link"),
        pytest.param(rf"{T} \| A Study {U}", f"{T} | A Study", id="escaped, before a link"),
        pytest.param(f"{T} &#124; A Study\n{U}", f"{T} | A Study", id="escaped, link below"),
        pytest.param(rf"Title: {T} \| A Study{chr(10)}Link: {U}", f"{T} | A Study", id="field"),
        pytest.param(f"Title: [{T} | A Study]({U})", f"{T} | A Study", id="link in a field"),
        pytest.param(
            f"| Title | Link |\n|-|-|\n| {T} \\| A Study | {U} |", f"{T} | A Study", id="cell"
        ),
        pytest.param(
            f"title,venue\n[{T} | A Study]({U}),", f"{T} | A Study", id="link between commas"
        ),
        pytest.param(rf"- [{T} in A\* Search]({U})", f"{T} in A* Search", id="star"),
        pytest.param(rf"- [\_x\_: {T}]({U})", f"_x_: {T}", id="underscores around a name"),
        pytest.param(rf"- [KV\_Page: {T}]({U})", f"KV_Page: {T}", id="underscore in a name"),
        pytest.param(f"- [{T} with &lt;b&gt; Tags]({U})", f"{T} with <b> Tags", id="tag"),
        pytest.param(rf"- [{T} \&lt; &amp;lt; Signs]({U})", f"{T} &lt; &lt; Signs", id="and"),
        pytest.param(rf"- [{T} of \`Code\`]({U})", f"{T} of `Code`", id="code"),
        pytest.param(rf"- [{T} with C:\\Paths]({U})", rf"{T} with C:\Paths", id="backslash"),
        pytest.param(rf"- [{T}]({U}): of a \[\] list", f"{T}: of a [] list", id="empty brackets"),
        pytest.param(f"{T} &amp; Caches {U}", f"{T} & Caches", id="and alone"),
    ],
)  # fmt: skip
def test_marks_of_a_title_stay_in_it(text: str, title: str) -> None:
    assert read(text) == (title, "", "", "")


@pytest.mark.parametrize(
    ("text", "venue", "maker"),
    [
        pytest.param(f"- [{T}]({U}) | OSDI' 26 | MIT", "OSDI' 26", "MIT", id="behind a link"),
        pytest.param(f"{T} | OSDI' 26 | MIT\n{U}", "OSDI' 26", "MIT", id="without a link"),
        pytest.param(f"Title: {T} | OSDI' 26 | MIT\nLink: {U}", "OSDI' 26", "MIT", id="field"),
        pytest.param(f"Title: [{T}]({U}) | OSDI' 26", "OSDI' 26", "", id="field, behind a link"),
        pytest.param(f"- [{T} | OSDI' 26 | MIT]({U})", "OSDI' 26", "MIT", id="known, in a link"),
        pytest.param(f"- [{T} | USENIX]({U})", "", "", id="site"),
        pytest.param(f"- [{T} | ]({U})", "", "", id="empty field in a link"),
        pytest.param(f"- [{T} |]({U})", "", "", id="bar at the end of a link"),
        pytest.param(f"- [{T} | OSDI' 26 | ]({U})", "OSDI' 26", "", id="known before an empty one"),
        pytest.param(rf"- [{T} \| OpenReview]({U})", "", "", id="site, as a clipper escapes it"),
        pytest.param(
            f"- [{T} | Proceedings of the 31st Symposium | ACM Transactions on X | arXiv]({U})",
            "", "", id="several sites",
        ),
        pytest.param(f"- [{T}](<{U}>)", "", "", id="angle brackets"),
        pytest.param(f"[\\[2603.00001\\] {T}]({U})", "", "", id="number, as a clipper escapes it"),
    ],
)  # fmt: skip
def test_bars_part_what_is_no_title(text: str, venue: str, maker: str) -> None:
    assert read(text) == (T, venue, maker, "")


def test_more_fields_in_a_link_than_are_looked_at_are_asked_about() -> None:
    assert read(f"- [{T}{' | MIT' * 5}]({U})")[0] == f"{T} | MIT"


def test_a_bar_of_bibtex_is_the_title_s() -> None:
    (paper,) = read_pasted("@misc{a, b={c}}", lambda _text: [{"title": f"{T} | A", "url": U}])
    assert (paper.title, paper.organization, paper.doubt) == (f"{T} | A", "", "")


def test_half_a_link_that_was_escaped_is_asked_about() -> None:
    assert read(rf"- [{T} \[a\](b)]({U})")[3] == "Is this its exact title?"


def test_what_stands_for_a_mark_inside_is_no_mark_when_it_is_pasted() -> None:
    assert read(f"- [{T} \ufdd7 A]({U})")[0] == f"{T} \uffff A"


MARKS = st.text(
    st.sampled_from("abXY 19'\"*_`~<>&;#|｜[]()\\!:.é漢$@{}"), min_size=1, max_size=20
).filter(lambda text: any(map(str.isalnum, text)) and text == " ".join(text.split()))
"""Any mark beside letters, but for dashes before accents, which are read as a wrong encoding."""


@given(MARKS, MARKS, venues, organizations, urls)
def test_the_package_s_own_lines_are_read_back_or_asked_about(
    title: str, description: str, venue: str, maker: str, url: str
) -> None:
    draft = Draft(f"Serving {title} Models", url, f"on {description} words", venue, maker)
    (paper,) = read_pasted(Style().write(draft).line)
    told = (full(paper), paper.url, paper.venue, paper.organization)
    assert paper.doubt or told == (draft.full_title, url, venue, maker)
