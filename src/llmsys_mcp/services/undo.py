"""Take back the newest edit that this program made, if the page is still what it left."""

from dataclasses import dataclass

from llmsys_mcp.adapters.files import last_edit, read_page, take_back
from llmsys_mcp.core.conservation import Comparison, compare
from llmsys_mcp.core.diff import diff
from llmsys_mcp.core.text import decode
from llmsys_mcp.errors import Conflict
from llmsys_mcp.services.catalog import Catalog, View


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back."""

    file: str
    comparison: Comparison
    diff: str
    after: View
    warnings: tuple[str, ...]


def undo_last_edit(catalog: Catalog) -> Undone:
    """Put back the page that the newest edit changed.

    Raises:
        Conflict: there is no edit to take back, or the page changed since.
        ListError: whatever the file system refuses.
    """
    catalog.must_be_writable()
    before = catalog.current()
    newest = None
    for file, _ in before.sources:
        edit = last_edit(catalog.home.folder / file)
        if edit is not None and (newest is None or edit.record > newest[1].record):
            newest = (file, edit)
    if newest is None:
        raise Conflict(
            "list", "no edit of this program is left to take back.", "Use git for older changes."
        )
    file, edit = newest
    page = catalog.home.folder / file
    was = decode(read_page(page).data)
    written = take_back(page, edit, timeout=catalog.lock_wait)
    after = catalog.current()
    return Undone(
        file,
        compare(before.papers, after.papers),
        diff(was, decode(written.after), file),
        after,
        written.warnings,
    )
