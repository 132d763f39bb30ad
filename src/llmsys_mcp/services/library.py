"""Several lists side by side: which one a call means, and all of them searched as one."""

import re
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from llmsys_mcp.core import dialects
from llmsys_mcp.core.listing.paper_list import PaperList
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.errors import InvalidArgument, UnknownSection, quoted
from llmsys_mcp.services.catalog import Catalog, Home
from llmsys_mcp.services.view import View

SETTINGS_FILE = "llmsys-mcp.toml"
"""Where the lists of a library are named, below `[lists.NAME]`."""
BUNDLED = "bundled:"
"""Begins the path of a list that ships with the package."""

LIST_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,31}")
"""What a list may be called; no `-` first, for that begins an option in the shell."""
NAMED_LIST = re.compile(rf"({LIST_NAME.pattern})=(.+)", re.DOTALL)
"""`NAME=PATH`."""
_LISTS_LIMIT = 16
"""Lists that one server holds."""


@dataclass(frozen=True, slots=True)
class Source:
    """A list as it is named in settings."""

    name: str
    path: str
    """Folder or file, absolute or relative to the settings; or `bundled:NAME`."""
    dialect: str = ""
    """Empty: recognised from the text."""
    bibliography: str = ""
    """The BibTeX file that a page of keys cites from, relative to the settings."""


def read_sources(data: bytes) -> tuple[Source, ...]:
    """The lists that the bytes of `llmsys-mcp.toml` name, the primary one first; often none.

    Raises:
        InvalidArgument: the file is no TOML, or says of its lists what means nothing.
    """
    if not data.strip():
        return ()
    import tomllib  # 10 ms that a start without such a file does not need

    try:
        settings = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(f"it is no TOML: {error}.", "Correct it.") from error
    lists = settings.get("lists", {})
    if not isinstance(lists, dict) or len(lists) > _LISTS_LIMIT:
        raise _wrong("[lists] holds no tables, or too many.", "Write one [lists.NAME] a list.")
    sources = [_source(name, table) for name, table in lists.items()]
    primary = settings.get("primary", sources[0].name if sources else "")
    if sources and primary not in lists:
        raise _wrong(f"primary names no list: {quoted(primary)}.", "Name one of [lists.NAME].")
    return tuple(sorted(sources, key=lambda source: source.name != primary))


def _wrong(problem: str, advice: str) -> InvalidArgument:
    return InvalidArgument(SETTINGS_FILE, problem, advice)


_SOURCE_KEYS = frozenset({"path", "dialect", "bibliography"})


def _source(name: str, table: Any) -> Source:
    """One `[lists.NAME]`."""
    if not LIST_NAME.fullmatch(name):
        raise InvalidArgument(
            "list",
            f"{quoted(name)} cannot name a list.",
            "Use letters, digits, _ and -, 32 at most, and no - first.",
        )
    texts = table if isinstance(table, dict) else {}
    unknown = sorted(set(texts) - _SOURCE_KEYS)
    if unknown or not texts.get("path") or not all(isinstance(v, str) for v in texts.values()):
        what = f"unknown: {quoted(unknown[0])}" if unknown else "`path` is missing or no text"
        raise _wrong(f"[lists.{name}]: {what}.", "It takes path, dialect and bibliography.")
    source = Source(name, **texts)
    if source.dialect and source.dialect not in dialects.names():
        raise _wrong(
            f"[lists.{name}]: no dialect is called {quoted(source.dialect)}.",
            f"There are {', '.join(dialects.names())}.",
        )
    return source


def joined(catalogs: Sequence[Catalog]) -> Catalog:
    """The first of `catalogs`, the others beside it; each knows the rest."""
    for one in catalogs:
        one.others = tuple(other for other in catalogs if other is not one)
    return catalogs[0]


class Library:
    """The lists around a catalogue: itself, then the others in their order."""

    def __init__(self, primary: Catalog) -> None:
        self.primary = primary
        self.catalogs: Mapping[str, Catalog] = {
            catalog.name: catalog for catalog in (primary, *primary.others)
        }

    @property
    def is_several(self) -> bool:
        """Whether there is more than one list."""
        return len(self.catalogs) > 1

    def named(self, name: str, argument: str = "list") -> Catalog:
        """The list of that name; the primary one for an empty name.

        Raises:
            InvalidArgument: no list has it.
        """
        found = self.catalogs.get(name.strip()) if name.strip() else self.primary
        if found is None:
            raise InvalidArgument(
                argument,
                f"no list is called {quoted(name)}.",
                f"There are {', '.join(self.catalogs)}.",
            )
        return found

    def meant(self, name: str, ids: Iterable[str]) -> Catalog:
        """The list that a call means: by name, else by what its ids begin with, else the primary.

        Raises:
            InvalidArgument: no list has the name, or ids of two lists are given.
        """
        begun = {id_: id_.partition("/")[0] for id_ in ids}
        lists = {start for start in begun.values() if start in self.catalogs}
        if name.strip():
            lists.add(self.named(name).name)
        if len(lists) > 1:
            raise InvalidArgument(
                "list",
                f"the call names several lists: {', '.join(sorted(lists))}.",
                "Make one call a list.",
            )
        return self.catalogs[lists.pop()] if lists else self.primary

    @cached_property
    def everything(self) -> Catalog:
        """All lists as one that can be searched and not edited."""
        return _Everything(tuple(self.catalogs.values()))


@dataclass(frozen=True)
class _Union(PaperList):
    """The entries of several lists in their order."""

    lists: tuple[PaperList, ...] = ()

    @cached_property
    def entries(self) -> tuple[Listed, ...]:
        """Every entry, with the name of its list before its id."""
        return tuple(listed for one in self.lists for listed in one.entries)

    def covered(self, section: str) -> frozenset[tuple[str, str, str]]:
        """The section's paths in every list that has it.

        Raises:
            UnknownSection: no list has it.
            AmbiguousSection: a list has several.
        """
        found: set[tuple[str, str, str]] = set()
        refusals: list[UnknownSection] = []
        for one in self.lists:
            try:
                found |= one.covered(section)
            except UnknownSection as error:
                refusals.append(error)
        if not found:
            raise refusals[0]
        return frozenset(found)


class _Everything(Catalog):
    """Several lists read as one; its state is theirs."""

    def __init__(self, catalogs: tuple[Catalog, ...]) -> None:
        first = catalogs[0]
        super().__init__(
            Home(Path(first.home.folder), first.home.file, bundled=True),
            index_folder=None,
            bundled_rules="",
            span=first.span,
            read_only=True,
        )
        self._catalogs = catalogs
        self._made: tuple[list[View], View] | None = None

    def current(self) -> View:
        """All lists as their files are now.

        Raises:
            NotAList: one of them is gone.
        """
        views = [catalog.current() for catalog in self._catalogs]
        made = self._made
        if made is None or [*map(id, made[0])] != [*map(id, views)]:
            self._made = made = views, _united(views)
        return made[1]


def _united(views: Sequence[View]) -> View:
    lists = tuple(view.papers for view in views)
    return View(
        _Union(tuple(page for one in lists for page in one.pages), lists=lists),
        rules="",
        sources=tuple(source for view in views for source in view.sources),
        watched=(),
        index_folder=views[0].index_folder,
        lock=threading.Lock(),
        span=views[0].span,
    )
