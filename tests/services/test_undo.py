"""The newest edit is taken back whole: of one page or of several, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from llmsys_mcp.errors import Conflict, NotAList, ReadOnly
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.spans import WRITING
from small_lists import SmallList

FIRST = "# T\r\n\r\n## A\r\n- [One](https://example.org/1)\r\n\r\n[systems](systems.md)\r\n"
SECOND = "# S\n\n## B\n- [Two](https://example.org/2)\n"


@pytest.fixture
def two(tmp_path: Path) -> SmallList:
    folder = tmp_path / "list"
    folder.mkdir()
    small = SmallList(folder)
    small.write(FIRST)
    small.write(SECOND, "systems.md")
    return small


def test_a_move_between_pages_is_taken_back_on_both(two: SmallList) -> None:
    """The page that it left holds no entry any more, and belongs to the edit all the same."""
    before = two.files()
    two.edit.move_entry(two.id_of("Two"), "A")
    assert b"[Two]" not in two.read("systems.md")
    result = two.edit.undo_last_edit()
    assert two.files() == before
    assert result["file"] == "systems.md, README.md"
    assert (result["added"], result["removed"]) == ([], [])
    assert result["diff"].count("+++ b/") == 2
    assert result["revision"] == two.core.list_sections()["revision"]


def test_edits_of_several_pages_are_taken_back_newest_first(two: SmallList) -> None:
    states = [two.files()]
    for number, section in enumerate(["A", "B", "B", "A"]):
        two.core.add_entry(section, f"New {number}", f"https://example.org/n{number}")
        states.append(two.files())
    for number in (3, 2, 1, 0):
        states.pop()
        result = two.edit.undo_last_edit()
        assert result["removed"] == [one for one in result["removed"] if f"new-{number}" in one]
        assert len(result["removed"]) == 1
        assert two.files() == states[-1]
    with pytest.raises(Conflict, match="no edit of this program is left"):
        two.edit.undo_last_edit()


def test_a_batch_over_two_pages_is_one_edit(two: SmallList) -> None:
    before = two.files()
    entries = [
        {"section": name, "title": f"New {name}", "url": f"https://example.org/{name}"}
        for name in ("B", "A")
    ]
    assert two.edit.add_entries(entries)["added"] == 2
    assert len(two.edit.undo_last_edit()["removed"]) == 2
    assert two.files() == before


@pytest.mark.parametrize("page", ["README.md", "systems.md"])
def test_nothing_is_taken_back_when_one_of_its_pages_changed(two: SmallList, page: str) -> None:
    two.core.add_entry("A", "Older", "https://example.org/older")
    two.edit.move_entry(two.id_of("Two"), "A")
    two.write(two.read(page) + b"<!-- mine -->\n", page)
    before = two.files()
    with pytest.raises(Conflict, match=r"^conflict: list: .*changed since"):
        two.edit.undo_last_edit()
    assert two.files() == before


@pytest.mark.parametrize("page", ["README.md", "systems.md"])
def test_nothing_is_taken_back_when_one_of_its_pages_was_put_back_by_hand(
    two: SmallList, page: str
) -> None:
    """What is left of the edit is no edit of its own, and the older one is not the newest."""
    two.core.add_entry("A", "Older", "https://example.org/older")
    older = two.files()
    two.edit.move_entry(two.id_of("Two"), "A")
    two.write(older[page], page)
    before = two.files()
    if page == "systems.md":  # what gained the entry alone is left: an edit that can be undone
        two.edit.undo_last_edit()
        assert two.files() == older
        return
    with pytest.raises(Conflict, match=r"^conflict: list: .*changed since"):
        two.edit.undo_last_edit()
    assert two.files() == before


def test_nothing_is_taken_back_from_pages_that_may_not_be_written(two: SmallList) -> None:
    two.edit.move_entry(two.id_of("Two"), "A")
    before = two.files()
    (two.folder / "README.md").chmod(0o444)
    with pytest.raises(ReadOnly):
        two.edit.undo_last_edit()
    (two.folder / "README.md").chmod(0o644)
    (two.folder / "systems.md").chmod(0o444)
    with pytest.raises(ReadOnly):
        two.edit.undo_last_edit()
    assert two.files() == before


def test_a_page_that_may_not_be_written_is_seen_before_another_is_put_back(
    two: SmallList,
) -> None:
    two.edit.move_entry(two.id_of("One"), "B")
    before = two.files()
    (two.folder / "systems.md").chmod(0o444)  # it was written first, and is put back last
    with pytest.raises(ReadOnly):
        two.edit.undo_last_edit()
    assert two.files() == before


def test_a_list_that_is_gone_has_no_edit_to_take_back(two: SmallList) -> None:
    two.core.add_entry("A", "New", "https://example.org/n")
    (two.folder / "README.md").unlink()
    with pytest.raises(NotAList):
        two.edit.undo_last_edit()


def test_an_edit_that_was_taken_back_can_be_made_and_taken_back_again(two: SmallList) -> None:
    before = two.files()
    for _ in range(3):
        assert two.core.add_entry("A", "New", "https://example.org/n")["added"]
        two.edit.undo_last_edit()
        assert two.files() == before


def test_taking_back_is_an_edit_at_work_like_any_other(two: SmallList) -> None:
    """So that a signal waits for it."""
    seen: list[str] = []

    @contextmanager
    def span(name: str) -> Iterator[None]:
        seen.append(name)
        yield

    two.core.add_entry("A", "New", "https://example.org/n")
    catalog = open_catalog(Settings(list_path=str(two.folder)), two.folder, span=span)
    EditOperations(catalog).undo_last_edit()
    assert seen.count(WRITING) == 1
