"""Tables of papers: rows read by what their columns hold; nothing is written."""

import pytest

from llmsys_mcp.core.dialects import find_spot, named, parse
from llmsys_mcp.core.writing.style import Style
from llmsys_mcp.errors import ReadOnly
from rendered import render

TABLE = named("table")
U, V = "https://a.org/p", "https://github.com/a/b"


def rows(table: str) -> list[tuple[object, ...]]:
    """Title, link, venue, year, required and the rest of each entry."""
    page = parse(f"# T\n\n## S\n\n{table}", "table")
    assert render(page) == page.text
    return [
        (e.title, e.url, e.venue, e.year, e.required, e.organization, e.keywords, e.extras)
        for e in page.entries
    ]


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        pytest.param(
            f"| Date | Topic | Readings |\n|--|:-:|--|\n"
            f"| 2025-01-12 | Intro | [One]({U}) (Required) <br> [Two]({U}/2) |\n",
            [
                ("One", U, "", 2025, True, "", ("Intro",), ()),
                ("Two", f"{U}/2", "", 2025, False, "", ("Intro",), ()),
            ],
            id="a course's schedule",
        ),
        pytest.param(
            f"|Date|Paper|\n|--|--|\n|01/19|[One]({U}) (Required: KV); [slides](https://s.org)|\n",
            [("One", U, "", None, "KV", "", (), ())],
            id="required for a topic, slides left out",
        ),
        pytest.param(
            f"| Title | Venue | Year | Code | PDF | Org |\n|---|---|---|---|---|---|\n"
            f"| **One: a thing** | NeurIPS | 2024 | [code]({V}) | [pdf]({U}) | UCB |\n"
            f"| Two \\| x | OSDI'24 | - | - | [link]({U}/2) | - |\n"
            f"| Three | Spring of 2023 | | | | |\n",
            [
                ("One: a thing", U, "NeurIPS", 2024, False, "UCB", (), (f"[code]({V})",)),
                ("Two | x", f"{U}/2", "OSDI'24", 2024, False, "", (), ()),
                ("Three", "", "Spring of 2023", 2023, False, "", (), ()),
            ],
            id="a column for each fact",
        ),
        pytest.param(
            f"A | B\n--|--\nx | [One]({U})\ny | words\n",
            [("One", U, "", None, False, "", (), ())],
            id="header that says nothing, no bars at the ends",
        ),
        pytest.param(
            f"| Paper | Model |\n|--|--|\n| One | [GPT]({U}) |\n",
            [("One", U, "", None, False, "", (), ())],
            id="two columns that may be titles",
        ),
        pytest.param(
            f"| Paper |\n|--|\n| One [pdf]({U}) |\n| [Two]({U}/2), [Three]({U}/3) |\n| - |\n",
            [
                ("One", U, "", None, False, "", (), ()),
                ("Two", f"{U}/2", "", None, False, "", (), ()),
                ("Three", f"{U}/3", "", None, False, "", (), ()),
            ],
            id="label behind a title, two in a cell, an empty row",
        ),
        pytest.param(
            f"| Paper | Code |\n|--|--|\n| One | [code]({V}) |\n",
            [("One", V, "", None, False, "", (), (f"[code]({V})",))],
            id="code is the only link",
        ),
        pytest.param(
            f"| Paper |\n|--|\n| [Œº-One]({U}) (optional) |\n\n- [Two]({U}/2): item\n",
            [
                ("μ-One", U, "", None, False, "", (), ()),
                ("Two", f"{U}/2", "", None, False, "", (), ()),
            ],
            id="wrong decoding, and an item beside the table",
        ),
    ],
)
def test_rows_are_read(table: str, wanted: list[tuple[object, ...]]) -> None:
    assert rows(table) == wanted


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(f"| Paper |\n\n| [One]({U}) |\n", id="no line of dashes"),
        pytest.param(f"| Paper |\nwords\n|--|\n| [One]({U}) |\n", id="dashes further down"),
        pytest.param(f"|--|\n| [One]({U}) |\n", id="no header"),
        pytest.param("| Paper |\n|--|\n| 2024 |\n", id="no letters"),
        pytest.param(f"## Contents\n\n| Paper |\n|--|\n| [One]({U}) |\n", id="contents"),
        pytest.param(f"```\n| Paper |\n|--|\n| [One]({U}) |\n```\n", id="code"),
        pytest.param("a || b\n", id="bars in words"),
        pytest.param("a \\| b\n", id="an escaped bar"),
        pytest.param(f"| Paper |\n|--|\nwords\n| [One]({U}) |\n", id="words end a table"),
        pytest.param(f"| Paper |\n|--|\n| [ ]({U}) |\n", id="a link without words"),
    ],
)
def test_what_is_no_row_is_left_alone(table: str) -> None:
    assert rows(table) == []


def test_a_row_knows_where_it_stands() -> None:
    page = parse(f"\ufeff## S\n\n  | Paper |  \n  |--|\n  | [One]({U}) |  \r\n", "table")
    (entry,) = page.entries
    assert (entry.section, entry.line, entry.raw) == ("S", 5, f"| [One]({U}) |")
    first = parse(f"\ufeff| Paper |\n|--|\n| [One]({U}) |", "table")
    assert [e.raw for e in first.entries] == [f"| [One]({U}) |"]


def test_rows_need_no_bar_at_their_ends() -> None:
    page = parse(f"## S\n\nPaper | Year\n--- | ---\n[One]({U}) | 2024\n", "table")
    assert [(entry.title, entry.url, entry.year) for entry in page.entries] == [("One", U, 2024)]


def test_nothing_is_written() -> None:
    page = parse(f"## S\n\n| Paper |\n|--|\n| [One]({U}) |\n", "table")
    with pytest.raises(ReadOnly):
        find_spot(page, 0, 2024)
    with pytest.raises(ReadOnly):
        TABLE.amend(page.entries[0], {"title": "A"}, Style())
    assert TABLE.style(page, page.entries) == Style()


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        pytest.param(f"| [A]({U}) |\n" * 3, True, id="rows"),
        pytest.param(f"| [A]({U}) |\n" * 2, False, id="two may be chance"),
        pytest.param(f"| [A]({U}) |\n" * 3 + f"- [A]({U})\n" * 9, False, id="more items"),
        pytest.param("| A | B |\n" * 9, False, id="rows without links"),
        pytest.param("words\n", False, id="no bar"),
        pytest.param(
            "Paper | Year\n--- | ---\n" + f"[A]({U}) | 2024\n" * 3, True, id="no bar at the start"
        ),
        pytest.param(
            "Paper | Year\n--- | ---\n" + f"- [A]({U}) | SOSP' 24\n" * 3, False, id="items below it"
        ),
        pytest.param(f"[A]({U}) | 2024\n" * 3, False, id="bars alone"),
    ],
)
def test_tables_are_recognised(text: str, sure: bool) -> None:
    assert (TABLE.recognise(text) > 0.5) is sure
