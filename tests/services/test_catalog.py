"""The list is what its files hold at each call: pages that come and go, rules, and their bytes."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from llmsys_mcp.errors import AmbiguousSection, NotAList, ReadOnly, UnknownSection
from llmsys_mcp.faces.core_set import wording
from llmsys_mcp.services import catalog
from llmsys_mcp.services.catalog import RULES_FILE
from small_lists import SmallList

FIRST = "# T\n\n## A\n- [One](https://example.org/1)\n\nMore: [systems](systems.md).\n"
SECOND = "# S\n\n## A\n- [Two](https://example.org/2)\n"

ONE = ("README.md", "A", "One")
TWO = ("systems.md", "A", "Two")


@pytest.fixture
def small(tmp_path: Path) -> SmallList:
    made = SmallList(tmp_path)
    made.write(FIRST)
    return made


def test_entries_of_linked_pages_belong_to_the_list(small: SmallList) -> None:
    small.write(SECOND, "systems.md")
    assert small.titles() == [ONE, TWO]
    found = small.core.search_papers("two")["results"][0]
    assert (found["file"], found["line"]) == ("systems.md", 4)


def test_a_page_that_appears_changes_and_disappears_is_noticed(small: SmallList) -> None:
    assert small.titles() == [ONE]
    page = small.write(SECOND, "systems.md")
    assert small.titles() == [ONE, TWO]
    small.write(SECOND.replace("Two", "Six"), "systems.md")
    assert small.titles() == [ONE, ("systems.md", "A", "Six")]
    page.unlink()
    assert small.titles() == [ONE]


def test_a_link_that_comes_and_goes_brings_its_page(small: SmallList) -> None:
    small.write(SECOND, "systems.md")
    small.write(FIRST.replace("systems.md", "other.md"))
    assert small.titles() == [ONE]
    small.write(FIRST)
    assert small.titles() == [ONE, TWO]


def test_a_change_of_the_bytes_alone_is_noticed_on_every_page(small: SmallList) -> None:
    second = small.write(SECOND, "systems.md")
    first = small.folder / "README.md"
    rules = small.write("# Rules\n\n- A: one\n", RULES_FILE)
    view = small.catalog.current()
    for path, old, new in [(first, "One", "Won"), (second, "Two", "Owt"), (rules, "one", "won")]:
        before = path.stat()
        path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        assert path.stat().st_size == before.st_size
    now = small.catalog.current()
    assert [one.entry.title for one in now.papers.entries] == ["Won", "Owt"]
    assert (view.rules, now.rules) == ("# Rules\n\n- A: one\n", "# Rules\n\n- A: won\n")


@pytest.mark.parametrize(
    "link",
    ["./systems.md", ".//systems.md", "sub/.././systems.md", "systems.md#a", "./././README.md"],
)
def test_a_page_counts_once_however_it_is_linked(small: SmallList, link: str) -> None:
    small.write(f"{FIRST}And [again]({link}).\n")
    small.write(SECOND, "systems.md")
    assert small.titles() == [ONE, TWO]


def test_a_page_has_one_name_however_it_is_linked(small: SmallList) -> None:
    small.write(FIRST.replace("(systems.md", "(.//a/.//systems.md"))
    small.write(SECOND, "a/systems.md")
    assert small.titles() == [ONE, ("a/systems.md", "A", "Two")]


def test_a_page_counts_once_whatever_links_lead_to_it(small: SmallList) -> None:
    small.write(SECOND, "systems.md")
    (small.folder / "twin.md").symlink_to("systems.md")
    (small.folder / "self.md").symlink_to("README.md")
    small.write(f"{FIRST}[twin](twin.md) [self](self.md)\n")
    assert small.titles() == [ONE, TWO]


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("nowhere.md", id="absent"),
        pytest.param("folder.md", id="a folder"),
        pytest.param("pipe.md", id="a pipe"),
        pytest.param("out.md", id="a link out of the folder"),
        pytest.param("../outside.md", id="a path out of the folder"),
        pytest.param("below/outside.md", id="a path through a folder that is a link"),
        pytest.param("git.md", id="a link into the git directory"),
        pytest.param(".git/own.md", id="a path into the git directory"),
        pytest.param("OUTSIDE", id="an absolute path"),
        pytest.param(".OUTSIDE", id="an absolute path behind a dot"),
        pytest.param("./.OUTSIDE", id="and behind another"),
        pytest.param("nul\0.md", id="a name that no file can have"),
        pytest.param("CLAUDE.md", id="the rules"),
        pytest.param("prose.md", id="a page without entries"),
    ],
)
def test_a_link_to_what_is_no_page_of_the_list_does_no_harm(tmp_path: Path, link: str) -> None:
    (tmp_path / "list").mkdir()
    small = SmallList(tmp_path / "list")
    (tmp_path / "outside.md").write_text(SECOND, encoding="utf-8")
    (small.folder / "folder.md").mkdir()
    os.mkfifo(small.folder / "pipe.md")
    (small.folder / "out.md").symlink_to(tmp_path / "outside.md")
    (small.folder / "below").symlink_to(tmp_path)
    small.write("ref: refs/heads/main\n", ".git/HEAD")
    small.write(SECOND, ".git/own.md")
    (small.folder / "git.md").symlink_to(".git/own.md")
    link = link.replace("OUTSIDE", str(tmp_path / "outside.md"))
    small.write("# Rules\n\n- [Two](https://example.org/2)\n", "CLAUDE.md")
    small.write("# Prose\n\nNothing listed.\n", "prose.md")
    small.write(FIRST.replace("systems.md", link))
    for _ in range(2):
        assert small.titles() == [ONE]


def test_what_was_learnt_stays_though_a_link_leads_nowhere(small: SmallList) -> None:
    (small.folder / "systems.md").mkdir()
    view = small.catalog.current()
    assert small.catalog.current() is view


def add_two(small: SmallList) -> None:
    small.core.add_entry("A", "Two", "https://example.org/two")


def test_what_an_edit_led_to_is_not_read_again(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.entries()
    add_two(small)
    for name in ("parse", "recognised", "page_that_is_there"):
        monkeypatch.setattr(catalog, name, None)
    assert small.titles() == [ONE, ("README.md", "A", "Two")]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda small: None, id="nothing"),
        pytest.param(lambda small: small.write(SECOND, "systems.md"), id="a page beside comes"),
        pytest.param(lambda small: small.write(FIRST), id="the page is put back"),
        pytest.param(lambda small: small.write("# Rules\n", RULES_FILE), id="rules come"),
        pytest.param(lambda small: small.write(FIRST.replace("## A", "# B\n## A")), id="rewritten"),
    ],
)
def test_what_others_do_after_an_edit_is_seen(
    small: SmallList, change: Callable[[SmallList], None]
) -> None:
    add_two(small)
    change(small)
    view, fresh = small.catalog.current(), SmallList(small.folder).catalog.current()
    assert view.papers == fresh.papers
    assert (view.rules, view.revision, view.watched) == (fresh.rules, fresh.revision, fresh.watched)


def test_a_page_that_an_edit_brings_into_another_dialect_is_read_in_that(small: SmallList) -> None:
    described = "".join(
        f"- [Thing number {at}](https://example.org/{at}) - Description {at}.\n" for at in range(3)
    )
    plain = "- [Paper](https://example.org/4): words\n- [Other](https://example.org/5): more\n"
    small.write(f"# T\n\n## A\n{described}{plain}")
    assert small.catalog.current().papers.pages[0].document.dialect == "llmsys"
    small.edit.remove_entry(small.id_of("Other"), "test")
    view, fresh = small.catalog.current(), SmallList(small.folder).catalog.current()
    assert view.papers.pages[0].document.dialect == "awesome"
    assert view.papers == fresh.papers


def test_an_edit_that_was_refused_leaves_the_newest_state(small: SmallList) -> None:
    add_two(small)
    view = small.catalog.current()
    with pytest.raises(UnknownSection):
        small.core.add_entry("Nowhere", "Another", "https://example.org/4")
    small.core.add_entry("A", "Three", "https://example.org/three", dry_run=True)
    assert small.catalog.current() is view


def test_pages_beyond_the_sixteenth_are_left_alone(small: SmallList) -> None:
    names = [f"page{number:02}.md" for number in range(20)]
    small.write(FIRST + " ".join(f"[p]({name})" for name in names) + "\n")
    for number, name in enumerate(names):
        small.write(f"# P\n\n- [Paper {number}](https://example.org/p{number})\n", name)
    files = [file for file, *_ in small.titles()]
    assert files == ["README.md", *names[:14]]


def test_rules_beside_the_list_serve_before_the_bundled_ones(small: SmallList) -> None:
    bundled = small.catalog.current().rules
    assert "LLM" in bundled
    rules = small.write(b"# Mine\xff\n", RULES_FILE)
    assert small.catalog.current().rules == "# Mine\ufffd\n"
    rules.unlink()
    assert small.catalog.current().rules == bundled
    rules.symlink_to("nowhere")
    assert small.catalog.current().rules == bundled


def test_a_rules_file_that_is_itself_the_list_is_read_once(tmp_path: Path) -> None:
    page = SmallList(tmp_path).write(FIRST, RULES_FILE)
    small = SmallList(page)
    assert [title for *_, title in small.titles()] == ["One"]
    assert small.catalog.current().rules != FIRST


def test_a_page_deleted_while_serving_is_told_and_comes_back(small: SmallList) -> None:
    page = small.folder / "README.md"
    assert small.titles() == [ONE]
    page.unlink()
    for _ in range(2):
        with pytest.raises(NotAList, match=r"not-a-list: list: there is no README\.md any more\."):
            small.titles()
    with pytest.raises(NotAList):
        small.core.add_entry("A", "New", "https://example.org/n")
    assert not page.exists()
    page.mkdir()
    with pytest.raises(NotAList, match="folder"):
        small.titles()
    page.rmdir()
    small.write(FIRST.replace("One", "Won"))
    assert small.titles() == [("README.md", "A", "Won")]


@pytest.mark.parametrize("text", ["", "# T\n", "# T\n\n## A\n\nNothing yet.\n", "\ufeff\r\n"])
def test_a_list_without_entries_is_served(small: SmallList, text: str) -> None:
    small.write(text)
    assert small.core.search_papers("")["total"] == 0
    assert small.core.search_papers("anything")["results"] == []
    assert small.core.check_duplicate("Anything")["verdict"] == "new"
    told = small.core.suggest_section("Anything")
    if "##" not in text:
        assert told["suggestions"] == []
        assert wording.suggest(told) == "The list has no section to suggest."
    assert small.core.list_sections()["revision"].startswith("sha256:")


def test_the_revision_names_the_bytes_of_all_pages_that_hold_entries(small: SmallList) -> None:
    def revision() -> str:
        return small.core.list_sections()["revision"]

    alone = revision()
    small.write("# No entries\n", "systems.md")
    assert revision() == alone
    small.write("# Rules\n", RULES_FILE)
    assert revision() == alone
    page = small.write(SECOND, "systems.md")
    both = revision()
    assert both != alone
    small.write(SECOND.replace("Two", "Owt"), "systems.md")
    assert revision() not in (alone, both)
    small.write(SECOND, "systems.md")
    assert revision() == both
    page.unlink()
    assert revision() == alone


def test_two_pages_with_one_section_path_are_told_apart(small: SmallList) -> None:
    small.write(SECOND, "systems.md")
    named = [(s["file"], s["section"]) for s in small.core.list_sections()["sections"]]
    assert named == [("README.md", "A"), ("systems.md", "A")]
    with pytest.raises(AmbiguousSection, match=r"ambiguous-section: section: .*systems\.md#a"):
        small.core.search_papers("", section="A")
    hits = small.core.search_papers("", section="systems.md#a")["results"]
    assert [hit["title"] for hit in hits] == ["Two"]


def test_a_read_only_program_edits_nothing(tmp_path: Path) -> None:
    small = SmallList(tmp_path, read_only=True)
    small.write(FIRST)
    dry = small.core.add_entry("A", "New", "https://example.org/n", dry_run=True)
    assert dry["diff"]
    for call in (
        lambda: small.core.add_entry("A", "New", "https://example.org/n"),
        lambda: small.edit.remove_entry(small.id_of("One"), "x"),
        small.edit.undo_last_edit,
    ):
        with pytest.raises(ReadOnly, match=r"read-only: list: .*LLMSYS_MCP_READ_ONLY"):
            call()
    assert small.read() == FIRST.encode()


def test_threads_that_ask_while_the_list_changes_see_one_state_or_the_other(
    small: SmallList,
) -> None:
    """Each answer is of one state of the page, and never of an older one than the answer before."""
    states = [FIRST.replace("One", f"Paper {number:03}") for number in range(60)]
    stop = threading.Event()
    faults: list[object] = []

    def ask() -> None:
        last = 0
        while not stop.is_set():
            found = small.core.search_papers("paper")["results"]
            if len(found) != 1 or int(found[0]["title"][-3:]) < last:
                faults.append(found)
                return
            last = int(found[0]["title"][-3:])

    small.write(states[0])
    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for state in states[1:]:
        new = small.folder / "new"
        new.write_text(state, encoding="utf-8")
        new.replace(small.folder / "README.md")
        small.titles()
    stop.set()
    for thread in threads:
        thread.join()
    assert not faults


def test_threads_that_ask_for_the_same_state_learn_it_once(
    small: SmallList, monkeypatch: pytest.MonkeyPatch
) -> None:
    from llmsys_mcp.services import catalog as module

    reads = []
    read = module.page_that_is_there
    monkeypatch.setattr(module, "page_that_is_there", lambda path: reads.append(path) or read(path))
    catalog = small.catalog
    ready = threading.Barrier(4)
    views = []

    def ask() -> None:
        ready.wait()
        views.append(catalog.current())

    catalog.current()
    small.write(FIRST.replace("One", "Won"))
    reads.clear()
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(view) for view in views}) == len(reads) == 1
