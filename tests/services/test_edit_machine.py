"""A random list edited with every tool at once, with outside edits, against a plain model.

The model is a list of (section, title) in the order of the page. After each step the page must
hold exactly the model's entries, every line that no step named must be as it was, and searching
must see what the page holds.
"""

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from llmsys_mcp.errors import Conflict, DuplicateEntry, InvalidArgument, ListError
from llmsys_mcp.faces.app import Settings, open_catalog
from llmsys_mcp.faces.core_set.operations import Operations
from llmsys_mcp.faces.edit_set.operations import EditOperations

WORDS = ("paged", "cache", "rollout", "shard", "quantum", "lattice", "ember", "falcon", "mosaic")
ENDS = st.sampled_from(["\n", "\r\n"])
HEAD = ["# T", "", "Intro with a - dash.", "", "## Contents", "", "- [A](#a)", "- [B](#b)", ""]


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
        lines += ["", "## B", "", "- [Start B](https://example.org/1)", "", "trailing text"]
        self.folder = Path(tempfile.mkdtemp())
        self.page = self.folder / "README.md"
        text = end.join(lines) + (end if last else "")
        self.page.write_bytes("\ufeff".encode() + text.encode() + b"\xff"[: 1 - last])
        self.model = [("A", "Start A"), ("B", "Start B")]
        self.sections = ["A", "B"]
        self.count = 2
        self.catalog = open_catalog(
            Settings(list_path=str(self.folder), index_dir="memory"), self.folder
        )
        self.read, self.edit = Operations(self.catalog), EditOperations(self.catalog)
        self.seen = self.page.read_bytes()
        self.undoable: list[bytes] = []
        """The page before each edit of ours that can be taken back, oldest first."""

    def teardown(self) -> None:
        import shutil

        shutil.rmtree(self.folder)

    def id_of(self, at: int) -> str:
        return self.catalog.current().papers.entries[at].id

    def new_title(self, word: str) -> str:
        self.count += 1
        return f"{word.capitalize()}{self.count} {' '.join(WORDS[: self.count % 4])}".strip()

    def place(self, section: str) -> int:
        """Where the end of a section is in the model."""
        inside = [at for at, (name, _) in enumerate(self.model) if name == section]
        if inside:
            return inside[-1] + 1
        earlier = self.sections[: self.sections.index(section)]
        return sum(name in earlier for name, _ in self.model)

    @rule(word=st.sampled_from(WORDS), data=st.data())
    def add(self, word: str, data: st.DataObject) -> None:
        section, title = data.draw(st.sampled_from(self.sections)), self.new_title(word)
        url = f"https://example.org/{self.count}"
        result = self.read.add_entry(section, title, url, venue="OSDI 2024")
        assert result["added"]
        self.model.insert(self.place(section), (section, title))
        assert self.read.add_entry(section, title, url, venue="OSDI 2024")["added"] is False

    @rule(word=st.sampled_from(WORDS), data=st.data())
    def add_several(self, word: str, data: st.DataObject) -> None:
        wanted = []
        for _ in range(data.draw(st.integers(1, 3))):
            section = data.draw(st.sampled_from(self.sections))
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
        section = data.draw(st.sampled_from(self.sections))
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
        after = data.draw(st.sampled_from(self.sections))
        name = f"Sec{len(self.sections)}"
        self.edit.add_section(name, after=after)
        self.sections.insert(self.sections.index(after) + 1, name)

    @rule()
    def edit_outside(self) -> None:
        """Somebody saves the page in an editor, between two calls."""
        self.page.write_bytes(self.page.read_bytes() + b"\n<!-- saved -->\n")
        self.seen = self.page.read_bytes()
        self.undoable.clear()

    @rule()
    def undo(self) -> None:
        if not self.undoable:
            try:
                self.edit.undo_last_edit()
            except Conflict:
                assert self.page.read_bytes() == self.seen
                return
            raise AssertionError("there was nothing of ours to take back")
        self.edit.undo_last_edit()
        self.seen = self.undoable.pop()
        assert self.page.read_bytes() == self.seen
        self.model = [(e.entry.section, e.entry.title) for e in self.entries()]
        self.sections = [p.section.path for p in self.catalog.current().papers.places]

    @rule(data=st.data())
    def refused(self, data: st.DataObject) -> None:
        """What is refused leaves the page byte for byte."""
        before = self.page.read_bytes()
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
        assert self.page.read_bytes() == before

    def entries(self):
        return self.catalog.current().papers.entries

    @invariant()
    def the_page_is_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        assert [(e.entry.section, e.entry.title) for e in self.entries()] == self.model
        data = self.page.read_bytes()
        if data != self.seen:
            self.undoable.append(self.seen)
            self.seen = data
        assert data.startswith("\ufeff# T".encode())
        assert b"hidden" in data
        assert "caf\u00e9 \u2028 odd" in data.decode("utf-8", "replace") or (
            ("A", "Start A") not in self.model
        )
        assert [p.name for p in self.folder.iterdir()] == ["README.md"]

    @invariant()
    def search_sees_the_page(self) -> None:
        if not hasattr(self, "model"):
            return
        assert self.read.search_papers("")["total"] == len(self.model)


TestEditedList = EditedList.TestCase
TestEditedList.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
