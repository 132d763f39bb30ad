"""Several entries in one write: all or none, or all that can be, each with its verdict."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llmsys_mcp.errors import Conflict, InvalidArgument, ListError
from small_lists import SmallList
from strategies import MadeList, made_lists

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
    assert (dry["added"], statuses(dry)) == (0, ["would-add"] * 4)
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


# --- together or one by one -----------------------------------------------------------------------

FORMS = {
    "plain": "# T\n\n## A\n- [X](https://example.org/X)\n\n## B\n- [Y](https://example.org/Y)\n",
    "empty": "# T\n\n## A\n\n## B\n",
    "numbered": "# T\n\n## A\n1. [X](https://example.org/X)\n\n## B\n7) [Y](https://example.org/Y)\n",
    "years": (
        "# T\n\n## A\n\n**2026**\n\n- [X](https://example.org/X)\n\n**2024**\n\n"
        "- [Z](https://example.org/Z)\n\n## B\n<details>\n<summary><b>2024</b></summary>\n\n"
        "- [Y](https://example.org/Y)\n\n</details>\n"
    ),
    "dated": (
        "# T\n\n## A\n- [X](https://example.org/X) – (May 2025)\n"
        "- [Z](https://example.org/Z)\n\n## B\n- [Y](https://example.org/Y)\n"
    ),
    "nested": (
        "# T\n\n## A\n- [X](https://example.org/X)\n- **B**\n  - [Y](https://example.org/Y)\n"
    ),
    "no last line end": "# T\n\n## A\n- [X](https://example.org/X)\n\n## B\n- [Y](https://y.org/Y)",
    "venues": (
        "# T\n\n## [OSDI 2024](https://o.org)\n* (OSDI'24) One [link](https://a.org/1) [MIT]\n"
        "* (OSDI'24) Two [link](https://a.org/2) [MIT]\n"
        "* (OSDI'24) Three [link](https://a.org/3) [MIT]\n\n---\n\n## [A](https://a.org)\n"
        "* (A'23) Four [link](https://a.org/4)\n\n## B\n* (NSDI'23) Five [link](https://a.org/5)\n"
    ),
}
YEARS = ("", "OSDI 2024", "NSDI 2026", "SOSP 2022")
TITLES = (
    "Slow Canals for Barges in Winter",
    "Slow Canals for Barges in the Winter",
    "LockKeeper: Draining Basins by Night",
    "LockKeeper: A Study of Ferries",
    "Towing Horses at Scale",
)


@st.composite
def wanted_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Entries of which some are one paper, or come near one another."""
    titles = st.sampled_from(TITLES) | st.integers(0, 30).map("Paper Number {}".format)
    return [
        {
            "section": draw(st.sampled_from(("A", "A", "B", "OSDI 2024", "SOSP 2025"))),
            "title": draw(titles),
            "url": f"https://arxiv.org/abs/2401.{draw(st.integers(1, 40)):05d}",
            "venue": draw(st.sampled_from(YEARS)),
            "allow_duplicate": draw(st.integers(0, 6)) == 0,
        }
        for _ in range(draw(st.integers(1, 8)))
    ]


def one_by_one(small: SmallList, wanted: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """What becomes of each entry, each added by itself."""
    told = []
    for one in wanted:
        try:
            result = small.core.add_entry(**one)
        except ListError as error:
            told.append((str(error), []))
        else:
            # A batch tells once which ids are others' now.
            own = [one for one in result["warnings"] if "becomes the id of" not in one]
            told.append((result["entry"], own))
    return told


def compared_with_one_by_one(folder: Path, page: str, wanted: list[dict[str, Any]]) -> None:
    together, apart = SmallList(folder / "together"), SmallList(folder / "apart")
    for small in (together, apart):
        small.write(page)
    told = one_by_one(apart, wanted)
    items = together.edit.add_entries(wanted, "skip")["items"]
    assert together.read() == apart.read()
    assert [(one["entry"] or one["problem"], one["warnings"]) for one in items] == told


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=wanted_lists())
def test_a_batch_does_what_its_entries_would_do_one_by_one(
    tmp_path: Path, form: str, wanted: list[dict[str, Any]]
) -> None:
    compared_with_one_by_one(tmp_path, FORMS[form], wanted)


def test_a_line_that_changes_how_its_section_ends_entries_counts_for_the_next(
    tmp_path: Path,
) -> None:
    """The first has no date; with it, too few of the section have one for the second to get its."""
    wanted = [entry("Undated"), {**entry("Of a Month"), "url": "https://arxiv.org/abs/2401.00001"}]
    compared_with_one_by_one(tmp_path, FORMS["dated"], wanted)
    together = (tmp_path / "together" / "README.md").read_text("utf-8")
    assert "- [Of a Month](https://arxiv.org/abs/2401.00001)\n" in together


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=made_lists(), data=st.data())
def test_on_any_list_a_batch_does_what_its_entries_would_do_one_by_one(
    tmp_path: Path, made: MadeList, data: st.DataObject
) -> None:
    sections = st.sampled_from(made.sections)
    wanted = [
        entry(f"New {number}", data.draw(sections), venue=data.draw(st.sampled_from(YEARS)))
        for number in range(5)
    ]
    compared_with_one_by_one(tmp_path, made.text, wanted)


@pytest.fixture
def readings(small: SmallList, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time that a list is read as an edit would leave it."""
    found: list[int] = []
    read = small.catalog.with_texts

    def counted(*arguments: Any) -> Any:
        found.append(1)
        return read(*arguments)

    monkeypatch.setattr(small.catalog, "with_texts", counted)
    return found


def test_a_batch_reads_the_list_as_often_for_many_entries_as_for_one(
    small: SmallList, readings: list[int]
) -> None:
    small.edit.add_entries([entry("One")], dry_run=True)
    once = len(readings)
    small.edit.add_entries([entry(f"P{at}", "AB"[at % 2]) for at in range(100)])
    assert len(readings) == 2 * once
    assert len(small.titles()) == 102


def test_lines_that_are_not_read_together_as_planned_are_planned_one_by_one(
    small: SmallList, readings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = small.catalog.with_texts

    def misread(view: Any, texts: Any) -> Any:
        first = not readings
        after = read(view, texts)
        return view if first else after

    monkeypatch.setattr(small.catalog, "with_texts", misread)
    result = small.edit.add_entries([entry("One"), entry("Two"), entry("One", "B")], "skip")
    assert statuses(result) == ["added", "added", "refused"]
    assert [title for *_, title in small.titles()] == ["X", "One", "Two", "Y"]
    assert len(readings) > 2
