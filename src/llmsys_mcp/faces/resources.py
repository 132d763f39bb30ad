"""The list as resources: what a person or a client attaches to a conversation without a tool.

Text of the list passes `shown`, as in results of tools. URIs name things of the list, never a path.
"""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError
from mcp.server.mcpserver.resources import ResourceSecurity

from llmsys_mcp.core import policy
from llmsys_mcp.core.policy import shown, shown_lines
from llmsys_mcp.errors import ListError, UnknownEntry, quoted
from llmsys_mcp.faces.core_set import results
from llmsys_mcp.faces.naming import advised
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.search import same_venue
from llmsys_mcp.services.suggest import section_descriptions
from llmsys_mcp.services.view import View

GUIDELINES = "llmsys://guidelines"
SECTIONS = "llmsys://sections"
LIST = "llmsys://list"
STATS = "llmsys://stats"
SECTION = "llmsys://section/{+path}"
ENTRY = "llmsys://entry/{+id}"
VENUE = "llmsys://venue/{+venue}"

_MARKDOWN = "text/markdown"
_JSON = "application/json"
_KEPT = "/:!$&'()*+,;=@"
"""Characters that stand for themselves in `{+name}` (RFC 6570, 3.2.3), without `#` and `?`."""
# What a template takes is looked up among names of the list; a title may well hold `..` or a slash.
_LOOKED_UP = ResourceSecurity(reject_path_traversal=False, reject_absolute_paths=False)


def section_uri(path: str) -> str:
    """The URI of a section."""
    return f"llmsys://section/{quote(path, safe=_KEPT)}"


def entry_uri(id_: str) -> str:
    """The URI of an entry."""
    return f"llmsys://entry/{quote(id_, safe=_KEPT)}"


def venue_uri(venue: str) -> str:
    """The URI of a venue."""
    return f"llmsys://venue/{quote(venue, safe=_KEPT)}"


class Resources:
    """Texts of the resources over one catalogue. Each method may raise a `ListError`."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def guidelines(self) -> str:
        """The rules in force."""
        return shown_lines(self._catalog.current().rules)

    def page(self) -> str:
        """The list's first page."""
        view = self._catalog.current()
        return shown_lines(view.papers.pages[0].document.text)

    def sections(self) -> str:
        """Every section: path, what belongs there, entries, year groups."""
        view = self._catalog.current()
        paths = tuple(place.section.path for place in view.papers.places)
        return _json(results.sections_result(view, section_descriptions(view.rules, paths)))

    def stats(self) -> str:
        """The list in numbers."""
        from llmsys_mcp.services.statistics import statistics

        view = self._catalog.current()
        counted = asdict(statistics(view))
        return _json(
            {
                "revision": view.revision,
                **{
                    name: {shown(str(key)): number for key, number in value}
                    if isinstance(value, tuple)
                    else value
                    for name, value in counted.items()
                },
            }
        )

    def section(self, path: str) -> str:
        """The lines of one section and of all below it."""
        name = policy.query_text("section", path, limit=policy.SECTION_LIMIT)
        return section_text(self._catalog.current(), name)

    def entry(self, id: str) -> str:  # noqa: A002 -- the name in the template
        """One entry with its Markdown."""
        name = policy.query_text("id", id, limit=policy.SECTION_LIMIT)
        return _json(results.full_paper(self._catalog.current().papers.entry(name)))

    def venue(self, venue: str) -> str:
        """Every entry of a venue, of one year when it names one."""
        name = policy.query_text("venue", venue, limit=policy.VENUE_LIMIT)
        listed = [
            results.paper(one)
            for one in self._catalog.current().papers.entries
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


def add_resources(server: MCPServer, catalog: Catalog) -> None:
    """Offer the resources on a server."""
    texts = Resources(catalog)
    for uri, title, kind, read in (
        (GUIDELINES, "Curation rules", _MARKDOWN, texts.guidelines),
        (SECTIONS, "Sections", _JSON, texts.sections),
        (LIST, "The list's page", _MARKDOWN, texts.page),
        (STATS, "The list in numbers", _JSON, texts.stats),
    ):
        name = uri.removeprefix("llmsys://")
        server.resource(uri, name=name, title=title, description=read.__doc__, mime_type=kind)(
            _fixed(read)
        )
    for uri, title, kind, find in (
        (SECTION, "One section", _MARKDOWN, _by_path(texts.section)),
        (ENTRY, "One entry", _JSON, _by_id(texts.entry)),
        (VENUE, "Entries of a venue", _JSON, _by_venue(texts.venue)),
    ):
        name = uri.removeprefix("llmsys://").partition("/")[0]
        server.resource(
            uri,
            name=name,
            title=title,
            description=getattr(texts, name).__doc__,
            mime_type=kind,
            security=_LOOKED_UP,
        )(find)


# The SDK takes a template's variables from the names of its function's parameters.


def _fixed(read: Callable[[], str]) -> Callable[[], Awaitable[str]]:
    async def resource() -> str:
        return _answered(read)

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
