"""What an edit wants to change: new texts of pages, and which entries may come or go.

A plan is a value. `services.apply` writes it, after checking that it does only what it says.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from llmsys_mcp.core.listing.conservation import paper_key, place_of
from llmsys_mcp.core.markup.text import Edit, apply_edits
from llmsys_mcp.core.page.entry import Listed
from llmsys_mcp.core.writing.house import Change
from llmsys_mcp.services.view import View


@dataclass(frozen=True, slots=True)
class Plan:
    """New texts of the pages that change; empty when there is nothing to do."""

    texts: tuple[tuple[str, str], ...] = ()
    """File and new text, in the order in which they are written: what gains entries first."""
    added: int = 0
    """Entries that the plan adds."""
    removed: frozenset[str] = frozenset()
    """Ids of the entries that vanish; every other entry must still be there."""
    replaced: frozenset[str] = frozenset()
    """Ids of the entries that may come back under another identity, link and title both new."""
    changed: int | None = None
    """How many of the entries that stay may be moved or edited; None: any number."""
    warnings: tuple[str, ...] = ()
    line: str = ""
    """The Markdown line that the plan writes, when it writes one."""
    forms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Lines that the plan writes in another form than was given, each with the rules behind it."""
    reason: str = ""
    """Why the removed entries have to go, in their curator's words."""
    paste: str = ""
    """What belongs into a file that is not there, for the user to paste: a BibTeX record."""
    existing: Listed | None = None
    """The entry that makes the edit needless: it is there already."""
    argument: str = "title"
    """What to name when the page would come to be read in another way than planned."""


def content(listed: Listed) -> Hashable:
    """What an entry is and where, the same for twins: one line that a section holds twice."""
    return paper_key(listed), listed.entry.raw, place_of(listed)


def formed(line: str, changes: Iterable[Change]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The line with the rules that changed it, as `Plan.forms` holds it."""
    rules = tuple(dict.fromkeys(str(change.rule) for change in changes))
    return ((line, rules),) if rules else ()


def edited(view: View, file: str, *edits: Edit) -> tuple[str, str]:
    """The page `file` with the edits made, as a plan's text."""
    return file, apply_edits(view.text(file), edits)
