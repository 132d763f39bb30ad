"""The list as it stands: read at every call, understood once per content, never stale.

`Catalog.current()` reads the pages and compares bytes, so an unchanged list costs one read, and of
a changed one what changed is parsed. What is learnt from a list (search index, placement,
duplicates) hangs on its `View` and is made when first asked for.
"""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from operator import attrgetter, is_
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING

from llmsys_mcp.adapters.checkout import top_of
from llmsys_mcp.adapters.freshness import holds, page_if_there, page_that_is_there
from llmsys_mcp.adapters.locks import WAIT_SECONDS, Lock, locked, never
from llmsys_mcp.core.dialects import HOUSE, named, parse, recognised
from llmsys_mcp.core.listing.paper_list import Page, PaperList
from llmsys_mcp.core.markup.text import decode, encode
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.errors import NotAList, ReadOnly
from llmsys_mcp.services.view import Learnt, Span, View, Watched, unwatched

if TYPE_CHECKING:  # what is learnt is imported when it is asked for: a start needs none of it
    from llmsys_mcp.core.citing.citations import Citations

RULES_FILE = "CLAUDE.md"
"""Where a list keeps its curation rules, beside its first page."""

_BIBLIOGRAPHIES = (
    "_bibliography/papers.bib",
    "_bibliography/references.bib",
    "papers.bib",
    "references.bib",
)
"""Where a site keeps its records by habit, beside a page that cites them."""
_RECORDS_LIMIT = 10_000_000
"""Characters of a bibliography that are read."""
_LISTS_KEPT = 3
"""States of the list whose ids are remembered: before and after an edit, and one more."""
_PAGES_KEPT = 4
"""Readings of one file that are remembered: before and after an edit, in two dialects."""
_STILL = 0.25
"""How sure a dialect has to be of a page that was in it, where 0.5 makes it sure of any other."""
_PAGES_LIMIT = 16
"""Pages a list may have; further links are left alone."""


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


class Catalog:
    """The list at `home`, as fresh as its files."""

    def __init__(
        self,
        home: Home,
        *,
        index_folder: Path | None,
        bundled_rules: str | Callable[[str], str],
        span: Span = unwatched,
        lock_wait: float = WAIT_SECONDS,
        is_ending: Callable[[], bool] = never,
        read_only: bool = False,
        name: str = "",
        dialect: str = "",
        bibliography: str = "",
    ) -> None:
        self.home = home
        self.name = name
        """What the list is called where several are served."""
        self.dialect = dialect
        """Name of its grammar; empty: the one that each page is recognised by."""
        self.bibliography = bibliography
        """File of the records that its keys cite, relative to its folder; empty: looked for."""
        self.others: tuple[Catalog, ...] = ()
        """The lists served beside it, in their order."""
        self.read_only = read_only
        self.span = span
        self.lock_wait = lock_wait
        """Seconds that an edit waits for another process to let go of the list."""
        self._is_ending = is_ending
        self._index_folder = index_folder
        self._bundled_rules = bundled_rules
        self._lock = threading.Lock()
        self._view: View | None = None
        self._lists: tuple[PaperList, ...] = ()
        self._pages: dict[str, tuple[tuple[bytes, Page], ...]] = {}
        self._dialects: dict[str, tuple[bytes, str]] = {}
        self._last_dialects: dict[str, str] = {}
        """The dialect that each page was last read in."""
        self._cited: tuple[View, View] | None = None
        self._beside: tuple[tuple[object, ...], list[View], Citations] | None = None

    def locked(self, page: Path) -> AbstractContextManager[Lock]:
        """Hold the lock of `page` (a real path); its wait is this server's (`adapters/locks`)."""
        return locked(page, self.lock_wait, self._is_ending)

    def must_be_writable(self) -> None:
        """Look whether the list may be edited here.

        Raises:
            ReadOnly: it is the bundled one, or the program was told to leave it alone.
        """
        if self.home.bundled:
            raise ReadOnly(
                "list",
                "this is the list that ships with the package.",
                "Run `llmsys-mcp init DIR` and name it with --list DIR.",
            )
        if self.read_only:
            raise ReadOnly(
                "list",
                "this program was started to read only.",
                "Start it without --read-only and LLMSYS_MCP_READ_ONLY.",
            )

    def current(self) -> View:
        """The list as its files are now; keys say what they cite in the lists beside it.

        Raises:
            NotAList: the first page is not there or cannot be read as one.
        """
        view = self._own_view()
        if not self._cites(view):
            return view
        citations = self._citations(view)
        known = self._cited
        if known is None or known[0] is not view or known[1].papers.citations is not citations:
            self._cited = known = view, _citing(view, citations)
        return known[1]

    def _cites(self, view: View) -> bool:
        """Whether keys of the list can be told what they stand for."""
        return bool(self.others or view.records) and view.papers.cites

    def _citations(self, view: View) -> "Citations":
        """What keys stand for in the bibliography and in the lists beside this one.

        The same value as long as none of them changes.
        """
        from llmsys_mcp.core.citing.citations import Citations

        beside = [
            other for other in map(Catalog._own_view_if_there, self.others) if other is not None
        ]
        made_from = (view.records, *map(id, beside))
        known = self._beside
        if known is None or known[0] != made_from:
            listed = (one for other in beside for one in other.papers.entries)
            # The views are kept, so that no other is ever given the id of one.
            self._beside = known = made_from, beside, Citations(listed, _recorded(view))
        return known[2]

    def _own_view_if_there(self) -> View | None:
        try:
            return self._own_view()
        except NotAList:
            return None

    def _own_view(self) -> View:
        """The list by itself."""
        view = self._view
        if view is not None and self._unchanged(view):
            return view
        with self._lock:
            newest = self._view
            if newest is not None and newest is not view and self._unchanged(newest):
                return newest
            with self.span("list.read"):
                read = self._read()
            # What holds no page is read at every call; what was learnt stays with the same bytes.
            if newest is None or newest.watched != read.watched:
                self._view = newest = replace(read, earlier=self._learnt(newest))
            return newest

    def _learnt(self, view: View | None) -> Learnt:
        """What is learnt of `view`, or of the one before it."""
        known = self._cited
        if known is not None and known[0] is view:
            view = known[1]
        return Learnt() if view is None else view.learnt

    def _unchanged(self, view: View) -> bool:
        folder = os.fspath(self.home.folder)
        return all(holds(os.path.join(folder, file), data) for file, data in view.watched)

    def _read(self) -> View:
        first = page_that_is_there(self.home.page)
        if first is None:
            whose = f" of the list {self.name}" if self.name else ""
            raise NotAList(
                "list",
                f"there is no {self.home.file}{whose} any more.",
                "Put it back, or serve another list with --list.",
            )
        pages = {first.path}
        top = top_of(Path(os.path.realpath(self.home.folder)))

        def read(name: str) -> bytes | None:
            # Where a bibliography is, its user said; where a page is, the list says.
            inside = None if name.endswith(".bib") else top
            page = page_if_there(self.home.folder / name, inside=inside)
            if page is None or (page.path in pages and name != RULES_FILE):
                return None
            pages.add(page.path)
            return page.data

        return self._build_view(first.data, read)

    def view_of(self, read: Callable[[str], bytes | None]) -> View | None:
        """The list whose files `read` gives by name, None for a name without a file.

        None when there is no first page.
        """
        first = read(self.home.file)
        return None if first is None else self._with_citations(self._build_view(first, read))

    def with_texts(self, view: View, texts: Iterable[tuple[str, str]]) -> View:
        """`view` as it would be if these pages held these texts, each in its own dialect still."""
        files = dict(view.watched) | {file: encode(text) for file, text in texts}
        spoken = {page.file: page.document.dialect for page in view.papers.pages}
        built = self._build_view(files[self.home.file] or b"", files.get, spoken)
        return self._with_citations(replace(built, earlier=view.learnt))

    def wrote(self, view: View) -> None:
        """Take the state that an edit led to for the newest one, if its files read so.

        Whoever asks next looks whether they hold it, as always. The edit read its pages in the
        dialects that they were in; where one is recognised as another now, all is read anew.
        """
        if self._cites(view):
            return
        files = dict(view.watched)
        with self._lock:
            known = self._view is not None and self._view.watched == view.watched
            if not known and all(
                self._page(page.file, files[page.file] or b"", None) is page
                for page in view.papers.pages
            ):
                self._view = view

    def _with_citations(self, view: View) -> View:
        """`view` with what its keys stand for."""
        return _citing(view, self._citations(view)) if self._cites(view) else view

    def _usual_rules(self, first: Page) -> str:
        """The rules of a list that has none of its own."""
        usual = self._bundled_rules
        return usual if isinstance(usual, str) else usual(first.document.dialect)

    def _build_view(
        self,
        first: bytes,
        read: Callable[[str], bytes | None],
        spoken: Mapping[str, str] | None = None,
    ) -> View:
        """The list whose first page has these bytes; `read` gives the others.

        `spoken`: the dialect of each page that is known to be in one.
        """
        page = self._page(self.home.file, first, spoken)
        names = [RULES_FILE, *_beside(page)[: _PAGES_LIMIT - 1]]
        if any(map(attrgetter("key"), page.document.entries)):
            names += [self.bibliography] if self.bibliography else _BIBLIOGRAPHIES
        beside = [(name, read(name)) for name in names if name != self.home.file]
        return self._view_of(((self.home.file, first), *beside), spoken)

    def _page(self, file: str, data: bytes, spoken: Mapping[str, str] | None) -> Page:
        """The page parsed. One that was read in a dialect stays in it as it shrinks or grows.

        It leaves the dialect for another one that is sure, and for the house's form when that
        reads no less of it.
        """
        if self.dialect:
            return self._understood(file, data, self.dialect)
        if spoken is not None:
            return self._understood(file, data, spoken.get(file, ""))
        page = self._understood(file, data, "")
        known = self._last_dialects.get(file, HOUSE)
        if page.document.dialect == HOUSE != known:
            still = self._understood(file, data, known)
            more = len(still.document.entries) > len(page.document.entries)
            if more or named(known).recognise(decode(data)) >= _STILL:
                return still
        self._last_dialects[file] = page.document.dialect
        return page

    def _understood(self, file: str, data: bytes, dialect: str) -> Page:
        """The page parsed, in its own dialect where none is named.

        The newest few of a file are remembered, so that an edit parses each text once.
        """
        known = self._pages.get(file, ())
        dialect = dialect or self._recognised(file, data)
        for page_data, page in known:
            if page.document.dialect == dialect and page_data == data:
                return page
        before = known[0][1].document if known else None
        page = Page(file, parse(decode(data), dialect, before))
        self._pages[file] = ((data, page), *known[: _PAGES_KEPT - 1])
        return page

    def _recognised(self, file: str, data: bytes) -> str:
        known = self._dialects.get(file)
        if known is None or known[0] != data:
            self._dialects[file] = known = data, recognised(decode(data))
        return known[1]

    def _list_of(self, pages: tuple[Page, ...]) -> PaperList:
        """The list of these pages; an edit tells the ids of its outcome once, not twice."""
        for known in self._lists:
            if len(known.pages) == len(pages) and all(map(is_, known.pages, pages)):
                return known
        papers = PaperList(pages, self.name if self.others else "")
        self._lists = (papers, *self._lists[: _LISTS_KEPT - 1])
        return papers

    def _view_of(self, watched: Watched, spoken: Mapping[str, str] | None) -> View:
        pages: list[Page] = []
        sources: list[tuple[str, bytes]] = []
        rules: str | None = None
        records: tuple[str, str] | None = None
        for file, data in watched:
            if data is None:
                continue
            if file == RULES_FILE != self.home.file:
                rules = data.decode("utf-8", "replace")
                continue
            if file.endswith(".bib") and file != self.home.file:
                if records is None:
                    records = file, decode(data)
                    sources.append((file, data))
                continue
            page = self._page(file, data, spoken)
            if page.document.entries or file == self.home.file:
                pages.append(page)
                sources.append((file, data))
        papers = self._list_of(tuple(pages))
        if rules is None:
            rules = self._usual_rules(pages[0])
        return View(
            papers, rules, tuple(sources), watched, self._index_folder, records, span=self.span
        )


def _recorded(view: View) -> dict[str, Listed]:
    """The records of the bibliography by key."""
    if view.records is None:
        return {}
    from llmsys_mcp.adapters.bibtex import read_bibtex
    from llmsys_mcp.core.citing.records import entry_of

    file, text = view.records
    return {
        one.key: Listed(f"bib:{one.key}", file, entry_of(one.fields))
        for one in read_bibtex(text, _RECORDS_LIMIT)
    }


def _citing(view: View, citations: "Citations") -> View:
    papers = replace(view.papers, citations=citations)
    return replace(view, papers=papers, lock=threading.Lock())


def _beside(first: Page) -> list[str]:
    """Pages that the first one links to, each once, none that leaves its folder."""
    linked = first.document.linked_pages
    names = [normpath(file) for file in linked if ".." not in file.split("/")]
    return [name for name in dict.fromkeys(names) if name not in (first.file, RULES_FILE)]
