"""Composition root: the list that the settings mean, and its catalogue."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path

from llmsys_mcp.adapters.freshness import read_if_there
from llmsys_mcp.adapters.locks import WAIT_SECONDS, never
from llmsys_mcp.adapters.refusals import refused_as
from llmsys_mcp.core.dialects import HOUSE, parse, recognised
from llmsys_mcp.core.markup.text import decode
from llmsys_mcp.core.page.document import Document
from llmsys_mcp.errors import InvalidArgument, NotAList, quoted
from llmsys_mcp.faces.settings import Settings
from llmsys_mcp.services.catalog import RULES_FILE, Catalog, Home
from llmsys_mcp.services.library import (
    BUNDLED,
    LIST_NAME,
    NAMED_LIST,
    SETTINGS_FILE,
    Source,
    joined,
    read_sources,
)
from llmsys_mcp.services.view import Span, unwatched

README = "README.md"
BUNDLED_LISTS = ("llmsys", "tju", "course")
"""Lists that ship with the package, the primary one first; each is called as its dialect."""
ENTRIES_OF_A_LIST = 5
"""Entries a README.md must hold to be taken for a list without being named; those of pages that it
links to count where it holds some itself."""
_ITEMS = ("- ", "* ", "+ ")


def bundled_folder(name: str = HOUSE) -> Path:
    """Where a list that ships with the package lives."""
    return Path(str(package_files("llmsys_mcp") / "lists" / name))


@dataclass(frozen=True, slots=True)
class Chosen:
    """A list that is to be served."""

    home: Home
    name: str = ""
    dialect: str = ""
    bibliography: str = ""


def working_folder() -> Path:
    """Where the command was called.

    Raises:
        NotAList: that folder was removed meanwhile.
    """
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise NotAList(
            "list", "the working folder is not there any more.", "Change into one that is."
        ) from error


def find_lists(named: tuple[str, ...], working: Path) -> list[Chosen]:
    """The lists that are named, else the nearest at or above `working`, else the bundled ones.

    One name is a path, with the lists that the settings file in its folder names beside it, or
    what a list is called in the library that would be served without it; that list then comes
    first. Several are `NAME=PATH`.

    Raises:
        NotAList: a path holds none.
        InvalidArgument: a name or settings file means nothing.
    """
    if not named:
        return _nearest(working)
    if len(named) > 1:
        return [_named_list(text) for text in named]
    text = named[0]
    if text.endswith(".toml"):
        if lists := _library(_path(text)):
            return lists
        raise NotAList(
            "list",
            f"{quoted(_path(text))} names no list, or is not there.",
            "Name lists in it as [lists.NAME] with a path, or give a folder that holds README.md.",
        )
    if LIST_NAME.fullmatch(text) and not os.path.lexists(_path(text)):
        around = _nearest(working)
        if any(one.name == text for one in around):
            return sorted(around, key=lambda one: one.name != text)
    return _with_those_beside(_named_list(text))


def _with_those_beside(chosen: Chosen) -> list[Chosen]:
    """A list that is named by its path, and those that the settings in its folder put beside it."""
    if chosen.name or chosen.home.bundled:
        return [chosen]
    page = chosen.home.page.resolve()
    beside = _library(chosen.home.folder / SETTINGS_FILE)
    lists = sorted(beside, key=lambda one: one.home.page.resolve() != page)
    return lists if lists and lists[0].home.page.resolve() == page else [chosen]


def _nearest(working: Path) -> list[Chosen]:
    for folder in (working, *working.parents):
        if lists := _library(folder / SETTINGS_FILE):
            return lists
        if _holds_a_list(folder):
            return [Chosen(Home(folder, page_of(folder)))]
    return [_bundled(name) for name in BUNDLED_LISTS]


def passed_over(catalog: Catalog, chosen: Settings, working: Path) -> str:
    """What to tell who works beside a page that was not taken for a list; else nothing."""
    is_named = bool(chosen.list_path or chosen.lists)
    page = page_of(working)
    if is_named or not catalog.home.bundled or not os.path.lexists(working / page):
        return ""
    return (
        f"The {page} here holds fewer than {ENTRIES_OF_A_LIST} papers in a form that is known, so"
        " the bundled lists answer. --list . means it all the same."
    )


def _bundled(name: str) -> Chosen:
    if name not in BUNDLED_LISTS:
        raise NotAList(
            "list",
            f"no list called {quoted(name)} ships with the package.",
            f"There are {', '.join(BUNDLED_LISTS)}.",
        )
    return Chosen(Home(bundled_folder(name), README, bundled=True), name, name)


def _library(settings: Path) -> list[Chosen]:
    """The lists that a settings file names; none where there is no such file."""
    try:
        data = read_if_there(settings)
    except NotAList:  # a folder of that name
        return []
    return [_of_source(source, settings.parent) for source in read_sources(data or b"")]


def _of_source(source: Source, folder: Path) -> Chosen:
    if source.path.startswith(BUNDLED):
        return replace(_bundled(source.path.removeprefix(BUNDLED)), name=source.name)
    home = _named_home(folder / os.path.expanduser(source.path))
    records = os.path.relpath(folder / source.bibliography, home.folder)
    bibliography = records if source.bibliography else ""
    return Chosen(home, source.name, source.dialect, bibliography)


def _named_list(text: str) -> Chosen:
    """The list of one `PATH` or `NAME=PATH`."""
    found = None if os.path.lexists(_path(text)) else NAMED_LIST.fullmatch(text)
    name, path = (found[1], found[2]) if found else ("", text)
    if path.startswith(BUNDLED):
        return replace(_bundled(path.removeprefix(BUNDLED)), name=name)
    if "://" in path:
        raise NotAList(
            "list",
            f"{quoted(path)} is an address on the web; a list is read from files.",
            "Clone its repository, and give the folder.",
        )
    return Chosen(_named_home(_path(path)), name)


def page_of(folder: Path) -> str:
    """What the folder's README.md is called there: its letters may be small or capital.

    In a folder that may be entered and not listed it can only be called `README.md`.
    """
    try:
        names = os.listdir(folder)
    except PermissionError:
        return README
    spelt = [name for name in names if name.casefold() == README.casefold()]
    return README if README in spelt or not spelt else min(spelt)


def _path(named: str) -> Path:
    """An absolute path; `~` of a user that there is not stays as it is."""
    return Path(os.path.expanduser(named)).absolute()


def _holds_a_list(folder: Path) -> bool:
    try:
        data = read_if_there(folder / page_of(folder))
    except NotAList:  # a folder of that name, or a page of somebody else's
        return False
    if data is None:
        return False
    text = decode(data)
    # A page in one of the loose grammars may be any project's; so it has to hold linked items.
    known = recognised(text)
    dialect = known if known in BUNDLED_LISTS else HOUSE
    document = parse(text, dialect)
    held = len(document.entries)
    if held >= ENTRIES_OF_A_LIST or not document.linked_pages or not _is_of_entries(document):
        return held >= ENTRIES_OF_A_LIST
    return held + _entries_beside(folder) >= ENTRIES_OF_A_LIST


def _entries_beside(folder: Path) -> int:
    """Entries of the pages that the README links to, where they hold little else."""
    catalog = Catalog(Home(folder, page_of(folder)), index_folder=None, bundled_rules="")
    pages = [page.document for page in catalog.current().papers.pages[1:]]
    return sum(len(page.entries) for page in pages if _is_of_entries(page))


def _is_of_entries(page: Document) -> bool:
    """Whether there are papers on a page, and half of its items at least are such.

    A project's README and the pages of its manual link to this and that as well.
    """
    items = sum(
        line.lstrip().startswith(_ITEMS) and "](#" not in line for line in page.text.split("\n")
    )
    return 0 < items <= 2 * len(page.entries)


def _named_home(path: Path) -> Home:
    with refused_as(NotAList, path):
        if path.is_dir():
            path /= page_of(path)
        is_there = _is_there(path)
    if path.suffix.lower() not in (".md", ".markdown") and is_there:
        raise NotAList(
            "list",
            f"{quoted(path)} is no Markdown file.",
            "Give a folder that holds README.md, or one .md file.",
        )
    if not is_there or read_if_there(path) is None:
        raise NotAList(
            "list",
            f"there is no file {quoted(path)}.",
            "Give a folder that holds README.md, or one .md file; `llmsys-mcp init DIR` makes one.",
        )
    return Home(path.parent, path.name)


def _is_there(path: Path) -> bool:
    """Whether something stands at `path`; what may not be looked at is no reason to say no.

    Raises:
        OSError: the system does not tell.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def open_catalog(
    chosen: Settings,
    working: Path,
    *,
    span: Span = unwatched,
    lock_wait: float = WAIT_SECONDS,
    is_ending: Callable[[], bool] = never,
) -> Catalog:
    """The catalogue of the list that the settings mean; of several the primary one's.

    `span` is put around its work; `lock_wait` is how long an edit waits for another process, which
    it does no more when `is_ending`.

    Raises:
        NotAList: they mean no list.
    """
    named = chosen.lists or ((chosen.list_path,) if chosen.list_path else ())
    lists = find_lists(named, working)
    if len({one.name for one in lists}) < len(lists):
        raise InvalidArgument("list", "two lists have one name.", "Write NAME=PATH for each.")
    index_folder = _index_folder(chosen.index_dir)
    return joined(
        [
            Catalog(
                one.home,
                index_folder=index_folder,
                bundled_rules=_bundled_rules,
                span=span,
                lock_wait=lock_wait,
                is_ending=is_ending,
                read_only=chosen.read_only,
                name=one.name,
                dialect=one.dialect,
                bibliography=one.bibliography,
            )
            for one in lists
        ]
    )


@cache
def _bundled_rules(dialect: str) -> str:
    """The rules of the bundled list that is written in `dialect`, else the first one's."""
    folder = bundled_folder(dialect if dialect in BUNDLED_LISTS else HOUSE)
    return (folder / RULES_FILE).read_text(encoding="utf-8")


def _index_folder(named: str) -> Path | None:
    if named == "memory":
        return None
    if named:
        return _path(named)
    from platformdirs import user_cache_path  # 20 ms that the first answer does not need

    return user_cache_path("llmsys-mcp", appauthor=False) / "index"
