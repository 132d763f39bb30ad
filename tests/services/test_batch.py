"""Several entries in one write: all or none, or all that can be, each with its verdict."""

from pathlib import Path
from typing import Any

import pytest

from llmsys_mcp.errors import Conflict, InvalidArgument
from small_lists import SmallList

PAGE = "# T\r\n\r\n## A\r\n- [X](https://example.org/X)\r\n\r\n## B\r\n- [Y](https://example.org/Y)"


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE)
    return small


def entry(name: str, section: str = "A", **more: Any) -> dict[str, Any]:
    return {"section": section, "title": name, "url": f"https://example.org/{name}", **more}


def statuses(result: Any) -> list[str]:
    return [item["status"] for item in result["items"]]


def test_entries_are_added_in_their_order_in_one_edit(small: SmallList) -> None:
    wanted = [entry("One"), entry("Two", "B"), entry("Three"), entry("Four", "B")]
    dry = small.edit.add_entries(wanted, dry_run=True)
    assert (dry["added"], statuses(dry)) == (0, ["added"] * 4)
    assert small.read().decode() == PAGE
    result = small.edit.add_entries(wanted)
    assert (result["added"], result["diff"]) == (4, dry["diff"])
    assert [title for *_, title in small.titles()] == ["X", "One", "Three", "Y", "Two", "Four"]
    assert small.read().count(b"\n") == small.read().count(b"\r\n") == PAGE.count("\n") + 4
    assert not small.read().endswith(b"\n")
    small.edit.undo_last_edit()
    assert small.read().decode() == PAGE


def test_an_entry_may_repeat_one_before_it(small: SmallList) -> None:
    wanted = [
        entry("One"),
        entry("One"),
        entry("One", "B"),
        entry("One", "B", allow_duplicate=True),
        entry("X"),
    ]
    result = small.edit.add_entries(wanted, "skip")
    assert statuses(result) == ["added", "listed", "refused", "added", "listed"]
    assert result["items"][2]["problem"].startswith("duplicate-entry: title: ")
    assert result["items"][3]["warnings"][0].startswith("Listed again on purpose")
    assert result["items"][1]["entry"] == result["items"][0]["entry"]
    assert small.read().count(b"[One]") == 2


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param(entry("Bad", "Z"), "unknown-section: section: ", id="section"),
        pytest.param(entry("TBD"), "invalid-argument: title: ", id="title"),
        pytest.param(entry("Bad") | {"url": "x"}, "invalid-argument: url: ", id="link"),
        pytest.param(entry("Bad", "B", year=1), "invalid-argument: year: ", id="unknown field"),
        pytest.param(entry("Bad") | {"title": ["a"]}, "invalid-argument: title: ", id="kind"),
        pytest.param({}, "invalid-argument: section: ", id="nothing"),
        pytest.param(entry("Bad", venue=7), "invalid-argument: venue: ", id="number"),
        pytest.param(
            entry("Bad", allow_duplicate=1), "invalid-argument: allow_duplicate: ", id="flag"
        ),
    ],
)
def test_one_bad_entry_stops_all_or_is_skipped(
    small: SmallList, bad: dict[str, Any], code: str
) -> None:
    wanted = [entry("One"), bad, entry("X"), entry("Two", "B")]
    stopped = small.edit.add_entries(wanted)
    assert statuses(stopped) == ["not-tried", "refused", "listed", "not-tried"]
    assert stopped["items"][1]["problem"].startswith(code)
    assert (stopped["added"], stopped["diff"]) == (0, "")
    assert small.read().decode() == PAGE
    skipped = small.edit.add_entries(wanted, "skip")
    assert statuses(skipped) == ["added", "refused", "listed", "added"]
    assert skipped["added"] == 2
    assert [title for *_, title in small.titles()] == ["X", "One", "Y", "Two"]


@pytest.mark.parametrize("count", [0, 101])
def test_too_few_or_too_many_are_refused(small: SmallList, count: int) -> None:
    with pytest.raises(InvalidArgument, match=rf"^invalid-argument: entries: {count} entries\."):
        small.edit.add_entries([entry(f"P{number}") for number in range(count)])


def test_a_batch_of_a_list_that_moved_on_is_refused(small: SmallList) -> None:
    revision = small.core.list_sections()["revision"]
    small.core.add_entry(**entry("Other"))
    before = small.read()
    with pytest.raises(Conflict, match="expected_revision"):
        small.edit.add_entries([entry("One")], expected_revision=revision)
    assert small.read() == before
