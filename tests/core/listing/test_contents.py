"""The contents follow the headings; what nobody asked about stays."""

import re

import pytest

from llmsys_mcp.core.dialects import parse
from llmsys_mcp.core.listing.contents import contents_items, update_contents

PAGE = """# T

## Table of Contents

- [A](#a)
  - [Train](#train)
  - [Serve](#serve)
- [B](#b)
  - [Train](#train-1)
- [Elsewhere](other.md)
- [Dead](#nowhere)

## A
### Train
### Serve
## B
### Train
"""


def add(page: str, heading: str, before: str | None, index: int) -> str:
    """`page` with a heading put before a line (None: at the end), contents in step."""
    old = parse(page)
    text = page + heading if before is None else page.replace(before, heading + before, 1)
    renamed = {at: at + (at >= index) for at in range(len(old.sections))}
    return update_contents(old, text, renamed)


def contents(page: str) -> list[str]:
    document = parse(page)
    return [item.line.of(document.text) for item in contents_items(document)]


@pytest.mark.parametrize(
    ("heading", "before", "index", "wanted"),
    [
        pytest.param("### Edge\n", "## B\n", 3, {3: "  - [Edge](#edge)"}, id="last of its parent"),
        pytest.param("### Edge\n", "### Train\n", 1, {1: "  - [Edge](#edge)"}, id="first"),
        pytest.param("## C\n", None, 5, {5: "- [C](#c)"}, id="top, behind a subtree"),
        pytest.param("## C\n", "## A\n", 0, {0: "- [C](#c)"}, id="top, before all"),
        pytest.param(
            "#### Deep\n", "### Serve\n", 2, {2: "    - [Deep](#deep)"}, id="deeper than any"
        ),
        pytest.param(
            "### Train\n",
            "### Serve\n",
            2,
            {2: "  - [Train](#train-1)", 5: "  - [Train](#train-2)"},
            id="a twin moves the later anchors",
        ),
        pytest.param("## `X` [y]\n", None, 5, {5: "- [X \\[y\\]](#x-y)"}, id="markup in a title"),
    ],
)
def test_a_new_heading_gets_its_line_where_it_belongs(
    heading: str, before: str | None, index: int, wanted: dict[int, str]
) -> None:
    lines = contents(PAGE)
    after = contents(add(PAGE, heading, before, index))
    new = next(at for at in wanted if after[at] not in lines)
    assert len(after) == len(lines) + 1
    for at, line in wanted.items():
        assert after[at] == line
    kept = [line for at, line in enumerate(after) if at not in wanted]
    assert [line for line in lines if line in kept] == kept
    assert new in wanted


NUMBERED = """\
# T

## Contents

1. [A](#a)
   1. [Train](#train)
   2. [Serve](#serve)
2. [B](#b)
   1. [Train](#train-1)

## A
### Train
### Serve
## B
### Train
"""


@pytest.mark.parametrize(
    ("page", "heading", "before", "index", "line"),
    [
        pytest.param(NUMBERED, "### Edge\n", "## B\n", 3, "   3. [Edge](#edge)", id="last"),
        pytest.param(NUMBERED, "### Edge\n", "### Train\n", 1, "   1. [Edge](#edge)", id="first"),
        pytest.param(NUMBERED, "### Edge\n", None, 5, "   2. [Edge](#edge)", id="elsewhere"),
        pytest.param(NUMBERED, "## C\n", None, 5, "3. [C](#c)", id="top"),
        pytest.param(NUMBERED, "## C\n", "## A\n", 0, "1. [C](#c)", id="top, before all"),
        pytest.param(
            re.sub(r"\d\. ", "1. ", NUMBERED), "## C\n", None, 5, "1. [C](#c)", id="all number one"
        ),
        pytest.param(
            NUMBERED.replace("   1.", "   -").replace("   2.", "   -"),
            "### Edge\n",
            "## B\n",
            3,
            "   - [Edge](#edge)",
            id="bullets below numbers",
        ),
        pytest.param(
            NUMBERED.replace("1. [A]", "+ [A]").replace("2. [B]", "+ [B]"),
            "## C\n",
            None,
            5,
            "+ [C](#c)",
            id="another bullet",
        ),
        pytest.param(
            NUMBERED.replace("1. [A]", "- [x] [A]"), "## C\n", None, 5, "3. [C](#c)", id="mixed"
        ),
    ],
)
def test_numbered_contents_go_on_and_leave_the_other_numbers(
    page: str, heading: str, before: str | None, index: int, line: str
) -> None:
    old, new = contents(page), contents(add(page, heading, before, index))
    assert [one for one in new if one not in old] == [line] or new.count(line) > old.count(line)
    new.remove(line)
    assert new == old


FLAT = "# T\n\n## Contents\n\n- [A](#a)\n- [B](#b)\n\n## A\n## B\n"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        pytest.param(PAGE, "  - [New](#new)", id="as elsewhere"),
        pytest.param(PAGE.replace("  -", "    *"), "    * [New](#new)", id="stars, four columns"),
        pytest.param(PAGE.replace("  -", "\t-"), "\t- [New](#new)", id="tabs"),
        pytest.param(PAGE.replace("  -", "   1."), "   1. [New](#new)", id="numbers"),
    ],
)
def test_a_first_child_has_the_form_of_others(page: str, line: str) -> None:
    page = page.replace("- [Elsewhere]", "- [C](#c)\n- [Elsewhere]") + "## C\n"
    assert contents(add(page, "### New\n", None, 6))[6] == line


@pytest.mark.parametrize(
    ("marker", "wanted"),
    [
        ("- ", "  - "),
        ("* ", "  * "),
        ("+   ", "    +   "),
        ("1. ", "   1. "),
        ("10) ", "    1) "),
        ("-\t", "    -\t"),
        ("- [x] ", "  - [ ] "),
    ],
)
def test_the_first_child_of_all_stands_where_its_parent_s_words_begin(
    marker: str, wanted: str
) -> None:
    page = FLAT.replace("- [", f"{marker}[")
    assert contents(add(page, "### New\n", "## B\n", 1))[1] == f"{wanted}[New](#new)"


@pytest.mark.parametrize(
    ("indent", "wanted"), [("\t", "\t\t"), ("    ", "        "), (" \t", "\t\t")]
)
def test_a_level_that_no_item_has_is_indented_as_the_others(indent: str, wanted: str) -> None:
    page = PAGE.replace("  - ", f"{indent}- ")
    assert contents(add(page, "#### Deep\n", "### Serve\n", 2))[2] == f"{wanted}- [Deep](#deep)"


@pytest.mark.parametrize(
    ("page", "heading", "named"),
    [
        pytest.param(FLAT, "### New\n", True, id="the first of its level"),
        pytest.param(f"{FLAT}### C\n", "### New\n", False, id="a level that is left out"),
        pytest.param(f"{FLAT}### C\n", "## New\n", True, id="another level"),
        pytest.param(f"{FLAT}## C\n## D\n", "## New\n", True, id="half of its siblings"),
        pytest.param(f"{FLAT}## C\n## D\n## E\n", "## New\n", False, id="fewer than half"),
        pytest.param(f"{PAGE}## C\n", "### New\n", True, id="no siblings, most of its level"),
        pytest.param(
            f"{PAGE}### X\n### Y\n### Z\n## C\n", "### New\n", False, id="no siblings, half"
        ),
        pytest.param(
            f"{PAGE}### X\n## C\n### Y\n### Z\n## B\n### Train\n".replace("-1)", "-2)"),
            "### New\n",
            True,
            id="siblings are named, half of the level is",
        ),
        pytest.param(f"{FLAT}- **L**\n  - x\n", "### New\n", True, id="a label has no level"),
    ],
)
def test_a_level_that_the_contents_leave_out_stays_out(
    page: str, heading: str, named: bool
) -> None:
    after = add(page, heading, None, len(parse(page).sections))
    assert ("[New](#new)" in after) is named


def test_what_links_nothing_in_the_contents_stays() -> None:
    page = PAGE.replace("- [Dead](#nowhere)", "- **More**\n- just words")
    after = add(page, "## C\n", None, 5)
    new = [line for line in after.split("\n") if line not in page.split("\n")]
    assert new == ["- [C](#c)", "## C"]
    assert "- **More**\n- just words\n" in after
    assert [line for line in contents(after) if line != "- [C](#c)"] == contents(page)


def test_a_first_section_of_contents_that_list_none_of_its_kind() -> None:
    page = "# T\n\n## Contents\n\n- [Other page](other.md)\n"
    after = add(page, "\n## A\n", None, 0)
    assert contents(after) == ["- [A](#a)", "- [Other page](other.md)"]


def test_a_page_without_contents_stays_without() -> None:
    page = "# T\n\n## A\n"
    assert add(page, "## B\n", None, 1) == page + "## B\n"


def test_a_renamed_heading_renames_its_line_and_no_other() -> None:
    old = parse(PAGE)
    text = PAGE.replace("### Serve", "### Inference")
    after = update_contents(old, text, {at: at for at in range(len(old.sections))})
    changed = [
        (one, two) for one, two in zip(contents(PAGE), contents(after), strict=True) if one != two
    ]
    assert changed == [("  - [Serve](#serve)", "  - [Inference](#inference)")]


def test_contents_with_crlf_keep_their_line_ends() -> None:
    page = PAGE.replace("\n", "\r\n")
    after = add(page, "## C\r\n", None, 5)
    assert after.count("\n") == after.count("\r\n") == page.count("\n") + 2
