"""URIs of the resources: what each names, of which of the served lists.

Those of the primary list, or of the only one, are plain: `llmsys://list`, `llmsys://section/PATH`.
Where several are served, the other lists' begin with the list's name, as ids do everywhere:
`llmsys://list/NAME`, `llmsys://section/NAME/PATH`, `llmsys://entry/NAME/ID`.
"""

from collections.abc import Iterable
from urllib.parse import quote, unquote

from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.library import Library

SCHEME = "llmsys://"
GUIDELINES = "llmsys://guidelines"
SECTIONS = "llmsys://sections"
LIST = "llmsys://list"
STATS = "llmsys://stats"
LISTS = "llmsys://lists"
OF_A_LIST = "{list}"
"""Behind a slash makes a template of one of the first four: the same of the list so called."""
SECTION = "llmsys://section/{+path}"
ENTRY = "llmsys://entry/{+id}"
VENUE = "llmsys://venue/{+venue}"

_KEPT = "/:!$&'()*+,;=@"
"""Characters that stand for themselves in `{+name}` (RFC 6570, 3.2.3), without `#` and `?`."""


def whole_uris(uri: str, name: str, *, is_primary: bool) -> Iterable[str]:
    """The URIs of what `uri` names, of the list called `name`; of the primary one it has both."""
    if is_primary:
        yield uri
    if name:
        yield f"{uri}/{name}"


def section_uri(path: str) -> str:
    """The URI of a section."""
    return f"llmsys://section/{quote(path, safe=_KEPT)}"


def entry_uri(id_: str) -> str:
    """The URI of an entry."""
    return f"llmsys://entry/{quote(id_, safe=_KEPT)}"


def venue_uri(venue: str) -> str:
    """The URI of a venue."""
    return f"llmsys://venue/{quote(venue, safe=_KEPT)}"


def read_uri(uri: str) -> tuple[str, str]:
    """What a URI names: (`section`, path), (`entry`, id), (`venue`, name); else two empty texts."""
    kind, _, name = uri.removeprefix(SCHEME).partition("/")
    if not uri.startswith(SCHEME) or kind not in ("section", "entry", "venue"):
        return "", ""
    return kind, unquote(name)


def of_list(library: Library, path: str) -> tuple[Catalog, str]:
    """The list that a section's path means, and the path in it without the list's name."""
    name, slash, rest = path.partition("/")
    if library.is_several and slash and name in library.catalogs:
        return library.catalogs[name], rest
    return library.primary, path
