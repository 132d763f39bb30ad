"""An id that comes to name another entry: the result says so, and an edit by it is refused."""

from pathlib import Path

import pytest

from llmsys_mcp.core.listing.conservation import Comparison, compare
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.errors import Conflict, UnknownEntry
from llmsys_mcp.services import reassigned
from small_lists import SmallList

ONE, TWO = "https://arxiv.org/abs/2401.00001", "https://arxiv.org/abs/2401.00002"
OLD = f"- [Otter: Towing Barges by Night]({ONE})"
OTHER = f"- [Heron: Counting Locks]({TWO})"
PAGE = f"# T\n\n## A\n{OTHER}\n\n## B\n{OLD}\n\n## C\n- [Else](https://example.org/else)\n"
TELLS = (
    "arxiv:2401.00001#2 becomes the id of “Otter: Towing Barges by Night” (README.md line {}), "
    "which was arxiv:2401.00001."
)


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    small = SmallList(tmp_path / "list")
    small.write(PAGE)
    return small


def steal_by_add(small: SmallList) -> list[str]:
    return small.core.add_entry("A", "Quite Another Paper of Mine", ONE)["warnings"]


def steal_by_update(small: SmallList) -> list[str]:
    return small.edit.update_entry("arxiv:2401.00002", {"url": ONE})["warnings"]


def steal_by_batch(small: SmallList) -> list[str]:
    new = {"section": "A", "title": "Quite Another Paper of Mine", "url": ONE}
    return small.edit.add_entries([new])["warnings"]


STEALS = pytest.mark.parametrize(
    ("steal", "line"),
    [
        pytest.param(steal_by_add, 8, id="add"),
        pytest.param(steal_by_update, 7, id="update"),
        pytest.param(steal_by_batch, 8, id="batch"),
    ],
)
EDITS = pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        pytest.param("update_entry", ({"description": "x"},), id="update"),
        pytest.param("move_entry", ("C",), id="move"),
        pytest.param("remove_entry", ("why",), id="remove"),
    ],
)


@STEALS
def test_an_id_that_another_entry_has_now_is_told(
    small: SmallList, steal: object, line: int
) -> None:
    assert callable(steal)
    assert TELLS.format(line) in steal(small)


@EDITS
@STEALS
def test_an_edit_by_an_id_that_means_another_entry_now_is_refused(
    small: SmallList, steal: object, line: int, tool: str, arguments: tuple[object, ...]
) -> None:
    assert callable(steal)
    steal(small)
    before = small.read()
    # Another process, which remembers nothing, has to see it as well.
    fresh = SmallList(small.folder)
    with pytest.raises(Conflict, match=r"^conflict: id: arxiv:2401\.00001 names .*Otter") as told:
        getattr(fresh.edit, tool)("arxiv:2401.00001", *arguments)
    assert "which it named before, is arxiv:2401.00001#2 now." in str(told.value)
    assert small.read() == before
    revision = fresh.core.list_sections()["revision"]
    done = getattr(fresh.edit, tool)("arxiv:2401.00001", *arguments, expected_revision=revision)
    assert done["changed"]
    assert "Otter" in small.read().decode()


def test_a_removal_whose_reply_was_lost_does_not_take_the_twin(small: SmallList) -> None:
    small.core.add_entry(
        "C", "Otter", ONE, "Towing Barges by Night", venue="OSDI 2024", allow_duplicate=True
    )
    removed = small.edit.remove_entry("arxiv:2401.00001", "listed twice")
    assert any("which was arxiv:2401.00001#2." in one for one in removed["warnings"])
    with pytest.raises(Conflict, match=r"id: .* is not on the list any more\."):
        small.edit.remove_entry("arxiv:2401.00001", "listed twice")
    assert len(small.titles()) == 3


def test_many_new_ids_are_told_in_short(small: SmallList) -> None:
    copies = "".join(f"- [Otter: Towing Barges by Night]({ONE}) | Lab {at}\n" for at in range(6))
    small.write(f"## A\n- [X](https://example.org/x)\n\n## B\n{copies}")
    told = small.core.add_entry("A", "Quite Another Paper of Mine", ONE)["warnings"]
    assert [one for one in told if "becomes the id of" in one][2].startswith("arxiv:2401.00001#4 ")
    assert told[-1] == "So it is with 3 more: read the ids again."


def test_edits_that_leave_ids_alone_are_told_and_refused_nothing(small: SmallList) -> None:
    """Adding below, updating again and again, moving there and back, adding anew, a dry run."""
    edit, id_ = small.edit, "arxiv:2401.00001"
    told = small.core.add_entry("C", "Quite Another Paper of Mine", ONE)["warnings"]
    for at in range(3):
        told += edit.update_entry(id_, {"description": f"Part {at}"})["warnings"]
    told += edit.update_entry(id_, {"title": "Otter", "organization": "MIT"})["warnings"]
    edit.remove_entry("arxiv:2401.00002", "why")
    small.core.add_entry("A", "Heron", TWO, "Counting Locks")
    told += edit.update_entry("arxiv:2401.00002", {"description": "Counting"})["warnings"]
    told += edit.move_entry("arxiv:2401.00002", "C")["warnings"]
    told += edit.move_entry("arxiv:2401.00002", "A")["warnings"]
    assert not [one for one in told if "becomes the id of" in one]
    steal_by_update(small)
    assert edit.remove_entry(id_, "why", dry_run=True)["before"]["title"] == "Heron"
    with pytest.raises(UnknownEntry):
        edit.remove_entry("arxiv:2401.00002", "why")


def test_the_newest_twenty_edits_are_looked_at(small: SmallList) -> None:
    steal_by_add(small)
    for at in range(19):
        small.edit.update_entry("arxiv:2401.00002", {"description": f"Part {at}"})
    with pytest.raises(Conflict, match=r"names .*Otter"):
        small.edit.move_entry("arxiv:2401.00001", "C")
    small.edit.update_entry("arxiv:2401.00002", {"description": "Part 20"})
    assert small.edit.move_entry("arxiv:2401.00001", "C")["changed"]


def test_ids_of_titles_and_of_other_scripts_are_followed(small: SmallList) -> None:
    small.write(
        "## A\n- [X](https://example.org/x)\n\n## B\n- [Déjà Vu](https://example.org/d): one\n"
    )
    id_ = small.id_of("Déjà Vu")
    small.core.add_entry("A", "Déjà Vu", "https://example.org/d", "one", allow_duplicate=True)
    with pytest.raises(Conflict, match=f"id: {id_} names "):
        small.edit.remove_entry(id_, "why")
    assert small.edit.remove_entry(small.id_of("X"), "why")["changed"]


def test_edits_of_an_entry_that_keeps_its_title_read_no_earlier_list(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(3):
        small.edit.update_entry("arxiv:2401.00001", {"description": f"Part {at}"})
    compared: list[object] = []

    def counted(before: PaperList, after: PaperList) -> Comparison:
        compared.append(before)
        return compare(before, after)

    monkeypatch.setattr(reassigned, "compare", counted)
    small.edit.update_entry("arxiv:2401.00001", {"venue": "OSDI 2024"})
    assert compared == []
    small.edit.update_entry("arxiv:2401.00001", {"title": "Otter Again"})
    small.edit.update_entry("arxiv:2401.00001", {"description": "Part 4"})
    assert len(compared) == 1


def test_an_entry_that_went_to_another_page_and_back_is_the_same(small: SmallList) -> None:
    small.write(f"{PAGE}\nSee [more](more.md).\n")
    small.write("# M\n\n## D\n- [Far](https://example.org/far)\n", "more.md")
    for section in ("D", "B", "D"):
        assert small.edit.move_entry("arxiv:2401.00001", section)["warnings"] == []
    steal_by_add(small)
    with pytest.raises(Conflict, match=r"Otter: .* is arxiv:2401\.00001#2 now\."):
        small.edit.move_entry("arxiv:2401.00001", "B")
