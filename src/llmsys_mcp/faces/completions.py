"""What an argument may be, while it is typed: sections, ids, venues, organizations, revisions.

The protocol completes arguments of resource templates and prompts. The arguments of tools carry the
same names for the same things, so they are completed too for a client that asks by a tool's name.
Where several lists are served, what is offered is of the list that the call would go to.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from mcp.server import MCPServer
from mcp.shared.exceptions import MCPError
from mcp.types import (
    INVALID_PARAMS,
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from llmsys_mcp.core.policy import shown
from llmsys_mcp.errors import ListError
from llmsys_mcp.faces.naming import advised
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library
from llmsys_mcp.services.view import View

MOST = 100
"""Values in one answer (the protocol's own limit)."""


def section_paths(view: View, typed: str, before: str = "") -> list[str]:
    """Paths that hold what is typed; those whose own title begins with it come first.

    `before` stands before every path: the name of another list than the primary, and a slash.
    """
    wanted = typed.casefold().strip().removeprefix("#")
    found = [
        (not place.section.title.casefold().startswith(wanted), before + place.section.path)
        for place in view.papers.places
        if wanted in (before + place.section.path).casefold() or wanted in place.section.anchor
    ]
    return _unique(path for _, path in sorted(found, key=lambda one: one[0]))


def entry_ids(view: View, typed: str) -> list[str]:
    """Ids that begin with what is typed, then those of entries whose title holds it.

    The name of a list before an id need not be typed.
    """
    wanted = typed.casefold().strip()
    listed = view.papers.entries
    begin = [
        one.id
        for one in listed
        if one.id.casefold().startswith(wanted)
        or one.id.removeprefix(f"{one.list}/").casefold().startswith(wanted)
    ]
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


LISTS = frozenset({"list", "mine", "other"})
"""Arguments that name a list, where several are served."""


def complete(
    library: Library,
    ref: PromptReference | ResourceTemplateReference,
    name: str,
    typed: str,
    given: Mapping[str, str] | None = None,
) -> Completion:
    """Values for the argument `name`, of which `typed` is there already.

    `given`: the other arguments so far, of which `list` and `id` say which list is meant.

    Raises:
        ListError: the list cannot be read, or there is none of that name.
    """
    found: list[str]
    if name in REVISIONS:
        found = revisions(library.primary, typed)
    elif name in LISTS and library.is_several:
        wanted = typed.casefold().strip()
        found = [one for one in library.catalogs if one.casefold().startswith(wanted)]
    elif (values := VALUES.get(name)) is None:
        found = []
    elif isinstance(ref, PromptReference):
        found = values(_meant(library, ref.name, name, given or {}).current(), typed)
    elif name == "path":
        found = _all_paths(library, typed)
    else:
        found = values(_all(library).current(), typed)
    if isinstance(ref, ResourceTemplateReference):
        found = [_in_uri(value) for value in found]
    return Completion(values=found[:MOST], total=len(found), has_more=len(found) > MOST)


def _all(library: Library) -> Catalog:
    return library.everything if library.is_several else library.primary


def _all_paths(library: Library, typed: str) -> list[str]:
    """Paths of the primary list, then of the others after their list's name, as URIs have them."""
    found = section_paths(library.primary.current(), typed)
    for other in library.primary.others:
        found += section_paths(other.current(), typed, f"{other.name}/")
    return found


def _meant(library: Library, tool: str, argument: str, given: Mapping[str, str]) -> Catalog:
    """The list that a call of a tool means, as far as its arguments are given."""
    if not library.is_several:
        return library.primary
    from llmsys_mcp.faces.library_set.routing import EVERYWHERE

    named, ids = given.get("list", ""), list(filter(None, [given.get("id")]))
    if not named and (argument == "id" or tool in EVERYWHERE):
        return library.everything
    return library.meant(named, ids)


def add_completions(server: MCPServer, library: Library) -> None:
    """Offer completion on a server."""

    @server.completion()  # type: ignore[no-untyped-call, untyped-decorator]  # theirs
    async def handler(
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion:
        given = context.arguments if context is not None else None
        try:
            return complete(library, ref, argument.name, argument.value, given)
        except ListError as error:
            raise MCPError(INVALID_PARAMS, advised(error)) from error


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
