"""A new section gets its heading where it belongs, and nothing else of the page moves."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.errors import AmbiguousSection, InvalidArgument, UnknownSection
from small_lists import SmallList
from strategies import MadeList, made_lists

X = "- [X](https://example.org/x)"


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    return SmallList(tmp_path / "list")


@pytest.mark.parametrize(
    ("before", "arguments", "after", "path"),
    [
        pytest.param(
            f"# T\n\n## A\n{X}\n",
            {"name": "New"},
            f"# T\n\n## A\n{X}\n\n## New\n",
            "New",
            id="last",
        ),
        pytest.param(
            f"# T\n\n## A\n{X}\n\n## B\n",
            {"name": "New", "after": "A"},
            f"# T\n\n## A\n{X}\n\n## New\n\n## B\n",
            "New",
            id="behind another",
        ),
        pytest.param(
            f"# T\n## A\n{X}\n## B\n",
            {"name": "New", "after": "#a"},
            f"# T\n## A\n{X}\n\n## New\n\n## B\n",
            "New",
            id="without blank lines",
        ),
        pytest.param(
            "## A\n### A1\n### A2\n## B\n",
            {"name": "New", "parent": "A"},
            "## A\n### A1\n### A2\n\n### New\n\n## B\n",
            "A > New",
            id="last below a parent",
        ),
        pytest.param(
            "## A\n### A1\n#### A1a\n### A2\n",
            {"name": "New", "parent": "A", "after": "A1"},
            "## A\n### A1\n#### A1a\n\n### New\n\n### A2\n",
            "A > New",
            id="behind another with sections of its own",
        ),
        pytest.param(
            f"## A\n\n{X}\n\n## B\n",
            {"name": "New", "parent": "A"},
            f"## A\n\n{X}\n\n### New\n\n## B\n",
            "A > New",
            id="first below a parent",
        ),
        pytest.param(
            "# T\n\n# A\n\n# B\n",
            {"name": "New", "after": "A"},
            "# T\n\n# A\n\n# New\n\n# B\n",
            "New",
            id="on the level of its siblings",
        ),
        pytest.param(
            f"## A\n### A1\n{X}\n\n---\n## B\n",
            {"name": "New", "parent": "A"},
            f"## A\n### A1\n{X}\n\n### New\n\n---\n## B\n",
            "A > New",
            id="above the rule that ends its parent",
        ),
        pytest.param(
            f"## A\r\n{X}\r\n\r\n***\r\n\r\n# B\r\n",
            {"name": "New", "parent": "A"},
            f"## A\r\n{X}\r\n\r\n### New\r\n\r\n***\r\n\r\n# B\r\n",
            "A > New",
            id="the same without sections, with CRLF",
        ),
        pytest.param(
            f"## A\n{X}\n\n---\n\n## B\n",
            {"name": "New", "after": "A"},
            f"## A\n{X}\n\n---\n\n## New\n\n## B\n",
            "New",
            id="below a rule between two of its kind",
        ),
        pytest.param(
            "## A\n\n---\n\nWords.\n\n## B\n",
            {"name": "New", "parent": "A"},
            "## A\n\n---\n\nWords.\n\n### New\n\n## B\n",
            "A > New",
            id="below a rule inside its parent",
        ),
        pytest.param(
            "## Contents\n\n- [⚙️ Tools](#%EF%B8%8F-tools)\n\n## ⚙️ Tools\n",
            {"name": "⚙️ Gears"},
            "## Contents\n\n- [⚙️ Tools](#%EF%B8%8F-tools)\n- [⚙️ Gears](#%EF%B8%8F-gears)\n\n"
            "## ⚙️ Tools\n\n## ⚙️ Gears\n",
            "⚙️ Gears",
            id="a sign in colour",
        ),
        pytest.param(
            f"<h4>By us</h4>\n\n## A\n{X}\n\n## B\n\n<details>\n<summary><h2>C</h2></summary>\n",
            {"name": "New", "after": "B"},
            f"<h4>By us</h4>\n\n## A\n{X}\n\n## B\n\n## New\n\n<details>\n"
            "<summary><h2>C</h2></summary>\n",
            "New",
            id="between headings in HTML",
        ),
        pytest.param("", {"name": "New"}, "## New\n", "New", id="in an empty page"),
        pytest.param("# T", {"name": "New"}, "# T\n\n## New", "New", id="no last line end"),
        pytest.param("# T\n \n", {"name": "New"}, "# T\n \n## New\n", "New", id="a blank end"),
        pytest.param(
            "\ufeff# T\r\n\r\n## A\r\n- x\r\n",
            {"name": "New"},
            "\ufeff# T\r\n\r\n## A\r\n- x\r\n\r\n## New\r\n",
            "New",
            id="CRLF and BOM",
        ),
        pytest.param(
            "## A\n", {"name": "C# & [F*] <b>"}, None, "C# & [F*] <b>", id="Markdown in a name"
        ),
        pytest.param("## Aa\n", {"name": "A"}, "## Aa\n\n## A\n", "A", id="like another's start"),
    ],
)
def test_a_section_is_put_where_it_belongs(
    small: SmallList, before: str, arguments: dict[str, str], after: str | None, path: str
) -> None:
    small.write(before)
    dry = small.edit.add_section(**arguments, dry_run=True)
    assert (dry["added"], dry["section"]) == (False, path)
    assert small.read().decode() == before
    result = small.edit.add_section(**arguments)
    assert (result["added"], result["section"]) == (True, path)
    assert dry["diff"] == result["diff"]
    if after is not None:
        assert small.read().decode() == after
    added = small.core.add_entry(path, "New paper", "https://example.org/new")
    assert added["section"] == path


@pytest.mark.parametrize(
    ("before", "arguments", "refusal"),
    [
        pytest.param("## A\n", {"name": "a"}, InvalidArgument, id="there already"),
        pytest.param("## A\n", {"name": "A > B"}, InvalidArgument, id="a path"),
        pytest.param("## A\n", {"name": "***"}, InvalidArgument, id="signs alone"),
        pytest.param("## A\n", {"name": ""}, InvalidArgument, id="nothing"),
        pytest.param("## A\n", {"name": "x" * 301}, InvalidArgument, id="too long"),
        pytest.param("## A\n", {"name": "B\n## C"}, InvalidArgument, id="two lines"),
        pytest.param("## A\n", {"name": "Contents"}, InvalidArgument, id="no section's name"),
        pytest.param(f"## A\n{X}\n<!-- open\n", {"name": "B"}, InvalidArgument, id="in a comment"),
        pytest.param("## A\n```\ncode\n", {"name": "B"}, InvalidArgument, id="in code"),
        pytest.param("## A\n", {"name": "B", "parent": "C"}, UnknownSection, id="no parent"),
        pytest.param("## A\n", {"name": "B", "after": "C"}, UnknownSection, id="nothing to follow"),
        pytest.param(
            "## A\n### X\n## B\n### X\n", {"name": "C", "parent": "X"}, AmbiguousSection, id="two"
        ),
        pytest.param(
            "## A\n### A1\n## B\n",
            {"name": "C", "parent": "B", "after": "A1"},
            InvalidArgument,
            id="of another parent",
        ),
        pytest.param(
            "## A\n### A1\n", {"name": "C", "after": "A1"}, InvalidArgument, id="not at the top"
        ),
        pytest.param(
            f"## A\n- **L**\n  {X}\n", {"name": "C", "parent": "L"}, InvalidArgument, id="a label"
        ),
        pytest.param(
            f"## A\n- **L**\n  {X}\n",
            {"name": "C", "parent": "A", "after": "L"},
            InvalidArgument,
            id="behind a label",
        ),
        pytest.param(
            "###### Deep\n", {"name": "C", "parent": "Deep"}, InvalidArgument, id="too deep"
        ),
    ],
)
def test_what_cannot_be_a_section_leaves_the_page(
    small: SmallList, before: str, arguments: dict[str, str], refusal: type[Exception]
) -> None:
    small.write(before)
    with pytest.raises(refusal):
        small.edit.add_section(**arguments)
    assert small.read().decode() == before


def test_a_section_goes_to_the_page_of_its_parent_or_its_neighbour(small: SmallList) -> None:
    small.write("# T\n\n## A\n\n[more](more.md)\n")
    small.write(f"# M\n\n## A\n{X}\n", "more.md")
    below = small.edit.add_section("New", parent="more.md#a")
    assert below["section"] == "A > New"
    beside = small.edit.add_section("Twin", after="more.md#a")
    assert beside["section"] == "Twin"
    assert small.read("more.md").decode() == f"# M\n\n## A\n{X}\n\n### New\n\n## Twin\n"
    first = small.edit.add_section("Twin")
    assert first["section"] == "README.md#twin"
    assert small.read().decode().endswith("\n## Twin\n")
    with pytest.raises(InvalidArgument, match="after"):
        small.edit.add_section("X", parent="README.md#a", after="more.md#a")


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made_lists(), st.data())
def test_nothing_else_of_any_list_moves(
    small: SmallList, made: MadeList, data: st.DataObject
) -> None:
    text = made.text.encode()
    small.write(text)
    parent = data.draw(st.sampled_from(["", *(s for s in made.sections if "Label" not in s)]))
    paths = [section.path for section in parse(made.text).sections]
    result = small.edit.add_section("Brand New", parent=parent)
    now = parse(small.read().decode())
    assert result["section"] == (f"{parent} > Brand New" if parent else "Brand New")
    assert sorted([*paths, result["section"]]) == sorted(section.path for section in now.sections)
    assert [one.raw for one in now.entries] == [one.raw for one in parse(made.text).entries]
    added = [line for line in small.read().split(b"\n") if b"Brand New" in line]
    level = next(one.level for one in now.sections if one.path == result["section"])
    # The contents name the topics, so no other heading of a level that is there already.
    is_named = level == 2 or level not in {one.level for one in parse(made.text).sections}
    assert len(added) == (2 if b"## Contents" in text and is_named else 1)
    small.edit.undo_last_edit()
    assert small.read() == text


ITEMS = "- [Books](#books)\n- [Videos](#videos)\n"
BODY = f"## Books\n\n{X}\n\n## Videos\n\n{X.replace('x', 'y')}\n"


@pytest.mark.parametrize(
    "heading", ["Index", ":books: Contents", "Sommaire", "目次", "1. Contents"]
)
def test_contents_under_any_heading_are_kept_in_step(small: SmallList, heading: str) -> None:
    small.write(f"# T\n\n## {heading}\n\n{ITEMS}\n{BODY}")
    result = small.edit.add_section("New")
    assert f"{ITEMS}- [New](#new)\n" in small.read().decode()
    assert result["warnings"] == []
    with pytest.raises(UnknownSection):
        small.core.add_entry(heading, "X", "https://example.org/z")


@pytest.mark.parametrize(
    "contents",
    [
        pytest.param("[Books](#books) • [Videos](#videos)\n", id="inline"),
        pytest.param("| [Books](#books) | [Videos](#videos) |\n|---|---|\n", id="table"),
        pytest.param("<a href='#books'>A</a> <a href=\"#videos\">B</a>\n", id="HTML"),
    ],
)
def test_contents_of_another_form_are_left_alone_and_told(small: SmallList, contents: str) -> None:
    text = f"# T\n\n{contents}\n{BODY}"
    small.write(text)
    (told,) = small.edit.add_section("New")["warnings"]
    assert "contents in another form" in told
    assert small.read().decode() == f"{text}\n## New\n"


def test_a_level_that_the_contents_leave_out_is_told(small: SmallList) -> None:
    text = f"## Contents\n\n{ITEMS}\n{BODY}\n### Talks\n"
    small.write(text)
    (told,) = small.edit.add_section("New", parent="Videos")["warnings"]
    assert "the contents leave out headings of this level" in told
    assert small.read().decode() == f"{text}\n### New\n"


@pytest.mark.parametrize("words", ["Words.\n", "See [books](#books), and [these](#t).\n"])
def test_a_page_without_contents_is_told_nothing_of_them(small: SmallList, words: str) -> None:
    small.write(f"# T\n\n{words}\n{BODY}")
    assert small.edit.add_section("New")["warnings"] == []
