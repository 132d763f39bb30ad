"""The list as it stands: read at every call, understood once per content, never stale.

`Catalog.current()` reads the pages and compares bytes, so an unchanged list costs one read and a
changed one is parsed anew. What is learnt from a list (search index, placement, duplicates) hangs
on its `View` and is made when first asked for.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from llmsys_mcp.adapters.files import revision
from llmsys_mcp.adapters.freshness import holds, read_if_there
from llmsys_mcp.adapters.locks import WAIT_SECONDS
from llmsys_mcp.adapters.search_index import IndexedText, SearchIndex
from llmsys_mcp.core.document import parse
from llmsys_mcp.core.paper_list import Page, PaperList
from llmsys_mcp.core.text import decode, encode
from llmsys_mcp.errors import NotAList
from llmsys_mcp.services.duplicates import DuplicateIndex
from llmsys_mcp.services.suggest import Placement, SectionInfo

RULES_FILE = "CLAUDE.md"
"""Where a list keeps its curation rules, beside its first page."""

_PAGES_LIMIT = 16
"""Pages a list may have; further links are left alone."""


Watched = tuple[tuple[str, bytes | None], ...]
Span = Callable[[str], AbstractContextManager[None]]
"""What is put around a named piece of work, so that it can be watched from outside."""


def unwatched(_name: str) -> AbstractContextManager[None]:
    """Work that nobody watches."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Home:
    """Where a list lives."""

    folder: Path
    file: str
    """Name of the first page, `README.md` as a rule."""
    bundled: bool = False
    """Whether it is the list that ships with the package, which nobody edits."""

    @property
    def page(self) -> Path:
        """Path of the first page."""
        return self.folder / self.file


@dataclass(frozen=True)
class View:
    """One state of the list and what follows from it. Two equal states share nothing mutable."""

    papers: PaperList
    rules: str
    """Text of the rules in force: the list's own CLAUDE.md, else the bundled one."""
    sources: tuple[tuple[str, bytes], ...]
    """File and bytes of each page."""
    watched: Watched
    """Every file that the list depends on, with its bytes; None where there is none."""
    index_folder: Path | None
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    span: Span = field(default=unwatched, repr=False, compare=False)

    @cached_property
    def revision(self) -> str:
        """Digest of the page's bytes; of all pages' digests where there are several."""
        return list_revision(data for _, data in self.sources)

    @cached_property
    def search_index(self) -> SearchIndex:
        """The Whoosh index of this state."""
        texts = [
            IndexedText(
                listed.entry.title,
                listed.entry.description,
                listed.entry.venue,
                listed.entry.organization,
                listed.entry.section,
            )
            for listed in self.papers.entries
        ]
        with self.span("index.search"):
            return SearchIndex.open_or_build(texts, key=self.revision, folder=self.index_folder)

    @cached_property
    def placement(self) -> Placement:
        """What the list teaches about where papers go."""
        sections = tuple(
            SectionInfo(place.section.path, len(place.section.entries))
            for place in self.papers.places
        )
        with self.span("index.placement"):
            return Placement.learn(self.papers.entries, sections, self.rules)

    @cached_property
    def duplicates(self) -> DuplicateIndex:
        """The list's papers by identity and title."""
        with self.span("index.duplicates"):
            return DuplicateIndex.of(self.papers.entries)

    def text(self, file: str) -> str:
        """Text of the page `file`."""
        return next(page.document.text for page in self.papers.pages if page.file == file)

    def has(self, name: str) -> bool:
        """Whether the learnt thing called `name` is there, so that using it is quick."""
        return name in self.__dict__

    def prepare(self, name: str) -> None:
        """Make the learnt thing called `name`, once, whichever thread comes first."""
        with self.lock:
            getattr(self, name)


def list_revision(pages: Iterable[bytes]) -> str:
    """The revision of a list from the bytes of its pages, the first page first."""
    digests = [revision(data) for data in pages]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[: len(digests[0])]


class Catalog:
    """The list at `home`, as fresh as its files."""

    def __init__(
        self,
        home: Home,
        *,
        index_folder: Path | None,
        bundled_rules: str,
        span: Span = unwatched,
        lock_wait: float = WAIT_SECONDS,
    ) -> None:
        self.home = home
        self.span = span
        self.lock_wait = lock_wait
        """Seconds that an edit waits for another process to let go of the list."""
        self._index_folder = index_folder
        self._bundled_rules = bundled_rules
        self._lock = threading.Lock()
        self._view: View | None = None

    def current(self) -> View:
        """The list as its files are now.

        Raises:
            NotAList: the first page is not there or cannot be read as one.
        """
        view = self._view
        if view is not None and self._unchanged(view):
            return view
        with self._lock:
            newest = self._view
            if newest is not None and newest is not view and self._unchanged(newest):
                return newest
            with self.span("list.read"):
                self._view = self._read()
            return self._view

    def _unchanged(self, view: View) -> bool:
        return all(holds(self.home.folder / file, data) for file, data in view.watched)

    def _read(self) -> View:
        view = self.view_of(lambda name: read_if_there(self.home.folder / name))
        if view is None:
            raise NotAList(
                "list",
                f"there is no {self.home.file} any more.",
                "Put it back, or start the server with --list PATH.",
            )
        return view

    def view_of(self, read: Callable[[str], bytes | None]) -> View | None:
        """The list whose files `read` gives by name, None for a name without a file.

        None when there is no first page.
        """
        data = read(self.home.file)
        if data is None:
            return None
        first = _understood(self.home.file, data)
        names = [RULES_FILE, *_beside(first)[: _PAGES_LIMIT - 1]]
        beside = [(name, read(name)) for name in names]
        return self._view_of(((self.home.file, data), *beside))

    def with_texts(self, view: View, texts: Iterable[tuple[str, str]]) -> View:
        """`view` as it would be if these pages held these texts."""
        new = {file: encode(text) for file, text in texts}
        watched = tuple((file, new.get(file, data)) for file, data in view.watched)
        return self._view_of(watched)

    def _view_of(self, watched: Watched) -> View:
        pages, sources, rules = [], [], self._bundled_rules
        for file, data in watched:
            if data is None:
                continue
            if file == RULES_FILE and file != self.home.file:
                rules = data.decode("utf-8", "replace")
                continue
            page = _understood(file, data)
            if page.document.entries or file == self.home.file:
                pages.append(page)
                sources.append((file, data))
        papers = PaperList(tuple(pages))
        return View(papers, rules, tuple(sources), watched, self._index_folder, span=self.span)


@lru_cache(maxsize=8)
def _understood(file: str, data: bytes) -> Page:
    """The page parsed; the newest few are remembered, so that an edit parses each text once."""
    return Page(file, parse(decode(data)))


def _beside(first: Page) -> list[str]:
    """Pages that the first one links to, none that leaves its folder."""
    return [
        file
        for file in first.document.linked_pages
        if ".." not in file.split("/") and file not in (first.file, RULES_FILE)
    ]
