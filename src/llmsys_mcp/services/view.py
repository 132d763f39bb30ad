"""One state of a list: its pages understood, and what is learnt from them when first asked for."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from llmsys_mcp.adapters.files import revision
from llmsys_mcp.core.listing.paper_list import PaperList

if TYPE_CHECKING:  # what is learnt is imported when it is asked for: a start needs none of it
    from llmsys_mcp.adapters.search_index import SearchIndex
    from llmsys_mcp.services.duplicates import DuplicateIndex
    from llmsys_mcp.services.suggest import Placement

Watched = tuple[tuple[str, bytes | None], ...]
Span = Callable[[str], AbstractContextManager[None]]
"""What is put around a named piece of work, so that it can be watched from outside."""


def unwatched(_name: str) -> AbstractContextManager[None]:
    """Work that nobody watches."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class Learnt:
    """What one state of a list has learnt, from which the next one quickly learns the same."""

    search_index: "SearchIndex | None" = None
    duplicates: "DuplicateIndex | None" = None
    placement: "Placement | None" = None


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
    records: tuple[str, str] | None = None
    """File and text of the bibliography that keys cite from, where there is one."""
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)
    span: Span = field(default=unwatched, repr=False, compare=False)
    earlier: Learnt = field(default=Learnt(), repr=False, compare=False)
    """Of the state before this one: most of its entries are the same."""

    @property
    def learnt(self) -> Learnt:
        """What is learnt of this state, or of the one before where nobody asked since."""
        known, earlier = self.__dict__, self.earlier
        return Learnt(
            known.get("search_index", earlier.search_index),
            known.get("duplicates", earlier.duplicates),
            known.get("placement", earlier.placement),
        )

    @cached_property
    def revision(self) -> str:
        """Digest of the page's bytes; of all pages' digests where there are several."""
        return list_revision(data for _, data in self.sources)

    @cached_property
    def search_index(self) -> "SearchIndex":
        """The Whoosh index of this state."""
        from llmsys_mcp.adapters.search_index import IndexedText, SearchIndex

        texts = [
            IndexedText(
                entry.title,
                " ; ".join(filter(None, (entry.description, *entry.keywords))),
                entry.venue,
                entry.organization,
                entry.section,
            )
            for entry in (listed.entry for listed in self.papers.entries)
        ]
        with self.span("index.search"):
            if self.earlier.search_index is not None:
                return self.earlier.search_index.after_edit(texts)
            return SearchIndex.open_or_build(texts, key=self.revision, folder=self.index_folder)

    @cached_property
    def placement(self) -> "Placement":
        """What the list teaches about where papers go."""
        from llmsys_mcp.services.suggest import Placement, SectionInfo

        sections = tuple(
            SectionInfo(place.section.path, len(place.section.entries))
            for place in self.papers.places
        )
        with self.span("index.placement"):
            return Placement.learn(
                self.papers.entries, sections, self.rules, self.earlier.placement
            )

    @cached_property
    def duplicates(self) -> "DuplicateIndex":
        """The list's papers by identity and title."""
        from llmsys_mcp.services.duplicates import DuplicateIndex

        with self.span("index.duplicates"):
            return DuplicateIndex(self.papers.entries, self.earlier.duplicates)

    def text(self, file: str) -> str:
        """Text of the page `file`, or of the bibliography."""
        if self.records is not None and file == self.records[0]:
            return self.records[1]
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
