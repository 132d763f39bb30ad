"""What an argument may be, while it is typed: sections, ids, venues, organizations, revisions.

The protocol completes arguments of resource templates and prompts. The arguments of tools carry the
same names for the same things, so they are completed too for a client that asks by a tool's name.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from mcp.server import MCPServer
from mcp.types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from llmsys_mcp.core.policy import shown
from llmsys_mcp.errors import ListError
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.view import View

MOST = 100
"""Values in one answer (the protocol's own limit)."""


def section_paths(view: View, typed: str) -> list[str]:
    """Paths that hold what is typed; those whose own title begins with it come first."""
    wanted = typed.casefold().strip().removeprefix("#")
    found = [
        (not place.section.title.casefold().startswith(wanted), place.section.path)
        for place in view.papers.places
        if wanted in place.section.path.casefold() or wanted in place.section.anchor
    ]
    return _unique(path for _, path in sorted(found, key=lambda one: one[0]))


def entry_ids(view: View, typed: str) -> list[str]:
    """Ids that begin with what is typed, then those of entries whose title holds it."""
    wanted = typed.casefold().strip()
    listed = view.papers.entries
    begin = [one.id for one in listed if one.id.casefold().startswith(wanted)]
    called = [one.id for one in listed if wanted and wanted in one.entry.full_title.casefold()]
    return _unique([*begin, *called])


def venues(view: View, typed: str) -> list[str]:
    """Venues as the list writes them: what begins as typed first, then the most common."""
    return _common((one.entry.venue for one in view.papers.entries), typed)


def organizations(view: View, typed: str) -> list[str]:
    """Organizations as the list writes them, in the same order."""
    return _common((one.entry.organization for one in view.papers.entries), typed)


def revisions(catalog: Catalog, typed: str) -> list[str]:
    """Branches and tags that hold what is typed; none where the list stands in no checkout."""
    from llmsys_mcp.services.revisions import revision_names  # what a start does not need

    try:
        names = revision_names(catalog)
    except ListError:
        return []
    wanted = typed.casefold().strip()
    held = [name for name in names if wanted in name.casefold()]
    return sorted(held, key=lambda name: not name.casefold().startswith(wanted))


VALUES: dict[str, Callable[[View, str], list[str]]] = {
    "path": section_paths,
    "section": section_paths,
    "parent": section_paths,
    "after": section_paths,
    "id": entry_ids,
    "venue": venues,
    "organization": organizations,
}
"""Argument → what it may be."""
REVISIONS = frozenset({"base", "head", "since", "until"})
"""Arguments that name a state of the list."""


def complete(
    catalog: Catalog, ref: PromptReference | ResourceTemplateReference, name: str, typed: str
) -> Completion:
    """Values for the argument `name`, of which `typed` is there already.

    Raises:
        ListError: the list cannot be read.
    """
    found: list[str]
    if name in REVISIONS:
        found = revisions(catalog, typed)
    elif (values := VALUES.get(name)) is not None:
        found = values(catalog.current(), typed)
    else:
        found = []
    if isinstance(ref, ResourceTemplateReference):
        found = [_in_uri(value) for value in found]
    return Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST)


def add_completions(server: MCPServer, catalog: Catalog) -> None:
    """Offer completion on a server."""

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # theirs
    async def handler(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        return complete(catalog, ref, argument.name, argument.value)


def _common(values: Iterable[str], typed: str) -> list[str]:
    wanted = _letters(typed)
    counted = Counter(shown(value) for value in values if value and wanted in _letters(value))
    found = [value for value, _ in counted.most_common()]
    return sorted(found, key=lambda value: not _letters(value).startswith(wanted))


def _letters(text: str) -> str:
    """`OSDI' 24` and `osdi 24` are typed alike."""
    return "".join(filter(str.isalnum, text)).casefold()


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(map(shown, values)))


def _in_uri(value: str) -> str:
    """A client that expands `{+name}` leaves these two as they are, where they end the path."""
    return value.replace("#", "%23").replace("?", "%3F")
