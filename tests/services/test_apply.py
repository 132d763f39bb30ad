"""Edits of several pages at once: all of them or none, whatever fails in between."""

import os
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from llmsys_mcp.adapters import files, journal
from llmsys_mcp.adapters.locks import Lock, locked
from llmsys_mcp.errors import Conflict, InvalidArgument, ListError, ReadOnly, WriteFailed
from llmsys_mcp.services import apply as module
from llmsys_mcp.services import catalog
from llmsys_mcp.services.plan import Plan
from small_lists import SmallList

FIRST = "# T\n\n## A\n- [One](https://example.org/1)\n\nMore: [systems](systems.md).\n"
SECOND = "# S\n\n## B\n- [Two](https://example.org/2)\n- [Three](https://example.org/3)\n"
MOVED = FIRST.replace("\n\nMore", "\n- [Two](https://example.org/2)\n\nMore")
X_LINE = "- [New](https://example.org/new)\n"
Y_LINE = "- [Two](https://example.org/2)\n"
LEFT = SECOND.replace("- [Two](https://example.org/2)\n", "")


@pytest.fixture(params=["git", "plain"])
def two(request: pytest.FixtureRequest, tmp_path: Path) -> SmallList:
    """A list of two pages, inside git and outside."""
    folder = tmp_path / "list"
    folder.mkdir()
    if request.param == "git":
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    small = SmallList(folder)
    small.write(FIRST)
    small.write(SECOND, "systems.md")
    return small


def move(small: SmallList) -> dict:
    return small.edit.move_entry(small.id_of("Two"), "A")


def test_a_move_between_pages_keeps_every_entry(two: SmallList) -> None:
    result = move(two)
    assert two.files() == {"README.md": MOVED.encode(), "systems.md": LEFT.encode()}
    assert result["before"]["file"] == "systems.md"
    assert result["after"]["file"] == "README.md"
    assert result["diff"].count("+++ b/") == 2
    back = two.edit.move_entry(result["id"], "systems.md#b")
    assert back["changed"]
    assert two.read() == FIRST.encode()
    assert sorted(two.read("systems.md").split(b"\n")) == sorted(SECOND.encode().split(b"\n"))


def test_an_edit_goes_to_the_page_that_holds_the_entry(two: SmallList) -> None:
    two.edit.update_entry(two.id_of("Two"), {"venue": "OSDI 2024"})
    changed = SECOND.replace("/2)", "/2) | OSDI' 24")
    assert two.files() == {"README.md": FIRST.encode(), "systems.md": changed.encode()}
    two.core.add_entry("B", "Four", "https://example.org/4")
    changed += "- [Four](https://example.org/4)\n"
    assert two.files() == {"README.md": FIRST.encode(), "systems.md": changed.encode()}
    two.edit.remove_entry(two.id_of("Three"), "test")
    changed = changed.replace("- [Three](https://example.org/3)\n", "")
    assert two.files() == {"README.md": FIRST.encode(), "systems.md": changed.encode()}


Fault = Callable[[SmallList, pytest.MonkeyPatch], type[ListError]]


def _second_is_read_only(small: SmallList, _patch: pytest.MonkeyPatch) -> type[ListError]:
    (small.folder / "systems.md").chmod(0o444)
    return ReadOnly


def _second_has_two_names(small: SmallList, _patch: pytest.MonkeyPatch) -> type[ListError]:
    os.link(small.folder / "systems.md", small.folder.parent / "other-name.md")
    return ReadOnly


def _disk_fills_up(small: SmallList, patch: pytest.MonkeyPatch) -> type[ListError]:
    rewrite = module.rewrite

    def full(page: Path, *args: object, **named: object) -> files.Written:
        if page.name == "systems.md":
            raise WriteFailed("list", "no space left on the disk.", "Free some space.")
        return rewrite(page, *args, **named)

    patch.setattr(module, "rewrite", full)
    return WriteFailed


def _second_vanishes(small: SmallList, patch: pytest.MonkeyPatch) -> type[ListError]:
    lock_of = module.lock_of

    def gone(page: Path, *args: object) -> object:
        if page.name == "systems.md":
            page.unlink(missing_ok=True)
        return lock_of(page, *args)

    patch.setattr(module, "lock_of", gone)
    return ListError


@pytest.mark.parametrize(
    "fault", [_second_is_read_only, _second_has_two_names, _disk_fills_up, _second_vanishes]
)
def test_a_move_that_fails_half_way_leaves_the_list_as_it_was(
    two: SmallList, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    wanted = fault(two, monkeypatch)
    with pytest.raises(wanted) as told:
        move(two)
    assert told.value.code != "conflict"
    assert two.read() == FIRST.encode()
    left = two.files()
    assert left.pop("systems.md", SECOND.encode()) == SECOND.encode()
    assert list(left) == ["README.md"]
    with pytest.raises(Conflict, match="no edit of this program"):
        two.edit.undo_last_edit()


def test_an_interrupt_between_two_pages_leaves_the_list_as_it_was(
    two: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite = module.rewrite

    def interrupted(page: Path, *args: object, **named: object) -> files.Written:
        if page.name == "systems.md":
            raise KeyboardInterrupt
        return rewrite(page, *args, **named)

    monkeypatch.setattr(module, "rewrite", interrupted)
    with pytest.raises(KeyboardInterrupt):
        move(two)
    assert two.files() == {"README.md": FIRST.encode(), "systems.md": SECOND.encode()}


def test_a_folder_that_becomes_another_meanwhile_is_edited_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a deployment by a link does it; what the link led to before is left alone."""
    for name in ("one", "two"):
        (tmp_path / name / ".git").mkdir(parents=True)
        (tmp_path / name / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (tmp_path / name / "README.md").write_text(FIRST)
        (tmp_path / name / "systems.md").write_text(SECOND)
    (tmp_path / "now").symlink_to("one")
    small = SmallList(tmp_path / "now")
    id_, writable = small.id_of("Two"), module.writable

    def switched(page: Path) -> Path:
        real = writable(page)
        (tmp_path / "now").unlink()
        (tmp_path / "now").symlink_to("two")
        return real

    monkeypatch.setattr(module, "writable", switched)
    small.edit.move_entry(id_, "A")
    assert (tmp_path / "one" / "README.md").read_text() == FIRST
    assert (tmp_path / "one" / "systems.md").read_text() == SECOND
    assert small.files() == {"README.md": MOVED.encode(), "systems.md": LEFT.encode()}


def test_an_editor_that_saves_the_second_page_meanwhile_loses_nothing(
    two: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first page is put back, and the move is made anew on what was saved."""
    rewrite, saved = module.rewrite, []

    def save_first(page: Path, *args: object, **named: object) -> files.Written:
        if page.name == "systems.md" and not saved:
            saved.append(two.write(SECOND + "- [Mine](https://example.org/m)\n", "systems.md"))
        return rewrite(page, *args, **named)

    monkeypatch.setattr(module, "rewrite", save_first)
    move(two)
    mine = LEFT + "- [Mine](https://example.org/m)\n"
    assert two.files() == {"README.md": MOVED.encode(), "systems.md": mine.encode()}


def test_an_edit_of_a_page_that_never_holds_still_is_given_up(
    two: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite, saves = module.rewrite, []

    def save_first(page: Path, *args: object, **named: object) -> files.Written:
        saves.append(two.write(f"{FIRST}<!-- {len(saves)} -->\n"))
        return rewrite(page, *args, **named)

    monkeypatch.setattr(module, "rewrite", save_first)
    with pytest.raises(Conflict, match=r"^conflict: list: another program changed the list during"):
        two.core.add_entry("A", "New", "https://example.org/n")
    assert len(saves) == 5
    assert two.read() == f"{FIRST}<!-- 4 -->\n".encode()


def _saved_meanwhile(small: SmallList) -> None:
    small.write(MOVED + "<!-- mine -->\n")


def _no_record(small: SmallList) -> None:
    for path in small.folder.parent.rglob("*.edit"):
        path.unlink()


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        pytest.param(_saved_meanwhile, r"'README\.md' changed since", id="saved"),
        pytest.param(_no_record, "there is no record of it", id="no record"),
    ],
)
def test_a_page_that_cannot_be_put_back_is_told(
    two: SmallList,
    monkeypatch: pytest.MonkeyPatch,
    meanwhile: Callable[[SmallList], None],
    why: str,
) -> None:
    rewrite = module.rewrite

    def fail(page: Path, *args: object, **named: object) -> files.Written:
        if page.name == "systems.md":
            meanwhile(two)
            raise WriteFailed("list", "no space left on the disk.", "Free some space.")
        return rewrite(page, *args, **named)

    monkeypatch.setattr(module, "rewrite", fail)
    with pytest.raises(Conflict, match=rf"systems\.md could not be written, .*{why}") as told:
        move(two)
    assert len(str(told.value)) < 1000
    assert two.read().startswith(MOVED.encode())
    assert two.read("systems.md") == SECOND.encode()


def test_no_part_of_a_batch_stays_when_a_page_of_it_fails(
    two: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    (two.folder / "systems.md").chmod(0o444)
    entries = [
        {"section": "A", "title": "Four", "url": "https://example.org/4"},
        {"section": "B", "title": "Five", "url": "https://example.org/5"},
    ]
    with pytest.raises(ReadOnly):
        two.edit.add_entries(entries)
    assert two.files() == {"README.md": FIRST.encode(), "systems.md": SECOND.encode()}
    (two.folder / "systems.md").chmod(0o644)
    assert two.edit.add_entries(entries)["added"] == 2


def test_a_page_in_a_folder_below_is_written_under_its_own_lock(tmp_path: Path) -> None:
    """Outside git each folder has a lock and a journal of its own."""
    small = SmallList(tmp_path / "list")
    small.write(FIRST.replace("systems.md", "more/systems.md"))
    small.write(SECOND, "more/systems.md")
    move(small)
    assert small.read("more/systems.md") == LEFT.encode()
    assert b"[Two]" in small.read()


def test_removing_what_links_a_page_would_lose_its_entries(tmp_path: Path) -> None:
    small = SmallList(tmp_path / "list")
    small.write("# T\n\n## A\n- [One](https://example.org/1): see [systems](systems.md)\n")
    small.write(SECOND, "systems.md")
    before = small.files()
    with pytest.raises(InvalidArgument, match=r"^invalid-argument: id: "):
        small.edit.remove_entry(small.id_of("One"), "test")
    with pytest.raises(InvalidArgument, match=r"^invalid-argument: description: "):
        small.edit.update_entry(small.id_of("One"), {"description": "no link"})
    assert small.files() == before


def test_an_edit_that_would_move_other_entries_is_refused(tmp_path: Path) -> None:
    """Without the item, the words above the rule would become the heading of what follows."""
    small = SmallList(tmp_path / "list")
    small.write(
        "# T\n\n## A\nWords\n- [One](https://example.org/1)\n---\n- [Two](https://example.org/2)\n"
    )
    before = small.files()
    with pytest.raises(InvalidArgument, match=r"^invalid-argument: id: .*how other lines"):
        small.edit.remove_entry(small.id_of("One"), "test")
    assert small.files() == before


TWINS = (
    "# T\n\n## A\n" + "- [One](https://example.org/1)\n" * 2 + "- [Two](https://example.org/2)\n"
)


@pytest.mark.parametrize("which", [0, 1])
def test_either_of_two_equal_lines_can_be_edited(tmp_path: Path, which: int) -> None:
    small = SmallList(tmp_path / "list")
    small.write(TWINS)
    ids = [one.id for one in small.entries() if one.entry.title == "One"]
    result = small.edit.update_entry(ids[which], {"title": "Uno"})
    assert (result["before"]["title"], result["after"]["title"]) == ("One", "Uno")
    lines = small.read().decode().split("\n")
    assert lines[3 + which] == "- [Uno](https://example.org/1)"
    assert lines[4 - which] == "- [One](https://example.org/1)"


@pytest.mark.parametrize("which", [0, 1])
def test_either_of_two_equal_lines_can_be_removed(tmp_path: Path, which: int) -> None:
    small = SmallList(tmp_path / "list")
    small.write(TWINS)
    ids = [one.id for one in small.entries() if one.entry.title == "One"]
    result = small.edit.remove_entry(ids[which], "listed twice")
    assert result["before"]["title"] == "One"
    assert result["after"] is None
    assert small.read().decode() == TWINS.replace("- [One](https://example.org/1)\n", "", 1)


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        pytest.param({"added": 1}, f"{X_LINE}{Y_LINE}", id="two come for one"),
        pytest.param({"added": 1}, "Words.\n", id="none comes for one"),
        pytest.param({}, X_LINE, id="one comes unsaid"),
        pytest.param({"added": 1, "changed": 0}, f"### Sub\n{X_LINE}", id="one moves unsaid"),
        pytest.param({"removed": {"Two"}}, "", id="one stays that was to go"),
    ],
)
def test_a_plan_that_does_more_or_less_than_it_says_is_not_made(
    tmp_path: Path, plan: dict[str, object], text: str
) -> None:
    small = SmallList(tmp_path / "list")
    page = small.write(f"# T\n\n## A\n- [One](https://example.org/1)\n{Y_LINE}").read_text("utf-8")
    named = {small.id_of(title) for title in plan.get("removed", ())}
    new = page.replace("- [One]", f"{text}- [One]")
    made = Plan(texts=(("README.md", new),), argument="id", **plan | {"removed": frozenset(named)})
    for dry_run in (True, False):
        with pytest.raises(InvalidArgument, match=r"^invalid-argument: id: "):
            module.apply(small.catalog, lambda _view: made, dry_run=dry_run)
    assert small.read().decode() == page


def test_a_plan_without_texts_writes_nothing(two: SmallList) -> None:
    before = two.files()
    applied = module.apply(two.catalog, lambda _view: Plan(warnings=("said",)))
    assert (applied.warnings, applied.diff) == (("said",), "")
    assert two.files() == before


def test_an_edit_is_on_record_page_by_page(two: SmallList) -> None:
    move(two)
    page = two.folder / "README.md"
    first, second = files.last_edit(page), files.last_edit(two.folder / "systems.md")
    assert first is not None
    assert second is not None
    assert (first.follows, second.follows) == (False, True)
    assert second.number == first.number + 1
    assert first.after == journal.digest(MOVED.encode())


def test_the_lock_of_every_page_is_waited_for_as_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside git a page in a folder below has a lock of its own."""
    small = SmallList(tmp_path)
    (tmp_path / "below").mkdir()
    small.write(FIRST.replace("systems.md", "below/systems.md"))
    small.write(SECOND, "below/systems.md")
    small.catalog.lock_wait = 1.5
    waited = []

    def watched(page: Path, timeout: float = -1.0, *more: Any) -> AbstractContextManager[Lock]:
        waited.append((page.name, timeout))
        return locked(page, timeout, *more)

    monkeypatch.setattr(catalog, "locked", watched)
    monkeypatch.setattr(files, "locked", watched)
    small.core.add_entry("B", "Four", "https://example.org/4")
    assert waited == [("README.md", 1.5), ("systems.md", 1.5)]


MERGED = (
    "## A\n\n- [One](https://example.org/1)\n<<<<<<< HEAD\n- [Two](https://example.org/2)\n"
    "=======\n- [Three](https://example.org/3)\n>>>>>>> f\n"
)


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("text", [MERGED, MERGED.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_a_page_in_the_middle_of_a_merge_is_read_and_not_edited(
    tmp_path: Path, text: str, dry_run: bool
) -> None:
    small = SmallList(tmp_path)
    small.write(text)
    with pytest.raises(Conflict, match=r"unfinished merge, in lines 4 to 8") as refused:
        small.core.add_entry("A", "New", "https://example.org/new", dry_run=dry_run)
    assert "remove the markers" in refused.value.advice
    with pytest.raises(Conflict, match="unfinished merge"):
        small.edit.remove_entry(small.id_of("One"), "test", dry_run=dry_run)
    assert small.read() == text.encode()
    assert [title for _, _, title in small.titles()] == ["One", "Two", "Three"]


def test_a_merge_in_another_page_or_in_an_example_hinders_no_edit(two: SmallList) -> None:
    two.write(MERGED.replace("## A", "## C"), "systems.md")
    two.write(f"{FIRST}\n```\n{MERGED}```\n")
    assert two.core.add_entry("A", "New", "https://example.org/new")["added"]
