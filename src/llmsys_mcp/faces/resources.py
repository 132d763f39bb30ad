"""The lists as resources: what a person or a client attaches to a conversation without a tool.

Text of the list passes `shown`, as in results of tools. URIs name things of the list, never a path.
"""

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.server.mcpserver.resources import ResourceSecurity

from llmsys_mcp.core import policy
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.errors import ListError, UnknownEntry, quoted
from llmsys_mcp.faces.core_set import results
from llmsys_mcp.faces.naming import advised
from llmsys_mcp.faces.uris import (
    ENTRY,
    GUIDELINES,
    LIST,
    LISTS,
    OF_A_LIST,
    SCHEME,
    SECTION,
    SECTIONS,
    STATS,
    VENUE,
    of_list,
)
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library
from llmsys_mcp.services.search import same_venue
from llmsys_mcp.services.suggest import section_descriptions
from llmsys_mcp.services.view import View

_MARKDOWN = "text/markdown"
_JSON = "application/json"
# What a template takes is looked up among names of the list; a title may well hold `..` or a slash.
_LOOKED_UP = ResourceSecurity(reject_path_traversal=False, reject_absolute_paths=False)


class Resources:
    """Texts of the resources over the served lists. Each method may raise a `ListError`.

    `name` is that of the list that is meant; empty: the primary one.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def _view(self, name: str) -> View:
        return self._library.named(name).current()

    def guidelines(self, name: str = "") -> str:
        """The rules in force."""
        return shown_lines(self._view(name).rules)

    def page(self, name: str = "") -> str:
        """The list's first page."""
        return shown_lines(self._view(name).papers.pages[0].document.text)

    def sections(self, name: str = "") -> str:
        """Every section: path, what belongs there, entries, year groups."""
        view = self._view(name)
        paths = tuple(place.section.path for place in view.papers.places)
        return _json(results.sections_result(view, section_descriptions(view.rules, paths)))

    def stats(self, name: str = "") -> str:
        """The list in numbers."""
        from llmsys_mcp.services.statistics import statistics

        view = self._view(name)
        counted = asdict(statistics(view))
        return _json(
            {
                "revision": view.revision,
                **{
                    what: {shown(str(key)): number for key, number in value}
                    if isinstance(value, tuple)
                    else value
                    for what, value in counted.items()
                },
            }
        )

    def lists(self) -> str:
        """The lists served side by side: name, title, size, revision, and which is the primary one.

        What is of another list has its name and a slash before it: `NAME/ID`, `NAME/PATH`.
        """
        return _json({"lists": [self._told(one) for one in self._library.catalogs.values()]})

    def _told(self, catalog: Catalog) -> dict[str, Any]:
        view = catalog.current()
        return {
            "name": catalog.name,
            "title": shown(view.papers.pages[0].document.title),
            "primary": catalog is self._library.primary,
            "writable": not (catalog.home.bundled or catalog.read_only),
            "entries": len(view.papers.entries),
            "sections": len(view.papers.places),
            "revision": view.revision,
        }

    def section(self, path: str) -> str:
        """The lines of one section and of all below it."""
        catalog, given = of_list(self._library, path)
        name = policy.query_text("section", given, limit=policy.SECTION_LIMIT)
        return section_text(catalog.current(), name)

    def entry(self, id: str) -> str:  # noqa: A002 -- the name in the template
        """One entry with its Markdown."""
        name = policy.query_text("id", id, limit=policy.SECTION_LIMIT)
        view = self._library.meant("", [name]).current()
        return _json(results.full_paper(view.papers.entry(name)))

    def venue(self, venue: str) -> str:
        """Every entry of a venue, of one year when it names one."""
        name = policy.query_text("venue", venue, limit=policy.VENUE_LIMIT)
        listed = [
            results.paper(one)
            for catalog in self._library.catalogs.values()
            for one in catalog.current().papers.entries
            if same_venue(one.entry.venue, name)
        ]
        if not listed:
            raise UnknownEntry(
                "venue", f"no entry is of {quoted(name)}.", "Complete the argument to see venues."
            )
        return _json({"venue": shown(name), "entries": listed})


def section_text(view: View, name: str) -> str:
    """The page's lines of the section that `name` names.

    Raises:
        ListError: it names none, or several.
    """
    place = view.papers.find_section(name)
    text = place.page.document.text
    return shown_lines(text[place.section.span.start : place.section.end])


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def add_resources(server: MCPServer, library: Library) -> None:
    """Offer the resources on a server."""
    texts = Resources(library)
    of_each = (
        (GUIDELINES, "Curation rules", _MARKDOWN, texts.guidelines),
        (SECTIONS, "Sections", _JSON, texts.sections),
        (LIST, "The list's page", _MARKDOWN, texts.page),
        (STATS, "The list in numbers", _JSON, texts.stats),
    )
    for uri, title, kind, read in of_each:
        _offer(server, uri, title, kind, read.__doc__, _fixed(read))
    if library.is_several:
        _offer(server, LISTS, "The lists served", _JSON, texts.lists.__doc__, _fixed(texts.lists))
        for uri, title, kind, read in of_each:
            told = f"The same of one of {', '.join(library.catalogs)}: {read.__doc__}"
            _offer(server, f"{uri}/{OF_A_LIST}", title, kind, told, _by_list(read))
    for uri, title, kind, said, find in (
        (SECTION, "One section", _MARKDOWN, texts.section.__doc__, _by_path(texts.section)),
        (ENTRY, "One entry", _JSON, texts.entry.__doc__, _by_id(texts.entry)),
        (VENUE, "Entries of a venue", _JSON, texts.venue.__doc__, _by_venue(texts.venue)),
    ):
        _offer(server, uri, title, kind, said, find)


def _offer(
    server: MCPServer, uri: str, title: str, kind: str, told: str | None, read: Callable[..., Any]
) -> None:
    place, _, rest = uri.removeprefix(SCHEME).partition("/")
    server.resource(
        uri,
        name=f"{place}-of-list" if rest == OF_A_LIST else place,
        title=title,
        description=inspect.cleandoc(told or ""),
        mime_type=kind,
        security=_LOOKED_UP if rest else None,
    )(read)


# The SDK takes a template's variables from the names of its function's parameters.


def _fixed(read: Callable[[], str]) -> Callable[[], Awaitable[str]]:
    async def resource() -> str:
        return _answered(read)

    return resource


def _by_list(read: Callable[[str], str]) -> Callable[[str], Awaitable[str]]:
    async def resource(list: str) -> str:  # noqa: A002 -- the name in the template
        return _answered(read, list)

    return resource


def _by_path(read: Callable[[str], str]) -> Callable[[str], Awaitable[str]]:
    async def resource(path: str) -> str:
        return _answered(read, path)

    return resource


def _by_id(read: Callable[[str], str]) -> Callable[[str], Awaitable[str]]:
    async def resource(id: str) -> str:  # noqa: A002 -- the name in the template
        return _answered(read, id)

    return resource


def _by_venue(read: Callable[[str], str]) -> Callable[[str], Awaitable[str]]:
    async def resource(venue: str) -> str:
        return _answered(read, venue)

    return resource


def _answered(read: Callable[..., str], *values: str) -> str:
    """The text; a name that names nothing is a resource that is not there."""
    try:
        return read(*values)
    except ListError as error:
        wrong = ResourceNotFoundError if values else ResourceError
        raise wrong(advised(error)) from error
