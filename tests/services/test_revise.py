"""Update, move and remove change the lines they name and nothing else, on any page."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from llmsys_mcp.core.listing.conservation import compare
from llmsys_mcp.errors import InvalidArgument
from small_lists import SmallList
from strategies import MadeList, made_lists

X, Y, Z = (f"- [{name}](https://example.org/{name})" for name in "XYZ")


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    return SmallList(tmp_path / "list")


def text_of(small: SmallList) -> str:
    return small.read().decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"## A\n{X}\n{Y}\n## B\n{Z}\n", f"## A\n{Y}\n## B\n{Z}\n{X}\n", id="plain"),
        pytest.param(
            f"## A\r\n{X}\r\n{Y}\r\n## B\r\n{Z}\r\n",
            f"## A\r\n{Y}\r\n## B\r\n{Z}\r\n{X}\r\n",
            id="CRLF",
        ),
        pytest.param(f"## A\n{X}\n{Y}\n## B\n{Z}", f"## A\n{Y}\n## B\n{Z}\n{X}", id="no last end"),
        pytest.param(
            f"## B\n{Z}\n## A\n{X}", f"## B\n{Z}\n{X}\n## A", id="from a line without end"
        ),
        pytest.param(
            f"## B\r\n{Z}\r\n## A\r\n{X}", f"## B\r\n{Z}\r\n{X}\r\n## A", id="the same with CRLF"
        ),
        pytest.param(f"\ufeff{X}\n{Y}\n## B\n{Z}\n", f"\ufeff{Y}\n## B\n{Z}\n{X}\n", id="BOM"),
        pytest.param(f"{X}\n## B\n\n{Z}\n", f"## B\n\n{Z}\n{X}\n", id="first line"),
        pytest.param(f"## A\n{X}\n## B\n", f"## A\n## B\n{X}\n", id="into an empty section"),
        pytest.param(
            f"## A\n{X}\n  more\n\n## B\n* {Z[2:]}\n",
            f"## A\n\n## B\n* {Z[2:]}\n* {X[2:]}\n  more\n",
            id="lines below and another marker",
        ),
        pytest.param(
            f"## B\n{Z}\n  - **L**\n    {X}\n\n## A\n",
            f"## B\n{Z}\n  - **L**\n{X}\n\n## A\n",
            id="out of a list in the section's last item",
        ),
        pytest.param(
            f"## B\r\n{Z}\r\n  - **L**\r\n    {X}",
            f"## B\r\n{Z}\r\n  - **L**\r\n{X}",
            id="the same at the end of a page without last end",
        ),
        pytest.param(
            f"## B\n- **L**\n  {Y}\n  {X}\n{Z}\n",
            f"## B\n- **L**\n  {Y}\n{Z}\n{X}\n",
            id="out of a label's list",
        ),
        pytest.param(
            f"## A\n{X} | OSDI' 24\n## B\n<details>\n<summary><b>2023</b></summary>\n\n{Z}\n\n"
            "</details>\n",
            "## A\n## B\n<details>\n<summary><b>2024</b></summary>\n\n"
            f"{X} | OSDI' 24\n\n</details>\n\n<details>\n<summary><b>2023</b></summary>\n\n{Z}\n\n"
            "</details>\n",
            id="into a year group that is made for it",
        ),
    ],
)
def test_a_move_takes_the_lines_and_leaves_the_rest(
    small: SmallList, before: str, after: str
) -> None:
    small.write(before)
    result = small.edit.move_entry(small.id_of("X"), "B")
    assert text_of(small) == after
    assert result["after"]["section"] == "B"
    assert result["warnings"] == (
        ["The marker follows the new neighbours."] if "* [X]" in after else []
    )


DATED = "## B\n- [Z](https://example.org/Z) – Meta (May 2024)\n"


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001): words | MIT",
            "- [X](https://arxiv.org/abs/2405.00001): words – MIT (May 2024)",
            id="plain line",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001) – Meta (Apr 2024)",
            "- [X](https://arxiv.org/abs/2405.00001) – Meta (Apr 2024)",
            id="dated already",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001): words\n  and more words",
            "- [X](https://arxiv.org/abs/2405.00001): words\n  and more words",
            id="more lines than one",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001): as [said](https://example.org/s) there | MIT",
            "- [X](https://arxiv.org/abs/2405.00001): as [said](https://example.org/s) there"
            " – MIT (May 2024)",
            id="a link among the words",
        ),
        pytest.param("- X | MIT", "- X | MIT", id="no link"),
        pytest.param(
            "- [X:](https://arxiv.org/abs/2405.00001)  Some words| SOSP' 24｜MIT , UCB",
            "- [X:](https://arxiv.org/abs/2405.00001)  Some words – MIT , UCB (May 2024)"
            " | SOSP' 24",
            id="a form of its own",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001) | DeepSeek SC' 24",
            "- [X](https://arxiv.org/abs/2405.00001) – (May 2024) | DeepSeek SC' 24",
            id="venue and organisation in one field",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001): words of (2023)",
            "- [X](https://arxiv.org/abs/2405.00001): words of (2023)",
            id="another date in the words",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001): a \\| b",
            "- [X](https://arxiv.org/abs/2405.00001): a \\| b – (May 2024)",
            id="a bar that is none",
        ),
        pytest.param(
            "- [X](https://arxiv.org/abs/2405.00001) – a library",
            "- [X](https://arxiv.org/abs/2405.00001) – a library",
            id="words where the date goes",
        ),
        pytest.param(
            "- [X](https://example.org/x) | MIT", "- [X](https://example.org/x) | MIT", id="no date"
        ),
    ],
)
def test_a_move_into_a_section_of_dates_loses_no_word(
    small: SmallList, line: str, wanted: str
) -> None:
    small.write(f"## A\n{line}\n{DATED}")
    result = small.edit.move_entry(small.id_of("X"), "B")
    assert text_of(small) == f"## A\n{DATED}{wanted}\n"
    before, after = result["before"], result["after"]
    for field in ("title", "url", "description", "venue", "organization"):
        assert after[field] == before[field]
    tail = wanted[wanted.find("– ") : wanted.find(")", wanted.find("– ")) + 1]
    told = f"The section ends its entries in a date, so this one ends in “{tail}”."
    assert result["warnings"] == ([told] if line != wanted else [])


def test_a_move_tells_of_the_date_and_of_the_marker(small: SmallList) -> None:
    small.write(f"## A\n* [X](https://arxiv.org/abs/2405.00001)\n{DATED}")
    told = small.edit.move_entry(small.id_of("X"), "B")["warnings"]
    assert [one.partition(" ")[2][:7] for one in told] == ["section", "marker "]


@pytest.mark.parametrize(
    ("line", "description", "wanted"),
    [
        pytest.param(
            "[X](https://x.org) - (Dec 2024)  ",
            "foo",
            "[X](https://x.org): foo - (Dec 2024)  ",
            id="new",
        ),
        pytest.param(
            "[X](https://x.org): bar – (Dec 2024)",
            "foo",
            "[X](https://x.org): foo – (Dec 2024)",
            id="another",
        ),
        pytest.param(
            "[X](https://x.org): bar – Foo Lab (Dec 2024)",
            "",
            "[X](https://x.org) – Foo Lab (Dec 2024)",
            id="none",
        ),
        pytest.param(
            "[X](https://x.org): bar – Lab (Dec 2024) | SC' 24",
            "a – b",
            "[X](https://x.org): a – b – Lab (Dec 2024) | SC' 24",
            id="a dash in it",
        ),
    ],
)
def test_a_description_is_changed_beside_a_date(
    small: SmallList, line: str, description: str, wanted: str
) -> None:
    small.write(f"## A\n- {line}\n")
    result = small.edit.update_entry(small.id_of("X"), {"description": description})
    assert text_of(small) == f"## A\n- {wanted}\n"
    assert result["after"] == {**result["before"], "id": result["id"], "description": description}
    assert (result["after"]["year"], result["warnings"]) == (2024, [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(f"## A\n{X}\n{Y}\n", f"## A\n{Y}\n", id="plain"),
        pytest.param(f"## A\r\n{Y}\r\n{X}", f"## A\r\n{Y}", id="last, without end"),
        pytest.param(X, "", id="alone"),
        pytest.param(f"\ufeff{X}\r\n{Y}", f"\ufeff{Y}", id="BOM"),
        pytest.param(f"\ufeff{X}", "\ufeff", id="BOM and nothing else"),
        pytest.param(f"## A\n{X}\n    deep\nlazy\n{Y}\n", f"## A\n{Y}\n", id="lines that go on"),
        pytest.param(
            f"## A\n- **L**\n  {X}\n\n{Y}\n", f"## A\n- **L**\n\n{Y}\n", id="all of a label"
        ),
        pytest.param(
            f"## A\n{X}\n\n<details>\n</details>\n", "## A\n\n<details>\n</details>\n", id="HTML"
        ),
    ],
)
def test_a_removal_takes_the_lines_and_leaves_the_rest(
    small: SmallList, before: str, after: str
) -> None:
    small.write(before)
    small.edit.remove_entry(small.id_of("X"), "test")
    assert text_of(small) == after
    small.edit.undo_last_edit()
    assert text_of(small) == before


@pytest.mark.parametrize(
    ("below", "line"),
    [
        pytest.param(f"  {Y}", 3, id="an entry"),
        pytest.param("\n  - a note", 4, id="a note behind a blank line"),
        pytest.param("\n  A paragraph.", 4, id="a paragraph"),
        pytest.param("  ```\n  code\n  ```", 3, id="code"),
        pytest.param("  <!-- note -->", 3, id="a comment"),
        pytest.param("  goes on\n\n\n    \n  A paragraph.", 7, id="a paragraph further below"),
    ],
)
def test_an_entry_with_more_below_it_stays(small: SmallList, below: str, line: int) -> None:
    small.write(f"## A\n{X}\n{below}\n\n## B\n{Z}\n")
    before = small.read()
    for call in (
        lambda: small.edit.remove_entry(small.id_of("X"), "test"),
        lambda: small.edit.move_entry(small.id_of("X"), "B"),
    ):
        with pytest.raises(InvalidArgument, match=rf"^invalid-argument: id: .*line {line}\."):
            call()
    assert small.read() == before


@pytest.mark.parametrize(
    "below",
    [
        pytest.param("- a note", id="an item beside it"),
        pytest.param("\nA paragraph.", id="a paragraph beside it"),
        pytest.param("\n<!-- note -->", id="a comment beside it"),
        pytest.param("\n---", id="a rule"),
        pytest.param("\n**2024**", id="a year group"),
    ],
)
def test_what_stands_beside_an_entry_does_not_hold_it(small: SmallList, below: str) -> None:
    small.write(f"## A\n{X}\n{below}\n")
    small.edit.remove_entry(small.id_of("X"), "test")
    assert text_of(small) == f"## A\n{below}\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_an_update_keeps_the_bytes_around_it(small: SmallList, end: str, last: bool) -> None:
    lines = ["\ufeff# T", "", "## A", X, f"  {Y[:-1]}?q=\u2028\udcff)", "", f"{Z} | MIT  "]
    text = end.join(lines) + (end if last else "")
    data = text.encode("utf-8", "surrogateescape")
    small.write(data)
    small.edit.update_entry(small.id_of("Z"), {"title": "New", "venue": "OSDI 2024"})
    assert small.read() == data.replace(b"- [Z]", b"- [New]").replace(
        b" | MIT", b" | OSDI' 24 | MIT"
    )


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        pytest.param("X | MIT\n- X | (GT)[https://example.org/x]\n", "New", id="no section"),
        pytest.param(f"## A\n{Y}\n## B\n- X | (GT)[https://example.org/x]\n", "New", id="B"),
    ],
)
def test_a_line_is_written_anew_in_the_style_of_its_own_section(
    small: SmallList, page: str, wanted: str
) -> None:
    small.write(page)
    result = small.edit.update_entry(small.id_of("X"), {"title": wanted})
    line = f"- [{wanted}](https://example.org/x) | GT"
    assert text_of(small) == page.replace("- X | (GT)[https://example.org/x]", line)
    assert result["warnings"] == ["The line had no form of its own kind; it was written anew."]


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made_lists(), st.data())
def test_any_move_on_any_list_keeps_every_entry(
    small: SmallList, made: MadeList, data: st.DataObject
) -> None:
    assume(made.facts)
    text = made.text.encode()
    small.write(text)
    before = small.catalog.current().papers
    listed = data.draw(st.sampled_from(before.entries))
    section = data.draw(st.sampled_from(made.sections))
    result = small.edit.move_entry(listed.id, section)
    after = small.catalog.current().papers
    comparison = compare(before, after)
    assert not comparison.removed
    assert not comparison.added
    assert result["after"]["section"] == section or "Label" in section
    if result["changed"]:
        small.edit.undo_last_edit()
    assert small.read() == text


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(made_lists(), st.data())
def test_any_removal_on_any_list_takes_one_entry(
    small: SmallList, made: MadeList, data: st.DataObject
) -> None:
    assume(made.facts)
    text = made.text.encode()
    small.write(text)
    before = small.catalog.current().papers
    listed = data.draw(st.sampled_from(before.entries))
    small.edit.remove_entry(listed.id, "test")
    after = small.catalog.current().papers
    assert len(after.entries) == len(before.entries) - 1
    kept = [one.entry.raw for one in before.entries if one is not listed]
    assert [one.entry.raw for one in after.entries] == kept
    gone = listed.entry.raw.encode()
    assert small.read().count(b"\n") >= text.count(b"\n") - gone.count(b"\n") - 1
    small.edit.undo_last_edit()
    assert small.read() == text


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param("update_entry", ("title:x", {"description": "d"}), id="update"),
        pytest.param("move_entry", ("title:x", "B"), id="move"),
        pytest.param("remove_entry", ("title:x", "why"), id="remove"),
        pytest.param("add_section", ("C",), id="section"),
        pytest.param(
            "add_entries",
            ([{"section": "A", "title": "New", "url": "https://example.org/new"}],),
            id="batch",
        ),
    ],
)
def test_a_dry_run_tells_the_revision_that_the_file_has(
    small: SmallList, tool: str, arguments: tuple[object, ...]
) -> None:
    small.write(f"## A\n{X}\n## B\n{Z}\n")
    known = small.id_of("X")
    arguments = tuple(known if one == "title:x" else one for one in arguments)
    revision = small.core.list_sections()["revision"]
    assert getattr(small.edit, tool)(*arguments, dry_run=True)["revision"] == revision
    done = getattr(small.edit, tool)(*arguments, expected_revision=revision)
    assert done["revision"] == small.core.list_sections()["revision"] != revision


NEAR = (
    "## A\n- [Otter](https://arxiv.org/abs/2401.00001): Towing Barges by Night | OSDI' 24\n"
    "- [Heron](https://arxiv.org/abs/2401.00002): Counting Locks of Old Canals\n"
    "- [Otter at Sea](https://arxiv.org/abs/2401.00003): Ferries\n"
)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        pytest.param(
            {"url": "https://arxiv.org/pdf/2401.00001v2"},
            "(README.md line 2, A; the list has this arXiv id 2401.00001 under another title, ",
            id="link of another",
        ),
        pytest.param(
            {"title": "Otter: Towing Barges by Night", "description": ""},
            "(README.md line 2, A; same title, word for word (line 2)).",
            id="title of another",
        ),
        pytest.param(
            {"title": "Otter", "description": "Towing of Barges at Night"},
            "(README.md line 2, A; ",
            id="nearly that",
        ),
    ],
)
def test_an_update_that_makes_an_entry_like_another_says_so(
    small: SmallList, new: dict[str, str], told: str
) -> None:
    small.write(NEAR)
    result = small.edit.update_entry("arxiv:2401.00002", new)
    assert result["changed"]
    (warning,) = [one for one in result["warnings"] if "becomes the id of" not in one]
    assert warning.startswith("Possible duplicate, look before you keep both: arxiv:2401.00001 ")
    assert told in warning


@pytest.mark.parametrize(
    ("title", "new"),
    [
        pytest.param("Heron", {"venue": "SOSP 2025"}, id="venue"),
        pytest.param("Heron", {"description": "Counting the Locks"}, id="its own subtitle"),
        pytest.param("Heron", {"url": "https://example.org/heron"}, id="a link of its own"),
        pytest.param("Otter again", {"description": "Towing Barges"}, id="a twin that was one"),
    ],
)
def test_an_update_that_brings_an_entry_near_no_other_says_nothing(
    small: SmallList, title: str, new: dict[str, str]
) -> None:
    small.write(f"{NEAR}- [Otter again](https://arxiv.org/abs/2401.00001): Towing of Barges\n")
    assert small.edit.update_entry(small.id_of(title), new)["warnings"] == []
