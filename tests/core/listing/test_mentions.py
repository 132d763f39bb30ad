"""Links outside entries: which are seen, with which words, and which are none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.mentions import Mentions, read_mentions
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from strategies import odd_texts

U, V = "https://arxiv.org/abs/2401.00001", "https://example.org/p?a=1&b=2"


def mentioned(text: str) -> list[tuple[str, str]]:
    return [(one.title, one.url) for one in read_mentions(parse(text))]


@pytest.mark.parametrize(
    ("line", "title", "url"),
    [
        pytest.param(f"See [Heron]({U}) for more.", "Heron", U, id="prose"),
        pytest.param(f"- See [Heron]({U})", "Heron", U, id="an item that begins with words"),
        pytest.param(f"- Caches for Prompts {U}", "Caches for Prompts", U, id="words and a link"),
        pytest.param(f"- <{U}> Caches", "Caches", U, id="a link and words"),
        pytest.param(f"1. Caches: {U}.", "Caches", U, id="a full stop behind"),
        pytest.param(f"({U})", U, U, id="a link alone, in parentheses"),
        pytest.param(f"### [Heron]({U})", "Heron", U, id="heading"),
        pytest.param(f"> [Heron]({U})", "Heron", U, id="quote"),
        pytest.param(f"| x | [**Heron**]({U}) |", "Heron", U, id="row"),
        pytest.param(
            f'<li><a href="{U}">Heron: <b>Caches</b></a></li>', "Heron: Caches", U, id="HTML"
        ),
        pytest.param(
            f"<A class='x' HREF='{U}' id=y>Heron</A> x", "Heron", U, id="capitals"
        ),
        pytest.param(f'<a\n  href="{U}"\n>', U, U, id="a tag of several lines"),
        pytest.param(f'<a href="{V.replace("&", "&amp;")}">x</a>', "x", V, id="escaped in HTML"),
        pytest.param(f"[Heron][r]\n\n[r]: {U}", "Heron", U, id="reference"),
        pytest.param(f"[r]\n\n[r]: <{U}>", "r", U, id="shortcut"),
        pytest.param(f"[![i](https://i.org/x.svg) Heron]({U})", "Heron", U, id="image and words"),
        pytest.param(f"[`heron`]({U})", "heron", U, id="words that are code"),
        pytest.param(f"[📄]({U})", "📄", U, id="a sign that is no image"),
    ],
)  # fmt: skip
def test_a_link_that_is_seen(line: str, title: str, url: str) -> None:
    assert mentioned(f"# T\n\n## A\n\n{line}\n") == [(title, url)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"- [Heron]({U}): Caches [code]({V})", id="in an entry"),
        pytest.param(f"- [Heron](https://a.org/1)\n  see {U}", id="further down in an entry"),
        pytest.param(f"1. [Heron][r]\n\n[r]: {U}", id="the target of an entry"),
        pytest.param(f"[r]: {U}", id="a definition that nothing refers to"),
        pytest.param(f"## Contents\n\n- [A](#a) {U}\n\n## A", id="contents"),
        pytest.param(f"<!-- [Heron]({U}) -->", id="comment"),
        pytest.param(f"```\n[Heron]({U})\n```", id="fence"),
        pytest.param(f"Write `- [Title]({U})` below.", id="code"),
        pytest.param(f"![Heron]({U})", id="image"),
        pytest.param(f"[![Heron](https://i.org/x.svg)]({U})", id="badge"),
        pytest.param(f'<a href="{U}"><img src="{V}"/></a>', id="badge of HTML"),
        pytest.param(f'<img\n  src="{V}">', id="image of several lines"),
        pytest.param("[Heron](paper.pdf) [A](#a) <a href='x.html'>x</a>", id="no web link"),
        pytest.param("arxiv.org/abs/2401.00001", id="no scheme"),
        pytest.param(f"{U} {'x' * 17_000}", id="longer than a line"),
    ],
)
def test_what_is_no_link_outside_entries(text: str) -> None:
    assert mentioned(f"# T\n\n{text}\n") == []


def test_links_are_told_in_order_with_their_place() -> None:
    text = f"{U}/0\n\n## A\n\n### B\n\n- [X](https://x.org)\n  - **L**\n    - [Y](https://y.org)\n"
    text += f"\nwords [p]({U}/1) [q]({U}/2)\n\n## C\n\n{U}/3\n"
    found = list(read_mentions(parse(text)))
    assert [(one.url[-1], one.section, one.line) for one in found] == [
        ("0", "", 1),
        ("1", "A > B", 11),
        ("2", "A > B", 11),
        ("3", "C", 15),
    ]
    assert all(one.span.of(text) == one.raw for one in found)
    assert all(text.splitlines()[one.line - 1].strip() == one.raw for one in found)


def test_the_links_of_all_pages_are_found_by_number_and_by_words() -> None:
    pages = [
        f"see [Heron of Prompts]({U}v2)\n",
        f"[x](http://www.arxiv.org/pdf/2401.00001)\n {V} [y](http://)\n",
    ]
    papers = PaperList(tuple(Page(f"{at}.md", parse(text)) for at, text in enumerate(pages)))
    mentions = papers.mentions
    assert isinstance(mentions, Mentions)
    assert papers.mentions is mentions
    assert [one.file for one in mentions.links] == ["0.md", "1.md", "1.md", "1.md"]
    assert {one.id for one in mentions.links} == {""}
    by_number = {str(key): [one.file for one in ones] for key, ones in mentions.by_identity.items()}
    assert by_number == {"arxiv:2401.00001": ["0.md", "1.md"], "example.org/p?a=1&b=2": ["1.md"]}
    assert [one.file for one in mentions.by_title["heronofprompts"]] == ["0.md"]


@given(odd_texts | st.text(st.sampled_from(f'[]()<>`!|"= \nha:/.{U}'), max_size=200))
def test_any_page_is_looked_through(text: str) -> None:
    document = parse(text)
    entries = {line for one in document.entries for line in range(one.line, one.line + 1)}
    for one in read_mentions(document):
        assert one.url.lower().startswith("http")
        assert one.title
        assert one.span.of(text) == one.raw
        assert one.line not in entries
