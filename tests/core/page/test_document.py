"""A page understood: sections, year groups, contents, entries; nothing lost, nothing invented."""

import json
import lzma
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.markup.marker import read_marker
from llmsys_mcp.core.markup.text import decode, encode
from llmsys_mcp.core.page.document import Bucket, Document, Section, subtree
from rendered import render
from strategies import MadeList, made_lists, odd_texts

LISTS = Path(__file__).parents[2] / "data" / "lists"


def page(*lines: str) -> Document:
    return parse("\n".join(("# Page", "", *lines, "")))


def placed(document: Document) -> list[tuple[str, str, str]]:
    return [(entry.title, entry.section, entry.bucket) for entry in document.entries]


def buckets(document: Document) -> list[tuple[str, tuple[int, ...], str, list[str]]]:
    return [
        (b.label, b.years, b.style, [document.entries[at].title for at in b.entries])
        for section in document.sections
        for b in section.buckets
    ]


def entry(name: str) -> str:
    return f"- [{name}](https://a.org/{name})"


# --- lossless ------------------------------------------------------------------------------------


@given(odd_texts)
def test_render_undoes_parse(text: str) -> None:
    assert render(parse(text)) == text


def test_references_are_followed_while_there_is_room() -> None:
    text = "- [T][a]\n" * 500 + f"\n[a]: https://a.org/{'x' * 1900}\n"
    document = parse(text)
    assert 3 < len(document.entries) < 20
    assert len(document.entries) + len(document.unread) == 500


@given(odd_texts)
def test_spans_hold_what_they_claim(text: str) -> None:
    document = parse(text)
    for one in document.entries:
        assert one.span.of(text) == one.raw
        assert text[: one.span.start].count("\n") == one.line - 1
        assert read_marker(one.raw) is not None
        assert not one.raw.endswith(("\n", "\r"))
    for section in document.sections:
        assert section.span == document.blocks[section.line - 1].span
        assert section.span.end <= section.end <= len(text)
        for bucket in section.buckets:
            assert 0 <= bucket.span.start <= bucket.span.end <= len(text)


@given(odd_texts)
def test_every_item_is_an_entry_a_label_a_contents_line_or_unread(text: str) -> None:
    document = parse(text)
    lines = Counter(e.line for e in document.entries)
    lines += Counter(document.blocks[at].line for at in document.contents)
    lines += Counter(document.blocks[at].line for at in document.unread)
    lines += Counter(s.line for s in document.sections if s.is_label)
    labels = {b.line for s in document.sections for b in s.buckets}
    items = {block.line for block in document.blocks if block.kind.value == "item"}
    assert set(lines.values()) <= {1}
    assert lines.keys() <= items
    # A bucket that stands in no section is told by its entries alone.
    in_no_section = {b.line for b in document.blocks if re.match(r"[*_]{2}.*20\d\d", b.text)}
    assert items - lines.keys() <= labels | in_no_section


@given(odd_texts)
def test_the_tree_of_sections_is_sound(text: str) -> None:
    document = parse(text)
    indexes: list[int] = []
    for at, section in enumerate(document.sections):
        assert section.parent < at
        if section.parent >= 0:
            above = document.sections[section.parent]
            assert section.path == f"{above.path} > {section.title}"
            assert section.level > above.level
            assert section.end <= above.end
        else:
            assert section.path == section.title
        assert section.is_label == (section.level > 6)
        for one in section.entries:
            assert document.entries[one].section == section.path
        indexes += section.entries
    assert len(indexes) == len(set(indexes))
    loose = [at for at, one in enumerate(document.entries) if not one.section and at not in indexes]
    assert sorted([*indexes, *loose]) == list(range(len(document.entries)))


@given(made_lists())
def test_a_list_is_read_as_it_was_made(made: MadeList) -> None:
    document = parse(made.text)
    assert [(e.title, e.url, e.section, e.bucket, e.line) for e in document.entries] == [
        (f.title, f.url, f.section, f.bucket, f.line) for f in made.facts
    ]
    assert tuple(section.path for section in document.sections) == made.sections
    assert document.title == "A list"
    assert document.unread == ()
    for section in document.sections:
        inside = {at for bucket in section.buckets for at in bucket.entries}
        assert inside <= set(section.entries)
        for bucket in section.buckets:
            spans = [document.entries[at].span for at in bucket.entries]
            assert all(bucket.span.start < s.start and s.end <= bucket.span.end for s in spans)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"# A\r\n\r\n- [B](https://b.org)\r\n", id="CRLF"),
        pytest.param(b"# A\n\r\n- [B](https://b.org)\r\n\n", id="both line ends"),
        pytest.param(b"\xef\xbb\xbf- [B](https://b.org)\n", id="byte order mark"),
        pytest.param(b"# A\n- [B](https://b.org)", id="no line end at the end"),
        pytest.param(b"- [D\xe9j\xe0](https://d.org): caf\xe9\n", id="Latin-1"),
        pytest.param(b"- [B\xff\xfe\x00](https://b.org)\n", id="no text"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"\n\n\n", id="blank lines"),
    ],
)
def test_bytes_come_back_as_they_were(data: bytes) -> None:
    assert encode(render(parse(decode(data)))) == data


def test_line_ends_stay_out_of_the_entry() -> None:
    (one,) = parse("# A\r\n- [B](https://b.org)  \r\n").entries
    assert one.raw == "- [B](https://b.org)  "


def test_a_byte_order_mark_stays_out_of_the_entry() -> None:
    (one,) = parse("\ufeff  - [B](https://b.org)\n").entries
    assert (one.raw, one.line, one.span.start) == ("- [B](https://b.org)", 1, 3)


def test_lines_that_go_on_belong_to_the_entry() -> None:
    document = page("## S", "- [A](https://a.org): one", "  two", "three", "- [B](https://b.org)")
    assert [e.raw for e in document.entries] == [
        "- [A](https://a.org): one\n  two\nthree",
        "- [B](https://b.org)",
    ]
    assert [e.description for e in document.entries] == ["one", ""]


# --- sections ------------------------------------------------------------------------------------


def test_headings_make_paths_without_the_title_of_the_page() -> None:
    document = page("## A", "### B", "#### C", "### D", "## E", "# F", "## G")
    assert [(s.path, s.level, s.parent) for s in document.sections] == [
        ("A", 2, -1),
        ("A > B", 3, 0),
        ("A > B > C", 4, 1),
        ("A > D", 3, 0),
        ("E", 2, -1),
        ("F", 1, -1),
        ("F > G", 2, 5),
    ]
    assert document.title == "Page"


@pytest.mark.parametrize(
    ("text", "title", "paths"),
    [
        pytest.param("# P\n## A\n", "P", ["A"], id="title"),
        pytest.param("## A\n# P\n", "", ["A", "P"], id="the first heading is no title"),
        pytest.param("words\n\n# P\n", "P", [], id="words before"),
        pytest.param("P\n=\n\nA\n-\n", "P", ["A"], id="underlined"),
        pytest.param("#### D\n## A\n", "", ["D", "A"], id="levels left out"),
        pytest.param("- [A](https://a.org)\n", "", [], id="no heading"),
        pytest.param("# **P** `x`\n## [A](a.md) &amp; *B*\n", "P x", ["A & B"], id="markup"),
        pytest.param("<!--\n# P\n-->\n```\n# Q\n```\n", "", [], id="hidden"),
    ],
)
def test_titles_are_those_a_reader_sees(text: str, title: str, paths: list[str]) -> None:
    document = parse(text)
    assert (document.title, [s.path for s in document.sections]) == (title, paths)


def test_entries_belong_to_the_heading_above_them() -> None:
    document = page(entry("p"), "## A", entry("a"), "### B", entry("b"), "## C", entry("c"))
    assert placed(document) == [("p", "", ""), ("a", "A", ""), ("b", "A > B", ""), ("c", "C", "")]
    assert [s.entries for s in document.sections] == [(1,), (2,), (3,)]


def test_a_section_ends_where_the_next_one_begins_that_is_not_inside_it() -> None:
    document = page("## A", entry("a"), "### B", entry("b"), "## C", "words")
    at = {s.title: s for s in document.sections}
    assert at["A"].end == at["B"].end == at["C"].span.start
    assert at["C"].end == len(document.text)


FOLDED = "<details>", "<summary><h2>Videos</h2></summary>", "", entry("v"), "", "</details>"
UNFOLDED = "<details>", "<summary>", "<h2>Videos</h2>", "</summary>", "", entry("v"), "</details>"


@pytest.mark.parametrize(
    ("lines", "begins"),
    [
        pytest.param(("<h2>Videos</h2>", "", entry("v")), "<h2>", id="html"),
        pytest.param(FOLDED, "<details>", id="folded"),
        pytest.param(UNFOLDED, "<details>", id="folded, line by line"),
        pytest.param(("</details>", "<h2>Videos</h2>", entry("v")), "<h2>", id="stray tag"),
        pytest.param(("<details>", "<h2>Videos</h2>", entry("v")), "<h2>", id="not its summary"),
    ],
)
def test_a_heading_in_html_begins_a_section(lines: tuple[str, ...], begins: str) -> None:
    document = page("## Books", "", entry("b"), "", *lines, "", "## Last", "", entry("l"))
    assert placed(document) == [("b", "Books", ""), ("v", "Videos", ""), ("l", "Last", "")]
    books, videos, last = document.sections
    assert document.text[books.end :].startswith(begins)
    assert (videos.level, videos.anchor, videos.end) == (2, "videos", last.span.start)


def test_a_heading_in_html_may_be_the_title_of_the_page() -> None:
    document = parse('<h1 align="center">\n  <img src="a.png">\n  Papers\n</h1>\n\n# A\n\n# B\n')
    assert document.title == "Papers"
    assert [section.path for section in document.sections] == ["A", "B"]


def test_a_year_as_a_heading_in_a_summary_makes_a_bucket() -> None:
    lines = ("<details>", "<summary>", "<h3>2024</h3>", "</summary>", "", entry("a"), "</details>")
    for way in (lines, ("<details>", "<summary><h3>2024</h3></summary>", "", *lines[5:])):
        document = page("## Books", *way)
        assert buckets(document) == [("2024", (2024,), "details", ["a"])]
        assert [section.path for section in document.sections] == ["Books"]


def test_anchors_are_githubs_and_twins_are_counted() -> None:
    document = page(
        "## Training", "## Page", "### Training", "## Training-1", "## training", "## ?"
    )
    assert [s.anchor for s in document.sections] == [
        "training",
        "page-1",
        "training-1",
        "training-1-1",
        "training-2",
        "",
    ]


def test_the_contents_heading_takes_an_anchor_too() -> None:
    document = page("## Contents", "- [x](#x)", "## A", "### Contents of it", "## Contents ")
    assert [s.anchor for s in document.sections] == ["a", "contents-of-it"]
    assert page("## Contents", "", "## A", "## contents!", "## B").sections[1].anchor == "b"


def test_a_bold_item_over_deeper_items_is_a_section() -> None:
    document = page(
        "## A",
        entry("a"),
        "",
        "- **Post-Training**",
        f"  {entry('b')}",
        f"    {entry('c')}",
        entry("d"),
    )
    assert placed(document) == [
        ("a", "A", ""),
        ("b", "A > Post-Training", ""),
        ("c", "A > Post-Training", ""),
        ("d", "A", ""),
    ]
    label = document.sections[1]
    assert (label.level, label.anchor, label.is_label, label.line) == (
        7,
        "post-training",
        True,
        6,
    )
    assert document.text[: label.end].endswith(f"{entry('c')}\n")


def test_labels_stand_in_labels() -> None:
    document = page(
        "## A",
        "- **One:**",
        "",
        "  - __Two__",
        f"    {entry('a')}",
        "  - **Three**:",
        f"    {entry('b')}",
        f"  {entry('c')}",
        "- **Four**",
        f"  {entry('d')}",
        "### B",
        entry("e"),
    )
    assert [(s.path, s.level) for s in document.sections] == [
        ("A", 2),
        ("A > One", 7),
        ("A > One > Two", 8),
        ("A > One > Three", 8),
        ("A > Four", 7),
        ("A > B", 3),
    ]
    assert [e.section for e in document.entries] == [
        "A > One > Two",
        "A > One > Three",
        "A > One",
        "A > Four",
        "A > B",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["- **Label**", entry("a")], id="the next item is as deep"),
        pytest.param(["- **Label**", "", "words", f"  {entry('a')}"], id="words between"),
        pytest.param(["- **Label** words", f"  {entry('a')}"], id="words behind"),
        pytest.param(["- Label", f"  {entry('a')}"], id="not bold"),
        pytest.param(["- **[Label](https://l.org)**", f"  {entry('a')}"], id="a link"),
        pytest.param([entry("a"), "- **Label**"], id="the last line"),
        pytest.param(["- **Label**", "", "", "", "", f"  {entry('a')}"], id="far away"),
    ],
)
def test_what_is_no_label(lines: list[str]) -> None:
    document = page("## A", *lines)
    assert [s.path for s in document.sections] == ["A"]
    assert ("a", "A", "") in placed(document)


@pytest.mark.parametrize(
    "between",
    ["words", "---", "**2024**", "<details>", "</details>"],
)
def test_a_line_at_the_margin_ends_a_label(between: str) -> None:
    document = page("## A", "- **Label**", f"  {entry('a')}", "", between, "", f"  {entry('b')}")
    assert [e.section for e in document.entries] == ["A > Label", "A"]


# --- year groups ---------------------------------------------------------------------------------

LAYOUTS = {
    "usual": ["<details>", "<summary><b>2025</b></summary>", "", entry("a"), "", "</details>"],
    "open": ["<details open>", "<summary>2025</summary>", "", entry("a"), "", "</details>"],
    "attribute with a value": [
        '<details open="" class="x">',
        '<summary style="y">2025</summary>',
        "",
        entry("a"),
        "</details>",
    ],
    "one line": ["<details><summary><b>2025</b></summary>", "", entry("a"), "", "</details>"],
    "several lines": [
        "<details>",
        "<summary>",
        "<b>2025</b>",
        "</summary>",
        "",
        entry("a"),
        "",
        "</details>",
    ],
    "several lines, words at the tags": [
        "<details>",
        "<summary><strong>",
        "  2025</strong></summary>",
        "",
        entry("a"),
        "</details>",
    ],
    "a blank line before the summary": [
        "<details>",
        "",
        "<summary>2025</summary>",
        "",
        entry("a"),
        "</details>",
    ],
    "capitals": ["<DETAILS OPEN>", "<Summary>2025</SUMMARY>", "", entry("a"), "</Details>"],
    "indented": ["  <details>", "  <summary>2025</summary>", "", entry("a"), "  </details>"],
    "no blank lines": ["<details>", "<summary>2025</summary>", entry("a"), "</details>"],
    "everything but the entry on one line": [
        "<details><summary>2025</summary>",
        entry("a"),
        "</details>",
    ],
    "heading tags": ["<details>", "<summary><h4>2025</h4></summary>", "", entry("a"), "</details>"],
    "space in the closing tag": [
        "<details >",
        "<summary >2025</summary >",
        "",
        entry("a"),
        "</details >",
    ],
    "bold in the summary": [
        "<details>",
        "<summary>**2025**</summary>",
        "",
        entry("a"),
        "</details>",
    ],
    "summary left open": ["<details>", "<summary>2025", "", entry("a"), "", "</details>"],
    "details without a summary's tag around": ["<summary>2025</summary>", "", entry("a")],
}


@pytest.mark.parametrize("lines", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_year_in_a_summary_makes_a_bucket(lines: list[str], end: str) -> None:
    text = end.join(["# Page", "", "## A", "", *lines, "", "## B", ""])
    document = parse(text)
    assert buckets(document) == [("2025", (2025,), "details", ["a"])]
    (bucket,) = document.sections[0].buckets
    span = bucket.span.of(text)
    assert span.startswith(lines[0])
    assert span.rstrip().endswith(lines[-1])
    assert "2025" in document.blocks[bucket.line - 1].text or lines[2] == "<b>2025</b>"


@pytest.mark.parametrize(
    ("summary", "label", "years"),
    [
        ("<b>2025</b>", "2025", (2025,)),
        ("2023 and earlier", "2023 and earlier", (2023,)),
        ("<b>2023</b> and earlier", "2023 and earlier", (2023,)),
        ("2021&ndash;2022", "2021–2022", (2021, 2022)),
        ("Papers of 2024 (click)", "Papers of 2024 (click)", (2024,)),
        ("📅 2024", "📅 2024", (2024,)),
    ],
)
def test_the_label_is_what_a_reader_sees(summary: str, label: str, years: tuple[int, ...]) -> None:
    document = page("## A", "<details>", f"<summary>{summary}</summary>", "", entry("a"))
    assert buckets(document) == [(label, years, "details", ["a"])]


@pytest.mark.parametrize(
    "summary",
    [
        "Older papers",
        "",
        "arXiv 2401.12345 and 12025",
        f"2025: {'a long story ' * 8}",
    ],
)
def test_a_summary_without_a_year_makes_no_bucket(summary: str) -> None:
    document = page("## A", "<details>", f"<summary>{summary}</summary>", "", entry("a"))
    assert buckets(document) == []
    assert placed(document) == [("a", "A", "")]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("**2025**", "2025"),
        ("__2025__", "2025"),
        ("**2025:**", "2025"),
        ("**2025**:", "2025"),
        ("**2023 and earlier**", "2023 and earlier"),
        ("  **Year 2025**  ", "Year 2025"),
    ],
)
@pytest.mark.parametrize("blank", [[], [""]], ids=["no blank lines", "blank lines"])
def test_a_bold_year_makes_a_bucket(line: str, label: str, blank: list[str]) -> None:
    document = page("## A", entry("z"), *blank, line, *blank, entry("a"), "## B", entry("b"))
    if line.startswith(" ") and not blank:
        assert buckets(document) == []  # it goes on with the item above
    else:
        assert [(b[0], b[2], b[3]) for b in buckets(document)] == [(label, "bold", ["a"])]
        assert [e.bucket for e in document.entries] == ["", label, ""]


@pytest.mark.parametrize(
    "line",
    [
        "**Post-Training**",
        "**2025** was a good year",
        "2025",
        "*2025*",
        "**A survey of the papers of 2025**",
        "**12025**",
        "**[2025](https://y.org)**",
        "> **2025**",
    ],
)
def test_a_bold_line_that_is_no_year_makes_no_bucket(line: str) -> None:
    document = page("## A", line, "", entry("a"))
    assert buckets(document) == []


def test_a_bold_year_as_an_item_makes_a_bucket_of_what_is_nested() -> None:
    document = page(
        "## A", "- **2026**", f"  {entry('a')}", "- **2025**", f"  {entry('b')}", entry("c")
    )
    assert buckets(document) == [
        ("2026", (2026,), "bold", ["a"]),
        ("2025", (2025,), "bold", ["b"]),
    ]
    assert [e.bucket for e in document.entries] == ["2026", "2025", ""]
    assert [s.path for s in document.sections] == ["A"]


def test_buckets_of_a_page_in_every_style() -> None:
    document = page(
        "## A",
        entry("loose"),
        "",
        "**2026**",
        "",
        entry("a"),
        "",
        "<details open>",
        "<summary><b>2025</b></summary>",
        "",
        entry("b"),
        "",
        "</details>",
        "",
        "<details>",
        "<summary><b>2023 and earlier</b></summary>",
        "",
        entry("c"),
        "",
        "</details>",
        "",
        entry("behind"),
        "",
        "### B",
        entry("d"),
    )
    assert [(e.title, e.bucket) for e in document.entries] == [
        ("loose", ""),
        ("a", "2026"),
        ("b", "2025"),
        ("c", "2023 and earlier"),
        ("behind", ""),
        ("d", ""),
    ]
    spans = [b.span.of(document.text) for b in document.sections[0].buckets]
    assert spans[0].startswith("**2026**\n")
    assert spans[0].endswith(f"{entry('a')}\n\n")
    assert spans[1].startswith("<details open>\n")
    assert spans[2].endswith("</details>\n")
    assert document.sections[1].buckets == ()


def test_details_in_details_do_not_end_the_bucket() -> None:
    document = page(
        "## A",
        "<details><summary>2025</summary>",
        "",
        entry("a"),
        "<details><summary>Notes</summary>words</details>",
        entry("b"),
        "<details>",
        "<summary>More</summary>",
        entry("c"),
        "</details>",
        entry("d"),
        "</details>",
        entry("e"),
    )
    assert [e.bucket for e in document.entries] == ["2025", "2025", "2025", "2025", ""]


def test_years_in_details_without_a_year_are_buckets() -> None:
    document = page(
        "## A",
        "<details><summary>Older papers</summary>",
        "<details><summary>2022</summary>",
        "",
        entry("a"),
        "</details>",
        "<details><summary>2021</summary>",
        "",
        entry("b"),
        "</details>",
        "</details>",
        entry("c"),
    )
    assert [e.bucket for e in document.entries] == ["2022", "2021", ""]


def test_one_line_ends_a_bucket_and_begins_the_next() -> None:
    document = page(
        "## A",
        "<details><summary>2025</summary>",
        "",
        entry("a"),
        "",
        "</details><details><summary>2024</summary>",
        "",
        entry("b"),
        "",
        "</details> words",
        entry("c"),
    )
    assert [e.bucket for e in document.entries] == ["2025", "2024", ""]
    first, second = (b.span for b in document.sections[0].buckets)
    assert document.text[: first.end].endswith("</details>")
    assert second.of(document.text).startswith("<details><summary>2024")
    assert second.of(document.text).endswith("</details>")


def test_an_empty_bucket_is_one() -> None:
    document = page("## A", "<details><summary>2025</summary></details>", entry("a"), "**2024**")
    assert buckets(document) == [
        ("2025", (2025,), "details", []),
        ("2024", (2024,), "bold", []),
    ]
    assert placed(document) == [("a", "A", "")]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["<details>", "<summary>2025</summary>", entry("a")], id="details left open"),
        pytest.param(["**2025**", entry("a")], id="bold"),
    ],
)
def test_a_heading_ends_the_bucket(lines: list[str]) -> None:
    document = page("## A", *lines, "### B", entry("b"), "</details>", entry("c"))
    assert [e.bucket for e in document.entries] == ["2025", "", ""]


def test_the_details_around_a_bold_year_end_it() -> None:
    document = page(
        "## A", "<details>", "<summary>Old</summary>", "", "**2022**", entry("a"), "</details>",
        entry("b"),
    )  # fmt: skip
    assert [e.bucket for e in document.entries] == ["2022", ""]


def test_a_year_behind_a_label_belongs_to_the_section_around_it() -> None:
    document = page("## A", "- **Label**", f"  {entry('a')}", "", "**2025**", "", entry("b"))
    assert [s.path for s in document.sections if s.buckets] == ["A"]
    assert placed(document) == [("a", "A > Label", ""), ("b", "A", "2025")]


def test_a_year_before_any_section_is_told_by_its_entries() -> None:
    document = parse(f"# Page\n\n**2025**\n\n{entry('a')}\n")
    assert placed(document) == [("a", "", "2025")]


def test_stray_tags_do_no_harm() -> None:
    document = page("## A", "</details></details>", "</summary>", "<summary>", "## B", entry("b"))
    assert placed(document) == [("b", "B", "")]
    left_open = parse("## A\n<details><summary>2025")
    assert buckets(left_open) == [("2025", (2025,), "details", [])]


# --- contents and what is hidden -----------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "## Table of Contents",
        "## table of contents:",
        "# Contents",
        "### **Contents**",
        "## 📚 Table of Contents 📚",
        "## TOC",
        "Contents\n--------",
        "## 目录",
    ],
)
def test_the_table_of_contents_is_no_section_and_holds_no_entry(heading: str) -> None:
    text = (
        f"# Page\n\n{heading}\n\n- [A](#a)\n  - [B](https://b.org)\n**2025**\n- C | MIT\n\n## A\n"
    )
    document = parse(f"{text}{entry('a')}\n")
    assert placed(document) == [("a", "A", "")]
    assert [document.blocks[at].text[:3] for at in document.contents] == ["[A]", "[B]", "C |"]
    assert [s.path for s in document.sections] == ["A"]
    assert document.unread == ()


@pytest.mark.parametrize(
    "heading",
    [
        "## Index",
        "## :books: Contents",
        "## 1. Contents",
        "## 目次",
        "<h2>Quick Links</h2>",
    ],
)
def test_a_heading_over_links_to_the_page_is_that_of_the_contents(heading: str) -> None:
    links = ("- [A](#a)", "  1. **[B](#b)**", "", "Words, and a [link](#a).", "")
    document = page(heading, "", *links, "## A", entry("a"), "## B", entry("b"))
    assert [s.path for s in document.sections] == ["A", "B"]
    assert [document.blocks[at].text[-6:] for at in document.contents] == ["A](#a)", "(#b)**"]
    assert document.unread == ()


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("- [B](#b)",), id="one link"),
        pytest.param(("- [B](#b)", "- [C](#c)", entry("x")), id="an entry"),
        pytest.param(("- [B](#b)", "- [C](#c)", "- words"), id="another item"),
        pytest.param(("- [B](#b)", "- [C](#c)", "### D", entry("x")), id="parts of its own"),
        pytest.param(
            ("- [B](#b)", "- [C](#c)", "", "| [x](https://x.org) |"), id="a row of a table"
        ),
        pytest.param(("- [B](#b)", "- [C](#c)", "", '{% include x key="y" %}'), id="an include"),
        pytest.param(("Words.",), id="no items"),
    ],
)
def test_a_heading_over_other_items_is_that_of_a_section(lines: tuple[str, ...]) -> None:
    document = page("## Index", *lines, "## B", entry("b"))
    assert [s.path for s in document.sections][:1] == ["Index"]
    assert document.contents == ()


def test_there_are_one_contents_whatever_later_sections_link() -> None:
    links = ("- [A](#a)", "- [B](#b)")
    document = page("## Map", *links, "## A", entry("a"), "## See also", *links, "## B")
    assert [s.path for s in document.sections] == ["A", "See also", "B"]
    assert len(document.contents) == len(document.unread) == 2


def test_a_page_s_own_title_stays_one_over_contents() -> None:
    document = parse(f"# Papers\n\n- [A](#a)\n- [B](#b)\n\n# A\n\n{entry('a')}\n\n# B\n")
    assert document.title == "Papers"
    assert [s.path for s in document.sections] == ["A", "B"]
    assert len(document.contents) == 2


def test_contents_without_a_heading_stand_before_the_first_section() -> None:
    document = page(
        "- [A](#a)", "  * [B](#b)", "- [Else](https://e.org)", "## A", "- [See B](#b)", entry("a")
    )
    assert [document.blocks[at].text for at in document.contents] == ["[A](#a)", "[B](#b)"]
    assert [document.blocks[at].text for at in document.unread] == ["[See B](#b)"]
    assert placed(document) == [("Else", "", ""), ("a", "A", "")]


def test_contents_inside_a_section_give_it_no_bucket() -> None:
    document = page("## A", "### Contents", "**2025**", "- [B](#b)", "### B", entry("b"))
    assert buckets(document) == []
    assert placed(document) == [("b", "A > B", "")]


@pytest.mark.parametrize("heading", ["## Contents of the field", "## Context", "## A TOC tool"])
def test_another_heading_is_a_section(heading: str) -> None:
    document = page(heading, entry("a"))
    assert [e.section for e in document.entries] == [heading[3:]]


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(["<!--", entry("h"), "-->"], id="comment"),
        pytest.param([f"<!-- {entry('h')} -->"], id="comment on one line"),
        pytest.param([f"- <!-- {entry('h')} | MIT -->"], id="comment in an item"),
        pytest.param(["```markdown", entry("h"), "**2025**", "```"], id="fence"),
        pytest.param(["  ~~~", f"  {entry('h')}", "  ~~~"], id="indented fence"),
        pytest.param(["<pre>", entry("h"), "</pre>"], id="raw HTML"),
    ],
)
def test_nothing_hidden_is_an_entry(hidden: list[str]) -> None:
    document = page("## A", entry("a"), *hidden, entry("b"))
    assert placed(document) == [("a", "A", ""), ("b", "A", "")]


def test_nothing_in_front_matter_is_an_entry() -> None:
    document = parse(f"---\nlayout: x\n{entry('h')}\n---\n## A\n{entry('a')}\n")
    assert placed(document) == [("a", "A", "")]


def test_other_pages_of_the_checkout_are_noted_in_order_once() -> None:
    document = page(
        "- [A](./a.md)",
        "## [B](b.md)",
        "See [c](sub/c.md#part), [a](a.md) and [d](d.MD 'title').",
        "## Contents",
        "- [E](e.md)",
        "",
        "[hidden](h.md)",
        "## No",
        "[web](https://a.org/w.md) [root](/r.md) [mail](mailto:m.md) [x](x.mdx) [y](y.md.txt)",
        "<!-- [h](h2.md) -->",
    )
    assert document.linked_pages == ("a.md", "b.md", "sub/c.md", "d.MD", "e.md")


def test_items_that_are_no_entries_are_told() -> None:
    document = page("## A", "- words", entry("a"), "- [paper](p.pdf)", "* **b**")
    assert [document.blocks[at].text for at in document.unread] == [
        "words",
        "[paper](p.pdf)",
        "**b**",
    ]


def test_a_subtree_is_a_section_with_all_below_it() -> None:
    document = page("## A", "### B", "#### C", "### D", "## E", "### F")
    assert subtree(document.sections, 0) == {0, 1, 2, 3}
    assert subtree(document.sections, 1) == {1, 2}
    assert subtree(document.sections, 4) == {4, 5}


# --- small odd lists -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted(LISTS.glob("*.md")), ids=lambda path: path.stem)
def test_an_odd_list_holds_what_its_companion_says(path: Path) -> None:
    """`NAME.md` beside `NAME.json`: title, section, bucket and line of each entry, by hand."""
    data = path.read_bytes()
    document = parse(decode(data))
    assert encode(render(document)) == data
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert [[e.title, e.section, e.bucket, e.line] for e in document.entries] == expected


def test_there_are_odd_lists() -> None:
    assert len(list(LISTS.glob("*.md"))) >= 4


# --- the real list -------------------------------------------------------------------------------


def history(shared: Path, name: str) -> list[dict[str, Any]]:
    with lzma.open(shared / "data" / name, "rt", encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def entry_lines(text: str) -> list[int]:
    """Lines of the real list that hold an entry, told without the parser.

    The real list has entries without link (the words before a ` | `) in two places, and neither
    fences nor comments.
    """
    found, contents = [], False
    for number, line in enumerate(text.split("\n"), start=1):
        if line.startswith("#"):
            contents = "table of contents" in line.lower() or line.strip("# ").lower() == "contents"
        linked = re.match(r"\s*[-*+]\s+(?:\*\*)?\[.+?\]\s?\(https?://", line)
        named = re.match(r"\s*[-*+]\s+[^\[\]|｜]*\w[^\[\]|｜]*[|｜]", line)
        if not contents and (linked or named):
            found.append(number)
    return found


def test_the_seed_holds_334_entries_each_on_its_line_and_in_its_section(shared: Path) -> None:
    text = (shared / "seeds" / "llmsys-readme.md").read_bytes().decode()
    document = parse(text)
    assert len(document.entries) == 334
    assert [e.line for e in document.entries] == entry_lines(text)
    lines, path = text.split("\n"), [""] * 5
    sections = {}
    for number, line in enumerate(lines, start=1):
        if found := re.match(r"(#{2,4}) \[?([^\[\]]+?)(?:\]\(.*)?$", line):
            level = len(found[1])
            path[level:] = [found[2].strip(), *[""] * (4 - level)]
        label = " > Post-Training" if line.startswith("  ") else ""
        sections[number] = " > ".join(filter(None, path)) + label
    assert {e.line: e.section for e in document.entries} == {
        e.line: sections[e.line] for e in document.entries
    }
    assert {e.bucket for e in document.entries} == {""}
    assert document.unread == ()
    assert document.linked_pages == ("mlsystems.md",)
    assert (document.title, len(document.contents)) == ("Awesome LLM Systems Papers", 24)


def test_the_sections_of_the_seed_hold_as_many_entries_as_were_counted(shared: Path) -> None:
    document = parse((shared / "seeds" / "llmsys-readme.md").read_bytes().decode())
    counted = {
        "#pre-training": 46,
        "#systems-for-post-training--rlhf": 13,
        "#fault-tolerance--straggler-mitigation": 13,
        "#llm-serving": 115,
        "#agent-systems": 13,
        "#serving-at-the-edge": 7,
        "#system-efficiency-optimization---model-co-design": 24,
        "#multi-modal-training-systems": 5,
        "#multi-modal-serving-systems": 14,
        "#llm-for-systems": 9,
        "#industrial-llm-technical-report": 20,
        "#training-1": 10,
        "#post-training": 10,
        "#serving-1": 8,
        "#survey-paper": 4,
        "#llm-benchmark--leaderboard--traces": 7,
        "#related-ml-readings": 6,
        "#mlsys-courses": 3,
        "#other-reading": 7,
    }
    assert {f"#{s.anchor}": len(s.entries) for s in document.sections if s.entries} == counted


def test_every_version_of_the_real_list_is_understood(shared: Path) -> None:
    versions = history(shared, "versions.jsonl.xz")
    assert len(versions) > 200
    wrong = {}
    before: dict[str, Document] = {}
    for version in versions:
        text = version["text"]
        document = parse(text)
        assert render(document) == text
        assert parse(text, before=before.get(version["file"])) == document
        before[version["file"]] = document
        if [e.line for e in document.entries] != entry_lines(text):
            wrong[version["sha"]] = len(document.entries)
    assert not wrong


def test_each_entry_of_the_history_is_found_where_it_was_added(shared: Path) -> None:
    steps = history(shared, "history.jsonl.xz")
    added = 0
    wrong = []
    for step in steps:
        by_line = {e.line: e for e in parse(step["after"]).entries}
        for one in step["added"]:
            if one["text"].strip() == "-":
                continue  # an item without words, which the history counts too
            added += 1
            found = by_line.get(one["line"])
            if (
                found is None
                or found.raw.strip() != one["text"].strip()
                or (found.section, found.bucket or None) != (one["section"], one["bucket"])
            ):
                wrong.append((step["step"], one, found))
    assert added == 367
    assert not wrong


# --- hostile lines -------------------------------------------------------------------------------

LONG = 16_000
HOSTILE = {
    "open brackets": "- " + "[" * LONG,
    "links left open": "- " + "[a](" * (LONG // 4),
    "links in links": "- " + "[" * 3000 + "a" + "](https://a.org)" * 800,
    "pipes": "- a" + "|" * LONG,
    "fields": "- a" + ("|" + "SC " * 60) * 80,
    "stars": "- [a](https://a.org): " + "*a" * (LONG // 2),
    "stars and underscores": "- [a](https://a.org): " + "*_" * (LONG // 2),
    "spaces before a bracket": "- [a](https://a.org) – y" + " " * LONG + "x)",
    "brackets behind a dash": "- [a](https://a.org) – " + "(" * LONG,
    "numbers in a date": "- [a](https://a.org) – (" + "1 " * (LONG // 2) + "2024)",
    "colons": "- [a](https://a.org)" + ":" * LONG,
    "dashes": "- [a](https://a.org)" + " - " * (LONG // 3),
    "backticks": "- [a](https://a.org): " + "".join("`" * n + "a" for n in range(1, 170)),
    "tags left open": "- [a](https://a.org): " + "<a" * (LONG // 2),
    "references": "- [a](https://a.org): " + "&a;" * (LONG // 3),
    "comments left open": "- [a](https://a.org): " + "<!--" * (LONG // 4),
    "summaries": "<summary>" * (LONG // 9),
    "summaries left open": "<summary " * (LONG // 9),
    "details": "<details>" * (LONG // 9),
    "bold years": "**" + "2020" * (LONG // 4) + "**",
    "pages": "- " + "](a.md" * (LONG // 6),
    "marks": "# " + "#" * LONG,
    "rule": "- " * (LONG // 2) + "x",
    "underline": "a\n" + "=" * LONG + "x",
    "long id": "- [a](https://arxiv.org/abs/" + "1" * LONG + ")",
    "long host": "- [a](https://" + "a." * (LONG // 2) + ")",
    "fence": "`" * LONG + "x`",
    "spaces": " " * LONG + "- a",
}


@pytest.mark.usefixtures("within_a_minute")
@pytest.mark.parametrize("line", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_line_is_read_in_time_that_grows_with_its_length(line: str) -> None:
    # Work that grew with the square of these lengths would last for minutes.
    document = parse(f"# Page\n\n## A\n\n{entry('a')}\n\n{line}\n\n## B\n\n{entry('b')}\n")
    assert {"a", "b"} <= {e.title for e in document.entries} | ({"b"} if "```" in line else set())


@pytest.mark.usefixtures("within_a_minute")
def test_a_page_of_many_such_lines_is_read_too() -> None:
    lines = [line for line in HOSTILE.values() if not line.startswith("```")]
    text = "\n\n".join([*lines * 5, entry("z")])
    assert parse(text).entries[-1].title == "z"


@pytest.mark.usefixtures("within_a_minute")
def test_many_headings_of_one_name_are_read_in_time_that_grows_with_their_number() -> None:
    document = parse("## A\n" * 20_000)
    assert document.sections[-1].anchor == "a-19999"


def test_sections_and_buckets_are_told_as_values() -> None:
    document = page("## A", "**2025**", entry("a"))
    (section,) = document.sections
    assert isinstance(section, Section)
    assert isinstance(section.buckets[0], Bucket)
    assert hash(section) == hash(page("## A", "**2025**", entry("a")).sections[0])
