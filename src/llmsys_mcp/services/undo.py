"""Take back the newest edit that this program made, if its pages are still what it left."""

from dataclasses import dataclass

from llmsys_mcp.adapters.files import last_edit, read_page, take_back, writable
from llmsys_mcp.adapters.journal import PastEdit, digest
from llmsys_mcp.adapters.refusals import refused_as
from llmsys_mcp.core.listing.conservation import Comparison, compare
from llmsys_mcp.core.markup.diff import diff
from llmsys_mcp.core.markup.text import decode
from llmsys_mcp.errors import Conflict, WriteFailed, quoted
from llmsys_mcp.services.apply import lock_of
from llmsys_mcp.services.catalog import Catalog
from llmsys_mcp.services.spans import WRITING
from llmsys_mcp.services.view import View


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back."""

    files: tuple[str, ...]
    """Pages of the edit, what it wrote last first."""
    comparison: Comparison
    diff: str
    after: View
    warnings: tuple[str, ...]


def undo_last_edit(catalog: Catalog) -> Undone:
    """Put back the pages that the newest edit changed, all of them or none.

    Raises:
        ReadOnly: the list may not be edited here.
        Conflict: there is no edit to take back, or a page changed since.
        ListError: whatever the file system refuses.
    """
    catalog.must_be_writable()
    page = catalog.home.page
    real = writable(page)
    with (
        catalog.span(WRITING),
        refused_as(WriteFailed, page),
        catalog.locked(real) as lock,
    ):
        before = catalog.current()
        edit = _newest_edit(catalog, before)
        _refuse_changed(catalog, edit)
        diffs: list[str] = []
        warnings: list[str] = []
        for file, part in edit:
            page = catalog.home.folder / file
            written = take_back(page, part, timeout=catalog.lock_wait, lock=lock_of(page, lock))
            diffs.append(diff(decode(written.before), decode(written.after), file))
            warnings += written.warnings
        after = catalog.current()
    return Undone(
        tuple(file for file, _ in edit),
        compare(before.papers, after.papers),
        "".join(diffs),
        after,
        tuple(warnings),
    )


def _newest_edit(catalog: Catalog, view: View) -> list[tuple[str, PastEdit]]:
    """The pages of the newest edit, newest first; a page without entries counts as well.

    Raises:
        Conflict: no edit is on record, or only a part of the newest.
    """
    files = [file for file, data in view.watched if data is not None]
    found = [(file, last_edit(catalog.home.folder / file)) for file in files]
    edits = [(file, edit) for file, edit in found if edit is not None]
    edits.sort(key=lambda one: one[1].number, reverse=True)
    if not edits:
        raise Conflict(
            "list", "no edit of this program is left to take back.", "Use git for older changes."
        )
    newest = edits[0][1].number
    for count, (_, edit) in enumerate(edits):
        if edit.number == newest - count and not edit.follows:
            return edits[: count + 1]
    raise _changed(edits[0][0])


def _refuse_changed(catalog: Catalog, edit: list[tuple[str, PastEdit]]) -> None:
    """Refuse when a page is not what the edit left, before any is put back."""
    for file, part in edit:
        page = catalog.home.folder / file
        writable(page)
        if digest(read_page(page).data) != part.after:
            raise _changed(file)


def _changed(file: str) -> Conflict:
    return Conflict(
        "list",
        f"{quoted(file)} changed since the edit that was to be taken back, or another page of it.",
        "Nothing was written. Undo that edit by hand, or with git.",
    )
