"""Course pages: includes and hand-written items read, includes written, Liquid kept asleep."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import find_spot, named, parse
from llmsys_mcp.core.dialects.course import CourseStyle, as_html, read_html, read_include
from llmsys_mcp.core.markup.text import apply_edits
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.core.writing.style import Draft, Style
from llmsys_mcp.errors import InvalidArgument
from rendered import render

COURSE = named("course")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            '{% include paper_item.html key="relay-osdi24" %}',
            ("relay-osdi24", "relay", "OSDI' 24", 2024, False),
            id="key alone",
        ),
        pytest.param(
            '{%- include p.html key="relay-osdi24" required=true -%}',
            ("relay-osdi24", "relay", "OSDI' 24", 2024, True),
            id="required",
        ),
        pytest.param(
            '{% include p.html required="true" key=relay %}',
            ("relay", "relay", "", None, True),
            id="other order, quotes or none",
        ),
        pytest.param(
            "{% include p.html key='relay-arxiv25' required=false %}",
            ("relay-arxiv25", "relay", "arXiv' 25", 2025, False),
            id="not required",
        ),
        pytest.param(
            '{% include p.html key="relay-note25" required="KV Cache / Memory" %}',
            ("relay-note25", "relay", "", 2025, "KV Cache / Memory"),
            id="required for a topic, unknown venue",
        ),
        pytest.param(
            '{% include p.html key="+x" note="" required="" %}', None, id="a key that is none"
        ),
        pytest.param('{% include p.html key="._" %}', None, id="a key without letter or digit"),
        pytest.param('{% include p.html note="x" %}', None, id="no key"),
        pytest.param("{{ page.title }}", None, id="no include"),
    ],
)
def test_an_include_is_read(text: str, wanted: tuple[object, ...] | None) -> None:
    fields = read_include(text)
    told = fields and (fields.key, fields.title, fields.venue, fields.year, fields.required)
    assert told == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        pytest.param(
            '<li>\n <b>(Required)</b> <a href="https://arxiv.org/pdf/2407.21783">The Herd</a>'
            " (Sections 2, 3), <br/><em>Llama Team, AI @ Meta</em>\n</li>",
            (
                "The Herd",
                "https://arxiv.org/pdf/2407.21783",
                "Llama Team, AI @ Meta",
                ("(Sections 2, 3)",),
                True,
            ),
            id="required, with a remark and makers",
        ),
        pytest.param(
            "<li><a class='x' href='https://a.org/?a=1&amp;b=2'>A &lt; B:</a> (Required: KV)</li>",
            ("A < B", "https://a.org/?a=1&b=2", "", (), "KV"),
            id="references, single quotes, a topic",
        ),
        pytest.param(
            '<li><a href="https://a.org">T</a></li>',
            ("T", "https://a.org", "", (), False),
            id="link alone",
        ),
        pytest.param("<li>words</li>", None, id="no link"),
        pytest.param('<li><a href="/local">T</a></li>', None, id="a page of the site"),
        pytest.param('<li><a href="https://a.org"> : </a></li>', None, id="no title"),
    ],
)
def test_a_hand_written_item_is_read(html: str, wanted: tuple[object, ...] | None) -> None:
    fields = read_html(html)
    told = fields and (
        fields.title,
        fields.url,
        fields.organization,
        fields.extras,
        fields.required,
    )
    assert told == wanted


PAGE = """\
---
layout: page
---

## Part 1 - Models
#### Introduction
<ul>
  {% include paper_item.html key="one-osdi24" required=true %}
  <li>
    <a href="https://a.org/2">Two</a>
  </li>
  <li><a href="https://a.org/3">Three</a> <li><a href="https://a.org/4">Four</a>
</ul>

#### Empty
<ul class="papers">
</ul>

#### Bare

## Part 2
- [Five](https://a.org/5): in Markdown
<ul>{% include other.html key="six-arxiv25" %}{% include other.html key="seven" %}</ul>
{% comment %}
  {% include other.html key="hidden" %}
{% endcomment %}
{% raw %}{% include other.html key="raw" %}{% endraw %}
{% endif %} {% comment %} {% raw %} {% endraw %} {% include other.html key="hidden" %}
{% endcomment %} {% endraw %}
<li><a href="https://a.org/8">Eight, never closed</a>

## Part 3
<li>{% include other.html key="nine" %}</li>
{% include footer.html note="no key" %}
"""


def told(page: Document) -> list[tuple[str, str, str]]:
    return [(e.section.rpartition(" > ")[2], e.title, e.key) for e in page.entries]


def test_a_page_is_read() -> None:
    page = parse(PAGE, "course")
    assert render(page) == PAGE
    assert told(page) == [
        ("Introduction", "one", "one-osdi24"),
        ("Introduction", "Two", ""),
        ("Introduction", "Three", ""),
        ("Introduction", "Four", ""),
        ("Part 2", "Five", ""),
        ("Part 2", "six", "six-arxiv25"),
        ("Part 2", "seven", "seven"),
        ("Part 3", "nine", "nine"),
    ]
    assert [PAGE[e.span.start : e.span.end] for e in page.entries] == [e.raw for e in page.entries]
    assert page.sections[1].path == "Part 1 - Models > Introduction"


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize(
    ("section", "line", "near"),
    [
        pytest.param(
            "Introduction",
            '  {% include paper_item.html key="relay-osdi26" %}',
            [
                '<li><a href="https://a.org/3">Three</a> <li><a href="https://a.org/4">Four</a>',
                "</ul>",
            ],
            id="behind the last",
        ),
        pytest.param(
            "Empty",
            '{% include other.html key="relay-osdi26" %}',
            ['<ul class="papers">', "</ul>"],
            id="into a list",
        ),
        pytest.param(
            "Part 1 - Models",
            '{% include other.html key="relay-osdi26" %}',
            ["<ul>", "</ul>"],
            id="before the sections below it",
        ),
        pytest.param(
            "Bare",
            '{% include other.html key="relay-osdi26" %}',
            ["<ul>", "</ul>"],
            id="into a list of its own",
        ),
        pytest.param(
            "Part 2",
            '{% include other.html key="relay-osdi26" %}',
            [
                '<ul>{% include other.html key="six-arxiv25" %}{% include other.html key="seven" %}'
                "</ul>",
                "{% comment %}",
            ],
            id="behind a line of several",
        ),
    ],
)
def test_an_include_goes_into_the_section(
    section: str, line: str, near: list[str], end: str
) -> None:
    text = PAGE.replace("\n", end)
    page = parse(text, "course")
    index = [one.title for one in page.sections].index(section)
    spot = find_spot(page, index, 2026)
    written = spot.style.write(Draft("Relay", "https://x.org/1", "A Server", "OSDI 2026"))
    new = apply_edits(text, [spot.edit(written.line)])
    lines = new.split(end)
    at = lines.index(line)
    assert [lines[at - 1].strip(), lines[at + 1].strip()] == near
    after = parse(new, "course")
    assert sorted(told(after)) == sorted([*told(page), (section, "relay", "relay-osdi26")])
    assert new.count("\n") == new.count(end)


def test_a_section_that_ends_the_page_gets_its_entry_too() -> None:
    for text in ("## A", "## A\n", '## A\n{% include p.html key="x" %}'):
        page = parse(text, "course")
        spot = find_spot(page, 0, None)
        new = apply_edits(text, [spot.edit(spot.style.write(Draft("Relay", "https://x.org")).line)])
        assert ("A", "relay", "relay") in told(parse(new, "course"))


def test_a_key_that_another_paper_has_gets_a_letter() -> None:
    style = CourseStyle(taken=frozenset({"relay-osdi26", "relay-osdi26b"}))
    line = style.write(Draft("Relay", "https://x.org/1", "", "OSDI 2026")).line
    assert line == '{% include paper_item.html key="relay-osdi26c" %}'


@given(st.text(max_size=30), st.text(max_size=20))
def test_no_text_of_a_caller_reaches_the_page(title: str, venue: str) -> None:
    line = CourseStyle().write(Draft(title, "https://x.org/1", "", venue)).line
    key = line.removeprefix('{% include paper_item.html key="').removesuffix('" %}')
    assert key.replace("-", "").isalnum()
    assert key.isascii()


@given(st.text("{}%<>&\"' ab"))
def test_html_keeps_liquid_and_markup_asleep(text: str) -> None:
    safe = as_html(text)
    assert not set("{}<>\"'") & set(safe)


ITEM = '<li><a href="https://a.org/2">Two: Old</a> (Section 1), <em>Jane</em></li>'


@pytest.mark.parametrize(
    ("item", "new", "wanted"),
    [
        pytest.param(
            ITEM,
            {"title": "{{ x }}"},
            ITEM.replace("Two: Old", "&#123;&#123; x &#125;&#125;"),
            id="title",
        ),
        pytest.param(ITEM, {"description": "New"}, ITEM.replace("Old", "New"), id="second part"),
        pytest.param(
            ITEM,
            {"title": "A", "description": "New"},
            ITEM.replace("Two: Old", "A: New"),
            id="both",
        ),
        pytest.param(
            ITEM,
            {"url": "https://b.org/?a&b"},
            ITEM.replace("https://a.org/2", "https://b.org/?a&amp;b"),
            id="link",
        ),
        pytest.param(
            ITEM,
            {"organization": "{% raw %}"},
            ITEM.replace("Jane", "&#123;% raw %&#125;"),
            id="makers",
        ),
        pytest.param(
            "<li><a href='https://a.org/2'>Two</a></li>",
            {"url": "https://b.org"},
            "<li><a href='https://b.org'>Two</a></li>",
            id="single quotes",
        ),
        pytest.param(
            "<li><a href='https://a.org/2'>Two</a></li>",
            {"organization": "Jane"},
            "<li><a href='https://a.org/2'>Two</a>, <em>Jane</em></li>",
            id="first makers",
        ),
        pytest.param(
            "<li><a href='https://a.org/2'>Two</a></li>",
            {"organization": ""},
            "<li><a href='https://a.org/2'>Two</a></li>",
            id="no makers to take",
        ),
        pytest.param(
            "- [Two](https://a.org/2): b",
            {"title": "A"},
            "- [A](https://a.org/2): b",
            id="Markdown",
        ),
    ],
)
def test_a_hand_written_item_is_changed_where_it_stands(
    item: str, new: dict[str, str], wanted: str
) -> None:
    (entry,) = parse(f"## A\n\n{item}\n", "course").entries
    assert COURSE.amend(entry, new, Style()) == (wanted, False)


@pytest.mark.parametrize(
    ("item", "new", "argument"),
    [
        pytest.param('{% include p.html key="a-osdi24" %}', {"title": "A"}, "title", id="key"),
        pytest.param(
            '{% include p.html key="a-osdi24" %}', {"venue": "A"}, "venue", id="its venue"
        ),
        pytest.param(ITEM, {"venue": "OSDI 2024"}, "venue", id="no place for a venue"),
    ],
)
def test_what_the_page_does_not_say_is_not_changed(
    item: str, new: dict[str, str], argument: str
) -> None:
    (entry,) = parse(f"## A\n\n{item}\n", "course").entries
    with pytest.raises(InvalidArgument) as refused:
        COURSE.amend(entry, new, Style())
    assert refused.value.argument == argument


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param('{% include p.html key="a" %}\n' * 3, True, id="three includes"),
        pytest.param('{% include p.html key="a" %}\n' * 2, False, id="two may be chance"),
        pytest.param('{% include p.html note="a" %}\n' * 5, False, id="includes of other things"),
        pytest.param(
            '{% include p.html key="a" %}\n' * 3 + "- [a](https://a.org)\n" * 9, False, id="few"
        ),
        pytest.param("- [a](https://a.org)\n", False, id="no Liquid"),
    ],
)
def test_a_course_page_is_recognised(text: str, sure: bool) -> None:
    assert (COURSE.recognise(text) > 0.5) is sure


# --- the real page -------------------------------------------------------------------------------

COUNTS = {
    "Part 1 - LLMs: Backbone of Modern AI": 0,
    "Part 1 - LLMs: Backbone of Modern AI > Introduction": 3,
    "Part 1 - LLMs: Backbone of Modern AI > Scaling LLM Pre-Training": 10,
    "Part 1 - LLMs: Backbone of Modern AI > LLM Post-Training for Alignment": 4,
    "Part 1 - LLMs: Backbone of Modern AI > Efficient LLM Serving": 8,
    "Part 1 - LLMs: Backbone of Modern AI > Mixture-of-Experts": 7,
    "Part 2 - GenAI: Beyond Simple Text Generation": 0,
    "Part 2 - GenAI: Beyond Simple Text Generation > Multi-Modal Generation": 5,
    "Part 2 - GenAI: Beyond Simple Text Generation > Retrieval-Augmented Generation": 4,
    "Part 2 - GenAI: Beyond Simple Text Generation > LLM-Augmented Agentic Systems": 3,
    "Part 3 - GenAI for Systems": 6,
}
"""Entries of each section of the real page, counted on it by hand."""


def test_every_entry_of_the_real_page_is_read(shared: Path) -> None:
    text = (shared / "seeds" / "course-reading-list.md").read_text(encoding="utf-8")
    page = parse(text, "course")
    assert render(page) == text
    assert {section.path: len(section.entries) for section in page.sections} == COUNTS
    keys = [entry.key for entry in page.entries if entry.key]
    assert (len(page.entries), len(keys), len(set(keys))) == (50, 49, 49)
    by_key = {entry.key: entry for entry in page.entries}
    assert by_key["distserve-osdi24"].required == "Prefill/Decode Disaggregation"
    assert by_key["orca-osdi22"].required is False
    assert by_key["metis-arxiv25"].required is False
    assert by_key["megatron-sc21"].required is True
    assert (by_key["switch-jmlr22"].venue, by_key["switch-jmlr22"].year) == ("JMLR' 22", 2022)
    llama = by_key[""]
    assert (llama.title, llama.url, llama.line, llama.required, llama.extras) == (
        "The Llama 3 Herd of Models",
        "https://arxiv.org/pdf/2407.21783",
        11,
        True,
        ("(Sections 2, 3.3, and 4.1)",),
    )
    # Read by all: eleven includes and the Llama report; for a topic: sixteen.
    assert sum(entry.required is True for entry in page.entries) == 12
    assert sum(isinstance(entry.required, str) for entry in page.entries) == 16
