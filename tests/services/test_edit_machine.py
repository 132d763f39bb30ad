"""A random list of two pages edited with every tool at once, with outside edits, against a model.

The model is a list of (section, title) in the order of the pages. After each step the pages must
hold exactly the model's entries, every line that no step named must be as it was, and searching
must see what the pages hold.
"""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from llmsys_mcp.errors import Conflict, DuplicateEntry, InvalidArgument, ListError
from llmsys_mcp.faces.app import open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.edit_set.operations import EditOperations
from llmsys_mcp.faces.settings import Settings

WORDS = ("paged", "cache", "rollout", "shard", "quantum", "lattice", "ember", "falcon", "mosaic")
ENDS = st.sampled_from(["\n", "\r\n"])
HEAD = ["# T", "", "Intro with a - dash.", "", "## Contents", "", "- [A](#a)", "- [B](#b)", ""]
FIRST, MORE = "README.md", "more.md"

Files = dict[str, bytes]


class EditedList(RuleBasedStateMachine):
    """All editing operations on one list."""

    @initialize(end=ENDS, last=st.booleans(), buckets=st.booleans())
    def start(self, end: str, last: bool, buckets: bool) -> None:
        lines = [*HEAD, "## A", "", "<!-- - [hidden](https://example.org/hidden) -->"]
        if buckets:
            lines += ["<details>", "<summary><b>2024</b></summary>", ""]
        lines += ["- [Start A](https://example.org/0): caf\u00e9 \u2028 odd | OSDI' 24"]
        if buckets:
            lines += ["", "</details>"]
        lines += ["", "## B", "", "- [Start B](https://example.org/1)", "", "[trailing](more.md)"]
        self.folder = Path(tempfile.mkdtemp())
        text = end.join(lines) + (end if last else "")
        data = "\ufeff".encode() + text.encode() + b"\xff"[: 1 - last]
        (self.folder / FIRST).write_bytes(data)
        more = ["# M", "", "<!-- hidden -->", "## C", "", "- [Start C](https://example.org/2)", ""]
        (self.folder / MORE).write_text("\n".join(more), encoding="utf-8")
        self.model = [("A", "Start A"), ("B", "Start B"), ("C", "Start C")]
        self.sections = ["A", "B", "C"]
        self.page_of = {"A": FIRST, "B": FIRST, "C": MORE}
        self.count = 3
        self.catalog = open_catalog(
            Settings(list_path=str(self.folder), index_dir="memory"), self.folder
        )
        self.read, self.edit = Operations(self.catalog), EditOperations(self.catalog)
        self.seen = self.files()
        self.undoable: list[Files] = []
        """The pages before each edit of ours, oldest first."""
        self.saved: set[int] = set()
        """Which of them an outside edit has made impossible to take back."""

    def files(self) -> Files:
        return {name: (self.folder / name).read_bytes() for name in (FIRST, MORE)}

    def teardown(self) -> None:
        import shutil

        shutil.rmtree(self.folder)

    def id_of(self, at: int) -> str:
        return self.catalog.current().papers.entries[at].id

    def new_title(self, word: str) -> str:
        self.count += 1
        return f"{word.capitalize()}{self.count} {' '.join(WORDS[: self.count % 4])}".strip()

    def live(self) -> list[str]:
        """Sections that can be named: a page without entries is none of the list."""
        is_listed = any(self.page_of[section] == MORE for section, _ in self.model)
        return [name for name in self.sections if is_listed or self.page_of[name] == FIRST]

    def place(self, section: str) -> int:
        """Where the end of a section is in the model."""
        inside = [at for at, (name, _) in enumerate(self.model) if name == section]
        if inside:
            return inside[-1] + 1
        earlier = self.sections[: self.sections.index(section)]
        return sum(name in earlier for name, _ in self.model)

    @rule(word=st.sampled_from(WORDS), data=st.data())
    def add(self, word: str, data: st.DataObject) -> None:
        section, title = data.draw(st.sampled_from(self.live())), self.new_title(word)
        url = f"https://example.org/{self.count}"
        result = self.read.add_entry(section, title, url, venue="OSDI 2024")
        assert result["added"]
        self.model.insert(self.place(section), (section, title))
        assert self.read.add_entry(section, title, url, venue="OSDI 2024")["added"] is False

    @rule(word=st.sampled_from(WORDS), data=st.data())
    def add_several(self, word: str, data: st.DataObject) -> None:
        wanted = []
        for _ in range(data.draw(st.integers(1, 3))):
            section = data.draw(st.sampled_from(self.live()))
            title = self.new_title(word)
            wanted.append(
                {"section": section, "title": title, "url": f"https://example.org/{self.count}"}
            )
        bad = data.draw(st.booleans())
        entries = [*wanted, {**wanted[0], "section": "Nowhere"}] if bad else wanted
        result = self.edit.add_entries(entries, data.draw(st.sampled_from(["stop", "skip"])))
        if result["added"]:
            for one in wanted:
                self.model.insert(self.place(one["section"]), (one["section"], one["title"]))
        else:
            assert bad

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        self.edit.remove_entry(self.id_of(at), "model says so")
        del self.model[at]

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        section = data.draw(st.sampled_from(self.live()))
        result = self.edit.move_entry(self.id_of(at), section)
        old, title = self.model[at]
        assert result["changed"] == (old != section)
        if old != section:
            del self.model[at]
            self.model.insert(self.place(section), (section, title))

    @precondition(lambda self: self.model)
    @rule(word=st.sampled_from(WORDS), data=st.data())
    def retitle(self, word: str, data: st.DataObject) -> None:
        at = data.draw(st.integers(0, len(self.model) - 1))
        title = self.new_title(word)
        self.edit.update_entry(self.id_of(at), {"title": title, "venue": "SOSP 2024"})
        self.model[at] = (self.model[at][0], title)

    @precondition(lambda self: len(self.sections) < 5)
    @rule(data=st.data())
    def add_section(self, data: st.DataObject) -> None:
        after = data.draw(st.sampled_from(self.live()))
        self.count += 1
        name = f"Sec{self.count}"  # one of a page that is no page at the moment keeps its name
        self.edit.add_section(name, after=after)
        self.sections.insert(self.sections.index(after) + 1, name)
        self.page_of[name] = self.page_of[after]

    @rule(name=st.sampled_from([FIRST, MORE]))
    def edit_outside(self, name: str) -> None:
        """Somebody saves a page in an editor, between two calls."""
        page = self.folder / name
        page.write_bytes(page.read_bytes() + b"\n<!-- saved -->\n")
        states = [*self.undoable, self.seen]
        changed = (at for at in range(len(states) - 1) if states[at][name] != states[at + 1][name])
        self.saved.update(changed)
        self.seen = self.files()
        for state in self.undoable:  # what another page is put back to has the new bytes here
            state[name] = self.seen[name]

    @rule()
    def undo(self) -> None:
        newest = len(self.undoable) - 1
        if not self.undoable or newest in self.saved:
            try:
                self.edit.undo_last_edit()
            except Conflict:
                assert self.files() == self.seen
                return
            raise AssertionError("there was nothing of ours to take back")
        self.edit.undo_last_edit()
        self.seen = self.undoable.pop()
        assert self.files() == self.seen
        self.model = [(e.entry.section, e.entry.title) for e in self.entries()]
        self.sections = [p.section.path for p in self.catalog.current().papers.places]

    @rule(data=st.data())
    def refused(self, data: st.DataObject) -> None:
        """What is refused leaves the page byte for byte."""
        before = self.files()
        call = data.draw(
            st.sampled_from(
                [
                    lambda: self.read.add_entry("Nowhere", "T", "https://example.org/x"),
                    lambda: self.read.add_entry("A", "T\n- x", "https://example.org/x"),
                    lambda: self.edit.remove_entry("arxiv:1", "x"),
                    lambda: self.edit.add_section("A"),
                ]
            )
        )
        try:
            call()
        except ListError as error:
            assert not isinstance(error, DuplicateEntry) or isinstance(error, InvalidArgument)
        else:
            raise AssertionError("it was not refused")
        assert self.files() == before

    def entries(self):
        return self.catalog.current().papers.entries

    @invariant()
    def the_page_is_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        assert [(e.entry.section, e.entry.title) for e in self.entries()] == self.model
        files = self.files()
        if files != self.seen:
            self.undoable.append(self.seen)
            self.seen = files
        data = files[FIRST]
        assert data.startswith("\ufeff# T".encode())
        assert b"hidden" in data
        assert b"<!-- hidden -->" in files[MORE]
        assert "caf\u00e9 \u2028 odd" in b"".join(files.values()).decode("utf-8", "replace") or (
            "Start A" not in [title for _, title in self.model]
        )
        assert sorted(p.name for p in self.folder.iterdir()) == [FIRST, MORE]

    @invariant()
    def search_sees_the_page(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.read.search_papers("")["total"] == len(self.model)


TestEditedList = EditedList.TestCase
TestEditedList.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
